"""The sheet *Data*: one row an answer in codes that never change, for programs, and the dictionary of its columns."""

from __future__ import annotations

from collections.abc import Callable

from assessment.i18n import gettext as _
from assessment.reports.findings import Findings
from assessment.reports.sheets.book import Book
from assessment.reports.sheets.columns import Column, Value
from assessment.reports.sheets.data_dictionary import write_dictionary
from assessment.reports.sheets.page_setup import A3
from assessment.reports.sheets.passages import Passage
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.styles import CellStyle
from assessment.tidy.answers import answer_rows, answer_variables
from assessment.tidy.response_columns import SourcedResponse
from assessment.tidy.table import Row, Variable

_STYLES: dict[str, CellStyle] = {
    "string": Style.DATA_TEXT,
    "integer": Style.NUMBER,
    "number": Style.VALUE,
    "boolean": Style.DATA_FLAG,
    "date": Style.DATE,
}


def write_data(book: Book, findings: Findings) -> None:
    variables = answer_variables()
    columns = [data_column(variable) for variable in variables]
    sheet = book.sheet(
        _("Data"),
        [column.width for column in columns],
        _("One row for each answer, in codes, for other programs. The data dictionary is below."),
        page=A3,
    )
    sheet.freeze(column=2, header=True)
    source = SourcedResponse("", findings.catalogue, findings.response, findings.status)
    sheet.table("Data", columns, list(answer_rows([source])))
    write_dictionary(sheet, [(variable.name, variable.meaning) for variable in variables])


def data_column(variable: Variable[Row]) -> Column[Row]:
    """The column of a table for programs, under its own name."""
    return Column(variable.name, variable.width, _value(variable), _STYLES[variable.type])


def _value(variable: Variable[Row]) -> Callable[[Row], Value]:
    if not variable.typed:
        return variable.value

    def passage(row: Row) -> Passage | None:
        text = str(variable.value(row) or "")
        return Passage(text, variable.item(row), variable.title) if text else None

    return passage
