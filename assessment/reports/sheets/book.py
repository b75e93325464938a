"""What every report is built of: a workbook with its name and mark, and sheets that are filled from top to bottom."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assessment.i18n import gettext as _
from assessment.labels import codes
from assessment.labels.codes import rating_label
from assessment.parsing.limits import link_target
from assessment.reports.sheets.columns import Column, Link, Passage, Row, Value
from assessment.reports.sheets.styles import (
    A4,
    DENSE,
    DENSE_STYLES,
    PALE_STYLES,
    POINTS_PER_UNIT,
    SMALL,
    SUM_STYLES,
    Style,
)
from assessment.spreadsheet.charts import Chart
from assessment.spreadsheet.paging import Segment, page_starts
from assessment.spreadsheet.references import Area
from assessment.spreadsheet.sheet import Page, Sheet, for_the_screen
from assessment.spreadsheet.styles import INDENT, CellStyle
from assessment.spreadsheet.text import CELL_LIMIT, bounded, in_cell
from assessment.spreadsheet.text_width import fitting, line_count, widest_word, word_width
from assessment.spreadsheet.workbook import Workbook

HEADER_PADDING = 4.0
FILTER_BUTTON = 2.5
"""How much of a header's width the filter's button takes."""
NAME_LIMIT = 125
"""Characters of a response's name in headings and footers; the Summary has the whole."""
_DENSE_ZOOM = round(100 * SMALL / DENSE)
"""Percent; so dense text is as large on the screen as other text."""
_TEXTS = (str, Passage)
_CHART_ROW = 15.0
_POINTS_PER_CENTIMETRE = 72 / 2.54
_LONG_TEXT_WIDTH = 96.0
_LONGEST = 24.0
"""The width up to which a column gives room to a word; addresses may be broken."""
_SURELY = 0.985
"""How much of a printed page is filled: programs differ a little in the heights of rows."""


class Book(Workbook):
    """A report as a workbook. `name` says whose report it is; `mark`, if any, is next to it everywhere."""

    def __init__(self, title: str, name: str, mark: str, subject: str, created: dt.datetime) -> None:
        self.name = _shortened(" ".join(in_cell(name).split()))
        self.mark, self.subject = mark, subject
        self.long_texts: dict[Passage, int] = {}
        """The passages that don't fit where they stand, in the order in which they were met, with their numbers."""
        self.tables: dict[str, Area] = {}
        self.titles: list[str] = []
        self.sheets: list[ReportSheet] = []
        self.choices: list[tuple[ReportSheet, str, str]] = []
        """The sheet, cells and table of each list that is offered; the table may be written later."""
        super().__init__(title=f"{title}: {self.name}", created=created, subject=subject, description=mark)

    def sheet(
        self,
        title: str,
        columns: Sequence[float | Column[Any]],
        sentence: str,
        *,
        page: Page = A4,
        dense: bool = False,
    ) -> ReportSheet:
        """Add a sheet with its heading, as wide as its columns; a `dense` one has smaller text, and is shown larger on
        the screen."""
        widths = [column.width if isinstance(column, Column) else column for column in columns]
        sheet = ReportSheet(self, title, widths, page, is_dense=dense)
        self.titles.append(title)
        self.sheets.append(sheet)
        sheet.head(sentence)
        return sheet

    def hidden_sheet(self, title: str, rows: Iterable[Sequence[str]]) -> None:
        """Add a sheet that no menu shows, with nothing but these words."""
        sheet = Sheet(self, title)
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values, start=1):
                sheet.write(row, column, value, Style.FACT)
        sheet.hide(very=True)

    def content(self) -> bytes:
        for sheet, cells, table in self.choices:
            sheet.offer(cells, self.tables[table].reference(1))
        for sheet in self.sheets:
            sheet.break_into_pages()
        return super().content()


@dataclass(frozen=True, slots=True)
class Cell:
    """A value over `span` columns from `column` on, counted from 1."""

    column: int
    value: Value
    style: CellStyle
    span: int = 1


class ReportSheet(Sheet):
    """A sheet that is filled from top to bottom; `row` is the next row."""

    def __init__(self, book: Book, title: str, widths: Sequence[float], page: Page, *, is_dense: bool) -> None:
        super().__init__(book, title)
        self.book, self.widths, self.row = book, list(widths), 1
        self._page, self._printed = page, len(widths)
        self._blocks, self._joints, self._repeated = [1], {1}, range(0)
        self._has_table = False
        self._dense_styles = DENSE_STYLES if is_dense else {}
        self.set_widths(widths)
        self.set_page(page, book.name)
        if is_dense:
            self._sheet.set_zoom(_DENSE_ZOOM)

    def shown(self, place: int, column: Column[Row], entry: Row) -> str:
        """What a cell of a table shows of a text; `place` is that of its column, from 1."""
        value, style = column.value(entry), self._dense_styles.get(column.style, column.style)
        return self._fitted(value, self.widths[place - 1], style)[0] if isinstance(value, _TEXTS) else ""

    def head(self, sentence: str) -> None:
        """Write the sheet's title, whose report it is, and a sentence that says what the sheet is for."""
        self.line(self.title, Style.TITLE)
        self.line(self.book.name, Style.SUBTITLE)
        if self.book.mark:
            self.line(self.book.mark, Style.MARKER)
        self.line(f"{sentence} {for_the_screen()}" if self._page.is_screen else sentence, Style.LEAD)
        self.skip()

    def skip(self, points: float = 8) -> None:
        """Leave a low row empty."""
        self.raise_row(self.row, points)
        self.row += 1

    def line(self, value: Value, style: CellStyle) -> None:
        """Write one value in a row of its own."""
        self.write_row(Cell(1, value, style))

    def paragraph(self, text: str, style: CellStyle) -> None:
        """Write a text in a row of its own, over all columns."""
        self.write_row(Cell(1, text, style, len(self.widths)))

    def paragraphs(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.paragraph(text, Style.FACT)

    def fact(self, label: str, value: Value, style: CellStyle = Style.FACT, *, label_span: int = 1) -> None:
        """Write a label over the first `label_span` columns, and over the others what it stands for."""
        rest = len(self.widths) - label_span
        self.write_row(Cell(1, label, Style.LABEL, label_span), Cell(label_span + 1, value, style, rest))

    def write_row(self, *cells: Cell) -> None:
        """Write cells in a row, as high as the highest of them needs."""
        heights = [self.put(self.row, cell.column, cell.value, cell.style, span=cell.span) for cell in cells]
        self.raise_row(self.row, max(heights))
        self.row += 1

    def block(self) -> None:
        """Begin what stands together on a printed page if one has room for it."""
        self._blocks.append(self.row)
        self._joints.add(self.row)

    def break_into_pages(self) -> None:
        """Set the breaks of printed pages. LibreOffice heeds them; Excel breaks by itself what is fitted to a width."""
        if self._page.is_screen:
            self.print_only(1, len(self.widths) + 1)
        if self._page.is_screen or self._page.pages_high:
            return
        width = sum(self.widths[: self._printed]) * POINTS_PER_UNIT
        scale = min(1.0, self._page.room / width) if self._page.pages_wide else 1.0
        ends = sorted({*self._joints, self.row})
        segments = [Segment(start, self._points(range(start, end))) for start, end in pairwise(ends)]
        blocks = [
            [segment for segment in segments if start <= segment.row < end]
            for start, end in pairwise([*self._blocks, self.row])
        ]
        room = self._page.room_high / scale * _SURELY
        for row in page_starts([block for block in blocks if block], room, self._points(self._repeated)):
            self.break_page(row - 1)

    def _points(self, rows: Iterable[int]) -> float:
        return sum(self._heights.get(row, 0.0) for row in rows)

    def section(self, text: str) -> None:
        """Begin a part of the sheet."""
        self.block()
        self.skip()
        self.line(text, Style.SECTION)

    def keep_in_sight(self, *, column: int = 1, header: bool = False) -> None:
        """Keep the content so far visible, on the screen and on every printed page.

        With `header` that is the header of the table that comes next, on the screen with the heading; otherwise it is
        the heading, of which paper repeats the title. The columns before `column` stay on the screen too, and on paper
        where it is several pages wide.
        """
        repeated, last = (self.row, self.row) if header else (1, self.row - 1)
        self.repeat_rows(repeated, repeated)
        self._repeated = range(repeated, repeated + 1)
        if column > 1 and self._page.pages_wide != 1:
            self._sheet.repeat_columns(0, column - 2)
        self.freeze(last, column - 1)

    def print_columns(self, number: int) -> None:
        """Print only the first columns of the content so far."""
        self._printed = number
        self.print_area(self.row - 1, number)

    def only(self, words: str) -> None:
        """Say why there is nothing else on the sheet."""
        self.keep_in_sight()
        self.line(words, Style.SECTION)

    def colour_ratings(self, cells: str) -> None:
        """Give cells the colours of the rating that they hold, now and when a person changes it."""
        for rating, look in codes.RATING_STYLES.items():
            self.colour_text(cells, rating_label(rating), look.text_colour, look.fill)

    def offer_words(self, cells: str, table: str) -> None:
        """Let cells be filled with the words in the first column of a table of the workbook, and with nothing else."""
        self.book.choices.append((self, cells, table))

    def put(self, row: int, column: int, value: Value, style: CellStyle, *, span: int = 1) -> float:
        """Write a value over `span` columns, and give the height in points that it needs.

        A text of a style that doesn't wrap runs on over the empty cells next to it.
        """
        style = self._dense_styles.get(style, style)
        if span > 1:
            self.merge(row, column, column + span - 1, style)
        url = link_target(value.url) if isinstance(value, Link) else None
        content, lines = value.text if isinstance(value, Link) else value, 1
        if isinstance(content, _TEXTS):
            content, lines = self._fitted(content, sum(self.widths[column - 1 : column - 1 + span]), style)
        if url is not None and isinstance(content, str):
            self.write_link(row, column, url, content, style)
        else:
            self.write(row, column, content, style)
        return style.height(lines)

    def _fitted(self, value: str | Passage, width: float, style: CellStyle) -> tuple[str, int]:
        """The text as shown in a cell of that width, and its number of lines.

        A passage too long for a row is cut, and followed by where all of it is.
        """
        text = in_cell(value if isinstance(value, str) else value.text)
        beginning = bounded(text)
        lines = line_count(beginning, width, style.font_size) if style.wraps else 1
        if isinstance(value, str) or (beginning == text and lines <= style.most_lines):
            return beginning, lines
        pointer = "\n" + _continued(self.book.long_texts.setdefault(value, len(self.book.long_texts) + 1))
        if style.wraps:
            lines = style.most_lines
            free = lines - line_count(pointer.lstrip(), width, style.font_size)
            beginning = beginning[: fitting(beginning, width, style.font_size, free)]
        return bounded(beginning, CELL_LIMIT - len(pointer)).rstrip() + pointer, lines

    def chart(self, chart: Chart, words: str, width: int, height: int) -> None:
        """Leave room for a chart, its size in centimetres, and go on below it; `words` say what it shows."""
        self._joints.add(self.row)
        self.add_chart(chart, self.row, width, height, words)
        for _row in range(math.ceil(height * _POINTS_PER_CENTIMETRE / _CHART_ROW)):
            self.skip(_CHART_ROW)

    def table(
        self,
        name: str,
        columns: Sequence[Column[Row]],
        rows: Iterable[Row],
        *,
        total: Row | None = None,
        filters: bool = True,
        pale: Callable[[Row], bool] | None = None,
    ) -> Area:
        """Write an Excel table of one row at least, and below it a `total` that sums up; then go on below.

        `name` is its name in the workbook, in every language. With `filters` its headers bear the buttons to sort and
        filter. `pale` says which rows are drawn pale. Raises ValueError if there is no row.
        """
        header, heads = self.row, [self._header_style(column, filters) for column in columns]
        styles = [column.style for column in columns]
        pale_styles = [PALE_STYLES.get(style, style) for style in styles]
        entries = list(rows)
        values = [[column.value(entry) for column in columns] for entry in entries]
        self._make_room(columns, heads, FILTER_BUTTON if filters else 0, values)
        self._raise_header(columns, heads, FILTER_BUTTON if filters else 0)
        for entry, cells in zip(entries, values, strict=True):
            if self.row > header + 1:
                self._joints.add(self.row)
            of_row = pale_styles if pale and pale(entry) else styles
            heights = [
                self.put(self.row, place, value, style)
                for place, (value, style) in enumerate(zip(cells, of_row, strict=True), start=1)
            ]
            self.raise_row(self.row, max(heights))
            self.row += 1
        if self.row == header + 1:
            raise ValueError(f"the table {name} has no row")
        self.add_table(name, header, self.row - 1, [column.header for column in columns], heads, filters=filters)
        area = self.book.tables[name] = Area(self.title, header + 1, self.row - 1, len(columns))
        if total is not None:
            places = enumerate(columns, start=1)
            sums = (
                Cell(place, column.value(total), SUM_STYLES.get(column.style, Style.SUM_TEXT))
                for place, column in places
            )
            self.write_row(*sums)
        return area

    def _header_style(self, column: Column[Row], filters: bool) -> CellStyle:
        # The button of a filter is on the right, so its header is aligned left.
        over_numbers = column.style.horizontal == "right" and not filters
        style = Style.HEADER_NUMBER if over_numbers else Style.HEADER
        return self._dense_styles.get(style, style)

    def _make_room(
        self,
        columns: Sequence[Column[Any]],
        heads: Sequence[CellStyle],
        button: float,
        values: Sequence[Sequence[Value]],
    ) -> None:
        """Widen columns in which a word would be broken; on a sheet without another table the others give way."""
        least = []
        for place, (column, head) in enumerate(zip(columns, heads, strict=True)):
            style, width = self._dense_styles.get(column.style, column.style), self.widths[place]
            texts = {text for row in values for text in _texts(row[place])} if style.wraps else set()
            words = widest_word(texts, style.font_size, min(width, _LONGEST))
            header = word_width([column.header], head.font_size) + button + INDENT * head.indent
            least.append(max(header, min(words, _LONGEST) + (INDENT * style.indent if words else 0)))
        lacking = [max(0.0, needed - width) for needed, width in zip(least, self.widths, strict=False)]
        spare = [max(0.0, width - needed) for needed, width in zip(least, self.widths, strict=False)]
        given = 0.0 if self._has_table else min(1.0, sum(lacking) / (sum(spare) or 1.0))
        for place, (more, less) in enumerate(zip(lacking, spare, strict=True)):
            self.widths[place] += more - less * given
        self._has_table = True
        self.set_widths(self.widths)

    def _raise_header(self, columns: Sequence[Column[Row]], styles: Sequence[CellStyle], button: float) -> None:
        heights = [
            style.height(line_count(column.header, width - button - INDENT * style.indent, style.font_size))
            for column, style, width in zip(columns, styles, self.widths, strict=False)
        ]
        self.raise_row(self.row, max(heights) + HEADER_PADDING)
        self.row += 1


def _texts(value: Value) -> Iterator[str]:
    """The text of a value that may break between its words."""
    content = value.text if isinstance(value, Link) else value
    if isinstance(content, Passage):
        yield in_cell(content.text)
    elif isinstance(content, str):
        yield in_cell(content)


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1]}…"


# The sheet of texts that are too long for their cells


def write_long_texts(book: Book) -> None:
    """Add the sheet, if any passage on the sheets so far was too long for its place."""
    columns: list[Column[tuple[Passage, int, int, str]]] = [
        Column(_("No."), 7, lambda part: part[1], Style.NUMBER),
        Column(_("Id"), 14, lambda part: part[0].item or "–"),
        Column(_("Column"), 20, lambda part: part[0].field),
        Column(_("Part"), 7, lambda part: part[2], Style.NUMBER),
        Column(_("Text"), _LONG_TEXT_WIDTH, lambda part: part[3]),
    ]
    parts = [
        (passage, number, part, text)
        for passage, number in book.long_texts.items()
        for part, text in enumerate(_pieces(in_cell(passage.text)), start=1)
    ]
    if not parts:
        return
    about = _("Texts too long for their cells on other sheets, in consecutive parts.")
    sheet = book.sheet(_("Long texts"), columns, about)
    sheet.keep_in_sight(header=True)
    sheet.table("LongTexts", columns, parts)


def _continued(number: int) -> str:
    """The end of a passage that was cut, all of which is under this number."""
    return _("[continues: sheet “{sheet}”, no. {number}]").format(sheet=_("Long texts"), number=number)


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that fit in a row; joined they are the text."""
    start = 0
    while start < len(text):
        ahead = bounded(text[start : start + CELL_LIMIT])
        piece = ahead[: fitting(ahead, _LONG_TEXT_WIDTH, Style.TEXT.font_size, Style.TEXT.most_lines)]
        yield piece
        start += len(piece)
