"""Texts in the cells of an offline workbook, such that they come back to the character.

A cell has three faults as a place for a text. It has no control characters, so they are shown as their pictures. It
holds 32,767 characters at most, and a row shows still less, so a long text stands in several rows. And programs alter a
few things when they save: they turn carriage returns into line feeds, and stumble over what looks like an escape of
Office. A text with one of these stands in the hidden sheet too, exactly; it is taken from there as long as the cell
still shows what was written.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.sheet import QuestionnaireStyle
from assessment.spreadsheet.plan_layout import PIECE_LIMIT
from assessment.spreadsheet.sheet import Value
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.text import in_cell
from assessment.spreadsheet.text_width import line_count, line_ends

MOST_ROWS = 20
"""Rows that a text may take in order to be seen in whole."""

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f"
_ESCAPE_LIKE = "_(?=x[0-9A-Fa-f]{4}_)"
_WIDE_UNDERSCORE = "\N{FULLWIDTH LOW LINE}"
FieldRow = tuple[str, str, Value, CellStyle]
"""A row of an answer: its field, with the number of the row if the text takes several (`evidence 2/3`); the label, the
value and its style."""


def is_altered(text: str) -> bool:
    """Whether the text has anything that a cell can't hold, or that one program or another alters when it saves."""
    if text.isprintable() and "_x" not in text:
        return False
    return re.search(rf"[{_CONTROL}\ufffe\uffff]|{_ESCAPE_LIKE}", text) is not None


def is_unchanged(text: str, original: str) -> bool:
    """Whether cells still show the original, whatever the programs in between did to what they alter."""
    return text == original or _plain(text) == _plain(original)


def _plain(text: str) -> str:
    """A text without what programs alter, and without what a cell shows in its place."""
    text = re.sub(r"\r\n?", "\n", text).replace(_WIDE_UNDERSCORE, "_")
    return re.sub(rf"[{_CONTROL}\u2400-\u241f\ufffd-\uffff]", "", text)


def answer_rows(
    field: str, label: str, value: str | dt.date | None, width: float, style: CellStyle = QuestionnaireStyle.ANSWER
) -> list[FieldRow]:
    """The rows of an answer; `width` is that of its column."""
    if isinstance(value, dt.date):
        return [(field, label, value, style)]
    text = value or ""
    parts = _pieces(re.sub(_ESCAPE_LIKE, _WIDE_UNDERSCORE, in_cell(text)) if is_altered(text) else text, width, style)
    return [
        (field if len(parts) == 1 else f"{field} {number}/{len(parts)}", row_label(label, number), part, style)
        for number, part in enumerate(parts, start=1)
    ]


def _pieces(text: str, width: float, style: CellStyle) -> list[str]:
    """The text in pieces, each of which can be seen in a row of a column of that width; joined they are the text.

    A text that would take too many rows is in pieces as large as cells hold instead.
    """
    lines = style.most_lines
    if len(text) / width + text.count("\n") > MOST_ROWS * lines:
        return [text[start : start + PIECE_LIMIT] for start in range(0, len(text), PIECE_LIMIT)]
    if line_count(text, width, style.font_size) <= lines:
        return [text]
    ends = list(line_ends(text, width, style.font_size))
    cuts = [0, *ends[lines - 1 : -1 : lines], len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def row_label(label: str, number: int) -> str:
    """The label of one of the rows of an answer, from the label of the first."""
    return label if number == 1 else _("{field} – continued ({number})").format(field=label, number=number)
