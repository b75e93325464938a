"""What every report is built of: a workbook with its name and mark, and sheets that are filled from top to bottom."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.language import spoken
from assessment.reports.book_writer import written
from assessment.reports.cell_rules import choices, dates
from assessment.reports.cell_text import CELL_LIMIT, LongTexts, Passage, bounded, continued, needs_quote, visible
from assessment.reports.cells import FIRST_DATE
from assessment.reports.columns import Area, Column, Link, Row, Value
from assessment.reports.drawings import Chart
from assessment.spreadsheet.line_breaks import fitting, line_count
from assessment.reports.page_setup import A4, Paper, page_setup
from assessment.reports.sheet_part import SheetPart
from assessment.reports.styles import DENSE, LOOKS, PALE_STYLES, ROW_LIMIT, SMALL, Look, Style, StyleSet, style_book
from assessment.reports.table_part import TablePart
from assessment.reports.web_links import link_target

TOOL = "Policy gap assessment"

HEADER_PADDING = 4.0
FILTER_BUTTON = 2.5
"""How much of a header's width the filter's button takes."""
NAME_LIMIT = 125
"""Characters of a response's name in headings and at the foot; the Summary has the whole."""
_DENSE_ZOOM = round(100 * SMALL / DENSE)
"""Percent; so dense letters are as large on the screen as others."""
_CHART_ROW = 15.0
_POINTS_PER_CENTIMETRE = 72 / 2.54
_TEXTS = (str, Passage)


class Book:
    """A report as a workbook. `name` says whose report it is; `mark`, if there is one, stands beside it everywhere."""

    def __init__(self, title: str, name: str, mark: str, subject: str, created: dt.datetime) -> None:
        self.name = _shortened(" ".join(visible(name).split()))
        self.mark, self.subject = mark, subject
        self.long_texts = LongTexts()
        self._parts: dict[str, SheetPart] = {}
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        # There is no formula, so nothing needs to be computed, and nobody is asked to save what they only read.
        self.workbook.calculation.fullCalcOnLoad = False
        style_book().give(self.workbook)
        properties = self.workbook.properties
        properties.title = f"{title}: {self.name}"
        properties.subject = subject
        properties.creator = TOOL
        properties.description = mark or None
        properties.language = spoken()
        properties.created = properties.modified = created.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)

    def sheet(
        self, title: str, widths: Sequence[float], sentence: str, *, paper: Paper = A4, dense: bool = False
    ) -> Sheet:
        """Add a sheet with its heading; a `dense` one has smaller letters, and is shown larger on the screen."""
        part = SheetPart(
            widths=widths,
            page_setup=page_setup(paper, self.name),
            zoom=_DENSE_ZOOM if dense else 100,
            right_to_left=Locale.parse(spoken()).text_direction == "rtl",
            one_wide=paper.one_wide,
        )
        self._parts[title] = part
        styles = style_book().dense if dense else style_book().usual
        sheet = Sheet(self, self.workbook.create_sheet(title), part, styles)
        sheet.head(sentence)
        return sheet

    def move(self, title: str, *, before: str) -> None:
        """Put a sheet before another one."""
        sheets = self.workbook.sheetnames
        self.workbook.move_sheet(title, sheets.index(before) - 1 - sheets.index(title))

    def content(self) -> bytes:
        """The workbook as a file."""
        return written(self.workbook, self._parts)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Cells of one style and width: how they look, and the numbers of their styles."""

    look: Look
    width: float
    plain: int
    quoted: int


class Sheet:
    """A sheet that is filled from top to bottom; `row` is the next row."""

    def __init__(self, book: Book, worksheet: Worksheet, part: SheetPart, styles: StyleSet) -> None:
        self.book, self.worksheet, self.part, self.styles = book, worksheet, part, styles
        self.widths, self.cells = part.widths, part.cells
        self.row = 1

    def head(self, sentence: str) -> None:
        """Write the sheet's title, whose report it is, and a sentence that says what the sheet is for."""
        self.line(self.worksheet.title, Style.TITLE)
        self.line(self.book.name, Style.SUBTITLE)
        if self.book.mark:
            self.line(self.book.mark, Style.MARKER)
        self.line(sentence, Style.LEAD)
        self.skip()

    def skip(self, points: float = 8) -> None:
        """Leave a low row empty."""
        self.cells.raise_row(self.row, points)
        self.row += 1

    def line(self, value: Value, style: Style, *, span: int = 1) -> None:
        """Write one value in a row of its own, over `span` columns."""
        self.raise_row(self.row, self.put(self.row, 1, value, style, span=span))
        self.row += 1

    def begin_page(self) -> None:
        """Begin a printed page. LibreOffice heeds it; Excel breaks by itself where a sheet is fitted to a width."""
        self.part.breaks.append(self.row - 1)

    def section(self, text: str, *, new_page: bool = False) -> None:
        """Begin a part of the sheet, on a new printed page if it should."""
        if new_page:
            self.begin_page()
        self.skip()
        self.line(text, Style.SECTION)

    def freeze(self, *, column: int = 1, header: bool = False) -> None:
        """Keep what stands so far in sight, on the screen and on every printed page.

        With `header` that is the header of the table that comes next, on the screen with the heading; otherwise it is
        the heading. On the screen the columns before `column` stay too, and on paper where it is several pages wide.
        """
        first, last = (self.row, self.row) if header else (1, self.row - 1)
        self.worksheet.print_title_rows = f"{first}:{last}"
        if column > 1 and not self.part.one_wide:
            self.worksheet.print_title_cols = f"A:{get_column_letter(column - 1)}"
        self.part.frozen = (column - 1, last)

    def print_columns(self, number: int) -> None:
        """Print the first columns of what stands so far, and not the others."""
        self.worksheet.print_area = f"A1:{get_column_letter(number)}{self.row - 1}"

    def only(self, words: str) -> None:
        """Say why there is nothing else on the sheet."""
        self.freeze()
        self.line(words, Style.SECTION)

    def colour_ratings(self, cells: str) -> None:
        """Give cells the fill of the rating that they hold."""
        self.part.rating_cells.append(cells)

    def offer_choices(self, cells: str, reference: str) -> None:
        """Let cells be filled from the list at `reference`, and with nothing else."""
        self.part.validations.append(choices(cells, reference))

    def expect_dates(self, cells: str) -> None:
        """Let cells hold a date; what is no date is questioned and may stay."""
        self.part.validations.append(dates(cells))

    def raise_row(self, row: int, height: float) -> None:
        """Make a row at least so high, in points."""
        self.cells.raise_row(row, min(height, ROW_LIMIT))

    def put(self, row: int, column: int, value: Value, style: Style, *, span: int = 1) -> float:
        """Write a value over `span` columns, and give the height in points that it needs.

        A text of a style that doesn't wrap runs on over the empty cells beside it.
        """
        width = self.widths[column - 1] if span == 1 else sum(self.widths[column - 1 : column - 1 + span])
        kind = self._kind(style, width)
        height = self._put(row, column, value, kind)
        if span > 1:
            self.cells.merge(row, column, column + span - 1, kind.plain)
        return height

    def _kind(self, style: Style, width: float) -> _Kind:
        return _Kind(self.styles.looks[style], width, self.styles.plain[style], self.styles.quoted[style])

    def _put(self, row: int, column: int, value: Value, kind: _Kind) -> float:
        number, lines = kind.plain, 1
        if isinstance(value, Link):
            if (target := link_target(value.url)) is not None:
                self.cells.link(row, column, target)
            value = value.text
        if isinstance(value, dt.date) and value < FIRST_DATE:
            value = value.isoformat()
        if isinstance(value, _TEXTS):
            value, lines = self._fitted(value, kind.width, kind.look)
            if needs_quote(value):
                number = kind.quoted
        self.cells.write(row, column, value, number)
        return kind.look.height(lines)

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

    def chart(self, xml: bytes, words: str, width: int, height: int) -> None:
        """Leave room for a chart, its size in centimetres, and go on below it; `words` say what it shows."""
        self.part.charts.append(Chart(xml, words, self.row, width, height))
        for _row in range(math.ceil(height * _POINTS_PER_CENTIMETRE / _CHART_ROW)):
            self.skip(_CHART_ROW)

    def table(
        self,
        name: str,
        columns: Sequence[Column[Row]],
        rows: Iterable[Row],
        *,
        filters: bool = True,
        pale: Callable[[Row], bool] | None = None,
    ) -> Area:
        """Write an Excel table of one row at least, and go on below it.

        `name` is its name in the workbook, in every language. With `filters` its headers bear the buttons to sort and
        filter. `pale` says which rows are to stand back. Raises ValueError if there is no row.
        """
        header = self.row
        self._header(columns, filters)
        usual = self._places(columns, {})
        standing_back = self._places(columns, PALE_STYLES) if pale else usual
        for entry in rows:
            places = standing_back if pale and pale(entry) else usual
            heights = [self._put(self.row, place, column.value(entry), kind) for place, column, kind in places]
            self.raise_row(self.row, max(heights))
            self.row += 1
        if self.row == header + 1:
            raise ValueError(f"the table {name} has no row")
        area = Area(self.worksheet.title, header + 1, self.row - 1, len(columns))
        self.part.tables.append(TablePart(name, area.with_header, [column.header for column in columns], filters))
        return area

    def _places(
        self, columns: Sequence[Column[Row]], other_styles: Mapping[Style, Style]
    ) -> list[tuple[int, Column[Row], _Kind]]:
        """Each column with its place and the style of its cells."""
        return [
            (place, column, self._kind(other_styles.get(column.style, column.style), self.widths[place - 1]))
            for place, column in enumerate(columns, start=1)
        ]

    def _header(self, columns: Sequence[Column[Row]], filters: bool) -> None:
        height, look = 0.0, self.styles.looks[Style.HEADER]
        for place, column in enumerate(columns, start=1):
            # The button of a filter stands on the right, so there the header keeps to the left.
            over_numbers = LOOKS[column.style].horizontal == "right" and not filters
            self.put(self.row, place, column.header, Style.HEADER_NUMBER if over_numbers else Style.HEADER)
            width = self.widths[place - 1] - (FILTER_BUTTON if filters else 0)
            height = max(height, look.height(line_count(column.header, width, look.letters)))
        self.raise_row(self.row, height + HEADER_PADDING)
        self.row += 1


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1]}…"
