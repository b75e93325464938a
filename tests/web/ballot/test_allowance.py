"""How often one participant may ask for something."""

from __future__ import annotations

import pytest

from assessment.config import settings
from assessment.web.ballot import protocol
from assessment.web.ballot.protocol import Allowance, AskedTooOften


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(of: Allowance, key: str, tries: int) -> int:
    """How many of so many tries are allowed."""
    count = 0
    for _try in range(tries):
        try:
            of.take(key)
        except AskedTooOften:
            continue
        count += 1
    return count


def test_so_many_are_allowed_at_once_and_then_so_many_a_second() -> None:
    clock = Clock()
    of = Allowance(5, 2, clock)
    assert taken(of, "a", 20) == 5
    clock.now = 1
    assert taken(of, "a", 20) == 2
    clock.now = 1_000
    assert taken(of, "a", 20) == 5


def test_nobody_uses_up_anothers() -> None:
    of = Allowance(3, 1, Clock())
    assert taken(of, "a", 10) == 3
    assert taken(of, "b", 10) == 3


def test_a_person_who_has_all_again_is_forgotten_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "PEOPLE_LIMIT", 2)
    clock = Clock()
    of = Allowance(3, 1, clock)
    taken(of, "a", 1)
    taken(of, "b", 3)
    clock.now = 1
    taken(of, "c", 1)
    assert taken(of, "b", 10) == 1


def test_each_of_several_processes_gives_its_part(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setenv("ASSESSMENT_BALLOT_PROCESSES", "2")
    settings.cache_clear()
    of = Allowance(5, 1, clock)
    assert taken(of, "a", 10) == 3
    clock.now += 4
    assert taken(of, "a", 10) == 2
