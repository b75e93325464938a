"""Files as they come back: made from an assessment that is kept, and saying other answers now."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.domain.answer import Answer
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Assessment, Response
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.interchange.response_json import write_response
from tests.support.questionnaires import edited


def as_workbook(kept: Assessment, answers: Mapping[str, Answer]) -> bytes:
    return questionnaire_workbook(
        kept.catalogue, response=saying(kept, answers), assessment_id=kept.id, revisions=kept.revisions
    )


def gap_cell(sheet: Worksheet, item: str, name: str) -> Any:
    """The cell of a gap of a gap report, by the header of its column."""
    header, *rows = sheet[sheet.tables["Gaps"].ref]
    places = {cell.value: place for place, cell in enumerate(header)}
    return next(row for row in rows if row[places["Id"]].value == item)[places[name]]


def with_plan(content: bytes, item: str, cells: Mapping[str, Any]) -> bytes:
    """A gap report with other values in the row of a gap."""

    def change(workbook: Workbook) -> None:
        for name, value in cells.items():
            gap_cell(workbook["Gaps"], item, name).value = value

    return edited(content, change)


def as_json(kept: Assessment, answers: Mapping[str, Answer]) -> bytes:
    return write_response(saying(kept, answers)).encode()


def saying(kept: Assessment, answers: Mapping[str, Answer]) -> Response:
    return kept.response.with_answers({**kept.response.answers, **answers})


def as_submissions(catalogue: Catalogue, *submissions: Mapping[str, str]) -> bytes:
    """An export of what phones sent, with the columns of the first submission and those that tell the catalogue."""
    of = {"catalogue_id": catalogue.id, "catalogue_version": catalogue.version, "catalogue_hash": catalogue.hash}
    table = io.StringIO(newline="")
    rows = csv.DictWriter(table, [*(of | dict(submissions[0]))])
    rows.writeheader()
    rows.writerows({**of, **each} for each in submissions)
    return table.getvalue().encode()
