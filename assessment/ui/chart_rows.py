"""How a chart's rows stand: a name, words under the name, a bar under both.

Names stand above their bars, so that long ones fit a phone and short ones carry across a room. Vertical places are
pixels that are computed here; only widths are left to the browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

import altair as alt

from assessment.legend import INK

NAME_SIZE, TEXT_SIZE = 16, 14
NAME_BREAKS, TEXT_BREAKS = 36, 48
"""After how many characters a name and the words under it break: what a screen of 360 pixels holds."""
LINE, BAR, SPACE = 21, 26, 20
"""Heights in pixels: of a line of text, of a bar, of the space under a bar."""
QUIET = "#4a5a67"


@dataclass(frozen=True, slots=True)
class Row:
    """One group in a chart: its name, the words under the name, and its pixels from the top of the chart."""

    name: tuple[str, ...]
    words: tuple[str, ...]
    top: int
    height: int = BAR
    """Of the bar."""

    @property
    def bar(self) -> int:
        return self.top + LINE * (len(self.name) + len(self.words)) + 3

    @property
    def end(self) -> int:
        return self.bar + self.height

    @property
    def places(self) -> dict[str, float]:
        return {"bar": self.bar, "middle": self.bar + self.height / 2, "end": self.end}


def lay_out(texts: Iterable[tuple[str, str]], height: int = BAR) -> list[Row]:
    """Rows under one another, each as high as its words and its bar of some height."""
    found: list[Row] = []
    for name, words in texts:
        top = found[-1].end + SPACE if found else 0
        found.append(Row(tuple(wrap(name, NAME_BREAKS)), tuple(wrap(words, TEXT_BREAKS)), top, height))
    return found


def names(rows: Sequence[Row]) -> list[alt.Chart]:
    """The names above the bars, and the words under the names."""
    lines = [
        {"text": text, "y": row.top + LINE * number, "is_name": number < len(row.name)}
        for row in rows
        for number, text in enumerate((*row.name, *row.words))
    ]
    base = alt.Chart(alt.InlineData(values=lines)).encode(
        x=alt.value(0), y=alt.Y("y:Q", scale=None, axis=None), text="text:N"
    )
    return [
        base.transform_filter("datum.is_name").mark_text(
            align="left", baseline="top", fontSize=NAME_SIZE, fontWeight=600, color=INK, aria=False
        ),
        base.transform_filter("!datum.is_name").mark_text(
            align="left", baseline="top", fontSize=TEXT_SIZE, color=QUIET, aria=False
        ),
    ]
