"""Texts as cells can hold them, such that they come back to the character.

A cell has three faults as a place for a text. XML knows no control characters, so Office writes them as `_x0007_`. A
cell holds 32,767 characters at most, and a row shows still less, so a long text stands in several rows. And programs
alter a few things when they save: they turn carriage returns into line feeds, and stumble over what looks like such an
escape. A text with one of these stands in the hidden sheet too, exactly; it is taken from there as long as the cell
still shows what was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import east_asian_width

CELL_LIMIT = 32_767
"""UTF-16 units that a cell can hold, in Excel and in LibreOffice."""
PIECE_LIMIT = 16_000
"""Characters of a piece of a text: no piece is too long for a cell, even if every character takes two units."""
MOST_ROWS = 20
"""Rows that a text may take in order to be seen in whole."""

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f"
_ESCAPE_LIKE = "_(?=x[0-9A-Fa-f]{4}_)"
_WIDE_UNDERSCORE = "\N{FULLWIDTH LOW LINE}"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def escaped(text: str) -> str:
    """The text as the file of a workbook writes it: control characters, and what looks like one, as Office does."""
    if text.isprintable() and "_x" not in text:
        return text
    text = re.sub(_ESCAPE_LIKE, "_x005F_", text)
    # Half of a pair is no character; neither are the last two, which XML can't hold.
    text = re.sub(r"[\ud800-\udfff\ufffe\uffff]", _REPLACEMENT, text)
    return re.sub(rf"[{_CONTROL}]", lambda found: f"_x{ord(found.group()):04X}_", text)


def shown(text: str) -> str:
    """The text as its cells show it: without what programs alter."""
    if not is_altered(text):
        return text
    text = re.sub(r"\r\n?", "\n", text)
    text = re.sub(r"[\ufffe\uffff]", _REPLACEMENT, text)
    return re.sub(_ESCAPE_LIKE, _WIDE_UNDERSCORE, text)


def is_altered(text: str) -> bool:
    """Whether the text has anything that one program or another alters when it saves a workbook."""
    if text.isprintable() and "_x" not in text:
        return False
    return re.search(rf"[{_CONTROL}\ufffe\uffff]|{_ESCAPE_LIKE}", text) is not None


def is_unchanged(text: str, original: str) -> bool:
    """Whether cells still show the original, whatever the programs in between did to its control characters."""
    return _visible(text) == _visible(shown(original))


def _visible(text: str) -> str:
    return re.sub(rf"[{_CONTROL}]", "", re.sub(r"\r\n?", "\n", text))


def json_pieces(text: str) -> list[str]:
    """The text in JSON and in ASCII, in pieces that fit into cells; nothing in it looks like an escape of Office."""
    written = json.dumps(text).replace("_x", r"\u005fx")
    return [written[start : start + PIECE_LIMIT] for start in range(0, len(written), PIECE_LIMIT)]


def pieces(text: str, width: float, lines: int) -> list[str]:
    """The text in pieces, each of which can be seen in a row of so many lines; joined they are the text.

    A text that would take too many rows is in pieces as large as cells hold instead.
    """
    if len(text) <= width and text.count("\n") < lines:
        return [text]
    if len(text) / width + text.count("\n") > MOST_ROWS * lines:
        return [text[start : start + PIECE_LIMIT] for start in range(0, len(text), PIECE_LIMIT)]
    ends = list(_line_ends(text, width))
    cuts = [0, *ends[lines - 1 : -1 : lines], len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def line_count(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width, reckoned in characters."""
    if len(text) <= width / 2 and "\n" not in text:
        return 1
    return sum(1 for _end in _line_ends(text, width))


def _line_ends(text: str, width: float) -> Iterator[int]:
    """Where each line of the text ends, the break between two lines included in the first."""
    start = 0
    for paragraph in text.split("\n"):
        at, end = start, start + len(paragraph)
        # No letter is narrower than 1, so this much of it says whether the rest is too long for a line.
        while end - at > width or text_width(text[at:end]) > width:
            at = _line_end(text, at, int(width))
            yield at
        start = min(end + 1, len(text))
        yield start


def _line_end(text: str, at: int, room: int) -> int:
    """Where a line ends that begins at `at` and has more to come."""
    fitting = room
    while fitting > 1 and text_width(text[at : at + fitting]) > room:
        fitting = fitting * 3 // 4
    # The space behind a word may hang over the edge.
    gap = text.rfind(" ", at, at + fitting + 1)
    return at + fitting if gap <= at else gap + 1


def text_width(text: str) -> int:
    """The width of a text on one line, in the digits that columns are measured with."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
