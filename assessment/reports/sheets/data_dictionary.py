"""The dictionary of a table of data: what each of its columns means."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.i18n import gettext as _
from assessment.reports.sheets.book import ReportSheet
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.styles import Style


def write_dictionary(sheet: ReportSheet, meanings: Sequence[tuple[str, str]]) -> None:
    """Add it below the content so far; `meanings` are pairs of a column's name and its meaning."""
    sheet.section(_("Data dictionary"))
    columns: list[Column[tuple[str, str]]] = [
        Column(_("Column"), 0, lambda entry: entry[0], Style.RATING),
        Column(_("Meaning"), 0, lambda entry: entry[1], Style.LEAD),
    ]
    sheet.table("Dictionary", columns, meanings, filters=False)
