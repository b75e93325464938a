"""The sheets of a workbook with answers, as read by calamine."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from python_calamine import CalamineWorkbook, SheetTypeEnum, load_workbook

from assessment.interchange.xlsx.package_limits import Package
from assessment.spreadsheet.references import column_letter

CellValue = str | int | float | bool | dt.date | dt.time | dt.timedelta
Row = Sequence[CellValue]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its value; row and column are counted from 1."""

    sheet: str
    row: int
    column: int
    value: CellValue

    @property
    def place(self) -> str:
        """`Questionnaire!I5`."""
        return f"{self.sheet}!{column_letter(self.column)}{self.row}"


@dataclass(slots=True)
class Grid:
    """A sheet, starting from its first cell."""

    title: str
    rows: list[Row]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
    """The ranges of merged cells, first and last cell; rows and columns are counted from 0."""


def titles_of(book: CalamineWorkbook) -> list[str]:
    """The titles of the sheets with cells, without chart sheets."""
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]


def read_grids(package: Package, needless: Callable[[Grid], Collection[str]]) -> list[Grid]:
    """The sheets of a workbook with cells, in order. Raises CalamineError if they can't be read.

    They are read from last to first, and after each `needless` says which other sheets needn't be read.
    """
    grids: dict[str, Grid] = {}
    with load_workbook(io.BytesIO(package.clean)) as workbook:
        left_out: set[str] = set()
        for title in reversed(titles_of(workbook)):
            if title not in left_out:
                sheet = workbook.get_sheet_by_name(title)
                rows: list[Row] = list(sheet.to_python(skip_empty_area=False))
                grids[title] = Grid(title, rows, sheet.merged_cell_ranges or ())
                left_out.update(needless(grids[title]))
    return list(reversed(grids.values()))
