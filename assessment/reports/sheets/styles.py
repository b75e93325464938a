"""How a report looks: the styles of cells that all its sheets share, and their printed pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assessment.labels.codes import ACCENT_COLOUR, BACKGROUND_COLOUR, RATING_STYLES
from assessment.spreadsheet.sheet import A3 as A3_PAPER
from assessment.spreadsheet.sheet import Page
from assessment.spreadsheet.styles import DATE as _DATE
from assessment.spreadsheet.styles import PERCENT as _PERCENT
from assessment.spreadsheet.styles import CellStyle
from assessment.views.table import Kind

BODY = 10.0
SMALL = 9.0
DENSE = 7.5
"""Font sizes in points: of sentences, of tables, and of the widest tables."""

QUIET = "#4b5a67"
OUTLINE = "#6b7884"
RULE = "#c9d1d8"
WASH = "#eef3f6"
ALERT = "#a3320b"
"""Ink of the mark of sample data; 7 to 1 on white."""
PALE = "#66727e"
"""Ink of what is no finding; 4.9 to 1 on white."""

_SIGNED = '+0;"\N{MINUS SIGN}"0;0'
_SIGNED_VALUE = '+0.0;"\N{MINUS SIGN}"0.0;0.0'

_BODY = CellStyle(points=BODY)
_TITLE = CellStyle(bold=True, text_colour=ACCENT_COLOUR, wraps=False)
_CELL = CellStyle(points=SMALL, bottom=RULE, right=RULE)
_FIGURE = replace(_CELL, horizontal="right", indent=1)
_SUM = CellStyle(points=SMALL, bold=True, bottom=ACCENT_COLOUR, top=ACCENT_COLOUR)
_SUM_FIGURE = replace(_SUM, horizontal="right", indent=1)


class Style:
    """The styles by their names."""

    TITLE = replace(_TITLE, points=18, vertical="vcenter")
    SUBTITLE = CellStyle(points=12, wraps=False)
    MARKER = replace(_BODY, bold=True, text_colour=ALERT, wraps=False)
    LEAD = replace(_BODY, text_colour=QUIET, wraps=False)
    SECTION = replace(_TITLE, points=13)
    HEADLINE = replace(_TITLE, points=14, wraps=True, vertical="vcenter")
    SENTENCE = replace(_BODY, text_colour=QUIET)
    LABEL = replace(_BODY, text_colour=QUIET)
    FACT = replace(_BODY)
    FACT_DATE = replace(_BODY, number_format=_DATE)
    FACT_LINK = replace(_BODY, text_colour=ACCENT_COLOUR, underline=True)
    FACT_NUMBER = replace(_BODY, number_format="0", horizontal="right", indent=1)
    LEADING = replace(_TITLE, points=22, number_format=_PERCENT, horizontal="right", indent=1, vertical="vcenter")
    LEADING_LABEL = replace(_BODY, text_colour=QUIET, vertical="vcenter")
    HEADER = CellStyle(points=SMALL, bold=True, text_colour=BACKGROUND_COLOUR, fill=ACCENT_COLOUR, vertical="vcenter")
    HEADER_NUMBER = replace(HEADER, horizontal="right", indent=1)
    HEADER_MIDDLE = replace(HEADER, horizontal="center")
    TEXT = replace(_CELL)
    RATING = replace(_CELL, bold=True)
    LINK = replace(_CELL, text_colour=ACCENT_COLOUR, underline=True)
    NUMBER = replace(_FIGURE, number_format="0")
    ORDINAL = replace(_CELL, horizontal="center")
    VALUE = replace(_FIGURE, number_format="0.0")
    PERCENT = replace(_FIGURE, number_format=_PERCENT)
    SIGNED = replace(_FIGURE, number_format=_SIGNED)
    SIGNED_VALUE = replace(_FIGURE, number_format=_SIGNED_VALUE)
    COEFFICIENT = replace(_FIGURE, number_format="0.00")
    DATE = replace(_CELL, number_format=_DATE)
    DATA_TEXT = replace(_CELL, wraps=False)
    # Excel shows flags in its own words; LibreOffice shows numbers unless it is given the words.
    DATA_FLAG = replace(_CELL, number_format='"TRUE";"TRUE";"FALSE"')
    PLAN_TEXT = replace(_CELL, fill=WASH)
    PLAN_DATE = replace(_CELL, fill=WASH, number_format=_DATE)
    LINE = replace(_CELL, right="", vertical="vcenter")
    MIDDLE = replace(LINE, horizontal="center")
    SHARE = replace(MIDDLE, number_format=_PERCENT)
    LINE_DATE = replace(LINE, number_format=_DATE)
    SUM_TEXT = replace(_SUM)
    SUM_NAME = replace(_SUM, vertical="vcenter")
    SUM_NUMBER = replace(_SUM_FIGURE, number_format="0")
    SUM_MIDDLE = replace(_SUM, horizontal="center", vertical="vcenter")
    SUM_SHARE = replace(SUM_MIDDLE, number_format=_PERCENT)
    SUM_VALUE = replace(_SUM_FIGURE, number_format="0.0")
    SUM_PERCENT = replace(_SUM_FIGURE, number_format=_PERCENT)


KIND_STYLES: dict[Kind, CellStyle] = {
    Kind.TEXT: Style.TEXT,
    Kind.RECOMMENDATION: Style.TEXT,
    Kind.SCORE: Style.TEXT,
    Kind.RATING: Style.RATING,
    Kind.ORDINAL: Style.ORDINAL,
    Kind.NUMBER: Style.NUMBER,
    Kind.PERCENT: Style.PERCENT,
    Kind.POINTS: Style.VALUE,
    Kind.SIGNED: Style.SIGNED,
    Kind.STEPS: Style.SIGNED_VALUE,
    Kind.COEFFICIENT: Style.COEFFICIENT,
}
PALE_STYLES = {
    style: replace(style, text_colour=PALE, italic=True)
    for style in (Style.TEXT, Style.NUMBER, Style.ORDINAL, Style.VALUE, Style.PERCENT, Style.SIGNED)
}
"""The styles of rows that are no finding, by their usual ones."""
CHIPS = {
    rating: CellStyle(
        points=SMALL, bold=True, text_colour=look.text_colour, fill=look.fill, top=OUTLINE, bottom=OUTLINE,
        left=BACKGROUND_COLOUR, right=BACKGROUND_COLOUR, horizontal="center", vertical="vcenter",
    )
    for rating, look in RATING_STYLES.items()
}  # fmt: skip
"""A rating as a filled cell."""
TRACK = CellStyle(
    points=SMALL, bold=True, fill=WASH, top=BACKGROUND_COLOUR, bottom=BACKGROUND_COLOUR, horizontal="center"
)
BAND = replace(TRACK, fill="#8fb4c7")
DOT = replace(TRACK, fill=ACCENT_COLOUR, text_colour=BACKGROUND_COLOUR)
OTHER_DOT = replace(
    TRACK, fill=BACKGROUND_COLOUR, top=ACCENT_COLOUR, bottom=ACCENT_COLOUR, left=ACCENT_COLOUR, right=ACCENT_COLOUR
)
"""What cells from 0 to 100 show of a score: nothing, its band, itself, or another one."""
SUM_STYLES = {Style.NUMBER: Style.SUM_NUMBER, Style.PERCENT: Style.SUM_PERCENT, Style.VALUE: Style.SUM_VALUE}
"""The styles of rows that sum up."""
DENSE_STYLES = {
    style: replace(style, points=DENSE)
    for style in (
        Style.HEADER, Style.HEADER_NUMBER, Style.TEXT, Style.RATING, Style.LINK, Style.NUMBER, Style.ORDINAL,
        Style.DATE, Style.PLAN_TEXT, Style.PLAN_DATE,
    )
}  # fmt: skip
"""What is smaller in the widest tables."""


A4 = Page()
SCREEN = Page(is_screen=True)
"""For lists that are read on the screen, and not printed with the others."""
A3 = Page(A3_PAPER, side_margin=0.2)
"""For the widest lists; its margins are about the narrowest that printers can keep."""
A3_SIDE_BY_SIDE = replace(A3, pages_wide=0)
"""For matrices of any width: what doesn't fit continues on further pages to the right."""

SMALLEST = 7.5
"""Points: no text is printed smaller."""
POINTS_PER_UNIT = 7 * 72 / 96


def fitting_page(widths: Iterable[float], points: float) -> Page:
    """The smallest page on which columns of these widths, with text of that size, can be read one page wide."""
    needed = sum(widths) * POINTS_PER_UNIT * SMALLEST / points
    return next((page for page in (A4, A3) if needed <= page.room), A3_SIDE_BY_SIDE)
