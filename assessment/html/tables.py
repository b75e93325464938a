"""Tables as plain HTML: a caption, a header for every column and row, numbers right-aligned with their unit.

Screen readers read them cell by cell, they print, and they scroll sideways on a narrow screen. A matrix is a large
table whose headers stay in sight while it scrolls in its own box, with colours behind ratings and scores. Tables
contain the software's and the catalogue's words; what a person typed comes by `plain_text`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.html.escaping import plain_text
from assessment.html.render import html
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_label, rating_word
from assessment.labels.formatting import item_words, score_style
from assessment.views.table import Column, Kind, Noted, OfRecommendation, Reworded, Row, Score, Table


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column's header, with a mark before it, or alone on a narrow screen, and a note under it. Short cells never
    wrap."""

    header: str
    is_number: bool = False
    is_short: bool = False
    mark: str = ""
    note: str = ""

    @property
    def kind(self) -> str:
        """How its cells are drawn, as pictures.css names it."""
        return "number" if self.is_number else "short" if self.is_short else ""


@dataclass(frozen=True, slots=True)
class _Cell:
    """Words with a note under them, on a colour; a mark stands before the words, or alone in a narrow column."""

    words: str
    note: str = ""
    mark: str = ""
    fill: str = ""
    text_colour: str = ""


def table(
    caption: str,
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] | None = None,
    *,
    pale: Collection[int] = (),
) -> Markup:
    """HTML of a table; the first cell of each row is the row's header, and `total` is the row under all others.

    Rows whose indices are in `pale` are drawn pale (the total's follows the last); they must say why in words.
    """
    cells = [list(map(_Cell, row)) for row in rows]
    return _render(caption, columns, [("", cells)], None if total is None else list(map(_Cell, total)), pale)


def rows_table(
    caption: str,
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    total: Row | None = None,
) -> Markup:
    """HTML of a table of rows, whose columns say what they show; `total` is the row under all others."""
    with_total = [*rows, *([] if total is None else [total])]
    return draw_table(Table(caption, columns, with_total, has_total=total is not None))


def draw_table(
    drawn: Table[Row],
    *,
    is_matrix: bool = False,
    is_narrow: bool = False,
    group: Callable[[Row], str] = lambda _row: "",
) -> Markup:
    """HTML of a table. In a matrix that is narrow the headers are rotated and cells show only their marks; screen
    readers still get the words. `group` names the group of a row, under which it stands."""
    columns = drawn.columns
    heads = [
        TableColumn(
            column.header,
            is_number=column.kind.is_number,
            is_short=column.kind is Kind.RATING and not is_matrix,
            mark=column.mark,
            note=column.note,
        )
        for column in columns
    ]
    cell = _matrix_cell if is_matrix else _plain_cell
    rows, total = (drawn.rows[:-1], drawn.rows[-1]) if drawn.has_total else (drawn.rows, None)
    groups = [(name, [[cell(c, row) for c in columns] for row in of_group]) for name, of_group in groupby(rows, group)]
    last = None if total is None else [cell(column, total) for column in columns]
    pale = [place for place, row in enumerate(drawn.rows) if drawn.is_pale(row)]
    look = ("matrix narrow" if is_narrow else "matrix") if is_matrix else ""
    return _render(drawn.title, heads, groups, last, pale, look)


def _render(
    caption: str,
    columns: Sequence[TableColumn],
    groups: Sequence[tuple[str, Sequence[Sequence[_Cell]]]],
    total: Sequence[_Cell] | None,
    pale: Collection[int],
    look: str = "",
) -> Markup:
    # Where marks stand for the heads a table fits a phone; any other turns its rows into blocks there.
    is_stack = not look and not any(column.mark for column in columns)
    return html(
        "table",
        caption=caption,
        columns=columns,
        groups=[(name, [[*zip(columns, row, strict=True)] for row in rows]) for name, rows in groups],
        total=total and [*zip(columns, total, strict=True)],
        pale=pale,
        look="stack" if is_stack else look,
    )


def _plain_cell(column: Column[Row], row: Row) -> _Cell:
    value, text = column.value(row), column.text(row)
    if isinstance(value, Noted):
        return _Cell(plain_text(value.words), plain_text(value.note))
    return _Cell(text.replace(" ", "\N{NO-BREAK SPACE}", 1) if column.kind is Kind.RATING else plain_text(text))


def _matrix_cell(column: Column[Row], row: Row) -> _Cell:
    value = column.value(row)
    match value:
        case Score(figure=figure):
            look = None if figure is None else score_style(figure)
            colours = (look.fill, look.text_colour) if look else ("", "")
            return _Cell(value.words, value.note, "", *colours)
        case float() if column.kind is Kind.PERCENT:
            look = score_style(value)
            return _Cell(column.text(row), "", "", look.fill, look.text_colour)
        case Reworded(rating):
            look = RATING_STYLES[rating]
            words = _("{rating}, asked in other words").format(rating=rating_word(rating))
            return _Cell(words, "", f"{look.mark}*", look.fill, look.text_colour)
        case Rating() | None if column.kind is Kind.RATING:
            look = RATING_STYLES[value]
            return _Cell(rating_word(value), "", look.mark, look.fill, look.text_colour)
        case str() if column.kind is Kind.RATING:
            return _Cell(value, mark=" ")
        case _:
            return _plain_cell(column, row)


def item_column() -> Column[OfRecommendation]:
    """The id, title and mark of the recommendation that a row is about."""
    return Column(_("Recommendation"), lambda row: row.recommendation, Kind.RECOMMENDATION)


def item_label(item: Recommendation) -> str:
    """“GCM10-03 Laws that protect trafficked persons from punishment ▲ Red line”."""
    return plain_text(item_words(item))


def rating_cell(rating: Rating | None) -> str:
    """Mark and word of a rating, which a narrow column doesn't separate."""
    return rating_label(rating).replace(" ", "\N{NO-BREAK SPACE}", 1)
