"""What LibreOffice makes of the workbooks that come back: it opens once, and saves all of them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from assessment.domain.answer import Rating
from assessment.domain.response import Response
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.labels.codes import rating_label
from tests.interchange import test_gap_report_reader as gap_reports
from tests.interchange.questionnaire.test_altered_workbooks import CONTENT, FULL, TREATMENTS, as_google_sheets
from tests.interchange.questionnaire.test_round_trip import (
    TEXTS,
    any_responses,
    assert_brought_back,
    fixed,
    write,
)
from tests.interchange.questionnaire.test_scores_sheet import (
    assert_counted,
    assert_figures,
    beside,
    draw_ratings,
    filled_in_workbook,
    tables_of,
    workbooks_of,
)
from tests.support.cases import GCM10, rated_response
from tests.support.office import convert
from tests.support.questionnaires import QUESTIONS, edited, read, said

DRAWN, DRAWN_LONG, SCORED = 1, 1, 6
"""Responses that are drawn, such with long texts, and such of which the scores are counted; `make endurance` takes
more."""
HARD = [text for text in TEXTS if len(text) < 1_000]
"""LibreOffice takes seconds for each long text, so that `make endurance` has those that are left out here."""
TREATED = ("rows sorted", "columns moved", "the hidden row removed")
ABSENT: dict[str, Rating | None] = dict.fromkeys(GCM10.by_id, Rating.ABSENT)
PRINTED = 765
"""Points of rows on a printed page."""


@dataclass
class Saved:
    """The files that LibreOffice saved, by name, and the responses that were in the first of them."""

    responses: list[Response] = field(default_factory=lambda: [*fixed(HARD), *any_responses(DRAWN, DRAWN_LONG)])
    files: Mapping[str, bytes] = field(default_factory=dict)


@pytest.fixture(scope="module")
def saved() -> Saved:
    found, (rated,) = Saved(), draw_ratings(1)
    found.files = convert(
        {
            **{f"response {number}": content for number, content in enumerate(write(found.responses))},
            **{name: edited(CONTENT, TREATMENTS[name]) for name in TREATED},
            "google": as_google_sheets(CONTENT),
            **workbooks_of(draw_ratings(SCORED)),
            "counted": filled_in_workbook(rated),
            "without values": filled_in_workbook(rated, with_values=False),
            "not in the list": filled_in_workbook(ABSENT, typed="perhaps"),
            "printed": questionnaire_workbook(GCM10, response=rated_response(GCM10, ABSENT)),
            "gaps": gap_reports.set_cells("HAR-01", Status="Planned"),
        },
        "xlsx",
    )
    return found


def test_any_response_comes_back_from_its_workbook(saved: Saved) -> None:
    assert_brought_back(saved.responses, [saved.files[f"response {n}"] for n in range(len(saved.responses))])


def test_a_workbook_that_was_treated_comes_back(saved: Saved) -> None:
    for name in (*TREATED, "google"):
        assert said(read(saved.files[name])) == FULL, name


def test_the_follow_up_plan_of_a_gap_report_comes_back(saved: Saved) -> None:
    changed = gap_reports.set_cells("HAR-01", Status="Planned")
    assert {key: each.follow_up for key, each in gap_reports.read(saved.files["gaps"]).follow_ups.items()} == {
        key: each.follow_up for key, each in gap_reports.read(changed).follow_ups.items()
    }


def test_the_scores_that_it_counts_are_those_that_are_published(saved: Saved) -> None:
    assert_counted(draw_ratings(SCORED), saved.files)


def test_the_scores_count_along_in_the_workbook_that_is_handed_out(saved: Saved) -> None:
    (rated,) = draw_ratings(1)
    for name in ("counted", "without values"):
        table = tables_of(saved.files[name])["Scores"]
        assert_figures(table, GCM10, rated_response(GCM10, rated), COVERAGE_THRESHOLD)


def test_a_rating_that_is_no_word_of_the_list_counts_as_not_answered_and_is_told(saved: Saved) -> None:
    table = tables_of(saved.files["not in the list"])["Scores"]
    assert beside(table, "Ratings not in the list, counted as not answered here") == 3
    assert [row[3] for row in table if row[2] == rating_label(None)] == [3]


def test_no_printed_page_has_only_a_few_lines(saved: Saved) -> None:
    # LibreOffice says in what it saves how high it found the rows.
    sheet = load_workbook(io.BytesIO(saved.files["printed"]))[QUESTIONS]
    ends = [one.id for one in sheet.row_breaks.brk]
    assert len(ends) > 10
    for first, last in pairwise([2, *ends]):
        height = sum(sheet.row_dimensions[row].height for row in range(first + 1, last + 1))
        assert height < PRINTED or height % PRINTED > PRINTED / 4
