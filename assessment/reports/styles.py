"""How the cells of a report look: a few named styles, made once for a workbook and shared by all its cells."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.stylesheet import write_stylesheet
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.xml.functions import tostring

from assessment import legend
from assessment.legend import ACCENT, INK, PAPER
from assessment.model import Rating

FONT = "Arial"
BODY = 10.0
SMALL = 9.0
DENSE = 7.5
"""Sizes in points: of sentences, of what stands in tables, and of what stands in the widest tables."""
_BOLD_WIDTH = 1.08
_LINE_HEIGHT = 1.37
"""Times the size of the letters; that of Noto Sans, the highest of the fonts that may stand in for Arial."""
_ROW_PADDING = 4.0
ROW_LIMIT = 409.0
"""Points; neither Excel nor LibreOffice makes a row higher."""

QUIET = "#4b5a67"
RULE = "#c9d1d8"
WASH = "#eef3f6"
ALERT = "#a3320b"
"""Ink of the mark of sample data; 7 to 1 on white."""
PALE = "#66727e"
"""Ink of what is no finding; 4.9 to 1 on white."""

_PERCENT = '0"\N{NO-BREAK SPACE}%"'
_DATE = "yyyy-mm-dd"
_SIGNED = '+0;"\N{MINUS SIGN}"0;0'
_SIGNED_VALUE = '+0.0;"\N{MINUS SIGN}"0.0;0.0'


class Style(StrEnum):
    """The names under which a person finds the styles in their spreadsheet program."""

    TITLE = "Report title"
    SUBTITLE = "Report subtitle"
    MARKER = "Report marker"
    LEAD = "Report lead"
    SECTION = "Report section"
    SENTENCE = "Report sentence"
    LABEL = "Report label"
    FACT = "Report fact"
    FACT_DATE = "Report fact date"
    FACT_LINK = "Report fact link"
    FACT_NUMBER = "Report fact number"
    FACT_VALUE = "Report fact value"
    FACT_PERCENT = "Report fact percent"
    LEADING = "Report leading figure"
    LEADING_LABEL = "Report leading label"
    HEADER = "Report table header"
    HEADER_NUMBER = "Report table header number"
    TEXT = "Report text"
    RATING = "Report rating"
    LINK = "Report link"
    NUMBER = "Report number"
    ORDINAL = "Report ordinal"
    VALUE = "Report value"
    PERCENT = "Report percent"
    SIGNED = "Report signed number"
    SIGNED_VALUE = "Report signed value"
    COEFFICIENT = "Report coefficient"
    DATE = "Report date"
    DATA_TEXT = "Report data text"
    DATA_FLAG = "Report data flag"
    PLAN_TEXT = "Report plan text"
    PLAN_DATE = "Report plan date"
    SUM_TEXT = "Report sum"
    SUM_NUMBER = "Report sum number"
    SUM_VALUE = "Report sum value"
    SUM_PERCENT = "Report sum percent"
    PALE_TEXT = "Report pale text"
    PALE_NUMBER = "Report pale number"
    PALE_ORDINAL = "Report pale ordinal"
    PALE_VALUE = "Report pale value"
    PALE_PERCENT = "Report pale percent"
    PALE_SIGNED = "Report pale signed number"


@dataclass(frozen=True)
class Look:
    """What a style is made of.

    `rule` is the colour of the line below, for a sum also of the one above. A text that doesn't `wrap` stands on one
    line, which runs on over empty cells and is hidden behind others.
    """

    points: float = SMALL
    bold: bool = False
    italic: bool = False
    ink: str = INK
    underline: bool = False
    fill: str = ""
    rule: str = ""
    is_sum: bool = False
    number_format: str = "General"
    horizontal: str = "left"
    middle: bool = False
    wraps: bool = True

    @cached_property
    def letters(self) -> float:
        """The size of regular letters that are as wide as these."""
        return self.points * (_BOLD_WIDTH if self.bold else 1)

    @cached_property
    def most_lines(self) -> int:
        """How many lines the highest row can show."""
        return int((ROW_LIMIT - _ROW_PADDING) / (self.points * _LINE_HEIGHT))

    def height(self, lines: int) -> float:
        """The height in points of a row of so many lines."""
        return min(lines * self.points * _LINE_HEIGHT + _ROW_PADDING, ROW_LIMIT)


LOOKS: dict[Style, Look] = {
    Style.TITLE: Look(18, bold=True, ink=ACCENT, middle=True, wraps=False),
    Style.SUBTITLE: Look(12, wraps=False),
    Style.MARKER: Look(BODY, bold=True, ink=ALERT, wraps=False),
    Style.LEAD: Look(BODY, ink=QUIET, wraps=False),
    Style.SECTION: Look(13, bold=True, ink=ACCENT, wraps=False),
    Style.SENTENCE: Look(BODY, ink=QUIET),
    Style.LABEL: Look(BODY, ink=QUIET),
    Style.FACT: Look(BODY),
    Style.FACT_DATE: Look(BODY, number_format=_DATE),
    Style.FACT_LINK: Look(BODY, ink=ACCENT, underline=True),
    Style.FACT_NUMBER: Look(BODY, number_format="0", horizontal="right"),
    Style.FACT_VALUE: Look(BODY, number_format="0.0", horizontal="right"),
    Style.FACT_PERCENT: Look(BODY, number_format=_PERCENT, horizontal="right"),
    Style.LEADING: Look(
        22, bold=True, ink=ACCENT, number_format=_PERCENT, horizontal="right", middle=True, wraps=False
    ),
    Style.LEADING_LABEL: Look(BODY, ink=QUIET, middle=True),
    Style.HEADER: Look(bold=True, ink=PAPER, fill=ACCENT, middle=True),
    Style.HEADER_NUMBER: Look(bold=True, ink=PAPER, fill=ACCENT, middle=True, horizontal="right"),
    Style.TEXT: Look(rule=RULE),
    Style.RATING: Look(bold=True, rule=RULE),
    Style.LINK: Look(ink=ACCENT, underline=True, rule=RULE),
    Style.NUMBER: Look(rule=RULE, number_format="0", horizontal="right"),
    Style.ORDINAL: Look(rule=RULE, horizontal="center"),
    Style.VALUE: Look(rule=RULE, number_format="0.0", horizontal="right"),
    Style.PERCENT: Look(rule=RULE, number_format=_PERCENT, horizontal="right"),
    Style.SIGNED: Look(rule=RULE, number_format=_SIGNED, horizontal="right"),
    Style.SIGNED_VALUE: Look(rule=RULE, number_format=_SIGNED_VALUE, horizontal="right"),
    Style.COEFFICIENT: Look(rule=RULE, number_format="0.00", horizontal="right"),
    Style.DATE: Look(rule=RULE, number_format=_DATE),
    Style.DATA_TEXT: Look(rule=RULE, wraps=False),
    # Excel shows flags in its own words; LibreOffice shows numbers unless it is told the words.
    Style.DATA_FLAG: Look(rule=RULE, number_format='"TRUE";"TRUE";"FALSE"'),
    Style.PLAN_TEXT: Look(fill=WASH, rule=RULE),
    Style.PLAN_DATE: Look(fill=WASH, rule=RULE, number_format=_DATE),
    Style.SUM_TEXT: Look(bold=True, rule=ACCENT, is_sum=True),
    Style.SUM_NUMBER: Look(bold=True, rule=ACCENT, is_sum=True, number_format="0", horizontal="right"),
    Style.SUM_VALUE: Look(bold=True, rule=ACCENT, is_sum=True, number_format="0.0", horizontal="right"),
    Style.SUM_PERCENT: Look(bold=True, rule=ACCENT, is_sum=True, number_format=_PERCENT, horizontal="right"),
}
PALE_STYLES = {
    Style.TEXT: Style.PALE_TEXT,
    Style.NUMBER: Style.PALE_NUMBER,
    Style.ORDINAL: Style.PALE_ORDINAL,
    Style.VALUE: Style.PALE_VALUE,
    Style.PERCENT: Style.PALE_PERCENT,
    Style.SIGNED: Style.PALE_SIGNED,
}
"""The styles that have a pale one, for rows that are no finding."""
LOOKS |= {pale: replace(LOOKS[style], ink=PALE, italic=True) for style, pale in PALE_STYLES.items()}


_DENSE = (
    Style.HEADER, Style.HEADER_NUMBER, Style.TEXT, Style.RATING, Style.LINK, Style.NUMBER, Style.ORDINAL, Style.DATE,
    Style.PLAN_TEXT, Style.PLAN_DATE,
)  # fmt: skip
"""What is smaller in the widest tables."""

_PARTS = (
    "_fonts", "_fills", "_borders", "_alignments", "_protections", "_number_formats", "_cell_styles", "_named_styles",
    "_differential_styles",
)  # fmt: skip
"""Where openpyxl keeps the styles of a workbook."""


@dataclass(frozen=True, slots=True)
class StyleSet:
    """How each style looks on a sheet, and the number by which cells bear it.

    `quoted` are the numbers for texts that must stay texts when a person edits them.
    """

    looks: dict[Style, Look]
    plain: dict[Style, int]
    quoted: dict[Style, int]

    def __or__(self, other: StyleSet) -> StyleSet:
        """These styles, with others in place of some."""
        return StyleSet(self.looks | other.looks, self.plain | other.plain, self.quoted | other.quoted)


class StyleBook:
    """The styles of every workbook: the `usual` ones, and the `dense` ones for sheets with the widest tables.

    Workbooks share them, because making them takes as long as all the rest; nobody changes them afterwards.
    """

    def __init__(self) -> None:
        workbook = Workbook()
        _take_font(workbook)
        self.usual = _style_set(workbook, LOOKS)
        dense = {style: replace(LOOKS[style], points=DENSE) for style in _DENSE}
        self.dense = self.usual | _style_set(workbook, dense, " dense")
        fills = workbook._differential_styles  # type: ignore[attr-defined]
        self.fills: dict[Rating | None, int] = {rating: fills.add(_fill(look)) for rating, look in legend.LOOKS.items()}
        """The numbers of the conditional fills of ratings."""
        self._parts = {name: getattr(workbook, name) for name in _PARTS}
        self.xml: bytes = tostring(write_stylesheet(workbook))

    def give(self, workbook: Workbook) -> None:
        """Let a new workbook have these styles in place of its own."""
        for name, part in self._parts.items():
            setattr(workbook, name, part)


@cache
def style_book() -> StyleBook:
    return StyleBook()


def _fill(look: legend.Look) -> DifferentialStyle:
    return DifferentialStyle(font=Font(color=argb(look.ink)), fill=PatternFill("solid", bgColor=argb(look.fill)))


def _take_font(workbook: Workbook) -> None:
    # openpyxl has no public way to the font of cells without a style. Column widths are counted in its digits: at this
    # size a digit is 7 pixels wide in Excel and a little less in LibreOffice; at 10 points it would be more there.
    font = Font(name=FONT, size=SMALL)
    workbook._fonts = IndexedList([font])  # type: ignore[attr-defined]
    workbook._named_styles["Normal"].font = font  # type: ignore[attr-defined]


def _style_set(workbook: Workbook, looks: dict[Style, Look], kind: str = "") -> StyleSet:
    """Styles added to a workbook; `kind` sets their names apart."""
    plain, quoted = {}, {}
    # openpyxl has no public way to number a style before a cell bears it.
    numbers = workbook._cell_styles  # type: ignore[attr-defined]
    for style, look in looks.items():
        named = _named_style(style.value + kind, look)
        workbook.add_named_style(named)
        plain[style] = numbers.add(named.as_tuple())
        marked = copy(named.as_tuple())
        marked.quotePrefix = 1
        quoted[style] = numbers.add(marked)
    return StyleSet(looks, plain, quoted)


def _named_style(name: str, look: Look) -> NamedStyle:
    line = Side("thin", color=argb(look.rule)) if look.rule else Side()
    return NamedStyle(
        name=name,
        font=Font(
            name=FONT,
            size=look.points,
            bold=look.bold,
            italic=look.italic,
            color=argb(look.ink),
            underline="single" if look.underline else None,
        ),
        fill=PatternFill("solid", fgColor=argb(look.fill)) if look.fill else PatternFill(),
        border=Border(bottom=line, top=line if look.is_sum else Side(), right=Side() if look.is_sum else line),
        alignment=Alignment(
            horizontal=look.horizontal,
            indent=1 if look.horizontal == "right" else 0,
            vertical="center" if look.middle else "top",
            wrap_text=look.wraps,
        ),
        number_format=look.number_format,
    )


def argb(colour: str) -> str:
    """`#0b4f6c` as Office writes it."""
    return "FF" + colour.lstrip("#").upper()
