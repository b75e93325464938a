"""How a sheet is printed: the paper, the number of pages in width, and the footer."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.i18n import gettext as _
from assessment.spreadsheet.text import visible

FOOTER_LIMIT = 125
"""Characters of the words in the footer; Office accepts 255 in all."""
_POINTS = 8


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper: its number in Office, and its width in portrait and in landscape, in points."""

    number: int
    portrait_width: float
    landscape_width: float


A4 = Paper(9, 595.3, 841.9)
A3 = Paper(8, 841.9, 1190.6)


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a sheet; margins are in inches.

    It is `pages_wide` and `pages_high`, 0 for as many as it needs; with neither it is printed in full size.
    """

    paper: Paper = A4
    landscape: bool = True
    side_margin: float = 0.45
    top_margin: float = 0.35
    bottom_margin: float = 0.5
    pages_wide: int = 1
    pages_high: int = 0

    @property
    def room(self) -> float:
        """The width that can be printed on, in points."""
        width = self.paper.landscape_width if self.landscape else self.paper.portrait_width
        return width - 2 * 72 * self.side_margin


def page_footer(words: str) -> str:
    """The footer of each page in Office's codes: the words, and opposite them the sheet's title and the page number, so
    that long words can't run into these."""
    words = " ".join(visible(words).split())[:FOOTER_LIMIT]
    page = _plain(_("{sheet} · Page {page} of {pages}")).format(sheet="&A", page="&P", pages="&N")
    return f"&L&{_POINTS} {_plain(words)}&R&{_POINTS} {page}"


def _plain(text: str) -> str:
    """A text in which no character is taken for a code."""
    return text.replace("&", "&&")
