"""Places in a workbook as formulas, lists and charts name them. Rows and columns are counted from 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

_NOT_IN_A_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_TITLE_LIMIT = 31


@cache
def column_letter(column: int) -> str:
    """The letters of a column: 27 is AA."""
    letters: str = xl_col_to_name(column - 1)
    return letters


def sheet_reference(title: str, cells: str) -> str:
    """Cells of a sheet for use in any sheet: `'All answers'!$C$6:$C$38`, `Data!$2:$2`."""
    corners = ":".join(_fixed(corner) for corner in cells.split(":"))
    return f"{quote_sheetname(title)}!{corners}"


def sheet_title(words: str) -> str:
    """Words as Office takes them for the title of a sheet."""
    return words.translate(_NOT_IN_A_TITLE).strip(" '")[:_TITLE_LIMIT].rstrip(" '")


def _fixed(corner: str) -> str:
    letters = corner.rstrip("0123456789")
    return "".join(f"${part}" for part in (letters, corner[len(letters) :]) if part)


@dataclass(frozen=True, slots=True)
class Area:
    """Where the rows of a table stand, without its header; it begins in the first column."""

    sheet_title: str
    first_row: int
    last_row: int
    last_column: int

    def cells(self, column: int, last_column: int | None = None) -> str:
        """The cells of one column, or of several, for use in the same sheet: “C6:C38”."""
        return f"{column_letter(column)}{self.first_row}:{column_letter(last_column or column)}{self.last_row}"

    def across(self, row: int, first_column: int, last_column: int) -> str:
        """Adjacent cells in one row of the sheet, for use in any sheet: “Themes!$F$12:$N$12”."""
        cells = f"{column_letter(first_column)}{row}:{column_letter(last_column)}{row}"
        return sheet_reference(self.sheet_title, cells)

    def reference(self, column: int) -> str:
        """The cells of one column for use in any sheet: “'All answers'!$C$6:$C$38”."""
        return sheet_reference(self.sheet_title, self.cells(column))

    def header(self, column: int) -> str:
        """The header of one column for use in any sheet: “'All answers'!$C$5”."""
        return sheet_reference(self.sheet_title, f"{column_letter(column)}{self.first_row - 1}")
