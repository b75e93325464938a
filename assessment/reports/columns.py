"""What tables are made of: values that a cell can show, columns that get them from a row, and where a table stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from openpyxl.utils import get_column_letter

from assessment.reports.cell_text import Passage
from assessment.reports.styles import Style

Row = TypeVar("Row")
_Row_contra = TypeVar("_Row_contra", contravariant=True)
"""What shows any row of a kind shows every special one."""


class Link(NamedTuple):
    """A text that leads to a web address; where that isn't a sound http(s) address, the text stands alone."""

    text: str | Passage
    url: str


Value = str | int | float | bool | dt.date | Passage | Link | None


@dataclass(frozen=True, slots=True)
class Column(Generic[_Row_contra]):
    """A column of a table: its header, its width in Excel's units, and how it shows a row."""

    header: str
    width: float
    value: Callable[[_Row_contra], Value]
    style: Style = Style.TEXT


@dataclass(frozen=True, slots=True)
class Area:
    """Where the rows of a table stand, without its header; it begins in the first column."""

    sheet_title: str
    first_row: int
    last_row: int
    last_column: int

    @property
    def with_header(self) -> str:
        """The whole table: “A5:Q38”."""
        return f"A{self.first_row - 1}:{get_column_letter(self.last_column)}{self.last_row}"

    def cells(self, column: int, last_column: int | None = None) -> str:
        """The cells of one column, counted from 1, or of several, for use in the same sheet: “C6:C38”."""
        last = get_column_letter(last_column or column)
        return f"{get_column_letter(column)}{self.first_row}:{last}{self.last_row}"

    def across(self, row: int, first_column: int, last_column: int) -> str:
        """Cells beside each other in one row of the sheet, for use in any sheet: “'Themes'!$F$12:$N$12”."""
        first, last = get_column_letter(first_column), get_column_letter(last_column)
        return f"{self._sheet}!${first}${row}:${last}${row}"

    def reference(self, column: int, *, header: bool = False) -> str:
        """The same for use in any sheet, with its header if it should: “'All answers'!$C$6:$C$38”."""
        letter, first_row = get_column_letter(column), self.first_row - header
        return f"{self._sheet}!${letter}${first_row}:${letter}${self.last_row}"

    @property
    def _sheet(self) -> str:
        title = self.sheet_title.replace("'", "''")
        return f"'{title}'"
