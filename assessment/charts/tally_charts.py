"""The charts of one response: tallies in, an Altair chart out.

Rows are in the order of the catalogue, never by score. Nothing is fetched and nothing moves. Every chart has a
description for screen readers, and a table with the same figures belongs to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from assessment.charts.layout import OUTLINE, SCREEN, TEXT_SIZE, ChartRow, layout_rows, with_frame
from assessment.domain.answer import Rating
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.i18n import gettext as _
from assessment.labels.codes import ACCENT_COLOUR, BACKGROUND_COLOUR, RATING_STYLES, rating_label
from assessment.labels.formatting import (
    Group,
    percent,
    rating_counts,
    round_half_up,
    score_text,
    score_with_n,
)

BAND = "#b5cfdb"
# The round marks of the ratings as shapes, because not every machine has a glyph for ◐. A shape lies between -1 and 1
# in both directions; filled parts run one way round and holes the other.
_DISC = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z"
_RING = _DISC + "M-0.78,0A0.78,0.78,0,1,0,0.78,0A0.78,0.78,0,1,0,-0.78,0Z"
_LEFT_HALF = "M0,1A1,1,0,0,1,0,-1Z"
_SHAPES = {
    RATING_STYLES[Rating.IMPLEMENTED].mark: _DISC,
    RATING_STYLES[Rating.PARTIAL].mark: _RING + _LEFT_HALF,
    RATING_STYLES[Rating.ABSENT].mark: _RING,
}
"""By mark. The other marks are characters that every font has."""


def distribution_chart(groups: Sequence[Group], title: str) -> alt.LayerChart:
    """The number of recommendations by answer: a stacked bar per group, one unit per recommendation."""
    non_empty = [group for group in groups if group.total]
    rows = layout_rows(((f"{group.name}\N{NO-BREAK SPACE}({group.total})", "") for group in non_empty), SCREEN)
    longest = max((group.total for group in non_empty), default=1)
    segments = [segment for row, group in zip(rows, non_empty, strict=True) for segment in _segments(row, group)]
    axis = alt.Axis(format="d", tickMinStep=1, tickCount=min(longest, 8), title=_("Number of recommendations"))
    base = alt.Chart(alt.InlineData(values=segments))
    bars = base.mark_rect(stroke=OUTLINE, strokeWidth=1, aria=False).encode(
        x=alt.X("from:Q", scale=alt.Scale(domain=[0, longest], nice=False), axis=axis),
        x2="to:Q",
        y=alt.Y("bar:Q", scale=None, axis=None),
        y2="end:Q",
        color=alt.Color("fill:N", scale=None, legend=None),
        tooltip=[
            alt.Tooltip("group:N", title=_("Group")),
            alt.Tooltip("answer:N", title=_("Answer")),
            alt.Tooltip("count:Q", title=_("Recommendations"), format="d"),
        ],
    )
    return with_frame([bars, *_counts(base, longest)], rows, title, SCREEN)


def _counts(base: alt.Chart, longest: int) -> list[alt.Chart]:
    """Mark and count in a segment with room for both, otherwise the count alone; the table has them all."""
    room = f"(datum.to - datum.from) / {longest} * width"
    middle = {"y": alt.Y("middle:Q", scale=None, axis=None), "color": alt.Color("ink:N", scale=None, legend=None)}
    in_words = (
        base.transform_filter(f"{room} <= 36 || !datum.shape")
        .transform_calculate(
            label=f"{room} > 36 ? datum.mark + ' ' + datum.count : {room} > 12 ? '' + datum.count : ''"
        )
        .mark_text(fontSize=TEXT_SIZE, fontWeight=600, baseline="middle", aria=False)
        .encode(x="centre:Q", text="label:N", **middle)
    )
    drawn = base.transform_filter(f"{room} > 36 && datum.shape")
    return [
        in_words,
        drawn.mark_point(filled=True, size=121, opacity=1, strokeWidth=0, xOffset=-8, aria=False).encode(
            x="centre:Q", shape=alt.Shape("shape:N", scale=None, legend=None), **middle
        ),
        drawn.mark_text(fontSize=TEXT_SIZE, fontWeight=600, baseline="middle", dx=8, aria=False).encode(
            x="centre:Q", text="count:N", **middle
        ),
    ]


def score_chart(groups: Sequence[Group], title: str, threshold: float = COVERAGE_THRESHOLD) -> alt.LayerChart:
    """Each group's score as a dot on its band; the band alone where too little is rated for a score."""
    non_empty = [group for group in groups if group.total]
    rows = layout_rows(((group.name, score_with_n(group.tally, threshold)) for group in non_empty), SCREEN)
    spans = [
        _span(row, group, group.tally.low, group.tally.high, threshold)
        for row, group in zip(rows, non_empty, strict=True)
        if group.tally.applicable
    ]
    return with_frame(_spans(spans, _("Score and band (%)"), _("Band")), rows, title, SCREEN)


def _segments(row: ChartRow, group: Group) -> list[dict[str, Any]]:
    segments, start = [], 0
    for rating, count in rating_counts(group.tally).items():
        if count:
            look = RATING_STYLES[rating]
            segments.append(
                {"group": group.name, "answer": rating_label(rating), "count": count, "mark": look.mark}
                | {"fill": look.fill, "ink": look.text_colour, "shape": _SHAPES.get(look.mark, "")}
                | {"from": start, "to": start + count, "centre": start + count / 2}
                | row.positions
            )
        start += count
    return segments


def _span(row: ChartRow, group: Group, low: float | None, high: float | None, threshold: float) -> dict[str, Any]:
    score = group.tally.score if group.tally.is_sufficient(threshold) else None
    words = score_text(group.tally, threshold)
    figures = f"{round_half_up(low)}–{percent(high)}" if low is not None and high is not None else ""
    return {
        "group": group.name,
        "low": low,
        "high": high,
        "score": score,
        "words": words,
        "span": figures,
    } | row.positions


def _spans(values: list[dict[str, Any]], axis_title: str, span_name: str) -> list[alt.Chart]:
    """Bars from low to high on an axis from 0 to 100, with a dot at each score."""
    axis = alt.Axis(values=[0, 25, 50, 75, 100], title=axis_title)
    tooltip = [
        alt.Tooltip("group:N", title=_("Group")),
        alt.Tooltip("words:N", title=_("Score")),
        alt.Tooltip("span:N", title=span_name),
    ]
    base = alt.Chart(alt.InlineData(values=values))
    bars = base.mark_rect(fill=BAND, stroke=OUTLINE, strokeWidth=1, aria=False).encode(
        x=alt.X("low:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis),
        x2="high:Q",
        y=alt.Y("bar:Q", scale=None, axis=None),
        y2="end:Q",
        tooltip=tooltip,
    )
    dots = (
        base.transform_filter("isValid(datum.score)")
        .mark_point(
            shape="circle",
            filled=True,
            size=240,
            opacity=1,
            color=ACCENT_COLOUR,
            stroke=BACKGROUND_COLOUR,
            strokeWidth=2,
            aria=False,
        )
        .encode(x="score:Q", y=alt.Y("middle:Q", scale=None, axis=None), tooltip=tooltip)
    )
    return [bars, dots]
