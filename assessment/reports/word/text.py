"""Text of a Word document and its styles: to the character, as text and nothing else, in the direction of reading.

XML has no control characters, so these are shown as their pictures, as in a workbook. Word has to be told which runs
are written from right to left, so a text is split where its direction changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.text.paragraph import Paragraph

from assessment.domain.answer import Rating
from assessment.i18n import reads_right_to_left
from assessment.labels.codes import RATING_STYLES, rating_word
from assessment.parsing.limits import link_target
from assessment.reports.word import markup
from assessment.spreadsheet.text import visible

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Letters of Hebrew, Arabic and related scripts, and the mark that counts as one."""
_DIRECTIONS = {"L": False, "R": True, "AL": True}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SPACE = "\N{NO-BREAK SPACE}"


class WordStyle(StrEnum):
    """Of paragraphs, of characters (from ALERT on) and of tables (the last two); a template must have them all."""

    TEXT = "Normal"
    TITLE = "Title"
    SUBTITLE = "Subtitle"
    HEADING_1 = "Heading 1"
    HEADING_2 = "Heading 2"
    HEADING_3 = "Heading 3"
    CONTENTS_1 = "toc 1"
    CONTENTS_2 = "toc 2"
    MARKER = "Report Marker"
    QUOTE = "Quote"
    CITATION = "Report Citation"
    CAPTION = "Caption"
    FIGURE = "Report Figure"
    LEADING = "Report Leading Figure"
    LABEL = "Report Label"
    BULLET = "List Bullet"
    TABLE_TEXT = "Table Text"
    TABLE_HEAD = "Table Head"
    TABLE_NUMBER = "Table Number"
    TABLE_NUMBER_HEAD = "Table Number Head"
    TABLE_TOTAL = "Table Sum"
    TABLE_NUMBER_TOTAL = "Table Number Sum"
    TABLE_BULLET = "Table Bullet"
    TABLE_CITATION = "Table Citation"
    TABLE_GAP = "Table Gap"
    ALERT = "Report Alert"
    MARK = "Report Mark"
    STRONG = "Strong"
    LINK = "Hyperlink"
    TABLE = "Report Table"
    FACTS = "Report Facts"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one look. `target` is a web address, or `#` and a bookmark; `field` is the instruction of a field, which
    shows the text until Word updates it."""

    text: str
    style: str = ""
    colour: str = ""
    fill: str = ""
    language: str = ""
    target: str = ""
    field: str = ""


Words = tuple[Piece, ...]


def words(text: str, style: str = "", *, language: str = "") -> Words:
    return (Piece(text, style, language=language),) if text else ()


def text_of(content: Words) -> str:
    return "".join(piece.text for piece in content)


def filled(sentence: str, **fillings: Words) -> Words:
    """A sentence of ours with words in its placeholders: `filled(_("Table {n}"), n=…)`."""
    content: Words = ()
    for number, part in enumerate(_PLACEHOLDER.split(sentence)):
        content += fillings[part] if number % 2 else words(part)
    return content


def link(text: str, url: str) -> Words:
    """A text that links to a web address; the text alone if that isn’t one."""
    target = link_target(url)
    return words(text) if target is None else (Piece(text, WordStyle.LINK, target=target),)


def link_to(bookmark: str, text: str) -> Words:
    """A text that links to a bookmark of the document."""
    return (Piece(text, WordStyle.LINK, target=f"#{bookmark}"),)


def rating_words(rating: Rating | None, *, colour: str = "") -> Words:
    """Mark and word of a rating, which stay on one line."""
    style = WordStyle.STRONG if colour else ""
    return (
        Piece(RATING_STYLES[rating].mark, WordStyle.MARK, colour),
        Piece(_SPACE + rating_word(rating), style, colour),
    )


def rating_label(rating: Rating | None) -> Words:
    """The mark of a rating, and its word on its colour, in a line of text.

    The mark is of another font, and not every program paints the ground of two fonts equally high; so it has none.
    """
    look = RATING_STYLES[rating]
    word = Piece(f"{_SPACE}{rating_word(rating)}{_SPACE}", WordStyle.STRONG, look.text_colour, look.fill)
    return (Piece(look.mark, WordStyle.MARK), Piece(_SPACE), word)


class Writer:
    """Writes words into the paragraphs of a document."""

    def __init__(self, document: Document) -> None:
        self.style_ids = {str(style.name): style.style_id for style in document.styles}

    def write(self, paragraph: Paragraph, content: Words, style: WordStyle, *, keep_next: bool = False) -> None:
        """Fill a new paragraph, which is read in the direction of its first letter that has one.

        `keep_next` keeps it on the page of what follows it.
        """
        markup.set_style(paragraph, self.style_ids[style], keep_next=keep_next)
        rtl = first_direction("".join(piece.text for piece in content))
        if rtl is not None and rtl != reads_right_to_left():
            markup.set_direction(paragraph, rtl=rtl)
        for piece in content:
            self._write_piece(paragraph, piece)

    def _write_piece(self, paragraph: Paragraph, piece: Piece) -> None:
        runs = []
        for part, rtl in directed(shown(piece.text)):
            run = paragraph.add_run()
            markup.set_look(
                run,
                style_id=self.style_ids.get(piece.style, ""),
                colour=piece.colour,
                fill=piece.fill,
                language=piece.language,
                rtl=rtl,
            )
            run.text = part
            runs.append(run)
        if piece.field:
            markup.make_field(runs, piece.field)
        elif piece.target.startswith("#"):
            markup.make_link(runs, anchor=piece.target[1:])
        elif piece.target:
            markup.make_link(runs, relation=paragraph.part.relate_to(piece.target, RELATION.HYPERLINK, True))


def shown(text: str) -> str:
    """A text as a document can hold it; python-docx makes line breaks and tabs of what breaks a line."""
    return visible(text).replace("\r\n", "\n")


def first_direction(text: str) -> bool | None:
    """Whether the first letter with a direction is read from right to left; None where no letter has one."""
    if text.isascii():
        return False if any(map(str.isalpha, text)) else None
    return next((direction for direction in map(_direction, text) if direction is not None), None)


def _direction(letter: str) -> bool | None:
    return _DIRECTIONS.get(unicodedata.bidirectional(letter))


def directed(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts of one direction each, and whether it is from right to left.

    What has no direction goes with its neighbours if these agree, otherwise with the paragraph (rules N1 and N2 of
    Unicode’s bidirectional algorithm).
    """
    if not _RIGHT_TO_LEFT.search(text):
        yield text, False
        return
    base = bool(first_direction(text))
    parts = [(direction, "".join(letters)) for direction, letters in groupby(text, _direction)]
    around = [base, *(direction for direction, _letters in parts), base]
    resolved = []
    for place, (direction, letters) in enumerate(parts):
        before, after = around[place], around[place + 2]
        neutral = before if before == after else base
        resolved.append((neutral if direction is None else direction, letters))
    for rtl, group in groupby(resolved, lambda part: part[0]):
        yield "".join(letters for _direction, letters in group), bool(rtl)
