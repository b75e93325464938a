"""The body of a Word report as it is written, section by section, at the end of the template."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TypeVar

from docx.document import Document
from docx.section import Section
from docx.shared import Emu, Length
from docx.text.paragraph import Paragraph

from assessment.i18n import gettext as _
from assessment.parsing.limits import TEXT_LIMIT
from assessment.parsing.message_text import truncated
from assessment.reports.word import markup
from assessment.reports.word.tables import Tables, WordCell, WordColumn, text_cell
from assessment.reports.word.text import NOTHING, Piece, Words, WordStyle, Writer, contents, filled, heading, words
from assessment.views.results import Fact

Row = TypeVar("Row")

RED_LINES, GAPS = "red_lines", "gaps"
INFORMATION_GAPS, NOT_APPLICABLE = "information_gaps", "not_applicable"
"""Bookmarks of headings to which other parts of a report link."""
_IN_CONTENTS = 2
"""Levels of headings that the contents list."""


def gap_bookmark(number: int) -> str:
    """The bookmark of a gap, by its number in the order of gaps."""
    return f"gap_{number}"


class Body:
    """Writes into a document, whose contents and sections it completes."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._writer = Writer(document)
        self._tables = Tables(document, self._writer)
        self._widths = [_text_width(section) for section in document.sections]
        self._section_ends = markup.SectionEnds(document, document.styles[WordStyle.TABLE_GAP].style_id)
        self._contents = markup.TableOfContents(document)
        self._headings: list[tuple[str, int, str]] = []
        self._table_count = self._figure_count = 0

    def write(self, content: Words | str, style: WordStyle = WordStyle.TEXT, *, keep_next: bool = False) -> Paragraph:
        """A paragraph, which `keep_next` keeps on the page of what follows it."""
        paragraph = self._document.add_paragraph()
        content = words(content) if isinstance(content, str) else content
        self._writer.write(paragraph, content, style, keep_next=keep_next)
        return paragraph

    def bullets(self, items: Sequence[Words | str]) -> None:
        for item in items:
            self.write(item, WordStyle.BULLET)

    def heading(self, text: str, level: int, *, bookmark: str = "", new_page: bool = False) -> None:
        """A heading with the bookmark to which links and the contents lead."""
        number = len(self._headings) + 1
        bookmark = bookmark or f"_Toc{number:08}"
        self._headings.append((text, level, bookmark))
        paragraph = self.write(text, heading(level))
        markup.bookmark(paragraph, bookmark, number)
        if new_page:
            paragraph.paragraph_format.page_break_before = True

    def table(
        self,
        title: str,
        columns: Sequence[WordColumn[Row]],
        rows: Sequence[Row],
        total: Row | None = None,
        *,
        together: bool = False,
    ) -> None:
        """A numbered caption and its table."""
        self._table_count += 1
        caption = filled(_("Table {n}: {title}"), n=_counted("Table", self._table_count), title=words(title))
        self.write(caption, WordStyle.CAPTION, keep_next=True)
        self._tables.add(title, columns, rows, total, self._widths[0], together=together)

    def facts(
        self, title: str, rows: Sequence[tuple[str, WordCell]], *, names: float, place: Paragraph | None = None
    ) -> None:
        """A table of names, in a column of so many percent, without a caption; at a `place` if it has one."""
        self._tables.add_facts(title, rows, names, self._widths[0])
        if place:
            markup.move_last(self._document, 2, place)

    def list_facts(self, title: str, facts: Sequence[Fact], place: Paragraph) -> None:
        """What a file is about, at the place that its template has for it."""
        rows = [(fact.label, text_cell(truncated(fact.text, TEXT_LIMIT))) for fact in facts]
        self.facts(title, rows, names=29, place=place)

    def picture(self, title: str, png: bytes, alternative: str, note: Words) -> None:
        """A picture as wide as the text, with an alternative text for those who can’t see it, and its caption."""
        self._figure_count += 1
        run = self.write(NOTHING, WordStyle.FIGURE).add_run()
        run.add_picture(io.BytesIO(png), width=self._widths[0])
        markup.describe_picture(run, title, alternative)
        number = _counted("Figure", self._figure_count)
        self.write(filled(_("Figure {n}: {title}. {note}"), n=number, title=words(title), note=note), WordStyle.CAPTION)

    def end_section(self) -> None:
        """What follows begins a page, of the template’s next section."""
        self._section_ends.put_next()
        self._widths.pop(0)

    def end_last_section(self) -> None:
        """What is left of the template’s sections isn’t needed."""
        self._section_ends.keep_next_only()

    def complete(self) -> None:
        """Fill the contents, once all headings are written. Word works out their page numbers when it prints or
        updates the field, since here nobody knows them yet."""
        listed = [found for found in self._headings if found[1] <= _IN_CONTENTS]
        entries = self._contents.entries(len(listed))
        for paragraph, (text, level, bookmark) in zip(entries, listed, strict=False):
            page = Piece("", field=f"PAGEREF {bookmark} \\h")
            self._writer.write(paragraph, (Piece(f"{text}\t", target=f"#{bookmark}"), page), contents(level))
        if entries:
            self._contents.end(entries[-1])


def _text_width(section: Section) -> Length:
    return Emu((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def _counted(kind: str, number: int) -> Words:
    """The number of a table or a figure, which Word counts anew when others are added."""
    return (Piece(str(number), field=f"SEQ {kind} \\* ARABIC"),)
