"""Large tables of countries or areas by themes or recommendations, as plain HTML.

The headers of rows and columns stay in sight while the table scrolls in its own box. Like every table here (tables.py)
they contain only the software's and the catalogue's words, never what a person typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assessment.domain.model import Rating
from assessment.labels.codes import RATING_STYLES, TEXT_COLOUR, rating_word
from assessment.ui.compare.matrices.score_shades import shade_legend
from assessment.ui.text.html import html


@dataclass(frozen=True, slots=True)
class HeaderCell:
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
    text_colour: str = TEXT_COLOUR
    mark: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A group of rows, under its name if it has one."""

    name: str
    rows: Sequence[tuple[HeaderCell, Sequence[MatrixCell]]]


def matrix(
    caption: str, corner: str, columns: Sequence[HeaderCell], groups: Sequence[RowGroup], *, is_narrow: bool = False
) -> Markup:
    """HTML of a matrix; `corner` says what its rows are. With `is_narrow` the column headers are rotated and cells show
    only their marks; screen readers still get the words."""
    return html("matrix", caption=caption, corner=corner, columns=columns, groups=groups, is_narrow=is_narrow)


def rating_cell(rating: Rating | None, note: str = "") -> MatrixCell:
    """The cell of a rating: mark, word and colour."""
    look = RATING_STYLES[rating]
    return MatrixCell(rating_word(rating), note, look.fill, look.text_colour, look.mark)


def rating_legend() -> Markup:
    """HTML of the legend of ratings."""
    looks = [
        (one.fill, one.text_colour, f"{one.mark}\N{NO-BREAK SPACE}{rating_word(rating)}")
        for rating, one in RATING_STYLES.items()
    ]
    return html("legend", entries=looks)


def score_legend() -> Markup:
    """HTML of the legend of scores."""
    return html("legend", entries=[(fill, TEXT_COLOUR, words) for fill, words in shade_legend()])
