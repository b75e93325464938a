"""Large tables of countries or areas by themes or recommendations, as plain HTML.

The headers of rows and columns stay in sight while the table scrolls in its own box. Like every table here (tables.py)
they contain only the software's and the catalogue's words, never what a person typed.
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
    """The header of a row or column: its words, and a note under them. A level one is never rotated."""

    words: str
    note: str = ""
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The content of a cell: words with a note under them, on a colour. A mark comes before the words, or alone in a
    narrow column."""

    words: str
    note: str = ""
    fill: str = ""
    ink: str = INK
    mark: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A group of rows, under its name if it has one."""

    name: str
    rows: Sequence[tuple[Head, Sequence[MatrixCell]]]


def matrix(
    caption: str, corner: str, columns: Sequence[Head], groups: Sequence[Rows], *, is_narrow: bool = False
) -> Markup:
    """HTML of a matrix; `corner` says what its rows are. With `is_narrow` the column headers are rotated and cells show
    only their marks; screen readers still get the words."""
    return html("matrix", caption=caption, corner=corner, columns=columns, groups=groups, is_narrow=is_narrow)


def rating_of(rating: Rating | None, note: str = "") -> MatrixCell:
    """The cell of a rating: mark, word and colour."""
    look = LOOKS[rating]
    return MatrixCell(rating_word(rating), note, look.fill, look.ink, look.mark)


def rating_legend() -> Markup:
    """HTML of the legend of ratings."""
    looks = [(one.fill, one.ink, f"{one.mark}\N{NO-BREAK SPACE}{rating_word(rating)}") for rating, one in LOOKS.items()]
    return html("legend", entries=looks)


def score_legend() -> Markup:
    """HTML of the legend of scores."""
    return html("legend", entries=[(fill, INK, words) for fill, words in tint_legend()])
