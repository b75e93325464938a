"""Which of the kept responses are compared, told without their answers wherever two aren’t alike."""

from __future__ import annotations

import datetime as dt
from typing import cast

import pytest

from assessment.access.gate import Gate
from assessment.domain.answer import Rating
from assessment.domain.comparison.obstacles import obstacles
from assessment.domain.response import Assessment, Round, Status, Voice
from assessment.records.assessments import AssessmentListing
from assessment.storage.opening import Storage
from assessment.ui.compare.response_choices import (
    ALL,
    LABEL,
    LATEST,
    ResponseChoice,
    by_preference,
    excluding,
    in_round,
    latest_rounds,
    missing_from,
    most_answered,
)
from tests.support.catalogues import a_catalogue, a_response

TOWN = a_catalogue()

NOBODY = Gate(cast("Storage", None), None)
"""Reading answers fails."""


class Archive(Gate):
    """Each response has one answer."""

    def __init__(self, answer: Rating) -> None:
        self.answer = answer


@pytest.fixture(autouse=True)
def read_from_archives(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(archive: Archive, _assessment_id: str) -> Assessment:
        moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        return Assessment("", TOWN, a_response(TOWN, {"INV-01": archive.answer}), Status.DRAFT, moment, moment)

    monkeypatch.setattr("assessment.ui.compare.response_choices.read_assessment", read)


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
    status: Status = Status.DRAFT,
    answer: Rating | None = None,
) -> ResponseChoice:
    asked_in = Round(label, dt.date(year, 1, 1) if year else None)
    listed = AssessmentListing(
        id=name,
        catalogue_id=catalogue,
        catalogue_version="1.0",
        catalogue_title=catalogue,
        catalogue_hash=f"hash of {catalogue}",
        country=country,
        voice=voice,
        organisation=organisation,
        round=asked_in,
        anonymous=False,
        language="en",
        status=status,
        sample=False,
        created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    return ResponseChoice(listed, is_rated, NOBODY if answer is None else Archive(answer))


def names(lines: object) -> list[str]:
    return [each.name for each in cast("list[ResponseChoice]", lines)]


ROUNDS = [
    line("first", year=2020, label="Round 1", answer=Rating.ABSENT),
    line("last", year=2022, label="Round 2", answer=Rating.ABSENT),
    line("other", "CHE"),
]


def test_a_round_is_the_latest_all_or_one_by_its_label() -> None:
    for chosen, found in (
        (LATEST, ["last", "other"]),
        (ALL, ["first", "last", "other"]),
        (f"{LABEL}Round 1", ["first"]),
        (f"{LABEL}all", []),
    ):
        assert names(in_round(ROUNDS, chosen)) == found, chosen


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


def test_of_twins_the_chosen_one_is_preferred_then_the_dated_then_the_submitted() -> None:
    lines = [
        line("draft", label="Round 1"),
        line("submitted", label="Round 1", status=Status.SUBMITTED),
        line("dated", label="Round 1", year=2020),
    ]
    assert by_preference(lines, []) == ["dated", "submitted", "draft"]
    assert by_preference(lines, ["draft"]) == ["draft", "dated", "submitted"]


def test_what_is_left_out_is_named_only_where_it_would_be_compared() -> None:
    lines = [
        *ROUNDS,
        line("undated", label="Round 2", answer=Rating.PARTIAL),
        line("undated first", label="Round 1", answer=Rating.PARTIAL),
        line("empty", "FRA", is_rated=False),
    ]
    hindered = obstacles(lines, by_preference(lines, []))
    for chosen, found in (
        (LATEST, ["empty", "undated"]),
        (ALL, ["empty", "undated", "undated first"]),
        (f"{LABEL}Round 1", ["undated first"]),
        (f"{LABEL}Round 2", ["undated"]),
    ):
        missing = missing_from(in_round(excluding(lines, hindered), chosen), lines, hindered, chosen)
        assert sorted(name for obstacle in missing for name in obstacle.names) == found, chosen


def test_the_catalogue_that_most_answer_stands_first() -> None:
    lines = [line("a", catalogue="few"), line("b"), line("c")]
    assert most_answered(each.response for each in lines) == ["town", "few"]
