"""The sheets of a workbook that hold answers, as calamine reads them, and the columns in which answers stand."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.parsers import expat

from python_calamine import CalamineWorkbook, SheetTypeEnum, load_workbook

from assessment.interchange.offline.sheets import letter
from assessment.interchange.workbook_bounds import Package

CellValue = str | int | float | bool | dt.date | dt.time | dt.timedelta
Row = Sequence[CellValue]


class Cell(NamedTuple):
    """A cell with what stands in it; row and column are counted from 1."""

    sheet: str
    row: int
    column: int
    value: CellValue

    @property
    def place(self) -> str:
        """`Questionnaire!I5`."""
        return f"{self.sheet}!{letter(self.column)}{self.row}"


@dataclass(slots=True)
class Grid:
    """A sheet from its first cell on."""

    title: str
    rows: list[Row]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
    """The ranges of merged cells, from the first to the last, rows and columns counted from 0."""


def titles_of(book: CalamineWorkbook) -> list[str]:
    """The titles of the sheets that have cells, and aren't charts."""
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]


def read_grids(package: Package, needless: Callable[[Grid], Collection[str]]) -> list[Grid]:
    """The sheets of a workbook that have cells, in their order. Raises CalamineError if they can't be read.

    They are read from the last to the first, and `needless` says after each which of the others needn't be.
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


@dataclass(slots=True)
class Contents:
    """What a workbook says of its sheets."""

    paths: dict[str, str]
    """The path of each sheet's part, by its title."""
    from_1904: bool
    """Whether the days of dates are counted as old programs on the Mac did."""


def contents(package: Package) -> Contents:
    """What the file says of its sheets. Raises ValueError if it says two things."""
    targets = {
        attributes.get("Id"): attributes.get("Target", "")
        for _name, attributes in _elements(package.part("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    found = Contents({}, from_1904=False)
    for name, attributes in _elements(package.part("xl/workbook.xml"), "sheet", "workbookPr"):
        if name == "workbookPr":
            found.from_1904 = attributes.get("date1904") in ("1", "true")
            continue
        title = attributes.get("name", "")
        relations = [value for key, value in attributes.items() if key.endswith(":id")]
        if title in found.paths or len(relations) != 1:
            raise ValueError
        found.paths[title] = _path(targets.get(relations[0], ""))
    return found


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith(("/xl/", "xl/")) else f"xl/{target}"


def _elements(xml: bytes, *names: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of some names in a small part, with their attributes. Raises expat.ExpatError."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in names:
            found.append((local, attributes))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found
