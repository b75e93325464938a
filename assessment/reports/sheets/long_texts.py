"""The sheet *Long texts*: whole passages in consecutive parts, each of which can be read in its row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.i18n import gettext as _
from assessment.reports.sheets.book import Book
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.passages import long_texts_title
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.text import CELL_LIMIT, bounded, in_cell
from assessment.spreadsheet.text_width import fitting

_TEXT_WIDTH = 96.0


@dataclass(frozen=True, slots=True)
class _Part:
    number: int
    item: str
    field: str
    part: int
    text: str


def write_long_texts(book: Book) -> None:
    """Add the sheet, if any passage on the sheets so far was too long for its place."""
    parts = list(_parts(book))
    if not parts:
        return
    columns: list[Column[_Part]] = [
        Column(_("No."), 7, lambda part: part.number, Style.NUMBER),
        Column(_("Id"), 14, lambda part: part.item or "–"),
        Column(_("Column"), 20, lambda part: part.field),
        Column(_("Part"), 7, lambda part: part.part, Style.NUMBER),
        Column(_("Text"), _TEXT_WIDTH, lambda part: part.text),
    ]
    sheet = book.sheet(
        long_texts_title(),
        [column.width for column in columns],
        _("Texts too long for their cells on other sheets, in consecutive parts."),
    )
    sheet.freeze(header=True)
    sheet.table("LongTexts", columns, parts)


def _parts(book: Book) -> Iterator[_Part]:
    for number, passage in enumerate(book.long_texts.passages, start=1):
        for part, text in enumerate(_pieces(in_cell(passage.text)), start=1):
            yield _Part(number, passage.item, passage.field, part, text)


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that fit in a row; joined they are the text."""
    start = 0
    while start < len(text):
        ahead = bounded(text[start : start + CELL_LIMIT])
        piece = ahead[: fitting(ahead, _TEXT_WIDTH, Style.TEXT.font_size, Style.TEXT.most_lines)]
        yield piece
        start += len(piece)
