"""The rows of an answer: one, or several if a text is too long to be seen in one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.styles import QuestionnaireStyle
from assessment.interchange.questionnaire.visible_text import pieces, shown
from assessment.spreadsheet.sheet import Value
from assessment.spreadsheet.styles import CellStyle


@dataclass(frozen=True, slots=True)
class FieldRow:
    """The content of a row of an answer.

    `field` is the name of the field, with the number of the row if the text takes several: `evidence 2/3`.
    """

    field: str
    label: str
    value: Value
    style: CellStyle


def answer_rows(
    field: str, label: str, value: str | dt.date | None, width: float, style: CellStyle = QuestionnaireStyle.ANSWER
) -> list[FieldRow]:
    """The rows of an answer; `width` is that of its column."""
    if isinstance(value, dt.date):
        return [FieldRow(field, label, value, style)]
    parts = pieces(shown(value or ""), width, style)
    return [
        FieldRow(field if len(parts) == 1 else f"{field} {number}/{len(parts)}", row_label(label, number), part, style)
        for number, part in enumerate(parts, start=1)
    ]


def row_label(label: str, number: int) -> str:
    """The label of one of the rows of an answer, from the label of the first."""
    return label if number == 1 else _("{field} – continued ({number})").format(field=label, number=number)
