"""The styles of a Word report: few, and Word's own where it has them, so that a ministry can give it its own look.

Lengths are twips, twentieths of a point; sizes of letters are points.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.legend import ACCENT, INK
from assessment.reports.styles import ALERT, QUIET, RULE, WASH
from assessment.spreadsheet.styles import FONT

BODY = 10.5
CENTIMETRE = 567
"""Twips."""

PORTRAIT_TEXT = 9072
LANDSCAPE_TEXT = 14003
"""The width of the text on an A4 page, upright and across."""

TEXT, TITLE, SUBTITLE, MARKER = "Normal", "Title", "Subtitle", "ReportMarker"
QUOTE, CITATION, CAPTION, FIGURE, LEADING = "Quote", "ReportCitation", "Caption", "ReportFigure", "ReportLeadingFigure"
BULLET, LABEL = "ListBullet", "ReportLabel"
TABLE_TEXT, TABLE_HEAD, TABLE_NUMBER, TABLE_BULLET = "TableText", "TableHead", "TableNumber", "TableBullet"
TABLE_CITATION = "TableCitation"
TABLE_NUMBER_HEAD, TABLE_SUM, TABLE_NUMBER_SUM = "TableNumberHead", "TableSum", "TableNumberSum"
HEADER, HEADER_ACROSS, BARE_HEADER = "Header", "HeaderAcross", "BareHeader"
FOOTER, FOOTER_ACROSS = "Footer", "FooterAcross"
CONTENTS_HEADING, BREAK, GAP = "TOCHeading", "SectionEnd", "TableGap"
TABLE, FACTS_TABLE = "ReportTable", "ReportFacts"
LINK, MARK = "Hyperlink", "ReportMark"

_MARK_FONT, _MARK_SIZE = "Segoe UI Symbol", 8
"""Arial has no ◐. This font has all marks, and so has what stands in for it elsewhere; they are large in both."""


def heading(level: int) -> str:
    return f"Heading{level}"


def contents(level: int) -> str:
    return f"TOC{level}"


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph style. `number` is the list of which it makes items, `bar` the colour of a line along its side, and
    `rule` the side at which it has a thin line."""

    id: str
    name: str
    based_on: str = TEXT
    points: float = 0
    bold: bool = False
    ink: str = ""
    before: int = 0
    after: int = 0
    line: int = 0
    left: int = 0
    hanging: int = 0
    right: int = 0
    justified: str = ""
    keep_next: bool = False
    keep_lines: bool = False
    outline: int | None = None
    tab: int = 0
    number: int = 0
    bar: str = ""
    rule: str = ""
    then: str = ""
    is_hidden: bool = False


_PARAGRAPHS = (
    _Paragraph(TITLE, "Title", points=26, bold=True, ink=ACCENT, after=60, line=240, then=SUBTITLE),
    _Paragraph(SUBTITLE, "Subtitle", points=14, ink=INK, after=120, then=TEXT),
    _Paragraph(MARKER, "Report Marker", bold=True, ink=ALERT, after=120),
    _Paragraph(heading(1), "heading 1", points=18, bold=True, ink=ACCENT, before=480, after=120, line=252,
               keep_next=True, keep_lines=True, outline=0, then=TEXT),
    _Paragraph(heading(2), "heading 2", points=13.5, bold=True, ink=ACCENT, before=320, after=100, line=252,
               keep_next=True, keep_lines=True, outline=1, then=TEXT),
    _Paragraph(heading(3), "heading 3", points=11.5, bold=True, ink=INK, before=360, after=60, line=252,
               keep_next=True, keep_lines=True, outline=2, then=TEXT),
    _Paragraph(QUOTE, "Quote", before=80, after=60, left=284, right=850, bar=ACCENT, keep_lines=True),
    _Paragraph(CITATION, "Report Citation", points=9, ink=QUIET, after=140, left=284, right=850, line=252,
               keep_lines=True),
    _Paragraph(CAPTION, "caption", points=9, bold=True, ink=INK, before=160, after=80, line=252, keep_lines=True),
    _Paragraph(FIGURE, "Report Figure", before=120, after=40, line=240, keep_next=True),
    _Paragraph(LEADING, "Report Leading Figure", points=24, bold=True, ink=INK, after=0, line=240, keep_next=True),
    _Paragraph(LABEL, "Report Label", after=80, keep_next=True),
    _Paragraph(BULLET, "List Bullet", after=60, left=284, hanging=284, number=1),
    _Paragraph(TABLE_TEXT, "Table Text", points=9, after=0, line=252),
    _Paragraph(TABLE_HEAD, "Table Head", based_on=TABLE_TEXT, points=8.5, bold=True, keep_next=True),
    _Paragraph(TABLE_NUMBER, "Table Number", based_on=TABLE_TEXT, justified="right"),
    _Paragraph(TABLE_NUMBER_HEAD, "Table Number Head", based_on=TABLE_HEAD, justified="right", keep_next=True),
    _Paragraph(TABLE_SUM, "Table Sum", based_on=TABLE_TEXT, bold=True),
    _Paragraph(TABLE_NUMBER_SUM, "Table Number Sum", based_on=TABLE_NUMBER, bold=True, justified="right"),
    _Paragraph(TABLE_BULLET, "Table Bullet", based_on=TABLE_TEXT, left=198, hanging=198, number=2),
    _Paragraph(TABLE_CITATION, "Table Citation", based_on=TABLE_TEXT, points=8, ink=QUIET, before=20),
    _Paragraph(HEADER, "header", points=8.5, ink=QUIET, after=0, line=240, tab=PORTRAIT_TEXT, rule="bottom"),
    _Paragraph(FOOTER, "footer", points=8.5, ink=QUIET, after=0, line=240, tab=PORTRAIT_TEXT, rule="top"),
    _Paragraph(HEADER_ACROSS, "Header Across", points=8.5, ink=QUIET, line=240, tab=LANDSCAPE_TEXT, rule="bottom"),
    _Paragraph(FOOTER_ACROSS, "Footer Across", points=8.5, ink=QUIET, line=240, tab=LANDSCAPE_TEXT, rule="top"),
    _Paragraph(BARE_HEADER, "Bare Header", points=8.5, line=240, is_hidden=True),
    _Paragraph(CONTENTS_HEADING, "TOC Heading", points=13.5, bold=True, ink=ACCENT, before=360, after=120,
               keep_next=True),
    # The contents stay together: on the first page, or on one of their own where that has no room for them.
    _Paragraph(contents(1), "toc 1", bold=True, before=70, after=20, tab=PORTRAIT_TEXT, line=240, keep_next=True,
               then=TEXT),
    _Paragraph(contents(2), "toc 2", after=10, left=284, tab=PORTRAIT_TEXT, line=240, keep_next=True, then=TEXT),
    _Paragraph(BREAK, "Section End", points=1, line=240, is_hidden=True),
    _Paragraph(GAP, "Table Gap", points=4, line=240, is_hidden=True),
)  # fmt: skip


_WORDS_OWN = frozenset(
    (
        *("Title", "Subtitle", "Quote", "caption", "List Bullet", "header", "footer", "TOC Heading"),
        *(f"{name} {level}" for name in ("heading", "toc") for level in (1, 2, 3)),
    )
)


def styles_xml(language: str, *, rtl: bool) -> str:
    """The part `styles.xml` of a report in a language of `w:lang`."""
    script = f'w:bidi="{language}"' if rtl else 'w:bidi="ar-SA"'
    fonts = _fonts(FONT, "ascii", "hAnsi", "cs")
    marks = _fonts(_MARK_FONT, "ascii", "hAnsi", "eastAsia", "cs")
    return (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults>'
        f'<w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:color w:val="{_rgb(INK)}"/>{_size(BODY)}'
        f'<w:lang w:val="{"en-GB" if rtl else language}" w:eastAsia="zh-CN" {script}/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{'<w:bidi/>' if rtl else ''}"
        '<w:spacing w:before="0" w:after="120" w:line="283" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        f'<w:style w:type="paragraph" w:default="1" w:styleId="{TEXT}"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        f"{_TABLES}{''.join(map(_paragraph_xml, _PARAGRAPHS))}"
        f'<w:style w:type="character" w:styleId="{LINK}"><w:name w:val="Hyperlink"/><w:uiPriority w:val="99"/>'
        f'<w:rPr><w:color w:val="{_rgb(ACCENT)}"/><w:u w:val="single"/></w:rPr></w:style>'
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{MARK}"><w:name w:val="Report Mark"/>'
        f"<w:rPr><w:rFonts {marks}/>{_size(_MARK_SIZE)}</w:rPr></w:style></w:styles>"
    )


def _paragraph_xml(style: _Paragraph) -> str:
    borders = ""
    if style.bar:
        borders = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="{_rgb(style.bar)}"/></w:pBdr>'
    if style.rule:
        borders = f'<w:pBdr><w:{style.rule} w:val="single" w:sz="4" w:space="4" w:color="{_rgb(RULE)}"/></w:pBdr>'
    spacing = (f' w:line="{style.line}" w:lineRule="auto"' if style.line else "") + f' w:after="{style.after}"'
    indents = "".join(
        f' w:{side}="{length}"'
        for side, length in (("left", style.left), ("right", style.right), ("hanging", style.hanging))
        if length
    )
    paragraph = "".join(
        (
            "<w:keepNext/>" if style.keep_next else "",
            "<w:keepLines/>" if style.keep_lines else "",
            f'<w:numPr><w:numId w:val="{style.number}"/></w:numPr>' if style.number else "",
            borders,
            f'<w:tabs><w:tab w:val="right" w:pos="{style.tab}"/></w:tabs>' if style.tab else "",
            f'<w:spacing w:before="{style.before}"{spacing}/>',
            f"<w:ind{indents}/>" if indents else "",
            f'<w:jc w:val="{style.justified}"/>' if style.justified else "",
            f'<w:outlineLvl w:val="{style.outline}"/>' if style.outline is not None else "",
        )
    )
    custom = "" if style.name in _WORDS_OWN else ' w:customStyle="1"'
    letters = "".join(
        (
            "<w:b/><w:bCs/>" if style.bold else "",
            f'<w:color w:val="{_rgb(style.ink)}"/>' if style.ink else "",
            _size(style.points) if style.points else "",
        )
    )
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based_on}"/><w:next w:val="{style.then or style.id}"/>'
        f"{'<w:semiHidden/>' if style.is_hidden else '<w:qFormat/>'}"
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _fonts(font: str, *scripts: str) -> str:
    return " ".join(f'w:{script}="{font}"' for script in scripts)


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(2 * points)}"/><w:szCs w:val="{round(2 * points)}"/>'


def _rgb(colour: str) -> str:
    return colour.lstrip("#")


def _table_style(style_id: str, name: str, head: str) -> str:
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{_rgb(RULE)}"'
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
        f"<w:top {line}/><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        '<w:tblCellMar><w:top w:w="45" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="45" w:type="dxa"/>'
        f'<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>{head}</w:style>'
    )


_TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    + _table_style(
        TABLE,
        "Report Table",
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_rgb(ACCENT)}"/></w:tcBorders>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_rgb(WASH)}"/></w:tcPr></w:tblStylePr>',
    )
    + _table_style(FACTS_TABLE, "Report Facts", "")
)

NUMBERING = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    + "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr></w:lvl></w:abstractNum>'
        for number, style, indent in ((1, BULLET, 284), (2, TABLE_BULLET, 198))
    )
    + "".join(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in (1, 2))
    + "</w:numbering>"
)
