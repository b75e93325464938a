"""What every report is built of: a workbook with its name and mark, and sheets that are filled from top to bottom."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence

from babel import Locale
from openpyxl import Workbook
from openpyxl.chart._chart import ChartBase
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from assessment.language import spoken
from assessment.reports.book_writer import Content, written
from assessment.reports.cell_text import CELL_LIMIT, LongTexts, Passage, bounded, continued, needs_quote, visible
from assessment.reports.cells import FIRST_DATE
from assessment.reports.columns import Area, Column, Link, Row, Value
from assessment.reports.line_breaks import fitting, line_count
from assessment.reports.page_setup import set_up_page, spread_over_pages
from assessment.reports.styles import LOOKS, ROW_LIMIT, Look, Style, style_book
from assessment.reports.table_part import TablePart
from assessment.reports.web_links import link_target

TOOL = "Policy gap assessment"

HEADER_PADDING = 4.0
FILTER_BUTTON = 2.5
"""How much of a header's width the filter's button takes."""
NAME_LIMIT = 125
"""Characters of a response's name in headings and at the foot; the Summary has the whole."""
_CHART_ROW = 15.0
_POINTS_PER_CENTIMETRE = 72 / 2.54
_TEXTS = (str, Passage)


class Book:
    """A report as a workbook. `name` says whose report it is; `mark`, if there is one, stands beside it everywhere."""

    def __init__(self, title: str, name: str, mark: str, subject: str, created: dt.datetime) -> None:
        self.name = _shortened(" ".join(visible(name).split()))
        self.mark = mark
        self.long_texts = LongTexts()
        self._contents: dict[str, Content] = {}
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        # There is no formula, so nothing needs to be computed, and nobody is asked to save what they only read.
        self.workbook.calculation.fullCalcOnLoad = False
        self.styles = style_book()
        self.styles.give(self.workbook)
        properties = self.workbook.properties
        properties.title = f"{title}: {self.name}"
        properties.subject = subject
        properties.creator = TOOL
        properties.description = mark or None
        properties.language = spoken()
        properties.created = properties.modified = created.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)

    def sheet(
        self,
        title: str,
        widths: Sequence[float],
        sentence: str,
        *,
        pages_wide: int = 1,
        title_columns: str = "",
    ) -> Sheet:
        """Add a sheet with its heading; `title_columns` (“A:C”) stand on each of the `pages_wide` printed pages."""
        worksheet = self.workbook.create_sheet(title)
        worksheet.sheet_view.showGridLines = False
        worksheet.sheet_view.rightToLeft = Locale.parse(spoken()).text_direction == "rtl" or None
        for place, width in enumerate(widths, start=1):
            worksheet.column_dimensions[get_column_letter(place)].width = width
        set_up_page(worksheet, self.name)
        if pages_wide > 1:
            spread_over_pages(worksheet, pages_wide, title_columns, [self.name, self.mark])
        sheet = Sheet(self, worksheet, widths, pages_wide)
        self._contents[title] = sheet.content
        sheet.head(sentence)
        return sheet

    def move(self, title: str, *, before: str) -> None:
        """Put a sheet before another one."""
        sheets = self.workbook.sheetnames
        self.workbook.move_sheet(title, sheets.index(before) - 1 - sheets.index(title))

    def content(self) -> bytes:
        """The workbook as a file."""
        return written(self.workbook, self._contents)


class Sheet:
    """A sheet that is filled from top to bottom; `row` is the next row."""

    def __init__(self, book: Book, worksheet: Worksheet, widths: Sequence[float], pages_wide: int) -> None:
        self.book, self.worksheet, self.widths, self.pages_wide = book, worksheet, widths, pages_wide
        self.content = Content()
        self.cells = self.content.cells
        self.row = 1

    def head(self, sentence: str) -> None:
        """Write the sheet's title, whose report it is, and a sentence that says what the sheet is for."""
        self.line(self.worksheet.title, Style.TITLE)
        self.line(self.book.name, Style.SUBTITLE)
        if self.book.mark:
            self.line(self.book.mark, Style.MARKER)
        self.line(sentence, Style.LEAD)
        self.skip()

    def skip(self, points: float = 9) -> None:
        """Leave a low row empty."""
        self.cells.raise_row(self.row, points)
        self.row += 1

    def line(self, value: Value, style: Style, *, span: int = 1) -> None:
        """Write one value in a row of its own, over `span` columns."""
        self.raise_row(self.row, self.put(self.row, 1, value, style, span=span))
        self.row += 1

    def begin_page(self) -> None:
        """Begin a printed page. LibreOffice heeds it; Excel breaks by itself where a sheet is fitted to a width."""
        self.worksheet.row_breaks.append(Break(self.row - 1))

    def section(self, text: str, *, new_page: bool = False) -> None:
        """Begin a part of the sheet, on a new printed page if it should."""
        if new_page:
            self.begin_page()
        self.skip()
        self.line(text, Style.SECTION)

    def freeze(self, *, column: int = 1, header: bool = False, printed: bool = True) -> None:
        """Keep what stands so far in sight, and if `printed` on every printed page.

        With `header` that is the header of the table that comes next, with the heading on the screen; otherwise it is
        the heading. On the screen the columns before `column` stay too.
        """
        first, last = (self.row, self.row) if header else (1, self.row - 1)
        if printed:
            self.worksheet.print_title_rows = f"{first}:{last}"
        self.worksheet.freeze_panes = f"{get_column_letter(column)}{last + 1}"

    def print_only(self, *areas: Area) -> None:
        """Print tables without what stands above them: where a sheet is several pages wide, each has its heading."""
        self.worksheet.print_area = ",".join(area.with_header for area in areas)

    def raise_row(self, row: int, height: float) -> None:
        """Make a row at least so high, in points."""
        self.cells.raise_row(row, min(height, ROW_LIMIT))

    def put(self, row: int, column: int, value: Value, style: Style, *, span: int = 1) -> float:
        """Write a value over `span` columns, and give the height in points that it needs.

        A text of a style that doesn't wrap runs on over the empty cells beside it.
        """
        look, styles, lines = LOOKS[style], self.book.styles, 1
        number = styles.plain[style]
        if isinstance(value, Link):
            if (target := link_target(value.url)) is not None:
                self.cells.link(row, column, target)
            value = value.text
        if isinstance(value, dt.date) and value < FIRST_DATE:
            value = value.isoformat()
        if isinstance(value, _TEXTS):
            width = self.widths[column - 1] if span == 1 else sum(self.widths[column - 1 : column - 1 + span])
            value, lines = self._fitted(value, width, look)
            if needs_quote(value):
                number = styles.quoted[style]
        self.cells.write(row, column, value, number)
        if span > 1:
            self.cells.merge(row, column, column + span - 1, styles.plain[style])
        return look.height(lines)

    def _fitted(self, value: str | Passage, width: float, look: Look) -> tuple[str, int]:
        """The text as it stands in a cell of that width, and its number of lines.

        Of a passage that is too long for a row only the beginning stands there, and where the whole stands.
        """
        text = visible(value if isinstance(value, str) else value.text)
        beginning = bounded(text)
        lines, most = line_count(beginning, width, look.letters) if look.wraps else 1, look.most_lines
        if isinstance(value, str) or (beginning == text and lines <= most):
            return beginning, lines
        pointer = "\n" + continued(self.book.long_texts.number(value))
        if look.wraps:
            lines = most
            free = most - line_count(pointer.lstrip(), width, look.letters)
            beginning = beginning[: fitting(beginning, width, look.letters, free)]
        return bounded(beginning, CELL_LIMIT - len(pointer)).rstrip() + pointer, lines

    def chart(self, chart: ChartBase, words: str, width: int, height: int) -> None:
        """Leave room for a chart, its size in centimetres, and go on below it; `words` say what it shows."""
        chart.anchor = f"A{self.row}"
        chart.width, chart.height = width, height
        self.worksheet.add_chart(chart)
        self.content.chart_texts.append(words)
        for _row in range(math.ceil(height * _POINTS_PER_CENTIMETRE / _CHART_ROW)):
            self.skip(_CHART_ROW)

    def table(
        self,
        name: str,
        columns: Sequence[Column[Row]],
        rows: Iterable[Row],
        *,
        filters: bool = True,
    ) -> Area:
        """Write an Excel table of one row at least, and go on below it.

        `name` is its name in the workbook, in every language. With `filters` its headers bear the buttons to sort and
        filter. Raises ValueError if there is no row.
        """
        header = self.row
        self._header(columns, filters)
        for entry in rows:
            self._entry(columns, entry)
        if self.row == header + 1:
            raise ValueError(f"the table {name} has no row")
        area = Area(self.worksheet.title, header + 1, self.row - 1, len(columns))
        self.content.tables.append(TablePart(name, area.with_header, [column.header for column in columns], filters))
        return area

    def _header(self, columns: Sequence[Column[Row]], filters: bool) -> None:
        height, look = 0.0, LOOKS[Style.HEADER]
        for place, column in enumerate(columns, start=1):
            # The button of a filter stands on the right, so there the header keeps to the left.
            over_numbers = LOOKS[column.style].horizontal == "right" and not filters
            self.put(self.row, place, column.header, Style.HEADER_NUMBER if over_numbers else Style.HEADER)
            width = self.widths[place - 1] - (FILTER_BUTTON if filters else 0)
            height = max(height, look.height(line_count(column.header, width, look.letters)))
        self.raise_row(self.row, height + HEADER_PADDING)
        self.row += 1

    def _entry(self, columns: Sequence[Column[Row]], entry: Row) -> None:
        height = max(
            self.put(self.row, place, column.value(entry), column.style)
            for place, column in enumerate(columns, start=1)
        )
        self.raise_row(self.row, height)
        self.row += 1


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1]}…"
