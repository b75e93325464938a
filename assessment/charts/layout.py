"""The layout of a chart's rows: a name, words with the name, and a bar under both.

Names are above their bars, so that long ones fit a phone and short ones can be read across a room. Vertical positions
are computed here in pixels; only widths are left to the browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

import altair as alt

from assessment.charts.surfaces import Surface
from assessment.labels.codes import TEXT_COLOUR

NAME_SIZE, TEXT_SIZE = 16, 14
LINE = 21
"""The height of a line of text in pixels."""
MUTED_COLOUR = "#4a5a67"


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
    found: list[ChartRow] = []
    for name, words in texts:
        top = found[-1].end + surface.space if found else 0
        lines = tuple(wrap(name, surface.name_breaks)), tuple(wrap(words, surface.text_breaks))
        found.append(ChartRow(*lines, top, surface))
    return found


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
