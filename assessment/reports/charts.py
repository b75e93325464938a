"""Native charts: bars of answers in the colours of the ratings, with axes that show."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.text import Text as ChartText
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.xml.functions import tostring

from assessment.legend import INK, Look
from assessment.reports.columns import Area
from assessment.reports.styles import FONT, RULE

_OUTLINE = "#6b7884"
"""Sets the palest fill apart from the paper."""
_NOTHING_ELSE = dict.fromkeys(("showSerName", "showCatName", "showLegendKey", "showPercent", "showBubbleSize"), False)
"""A label tells its figure alone."""
_NO_ZERO = "0;;"
"""How labels show their figure: not at all at a part of no length."""
_BAR_HEIGHT = 0.7
_SURROUNDINGS = 3.3
"""Centimetres: of a bar with its gap; of title, legend and axis together."""


def bars_height(bars: int) -> int:
    """How high a chart of so many bars should be, in centimetres."""
    return round(bars * _BAR_HEIGHT + _SURROUNDINGS)


@lru_cache(maxsize=16)
def stacked_bars(
    area: Area, looks: tuple[Look, ...], *, title: str, categories: str, values: str, longest: int
) -> bytes:
    """A chart of a table whose first column names the bars; the next columns are their parts, one a look.

    `categories` and `values` name the axes; `longest` is the length of the longest bar. The chart says where its
    figures stand and holds none of them, so that one serves every report of a catalogue.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    names = AxDataSource(strRef=StrRef(f=area.reference(1)))
    for column, look in enumerate(looks, start=2):
        chart.append(_series(area, column, look, names))
    chart.title = _title(title, 1200)
    chart.legend.position = "b"
    chart.legend.overlay = False
    chart.legend.txPr = _text(900)
    chart.x_axis.title, chart.y_axis.title = _title(categories, 900), _title(values, 900)
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _text(900)
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_rgb(RULE)))
    # Bars stand in the order of the table, from the top, with the numbers below them.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    chart.y_axis.scaling.min = 0
    chart.y_axis.majorUnit = max(1, round(longest / 10))
    chart.y_axis.number_format = "0"
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=_rgb(RULE))))
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.roundedCorners = False
    # openpyxl has no public way to write a chart by itself, nor to say that a label's format isn't that of the cell.
    written: Any = chart._write()  # type: ignore[attr-defined]
    for number_format in written.iter("numFmt"):
        number_format.set("sourceLinked", "0")
    content: bytes = tostring(written)
    return content


def _series(area: Area, column: int, look: Look, names: AxDataSource) -> Any:
    series = Series(Reference(range_string=area.reference(column, header=True)), title_from_data=True)
    series.cat = names
    series.graphicalProperties = GraphicalProperties(
        solidFill=_rgb(look.fill), ln=LineProperties(solidFill=_rgb(_OUTLINE), w=6350)
    )
    series.dLbls = DataLabelList(numFmt=_NO_ZERO, txPr=_text(900, look.ink), showVal=True, **_NOTHING_ELSE)
    return series


def _title(text: str, size: int) -> Title:
    run = RegularTextRun(t=text, rPr=_letters(size, INK, bold=True))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_letters(size, INK, bold=True)), r=[run])
    return Title(tx=ChartText(rich=RichText(p=[paragraph])), overlay=False)


def _text(size: int, ink: str = INK) -> RichText:
    properties = ParagraphProperties(defRPr=_letters(size, ink))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=_letters(size, ink))])


def _letters(size: int, ink: str, *, bold: bool = False) -> CharacterProperties:
    """Letters of a size in hundredths of a point."""
    return CharacterProperties(sz=size, b=bold, solidFill=_rgb(ink), latin=Font(typeface=FONT))


def _rgb(colour: str) -> str:
    return colour.lstrip("#")
