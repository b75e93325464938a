"""Tables of a Word report: rows as XML, written as they come.

Every table has a header row that repeats on each page (or, for facts, a first column of names), words for who can't
see it, and rows that stay whole unless they are long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from assessment.legend import LOOKS
from assessment.model import Rating
from assessment.reports.word_ratings import rating_words
from assessment.reports.word_styles import (
    FACTS_TABLE,
    GAP,
    TABLE,
    TABLE_BULLET,
    TABLE_CITATION,
    TABLE_HEAD,
    TABLE_NUMBER,
    TABLE_NUMBER_HEAD,
    TABLE_NUMBER_SUM,
    TABLE_SUM,
    TABLE_TEXT,
)
from assessment.reports.word_text import (
    BOLD,
    NOTHING,
    Letters,
    Words,
    attribute,
    paragraph,
    reads_right_to_left,
    words,
)

Row = TypeVar("Row")

_TWIPS_PER_LETTER = 92
"""The width of a letter in a table, on average."""
_WHOLE_ROW = 14
"""Lines up to which the end of a page doesn't part a row."""
DASH = "–"
"""What stands where nothing was answered."""
_ROOM_TO_WRITE = "\N{NO-BREAK SPACE}" * 12


class Paragraph(NamedTuple):
    words: Words
    style: str = TABLE_TEXT


class Cell(NamedTuple):
    """What stands in a cell, and the colour behind it."""

    paragraphs: tuple[Paragraph, ...]
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its header, its width in twips, and what it shows of a row."""

    header: str | Words
    width: int
    cell: Callable[[Row], Cell]
    is_number: bool = False


def text_cell(text: str, letters: Letters = Letters()) -> Cell:  # noqa: B008 - it is frozen
    return Cell((Paragraph(words(text, letters)),))


def words_cell(*paragraphs: Words) -> Cell:
    return Cell(tuple(map(Paragraph, paragraphs)))


def quotation_cell(title: str, quotation: Words, citation: Words, *notes: Words) -> Cell:
    """A recommendation word for word under its title, with its citation and what is to be said of it."""
    return Cell(
        (
            Paragraph(words(title), TABLE_SUM),
            Paragraph(quotation),
            Paragraph(citation, TABLE_CITATION),
            *map(Paragraph, notes),
        )
    )


def number_cell(text: str) -> Cell:
    return Cell((Paragraph(words(text), TABLE_NUMBER),))


def rating_cell(rating: Rating | None) -> Cell:
    """A cell in the colour of a rating, with its mark and its word."""
    look = LOOKS[rating]
    return Cell((Paragraph(rating_words(rating, Letters(bold=True, ink=look.ink))),), look.fill)


def list_cell(texts: Iterable[str], otherwise: str = "") -> Cell:
    """A list with bullets, or words where nothing is in it."""
    paragraphs = tuple(Paragraph(words(text), TABLE_BULLET) for text in texts)
    return Cell(paragraphs) if paragraphs else text_cell(otherwise)


def table(
    title: str, columns: Sequence[Column[Row]], rows: Sequence[Row], total: Row | None = None, *, together: bool = False
) -> str:
    """A table with its header; `total` is a last row that sums up, and `together` keeps a short table on one page."""
    widths = [column.width for column in columns]
    head = [
        Cell((Paragraph(_as_words(column.header), TABLE_NUMBER_HEAD if column.is_number else TABLE_HEAD),))
        for column in columns
    ]
    body = [[column.cell(row) for column in columns] for row in rows]
    if total is not None:
        body.append([_emphasised(column.cell(total)) for column in columns])
    last = len(body) - 1
    written = "".join(_row(cells, widths, keep_next=together and place < last) for place, cells in enumerate(body))
    header = _row(head, widths, is_header=True)
    return f"{_properties(TABLE, title, widths, first_row=True)}{header}{written}</w:tbl>{_gap()}"


def facts(title: str, rows: Sequence[tuple[str, Cell]], name_width: int, width: int) -> str:
    """A table of names and what they stand for, without a header.

    The end of a page parts it after its second row at the earliest, and before its last three at the latest.
    """
    widths = [name_width, width - name_width]
    cells = [[Cell((Paragraph(words(name, BOLD)),)), cell] for name, cell in rows]
    last = len(cells) - 1
    body = "".join(
        _row(pair, widths, keep_next=place == 0 or last - 3 < place < last) for place, pair in enumerate(cells)
    )
    return f"{_properties(FACTS_TABLE, title, widths, first_row=False)}{body}</w:tbl>{_gap()}"


def _as_words(header: str | Words) -> Words:
    return words(header) if isinstance(header, str) else header


def _gap() -> str:
    """What parts a table from what follows it: two tables that touch become one."""
    return paragraph(NOTHING, GAP)


def _properties(style: str, title: str, widths: Sequence[int], *, first_row: bool) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>{"<w:bidiVisual/>" if reads_right_to_left() else ""}'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"0620" if first_row else "0680"}" w:firstRow="{int(first_row)}" w:lastRow="0" '
        f'w:firstColumn="{int(not first_row)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(title)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


def _row(cells: Sequence[Cell], widths: Sequence[int], *, is_header: bool = False, keep_next: bool = False) -> str:
    lines = max(map(_lines, cells, widths))
    properties = ("<w:cantSplit/>" if lines <= _WHOLE_ROW else "") + ("<w:tblHeader/>" if is_header else "")
    content = "".join(_cell(cell, width, keep_next) for cell, width in zip(cells, widths, strict=True))
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{content}</w:tr>"


def _cell(cell: Cell, width: int, keep_next: bool) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill.lstrip("#")}"/>' if cell.fill else ""
    paragraphs = "".join(paragraph(content, style, keep_next=keep_next) for content, style in cell.paragraphs)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>{paragraphs}</w:tc>'


def _lines(cell: Cell, width: int) -> int:
    """About how many lines a cell has."""
    letters = max(1, (width - 170) // _TWIPS_PER_LETTER)
    return sum(1 + content.size // letters + content.xml.count("<w:br/>") for content, _style in cell.paragraphs)


_SUMS = {TABLE_TEXT: TABLE_SUM, TABLE_NUMBER: TABLE_NUMBER_SUM}


def _emphasised(cell: Cell) -> Cell:
    return cell._replace(
        paragraphs=tuple(Paragraph(content, _SUMS.get(style, style)) for content, style in cell.paragraphs)
    )


def choice_cell(title: str, tag: str, choices: Sequence[str]) -> Cell:
    """An empty cell that offers words and takes others too."""
    items = "".join(f"<w:listItem w:displayText={attribute(word)} w:value={attribute(word)}/>" for word in choices)
    xml = (
        f"<w:sdt><w:sdtPr><w:alias w:val={attribute(title)}/><w:tag w:val={attribute(tag)}/>"
        f"<w:comboBox>{items}</w:comboBox></w:sdtPr><w:sdtContent>"
        f'<w:r><w:t xml:space="preserve">{_ROOM_TO_WRITE}</w:t></w:r></w:sdtContent></w:sdt>'
    )
    return Cell((Paragraph(Words(xml)),))
