"""Large tables of countries or areas against themes or recommendations, as plain HTML.

The heads of rows and columns stay in sight while the table scrolls inside its own box. Like every table here
(tables.py) they hold the software's and the catalogue's words only; what a person typed never goes into them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assessment.legend import INK, LOOKS, rating_word
from assessment.model import Rating
from assessment.ui.html import html
from assessment.ui.tints import tint_legend


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a row or column: its words, and quieter ones under them. One that is level never stands upright."""

    words: str
    note: str = ""
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What stands in a cell: words, and quieter ones under them, on a colour. A mark stands before the words, and
    alone where a column is narrow."""

    words: str
    note: str = ""
    fill: str = ""
    ink: str = INK
    mark: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that belong together, under their name if they have one."""

    name: str
    rows: Sequence[tuple[Head, Sequence[MatrixCell]]]


def matrix(
    caption: str, corner: str, columns: Sequence[Head], groups: Sequence[Rows], *, is_narrow: bool = False
) -> Markup:
    """HTML of a matrix; `corner` says what its rows are. With `is_narrow` the heads of the columns stand upright and
    of the cells the marks alone are seen; a screen reader is told the words."""
    return html("matrix", caption=caption, corner=corner, columns=columns, groups=groups, is_narrow=is_narrow)


def rating_of(rating: Rating | None, note: str = "") -> MatrixCell:
    """The cell of a rating: mark, word and colour together."""
    look = LOOKS[rating]
    return MatrixCell(rating_word(rating), note, look.fill, look.ink, look.mark)


def rating_legend() -> Markup:
    """HTML that says which mark and colour is which rating."""
    looks = [(one.fill, one.ink, f"{one.mark}\N{NO-BREAK SPACE}{rating_word(rating)}") for rating, one in LOOKS.items()]
    return html("legend", entries=looks)


def score_legend() -> Markup:
    """HTML that says which colour stands for which scores."""
    return html("legend", entries=[(fill, INK, words) for fill, words in tint_legend()])
