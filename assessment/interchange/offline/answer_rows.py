"""The rows of an answer: one, or several if a text is too long to be seen in one."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from assessment.interchange.offline.sheets import FIRST_DATE, Value
from assessment.interchange.offline.styles import Style
from assessment.interchange.offline.texts import pieces, shown
from assessment.language import gettext as _

MOST_LINES = 28
"""Lines of text in one row. No program allows rows higher than 409 points."""
_QUOTED = ("=", "+", "-", "@", "'")
"""First characters of texts that a program would take for something else once a person edits the cell."""


class AnswerRow(NamedTuple):
    """The content of a row of an answer.

    `field` is the name of the field, with the number of the row if the text takes several: `evidence 2/3`.
    """

    field: str
    label: str
    value: Value
    style: Style


def answer_rows(
    field: str, label: str, value: str | dt.date | None, width: float, style: Style = Style.ANSWER
) -> list[AnswerRow]:
    """The rows of an answer; `width` is that of its column."""
    if isinstance(value, dt.date):
        if value >= FIRST_DATE:
            return [AnswerRow(field, label, value, style)]
        value = value.isoformat()
    parts = pieces(shown(value or ""), width, MOST_LINES)
    return [
        AnswerRow(
            field if len(parts) == 1 else f"{field} {number}/{len(parts)}",
            row_label(label, number),
            part,
            Style.ANSWER_QUOTED if style is Style.ANSWER and part.startswith(_QUOTED) else style,
        )
        for number, part in enumerate(parts, start=1)
    ]


def row_label(label: str, number: int) -> str:
    """The label of one of the rows of an answer, from the label of the first."""
    return label if number == 1 else _("{field} – continued ({number})").format(field=label, number=number)
