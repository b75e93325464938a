"""What every chart shares: the screen or paper it is drawn on, its rows, its frame, and its picture for a document.

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

NAME_SIZE, TEXT_SIZE = 16, 14
LINE = 21
"""The height of a line of text in pixels."""
MUTED_COLOUR = "#4a5a67"
OUTLINE = "#5f7280"
GRID = "#dfe5e9"
_PICTURE_SCALE = 2
"""Dots of a picture per pixel of its chart: 220 dpi where a chart fills the text width of a page."""
_VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])


@dataclass(frozen=True, slots=True)
class Surface:
    """Lengths are pixels; on paper 96 of them are an inch, before the document scales the picture to its page."""

    width: int | None
    """None where the browser decides."""
    font: str
    name_breaks: int
    text_breaks: int
    """Characters per line of a group's name, and of the words with it."""
    words_beside: bool
    """Whether the words are to the right of the name, rather than under it."""
    bar: int
    space: int
    """Heights: of a bar, and of the space under it."""
    titled: bool
    """Whether the chart has its own title; a document has a caption instead."""


SCREEN = Surface(
    width=None,
    font="Source Sans, sans-serif",
    name_breaks=36,  # what a screen of 360 pixels holds
    text_breaks=48,
    words_beside=False,
    bar=26,
    space=20,
    titled=True,
)
PAPER = Surface(
    width=700,
    font="Arial, Liberation Sans, sans-serif",
    name_breaks=40,
    text_breaks=52,
    words_beside=True,
    bar=18,
    space=11,
    titled=False,
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
        return self.top + LINE * (max(lines) if self.surface.words_beside else sum(lines)) + 3

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


def name_layers(rows: Sequence[ChartRow], surface: Surface) -> list[alt.Chart]:
    """The names above the bars, and the words under the names or next to them."""
    lines = [
        {"text": text, "y": row.top + LINE * number, "is_name": is_name}
        for row in rows
        for is_name, number, text in _lines(row)
    ]
    base = alt.Chart(alt.InlineData(values=lines)).encode(y=alt.Y("y:Q", scale=None, axis=None), text="text:N")
    right = surface.width if surface.words_beside else None
    return [
        base.transform_filter("datum.is_name")
        .mark_text(align="left", baseline="top", fontSize=NAME_SIZE, fontWeight=600, color=TEXT_COLOUR, aria=False)
        .encode(x=alt.value(0)),
        base.transform_filter("!datum.is_name")
        .mark_text(
            align="left" if right is None else "right",
            baseline="top",
            fontSize=TEXT_SIZE,
            color=MUTED_COLOUR,
            aria=False,
        )
        .encode(x=alt.value(right or 0)),
    ]


def _lines(row: ChartRow) -> Iterable[tuple[bool, int, str]]:
    """Each line of a row's words: whether it is of the name, and which line of the row it is."""
    yield from ((True, number, text) for number, text in enumerate(row.name))
    first = 0 if row.surface.words_beside else len(row.name)
    yield from ((False, number, text) for number, text in enumerate(row.words, start=first))


def with_frame(layers: list[alt.Chart], rows: Sequence[ChartRow], title: str, surface: Surface) -> alt.LayerChart:
    """The layers with what every chart has."""
    description = _("{title}: a chart. Its table has the same figures.").format(title=title)
    chart: alt.LayerChart = (
        alt.layer(*layers, *name_layers(rows, surface))
        .properties(
            width=surface.width or "container",
            height=rows[-1].end + surface.space // 2,
            description=description,
            background=BACKGROUND_COLOUR,
            autosize=alt.AutoSizeParams(type="pad" if surface.width else "fit-x", contains="padding"),
        )
        .configure(font=surface.font)
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
    if surface.titled:
        chart.title = alt.Title(
            title, anchor="start", frame="group", fontSize=17, fontWeight=600, color=TEXT_COLOUR, offset=18
        )
    return chart


def render_png(chart: alt.LayerChart) -> bytes:
    """A chart for paper as a picture, drawn in this process without a browser, a network or the machine's fonts."""
    # Only a few kinds of chart get here, and tests validate those against the schema.
    return _png(chart.to_json(indent=None, validate=False))


@lru_cache(maxsize=16)
def _png(specification: str) -> bytes:
    """Cached, because a document is often asked for again and drawing takes most of its time."""
    import vl_convert  # noqa: PLC0415 - it loads a whole engine, and most importers draw nothing

    return vl_convert.vegalite_to_png(specification, vl_version=_VEGA_LITE, scale=_PICTURE_SCALE, allowed_base_urls=[])
