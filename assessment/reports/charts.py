"""Native charts with axes that show, whose parts are told apart in greyscale too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.text import Text as ChartText
from openpyxl.chart.title import Title
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.xml.functions import tostring

from assessment.legend import ACCENT, INK, PAPER, Look
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
    area: Area,
    looks: tuple[Look, ...],
    *,
    title: str,
    categories: str,
    values: str,
    longest: int,
    name_column: int = 1,
    first_column: int = 2,
) -> bytes:
    """A chart of a table of which one column names the bars; the columns from `first_column` on are their parts, one a
    look.

    `categories` and `values` name the axes; `longest` is the length of the longest bar. The chart says where its
    figures stand and holds none of them, so that one serves every report of a catalogue.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    names = AxDataSource(strRef=StrRef(f=area.reference(name_column)))
    for column, look in enumerate(looks, start=first_column):
        series = Series(Reference(range_string=area.reference(column, header=True)), title_from_data=True)
        series.graphicalProperties = _filled(GraphicalProperties(solidFill=_rgb(look.fill)))
        series.dLbls = _figures(_NO_ZERO, look.ink, 900)
        _add(chart, series, names)
    _dress(chart, title, categories, values)
    # Bars stand in the order of the table, from the top, with the numbers below them.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    chart.y_axis.majorUnit = max(1, round(longest / 10))
    return _xml(chart)


class Line(NamedTuple):
    """One of several series: what it is called, and where its figures and the names of their places stand."""

    name: str
    values: str
    places: str


def clustered_columns(lines: Sequence[Line], *, title: str, categories: str, values: str) -> bytes:
    """A chart of percentages beside each other, of as many series as `CLUSTERED` at most: told apart by fills that
    differ in lightness and in pattern."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "clustered", 0, 60
    for line, (fill, pattern) in zip(lines, _FILLS, strict=False):
        series = Series(Reference(range_string=line.values), title=line.name)
        series.graphicalProperties = _filled(
            _pattern(fill, pattern) if pattern else GraphicalProperties(solidFill=fill)
        )
        series.dLbls = _figures("0", INK, 700)
        series.dLbls.dLblPos = "outEnd"
        _add(chart, series, AxDataSource(strRef=StrRef(f=line.places)))
    _dress(chart, title, categories, values)
    _percentages(chart)
    return _xml(chart)


def percentage_lines(lines: Sequence[Line], *, title: str, categories: str, values: str) -> bytes:
    """A chart of percentages after each other, the first series the strongest: told apart by marks and dashes."""
    chart: Any = LineChart()
    for number, line in enumerate(lines):
        series = Series(Reference(range_string=line.values), title=line.name)
        colour, dash = _rgb(ACCENT if number == 0 else INK), _DASHES[number % len(_DASHES)]
        series.graphicalProperties = GraphicalProperties(
            ln=LineProperties(solidFill=colour, w=34_925 if number == 0 else 12_700, prstDash=dash)
        )
        outline = GraphicalProperties(solidFill=_rgb(PAPER), ln=LineProperties(solidFill=colour))
        if number % 2 == 0:
            outline.solidFill = colour
        series.marker = Marker(symbol=_MARKS[number % len(_MARKS)], size=7, spPr=outline)
        series.smooth = False
        _add(chart, series, AxDataSource(strRef=StrRef(f=line.places)))
    _dress(chart, title, categories, values)
    _percentages(chart)
    chart.legend.position = "r"
    return _xml(chart)


_FILLS: tuple[tuple[str, Any], ...] = (
    ("0B3C5D", ""),
    ("0B3C5D", "wdUpDiag"),
    ("8FB4C7", ""),
    ("1B2733", "smGrid"),
    ("E6EDF1", ""),
    ("1B2733", "ltHorz"),
)
CLUSTERED = len(_FILLS)
"""How many series can be told apart beside each other."""
_MARKS: tuple[Any, ...] = ("circle", "square", "diamond", "triangle")
_DASHES: tuple[Any, ...] = ("solid", "dash", "sysDot", "dashDot", "lgDash")


def _pattern(fill: Any, pattern: Any) -> GraphicalProperties:
    paper: Any = _rgb(PAPER)
    colours: Any = {"fgClr": ColorChoice(srgbClr=fill), "bgClr": ColorChoice(srgbClr=paper)}
    return GraphicalProperties(pattFill=PatternFillProperties(prst=pattern, **colours))


def _filled(properties: GraphicalProperties) -> GraphicalProperties:
    properties.ln = LineProperties(solidFill=_rgb(_OUTLINE), w=6350)
    return properties


def _figures(number_format: str, ink: str, size: int) -> DataLabelList:
    return DataLabelList(numFmt=number_format, txPr=_text(size, ink), showVal=True, **_NOTHING_ELSE)


def _add(chart: Any, series: Any, names: AxDataSource) -> None:
    series.cat = names
    chart.append(series)


def _dress(chart: Any, title: str, categories: str, values: str) -> None:
    """Give a chart its titles, a legend, and axes that show."""
    chart.title = _title(title, 1200)
    chart.legend.position = "b"
    chart.legend.overlay = False
    chart.legend.txPr = _text(900)
    chart.x_axis.title, chart.y_axis.title = _title(categories, 900), _title(values, 900)
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _text(900)
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_rgb(RULE)))
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = "0"
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=_rgb(RULE))))
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.roundedCorners = False


def _percentages(chart: Any) -> None:
    chart.y_axis.scaling.max = 100
    chart.y_axis.majorUnit = 20


def _xml(chart: Any) -> bytes:
    # openpyxl has no public way to write a chart by itself, nor to say that a label's format isn't that of the cell.
    written = chart._write()
    for number_format in written.iter("numFmt"):
        number_format.set("sourceLinked", "0")
    content: bytes = tostring(written)
    return content


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
