"""A sheet of a workbook: cells, tables, rules, charts, and how it is seen and printed. Rows and columns count from 1.

XlsxWriter warns and leaves out what a sheet can't hold; here that is an error, so that nothing is lost unnoticed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.i18n import gettext as _
from assessment.spreadsheet.charts import Chart
from assessment.spreadsheet.references import column_letter
from assessment.spreadsheet.styles import ROW_LIMIT, CellStyle
from assessment.spreadsheet.text import bounded, in_cell, needs_quote, runs, visible
from assessment.spreadsheet.workbook import Workbook

FIRST_DATE = dt.date(1900, 3, 1)
"""Spreadsheet programs disagree about the days before, so these are written as text."""
LINK_LIMIT = 65_530
"""Links of a sheet; Excel repairs a sheet that has more."""
_PIXELS_PER_UNIT = 7
_PIXELS_PER_POINT = 96 / 72
_HEADING_LIMIT, _MESSAGE_LIMIT = 32, 225
"""Characters of the heading and of the words of a message that Office shows."""
FOOTER_LIMIT = 125
"""Characters of the words in the footer; Office accepts 255 in all."""
_FOOTER_POINTS = 8


A4, A3 = 9, 8
"""Sizes of paper, as Office numbers them."""
_SIZES = {A4: (841.9, 595.3), A3: (1190.6, 841.9)}
"""Their widths and heights in landscape, in points."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a sheet; margins are in inches.

    It is `pages_wide` and `pages_high`, 0 for as many as it needs; with neither it is printed in full size.
    """

    paper: int = A4
    landscape: bool = True
    side_margin: float = 0.45
    top_margin: float = 0.35
    bottom_margin: float = 0.5
    pages_wide: int = 1
    pages_high: int = 0
    is_screen: bool = False
    """Whether the sheet is for the screen: nothing of it is printed with the others."""

    @property
    def room(self) -> float:
        """The width that can be printed on in landscape, in points."""
        return _SIZES[self.paper][0] - 2 * 72 * self.side_margin

    @property
    def room_high(self) -> float:
        """The height that can be printed on in landscape, in points."""
        return _SIZES[self.paper][1] - 72 * (self.top_margin + self.bottom_margin)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, and its result as long as nobody has changed anything."""

    formula: str
    value: str | float


class _Figure(float):
    """A figure with all its digits: the 16 to which XlsxWriter formats one may make it another figure."""

    def __format__(self, _digits: str) -> str:
        return repr(int(self) if self.is_integer() else float(self))


Value = str | int | float | bool | dt.date | Formula | None


class Sheet:
    """An empty sheet after the others of a workbook; in a language that is written so, it runs from right to left.

    Raises ValueError if the title is taken, or Office doesn't take it (`references.sheet_title`).
    """

    def __init__(self, book: Workbook, title: str) -> None:
        self.title = title
        self._workbook, self._sheet = book, book.add_worksheet(title)
        self._heights: dict[int, float] = {}
        self._links = 0
        self._breaks: list[int] = []

    # Cells

    def write(self, row: int, column: int, value: Value, style: CellStyle) -> None:
        """Write a value; a text is shown as `text.in_cell` has it, and never interpreted.

        Raises ValueError for a text that is longer than `text.CELL_LIMIT`, and for numbers that aren't finite.
        """
        if isinstance(value, str) and value:
            result = self._write_text(row - 1, column - 1, in_cell(value), style)
        else:
            result = self._write_value(row - 1, column - 1, value, style)
        if result:
            raise ValueError(f"{column_letter(column)}{row} can't hold this value")

    def _write_text(self, row: int, column: int, text: str, style: CellStyle) -> int:
        look = self._workbook.format(style, quoted=needs_quote(text))
        parts = runs(text)
        if len(parts) == 1:
            result: int = self._sheet.write_string(row, column, text, look)
        else:
            others = [piece for part in parts[1:] for piece in (look, part)]
            result = self._sheet.write_rich_string(row, column, parts[0], *others, look)
        return result

    def _write_value(self, row: int, column: int, value: Value, style: CellStyle) -> int:
        look = self._workbook.format(style)
        result: int
        match value:
            case None | "":
                result = self._sheet.write_blank(row, column, None, look)
            case bool():
                result = self._sheet.write_boolean(row, column, value, look)
            case dt.date() if value < FIRST_DATE:
                result = self._write_text(row, column, value.isoformat(), style)
            case dt.date():
                result = self._sheet.write_datetime(row, column, value, look)
            case Formula():
                result = self._sheet.write_formula(row, column, value.formula, look, value.value)
            case _:
                result = self._sheet.write_number(row, column, _Figure(value), look)
        return result

    def merge(self, row: int, first_column: int, last_column: int, style: CellStyle) -> None:
        """Merge adjacent empty cells; what is written into the first one is shown."""
        look = self._workbook.format(style)
        result = self._sheet.merge_range(row - 1, first_column - 1, row - 1, last_column - 1, "", look)
        _check(result, f"the cells can't be merged in row {row}")

    def write_link(self, row: int, column: int, address: str, text: str, style: CellStyle) -> None:
        """Write a text that leads to a web address; of too many links the last ones are plain text.

        `address` is one that Office takes: percent-encoded, of http or https.
        """
        if self._links < LINK_LIMIT:
            self._links += 1
            look = self._workbook.format(style)
            _check(self._sheet.write_url(row - 1, column - 1, address, look, ""), f"{address} can't be a link")
        self.write(row, column, text, style)

    # Rows and columns

    def set_widths(self, widths: Sequence[float], *, hidden: int = 0) -> None:
        """Set the widths of the columns from the first one on, in digits, the first `hidden` ones hidden.

        None is wider than asked, so that a page holds what it should.
        """
        for column, width in enumerate(widths):
            pixels = int(width * _PIXELS_PER_UNIT)
            self._sheet.set_column_pixels(column, column, pixels, None, {"hidden": column < hidden})

    def raise_row(self, row: int, points: float) -> None:
        """Make a row at least so high. A row that isn't raised is as high as a program finds that its text needs."""
        height = min(max(points, self._heights.get(row, 0)), ROW_LIMIT)
        self._heights[row] = height
        # Down to a whole pixel, so that a page holds as many rows as were estimated for it.
        self._sheet.set_row_pixels(row - 1, int(height * _PIXELS_PER_POINT))

    def hide_row(self, row: int) -> None:
        self._sheet.set_row(row - 1, None, None, {"hidden": True})

    # What is more than cells

    def add_table(
        self,
        name: str,
        first_row: int,
        last_row: int,
        headers: Sequence[str],
        header_styles: Sequence[CellStyle],
        *,
        filters: bool = True,
    ) -> None:
        """Make an Excel table of the content from the first column on, and write its headers into `first_row`.

        `name` is its name in the workbook, in every language.
        """
        options = {
            "name": name,
            "columns": [
                {"header": visible(header), "header_format": self._workbook.format(style)}
                for header, style in zip(headers, header_styles, strict=True)
            ],
            "autofilter": filters,
            "style": "Table Style Light 1",
            "banded_rows": False,
        }
        result = self._sheet.add_table(first_row - 1, 0, last_row - 1, len(headers) - 1, options)
        _check(result, f"the table {name} can't be made")

    def add_chart(self, chart: Chart, row: int, width: float, height: float, words: str) -> None:
        """Put a chart at the left side, from a row on, its size in centimetres; `words` say what it shows."""
        options = {"description": visible(words), "object_position": 2}
        result = self._sheet.insert_chart(row - 1, 0, self._workbook.draw(chart, width, height), options)
        _check(result, f"the chart can't be placed in row {row}")

    def offer(self, cells: str, reference: str, *, prompt: str = "") -> None:
        """Let cells be filled from the list at `reference`, and with nothing else.

        `cells` are one range or several (`C6:C38 E6`), here and below.
        """
        words = _("Choose one of the words in the list, or leave the cell empty.")
        self._validate(cells, _("Not in the list"), words, prompt, {"validate": "list", "source": f"={reference}"})

    def expect(self, cells: str, formula: str, title: str, words: str) -> None:
        """Question what is typed unless a formula about the first of the cells is true; it may stay."""
        rule = {"validate": "custom", "value": f"={formula}", "error_type": "warning"}
        self._validate(cells, title, words, "", rule)

    def expect_dates(self, cells: str) -> None:
        """Question what is no date; it may stay."""
        words = _("Write year, month and day, such as 2026-11-24.")
        rule = {"validate": "date", "criteria": ">", "value": 1, "error_type": "warning"}
        self._validate(cells, _("Not a date"), words, "", rule)

    def _validate(self, cells: str, title: str, words: str, prompt: str, rule: Mapping[str, Any]) -> None:
        options = {
            **rule,
            "error_title": bounded(title, _HEADING_LIMIT),
            "error_message": bounded(words, _MESSAGE_LIMIT),
            "show_input": bool(prompt),
            **({"input_message": bounded(prompt, _MESSAGE_LIMIT)} if prompt else {}),
            **_several(cells),
        }
        _check(self._sheet.data_validation(cells.split(maxsplit=1)[0], options), f"{cells} can't have a rule")

    def colour(self, cells: str, formula: str, text_colour: str, fill: str) -> None:
        """Give cells colours while a formula about the first of them is true. Earlier rules come first."""
        self._colour(cells, text_colour, fill, {"type": "formula", "criteria": f"={formula}", "stop_if_true": True})

    def colour_text(self, cells: str, text: str, text_colour: str, fill: str) -> None:
        """Give cells colours while they hold a text, typed or computed."""
        literal = text.replace('"', '""')
        self._colour(cells, text_colour, fill, {"type": "cell", "criteria": "==", "value": f'"{literal}"'})

    def _colour(self, cells: str, text_colour: str, fill: str, rule: Mapping[str, Any]) -> None:
        options = {**rule, "format": self._workbook.conditional_format(text_colour, fill), **_several(cells)}
        _check(self._sheet.conditional_format(cells.split(maxsplit=1)[0], options), f"{cells} can't have a colour")

    # How it is seen

    def freeze(self, rows: int, columns: int = 0) -> None:
        """Keep the first rows and columns in sight."""
        self._sheet.freeze_panes(rows, columns)

    def protect(self) -> None:
        """Let only open cells be filled in; rows and columns may be made larger. There is no password."""
        self._sheet.protect("", {"format_columns": True, "format_rows": True})

    def hide(self, *, very: bool = False) -> None:
        """Hide the sheet; `very`, so that no menu shows it. It can't be the first one."""
        if very:
            self._sheet.very_hidden()
        else:
            self._sheet.hide()

    # How it is printed

    def set_page(self, page: Page, footer: str) -> None:
        """Set up the print; `footer` is printed on each page, next to its number."""
        if page.landscape:
            self._sheet.set_landscape()
        else:
            self._sheet.set_portrait()
        self._sheet.set_paper(page.paper)
        self._sheet.set_margins(page.side_margin, page.side_margin, page.top_margin, page.bottom_margin)
        header = f"&L&{_FOOTER_POINTS} {_plain(for_the_screen())}" if page.is_screen else ""
        self._sheet.set_header(header, {"margin": 0.25})
        self._sheet.set_footer(page_footer(footer), {"margin": 0.25})
        if page.pages_wide or page.pages_high:
            self._sheet.fit_to_pages(page.pages_wide, page.pages_high)

    def break_page(self, row: int) -> None:
        """End a printed page behind a row. LibreOffice heeds it; Excel breaks a fitted sheet by itself."""
        self._breaks.append(row)
        self._sheet.set_h_pagebreaks(self._breaks)

    def repeat_rows(self, first_row: int, last_row: int) -> None:
        """Print rows on each page."""
        self._sheet.repeat_rows(first_row - 1, last_row - 1)

    def print_area(self, last_row: int, last_column: int) -> None:
        """Print only the cells from the first one to this one."""
        self._sheet.print_area(0, 0, last_row - 1, last_column - 1)

    def print_only(self, row: int, column: int) -> None:
        """Print one cell, which is nothing where it is empty."""
        self._sheet.print_area(row - 1, column - 1, row - 1, column - 1)


def _several(cells: str) -> dict[str, str]:
    return {"multi_range": cells} if " " in cells else {}


def _check(result: int, words: str) -> None:
    """Raise ValueError if XlsxWriter has left something out."""
    if result and result < 0:
        raise ValueError(words)


def for_the_screen() -> str:
    """What is said of a sheet that isn’t printed with the others."""
    return _("For the screen: not printed with the report.")


def page_footer(words: str) -> str:
    """The footer of each page in Office's codes: the words, and opposite them the sheet's title and the page number, so
    that long words can't run into these."""
    words = " ".join(visible(words).split())[:FOOTER_LIMIT]
    page = _plain(_("{sheet} · Page {page} of {pages}")).format(sheet="&A", page="&P", pages="&N")
    return f"&L&{_FOOTER_POINTS} {_plain(words)}&R&{_FOOTER_POINTS} {page}"


def _plain(text: str) -> str:
    """A text in which no character is taken for a code."""
    return text.replace("&", "&&")
