"""A sheet of the offline workbook, filled from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.spreadsheet.page import Page
from assessment.spreadsheet.sheet import Sheet as Cells
from assessment.spreadsheet.sheet import Value
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.workbook import Workbook

PORTRAIT = Page(landscape=False, side_margin=0.4, top_margin=0.4, bottom_margin=0.55)
LANDSCAPE = Page(landscape=True, side_margin=0.4, top_margin=0.4, bottom_margin=0.55, pages_high=1)

QuestionnaireRow = dict[int, tuple[Value, CellStyle]]
"""The cells of a row by their columns, counted from 1."""


class QuestionnaireSheet:
    """A protected sheet; the first `hidden_columns` of its columns are hidden, and `row` is the one filled next."""

    def __init__(self, book: Workbook, title: str, widths: Sequence[float], *, hidden_columns: int = 0) -> None:
        self.cells: Cells = book.add_sheet(title)
        self.row = 1
        self._columns = len(widths)
        self.cells.set_widths(widths, hidden=hidden_columns)
        # Beside filling in, rows and columns may be made larger, and a screen reader finds its way. Programs sort
        # no locked cells, whatever is permitted here: who wants to takes the protection off, which has no password.
        self.cells.protect()

    def add(self, row: Mapping[int, tuple[Value, CellStyle]], *, height: float = 0, is_hidden: bool = False) -> int:
        """Write the next row, and give its number.

        Without a `height` in points it is as high as its text needs, now and when a person changes it.
        """
        for column, (value, style) in row.items():
            self.cells.write(self.row, column, value, style)
        if height:
            self.cells.raise_row(self.row, height)
        if is_hidden:
            self.cells.hide_row(self.row)
        self.row += 1
        return self.row - 1

    def skip(self, height: float) -> None:
        self.add({}, height=height)

    def print_on(self, page: Page, footer: str) -> None:
        """Print what was written so far on such pages, with words at the foot of each."""
        self.cells.set_page(page, footer)
        self.cells.print_area(max(self.row - 1, 1), self._columns)
