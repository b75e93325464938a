"""What charts share: their rows and their frame; and a picture for a document.

A row is a name, words with the name, and a bar under both. Names are above their bars, so that long ones fit a phone
and short ones can be read across a room. Vertical positions are computed here in pixels; only widths are left to the
browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap

import altair as alt

from assessment.i18n import gettext as _
from assessment.labels.codes import BACKGROUND_COLOUR, TEXT_COLOUR

NAME_SIZE, TEXT_SIZE = 17, 14.875
"""Pixels, as --body and --small of a page (pictures.css)."""
LINE = 21
"""The height of a line of text in pixels."""
MUTED_COLOUR = "#4a5a67"
OUTLINE = "#5f7280"
GRID = "#dfe5e9"
_PICTURE_SCALE = 2
"""Dots of a picture per pixel: 220 dpi where 700 pixels fill the text width of a page."""


@dataclass(frozen=True, slots=True)
class Surface:
    """Lengths are pixels."""

    name_breaks: int
    text_breaks: int
    """Characters per line of a group's name, and of the words with it."""
    bar: int
    space: int
    """Heights: of a bar, and of the space under it."""


SCREEN = Surface(
    name_breaks=36,  # what a screen of 360 pixels holds
    text_breaks=48,
    bar=26,
    space=20,
)


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One group in a chart: its name, the words with it, and its distance in pixels from the top of the chart."""

    name: tuple[str, ...]
    words: tuple[str, ...]
    top: int
    surface: Surface

    @property
    def bar(self) -> int:
        lines = [len(self.name), len(self.words)]
        return self.top + LINE * sum(lines) + 3

    @property
    def end(self) -> int:
        return self.bar + self.surface.bar

    @property
    def positions(self) -> dict[str, float]:
        return {"bar": self.bar, "middle": self.bar + self.surface.bar / 2, "end": self.end}


def layout_rows(texts: Iterable[tuple[str, str]], surface: Surface) -> list[ChartRow]:
    """Rows under one another, each as high as its words."""
    rows: list[ChartRow] = []
    for name, words in texts:
        top = rows[-1].end + surface.space if rows else 0
        lines = tuple(wrap(name, surface.name_breaks)), tuple(wrap(words, surface.text_breaks))
        rows.append(ChartRow(*lines, top, surface))
    return rows


def name_layers(rows: Sequence[ChartRow]) -> list[alt.Chart]:
    """The names above the bars, and the words under the names."""
    lines = [
        {"text": text, "y": row.top + LINE * number, "is_name": is_name}
        for row in rows
        for is_name, number, text in _lines(row)
    ]
    base = alt.Chart(alt.InlineData(values=lines)).encode(y=alt.Y("y:Q", scale=None, axis=None), text="text:N")
    return [
        base.transform_filter("datum.is_name")
        .mark_text(align="left", baseline="top", fontSize=NAME_SIZE, fontWeight=600, color=TEXT_COLOUR, aria=False)
        .encode(x=alt.value(0)),
        base.transform_filter("!datum.is_name")
        .mark_text(align="left", baseline="top", fontSize=TEXT_SIZE, color=MUTED_COLOUR, aria=False)
        .encode(x=alt.value(0)),
    ]


def _lines(row: ChartRow) -> Iterable[tuple[bool, int, str]]:
    """Each line of a row's words: whether it is of the name, and which line of the row it is."""
    yield from ((True, number, text) for number, text in enumerate(row.name))
    yield from ((False, number, text) for number, text in enumerate(row.words, start=len(row.name)))


def with_frame(layers: list[alt.Chart], rows: Sequence[ChartRow], title: str, surface: Surface) -> alt.LayerChart:
    """The layers with what every chart has."""
    description = _("{title}: a chart. Its table has the same figures.").format(title=title)
    chart: alt.LayerChart = (
        alt.layer(*layers, *name_layers(rows))
        .properties(
            width="container",
            height=rows[-1].end + surface.space // 2,
            description=description,
            background=BACKGROUND_COLOUR,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
        .configure(font="Source Sans, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=TEXT_SIZE,
            titleFontSize=TEXT_SIZE,
            titleFontWeight="normal",
            labelColor=TEXT_COLOUR,
            titleColor=TEXT_COLOUR,
            gridColor=GRID,
            domainColor=OUTLINE,
            tickColor=OUTLINE,
            aria=False,
        )
    )
    chart.title = alt.Title(
        title, anchor="start", frame="group", fontSize=17, fontWeight=600, color=TEXT_COLOUR, offset=18
    )
    return chart


@lru_cache(maxsize=16)
def svg_png(svg: str) -> bytes:
    """A picture for paper, drawn in this process without a browser or a network.

    Cached, because a document is often asked for again and drawing takes most of its time.
    """
    import vl_convert  # noqa: PLC0415 - it loads a whole engine, and most importers draw nothing

    return vl_convert.svg_to_png(svg, scale=_PICTURE_SCALE)
