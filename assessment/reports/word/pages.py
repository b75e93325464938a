"""On which page of a document things come to stand, estimated: only the program that opens it knows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.shared import Length

from assessment.spreadsheet.text_width import text_width

_NATURAL_LINE = 1.16
"""The height of a line as a multiple of the size of its letters, before a style spaces it."""
_NARROWER = 0.93
"""How wide Arial is, of the widths that `text_width` knows."""
_DEFAULT_SIZE, _DEFAULT_SPACING, _DEFAULT_AFTER = 10.5, 1.18, 6.0


@dataclass(frozen=True, slots=True)
class Block:
    """What stays on one page if it can: its height in points, and the bookmarks in it."""

    height: float
    keeps_next: bool = False
    bookmark: str = ""
    new_page: float = 0
    """Where it begins a page, the height of the pages from there on."""


def number_pages(blocks: Sequence[Block]) -> tuple[int, Mapping[str, int]]:
    """The number of pages, and the page of each bookmark."""
    pages: dict[str, int] = {}
    page, page_height, used = 1, math.inf, 0.0
    kept: list[Block] = []
    for block in blocks:
        if block.new_page:
            page, page_height, used = page + bool(used), block.new_page, 0.0
        kept.append(block)
        if block.keeps_next:
            continue
        height = sum(each.height for each in kept)
        if used and used + height > page_height:
            page, used = page + 1, 0.0
        pages |= {each.bookmark: page for each in kept if each.bookmark}
        kept = []
        used += height
        while used > page_height:
            page, used = page + 1, used - page_height
    return page, pages


class Heights:
    """The heights of paragraphs in the styles of a document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._looks: dict[str, tuple[float, float, float]] = {}

    def of(self, text: str, style: str, width: Length) -> float:
        """The height in points of a paragraph as wide as this."""
        if style not in self._looks:
            self._looks[style] = self._look(style)
        size, line, around = self._looks[style]
        room: float = max(width.pt / size / _NARROWER, 1)
        return around + line * sum(max(1, math.ceil(text_width(part) / room)) for part in text.split("\n"))

    def _look(self, style: str) -> tuple[float, float, float]:
        """The size of letters, the height of a line, and what is above and below a paragraph."""
        size = self._first(style, lambda each: each.font.size)
        spacing = self._first(style, lambda each: each.paragraph_format.line_spacing)
        before = self._first(style, lambda each: each.paragraph_format.space_before)
        after = self._first(style, lambda each: each.paragraph_format.space_after)
        points = size.pt if size else _DEFAULT_SIZE
        line = spacing.pt if isinstance(spacing, Length) else points * _NATURAL_LINE * (spacing or _DEFAULT_SPACING)
        return points, line, (before.pt if before else 0) + (_DEFAULT_AFTER if after is None else after.pt)

    def _first(self, style: str, value: Any) -> Any:
        """The value of a style, or of the first of those it is based on that has one."""
        look: Any = self._document.styles[style]
        while look is not None:
            if (found := value(look)) is not None:
                return found
            look = look.base_style
        return None
