"""A workbook that is filled in memory, sheet after sheet in the order in which they stand."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import xlsxwriter

from assessment.i18n import current_language, reads_right_to_left
from assessment.spreadsheet.charts import Chart, draw
from assessment.spreadsheet.styles import FONT, USUAL, CellStyle, format_properties
from assessment.spreadsheet.text import visible

CREATOR = "Policy gap assessment"
_CALCULATED_BY = 191029
"""Of Office 2019: an older number would make newer programs compute anew, and ask a mere reader to save."""


class Workbook:
    """A workbook with its document properties; `created` is the moment that it bears.

    The same content gives the same bytes. Without `computes` nobody is asked to save what they only read; with it
    programs compute all formulas when they open the file.
    """

    def __init__(
        self,
        *,
        title: str,
        created: dt.datetime,
        subject: str = "",
        description: str = "",
        computes: bool = False,
    ) -> None:
        self._buffer = BytesIO()
        self._book: Any = xlsxwriter.Workbook(self._buffer, {
            "in_memory": True,
            "strings_to_numbers": False,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": FONT, "font_size": USUAL, "font_scheme": False},
        })  # fmt: skip
        self._book.set_calc_mode("auto", _CALCULATED_BY)
        self._book.calc_on_load = computes
        self._book.set_properties({
            "title": visible(title),
            "subject": visible(subject),
            "author": CREATOR,
            "comments": visible(description),
            "created": created.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0),
        })  # fmt: skip
        # Where Office shows it, among the custom properties of a document.
        self._book.set_custom_property("Language", current_language())
        self._formats: dict[tuple[CellStyle, bool], Any] = {}

    def add_worksheet(self, title: str) -> Any:
        worksheet = self._book.add_worksheet(title)
        worksheet.hide_gridlines(2)
        if reads_right_to_left():
            worksheet.right_to_left()
        return worksheet

    def format(self, style: CellStyle, *, quoted: bool = False) -> Any:
        """The format of a style, made once: plain, or for a text that must stay a text when it is edited."""
        look = self._formats.get((style, quoted))
        if look is None:
            properties = format_properties(style) | ({"quote_prefix": True} if quoted else {})
            look = self._formats[style, quoted] = self._book.add_format(properties)
        return look

    def conditional_format(self, text_colour: str, fill: str) -> Any:
        """What a condition gives to cells."""
        return self._book.add_format({"font_color": text_colour, "bg_color": fill})

    def draw(self, chart: Chart, width: float, height: float) -> Any:
        """A chart, its size in centimetres."""
        return draw(self._book, chart, width, height)

    def content(self) -> bytes:
        """The workbook as a file; nothing can be added afterwards."""
        self._book.close()
        return self._buffer.getvalue()
