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


class Link(NamedTuple):
    """A text that leads to a web address; where that isn't a sound http(s) address, the text stands alone."""

    text: str | Passage
    url: str


Value = str | int | float | bool | dt.date | Passage | Link | None


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column of a table: its header, its width in Excel's units, and how it shows a row."""

    header: str
    width: float
    value: Callable[[Row], Value]
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

    def cells(self, column: int) -> str:
        """The cells of one column, counted from 1, for use in the same sheet: “C6:C38”."""
        letter = get_column_letter(column)
        return f"{letter}{self.first_row}:{letter}{self.last_row}"

    def reference(self, column: int, *, header: bool = False) -> str:
        """The same for use in any sheet, with its header if it should: “'All answers'!$C$6:$C$38”."""
        letter, first_row = get_column_letter(column), self.first_row - header
        title = self.sheet_title.replace("'", "''")
        return f"'{title}'!${letter}${first_row}:${letter}${self.last_row}"
