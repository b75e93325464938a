"""What LibreOffice makes of offline workbooks, for more responses than a test takes each time."""

from __future__ import annotations

from tests.interchange.questionnaire.test_round_trip import any_responses, assert_libreoffice_brings_back, write
from tests.interchange.questionnaire.test_scores_sheet import assert_libreoffice_counts_the_same

SCORED = 200
DRAWN, DRAWN_LONG = 14, 6


def test_the_scores_that_libreoffice_counts_are_those_of_200_responses() -> None:
    assert_libreoffice_counts_the_same(SCORED)


def test_any_response_comes_back_after_libreoffice_has_saved_its_workbook() -> None:
    responses = any_responses(DRAWN, DRAWN_LONG)
    assert_libreoffice_brings_back(responses, write(responses))
