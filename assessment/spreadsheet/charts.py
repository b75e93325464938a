"""Native charts with axes that show, whose parts are distinct in greyscale too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessment.labels.codes import ACCENT_COLOUR, BACKGROUND_COLOUR, TEXT_COLOUR, RatingStyle
from assessment.spreadsheet.references import Area
from assessment.spreadsheet.styles import FONT
from assessment.spreadsheet.text import visible

_RULE = "#c9d1d8"
_OUTLINE = "#6b7884"
"""Sets the palest fill apart from the paper."""
_NO_ZERO = "0;;"
"""How labels show their figure: not at all at a part of no length."""
_BAR_HEIGHT = 0.7
_SURROUNDINGS = 3.3
"""Centimetres: of a bar with its gap; of title, legend and axis together."""
_PIXELS_PER_CENTIMETRE = 96 / 2.54
_LIKE_A_CELL = re.compile(r"!(?=\$?[A-Z]+\$?\d)")
_MARKS = ("circle", "square", "diamond", "triangle")
_DASHES = ("solid", "dash", "round_dot", "dash_dot", "long_dash")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with the names of its axes, as XlsxWriter names its kind and the looks of its series and axes."""

    kind: dict[str, str]
    series: Sequence[dict[str, Any]]
    title: str
    categories: str
    values: str
    categories_axis: dict[str, Any]
    values_axis: dict[str, Any]
    legend: str = "bottom"


@dataclass(frozen=True, slots=True)
class Series:
    """One of several series: its name, and the cells that contain its values and their categories."""

    name: str
    values: str
    categories: str


def bars_height(bars: int) -> int:
    """How high a chart of so many bars should be, in centimetres."""
    return round(bars * _BAR_HEIGHT + _SURROUNDINGS)


def stacked_bars(
    area: Area,
    looks: Sequence[RatingStyle],
    *,
    title: str,
    categories: str,
    values: str,
    longest: int,
    name_column: int = 1,
    first_column: int = 2,
) -> Chart:
    """A chart of a table of which one column names the bars; the columns from `first_column` on are their parts, one a
    look.

    `categories` and `values` name the axes; `longest` is the length of the longest bar.
    """
    series = [
        {
            "name": f"={area.header(column)}",
            "categories": f"={area.reference(name_column)}",
            "values": f"={area.reference(column)}",
            "fill": {"color": look.fill},
            "border": {"color": _OUTLINE, "width": 0.5},
            "data_labels": _figures(_NO_ZERO, look.text_colour, 9),
            "overlap": 100,
            "gap": 45,
        }
        for column, look in enumerate(looks, start=first_column)
    ]
    # Bars stand in the order of the table, from the top, with the numbers below them.
    return Chart(
        {"type": "bar", "subtype": "stacked"}, series, title, categories, values,
        {"reverse": True, "crossing": "max"}, {"major_unit": max(1, round(longest / 10))},
    )  # fmt: skip


def percentage_lines(lines: Sequence[Series], *, title: str, categories: str, values: str) -> Chart:
    """A chart of percentages after each other, the first series the strongest; distinguished by marks and dashes."""
    series = []
    for number, line in enumerate(lines):
        colour = ACCENT_COLOUR if number == 0 else TEXT_COLOUR
        series.append({
            **_named(line),
            "line": {
                "color": colour, "width": 2.75 if number == 0 else 1, "dash_type": _DASHES[number % len(_DASHES)],
            },
            "marker": {
                "type": _MARKS[number % len(_MARKS)],
                "size": 7,
                "fill": {"color": colour if number % 2 == 0 else BACKGROUND_COLOUR},
                "border": {"color": colour},
            },
        })  # fmt: skip
    return Chart({"type": "line"}, series, title, categories, values, {}, _PERCENTAGES, legend="right")


_PERCENTAGES = {"min": 0, "max": 100, "major_unit": 20}


def draw(book: Any, chart: Chart, width: float, height: float) -> Any:
    """The chart as one of XlsxWriter's, made for a workbook of its; its size in centimetres."""
    drawn = book.add_chart(chart.kind)
    for series in chart.series:
        drawn.add_series(series)
    drawn.set_title({"name": _words(chart.title), "name_font": _font(12, bold=True), "overlay": False})
    drawn.set_legend({"position": chart.legend, "font": _font(9)})
    line = {"color": _RULE}
    categories = {"name": _words(chart.categories), "line": line, **_AXIS, **chart.categories_axis}
    grid = {"visible": True, "line": line}
    values = {
        "name": _words(chart.values),
        "line": line,
        **_AXIS,
        **_VALUES,
        "major_gridlines": grid,
        **chart.values_axis,
    }
    is_lying = chart.kind["type"] == "bar"
    drawn.set_x_axis(values if is_lying else categories)
    drawn.set_y_axis(categories if is_lying else values)
    drawn.set_chartarea({"border": {"none": True}})
    drawn.set_size({"width": round(width * _PIXELS_PER_CENTIMETRE), "height": round(height * _PIXELS_PER_CENTIMETRE)})
    return drawn


def _named(line: Series) -> dict[str, str]:
    return {"name": _words(line.name), "categories": f"={line.categories}", "values": f"={line.values}"}


def _words(text: str) -> str:
    """A text that XlsxWriter doesn't take for a reference to a cell."""
    return _LIKE_A_CELL.sub("!\N{WORD JOINER}", visible(text))


def _figures(number_format: str, text_colour: str, points: float) -> dict[str, Any]:
    return {"value": True, "num_format": number_format, "font": _font(points, text_colour)}


def _font(points: float, text_colour: str = TEXT_COLOUR, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": points, "color": text_colour, "bold": bold}


_AXIS = {"num_font": _font(9), "name_font": _font(9, bold=True), "major_gridlines": {"visible": False}}
_VALUES = {"min": 0, "num_format": "0"}
