"""How a sheet is printed: A4 across, as wide as its pages, with whose report it is and the page number at the foot."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessment.language import gettext as _

_HEAD_POINTS, _FOOT_POINTS = 9, 8
_MARGIN, _FOOT_MARGIN, _HEAD_MARGIN = 0.45, 0.65, 0.7
"""Inches."""


def set_up_page(sheet: Worksheet, name: str) -> None:
    """Set up the print of a sheet that is one page wide and as many pages long as it needs."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = int(sheet.PAPERSIZE_A4)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = _MARGIN
    margins.bottom = _FOOT_MARGIN
    margins.header = margins.footer = 0.3
    foot = sheet.oddFooter
    assert foot is not None  # noqa: S101 - openpyxl gives every sheet one
    foot.left.text = _plain(name)
    # Beside the page number and not in the middle, where a long name would run into it.
    foot.right.text = _plain(_("{sheet} · Page {page} of {pages}")).format(sheet="&A", page="&P", pages="&N")
    foot.left.size = foot.right.size = _FOOT_POINTS


def spread_over_pages(sheet: Worksheet, pages_wide: int, title_columns: str, heading: Iterable[str]) -> None:
    """Let a sheet be several pages wide: the pages of the same rows follow each other, and each has a heading."""
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.pageOrder = "overThenDown"
    if title_columns:
        sheet.print_title_cols = title_columns
    sheet.page_margins.top = _HEAD_MARGIN
    header = sheet.oddHeader
    assert header is not None  # noqa: S101 - openpyxl gives every sheet one
    head = header.left
    head.size = _HEAD_POINTS
    head.text = " · ".join(["&B&A&B", *(_plain(line) for line in heading if line)])


def _plain(text: str) -> str:
    """A text in which no sign is taken for a code."""
    return text.replace("&", "&&")
