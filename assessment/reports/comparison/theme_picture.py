"""The first sheet of a comparison, its themes as a picture: of two responses how far their scores are apart, of more a
column each, the higher the darker; on what all of them rate."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.domain.comparison.compare import Comparison, score_differences
from assessment.i18n import gettext as _
from assessment.labels.codes import SCORE_STEP, SCORE_STYLES
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column, sheet_column
from assessment.reports.sheets.respondents import Respondent, label
from assessment.reports.sheets.score_scale import STEP_WIDTH, STEPS, scale, scale_header
from assessment.reports.sheets.styles import DOT, OTHER_DOT, SMALL, fitting_page
from assessment.spreadsheet.references import column_letter
from assessment.views.comparison import (
    ThemeDifference,
    ThemeScores,
    differences_table,
    theme_scores,
    theme_scores_table,
)
from assessment.views.table import Noted

_PAIR = 2
_PAIR_WIDTHS = (30.0, 10.0, 19.0, 19.0, 12.0, 9.0, 17.0)
_NAME_WIDTH, _COMMON_WIDTH, _ROOM = 32.0, 10.0, 106.0
_LEAST, _MOST = 9.0, 24.0
"""Widths of the column of a response."""


def write_theme_picture(book: Book, comparison: Comparison, respondents: Sequence[Respondent]) -> None:
    """Add the sheet, where something is common."""
    if not comparison.common.items:
        return
    labels = [label(respondent) for respondent in respondents]
    if len(respondents) == _PAIR:
        _write_pair(book, comparison, labels)
    else:
        _write_matrix(book, comparison, labels)


def _write_pair(book: Book, comparison: Comparison, labels: Sequence[str]) -> None:
    first, second = comparison.responses
    table = differences_table(score_differences(first, second), *labels)
    sheet = book.sheet(_title(), [*_PAIR_WIDTHS, *[STEP_WIDTH] * STEPS], table.about)
    sheet.keep_in_sight()
    columns = list(map(sheet_column, table.columns))
    area = sheet.table("ThemePicture", columns, table.rows, filters=False, pale=table.is_pale)
    place = len(columns) + 1
    for cell in scale_header(place):
        sheet.put(area.first_row - 1, cell.column, cell.value, cell.style, span=cell.span)
    for row, of_row in enumerate(table.rows, start=area.first_row):
        _draw_pair(sheet, row, place, of_row)


def _draw_pair(sheet: ReportSheet, row: int, place: int, of_row: ThemeDifference) -> None:
    """Two scores as numbered cells, joined by what lies between them."""
    scores = [score for score in of_row.scores if score is not None]
    low, high = (min(scores), max(scores)) if scores else (None, None)
    dots = list(zip(scores, (DOT, OTHER_DOT), ("1", "2"), strict=False))
    for cell in scale(place, low, high, dots):
        sheet.put(row, cell.column, cell.value, cell.style)


def _write_matrix(book: Book, comparison: Comparison, labels: Sequence[str]) -> None:
    table = theme_scores_table(theme_scores(comparison), map(Noted, labels))
    width = min(max(_ROOM / len(labels), _LEAST), _MOST)
    widths = [_NAME_WIDTH, _COMMON_WIDTH, *[width] * len(labels)]
    columns: list[Column[ThemeScores]] = [
        sheet_column(column, width) for column, width in zip(table.columns, widths, strict=True)
    ]
    sheet = book.sheet(_title(), columns, table.about, page=fitting_page(widths, SMALL))
    sheet.keep_in_sight(column=3, header=True)
    area = sheet.table("ThemePicture", columns, table.rows, filters=False)
    cells, first = area.cells(3, len(columns)), f"{column_letter(3)}{area.first_row}"
    for step, look in reversed(list(enumerate(SCORE_STYLES))):
        at_least = f"AND(ISNUMBER({first}),ROUND({first},0)>={step * SCORE_STEP})"
        sheet.colour(cells, at_least, look.text_colour, look.fill)


def _title() -> str:
    return _("Scores by theme")
