"""The sheet *Data* of a comparison: the rows of the tidy CSV, and the dictionary of its columns."""

from __future__ import annotations

from assessment.domain.comparison.compare import Comparison
from assessment.i18n import gettext as _
from assessment.reports.excel.data_sheet import data_column
from assessment.reports.sheets.book import Book
from assessment.reports.sheets.data_dictionary import write_dictionary
from assessment.reports.sheets.page_setup import A3
from assessment.tidy.observations import observation_table, observations


def write_observations(book: Book, comparison: Comparison) -> None:
    found, rows = observation_table().variables, list(observations(comparison))
    columns = [data_column(variable) for variable in found]
    sheet = book.sheet(
        _("Data"),
        [column.width for column in columns],
        _(
            "One row for each rating and score, in codes, for other programs; the same as in the CSV. The data "
            "dictionary is {n} rows below."
        ).format(n=len(rows)),
        page=A3,
    )
    sheet.freeze(header=True)
    sheet.table("Data", columns, rows)
    write_dictionary(sheet, [(variable.name, variable.meaning) for variable in found])
