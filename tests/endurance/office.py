"""What LibreOffice makes of offline workbooks, for more responses than a test takes each time."""

from __future__ import annotations

from tests.interchange.questionnaire.test_round_trip import any_responses, assert_brought_back, fixed, write
from tests.interchange.questionnaire.test_scores_sheet import assert_counted, draw_ratings, workbooks_of
from tests.support.office import convert

SCORED = 200
DRAWN, DRAWN_LONG = 14, 6


def test_the_scores_that_libreoffice_counts_are_those_of_200_responses() -> None:
    drawn = draw_ratings(SCORED)
    assert_counted(drawn, convert(workbooks_of(drawn), "xlsx"))


def test_any_response_comes_back_after_libreoffice_has_saved_its_workbook() -> None:
    responses = [*fixed(), *any_responses(DRAWN, DRAWN_LONG)]
    saved = convert({str(number): content for number, content in enumerate(write(responses))}, "xlsx")
    assert_brought_back(responses, list(saved.values()))
