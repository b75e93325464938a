"""The meaning of a cell whose content a spreadsheet program has converted, such as a date into a number."""

from __future__ import annotations

import datetime as dt

from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.interchange.text_tables import check_it
from assessment.interchange.xlsx.grids import Cell
from assessment.interchange.xlsx.tables import cell_text
from assessment.parsing.message_text import no_date, printable
from assessment.parsing.validation import PROBLEM_LIMIT, FileValidation

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
