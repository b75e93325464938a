"""The body of a Word report as it is written, paragraph by paragraph; its parts are kept as XML and parsed once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from assessment.charting.pictures import Picture
from assessment.language import gettext as _
from assessment.reports.web_links import link_target
from assessment.reports.word_drawing import drawing
from assessment.reports.word_fields import FIELD_END, counted, field, field_begin
from assessment.reports.word_frame import Frame
from assessment.reports.word_styles import (
    BREAK,
    BULLET,
    CAPTION,
    CONTENTS_HEADING,
    FIGURE,
    LINK,
    PORTRAIT_TEXT,
    TEXT,
    contents,
    heading,
)
from assessment.reports.word_tables import Cell, Column, facts, table
from assessment.reports.word_text import NOTHING, Letters, Words, attribute, filled, paragraph, words

Row = TypeVar("Row")

_EMU_PER_TWIP = 635
_IN_CONTENTS = 2
"""Levels of headings that stand in the contents."""


class Body:
    """What stands in a report, in its order. `frame` keeps what the body leads to."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._parts: list[str] = []
        self._headings: list[tuple[int, Words, str]] = []
        self._contents = 0
        self._contents_on_new_page = False
        self._bookmarks = self._tables = self._figures = 0

    def write(self, content: Words | str, style: str = TEXT, *, keep_next: bool = False) -> None:
        """A paragraph; what isn't words yet is taken as a text."""
        content = words(content) if isinstance(content, str) else content
        self._parts.append(paragraph(content, style, keep_next=keep_next))

    def bullets(self, items: Sequence[Words | str]) -> None:
        for item in items:
            self.write(item, BULLET)

    def heading(self, text: str, level: int, *, place: str = "", new_page: bool = False) -> None:
        """A heading, which links and the contents lead to by its `place`."""
        self._bookmarks += 1
        place = place or f"_Toc{self._bookmarks:08}"
        content = words(text)
        self._headings.append((level, content, place))
        marked = Words(
            f'<w:bookmarkStart w:id="{self._bookmarks}" w:name={attribute(place)}/>{content.xml}'
            f'<w:bookmarkEnd w:id="{self._bookmarks}"/>',
            content.rtl,
        )
        self._parts.append(paragraph(marked, heading(level), new_page=new_page))

    def table(
        self,
        title: str,
        columns: Sequence[Column[Row]],
        rows: Sequence[Row],
        total: Row | None = None,
        *,
        together: bool = False,
    ) -> None:
        """A numbered caption and its table."""
        self._tables += 1
        number = counted("Table", self._tables)
        self.write(filled(_("Table {n}: {title}"), n=number, title=words(title)), CAPTION, keep_next=True)
        self._parts.append(table(title, columns, rows, total, together=together))

    def facts(self, title: str, rows: Sequence[tuple[str, Cell]], *, names: int) -> None:
        """A table of names, a column of so many twips, and what they stand for; it has no caption."""
        self._parts.append(facts(title, rows, names, PORTRAIT_TEXT))

    def picture(self, title: str, picture: Picture, note: Words) -> None:
        """A picture as wide as the text, with its words for who can't see it, and its caption."""
        self._figures += 1
        width = PORTRAIT_TEXT * _EMU_PER_TWIP
        relation = self._frame.picture(picture.content)
        self.write(Words(drawing(picture, relation, number=self._figures, title=title, width=width)), FIGURE)
        number = counted("Figure", self._figures)
        caption = filled(_("Figure {n}: {title}. {note}"), n=number, title=words(title), note=note)
        self.write(caption, CAPTION)

    def contents(self, *, new_page: bool) -> None:
        """The place of the table of contents, which lists all headings, also those that are written later."""
        self._contents = len(self._parts)
        self._contents_on_new_page = new_page
        self._parts.append("")

    def link(self, text: str, url: str) -> Words:
        """A text that leads to a web address; the text alone if that isn't one."""
        target = link_target(url)
        if target is None:
            return words(text)
        content = words(text, Letters(style=LINK))
        relation = self._frame.address(target)
        return _linked(f'r:id="{relation}"', content)

    def end_section(self, *, across: bool) -> None:
        """End what is printed upright or across; what follows begins a new page."""
        self._parts.append(paragraph(NOTHING, BREAK, section=self._frame.section(across=across)))

    def xml(self) -> str:
        """All of it, ending upright."""
        parts = list(self._parts)
        if self._contents:
            parts[self._contents] = self._contents_xml()
        return f"{''.join(parts)}{self._frame.section(across=False)}"

    def _contents_xml(self) -> str:
        """A field that lists the headings. Its entries are there already; their page numbers are fields, which Word
        works out when the document is printed or the field is updated, since here nobody knows them yet."""
        listed = [entry for entry in self._headings if entry[0] <= _IN_CONTENTS]
        begin = field_begin(f'TOC \\o "1-{_IN_CONTENTS}" \\h \\z')
        entries = [self._entry(content, level, place) for level, content, place in listed]
        entries[0] = entries[0].replace("</w:pPr>", f"</w:pPr>{begin}", 1)
        entries[-1] = entries[-1].replace("</w:p>", f"{FIELD_END}</w:p>")
        title = paragraph(words(_("Contents")), CONTENTS_HEADING, new_page=self._contents_on_new_page)
        return (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
            f"</w:docPartObj></w:sdtPr><w:sdtContent>{title}"
            f"{''.join(entries)}</w:sdtContent></w:sdt>"
        )

    @staticmethod
    def _entry(content: Words, level: int, place: str) -> str:
        page = field(f"PAGEREF {place} \\h")
        return paragraph(_linked(f"w:anchor={attribute(place)}", content + _TAB + page), contents(level))


_TAB = Words("<w:r><w:tab/></w:r>")


def to_place(text: str, place: str) -> Words:
    """A text that leads to a place in the document."""
    return _linked(f"w:anchor={attribute(place)}", words(text, Letters(style=LINK)))


def _linked(target: str, content: Words) -> Words:
    return Words(f'<w:hyperlink {target} w:history="1">{content.xml}</w:hyperlink>', content.rtl, content.size)
