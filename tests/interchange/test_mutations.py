"""Good files with something wrong in them are read or refused, and nothing else; `make endurance` tries many more."""

from __future__ import annotations

from tests.support.mutations import GOOD, Mutation, is_read, mutations


def test_a_good_file_is_read() -> None:
    for kind, content in GOOD.items():
        assert is_read(Mutation(kind, 0, content)), kind


def test_a_file_with_something_wrong_in_it_is_read_or_refused_with_problems() -> None:
    outcomes = [is_read(mutation) for mutation in mutations(60)]
    assert set(outcomes) == {True, False}
