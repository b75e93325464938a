"""Text as a Word document holds it: to the character, as text and nothing else, in the direction in which it is read.

XML has no control characters, so these are shown as their pictures, as in a workbook. Whatever breaks a line (a line
feed, a carriage return, both) becomes a break of the line. Word has to be told which runs are written from right to
left, so a text is parted where its direction changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from babel import Locale

from assessment.language import spoken
from assessment.spreadsheet.text import visible

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Letters of Hebrew, Arabic and their neighbours, and the mark that stands for one."""
_BREAK = re.compile("(\r\n|\r|\n|\t)")
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """Runs of a paragraph as XML; which way their first letter with a direction is read, if any has one; and how many
    characters they show."""

    xml: str = ""
    rtl: bool | None = None
    size: int = 0

    def __add__(self, other: Words) -> Words:
        return Words(self.xml + other.xml, other.rtl if self.rtl is None else self.rtl, self.size + other.size)


NOTHING = Words()


@dataclass(frozen=True, slots=True)
class Letters:
    """How letters look beside what their paragraph's style says; colours and languages as Word writes them."""

    style: str = ""
    bold: bool = False
    ink: str = ""
    fill: str = ""
    language: str = ""


PLAIN = Letters()
BOLD = Letters(bold=True)


def words(text: str, letters: Letters = PLAIN) -> Words:
    """A text as runs. What is in it stays text, whatever it looks like."""
    shown = visible(text)
    if not shown:
        return NOTHING
    rtl = first_direction(shown)
    runs = "".join(_run(part, letters, goes_left) for part, goes_left in _directed(shown, bool(rtl)))
    return Words(runs, rtl, len(shown))


def filled(template: str, **fillings: Words) -> Words:
    """A sentence of ours with runs in its places: `filled(_("Page {page}"), page=…)`."""
    found = NOTHING
    for number, part in enumerate(_PLACE.split(template)):
        found += fillings[part] if number % 2 else words(part)
    return found


def paragraph(content: Words, style: str, *, keep_next: bool = False, new_page: bool = False, section: str = "") -> str:
    """A paragraph as XML, in the direction of its words.

    `keep_next` keeps it on the page of the one below it, `new_page` begins a page with it, and `section` is the XML of
    the section that it ends.
    """
    document = reads_right_to_left()
    rtl = document if content.rtl is None else content.rtl
    properties = "".join(
        (
            "<w:keepNext/>" if keep_next else "",
            "<w:pageBreakBefore/>" if new_page else "",
            "" if rtl == document else f'<w:bidi w:val="{int(rtl)}"/>',
            section,
        )
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content.xml}</w:p>'


def first_direction(text: str) -> bool | None:
    """Whether the first letter with a direction is read from right to left; None where no letter has one."""
    if text.isascii():
        return False if any(map(str.isalpha, text)) else None
    return next((direction for direction in map(_direction, text) if direction is not None), None)


def reads_right_to_left() -> bool:
    """Whether the language that is spoken is read from right to left."""
    return _is_right_to_left(spoken())


@lru_cache(maxsize=64)
def _is_right_to_left(language: str) -> bool:
    return str(Locale.parse(language).text_direction) == "rtl"


def attribute(text: str) -> str:
    """A text as the value of an attribute, in its quotation marks."""
    return quoteattr(visible(text))


def run_properties(letters: Letters, *, rtl: bool = False) -> str:
    """XML of how letters look, in the order that the format asks for."""
    found = "".join(
        (
            f"<w:rStyle w:val={attribute(letters.style)}/>" if letters.style else "",
            "<w:b/><w:bCs/>" if letters.bold else "",
            f'<w:color w:val="{letters.ink.lstrip("#")}"/>' if letters.ink else "",
            f'<w:shd w:val="clear" w:color="auto" w:fill="{letters.fill.lstrip("#")}"/>' if letters.fill else "",
            "<w:rtl/>" if rtl else "",
            f"<w:lang w:val={attribute(letters.language)}/>" if letters.language else "",
        )
    )
    return f"<w:rPr>{found}</w:rPr>" if found else ""


def _run(text: str, letters: Letters, rtl: bool) -> str:
    content = "".join(
        {"\t": "<w:tab/>"}.get(part, "<w:br/>") if number % 2 else f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for number, part in enumerate(_BREAK.split(text))
        if part
    )
    return f"<w:r>{run_properties(letters, rtl=rtl)}{content}</w:r>"


def _direction(letter: str) -> bool | None:
    match unicodedata.bidirectional(letter):
        case "L":
            return False
        case "R" | "AL":
            return True
        case _:
            return None


def _directed(text: str, base: bool) -> Iterator[tuple[str, bool]]:
    """The text in parts of one direction each.

    What has no direction goes with its neighbours if these agree, otherwise with the paragraph (rules N1 and N2 of
    Unicode's bidirectional algorithm).
    """
    if not _RIGHT_TO_LEFT.search(text):
        yield text, False
        return
    parts = [(direction, "".join(letters)) for direction, letters in groupby(text, _direction)]
    known = [base, *(direction for direction, _letters in parts if direction is not None), base]
    place, resolved = 0, []
    for direction, letters in parts:
        if direction is not None:
            place += 1
            resolved.append((direction, letters))
        else:
            before, after = known[place], known[place + 1]
            resolved.append((before if before == after else base, letters))
    for direction, group in groupby(resolved, lambda part: part[0]):
        yield "".join(letters for _direction, letters in group), direction
