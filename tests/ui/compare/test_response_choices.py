"""Which of the kept responses are compared, told without their answers."""

from __future__ import annotations

import datetime as dt
from typing import cast

import pytest

from assessment.domain.comparison.obstacles import obstacles
from assessment.domain.model import Round, Status, Voice
from assessment.services.access import Access
from assessment.storage import AssessmentListing
from assessment.ui.compare.response_choices import (
    ALL,
    LABEL,
    LATEST,
    ResponseChoice,
    excluding,
    in_round,
    latest_rounds,
    most_answered,
    obstacles_digest,
)

NOBODY = cast(Access, None)
"""Whoever reads answers fails."""


def line(
    name: str,
    country: str = "NPL",
    voice: Voice = Voice.STATE,
    label: str = "",
    year: int | None = None,
    *,
    organisation: str = "",
    catalogue: str = "town",
    is_rated: bool = True,
) -> ResponseChoice:
    asked_in = Round(label, dt.date(year, 1, 1) if year else None)
    listed = AssessmentListing(
        name,
        catalogue,
        "1.0",
        f"hash of {catalogue}",
        country,
        voice,
        organisation,
        asked_in,
        False,
        Status.DRAFT,
        False,
    )
    return ResponseChoice(listed, is_rated, NOBODY)


def names(lines: object) -> list[str]:
    return [each.name for each in cast("list[ResponseChoice]", lines)]


ROUNDS = [line("first", year=2020, label="Round 1"), line("last", year=2022, label="Round 2"), line("other", "CHE")]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (LATEST, ["last", "other"]),
        (ALL, ["first", "last", "other"]),
        (f"{LABEL}Round 1", ["first"]),
        (f"{LABEL}all", []),
    ],
)
def test_a_round_is_the_latest_all_or_one_by_its_label(chosen: str, found: list[str]) -> None:
    assert names(in_round(ROUNDS, chosen)) == found


def test_the_latest_is_that_of_each_respondent() -> None:
    lines = [
        *ROUNDS,
        line("coalition", voice=Voice.CIVIL_SOCIETY, year=2019),
        line("office", organisation="One", year=1999),
    ]
    assert sorted(names(latest_rounds(lines))) == ["coalition", "last", "office", "other"]


def test_two_that_answered_in_the_latest_round_both_stay() -> None:
    assert names(latest_rounds([line("a", year=2020), line("b", year=2022), line("c", year=2022)])) == ["b", "c"]


def test_obstacles_are_told_without_reading_an_answer() -> None:
    lines = [*ROUNDS, line("empty", "FRA", is_rated=False), line("other town", "BEL", catalogue="other")]
    found = obstacles(lines)
    assert {name for obstacle in found for name in obstacle.names} == {"empty", "other town"}
    assert names(excluding(lines, found)) == names(ROUNDS)


def test_what_stops_a_comparison_has_a_fingerprint_of_its_own() -> None:
    one, two = line("empty", "FRA", is_rated=False), line("void", "BEL", is_rated=False)
    marks = {obstacles_digest(obstacles([*ROUNDS, *more])) for more in ([], [one], [two], [one, two])}
    assert len(marks) == 4
    assert obstacles_digest(obstacles([*ROUNDS, two, one])) in marks


def test_the_catalogue_that_most_answer_stands_first() -> None:
    lines = [line("a", catalogue="few"), line("b"), line("c")]
    assert most_answered(each.response for each in lines) == ["town", "few"]
