"""What python-docx has no call for: links, bookmarks, fields, shading, whole tables, texts for those who can’t see.

The only module that touches the XML of a document, through the elements that python-docx hands out and `docx.oxml`
makes. Elements stand in the order of ECMA-376, part 1, since Word refuses a file that has another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assessment.i18n import current_language, reads_right_to_left
from assessment.spreadsheet.text import visible

_ROOM_TO_WRITE = "\N{NO-BREAK SPACE}" * 12
_LONGEST_TAG = 64
"""Characters that the tag of a content control can have in Word."""
_CONTENTS_LEVELS = 2
"""Levels of contents that there are styles for."""
_SECTION = f"{qn('w:pPr')}/{qn('w:sectPr')}"
_LANGUAGE_TAGS = {"en": "en-GB"}


def language_tag(language: str = "") -> str:
    """A language, or else the one that is spoken, as Word calls it: English is that of the United Nations."""
    language = language or current_language()
    return _LANGUAGE_TAGS.get(language, language)


def _element(tag: str, *children: Any, **attributes: object) -> Any:
    element: Any = OxmlElement(f"w:{tag}", {qn(f"w:{name}"): visible(str(value)) for name, value in attributes.items()})
    element.extend(children)
    return element


def element_of(paragraph: Paragraph) -> Any:
    return paragraph.paragraph_format.element


# Text


def new_paragraph(document: Document) -> Paragraph:
    """A paragraph that stands nowhere yet."""
    return Paragraph(_element("p"), document.part)


def set_style(paragraph: Paragraph, style_id: str, *, keep_next: bool) -> None:
    """The style of a new paragraph, and whether it stays on the page of the next one.

    python-docx looks through all styles at each call, which would take most of the time of a long report.
    """
    element_of(paragraph).insert(0, deepcopy(_properties(style_id, keep_next)))


@lru_cache(maxsize=256)
def _properties(style_id: str, keep_next: bool) -> Any:
    return _element("pPr", _element("pStyle", val=style_id), *[_element("keepNext")] * keep_next)


def set_look(run: Run, **look: Any) -> None:
    """The look of a new run: the id of its style, its colour, fill and language, and whether it runs to the left."""
    properties = _look(**look)
    if len(properties):
        run.element.insert(0, deepcopy(properties))


@lru_cache(maxsize=512)
def _look(*, style_id: str, colour: str, fill: str, language: str, rtl: bool) -> Any:
    return _element(
        "rPr",
        *([_element("rStyle", val=style_id)] if style_id else []),
        *([_element("color", val=_hex(colour))] if colour else []),
        *([_shading(fill)] if fill else []),
        *([_element("rtl")] if rtl else []),
        *([_element("lang", val=language_tag(language))] if language else []),
    )


def _hex(colour: str) -> str:
    return colour.lstrip("#").upper()


def _shading(colour: str) -> Any:
    return _element("shd", val="clear", color="auto", fill=_hex(colour))


def set_direction(paragraph: Paragraph, *, rtl: bool) -> None:
    properties = element_of(paragraph).get_or_add_pPr()
    properties.insert_element_before(_element("bidi", val=int(rtl)), "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")


def make_link(runs: Sequence[Run], *, relation: str = "", anchor: str = "") -> None:
    """Let runs lead to a related web address, or to a bookmark."""
    link = _wrap(runs, _element("hyperlink", history=1))
    link.set(*((qn("r:id"), relation) if relation else (qn("w:anchor"), anchor)))


def make_field(runs: Sequence[Run], instruction: str) -> None:
    """Let runs be what a field shows until Word updates it."""
    _wrap(runs, _element("fldSimple", instr=f" {instruction} "))


def _wrap(runs: Sequence[Run], around: Any) -> Any:
    runs[0].element.addprevious(around)
    around.extend(run.element for run in runs)
    return around


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Name a paragraph for links, with a number that no other bookmark has."""
    paragraph.runs[0].element.addprevious(_element("bookmarkStart", id=number, name=name))
    element_of(paragraph).append(_element("bookmarkEnd", id=number))


def describe_picture(run: Run, title: str, description: str, number: int | None = None) -> None:
    """The alternative text of the picture in a run; in a paragraph that stands nowhere yet it needs a number too, which
    no other has."""
    (picture,) = run.element.iter(qn("wp:docPr"))
    if number is not None:
        picture.set("id", str(number))
    picture.set("title", visible(title))
    picture.set("descr", visible(description))
    # LibreOffice would leave room around it, for which a picture as wide as the text has none.
    for side in "TBLR":
        picture.getparent().set(f"dist{side}", "0")


def offer_choices(paragraph: Paragraph, title: str, tag: str, choices: Sequence[str], chosen: str) -> None:
    """A content control with a word, that offers others and takes any."""
    run = paragraph.add_run(chosen or _ROOM_TO_WRITE)
    box = _element("comboBox", *(_element("listItem", displayText=word, value=word) for word in choices))
    properties = _element("sdtPr", _element("alias", val=title), _element("tag", val=tag[:_LONGEST_TAG]), box)
    content = _element("sdtContent")
    run.element.addprevious(_element("sdt", properties, content))
    content.append(run.element)


# Tables

Cell = tuple[Sequence[Paragraph], str]
"""The paragraphs of a cell, and its colour."""


def new_table(
    title: str,
    widths: Sequence[Length],
    rows: Sequence[tuple[Sequence[Cell], bool]],
    *,
    style_id: str = "",
    has_header: bool = False,
) -> Any:
    """A table with a title for those who can’t see it; the end of a page splits no row that is whole.

    Its first row is a header, which repeats on each page, or its first column has the names. Without a style it is to
    be cut along its lines.
    """
    table = _element("tbl", _table_properties(title, style_id, has_header))
    table.append(_element("tblGrid", *(_element("gridCol", w=width.twips) for width in widths)))
    for number, (cells, is_whole) in enumerate(rows):
        marks = [*["cantSplit"] * is_whole, *["tblHeader"] * (has_header and number == 0)]
        row = _element("tr", *([_element("trPr", *map(_element, marks))] if marks else []))
        row.extend(_cell(*cell, width) for cell, width in zip(cells, widths, strict=True))
        table.append(row)
    return table


def _table_properties(title: str, style_id: str, has_header: bool) -> Any:
    bands = {"noHBand": 1, "noVBand": 1, "firstRow": int(has_header), "firstColumn": int(not has_header)}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    cut = _element("tblBorders", *(_element(side, val="dashed", sz=4, space=0, color="808080") for side in sides))
    return _element(
        "tblPr",
        *([_element("tblStyle", val=style_id)] if style_id else []),
        *([_element("bidiVisual")] if reads_right_to_left() else []),
        _element("tblW", type="auto", w=0),
        *([] if style_id else [cut]),
        _element("tblLayout", type="fixed"),
        _element("tblLook", val="0620" if has_header else "0680", **bands),
        _element("tblCaption", val=title),
    )


def _cell(paragraphs: Sequence[Paragraph], colour: str, width: Length) -> Any:
    properties = _element("tcPr", _element("tcW", type="dxa", w=width.twips), *([_shading(colour)] if colour else []))
    return _element("tc", properties, *map(element_of, paragraphs))


# The document


def drop_foreign_properties(document: Document) -> None:
    """Leave out properties of a document that LibreOffice relates by a name of its own, since python-docx doesn’t find
    them and would write others under the same name."""
    relations = document.part.package.rels
    for key, relation in list(relations.items()):
        if relation.reltype.endswith("/core-properties") and relation.reltype != RELATION.CORE_PROPERTIES:
            del relations[key]


def set_language(document: Document) -> None:
    """The language of all text that has no other, and the direction in which paragraphs and pages are read."""
    rtl = reads_right_to_left()
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:bidi" if rtl else "w:val"), language_tag())
    if rtl:
        for defaults in document.styles.element.iter(qn("w:pPrDefault")):
            if defaults.find(qn("w:pPr")) is None:
                defaults.append(_element("pPr"))
            defaults[0].insert_element_before(_element("bidi"), "w:spacing", "w:ind", "w:jc")
        for section in document.element.iter(qn("w:sectPr")):
            section.insert_element_before(_element("bidi"), "w:rtlGutter", "w:docGrid")


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """All paragraphs of the body, of headers and of footers, wherever they are."""
    parts: list[Any] = [relation.target_part for relation in document.part.rels.values() if not relation.is_external]
    for part in (document.part, *parts):
        if part.content_type.endswith(("document.main+xml", "header+xml", "footer+xml")):
            yield from [Paragraph(element, part) for element in part.element.iter(qn("w:p"))]


def is_blank(paragraph: Paragraph) -> bool:
    """Whether a paragraph shows nothing, carries no field, and ends no section."""
    carried = element_of(paragraph).iter(*map(qn, ("w:drawing", "w:pict", "w:fldChar", "w:sectPr")))
    return not paragraph.text.strip() and next(carried, None) is None


def remove(removed: Paragraph | Run) -> None:
    element: Any = removed.element if isinstance(removed, Run) else element_of(removed)
    element.getparent().remove(element)


def insert_copy(run: Run) -> Run:
    """A copy of a run, before it."""
    copied = Run(deepcopy(run.element), run)
    run.element.addprevious(copied.element)
    return copied


def insert(before: Any, *paragraphs: Paragraph) -> None:
    """Put paragraphs before an element."""
    for paragraph in paragraphs:
        before.addprevious(element_of(paragraph))


def empty(document: Document) -> None:
    """Leave nothing of a document but its styles and the page set-up of its first section, without header or footer."""
    body: Any = document.element.body
    first = body.xpath("./w:p/w:pPr/w:sectPr")[0]
    for block in list(body):
        body.remove(block)
    body.append(first)
    for carried in ("w:headerReference", "w:footerReference", "w:titlePg", "w:type"):
        for element in first.findall(qn(carried)):
            first.remove(element)


def section_ends(document: Document, style_id: str, most: int) -> list[Any]:
    """The ends of so many of the template’s sections and of its last one, before which their content is written; they
    carry page set-up, header and footer. From the first of them on, the template’s content is only there for that, and
    goes away."""
    body: Any = document.element.body
    ends = body.xpath("./w:p[w:pPr/w:sectPr]")
    for block in list(body)[body.index(ends[0]) : -1] if ends else []:
        body.remove(block)
    for end in ends[:most]:
        properties = _element("pPr", _element("pStyle", val=style_id), end.find(_SECTION))
        body[-1].addprevious(_element("p", properties))
    return list(body)[-1 - len(ends[:most]) :]


def end_document(document: Document, section: Any) -> None:
    """Let a section be the last one, with its page set-up, header and footer."""
    body: Any = document.element.body
    for block in list(body)[body.index(section) :]:
        body.remove(block)
    body.append(section.find(_SECTION))


def contents_levels(document: Document) -> int:
    """How many levels of headings the template’s contents list; 0 where it has none."""
    codes = _contents_codes(document)
    levels = re.search(r'\\o "1-(\d)', codes[0].text) if codes else None
    return 0 if not codes else min(int(levels[1]), _CONTENTS_LEVELS) if levels else _CONTENTS_LEVELS


def replace_contents(document: Document, number: int, title: str) -> list[Paragraph]:
    """So many empty entries in place of the template’s contents; without any, their title goes too.

    They are no field for contents: in one, LibreOffice doesn’t work out pages.
    """
    entries = [new_paragraph(document) for _entry in range(number)]
    for code in _contents_codes(document)[:1]:
        replaced = list(_paragraphs_of_field(code))
        insert(replaced[0], *entries)
        before = replaced[0].getprevious()
        if not entries and before is not None and "".join(text.text for text in before.iter(qn("w:t"))) == title:
            replaced.append(before)
        around = replaced[0].getparent()
        for paragraph in replaced:
            around.remove(paragraph)
        if not len(around):
            around.getparent().getparent().remove(around.getparent())
        return entries
    return []


def _contents_codes(document: Document) -> list[Any]:
    codes = document.element.body.iter(qn("w:instrText"))
    return [code for code in codes if (code.text or "").split()[:1] == ["TOC"]]


def _paragraphs_of_field(code: Any) -> Iterator[Any]:
    """The paragraphs from the beginning of a field to its end."""
    first = next(code.iterancestors(qn("w:p")))
    depth = 0
    for paragraph in (first, *first.itersiblings(qn("w:p"))):
        yield paragraph
        kinds = [mark.get(qn("w:fldCharType")) for mark in paragraph.iter(qn("w:fldChar"))]
        depth += kinds.count("begin") - kinds.count("end")
        if depth <= 0:
            return
