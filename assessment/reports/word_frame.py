"""The frame of a Word report: the file with its styles, header, footers, pictures, links and properties.

python-docx keeps the parts of the file together. It opens with a template that has Word's defaults of long ago, so
what a report doesn't use is taken out of it, once, and its own styles and settings are put in.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import parse_xml

from assessment.language import gettext as _
from assessment.language import spoken
from assessment.reports.styles import ALERT
from assessment.reports.word_fields import field
from assessment.reports.word_styles import (
    BARE_HEADER,
    FOOTER,
    FOOTER_ACROSS,
    HEADER,
    HEADER_ACROSS,
    NUMBERING,
    styles_xml,
)
from assessment.reports.word_text import NOTHING, Letters, Words, filled, paragraph, reads_right_to_left, words
from assessment.spreadsheet.text import visible

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/><w:characterSpacingControl w:val="doNotCompress"/>'
    "<w:compat>"
    + "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
            ("differentiateMultirowTableHeaders", 1),
        )
    )
    + "</w:compat>"
)
"""Those of a document that Word made today; with others it opens in its “compatibility mode”."""
_UNUSED = ("stylesWithEffects", "webSettings", "fontTable", "customXml", "thumbnail", "extended-properties")
"""What the template has and a report doesn't: traces of who made the template, and fonts that nobody asked for."""
_LANGUAGE_TAGS = {"en": "en-GB"}
_SHORT, _LONG = 11906, 16838
"""The sides of A4 in twips."""
_SIDE, _TOP, _EDGE = 1417, 1304, 624
"""In twips: the margins at the sides, above and below, and what is left of these outside of header and footer."""
_LONGEST_PROPERTY = 255
_COMPRESSION = 3
"""Half the time of the usual 6, and a file that is a tenth larger."""


def language_tag(language: str) -> str:
    """A language as Word calls it: English is that of the United Nations."""
    return _LANGUAGE_TAGS.get(language, language)


class Properties(NamedTuple):
    """What the document says of itself."""

    title: str
    subject: str
    author: str
    written: dt.datetime


class Frame:
    """A document without its body. `name` stands at the head of its pages, with a `mark` beside it if there is one,
    and `foot` beside the number of the page."""

    def __init__(self, *, name: str, mark: str, foot: str) -> None:
        self._document: Any = _template(spoken(), reads_right_to_left())
        tab = Words("<w:r><w:tab/></w:r>")
        head = words(name) + (tab + words(mark, Letters(bold=True, ink=ALERT)) if mark else NOTHING)
        numbers = filled(_("Page {page} of {pages}"), page=field("PAGE", "1"), pages=field("NUMPAGES", "1"))
        bottom = words(foot) + tab + numbers
        self._bare_header = self._header(paragraph(NOTHING, BARE_HEADER))
        self._headers = {across: self._header(paragraph(head, style)) for across, style in _HEADERS.items()}
        self._footers = {across: self._footer(paragraph(bottom, style)) for across, style in _FOOTERS.items()}
        self._sections = 0

    def address(self, url: str) -> str:
        """The relation by which the document leads to a web address."""
        return str(self._document.part.relate_to(url, RELATION.HYPERLINK, is_external=True))

    def picture(self, content: bytes) -> str:
        """The relation by which the document leads to a picture that it holds."""
        relation, _image = self._document.part.get_or_add_image(io.BytesIO(content))
        return str(relation)

    def section(self, *, across: bool) -> str:
        """XML of a section that is printed upright or across. The first page of the first one has no header."""
        self._sections += 1
        is_first = self._sections == 1
        size = f'w:w="{_LONG}" w:h="{_SHORT}" w:orient="landscape"' if across else f'w:w="{_SHORT}" w:h="{_LONG}"'
        return "".join(
            (
                "<w:sectPr>",
                *self._references(across, is_first),
                f'<w:type w:val="nextPage"/><w:pgSz {size}/>'
                f'<w:pgMar w:top="{_TOP}" w:right="{_SIDE}" w:bottom="{_TOP}" w:left="{_SIDE}" w:header="{_EDGE}" '
                f'w:footer="{_EDGE}" w:gutter="0"/><w:cols w:space="708"/>',
                "<w:titlePg/>" if is_first else "",
                "<w:bidi/>" if reads_right_to_left() else "",
                "</w:sectPr>",
            )
        )

    def content(self, body: str, properties: Properties) -> bytes:
        """The document as a file, with the XML of its body."""
        # Set as a whole, by python-docx's private name: to move every paragraph takes longer than all the rest.
        self._document.part._element = parse_xml(
            f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>".encode()
        )
        written = properties.written.astimezone(dt.UTC).replace(tzinfo=None)
        core = self._document.core_properties
        core.title, core.subject, core.author = (visible(text)[:_LONGEST_PROPERTY] for text in properties[:3])
        core.language = language_tag(spoken())
        core.created = core.modified = written
        core.last_modified_by = core.comments = core.keywords = ""
        core.revision = 1
        return _packed(self._document, written)

    def _references(self, across: bool, is_first: bool) -> Iterator[str]:
        pages = {"default": (self._headers[across], self._footers[across])}
        if is_first:
            pages["first"] = (self._bare_header, self._footers[across])
        for page, (header, footer) in pages.items():
            yield f'<w:headerReference w:type="{page}" r:id="{header}"/>'
            yield f'<w:footerReference w:type="{page}" r:id="{footer}"/>'

    def _header(self, content: str) -> str:
        part, relation = self._document.part.add_header_part()
        part.element[:] = _parsed("hdr", content)
        return str(relation)

    def _footer(self, content: str) -> str:
        part, relation = self._document.part.add_footer_part()
        part.element[:] = _parsed("ftr", content)
        return str(relation)


_HEADERS = {False: HEADER, True: HEADER_ACROSS}
_FOOTERS = {False: FOOTER, True: FOOTER_ACROSS}


def _template(language: str, rtl: bool) -> WordDocument:
    return Document(io.BytesIO(_template_content(language, rtl)))


@lru_cache(maxsize=16)
def _template_content(language: str, rtl: bool) -> bytes:
    """An empty document with the styles and settings of a report in this language."""
    document: Any = Document()
    part = document.part
    for owner in (part, part.package):
        for relation, found in list(owner.rels.items()):
            if found.reltype.rsplit("/", 1)[1] in _UNUSED:
                del owner.rels[relation]
    document.styles.element[:] = list(parse_xml(styles_xml(language_tag(language), rtl=rtl)))
    part.numbering_part.element[:] = list(parse_xml(NUMBERING))
    document.settings.element[:] = _parsed(
        "settings", f'{_SETTINGS}<w:themeFontLang w:val="{language_tag(language)}"/><w:decimalSymbol w:val="."/>'
    )
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _parsed(name: str, content: str) -> list[Any]:
    return list(parse_xml(f"<w:{name} {_NAMESPACES}>{content}</w:{name}>"))


def _packed(document: WordDocument, written: dt.datetime) -> bytes:
    """The document as a file in which every part bears the time of the report, so that the same report is the same
    file."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with ZipFile(saved) as given, ZipFile(packed, "w") as archive:
        for name in given.namelist():
            part = ZipInfo(name, written.timetuple()[:6])
            archive.writestr(part, given.read(name), ZIP_DEFLATED, _COMPRESSION)
    return packed.getvalue()
