"""Whole workshops as JSON: whatever is written is read the same, and whatever isn't is refused with problems."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings

from assessment.domain.model import Catalogue
from assessment.domain.workshop.archive import WorkshopArchive
from assessment.errors import FileRefused, Problem
from assessment.interchange.workshop_json import write_workshop
from assessment.interchange.workshop_reader import SIZE_LIMIT, VALUES_LIMIT, read_workshop
from tests.support.archives import CATALOGUE, archives
from tests.support.cases import assert_printable
from tests.support.mutations import changed


def find(_id: str, _version: str) -> Catalogue:
    return CATALOGUE


def problems_of(content: bytes) -> tuple[Problem, ...]:
    """Why a file is refused; empty if it is read. Any other exception is a fault."""
    try:
        read_workshop(content, "workshop.json", find)
    except FileRefused as error:
        return error.problems
    return ()


@given(archives())
def test_what_is_written_is_read_the_same(archive: WorkshopArchive) -> None:
    assert read_workshop(write_workshop(archive).encode(), "workshop.json", find) == archive


@given(archives())
def test_a_workshop_with_something_wrong_in_it_is_read_or_refused_with_problems(archive: WorkshopArchive) -> None:
    content = write_workshop(archive).encode()
    for number in range(5):
        altered = changed(content, Random(f"{len(content)} {number}"))  # noqa: S311 - no secret
        assert_printable(problems_of(altered))


@pytest.mark.parametrize(
    "content", [b" " * (SIZE_LIMIT + 1), b"[" + b"0," * VALUES_LIMIT + b"0]", b"[" * 21 + b"]" * 21]
)
def test_a_file_beyond_its_bounds_is_refused_before_it_is_parsed(content: bytes) -> None:
    with pytest.raises(FileRefused, match=r"larger than|more than|too deeply"):
        read_workshop(content, "workshop.json", find)


@settings(max_examples=3)
@given(archive=archives())
@pytest.mark.parametrize(
    ("field", "value", "where", "message"),
    [
        ("country", "Boruna", "plan.country", "“Boruna” is not a country or area of ISO 3166-1."),
        ("country", "", "plan.country", "is not a country or area"),
        ("tables", "North", "plan", "This isn’t what the software writes here."),
        ("voices", {"state": 1}, "plan", "This isn’t what the software writes here."),
        ("round", {"label": "2026", "date": 0}, "plan", "This isn’t what the software writes here."),
        ("title", "two\nlines", "plan", "not allowed"),
    ],
)
def test_a_plan_that_no_form_takes_is_refused_with_its_place(
    archive: WorkshopArchive, field: str, value: object, where: str, message: str
) -> None:
    data = json.loads(write_workshop(archive))
    data["plan"][field] = value
    found = problems_of(json.dumps(data).encode())
    assert [(each.where, message in each.what) for each in found] == [(where, True)], found
    assert all(each.fix for each in found)
