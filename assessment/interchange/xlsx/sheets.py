"""The sheets of a workbook as grids of values, read by calamine once `bounds` has looked at the file.

A spreadsheet program may have converted what is in a cell, such as a date into a number.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from assessment.domain.fields import Field, Kind
from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.interchange.xlsx.bounds import UNSOUND, bound_workbook
from assessment.interchange.xlsx.counters import CellNote, Place, TooLarge
from assessment.parsing.message_text import check_it, no_date
from assessment.parsing.validation import FileValidation
from assessment.spreadsheet.references import column_letter

CellValue = str | int | float | bool | dt.date | dt.time | dt.timedelta
Row = Sequence[CellValue]
_DAY_ZERO, _DAY_ZERO_FROM_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_LAST_DAY = (dt.date.max - _DAY_ZERO_FROM_1904).days


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


class WorkbookReading(FileValidation):
    """A workbook being read. `from_1904` says whether a date as a number counts days from 1904."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.from_1904 = False

    def text(self, cell: Cell, field: Field | None) -> str:
        """What a cell says of a field; a number or a date of which a program made another value is a warning."""
        if isinstance(cell.value, str):
            return cell.value
        if field and field.kind is Kind.DAY:
            day = self._day(cell)
            return day.isoformat() if day else ""
        text = cell_text(cell.value)
        if field and field.is_typed:
            self._warn_of(cell, text)
        return text

    def _day(self, cell: Cell) -> dt.date | None:
        """The date in a cell that contains no text: a date, or the number of one. Anything else is a problem."""
        value = cell.value
        if isinstance(value, dt.datetime):
            if value.time() != dt.time():
                self._warn_of(cell, value.date().isoformat())
            return value.date()
        if isinstance(value, dt.date):
            return value
        if isinstance(value, float) and value.is_integer() and 0 < value <= _LAST_DAY:
            day = (_DAY_ZERO_FROM_1904 if self.from_1904 else _DAY_ZERO) + dt.timedelta(days=int(value))
            self._warn_of(cell, day.isoformat())
            return day
        self.refuse(cell.place, *no_date(cell_text(value)))
        return None

    def _warn_of(self, cell: Cell, read_as: str) -> None:
        self.warn(cell.place, _("This cell was read as “{text}”.").format(text=read_as), check_it())


def read_workbook(content: bytes, reading: WorkbookReading) -> list[Grid]:
    """The sheets with cells, in order. Raises FileRefused for a file that is damaged or too large."""
    try:
        bounded = bound_workbook(content)
        reading.from_1904 = bounded.from_1904
        with CalamineWorkbook.from_filelike(BytesIO(bounded.content)) as book:
            grids = []
            for number, notes in enumerate(bounded.sheets):
                sheet = book.get_sheet_by_index(number)
                rows: list[Row] = list(sheet.to_python(skip_empty_area=False))
                grids.append(Grid(notes.title, rows, sheet.merged_cell_ranges or (), notes.cells, notes.typed))
        return grids
    except TooLarge:
        raise holds_too_much(reading) from None
    except BaseException as error:
        # An error inside calamine's Rust code is raised as a panic, which isn't an Exception.
        if not isinstance(error, (CalamineError, *UNSOUND)) and type(error).__name__ != "PanicException":
            raise
        raise is_damaged(reading) from None


def holds_too_much(reading: FileValidation) -> FileRefused:
    what = _("The file has more sheets, cells, formulas or text in it than can be read.")
    return reading.refused("", what, _("Split it into smaller files, or copy your answers into a new questionnaire."))


def is_damaged(reading: FileValidation) -> FileRefused:
    what = _("The file is damaged or incomplete.")
    return reading.refused("", what, _("Copy or download it again, or open it and save it again."))


def refuse_merged(grid: Grid, taken: Collection[Place], reading: FileValidation) -> None:
    """Report merged cells among those that were taken."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(taken):
        rows[column].append(row)
    for (top, left), (bottom, right) in grid.merged:
        # A range may cover millions of cells, and there may be many: the answers in it are counted, not looked up.
        inside = sum(
            bisect_right(numbers, bottom + 1) - bisect_left(numbers, top + 1)
            for column, numbers in rows.items()
            if left < column <= right + 1
        )
        if inside > ((top + 1, left + 1) in taken):
            reading.refuse(
                f"{grid.title}!{column_letter(left + 1)}{top + 1}:{column_letter(right + 1)}{bottom + 1}",
                _("These cells are merged."),
                _("Unmerge them, and type each answer into its own cell."),
            )


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
