"""A Word document as it is written, block by block, into the template: texts, tables, pictures, sections, contents.

Every table has a header row that repeats on each page (or a first column of names), a title for those who can’t see
it, and rows that stay whole unless they are long.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.section import Section
from docx.shared import Emu, Length
from docx.text.paragraph import Paragraph

from assessment.i18n import gettext as _
from assessment.parsing.limits import TEXT_LIMIT
from assessment.parsing.message_text import truncated
from assessment.reports.word import markup
from assessment.reports.word.pages import Block, Heights, number_pages
from assessment.reports.word.tables import (
    PADDING,
    Cell,
    Cells,
    Content,
    Row,
    WordColumn,
    column_widths,
    fact_cells,
    is_short,
    table_cells,
    word_columns,
)
from assessment.reports.word.template import SECTIONS, open_template
from assessment.reports.word.text import Piece, Words, WordStyle, Writer, filled, shown, text_of, words
from assessment.views.results import Fact
from assessment.views.table import Kind, Table

_WITHOUT_CONTENTS = 10
"""Up to so many pages a document has no contents."""
_IN_STRIP = 200
"""Characters of a fact beside others."""
_CONTENTS_HEADING = 40.0
"""Points, with what is around it."""
_ROW_PADDING = 5.0
"""Points above and below the text of a row."""
_LONGEST_PROPERTY = 255
_COMPRESSION = 3
"""Half the time of the usual 6, and a file that is a tenth larger."""


def gap_bookmark(number: int) -> str:
    """The bookmark of a gap, by its number in the order of gaps."""
    return f"gap_{number}"


class Body:
    """Writes at the end of a document, whose contents and sections it completes."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._writer = Writer(document)
        self._widths = [_text_width(section) for section in document.sections]
        self._page_heights = [_text_height(section) for section in document.sections]
        self._heights, self._blocks = Heights(document), [Block(0, new_page=self._page_heights[0])]
        self._ends = markup.section_ends(document, self._writer.style_ids[WordStyle.TABLE_GAP], SECTIONS - 1)
        self._headings: list[tuple[str, int, str]] = []
        self._table_count = self._figure_count = 0
        self._has_first_page = False
        self._second_page: tuple[Paragraph, int] | None = None
        """The heading that begins after the first page, and how many blocks are before it."""

    def paragraph(self, content: Words, style: WordStyle, *, keep_next: bool = False) -> Paragraph:
        """A paragraph that stands nowhere yet, and which `keep_next` keeps on the page of what follows it."""
        paragraph = markup.new_paragraph(self._document)
        self._writer.write(paragraph, content, style, keep_next=keep_next)
        return paragraph

    def add(self, *paragraphs: Paragraph) -> None:
        """Put paragraphs at the end."""
        markup.insert(self._ends[0], *paragraphs)

    def write(self, content: Words | str, style: WordStyle = WordStyle.TEXT, *, keep_next: bool = False) -> Paragraph:
        """A paragraph at the end."""
        content = words(content) if isinstance(content, str) else content
        paragraph = self.paragraph(content, style, keep_next=keep_next)
        self.add(paragraph)
        self._blocks.append(Block(self._heights.of(text_of(content), style, self._widths[0]), keep_next))
        return paragraph

    @contextmanager
    def first_page(self, place: Paragraph) -> Iterator[None]:
        """What is written meanwhile goes to a place of the template; what comes after it begins a page, or the contents
        do."""
        self._ends.insert(0, markup.element_of(place))
        yield
        self._ends.pop(0)
        markup.remove(place)
        self._has_first_page = True

    def bullets(self, items: Sequence[Words | str]) -> None:
        for item in items:
            self.write(item, WordStyle.BULLET)

    def heading(self, text: str, level: int, *, bookmark: str = "", new_page: bool = False) -> None:
        """A heading with the bookmark to which links and the contents lead."""
        number = len(self._headings) + 1
        bookmark = bookmark or f"_Toc{number:08}"
        self._headings.append((text, level, bookmark))
        paragraph = self.write(text, WordStyle(f"Heading {level}"))
        markup.bookmark(paragraph, bookmark, number)
        new_height = self._page_heights[0] * new_page
        self._blocks[-1] = replace(self._blocks[-1], keeps_next=True, bookmark=bookmark, new_page=new_height)
        if new_page:
            paragraph.paragraph_format.page_break_before = True
        elif self._has_first_page and self._second_page is None:
            self._second_page = paragraph, len(self._blocks) - 1

    def table(
        self,
        title: str,
        columns: Sequence[WordColumn[Row]],
        rows: Sequence[Row],
        total: Row | None = None,
        *,
        together: bool = False,
        has_caption: bool = True,
    ) -> None:
        """A table with its numbered caption and its header; `total` is a last row that sums up, and `together` keeps a
        short table on a page."""
        if has_caption:
            self._table_count += 1
            count = _counted("Table", self._table_count)
            caption = filled(_("Table {n}: {title}"), n=count, title=words(title))
            self.write(caption, WordStyle.CAPTION, keep_next=True)
        cells = table_cells(columns, rows, total, together=together)
        self._draw(title, column_widths(columns, cells, self._widths[0]), cells, WordStyle.TABLE)

    def view(self, table: Table[Row], *, without: Collection[Kind] = ()) -> None:
        """A table as it is on pages and in workbooks, without columns for which a page is too narrow, or what is said
        where it has no row; a single row of figures is a list of them."""
        if table.about:
            self.write(table.about, keep_next=bool(table.rows))
        if not table.rows:
            self.write(table.nothing)
        elif len(table.rows) == 1 and all(column.kind.is_number for column in table.columns):
            self.facts(table.title, [(column.header, column.text(table.rows[0])) for column in table.columns], names=60)
        else:
            rows, total = (table.rows[:-1], table.rows[-1]) if table.has_total else (table.rows, None)
            columns = [column for column in table.columns if column.kind not in without]
            self.table(table.title, word_columns(columns), rows, total)

    def facts(self, title: str, rows: Sequence[tuple[str, Content]], *, names: float = 29) -> None:
        """A table of names, in a column of so many percent, and what they stand for, without a caption."""
        self._draw(title, [names, 100 - names], fact_cells(rows), WordStyle.FACTS)

    def list_facts(self, title: str, facts: Sequence[Fact]) -> None:
        """What a file is about."""
        self.facts(title, [(fact.label, truncated(fact.text, TEXT_LIMIT)) for fact in facts])

    def strip(self, title: str, facts: Sequence[Fact], widths: Sequence[float]) -> None:
        """The same, with as many of them beside one another as there are widths, in percent."""
        cells = [
            Cell(
                [
                    (words(fact.label), WordStyle.TABLE_CITATION),
                    (words(truncated(fact.text, _IN_STRIP)), WordStyle.TABLE_TOTAL),
                ]
            )
            for fact in facts
        ]
        rows = [(cells[start : start + len(widths)], False) for start in range(0, len(cells), len(widths))]
        self._draw(title, widths, rows, WordStyle.FACTS)

    def cut_table(self, title: str, rows: Sequence[Sequence[Sequence[Paragraph]]]) -> None:
        """Paragraphs in cells of one width, to be cut along dashed lines."""
        widths = [Emu(self._widths[0] // len(rows[0]))] * len(rows[0])
        self._ends[0].addprevious(
            markup.new_table(title, widths, [([(paragraphs, "") for paragraphs in row], True) for row in rows])
        )

    def _draw(self, title: str, percents: Sequence[float], rows: Sequence[Cells], style: WordStyle) -> None:
        """A table; of each row its cells, and whether it stays on the page of the next."""
        widths = [Emu(round(self._widths[0] * percent / 100)) for percent in percents]
        drawn = [
            ([(self._paragraphs(cell, keep_next), cell.fill) for cell in cells], all(map(is_short, cells, widths)))
            for cells, keep_next in rows
        ]
        style_id, has_header = self._writer.style_ids[style], style is WordStyle.TABLE
        self._ends[0].addprevious(markup.new_table(title, widths, drawn, style_id=style_id, has_header=has_header))
        for number, (cells, keep_next) in enumerate(rows):
            height = max(self._cell_height(cell, width) for cell, width in zip(cells, widths, strict=True))
            self._blocks.append(Block(height + _ROW_PADDING, keep_next or (has_header and number == 0)))
        # Two tables that touch become one.
        self.write("", WordStyle.TABLE_GAP)

    def _cell_height(self, cell: Cell, width: Length) -> float:
        room = Emu(max(width - PADDING, 1))
        return sum(self._heights.of(text_of(line), style, room) for line, style in cell.lines)

    def _paragraphs(self, cell: Cell, keep_next: bool) -> list[Paragraph]:
        paragraphs = [self.paragraph(line, style, keep_next=keep_next) for line, style in cell.lines]
        if choices := cell.choices:
            markup.offer_choices(paragraphs[0], choices.title, choices.tag, choices.words, choices.chosen)
        return paragraphs

    def picture(self, title: str, png: bytes, alternative: str, note: Words) -> None:
        """A picture as wide as the text, with an alternative text for those who can’t see it, and its caption."""
        self._figure_count += 1
        run = self.write("", WordStyle.FIGURE).add_run()
        picture = run.add_picture(io.BytesIO(png), width=self._widths[0])
        markup.describe_picture(run, title, alternative)
        self._blocks.append(Block(picture.height.pt, keeps_next=True))
        number = _counted("Figure", self._figure_count)
        self.write(filled(_("Figure {n}: {title}. {note}"), n=number, title=words(title), note=note), WordStyle.CAPTION)

    def end_section(self) -> None:
        """What follows begins a page, of the template’s next section."""
        for of_section in (self._ends, self._widths, self._page_heights):
            of_section.pop(0)
        self._blocks.append(Block(0, new_page=self._page_heights[0]))

    def end_last_section(self) -> None:
        """What is left of the template’s sections isn’t needed."""
        markup.end_document(self._document, self._ends[0])

    def content(self, *, title: str, subject: str = "", author: str = "", written: dt.datetime) -> bytes:
        """The document as the content of a .docx file, in which every part bears the time `written`, so that the same
        report is the same file."""
        self._fill_contents()
        core = self._document.core_properties
        core.title, core.subject, core.author = (shown(text)[:_LONGEST_PROPERTY] for text in (title, subject, author))
        core.last_modified_by = core.comments = core.keywords = ""
        core.language = markup.language_tag()
        core.created = core.modified = written.astimezone(dt.UTC).replace(tzinfo=None)
        core.revision = 1
        saved, packed = io.BytesIO(), io.BytesIO()
        self._document.save(saved)
        with ZipFile(saved) as original, ZipFile(packed, "w") as archive:
            for name in original.namelist():
                part = ZipInfo(name, written.astimezone(dt.UTC).timetuple()[:6])
                archive.writestr(part, original.read(name), ZIP_DEFLATED, _COMPRESSION)
        return packed.getvalue()

    def _fill_contents(self) -> None:
        """List the headings with their pages behind the first page, if the document is long; else there are none.

        The pages are estimated. LibreOffice works them out as it opens the document, Word when its fields are updated.
        """
        if self._second_page is None:
            return
        begins, before = self._second_page
        first_page, others = self._blocks[:before], self._blocks[before:]
        new_page = self._blocks[0].new_page
        others[0] = replace(others[0], new_page=new_page)
        pages, _places = number_pages([*first_page, *others])
        levels = markup.contents_levels(self._document) if pages > _WITHOUT_CONTENTS else 0
        listed = [heading for heading in self._headings if heading[1] <= levels]
        entries = markup.replace_contents(self._document, len(listed), _("Contents"))
        if not entries:
            begins.paragraph_format.page_break_before = True
            return
        contents = [Block(self._heights.of(text, f"toc {level}", self._widths[0])) for text, level, _mark in listed]
        contents = [Block(_CONTENTS_HEADING, keeps_next=True, new_page=new_page), *contents]
        others[0] = replace(others[0], new_page=0)
        _pages, places = number_pages([*first_page, *contents, *others])
        for paragraph, (text, level, bookmark) in zip(entries, listed, strict=True):
            page = Piece(str(places[bookmark]), field=f"PAGEREF {bookmark} \\h")
            content = (Piece(f"{text}\t", target=f"#{bookmark}"), page)
            self._writer.write(paragraph, content, WordStyle(f"toc {level}"))


def plain_body(template: Path | None) -> Body:
    """A body with nothing of the template but its styles and its first page to write on. Raises TemplateRefused."""
    document = open_template(template)
    markup.empty(document)
    return Body(document)


def _text_width(section: Section) -> Length:
    return Emu((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def _text_height(section: Section) -> float:
    height: float = Emu((section.page_height or 0) - (section.top_margin or 0) - (section.bottom_margin or 0)).pt
    return height


def _counted(kind: str, number: int) -> Words:
    """The number of a table or a figure, which Word counts anew when others are added."""
    return (Piece(str(number), field=f"SEQ {kind} \\* ARABIC"),)
