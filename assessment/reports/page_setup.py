"""How a sheet is printed: across, one page wide, with whose report it is and the page number at the foot."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from assessment.language import gettext as _

_FOOT_POINTS = 8


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper: its number in Office, its width across in points, and the margins at its sides in inches."""

    number: int
    width: float
    margin: float

    @property
    def room(self) -> float:
        """The width that can be printed on, in points."""
        return self.width - 2 * 72 * self.margin


A4 = Paper(9, 841.9, 0.45)
A3 = Paper(8, 1190.6, 0.2)
"""For the widest lists; its margins are about the narrowest that printers can keep."""


def page_setup(paper: Paper, name: str) -> str:
    """The elements that set up the print of a sheet: one page wide, and as many pages long as it needs."""
    # The page number is beside the name and not in the middle, where a long name would run into it.
    page = _plain(_("{sheet} · Page {page} of {pages}")).format(sheet="&A", page="&P", pages="&N")
    foot = escape(f"&L&{_FOOT_POINTS} {_plain(name)}&R&{_FOOT_POINTS} {page}")
    sides = f'left="{paper.margin}" right="{paper.margin}"'
    return (
        f'<pageMargins {sides} top="0.35" bottom="0.5" header="0.25" footer="0.25"/>'
        f'<pageSetup paperSize="{paper.number}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{foot}</oddFooter></headerFooter>"
    )


def _plain(text: str) -> str:
    """A text in which no sign is taken for a code."""
    return text.replace("&", "&&")
