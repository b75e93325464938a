"""What a cell says where a spreadsheet program made something else of what was typed: a number of a date, and so on."""

from __future__ import annotations

import datetime as dt

from assessment.errors import Problem
from assessment.interchange.offline.grids import Cell
from assessment.interchange.xlsx_tables import cell_text
from assessment.language import gettext as _
from assessment.strict import PROBLEM_LIMIT, Reading, printable, shortened

_DAY_ZERO, _DAY_ZERO_FROM_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_LAST_DAY = (dt.date.max - _DAY_ZERO_FROM_1904).days


class WorkbookReading(Reading):
    """A workbook on its way in, with what was understood and is worth a look."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.warnings: list[Problem] = []

    def warn(self, where: str, what: str, mend: str) -> None:
        if len(self.warnings) < PROBLEM_LIMIT:
            self.warnings.append(Problem(printable(where), printable(what), printable(mend), self.file))


def text_in(cell: Cell, reading: WorkbookReading) -> str:
    """The text of a cell that is free, but holds none: a program may have made a number or a date of it."""
    text = cell_text(cell.value)
    reading.warn(
        cell.place,
        _("This is no text in the file, but a number, a date or the like. It is read as “{text}”.").format(text=text),
        _look(),
    )
    return text


def date_in(cell: Cell, reading: WorkbookReading, *, from_1904: bool) -> dt.date | None:
    """The day in a cell that holds no text: a date, or a number that stands for one. Anything else is a problem."""
    value = cell.value
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            words = _("This is a date with a time of day. The day was taken: {day}.").format(day=value.date())
            reading.warn(cell.place, words, _look())
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float) and value.is_integer() and 0 < value <= _LAST_DAY:
        day = (_DAY_ZERO_FROM_1904 if from_1904 else _DAY_ZERO) + dt.timedelta(days=int(value))
        reading.warn(
            cell.place, _("This is a number in the file. It is read as the date {day}.").format(day=day), _look()
        )
        return day
    reading.refuse(
        cell.place,
        _("“{text}” is not a date.").format(text=shortened(cell_text(value))),
        _("Write year, month and day: “2026-11-24”."),
    )
    return None


def _look() -> str:
    return _("Look whether it is what was meant.")
