"""A workbook that is filled in memory, sheet after sheet in the order in which they stand."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import xlsxwriter
from babel import Locale

from assessment.i18n import current_language
from assessment.spreadsheet.sheet import Formats, Sheet
from assessment.spreadsheet.styles import FONT, USUAL
from assessment.spreadsheet.text import visible

CREATOR = "Policy gap assessment"
_CALCULATED_BY = 191029
"""Of Office 2019: an older number would make newer programs compute anew, and ask whoever only read to save."""


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
        self._formats = Formats(self._book)

    def add_sheet(self, title: str) -> Sheet:
        """Add an empty sheet after the others; in a language that is written so, it runs from right to left.

        Raises ValueError if the title is taken, or Office doesn't take it (`references.sheet_title`).
        """
        worksheet = self._book.add_worksheet(title)
        worksheet.hide_gridlines(2)
        if Locale.parse(current_language()).text_direction == "rtl":
            worksheet.right_to_left()
        return Sheet(title, worksheet, self._formats)

    def define_name(self, name: str, reference: str) -> None:
        """Give cells a name by which formulas can call them."""
        if self._book.define_name(name, f"={reference}") < 0:
            raise ValueError(f"{name} can't name cells")

    def content(self) -> bytes:
        """The workbook as a file; nothing can be added afterwards."""
        self._book.close()
        return self._buffer.getvalue()
