"""What python-docx has no call for: links, bookmarks, fields, shading, header rows, texts for those who can’t see.

The only module that touches the XML of a document, through the elements that python-docx hands out and `docx.oxml`
makes. Elements stand in the order of ECMA-376, part 1, since Word refuses a file that has another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assessment.spreadsheet.text import visible

_ROOM_TO_WRITE = "\N{NO-BREAK SPACE}" * 12
_LONGEST_TAG = 64
"""Characters that the tag of a content control can have in Word."""


def _element(tag: str, *children: Any, **attributes: object) -> Any:
    found: Any = OxmlElement(f"w:{tag}", {qn(f"w:{name}"): visible(str(value)) for name, value in attributes.items()})
    found.extend(children)
    return found


def _of(paragraph: Paragraph) -> Any:
    return paragraph.paragraph_format.element


def set_style(paragraph: Paragraph, style_id: str, *, keep_next: bool) -> None:
    """The style of a new paragraph, and whether it stays on the page of the next one.

    python-docx looks through all styles at each call, which would take most of the time of a long report.
    """
    _of(paragraph).insert(0, deepcopy(_properties(style_id, keep_next)))


@lru_cache(maxsize=256)
def _properties(style_id: str, keep_next: bool) -> Any:
    return _element("pPr", _element("pStyle", val=style_id), *[_element("keepNext")] * keep_next)


# Text


def set_direction(paragraph: Paragraph, *, rtl: bool) -> None:
    properties = _of(paragraph).get_or_add_pPr()
    properties.insert_element_before(_element("bidi", val=int(rtl)), "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")


def shade(run: Run, colour: str) -> None:
    run.element.get_or_add_rPr().insert_element_before(_shading(colour), "w:rtl", "w:lang")


def copy_look(look: Run, run: Run) -> None:
    """Let a new run look as another one."""
    if look.element.rPr is not None:
        run.element.insert(0, deepcopy(look.element.rPr))


def set_run_language(run: Run, tag: str) -> None:
    run.element.get_or_add_rPr().append(_element("lang", val=tag))


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
    _of(paragraph).append(_element("bookmarkEnd", id=number))


def describe_picture(run: Run, title: str, description: str) -> None:
    """The alternative text of the picture in a run."""
    (picture,) = run.element.iter(qn("wp:docPr"))
    picture.set("title", visible(title))
    picture.set("descr", visible(description))
    # LibreOffice would leave room around it, for which a picture as wide as the text has none.
    for side in "TBLR":
        picture.getparent().set(f"dist{side}", "0")


# Tables; each is reached by a paragraph in it


def set_table(inside: Paragraph, title: str, *, has_header: bool) -> None:
    """Title of a table; without a header row its first column has the names."""
    properties = _of(inside).getparent().getparent().getparent().tblPr
    look = properties.find(qn("w:tblLook"))
    look.attrib.clear()
    banding = {"val": "0620" if has_header else "0680", "noHBand": 1, "noVBand": 1}
    for name, value in (banding | {"firstRow": int(has_header), "firstColumn": int(not has_header)}).items():
        look.set(qn(f"w:{name}"), str(value))
    properties.append(_element("tblCaption", val=title))


def set_cut_lines(inside: Paragraph, title: str) -> None:
    """Title of a table that is to be cut along its lines."""
    properties = _of(inside).getparent().getparent().getparent().tblPr
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = [_element(side, val="dashed", sz=4, space=0, color="808080") for side in sides]
    properties.insert_element_before(
        _element("tblBorders", *lines), "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"
    )
    properties.append(_element("tblCaption", val=title))


def set_row(inside: Paragraph, *, is_header: bool, is_whole: bool) -> None:
    """A header repeats on each page; the end of a page doesn’t split a row that stays whole."""
    names = ["cantSplit"] * is_whole + ["tblHeader"] * is_header
    if names:
        _of(inside).getparent().getparent().insert(0, _element("trPr", *map(_element, names)))


def shade_cell(inside: Paragraph, colour: str) -> None:
    _of(inside).getparent().get_or_add_tcPr().append(_shading(colour))


def _shading(colour: str) -> Any:
    return _element("shd", val="clear", color="auto", fill=colour.lstrip("#").upper())


def offer_choices(paragraph: Paragraph, title: str, tag: str, choices: Sequence[str], chosen: str) -> None:
    """A content control with a word, that offers others and takes any."""
    run = paragraph.add_run(chosen or _ROOM_TO_WRITE)
    box = _element("comboBox", *(_element("listItem", displayText=word, value=word) for word in choices))
    properties = _element("sdtPr", _element("alias", val=title), _element("tag", val=tag[:_LONGEST_TAG]), box)
    content = _element("sdtContent")
    run.element.addprevious(_element("sdt", properties, content))
    content.append(run.element)


# The document


def set_language(document: Document, tag: str, *, rtl: bool) -> None:
    """The language of all text that has no other, and the direction in which paragraphs and pages are read."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:bidi" if rtl else "w:val"), tag)
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
    carried = _of(paragraph).iter(*map(qn, ("w:drawing", "w:pict", "w:fldChar", "w:sectPr")))
    return not paragraph.text.strip() and next(carried, None) is None


def remove(removed: Paragraph | Run) -> None:
    element: Any = removed.element if isinstance(removed, Run) else _of(removed)
    element.getparent().remove(element)


def insert_copy(run: Run) -> Run:
    """A copy of a run, before it."""
    copied = Run(deepcopy(run.element), run)
    run.element.addprevious(copied.element)
    return copied


def move_last(document: Document, blocks: int, place: Paragraph) -> None:
    """Move the last so many paragraphs and tables of the body to a paragraph, and that away."""
    for block in list(document.element.body)[-1 - blocks : -1]:
        _of(place).addprevious(block)
    remove(place)


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


class SectionEnds:
    """The ends of the template’s sections, which carry page set-up, header and footer, until their section is written.

    From the first of them on, the template's content is only there for the page set-up.
    """

    def __init__(self, document: Document, style_id: str) -> None:
        self._body: Any = document.element.body
        ends = self._body.xpath("./w:p[w:pPr/w:sectPr]")
        for block in list(self._body)[self._body.index(ends[0]) : -1]:
            self._body.remove(block)
        style, path = _element("pStyle", val=style_id), f"{qn('w:pPr')}/{qn('w:sectPr')}"
        self._ends = [_element("p", _element("pPr", deepcopy(style), end.find(path))) for end in ends]

    def put_next(self) -> None:
        self._body[-1].addprevious(self._ends.pop(0))

    def keep_next_only(self) -> None:
        """Let the next section be the last one, with its page set-up, header and footer."""
        self._body.replace(self._body[-1], self._ends.pop(0).find(f"{qn('w:pPr')}/{qn('w:sectPr')}"))
        self._ends.clear()


class TableOfContents:
    """The template’s table of contents: a field, of which the entries are written when all headings are known."""

    def __init__(self, document: Document) -> None:
        self._document = document
        codes = [code for code in document.element.body.iter(qn("w:instrText")) if _is_contents(code)]
        self._instruction = codes[0].text if codes else ""
        self._replaced = list(_paragraphs_of_field(codes[0])) if codes else []

    def entries(self, number: int) -> list[Paragraph]:
        """So many empty paragraphs in the field; none where the template has no contents."""
        if not self._replaced:
            return []
        made = [Paragraph(_element("p"), self._document.part) for _entry in range(number)]
        for paragraph in made:
            self._replaced[0].addprevious(_of(paragraph))
        for paragraph in self._replaced:
            paragraph.getparent().remove(paragraph)
        code = _element("instrText")
        code.text = self._instruction
        for content in (_element("fldChar", fldCharType="begin"), code, _element("fldChar", fldCharType="separate")):
            made[0].add_run().element.append(content)
        return made

    @staticmethod
    def end(paragraph: Paragraph) -> None:
        paragraph.add_run().element.append(_element("fldChar", fldCharType="end"))


def _is_contents(code: Any) -> bool:
    return (code.text or "").split()[:1] == ["TOC"]


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
