"""How many lines a text takes in a column, estimated without a font.

A workbook can't ask for rows that are as high as their text, and not every program fits them by itself, so their
heights are estimated from the widths of letters. The widths are those of Noto Sans, which is a little wider than Arial
and what LibreOffice takes where Arial is missing: a row may come out a little too high, never too low.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

_ASCII = {
    27: " !',.:;Iijl|",
    36: '()-/[\\]`frtJ{}"',
    50: "?_csz*",
    57: "0123456789#$+<=>^~aekvxyELFSTZ",
    63: "bdghnopquABCKPRVXY",
    78: "DGHNOQUw%&",
    95: "mMW@",
    220: "\t",
}
"""The widths of letters, in hundredths of their size."""
_OTHER_ASCII = 66
# Of all other letters UTF-8 tells the script by the first byte, which is near enough.
_FIRST_BYTES = {66: range(0xC0, 0xE2), 60: range(0xE2, 0xE3), 110: range(0xE3, 0x100)}
"""Letters of most scripts; punctuation and signs; letters of East Asia, and emoji."""
_WIDEST = 220
_WIDE = 110
"""The widest letter of a word, in hundredths of its size."""


def _by_byte() -> bytes:
    """The width of each byte of UTF-8; the bytes that continue a letter have none."""
    widths = bytearray([_OTHER_ASCII] * 0x80 + [0] * 0x80)
    for width, letters in _ASCII.items():
        for letter in letters.encode():
            widths[letter] = width
    for width, first_bytes in _FIRST_BYTES.items():
        for first_byte in first_bytes:
            widths[first_byte] = width
    return bytes(widths)


_BY_BYTE = _by_byte()

_PIXELS_PER_UNIT = 7
_CELL_PADDING = 6
_SLACK = 1.04


def text_width(text: str) -> float:
    """The width of a text on one line, as a multiple of the size of its letters."""
    return sum(text.encode(errors="replace").translate(_BY_BYTE)) / 100


@lru_cache(maxsize=500)
def room(column_width: float, points: float) -> float:
    """The room for text in a column, as such a multiple; widths are Excel's, sizes are in points."""
    pixels = max(column_width * _PIXELS_PER_UNIT - _CELL_PADDING, _PIXELS_PER_UNIT)
    return pixels * 72 / 96 / points / _SLACK


def column_width(text: str, points: float) -> float:
    """How wide a column must be for a text to stand on one line."""
    pixels = text_width(text) * points * _SLACK * 96 / 72
    return math.ceil(pixels + _CELL_PADDING) / _PIXELS_PER_UNIT


def word_width(texts: Iterable[str], points: float) -> float:
    """How wide a column must be for each word of the texts to stand on one line; a word may break behind a hyphen."""
    words = [part for text in texts for word in text.split() for part in word.replace("-", "- ").split()]
    return max((column_width(word, points) for word in words), default=0.0)


def widest_word(texts: Iterable[str], points: float, width: float) -> float:
    """How wide a column must be for each word to stand on one line, if it is to be wider than this; addresses aside."""
    shortest = max(1, int(100 * room(width, points) / _WIDE))
    long_words = re.compile(rf"[^\s-]{{{shortest},}}-?")
    words = {word for text in texts for word in long_words.findall(text) if "://" not in word}
    return max((column_width(word, points) for word in words), default=0.0)


def line_count(text: str, column_width: float, points: float) -> int:
    if "\n" not in text and len(text) * _WIDEST <= 100 * room(column_width, points):
        return 1
    return sum(1 for _end in line_ends(text, column_width, points))


def fitting(text: str, column_width: float, points: float, lines: int) -> int:
    """How many characters of the text fit in so many lines."""
    ends = list(islice(line_ends(text, column_width, points), lines))
    return ends[-1] if ends else 0


def line_ends(text: str, column_width: float, points: float) -> Iterator[int]:
    """Where each line of the text ends, the break between two lines included in the first."""
    space = room(column_width, points)
    at = 0
    for paragraph in text.split("\n"):
        width = text_width(paragraph)
        if width > space:
            yield from (at + end for end in _breaks(paragraph, width, space))
        at = min(at + len(paragraph) + 1, len(text))
        yield at


def _breaks(paragraph: str, width: float, space: float) -> list[int]:
    """Where a paragraph that is wider than the space breaks, without its own end."""
    capacity = max(1, math.floor(space * len(paragraph) / width))
    breaks, at = [], 0
    while len(paragraph) - at > capacity:
        # The space behind a word may hang over the edge.
        gap = paragraph.rfind(" ", at, at + capacity + 1)
        at = at + capacity if gap < 0 else gap + 1
        breaks.append(at)
    return breaks
