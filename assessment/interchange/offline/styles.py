"""How the cells of the offline workbook look, and which of them may be filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from xml.sax.saxutils import quoteattr

from assessment.interchange.offline.parts import MAIN, counted
from assessment.legend import ACCENT, INK, LOOKS, PAPER
from assessment.model import Rating

FONT = "Arial"
BODY = 9.0
SMALL = 8.5
"""Points. Excel prints the questionnaire at 95 percent, LibreOffice in full size: nothing is smaller than 8 there."""
_USUAL = 9.0
"""Points of cells without a style. Widths of columns are counted in its digits: 7 pixels in Excel, a little less in
LibreOffice."""
QUIET = "#4b5a67"
RULE = "#aeb9c2"
WASH = "#eef3f6"
ALERT = "#a3320b"
WAITING = "#fff4d6"
"""What still waits for an answer."""

_PERCENT = '0"\N{NO-BREAK SPACE}%"'
_DATE = "yyyy-mm-dd"
_TEXT = "@"
_FIRST_OWN_FORMAT = 164
_FORMATS = {"": 0, "0": 1, _TEXT: 49, _DATE: _FIRST_OWN_FORMAT, _PERCENT: _FIRST_OWN_FORMAT + 1}
"""The numbers of number formats; Office has its own below."""


class Style(StrEnum):
    TITLE = "title"
    SUBTITLE = "subtitle"
    SECTION = "section"
    SENTENCE = "sentence"
    LABEL = "label"
    NOTE = "note"
    KEY = "key"
    FACT = "fact"
    HEADER = "header"
    HEADER_NUMBER = "header number"
    THEME = "theme"
    THEME_SENTENCE = "theme sentence"
    ID = "id"
    FLAG = "flag"
    LINK = "link"
    QUESTION = "question"
    QUOTATION = "quotation"
    CITATION = "citation"
    MEASURE = "measure"
    GUTTER = "gutter"
    ANSWER = "answer"
    ANSWER_QUOTED = "answer quoted"
    ANSWER_RATING = "answer rating"
    ANSWER_TICK = "answer tick"
    ANSWER_DATE = "answer date"
    NAME = "name"
    NUMBER = "number"
    PERCENT = "percent"
    SUM_NAME = "sum name"
    SUM_NUMBER = "sum number"
    SUM_PERCENT = "sum percent"
    LEADING = "leading"


@dataclass(frozen=True, slots=True)
class Look:
    """What a style is made of. `rule` says which lines a cell has: `below`, `box`, or none."""

    points: float = BODY
    bold: bool = False
    underline: bool = False
    ink: str = INK
    fill: str = ""
    rule: str = ""
    horizontal: str = "general"
    vertical: str = "top"
    indent: int = 0
    wraps: bool = True
    number_format: str = ""
    is_open: bool = False
    """Whether a person may fill the cell in while the sheet is protected."""
    is_quoted: bool = False
    """Whether the text stays text when a person edits it, whatever sign it begins with."""


_OPEN = Look(rule="box", horizontal="left", indent=1, number_format=_TEXT, is_open=True)
_STYLES: dict[Style, Look] = {
    Style.TITLE: Look(18, bold=True, ink=ACCENT, wraps=False),
    Style.SUBTITLE: Look(10, bold=True),
    Style.SECTION: Look(12.5, bold=True, ink=ACCENT, wraps=False),
    Style.SENTENCE: Look(ink=QUIET, wraps=False),
    Style.LABEL: Look(ink=QUIET),
    Style.NOTE: Look(SMALL, ink=QUIET, horizontal="left", indent=1),
    Style.KEY: Look(SMALL, ink=QUIET, wraps=False),
    Style.FACT: Look(horizontal="left"),
    Style.HEADER: Look(SMALL, bold=True, ink=PAPER, fill=ACCENT, vertical="center"),
    Style.HEADER_NUMBER: Look(SMALL, bold=True, ink=PAPER, fill=ACCENT, vertical="center", horizontal="right"),
    Style.THEME: Look(13, bold=True, ink=ACCENT, fill=WASH, vertical="center", wraps=False),
    Style.THEME_SENTENCE: Look(ink=QUIET, fill=WASH, wraps=False),
    Style.ID: Look(bold=True, ink=ACCENT),
    Style.FLAG: Look(SMALL, bold=True, ink=ALERT),
    Style.LINK: Look(SMALL, ink=ACCENT, underline=True, wraps=False),
    Style.QUESTION: Look(bold=True, horizontal="left", indent=1),
    Style.QUOTATION: Look(horizontal="left", indent=1),
    Style.CITATION: Look(SMALL, ink=QUIET, horizontal="left", indent=1),
    Style.MEASURE: Look(horizontal="left", indent=1),
    # An empty cell with large letters gives its row the height of a line to write on by hand.
    Style.GUTTER: Look(12.5),
    Style.ANSWER: _OPEN,
    Style.ANSWER_QUOTED: replace(_OPEN, is_quoted=True),
    Style.ANSWER_RATING: replace(_OPEN, points=10, bold=True),
    Style.ANSWER_TICK: replace(_OPEN, bold=True, horizontal="center", indent=0),
    Style.ANSWER_DATE: replace(_OPEN, number_format=_DATE),
    Style.NAME: Look(rule="below"),
    Style.NUMBER: Look(rule="below", horizontal="right", number_format="0"),
    Style.PERCENT: Look(rule="below", horizontal="right", number_format=_PERCENT),
    Style.SUM_NAME: Look(bold=True, fill=WASH, rule="below"),
    Style.SUM_NUMBER: Look(bold=True, fill=WASH, rule="below", horizontal="right", number_format="0"),
    Style.SUM_PERCENT: Look(bold=True, fill=WASH, rule="below", horizontal="right", number_format=_PERCENT),
    # On the left, from where words that stand in place of a figure may reach over the next cells.
    Style.LEADING: Look(
        16, bold=True, ink=ACCENT, rule="below", horizontal="left", wraps=False, number_format=_PERCENT
    ),
}

NUMBERS: dict[Style, int] = {style: place for place, style in enumerate(_STYLES, start=1)}
"""By which number cells bear a style; 0 is a cell without one."""

FILLS: dict[Rating | None, int] = {rating: place for place, rating in enumerate(LOOKS)}
"""By which number conditional formats give the fill of a rating."""
WAITING_FILL, ALERT_FILL = len(FILLS), len(FILLS) + 1


@cache
def styles_xml() -> str:
    """The part of the workbook that holds all styles."""
    looks = [Look(_USUAL, wraps=False), *_STYLES.values()]
    fonts = _distinct(map(_font, looks))
    # Office takes the first two for its own.
    fills = _distinct([_fill(Look()), '<fill><patternFill patternType="gray125"/></fill>', *map(_fill, looks)])
    borders = _distinct(map(_border, looks))
    formats = [
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
        for code, number in _FORMATS.items()
        if number >= _FIRST_OWN_FORMAT
    ]
    cells = [
        f'<xf numFmtId="{_FORMATS[look.number_format]}" fontId="{fonts.index(_font(look))}"'
        f' fillId="{fills.index(_fill(look))}" borderId="{borders.index(_border(look))}" xfId="0"'
        f' quotePrefix="{look.is_quoted:d}" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"'
        f' applyAlignment="1" applyProtection="1">{_alignment(look)}<protection locked="{not look.is_open:d}"/></xf>'
        for look in looks
    ]
    conditional = [
        *(_conditional(look.ink, look.fill) for look in LOOKS.values()),
        _conditional(INK, WAITING),
        _conditional(PAPER, ALERT),
    ]
    return "".join((
        f'<styleSheet xmlns="{MAIN}">',
        counted("numFmts", formats),
        counted("fonts", fonts),
        counted("fills", fills),
        counted("borders", borders),
        counted("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']),
        counted("cellXfs", cells),
        counted("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']),
        counted("dxfs", conditional),
        "</styleSheet>",
    ))  # fmt: skip


def _distinct(elements: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(elements))


def _font(look: Look) -> str:
    marks = ("<b/>" if look.bold else "") + ("<u/>" if look.underline else "")
    return f'<font>{marks}<sz val="{look.points:g}"/><color rgb="{_argb(look.ink)}"/><name val="{FONT}"/></font>'


def _fill(look: Look) -> str:
    if not look.fill:
        return '<fill><patternFill patternType="none"/></fill>'
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{_argb(look.fill)}"/></patternFill></fill>'


def _border(look: Look) -> str:
    line = f' style="thin"><color rgb="{_argb(RULE)}"/></'
    sides = {"box": ("left", "right", "top", "bottom"), "below": ("bottom",), "": ()}[look.rule]
    return f"<border>{''.join(f'<{side}{line}{side}>' for side in sides)}</border>"


def _alignment(look: Look) -> str:
    return (
        f'<alignment horizontal="{look.horizontal}" vertical="{look.vertical}" indent="{look.indent}"'
        f' wrapText="{look.wraps:d}"/>'
    )


def _conditional(ink: str, fill: str) -> str:
    return (
        f'<dxf><font><color rgb="{_argb(ink)}"/></font>'
        f'<fill><patternFill patternType="solid"><bgColor rgb="{_argb(fill)}"/></patternFill></fill></dxf>'
    )


def _argb(colour: str) -> str:
    """`#0b4f6c` as Office writes it."""
    return "FF" + colour.lstrip("#").upper()
