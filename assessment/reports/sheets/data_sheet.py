"""The sheet *Data*: a table for programs in codes that never change, and below it the dictionary of its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assessment.domain.comparison.compare import Comparison
from assessment.i18n import gettext as _
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column, Passage, Value
from assessment.reports.sheets.styles import SCREEN, Style
from assessment.spreadsheet.styles import CellStyle
from assessment.tidy.answers import answer_rows, answer_variables
from assessment.tidy.observations import observation_table, observations
from assessment.tidy.table import Row, Variable
from assessment.views.results import Results

_STYLES: dict[str, CellStyle] = {
    "string": Style.DATA_TEXT,
    "integer": Style.NUMBER,
    "number": Style.VALUE,
    "boolean": Style.DATA_FLAG,
    "date": Style.DATE,
}


def write_answers(book: Book, results: Results) -> ReportSheet:
    """The answers of one response."""
    source = replace(results.source, status=results.status)
    sentence = _("One row for each answer, in codes, for other programs. The data dictionary is below.")
    return _write_data(book, sentence, answer_variables(), list(answer_rows([source])), scrolls_from=2)


def write_observations(book: Book, comparison: Comparison) -> None:
    """The same rows as the CSV of a comparison."""
    rows = list(observations(comparison))
    sentence = _(
        "One row for each rating and score, in codes, for other programs; the same as in the CSV. The data "
        "dictionary is {n} rows below."
    )
    _write_data(book, sentence.format(n=len(rows)), observation_table().variables, rows, scrolls_from=1)


def _write_data(
    book: Book, sentence: str, variables: Sequence[Variable[Row]], rows: Sequence[Row], *, scrolls_from: int
) -> ReportSheet:
    columns = [_column(variable) for variable in variables]
    sheet = book.sheet(_("Data"), columns, sentence, page=SCREEN)
    sheet.keep_in_sight(column=scrolls_from, header=True)
    sheet.table("Data", columns, rows)
    sheet.section(_("Data dictionary"))
    dictionary: list[Column[Variable[Row]]] = [
        Column(_("Column"), 0, lambda variable: variable.name, Style.RATING),
        Column(_("Meaning"), 0, lambda variable: variable.meaning, Style.LEAD),
    ]
    sheet.table("Dictionary", dictionary, variables, filters=False)
    return sheet


def _column(variable: Variable[Row]) -> Column[Row]:
    """The column of a table for programs, under its own name."""
    return Column(variable.name, variable.width, _value(variable), _STYLES[variable.type])


def _value(variable: Variable[Row]) -> Callable[[Row], Value]:
    if not variable.typed:
        return variable.value

    def passage(row: Row) -> Passage | None:
        text = str(variable.value(row) or "")
        return Passage(text, variable.item(row), variable.title) if text else None

    return passage
