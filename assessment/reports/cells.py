"""The cells of a sheet as they stand in its file.

openpyxl writes a cell in some ten microseconds and this module in one: the difference between a report in the blink
of an eye and one to wait for. And a text must come back to the character, with what looks like an escape and with its
carriage returns, which openpyxl's cells can't do.
"""

from __future__ import annotations

import datetime as dt

from openpyxl.utils import get_column_letter

from assessment.reports.cell_text import runs

FIRST_DATE = dt.date(1900, 3, 1)
"""Spreadsheet programs disagree about the days before, so these are written as text."""
LINK_LIMIT = 65_530
"""Excel repairs a sheet that has more."""
_DAY_ZERO = dt.date(1899, 12, 30)
_CARRIAGE_RETURN = "\r"

CellValue = str | int | float | bool | dt.date | None


class Cells:
    """The cells and rows of one sheet; `links` leads from cells to web addresses, `merged` holds ranges."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, str]] = {}
        self._heights: dict[int, float] = {}
        self.links: dict[str, str] = {}
        self.merged: list[str] = []

    def write(self, row: int, column: int, value: CellValue, style: int) -> None:
        """Write a value that a cell can hold (`visible`, `bounded`); `style` is the number of a cell style."""
        cells = self._rows.get(row)
        if cells is None:
            cells = self._rows[row] = {}
        cells[column] = f'<c r="{get_column_letter(column)}{row}" s="{style}"{_content(value)}'

    def link(self, row: int, column: int, target: str) -> None:
        """Lead from a cell to an address; of too many links the last ones stay plain text."""
        if len(self.links) < LINK_LIMIT:
            self.links[f"{get_column_letter(column)}{row}"] = target

    def merge(self, row: int, first_column: int, last_column: int, style: int) -> None:
        """Make one cell of several beside each other; the first has its value already."""
        for column in range(first_column + 1, last_column + 1):
            self.write(row, column, None, style)
        self.merged.append(f"{get_column_letter(first_column)}{row}:{get_column_letter(last_column)}{row}")

    def raise_row(self, row: int, height: float) -> None:
        """Make a row at least so high, in points."""
        self._heights[row] = max(height, self._heights.get(row, 0))

    @property
    def reference(self) -> str:
        """From the first cell to the last: “A1:Q38”."""
        last_column = max((column for cells in self._rows.values() for column in cells), default=1)
        return f"A1:{get_column_letter(last_column)}{max(self._rows, default=1)}"

    def xml(self) -> str:
        """The element with all rows."""
        return f"<sheetData>{''.join(map(self._row, sorted(self._rows.keys() | self._heights.keys())))}</sheetData>"

    def _row(self, row: int) -> str:
        height = f' ht="{self._heights[row]:.2f}" customHeight="1"' if row in self._heights else ""
        cells = self._rows.get(row, {})
        return f'<row r="{row}"{height}>{"".join(cells[column] for column in sorted(cells))}</row>'


def _content(value: CellValue) -> str:
    """The rest of a cell's element, from its type on."""
    match value:
        case None:
            return "/>"
        case str():
            return f' t="inlineStr"><is>{_text(value)}</is></c>'
        case bool():
            return f' t="b"><v>{value:d}</v></c>'
        case dt.date():
            return f"><v>{(value - _DAY_ZERO).days}</v></c>"
        case _:
            return f"><v>{value!r}</v></c>"


def _text(value: str) -> str:
    parts = runs(value)
    return _element(value) if len(parts) == 1 else "".join(f"<r>{_element(part)}</r>" for part in parts)


def _element(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A reader of XML takes a plain carriage return for a line feed.
    return f'<t xml:space="preserve">{text.replace(_CARRIAGE_RETURN, "&#13;")}</t>'
