"""The charts of comparisons: how far apart scores are, and how they went from round to round.

They look like those of one response: a row for each theme, in the order of the catalogue, nothing shown by colour
alone, and each with its table below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import altair as alt

from assessment.charts.layout import OUTLINE, SCREEN, TEXT_SIZE, ChartRow, layout_rows, with_frame
from assessment.charts.tally_charts import BAND
from assessment.i18n import gettext as _
from assessment.labels.codes import ACCENT_COLOUR, BACKGROUND_COLOUR, TEXT_COLOUR
from assessment.labels.formatting import percent

LINE_HEIGHT = 84
"""The height in pixels of a row with a line from 0 to 100."""
LINES = replace(SCREEN, bar=LINE_HEIGHT)
LINE_MARGIN = 18
"""Pixels above and below the line, for its figures."""


@dataclass(frozen=True, slots=True)
class DifferenceBar:
    """How far apart two scores are, with its label; a pale one is too small or too uncertain to interpret."""

    name: str
    words: str
    points: float
    is_pale: bool


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The scores of one theme from round to round; None where there is no score."""

    name: str
    words: str
    scores: tuple[float | None, ...]


def difference_chart(bars: Sequence[DifferenceBar], title: str, axis_title: str) -> alt.LayerChart:
    """A bar for each difference, from the middle to the side of its sign."""
    rows = layout_rows(((bar.name, bar.words) for bar in bars), SCREEN)
    values = [
        {"group": bar.name, "points": bar.points, "words": bar.words, "fill": BAND if bar.is_pale else ACCENT_COLOUR}
        | {"start": 0, "dash": [4, 3] if bar.is_pale else [1, 0]}
        | row.positions
        for row, bar in zip(rows, bars, strict=True)
    ]
    base = alt.Chart(alt.InlineData(values=values))
    axis = alt.Axis(values=[-100, -50, 0, 50, 100], title=axis_title)
    drawn = base.mark_rect(stroke=OUTLINE, strokeWidth=1, aria=False).encode(
        x=alt.X("start:Q", scale=alt.Scale(domain=[-100, 100], nice=False), axis=axis),
        x2="points:Q",
        y=alt.Y("bar:Q", scale=None, axis=None),
        y2="end:Q",
        color=alt.Color("fill:N", scale=None, legend=None),
        tooltip=[
            alt.Tooltip("group:N", title=_("Theme")),
            alt.Tooltip("words:N", title=_("Difference")),
        ],
    )
    middle = base.mark_rule(color=TEXT_COLOUR, strokeWidth=2, aria=False).encode(
        x="start:Q", y=alt.Y("bar:Q", scale=None, axis=None), y2="end:Q"
    )
    return with_frame([drawn, middle], rows, title, SCREEN)


def score_line_chart(found: Sequence[ScoreLine], rounds: Sequence[str], title: str) -> alt.LayerChart:
    """A line for each theme, with the figure at each point; the rounds are aligned in all of them."""
    rows = layout_rows(((course.name, course.words) for course in found), LINES)
    points: list[dict[str, Any]] = []
    for row, course in zip(rows, found, strict=True):
        for number, score in enumerate(course.scores):
            if score is not None:
                height = _height(row, score)
                points.append(
                    {"group": course.name, "round": rounds[number], "number": number, "figure": percent(score)}
                    | {"y": height, "above": height - 13}
                )
    # Lines at 0 and 100 percent, between which each course runs.
    bounds = [{"y": _height(row, score), "start": -0.5, "end": len(rounds) - 0.5} for row in rows for score in (0, 100)]
    labels = " : ".join(f"datum.value == {number} ? '{name}'" for number, name in enumerate(rounds)) + " : ''"
    axis = alt.Axis(values=list(range(len(rounds))), labelExpr=labels, title=_("Round"), grid=False, orient="bottom")
    scale = alt.Scale(domain=[-0.5, len(rounds) - 0.5], nice=False)
    base = alt.Chart(alt.InlineData(values=points))
    tooltip = [
        alt.Tooltip("group:N", title=_("Theme")),
        alt.Tooltip("round:N", title=_("Round")),
        alt.Tooltip("figure:N", title=_("Score")),
    ]
    x, y = alt.X("number:Q", scale=scale, axis=axis), alt.Y("y:Q", scale=None, axis=None)
    frame = (
        alt.Chart(alt.InlineData(values=bounds))
        .mark_rule(color=OUTLINE, strokeWidth=1, strokeDash=[2, 3], aria=False)
        .encode(x=alt.X("start:Q", scale=scale, axis=axis), x2="end:Q", y=y)
    )
    line = base.mark_line(color=ACCENT_COLOUR, strokeWidth=3, aria=False).encode(
        x=x, y=y, detail="group:N", order="number:Q"
    )
    dots = base.mark_point(
        shape="circle",
        filled=True,
        size=110,
        opacity=1,
        color=ACCENT_COLOUR,
        stroke=BACKGROUND_COLOUR,
        strokeWidth=1.5,
        aria=False,
    ).encode(x=x, y=y, tooltip=tooltip)
    figures = base.mark_text(fontSize=TEXT_SIZE, fontWeight=600, color=TEXT_COLOUR, aria=False).encode(
        x=x, y=alt.Y("above:Q", scale=None, axis=None), text="figure:N"
    )
    return with_frame([frame, line, dots, figures], rows, title, LINES)


def _height(row: ChartRow, score: float) -> float:
    """The position of a score in its row, in pixels from the top of the chart."""
    return row.end - LINE_MARGIN - score / 100 * (LINE_HEIGHT - 2 * LINE_MARGIN)
