"""The cells of a workbook with answers, found by the codes of their columns and the keys of their rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.layout import OWN_CODES, ColumnCode
from assessment.interchange.questionnaire.provenance import Provenance
from assessment.interchange.xlsx.counters import CellNote
from assessment.interchange.xlsx.sheets import Cell, Grid, Row, WorkbookReading, cell_text, note_problem, refuse_merged
from assessment.parsing.message_text import abbreviated_list, check_it, keep_one, truncated
from assessment.parsing.validation import duplicates
from assessment.spreadsheet.references import column_letter

Columns = Mapping[ColumnCode, int]
"""The columns of a sheet with answers, counted from 0."""
_CODES = frozenset(ColumnCode)
_OF_ITEMS = frozenset({ColumnCode.ID, ColumnCode.MEASURE, ColumnCode.TICK, ColumnCode.THEME, ColumnCode.TEXT})
"""The codes that only a sheet with recommendations has."""
_FOR_ALL = (ColumnCode.FIELD, ColumnCode.ANSWER)
_FOR_ITEMS = (ColumnCode.ID, ColumnCode.FIELD, ColumnCode.MEASURE, ColumnCode.TICK, ColumnCode.ANSWER)
"""The codes without which a sheet can't be read."""
_OURS = OWN_CODES[0]
"""Begins the entry in the column of fields in rows without an answer."""
_KEY = re.compile(r"(?P<field>\w+)(?: (?P<number>[0-9]{1,4})/(?P<rows>[0-9]{1,4}))?")
"""The key of a row: a field, with the number of the row if a text takes several (`evidence 2/3`)."""
_SHORT = 3
"""Characters of a possible tick."""


@dataclass(slots=True)
class AnswerCells:
    """The cells with answers, by recommendation id ("" for questions about the response)."""

    fields: dict[str, dict[str, dict[int, Cell]]] = field(default_factory=lambda: defaultdict(dict))
    """By field, the rows of its text by their numbers from 1; most have one."""
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    """By recommendation and field, how many rows its text had when the file was made."""
    ticks: dict[str, dict[str, Cell]] = field(default_factory=lambda: defaultdict(dict))
    """By measure; a measure is found under the recommendation of its row."""
    twice: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By recommendation, two places with the same key."""
    sheets: list[tuple[Grid, Columns]] = field(default_factory=list)
    """The sheets with answers, and their columns."""

    def add_answer(self, item: str, key: str, cell: Cell) -> bool:
        """Add a cell with an answer; False if its key isn't in the format of keys."""
        match = _KEY.fullmatch(key)
        if not match:
            return False
        number, rows = int(match["number"] or 1), int(match["rows"] or 1)
        cells = self.fields[item].setdefault(match["field"], {})
        if number in cells or self.rows.setdefault((item, match["field"]), rows) != rows:
            self.twice.setdefault(item, (cells[min(cells)].place, cell.place))
        cells.setdefault(number, cell)
        return True

    def add_tick(self, item: str, measure: str, cell: Cell) -> None:
        if (first := self.ticks[item].setdefault(measure, cell)) is not cell:
            self.twice.setdefault(item, (first.place, cell.place))

    def first_place(self, item: str) -> str:
        """The place of a recommendation's first cell."""
        answers = [cell for cells in self.fields.get(item, {}).values() for cell in cells.values()]
        return [*answers, *self.ticks.get(item, {}).values()][0].place


def parse_row_key(key: str) -> tuple[str, str]:
    """The field in a row's key, and the number of the row within the field."""
    match = _KEY.fullmatch(key)
    return (match["field"], match["number"] or "1") if match else (key, "1")


def collect_cells(grid: Grid, facts: Provenance, found: AnswerCells, reading: WorkbookReading) -> None:
    """Add the cells with answers of a sheet to those found so far; unclear ones are problems."""
    columns = _find_columns(grid, facts, reading)
    if columns is None:
        if facts.is_whole and grid.title not in facts.sheets:
            reading.warn(grid.title, *_not_ours())
        return
    found.sheets.append((grid, columns))
    cells = _take_rows(grid, columns, found, reading)
    taken = {(cell.row, cell.column): cell for cell in cells}
    refuse_merged(grid, taken, reading)
    for place, note in grid.notes.items():
        if place in taken:
            _look_at_note(note, taken[place], reading)
    ours = set(columns.values())
    others = [place for place in range(len(grid.rows[0])) if place not in ours]
    added = [place for place in others if any(row[place] != "" and ColumnCode.FIELD not in row for row in grid.rows)]
    if added:
        reading.warn(f"{grid.title}!{abbreviated_list([column_letter(place + 1) for place in added])}", *_not_ours())


def _find_columns(grid: Grid, facts: Provenance, reading: WorkbookReading) -> Columns | None:
    """The columns of a sheet with answers; None if it has none, or lacks one that it needs.

    They are found by their codes, or, if the row of codes is lost, by where they were when the file was made. A single
    missing code is a problem, and no column is guessed in its place.
    """
    for row in grid.rows:
        if ColumnCode.FIELD in row or ColumnCode.ANSWER in row:
            codes = [(ColumnCode(str(value)), place) for place, value in enumerate(row) if value in _CODES]
            if len(codes) > 1:
                return _checked_columns(grid, codes, reading)
    letters = {letters: ColumnCode(code) for code, letters in facts.columns.get(grid.title, {}).items()}
    width = len(grid.rows[0]) if grid.rows else 0
    then = {letters[letter]: place for place in range(width) if (letter := column_letter(place + 1)) in letters}
    return then if {*_FOR_ALL} <= then.keys() else None


def _checked_columns(grid: Grid, codes: list[tuple[ColumnCode, int]], reading: WorkbookReading) -> Columns | None:
    for code in duplicates(code for code, _place in codes):
        copies = [column_letter(place + 1) for other, place in codes if other == code]
        what = _("The columns {columns} are copies of each other.")
        reading.refuse(grid.title, what.format(columns=abbreviated_list(copies)), keep_one())
    columns = dict(codes)
    if missing := [code for code in (_FOR_ITEMS if columns.keys() & _OF_ITEMS else _FOR_ALL) if code not in columns]:
        what = _("Columns are missing: {columns}.")
        reading.refuse(grid.title, what.format(columns=abbreviated_list(missing)), undo_or_copy())
        return None
    return columns


def _take_rows(grid: Grid, columns: Columns, answer_cells: AnswerCells, reading: WorkbookReading) -> list[Cell]:
    """Add the cells of all rows with a key, and give them."""
    taken: list[Cell] = []
    answer_at, tick_at = columns[ColumnCode.ANSWER], columns.get(ColumnCode.TICK)
    for number, row in enumerate(grid.rows, start=1):
        item, key, measure = keys_of(row, columns)
        if key.startswith(_OURS):
            continue
        answer = Cell(grid.title, number, answer_at + 1, row[answer_at])
        if key and answer_cells.add_answer(item, key, answer):
            taken.append(answer)
        elif key:
            reading.refuse(answer.place, key_changed(), copy_answers())
        elif answer.value != "":
            reading.warn(answer.place, *_not_ours())
        if tick_at is None:
            continue
        tick = Cell(grid.title, number, tick_at + 1, row[tick_at])
        if measure:
            answer_cells.add_tick(item, measure, tick)
            taken.append(tick)
        elif tick.value != "" and len(cell_text(tick.value)) <= _SHORT:
            reading.warn(tick.place, *_not_ours())
    return taken


def _look_at_note(note: CellNote, cell: Cell, reading: WorkbookReading) -> None:
    if note is CellNote.FORMULA:
        what = _("The cell contains a formula. Its last result is used: “{text}”.")
        reading.warn(cell.place, what.format(text=truncated(cell_text(cell.value))), check_it())
    else:
        reading.refuse(cell.place, note_problem(note), _("Type the answer into the cell."))


def keys_of(row: Row, columns: Columns) -> tuple[str, str, str]:
    """The recommendation, the field and the measure that a row says it is about; empty where it says none."""
    item, field, measure = (
        words_in(row, columns, code) for code in (ColumnCode.ID, ColumnCode.FIELD, ColumnCode.MEASURE)
    )
    return item, field, measure


def words_in(row: Row, columns: Columns, code: ColumnCode) -> str:
    """What stands in a column of a row, without surrounding spaces; nothing if there is no such column."""
    return cell_text(row[columns[code]]).strip() if code in columns else ""


def key_changed() -> str:
    return _("The hidden key of this row was changed.")


def copy_answers() -> str:
    return _("Copy your answers into a newly downloaded questionnaire.")


def undo_or_copy() -> str:
    """What to do if rows or columns are out of place."""
    return _(
        "Undo any moving, sorting or deleting of cells, or copy your answers into a newly downloaded questionnaire."
    )


def _not_ours() -> tuple[str, str]:
    """The warning about cells, columns or sheets that somebody added."""
    return _("Not part of the questionnaire, so not read."), _("Move any answer into its own cell.")
