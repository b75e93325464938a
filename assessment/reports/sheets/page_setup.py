"""The pages of reports: landscape and one page wide, unless the text would become too small to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assessment.spreadsheet import page
from assessment.spreadsheet.page import Page

A4 = Page()
A3 = Page(page.A3, side_margin=0.2)
"""For the widest lists; its margins are about the narrowest that printers can keep."""
A3_SIDE_BY_SIDE = replace(A3, pages_wide=0)
"""For matrices of any width: what doesn't fit continues on further pages to the right."""

SMALLEST = 7.5
"""Points: no text is printed smaller."""
_POINTS_PER_UNIT = 7 * 72 / 96


def fitting_page(widths: Iterable[float], points: float) -> Page:
    """The smallest page on which columns of these widths, with text of that size, can be read one page wide."""
    needed = sum(widths) * _POINTS_PER_UNIT * SMALLEST / points
    return next((one for one in (A4, A3) if needed <= one.room), A3_SIDE_BY_SIDE)
