"""“None of these” under the measures of the offline workbook: said, not said, and said together with a measure."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.domain.model import Answer, Rating
from assessment.errors import FileRefused
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from tests.support.cases import HARBOURS
from tests.support.catalogues import a_response
from tests.support.questionnaires import read

NONE = "None of these"


def opened(answer: Answer) -> bytes:
    return questionnaire_workbook(HARBOURS, response=a_response(HARBOURS, {"HAR-01": answer}))


def rows_of_none(sheet: Worksheet) -> list[tuple[int, int]]:
    return [(cell.row, cell.column) for row in sheet for cell in row if cell.value == NONE]


def edited(content: bytes, *, tick: bool = False, remove: bool = False) -> bytes:
    book = load_workbook(io.BytesIO(content))
    sheet = book["Questionnaire"]
    row, column = rows_of_none(sheet)[0]
    if tick:
        sheet.cell(row, column - 1).value = "x"
    if remove:
        for one, _column in rows_of_none(sheet):
            for cell in sheet[one]:
                if cell.value in (NONE, "none"):
                    cell.value = None
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("measures", [None, (), ("HAR-01.1",)])
def test_each_of_the_three_comes_back(measures: tuple[str, ...] | None) -> None:
    content = opened(Answer(Rating.PARTIAL, measures=measures))
    assert read(content).response.answer("HAR-01").measures == measures


def test_a_tick_says_that_none_is_in_place() -> None:
    assert read(edited(opened(Answer(Rating.ABSENT)), tick=True)).response.answer("HAR-01").measures == ()


def test_a_tick_beside_that_of_a_measure_is_told_with_its_cell() -> None:
    with pytest.raises(FileRefused) as caught:
        read(edited(opened(Answer(Rating.PARTIAL, measures=("HAR-01.1",))), tick=True))
    (problem,) = caught.value.problems
    assert problem.where.startswith("Questionnaire!")
    assert (problem.what, problem.fix) == (
        "“None of these” is chosen together with a measure.",
        "Clear this tick, or those of the measures.",
    )


def test_a_workbook_without_such_a_row_says_nothing_of_it() -> None:
    assert read(edited(opened(Answer(Rating.ABSENT)), remove=True)).response.answer("HAR-01").measures is None
