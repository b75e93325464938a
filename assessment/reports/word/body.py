"""A Word document as it is written, block by block, into the template: texts, tables, pictures, sections, contents.

Every table has a header row that repeats on each page (or a first column of names), a title for those who can’t see
it, and rows that stay whole unless they are long.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.section import Section
from docx.shared import Emu, Length
from docx.text.paragraph import Paragraph

from assessment.domain.model import Rating
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES
from assessment.parsing.limits import TEXT_LIMIT
from assessment.parsing.message_text import truncated
from assessment.reports.word import markup
from assessment.reports.word.template import SECTIONS, open_template
from assessment.reports.word.text import Piece, Words, WordStyle, Writer, filled, rating_words, shown, words
from assessment.views.results import Fact
from assessment.views.table import Column, Kind

Row = TypeVar("Row")

RED_LINES, GAPS = "red_lines", "gaps"
INFORMATION_GAPS, NOT_APPLICABLE = "information_gaps", "not_applicable"
"""Bookmarks of headings to which other parts of a report link."""
_IN_CONTENTS = 2
"""Levels of headings that the contents list."""
_LETTERS_PER_CENTIMETRE = 6.2
"""In a table, on average."""
_PADDING = 0.3
"""Centimetres of a cell’s width without text."""
_WHOLE_ROW = 14
"""Lines up to which the end of a page doesn’t split a row."""
_KEPT_LAST = 3
"""Rows of names that aren’t parted from each other at the end of a table."""
_LONGEST_PROPERTY = 255
_COMPRESSION = 3
"""Half the time of the usual 6, and a file that is a tenth larger."""


def gap_bookmark(number: int) -> str:
    """The bookmark of a gap, by its number in the order of gaps."""
    return f"gap_{number}"


# Cells

Line = tuple[Words, WordStyle]


@dataclass(frozen=True, slots=True)
class Choices:
    """The words that a cell offers, the one that is chosen, and a title and a tag by which it is found."""

    title: str
    tag: str
    words: Sequence[str]
    chosen: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The paragraphs of a cell, and its background colour."""

    lines: Sequence[Line]
    fill: str = ""
    choices: Choices | None = None


Content = str | int | Rating | Words | Cell
"""What a cell shows: a rating in its colour, with its mark and its word."""


@dataclass(frozen=True, slots=True)
class WordColumn(Generic[Row]):
    """A column: its header, its width in percent of the text’s, and what it shows of a row."""

    header: str | Words
    width: float
    content: Callable[[Row], Content]
    is_number: bool = False


def word_columns(columns: Sequence[Column[Row]], widths: Sequence[float]) -> list[WordColumn[Row]]:
    """Columns as a document draws them; the widths may leave out the first, which has what the others leave."""
    widths = [100 - sum(widths)] * (len(widths) < len(columns)) + list(widths)
    return [
        WordColumn(_header(column), width, _content_of(column), column.kind.is_number)
        for column, width in zip(columns, widths, strict=True)
    ]


def _header(column: Column[Row]) -> Words:
    mark = (Piece(column.mark, WordStyle.MARK),) if column.mark else ()
    return (*mark, Piece(f"\n{column.header}" if mark else column.header))


def _content_of(column: Column[Row]) -> Callable[[Row], Content]:
    def content(row: Row) -> Content:
        value = column.value(row)
        is_rating = column.kind is Kind.RATING and (value is None or isinstance(value, Rating))
        return rating_cell(value) if is_rating else column.text(row)  # type: ignore[arg-type]

    return content


def lines_cell(*lines: Words, style: WordStyle = WordStyle.TABLE_TEXT) -> Cell:
    return Cell([(line, style) for line in lines])


def list_cell(texts: Sequence[str]) -> Cell:
    """A list with bullets."""
    return lines_cell(*map(words, texts), style=WordStyle.TABLE_BULLET)


def rating_cell(rating: Rating | None) -> Cell:
    """A cell in the colour of a rating, or of no answer, with its mark and its word."""
    look = RATING_STYLES[rating]
    return Cell([(rating_words(rating, colour=look.text_colour), WordStyle.TABLE_TEXT)], look.fill)


def _as_cell(content: Content, style: WordStyle) -> Cell:
    match content:
        case Cell():
            return content
        case Rating():
            return rating_cell(content)
        case str() | int():
            return Cell([(words(str(content)), style)])
        case _:
            return Cell([(content, style)])


def _is_short(cell: Cell, width: Length) -> bool:
    """Whether a cell has about as many lines as may stay whole."""
    letters: int = max(1, round((width.cm - _PADDING) * _LETTERS_PER_CENTIMETRE))
    texts = ["".join(piece.text for piece in line) for line, _style in cell.lines]
    return sum(1 + len(text) // letters + text.count("\n") for text in texts) <= _WHOLE_ROW


# The document

_STYLES = {
    False: (WordStyle.TABLE_HEAD, WordStyle.TABLE_TEXT, WordStyle.TABLE_TOTAL),
    True: (WordStyle.TABLE_NUMBER_HEAD, WordStyle.TABLE_NUMBER, WordStyle.TABLE_NUMBER_TOTAL),
}
"""Of the header, the rows and the sum in a column, of texts or of numbers."""


class Body:
    """Writes at the end of a document, whose contents and sections it completes."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._writer = Writer(document)
        self._widths = [_text_width(section) for section in document.sections]
        self._ends = markup.section_ends(document, self._writer.style_ids[WordStyle.TABLE_GAP], SECTIONS - 1)
        self._headings: list[tuple[str, int, str]] = []
        self._table_count = self._figure_count = 0

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
        return paragraph

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
        has_caption: bool = True,
    ) -> None:
        """A table with its numbered caption and its header; `total` is a last row that sums up, and `together` keeps a
        short table on a page."""
        if has_caption:
            self._table_count += 1
            count = _counted("Table", self._table_count)
            caption = filled(_("Table {n}: {title}"), n=count, title=words(title))
            self.write(caption, WordStyle.CAPTION, keep_next=True)
        heads, texts, sums = zip(*(_STYLES[column.is_number] for column in columns), strict=True)
        cells = [([_as_cell(column.header, style) for column, style in zip(columns, heads, strict=True)], False)]
        drawn = [*((row, texts) for row in rows), *([] if total is None else [(total, sums)])]
        for number, (row, styles) in enumerate(drawn, start=1):
            contents = [_as_cell(column.content(row), style) for column, style in zip(columns, styles, strict=True)]
            cells.append((contents, together and number < len(drawn)))
        self._draw(title, [column.width for column in columns], cells, WordStyle.TABLE)

    def facts(self, title: str, rows: Sequence[tuple[str, Content]], *, names: float = 29) -> None:
        """A table of names, in a column of so many percent, and what they stand for, without a caption.

        The end of a page splits it after its second row at the earliest, and before its last three at the latest.
        """
        last = len(rows) - 1
        cells = [
            (
                [_as_cell(name, WordStyle.TABLE_TOTAL), _as_cell(content, WordStyle.TABLE_TEXT)],
                number == 0 or last - _KEPT_LAST < number < last,
            )
            for number, (name, content) in enumerate(rows)
        ]
        self._draw(title, [names, 100 - names], cells, WordStyle.FACTS)

    def list_facts(self, title: str, facts: Sequence[Fact], place: Paragraph) -> None:
        """What a file is about, at the place that its template has for it."""
        self._ends.insert(0, markup.element_of(place))
        self.facts(title, [(fact.label, truncated(fact.text, TEXT_LIMIT)) for fact in facts])
        self._ends.pop(0)
        markup.remove(place)

    def cut_table(self, title: str, rows: Sequence[Sequence[Sequence[Paragraph]]]) -> None:
        """Paragraphs in cells of one width, to be cut along dashed lines."""
        widths = [Emu(self._widths[0] // len(rows[0]))] * len(rows[0])
        self._ends[0].addprevious(
            markup.new_table(title, widths, [([(paragraphs, "") for paragraphs in row], True) for row in rows])
        )

    def _draw(
        self, title: str, percents: Sequence[float], rows: Sequence[tuple[Sequence[Cell], bool]], style: WordStyle
    ) -> None:
        """A table; of each row its cells, and whether it stays on the page of the next."""
        widths = [Emu(round(self._widths[0] * percent / 100)) for percent in percents]
        drawn = [
            ([(self._paragraphs(cell, keep_next), cell.fill) for cell in cells], all(map(_is_short, cells, widths)))
            for cells, keep_next in rows
        ]
        style_id, has_header = self._writer.style_ids[style], style is WordStyle.TABLE
        self._ends[0].addprevious(markup.new_table(title, widths, drawn, style_id=style_id, has_header=has_header))
        # Two tables that touch become one.
        self.write("", WordStyle.TABLE_GAP)

    def _paragraphs(self, cell: Cell, keep_next: bool) -> list[Paragraph]:
        paragraphs = [self.paragraph(line, style, keep_next=keep_next) for line, style in cell.lines]
        if choices := cell.choices:
            markup.offer_choices(paragraphs[0], choices.title, choices.tag, choices.words, choices.chosen)
        return paragraphs

    def picture(self, title: str, png: bytes, alternative: str, note: Words) -> None:
        """A picture as wide as the text, with an alternative text for those who can’t see it, and its caption."""
        self._figure_count += 1
        run = self.write("", WordStyle.FIGURE).add_run()
        run.add_picture(io.BytesIO(png), width=self._widths[0])
        markup.describe_picture(run, title, alternative)
        number = _counted("Figure", self._figure_count)
        self.write(filled(_("Figure {n}: {title}. {note}"), n=number, title=words(title), note=note), WordStyle.CAPTION)

    def end_section(self) -> None:
        """What follows begins a page, of the template’s next section."""
        self._ends.pop(0)
        self._widths.pop(0)

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
        with ZipFile(saved) as given, ZipFile(packed, "w") as archive:
            for name in given.namelist():
                part = ZipInfo(name, written.astimezone(dt.UTC).timetuple()[:6])
                archive.writestr(part, given.read(name), ZIP_DEFLATED, _COMPRESSION)
        return packed.getvalue()

    def _fill_contents(self) -> None:
        """Fill the contents with all headings. Word works out their page numbers when it prints or updates the field,
        since here nobody knows them yet."""
        listed = [heading for heading in self._headings if heading[1] <= _IN_CONTENTS]
        entries = markup.begin_contents(self._document, len(listed))
        for paragraph, (text, level, bookmark) in zip(entries, listed, strict=False):
            page = Piece("", field=f"PAGEREF {bookmark} \\h")
            content = (Piece(f"{text}\t", target=f"#{bookmark}"), page)
            self._writer.write(paragraph, content, WordStyle(f"toc {level}"))
        if entries:
            markup.end_contents(entries[-1])


def plain_body(template: Path | None) -> Body:
    """A body with nothing of the template but its styles and its first page to write on. Raises TemplateRefused."""
    document = open_template(template)
    markup.empty(document)
    return Body(document)


def _text_width(section: Section) -> Length:
    return Emu((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def _counted(kind: str, number: int) -> Words:
    """The number of a table or a figure, which Word counts anew when others are added."""
    return (Piece(str(number), field=f"SEQ {kind} \\* ARABIC"),)
