"""Tables of a Word document: what cells show, columns of rows, and names with what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from docx.shared import Cm, Length

from assessment.domain.answer import Rating
from assessment.labels.codes import RATING_STYLES
from assessment.reports.word.text import Piece, Words, WordStyle, rating_words, text_of, words
from assessment.spreadsheet.text_width import text_width
from assessment.views.table import Column, Kind

Row = TypeVar("Row")

_LETTERS_PER_CENTIMETRE = 6.2
"""In a table, on average."""
PADDING = Cm(0.3)
"""The part of a cell’s width without text."""
_POINTS = 9.5
"""The size of letters that a column is fitted to: that of tables, and a little for bold ones."""
_LINES_IN_FITTED = 2
"""How many lines a text may have in a column that is fitted to it."""
_WHOLE_ROW = 8
"""Lines up to which the end of a page doesn’t split a row."""
_STYLES = {
    False: (WordStyle.TABLE_HEAD, WordStyle.TABLE_TEXT, WordStyle.TABLE_TOTAL),
    True: (WordStyle.TABLE_NUMBER_HEAD, WordStyle.TABLE_NUMBER, WordStyle.TABLE_NUMBER_TOTAL),
}
"""Of the header, the rows and the sum in a column, of texts or of numbers."""

Line = tuple[Words, WordStyle]


@dataclass(frozen=True, slots=True)
class Choices:
    """The words that a cell offers, the one that is chosen, and a title and a tag by which it is found."""

    title: str
    tag: str
    words: Sequence[str]
    chosen: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The paragraphs of a cell, and its background colour."""

    lines: Sequence[Line]
    fill: str = ""
    choices: Choices | None = None


Content = str | int | Rating | Words | Cell
"""What a cell shows: a rating in its colour, with its mark and its word."""


@dataclass(frozen=True, slots=True)
class WordColumn(Generic[Row]):
    """A column: its header, its share of the text’s width, and what it shows of a row.

    A column without a share is as wide as its longest word, and the others divide the rest.
    """

    header: str | Words
    width: float
    content: Callable[[Row], Content]
    is_number: bool = False


_SHARES = {Kind.RECOMMENDATION: 2.0, Kind.TEXT: 1.0}
"""Of the width, for columns that aren’t fitted to their words."""


def word_columns(columns: Sequence[Column[Row]]) -> list[WordColumn[Row]]:
    """Columns as a document draws them: texts divide what figures and ratings leave."""
    return [
        WordColumn(_header(column), _SHARES.get(column.kind, 0), _content_of(column), column.kind.is_number)
        for column in columns
    ]


def column_widths(columns: Sequence[WordColumn[Row]], cells: Sequence[Cells], width: Length) -> list[float]:
    """The width of each column in percent, so that no word of a fitted one is broken."""
    fitted = [
        0.0 if column.width else 100 * (_fitting_width([row[place] for row, _keep in cells], column) / width.pt)
        for place, column in enumerate(columns)
    ]
    shares = sum(column.width for column in columns)
    rest = 100 - sum(fitted)
    return [fit or column.width / shares * rest for column, fit in zip(columns, fitted, strict=True)]


def _fitting_width(cells: Sequence[Cell], column: WordColumn[Row]) -> float:
    """Points in which the words of the header stand whole, figures and ratings on a line, and texts on a few."""
    header, *others = cells
    widest = max((text_width(word) for line, _style in header.lines for word in text_of(line).split()), default=0)
    for cell in others:
        lines = 1 if column.is_number or cell.fill else _LINES_IN_FITTED
        for text in (text_of(line) for line, _style in cell.lines):
            widest = max(widest, text_width(text) / lines, *(text_width(word) for word in text.split(" ")))
    width: float = widest * _POINTS + PADDING.pt
    return width


def _header(column: Column[Row]) -> Words:
    mark = (Piece(column.mark, WordStyle.MARK),) if column.mark else ()
    return (*mark, Piece(f"\n{column.header}" if mark else column.header))


def _content_of(column: Column[Row]) -> Callable[[Row], Content]:
    def content(row: Row) -> Content:
        value = column.value(row)
        is_rating = column.kind is Kind.RATING and (value is None or isinstance(value, Rating))
        return rating_cell(value) if is_rating else column.text(row)  # type: ignore[arg-type]

    return content


def lines_cell(*lines: Words, style: WordStyle = WordStyle.TABLE_TEXT) -> Cell:
    return Cell([(line, style) for line in lines])


def list_cell(texts: Sequence[str]) -> Cell:
    """A list with bullets."""
    return lines_cell(*map(words, texts), style=WordStyle.TABLE_BULLET)


def rating_cell(rating: Rating | None) -> Cell:
    """A cell in the colour of a rating, or of no answer, with its mark and its word."""
    look = RATING_STYLES[rating]
    return Cell([(rating_words(rating, colour=look.text_colour), WordStyle.TABLE_TEXT)], look.fill)


def _as_cell(content: Content, style: WordStyle) -> Cell:
    match content:
        case Cell():
            return content
        case Rating():
            return rating_cell(content)
        case str() | int():
            return Cell([(words(str(content)), style)])
        case _:
            return Cell([(content, style)])


def is_short(cell: Cell, width: Length) -> bool:
    """Whether a cell has about as many lines as may stay whole."""
    letters: int = max(1, round((width.cm - PADDING.cm) * _LETTERS_PER_CENTIMETRE))
    texts = [text_of(line) for line, _style in cell.lines]
    return sum(1 + len(text) // letters + text.count("\n") for text in texts) <= _WHOLE_ROW


Cells = tuple[Sequence[Cell], bool]
"""The cells of a row, and whether it stays on the page of the next."""


def table_cells(
    columns: Sequence[WordColumn[Row]], rows: Sequence[Row], total: Row | None, *, together: bool
) -> list[Cells]:
    """The header, the rows and the total, if there is one; `together` keeps a short table on a page."""
    heads, texts, sums = zip(*(_STYLES[column.is_number] for column in columns), strict=True)
    header = [_as_cell(column.header, style) for column, style in zip(columns, heads, strict=True)]
    cells: list[Cells] = [(header, False)]
    drawn = [*((row, texts) for row in rows), *([] if total is None else [(total, sums)])]
    for number, (row, styles) in enumerate(drawn, start=1):
        contents = [_as_cell(column.content(row), style) for column, style in zip(columns, styles, strict=True)]
        cells.append((contents, together and number < len(drawn)))
    return cells


def fact_cells(rows: Sequence[tuple[str, Content]]) -> list[Cells]:
    """Names and what they stand for; the end of a page doesn’t part the first two."""
    return [
        ([_as_cell(name, WordStyle.TABLE_TOTAL), _as_cell(content, WordStyle.TABLE_TEXT)], number == 0 < len(rows) - 1)
        for number, (name, content) in enumerate(rows)
    ]
