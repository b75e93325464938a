"""Large tables of countries or areas by themes or recommendations, as plain HTML.

The headers of rows and columns stay in sight while the table scrolls in its own box. Like every table here (tables.py)
they contain only the software's and the catalogue's words, never what a person typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from assessment.legend import INK, LOOKS, rating_word
from assessment.model import Rating
from assessment.ui.tints import tint_legend


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a row or column: its words, and a note under them. A level one is never rotated."""

    words: str
    note: str = ""
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
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
    rows: Sequence[tuple[Head, Sequence[Cell]]]


def matrix(
    caption: str, corner: str, columns: Sequence[Head], groups: Sequence[Rows], *, is_narrow: bool = False
) -> str:
    """HTML of a matrix; `corner` says what its rows are. With `is_narrow` the column headers are rotated and cells show
    only their marks; screen readers still get the words."""
    kind = "sheet matrix narrow" if is_narrow else "sheet matrix"
    heads = "".join(
        f'<th scope="col"{_level(column)}><span class="head">{_head(column)}</span></th>' for column in columns
    )
    body = "".join(_group(group, 1 + len(columns)) for group in groups)
    return (
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f'<caption>{escape(caption)}</caption><thead><tr><th scope="col">{escape(corner)}</th>{heads}</tr></thead>'
        f"{body}</table></div>"
    )


def _group(group: Rows, width: int) -> str:
    name = (
        f'<tr class="group"><th scope="rowgroup" colspan="{width}"><span>{escape(group.name)}</span></th></tr>'
        if group.name
        else ""
    )
    rows = "".join(
        f'<tr><th scope="row">{_head(head)}</th>{"".join(_cell(cell) for cell in cells)}</tr>'
        for head, cells in group.rows
    )
    return f"<tbody>{name}{rows}</tbody>"


def _level(head: Head) -> str:
    return ' class="level"' if head.is_level else ""


def _head(head: Head) -> str:
    return f"<span>{escape(head.words)}</span>{_note(head.note)}"


def _note(words: str) -> str:
    return f' <span class="note">{escape(words)}</span>' if words else ""


def _cell(cell: Cell) -> str:
    colours = f' style="background:{cell.fill};color:{cell.ink}"' if cell.fill else ""
    kind = ' class="number"' if cell.is_number else ""
    words = f"<span>{escape(cell.words)}</span>"
    if cell.mark:
        words = f'<span class="mark" aria-hidden="true">{escape(cell.mark)}</span> <span class="word">{words}</span>'
    return f"<td{kind}{colours}>{words}{_note(cell.note)}</td>"


def rating_of(rating: Rating | None, note: str = "") -> Cell:
    """The cell of a rating: mark, word and colour."""
    look = LOOKS[rating]
    return Cell(rating_word(rating), note, look.fill, look.ink, look.mark)


def rating_legend() -> str:
    """HTML of the legend of ratings."""
    return _legend(
        (look.fill, look.ink, f"{look.mark}\N{NO-BREAK SPACE}{rating_word(rating)}") for rating, look in LOOKS.items()
    )


def score_legend() -> str:
    """HTML of the legend of scores."""
    return _legend((fill, INK, words) for fill, words in tint_legend())


def _legend(entries: Iterable[tuple[str, str, str]]) -> str:
    parts = "".join(f'<li style="background:{fill};color:{ink}">{escape(words)}</li>' for fill, ink, words in entries)
    return f'<ul class="legend">{parts}</ul>'
