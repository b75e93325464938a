"""Native charts: bars of answers in the colours of the ratings, with axes that show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.text import Text as ChartText
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from assessment.legend import INK, Look
from assessment.reports.columns import Area
from assessment.reports.styles import FONT, RULE

_OUTLINE = "#6b7884"
"""Sets the palest fill apart from the paper."""
_NOTHING_ELSE = dict.fromkeys(("showSerName", "showCatName", "showLegendKey", "showPercent", "showBubbleSize"), False)
"""A label tells its figure alone."""
_BAR_HEIGHT = 0.7
_SURROUNDINGS = 3.3
"""Centimetres: of a bar with its gap; of title, legend and axis together."""


def bars_height(bars: int) -> int:
    """How high a chart of so many bars should be, in centimetres."""
    return round(bars * _BAR_HEIGHT + _SURROUNDINGS)


def stacked_bars(
    sheet: Worksheet,
    area: Area,
    looks: Sequence[Look],
    *,
    title: str,
    categories: str,
    values: str,
    parts: Sequence[Sequence[int]],
) -> BarChart:
    """A chart of a table whose first column names the bars; the next columns are their parts, one a look.

    `categories` and `values` name the axes; `parts` are the lengths in the table, of each look for all bars.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    names = AxDataSource(strRef=StrRef(f=area.reference(1)))
    for column, (look, counts) in enumerate(zip(looks, parts, strict=True), start=2):
        series = _series(sheet, area, column, look, names)
        series.dLbls.dLbl = [_no_label(bar) for bar, count in enumerate(counts) if not count]
        chart.append(series)
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
    chart.y_axis.majorUnit = max(1, round(max(map(sum, zip(*parts, strict=True))) / 10))
    chart.y_axis.number_format = "0"
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=_rgb(RULE))))
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.roundedCorners = False
    return chart


def _series(sheet: Worksheet, area: Area, column: int, look: Look, names: AxDataSource) -> Any:
    reference = Reference(sheet, min_col=column, max_col=column, min_row=area.first_row - 1, max_row=area.last_row)
    series = Series(reference, title_from_data=True)
    series.cat = names
    series.graphicalProperties = GraphicalProperties(
        solidFill=_rgb(look.fill), ln=LineProperties(solidFill=_rgb(_OUTLINE), w=6350)
    )
    series.dLbls = DataLabelList(txPr=_text(900, look.ink), showVal=True, **_NOTHING_ELSE)
    return series


def _no_label(bar: int) -> DataLabel:
    """No figure at a part of no length."""
    return DataLabel(idx=bar, showVal=False, **_NOTHING_ELSE)


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
