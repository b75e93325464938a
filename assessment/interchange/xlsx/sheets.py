"""The sheets of a workbook as grids of values, read by calamine once `bounds` has looked at the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.interchange.xlsx.bounds import UNSOUND, bound_workbook
from assessment.interchange.xlsx.counters import CellNote, Place, TooLarge
from assessment.parsing.validation import FileValidation
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
    merged: Sequence[tuple[Place, Place]]
    """The ranges of merged cells, first and last cell; rows and columns are counted from 0."""
    notes: Mapping[Place, CellNote]
    """What cells hold other than one value that was typed."""
    typed: Mapping[Place, str]
    """Texts that begin with an equals sign, of which XlsxWriter made formulas."""


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """The sheets with cells, in order."""

    grids: list[Grid]
    from_1904: bool
    """Whether a date as a number counts days from 1904."""


def read_workbook(content: bytes, reading: FileValidation) -> ReadWorkbook:
    """The sheets of a workbook. Raises FileRefused if it is damaged, or has more in it than is read."""
    try:
        bounded = bound_workbook(content)
        with CalamineWorkbook.from_filelike(BytesIO(bounded.content)) as book:
            grids = []
            for number, notes in enumerate(bounded.sheets):
                sheet = book.get_sheet_by_index(number)
                rows: list[Row] = list(sheet.to_python(skip_empty_area=False))
                grids.append(Grid(notes.title, rows, sheet.merged_cell_ranges or (), notes.cells, notes.typed))
        return ReadWorkbook(grids, bounded.from_1904)
    except TooLarge:
        refuse_too_large(reading)
    except BaseException as error:
        # An error inside calamine's Rust code is raised as a panic, which isn't an Exception.
        if not isinstance(error, (CalamineError, *UNSOUND)) and type(error).__name__ != "PanicException":
            raise
        refuse_damaged(reading)
    raise FileRefused(reading.problems)


def refuse_too_large(reading: FileValidation) -> None:
    what = _("The file has more sheets, cells, formulas or text in it than can be read.")
    reading.refuse("", what, _("Split it into smaller files, or copy your answers into a new questionnaire."))


def refuse_damaged(reading: FileValidation) -> None:
    what = _("The file is damaged or incomplete.")
    reading.refuse("", what, _("Copy or download it again, or open it and save it again."))


def note_problem(note: CellNote) -> str:
    """What a note says about a cell, in a sentence."""
    sentences = {
        CellNote.FORMULA: _("The cell contains a formula."),
        CellNote.NO_RESULT: _("The cell shows an error or contains a formula without a result."),
        CellNote.TWO_VALUES: _("The cell contains two values."),
    }
    return sentences[note]


def cell_text(value: CellValue) -> str:
    """A cell's value as it would be typed: whole numbers without a point, dates without a time."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
