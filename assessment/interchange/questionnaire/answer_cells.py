"""The cells of a workbook with answers, found by the codes of their columns and the keys of their rows.

A spreadsheet program may have converted what is in them, such as a date into a number.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.layout import ColumnCode
from assessment.interchange.questionnaire.provenance import Provenance
from assessment.interchange.xlsx.counters import CellNote, Place
from assessment.interchange.xlsx.sheets import Cell, CellValue, Grid, cell_text, note_problem
from assessment.parsing.message_text import abbreviated_list, check_it, keep_one, no_date, printable, truncated
from assessment.parsing.validation import PROBLEM_LIMIT, FileValidation, duplicates
from assessment.spreadsheet.references import column_letter

_FIELD_CODE, _ANSWER_CODE = ColumnCode.FIELD.value, ColumnCode.ANSWER.value
_CODES = frozenset(code.value for code in ColumnCode)
_FOR_ALL = (ColumnCode.FIELD, ColumnCode.ANSWER)
_FOR_ITEMS = (ColumnCode.ID, ColumnCode.FIELD, ColumnCode.MEASURE, ColumnCode.TICK, ColumnCode.ANSWER)
_OF_ITEMS = frozenset({ColumnCode.ID, ColumnCode.MEASURE, ColumnCode.TICK, ColumnCode.THEME, ColumnCode.TEXT})
"""The codes that a sheet needs to be read, and those that a sheet with recommendations needs and has."""
_OURS = "#"
"""Begins the entry in the column of fields in rows without an answer."""
_PART = re.compile(r"(\w+) ([0-9]{1,4})/([0-9]{1,4})")
"""The key of one of several rows of a text: `evidence 2/3`."""
_SHORT = 3
"""Characters of a possible tick."""
_DAY_ZERO, _DAY_ZERO_FROM_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_LAST_DAY = (dt.date.max - _DAY_ZERO_FROM_1904).days


class WorkbookReading(FileValidation):
    """A workbook being read, with warnings about what was understood but should be checked."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.warnings: list[Problem] = []

    def warn(self, where: str, what: str, fix: str) -> None:
        if len(self.warnings) < PROBLEM_LIMIT:
            self.warnings.append(Problem(printable(where), printable(what), printable(fix), self.file))


@dataclass(slots=True)
class AnswerCells:
    """The cells with answers, by recommendation id ("" for questions about the response)."""

    fields: dict[str, dict[str, Cell]] = field(default_factory=dict)
    """By field; the first cell of a text that takes several rows."""
    rows: dict[tuple[str, str], dict[int, Cell]] = field(default_factory=dict)
    """By recommendation and field, the cells of a text that takes several rows, by their numbers from 1."""
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many rows that text had when the file was made."""
    ticks: dict[str, dict[str, Cell]] = field(default_factory=dict)
    """By measure; a measure is found under the recommendation of its row."""
    twice: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By recommendation, two places with the same key."""
    sheets: list[tuple[Grid, Mapping[ColumnCode, int]]] = field(default_factory=list)
    """The sheets with answers, and their columns."""

    def add_answer(self, item: str, key: str, cell: Cell) -> bool:
        """Add a cell with an answer; False if its key isn't in the format of keys."""
        fields = self.fields.setdefault(item, {})
        if key.isidentifier():
            if (first := fields.setdefault(key, cell)) is not cell:
                self._note_twice(item, first, cell)
            return True
        found = _PART.fullmatch(key)
        if not found:
            return False
        name, number = found[1], int(found[2])
        rows = self.rows.setdefault((item, name), {})
        if number in rows or (name in fields and not rows):
            self._note_twice(item, fields[name], cell)
        rows[number] = cell
        fields[name] = rows[min(rows)]
        self.numbers[item, name] = int(found[3])
        return True

    def add_tick(self, item: str, measure: str, cell: Cell) -> None:
        if (first := self.ticks.setdefault(item, {}).setdefault(measure, cell)) is not cell:
            self._note_twice(item, first, cell)

    def first_place(self, item: str) -> str:
        """The place of a recommendation's first cell."""
        return next(cell.place for cells in (self.fields, self.ticks) for cell in cells.get(item, {}).values())

    def on_sheet(self, title: str) -> dict[Place, Cell]:
        """The cells on a sheet, by row and column."""
        cells = [
            *(cell for fields in self.fields.values() for cell in fields.values()),
            *(cell for ticks in self.ticks.values() for cell in ticks.values()),
            *(cell for rows in self.rows.values() for cell in rows.values()),
        ]
        return {(cell.row, cell.column): cell for cell in cells if cell.sheet == title}

    def _note_twice(self, item: str, first: Cell, second: Cell) -> None:
        self.twice.setdefault(item, (first.place, second.place))


def parse_row_key(key: str) -> tuple[str, str]:
    """The field in a row's key, and the number of the row within the field."""
    found = _PART.fullmatch(key)
    return (found[1], found[2]) if found else (key, "1")


def find_columns(grid: Grid, facts: Provenance, reading: WorkbookReading) -> Mapping[ColumnCode, int] | None:
    """The columns of a sheet with answers, counted from 0; None if the sheet has no answers.

    They are found by their codes, or, if the row of codes is lost, by where they were when the file was made. A single
    missing code is a problem, and no column is guessed in its place.
    """
    for row in grid.rows:
        if _FIELD_CODE in row or _ANSWER_CODE in row:
            places = [(str(value), place) for place, value in enumerate(row) if value in _CODES]
            if len(places) == 1:
                continue
            for code in duplicates(code for code, _place in places):
                reading.refuse(
                    grid.title,
                    _("The columns {columns} are copies of each other.").format(
                        columns=abbreviated_list([column_letter(place + 1) for found, place in places if found == code])
                    ),
                    keep_one(),
                )
            found = {ColumnCode(code): place for code, place in places}
            needed = _FOR_ITEMS if found.keys() & _OF_ITEMS else _FOR_ALL
            if missing := [code for code in needed if code not in found]:
                reading.refuse(
                    grid.title,
                    _("Columns are missing: {columns}.").format(columns=abbreviated_list(missing)),
                    undo_or_copy(),
                )
                return None
            return found
    letters = facts.columns.get(grid.title)
    if not letters or not grid.rows:
        return None
    places_then = {
        ColumnCode(code): place
        for code, where in letters.items()
        if code in _CODES and (place := _number(where)) < len(grid.rows[0])
    }
    return places_then if {ColumnCode.FIELD, ColumnCode.ANSWER} <= places_then.keys() else None


def _number(letters: str) -> int:
    """The index of a column, counted from 0, from its letters."""
    return next((place for place in range(100) if column_letter(place + 1) == letters), 100)


def collect_cells(grid: Grid, columns: Mapping[ColumnCode, int], found: AnswerCells, reading: WorkbookReading) -> None:
    """Add a sheet's cells with answers to those found so far; unclear ones are problems."""
    found.sheets.append((grid, columns))
    _take_rows(grid, columns, found, reading)
    if grid.merged or grid.notes:
        taken = found.on_sheet(grid.title)
        refuse_merged(grid, taken, reading)
        _look_at_notes(grid, taken, reading)
    _look_at_other_columns(grid, columns, reading)


def _take_rows(grid: Grid, columns: Mapping[ColumnCode, int], found: AnswerCells, reading: WorkbookReading) -> None:
    field_at, answer_at, id_at = columns[ColumnCode.FIELD], columns[ColumnCode.ANSWER], columns.get(ColumnCode.ID)
    measure_at, tick_at = columns.get(ColumnCode.MEASURE), columns.get(ColumnCode.TICK)
    keys, title = _Keys(), grid.title
    for number, row in enumerate(grid.rows, start=1):
        item = "" if id_at is None else keys[row[id_at]]
        if key := keys[row[field_at]]:
            if key[0] == _OURS:
                continue
            cell = Cell(title, number, answer_at + 1, row[answer_at])
            if not found.add_answer(item, key, cell):
                reading.refuse(cell.place, key_changed(), copy_answers())
        elif row[answer_at] != "":
            reading.warn(Cell(grid.title, number, answer_at + 1, row[answer_at]).place, *not_ours())
        if measure_at is None or tick_at is None:
            continue
        if measure := keys[row[measure_at]]:
            found.add_tick(item, measure, Cell(grid.title, number, tick_at + 1, row[tick_at]))
        elif row[tick_at] != "" and len(cell_text(row[tick_at])) <= _SHORT:
            reading.warn(Cell(grid.title, number, tick_at + 1, row[tick_at]).place, *not_ours())


class _Keys(dict[CellValue, str]):
    """The keys in cells, by the cells' values; most occur in many cells."""

    def __missing__(self, value: CellValue) -> str:
        key = self[value] = cell_text(value).strip()
        return key


def key_changed() -> str:
    return _("The hidden key of this row was changed.")


def copy_answers() -> str:
    return _("Copy your answers into a newly downloaded questionnaire.")


def undo_or_copy() -> str:
    """What to do if rows or columns are out of place."""
    return _(
        "Undo any moving, sorting or deleting of cells, or copy your answers into a newly downloaded questionnaire."
    )


def not_ours() -> tuple[str, str]:
    """The warning about cells, columns or sheets that somebody added."""
    return _("Not part of the questionnaire, so not read."), _("Move any answer into its own cell.")


def refuse_merged(grid: Grid, taken: Mapping[Place, Cell], reading: WorkbookReading) -> None:
    """Report merged cells among those that were taken, by row and column."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(taken):
        rows.setdefault(column, []).append(row)
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


def _look_at_notes(grid: Grid, taken: Mapping[Place, Cell], reading: WorkbookReading) -> None:
    for place, note in grid.notes.items():
        if place not in taken:
            continue
        cell = taken[place]
        if note is CellNote.FORMULA:
            what = _("The cell contains a formula. Its last result is used: “{text}”.")
            reading.warn(cell.place, what.format(text=truncated(cell_text(cell.value))), check_it())
        else:
            reading.refuse(cell.place, note_problem(note), _("Type the answer into the cell."))


def _look_at_other_columns(grid: Grid, columns: Mapping[ColumnCode, int], reading: WorkbookReading) -> None:
    """Warn about columns that somebody added."""
    ours = set(columns.values())
    others = [place for place in range(len(grid.rows[0])) if place not in ours]
    added = [place for place in others if any(row[place] != "" and _FIELD_CODE not in row for row in grid.rows)]
    if added:
        reading.warn(f"{grid.title}!{abbreviated_list([column_letter(place + 1) for place in added])}", *not_ours())


def text_value(cell: Cell, reading: WorkbookReading) -> str:
    """The text of a free-text cell that contains no text: a program may have made it a number or a date."""
    text = cell_text(cell.value)
    _warn(cell, text, reading)
    return text


def date_value(cell: Cell, reading: WorkbookReading, *, from_1904: bool) -> dt.date | None:
    """The date in a cell that contains no text: a date, or the number of one. Anything else is a problem."""
    value = cell.value
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            _warn(cell, value.date().isoformat(), reading)
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float) and value.is_integer() and 0 < value <= _LAST_DAY:
        day = (_DAY_ZERO_FROM_1904 if from_1904 else _DAY_ZERO) + dt.timedelta(days=int(value))
        _warn(cell, day.isoformat(), reading)
        return day
    reading.refuse(cell.place, *no_date(cell_text(value)))
    return None


def _warn(cell: Cell, read_as: str, reading: WorkbookReading) -> None:
    reading.warn(cell.place, _("This cell was read as “{text}”.").format(text=read_as), check_it())
