"""The charts of a sheet: what each is, where it stands, and the part of the file that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from openpyxl.xml.constants import CHART_NS, DRAWING_NS, REL_NS, SHEET_DRAWING_NS

_UNITS = 360_000
"""Of Office, in a centimetre."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as its part of the file, and where it stands: from which row on, its size in centimetres.

    `words` say what it shows, for who can't see it.
    """

    xml: bytes
    words: str
    row: int
    width: int
    height: int


def drawing(charts: Sequence[Chart], relations: Sequence[str]) -> str:
    """The drawing of a sheet; `relations` lead to its charts."""
    frames = "".join(
        _frame(number, chart, relation)
        for number, (chart, relation) in enumerate(zip(charts, relations, strict=True), start=1)
    )
    names = f'xmlns="{SHEET_DRAWING_NS}" xmlns:a="{DRAWING_NS}" xmlns:c="{CHART_NS}" xmlns:r="{REL_NS}"'
    return f"<wsDr {names}>{frames}</wsDr>"


def _frame(number: int, chart: Chart, relation: str) -> str:
    return (
        "<oneCellAnchor>"
        f"<from><col>0</col><colOff>0</colOff><row>{chart.row - 1}</row><rowOff>0</rowOff></from>"
        f'<ext cx="{chart.width * _UNITS}" cy="{chart.height * _UNITS}"/>'
        "<graphicFrame><nvGraphicFramePr>"
        f'<cNvPr id="{number}" name="Chart {number}" descr={quoteattr(chart.words)}/><cNvGraphicFramePr/>'
        "</nvGraphicFramePr><xfrm/>"
        f'<a:graphic><a:graphicData uri="{CHART_NS}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic>'
        "</graphicFrame><clientData/></oneCellAnchor>"
    )
