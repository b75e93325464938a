"""Tables of a Word report: columns of rows, or names and what they stand for.

Every table has a header row that repeats on each page (or a first column of names), a title for those who can’t see
it, and rows that stay whole unless they are long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from docx.document import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.shared import Emu, Length
from docx.table import Table, _Cell

from assessment.domain.model import Rating
from assessment.labels.codes import RATING_STYLES
from assessment.reports.word import markup
from assessment.reports.word.text import Piece, Words, WordStyle, Writer, rating_words, reads_right_to_left, words
from assessment.views.table import Column, Kind

Row = TypeVar("Row")

DASH = "–"
"""Shown where nothing was answered."""
_LETTERS_PER_CENTIMETRE = 6.2
"""In a table, on average."""
_PADDING = 0.3
"""Centimetres of a cell’s width without text."""
_WHOLE_ROW = 14
"""Lines up to which the end of a page doesn’t split a row."""
_KEPT_LAST = 3
"""Rows of names that aren’t parted from each other at the end of a table."""


@dataclass(frozen=True, slots=True)
class CellParagraph:
    """A paragraph of a cell."""

    words: Words
    style: WordStyle = WordStyle.TABLE_TEXT


@dataclass(frozen=True, slots=True)
class Choices:
    """The words that a cell offers, the one that is chosen, and a title and a tag by which it is found."""

    title: str
    tag: str
    words: Sequence[str]
    chosen: str


@dataclass(frozen=True, slots=True)
class WordCell:
    """The content of a cell, and its background colour."""

    lines: tuple[CellParagraph, ...]
    fill: str = ""
    choices: Choices | None = None


@dataclass(frozen=True, slots=True)
class WordColumn(Generic[Row]):
    """A column: its header, its width in percent of the text’s, and what it shows of a row."""

    header: str | Words
    width: float
    cell: Callable[[Row], WordCell]
    is_number: bool = False


def word_columns(columns: Sequence[Column[Row]], widths: Sequence[float]) -> list[WordColumn[Row]]:
    """Columns as a document draws them; the widths may leave out the first, which has what the others leave."""
    widths = [100 - sum(widths)] * (len(widths) < len(columns)) + list(widths)
    return [
        WordColumn(_header(column), width, _cell_of(column), column.kind.is_number)
        for column, width in zip(columns, widths, strict=True)
    ]


def _header(column: Column[Row]) -> str | Words:
    if not column.mark:
        return column.header
    return (Piece(column.mark, WordStyle.MARK), Piece(f"\n{column.header}"))


def _cell_of(column: Column[Row]) -> Callable[[Row], WordCell]:
    def cell(row: Row) -> WordCell:
        value = column.value(row)
        if column.kind is Kind.RATING and (value is None or isinstance(value, Rating)):
            return rating_cell(value)
        return (number_cell if column.kind.is_number else text_cell)(column.text(row))

    return cell


def text_cell(text: str, style: WordStyle = WordStyle.TABLE_TEXT) -> WordCell:
    return WordCell((CellParagraph(words(text), style),))


def words_cell(*lines: Words) -> WordCell:
    return WordCell(tuple(map(CellParagraph, lines)))


def quotation_cell(title: str, quotation: Words, citation: Words, *notes: Words) -> WordCell:
    """A recommendation word for word under its title, with its citation and what there is to say about it."""
    heading, source = (
        CellParagraph(words(title), WordStyle.TABLE_TOTAL),
        CellParagraph(citation, WordStyle.TABLE_CITATION),
    )
    return WordCell((heading, CellParagraph(quotation), source, *map(CellParagraph, notes)))


def number_cell(text: str) -> WordCell:
    return text_cell(text, WordStyle.TABLE_NUMBER)


def rating_cell(rating: Rating | None) -> WordCell:
    """A cell in the colour of a rating, with its mark and its word."""
    look = RATING_STYLES[rating]
    return WordCell((CellParagraph(rating_words(rating, colour=look.text_colour)),), look.fill)


def list_cell(texts: Iterable[str], otherwise: str = "") -> WordCell:
    """A list with bullets, or words where nothing is in it."""
    lines = tuple(CellParagraph(words(text), WordStyle.TABLE_BULLET) for text in texts)
    return WordCell(lines) if lines else text_cell(otherwise)


def choice_cell(title: str, tag: str, choices: Sequence[str], chosen: str) -> WordCell:
    """A cell with a word, that offers others and takes any."""
    return WordCell((CellParagraph(()),), choices=Choices(title, tag, choices, chosen))


@dataclass(frozen=True, slots=True)
class _Row:
    cells: Sequence[WordCell]
    keep_next: bool = False


class Tables:
    """Writes tables at the end of a document."""

    def __init__(self, document: Document, writer: Writer) -> None:
        self._document = document
        self._writer = writer

    def add(
        self,
        title: str,
        columns: Sequence[WordColumn[Row]],
        rows: Sequence[Row],
        total: Row | None,
        width: Length,
        *,
        together: bool,
    ) -> None:
        """A table with its header; `total` is a last row that sums up, and `together` keeps a short table on a page."""
        header = [
            WordCell(
                (
                    CellParagraph(
                        _as_words(column.header),
                        WordStyle.TABLE_NUMBER_HEAD if column.is_number else WordStyle.TABLE_HEAD,
                    ),
                )
            )
            for column in columns
        ]
        body = [[column.cell(row) for column in columns] for row in rows]
        if total is not None:
            body.append([_as_total(column.cell(total)) for column in columns])
        last = len(body) - 1
        written = [_Row(cells, together and number < last) for number, cells in enumerate(body)]
        self._write(title, [_Row(header), *written], [column.width for column in columns], width, has_header=True)

    def add_facts(self, title: str, rows: Sequence[tuple[str, WordCell]], names: float, width: Length) -> None:
        """A table of names, in a column of so many percent, and what they stand for.

        The end of a page splits it after its second row at the earliest, and before its last three at the latest.
        """
        last = len(rows) - 1
        written = [
            _Row([text_cell(name, WordStyle.TABLE_TOTAL), cell], number == 0 or last - _KEPT_LAST < number < last)
            for number, (name, cell) in enumerate(rows)
        ]
        self._write(title, written, [names, 100 - names], width, has_header=False)

    def _write(
        self, title: str, rows: Sequence[_Row], percents: Sequence[float], width: Length, *, has_header: bool
    ) -> None:
        table: Table = self._document.add_table(
            len(rows), len(percents), WordStyle.TABLE if has_header else WordStyle.FACTS
        )
        table.autofit = False
        if reads_right_to_left():
            table.table_direction = WD_TABLE_DIRECTION.RTL
        widths = [Emu(round(width * percent / 100)) for percent in percents]
        for column, column_width in zip(table.columns, widths, strict=True):
            column.width = column_width
        for number, (row, added) in enumerate(zip(rows, table.rows, strict=True)):
            places = added.cells
            for cell, place, cell_width in zip(row.cells, places, widths, strict=True):
                place.width = cell_width
                self._fill(place, cell, keep_next=row.keep_next)
            is_whole = all(map(_is_short, row.cells, widths))
            markup.set_row(places[0].paragraphs[0], is_header=has_header and number == 0, is_whole=is_whole)
        markup.set_table(table.rows[0].cells[0].paragraphs[0], title, has_header=has_header)
        # Two tables that touch become one.
        self._writer.write(self._document.add_paragraph(), (), WordStyle.TABLE_GAP)

    def _fill(self, place: _Cell, cell: WordCell, *, keep_next: bool) -> None:
        for number, line in enumerate(cell.lines):
            paragraph = place.add_paragraph() if number else place.paragraphs[0]
            self._writer.write(paragraph, line.words, line.style, keep_next=keep_next)
        if choices := cell.choices:
            markup.offer_choices(place.paragraphs[0], choices.title, choices.tag, choices.words, choices.chosen)
        if cell.fill:
            markup.shade_cell(place.paragraphs[0], cell.fill)


def _as_words(header: str | Words) -> Words:
    return words(header) if isinstance(header, str) else header


def _is_short(cell: WordCell, width: Length) -> bool:
    """Whether a cell has about as many lines as may stay whole."""
    letters: int = max(1, round((width.cm - _PADDING) * _LETTERS_PER_CENTIMETRE))
    texts = ["".join(piece.text for piece in line.words) for line in cell.lines]
    return sum(1 + len(text) // letters + text.count("\n") for text in texts) <= _WHOLE_ROW


_TOTALS = {WordStyle.TABLE_TEXT: WordStyle.TABLE_TOTAL, WordStyle.TABLE_NUMBER: WordStyle.TABLE_NUMBER_TOTAL}


def _as_total(cell: WordCell) -> WordCell:
    return replace(cell, lines=tuple(replace(line, style=_TOTALS.get(line.style, line.style)) for line in cell.lines))
