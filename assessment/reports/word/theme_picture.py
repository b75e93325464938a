"""The themes as a picture for a document: how each was answered, its score as a dot on its band, and of how many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from textwrap import wrap
from typing import Any

from assessment.html.render import html
from assessment.i18n import gettext as _
from assessment.labels.codes import ACCENT_COLOUR, BACKGROUND_COLOUR, RATING_STYLES, TEXT_COLOUR
from assessment.labels.formatting import Group, rating_counts
from assessment.views.table import Score

MUTED_COLOUR, OUTLINE, GRID, BAND = "#4a5a67", "#5f7280", "#dfe5e9", "#b5cfdb"
_PICTURE_SCALE = 2
"""Dots of a picture per pixel: 220 dpi where 700 pixels fill the text width of a page."""
_BAR_X, _BAR = 180, 216
_SCALE_X, _SCALE = 416, 124
"""Where the answers and the scale of scores begin, and how wide they are, in pixels."""
_NAME_BREAKS = 24
_FIRST_ROW, _ROW, _LINE, _ABOVE_TOTAL = 22, 25, 16, 6


def draw_themes(groups: Sequence[Group], threshold: float) -> bytes:
    """Groups as rows of a PNG, of which the last sums up the others."""
    rows: list[dict[str, Any]] = []
    top = _FIRST_ROW
    for group in groups:
        is_total = group is groups[-1]
        name = wrap(group.name, _NAME_BREAKS)
        height = _ROW + _LINE * (len(name) - 1)
        top += _ABOVE_TOTAL * is_total
        rows.append(_row(group, threshold) | {"name": name, "top": top, "middle": height / 2, "is_total": is_total})
        top += height
    colours = {
        "ink": TEXT_COLOUR, "ground": BACKGROUND_COLOUR, "muted": MUTED_COLOUR, "grid": GRID, "outline": OUTLINE,
        "band": BAND, "accent": ACCENT_COLOUR,
    }  # fmt: skip
    places = {"bar_x": _BAR_X, "scale_x": _SCALE_X, "scale": _SCALE}
    return svg_png(html("theme_picture", rows=rows, height=top, **places, **colours))


def _row(group: Group, threshold: float) -> dict[str, Any]:
    tally, score = group.tally, Score(group.tally, threshold)
    counts = {rating: count for rating, count in rating_counts(tally).items() if count}
    unit = _BAR / max(sum(counts.values()), 1)
    starts = accumulate(counts.values(), initial=0)
    low, high = tally.low, tally.high
    return {
        "parts": [
            {"look": RATING_STYLES[rating], "count": count, "x": _BAR_X + unit * start, "width": unit * count}
            for (rating, count), start in zip(counts.items(), starts, strict=False)
        ],
        "low": None if low is None else _SCALE_X + _SCALE * low / 100,
        "width": 0 if low is None or high is None else _SCALE * (high - low) / 100,
        "dot": None if score.figure is None else _SCALE_X + _SCALE * score.figure / 100,
        "score": score.words,
        "rated": _("{n} of {total}").format(n=tally.rated, total=tally.applicable),
    }


@lru_cache(maxsize=16)
def svg_png(svg: str) -> bytes:
    """A picture for paper, drawn in this process without a browser or a network.

    Cached, because a document is often asked for again and drawing takes most of its time.
    """
    import vl_convert  # noqa: PLC0415 - it loads a whole engine, and most importers draw nothing

    return vl_convert.svg_to_png(svg, scale=_PICTURE_SCALE)
