"""How a sheet is printed: across, with whose report it is and the page number at the foot; one page wide, unless the
letters would become too small to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from assessment.language import gettext as _

_FOOT_POINTS = 8


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper: its number in Office, its width across in points, and the margins at its sides in inches.

    What isn't `one_wide` goes on beside, on as many pages as it is wide, in the size that it has.
    """

    number: int
    width: float
    margin: float
    one_wide: bool = True

    @property
    def room(self) -> float:
        """The width that can be printed on, in points."""
        return self.width - 2 * 72 * self.margin


A4 = Paper(9, 841.9, 0.45)
A3 = Paper(8, 1190.6, 0.2)
"""For the widest lists; its margins are about the narrowest that printers can keep."""
A3_SIDE_BY_SIDE = Paper(8, 1190.6, 0.2, one_wide=False)
"""For matrices of any width."""

SMALLEST = 7.5
"""Points: no letter is printed smaller."""
_POINTS_PER_UNIT = 7 * 72 / 96


def fitting_paper(widths: Iterable[float], points: float) -> Paper:
    """The smallest paper on which columns of these widths, with letters of that size, can be read one page wide."""
    needed = sum(widths) * _POINTS_PER_UNIT * SMALLEST / points
    return next((paper for paper in (A4, A3) if needed <= paper.room), A3_SIDE_BY_SIDE)


def page_setup(paper: Paper, name: str) -> str:
    """The elements that set up the print of a sheet, which is as many pages long as it needs."""
    # The page number is beside the name and not in the middle, where a long name would run into it.
    page = _plain(_("{sheet} · Page {page} of {pages}")).format(sheet="&A", page="&P", pages="&N")
    foot = escape(f"&L&{_FOOT_POINTS} {_plain(name)}&R&{_FOOT_POINTS} {page}")
    fit = ' fitToWidth="1" fitToHeight="0"' if paper.one_wide else ""
    sides = f'left="{paper.margin}" right="{paper.margin}"'
    return (
        f'<pageMargins {sides} top="0.35" bottom="0.5" header="0.25" footer="0.25"/>'
        f'<pageSetup paperSize="{paper.number}" orientation="landscape"{fit}/>'
        f"<headerFooter><oddFooter>{foot}</oddFooter></headerFooter>"
    )


def _plain(text: str) -> str:
    """A text in which no sign is taken for a code."""
    return text.replace("&", "&&")
