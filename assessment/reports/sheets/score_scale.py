"""A scale from 0 to 100 in narrow cells: where a score stands, and how far it may reach."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assessment.i18n import gettext as _
from assessment.reports.sheets.book import Cell
from assessment.reports.sheets.styles import BAND, TRACK, Style
from assessment.spreadsheet.styles import CellStyle

STEPS = 20
"""Cells of the scale."""
STEP_WIDTH = 2.15
_SIZE = 100 / STEPS


def scale_header(first_column: int) -> tuple[Cell, Cell]:
    """The ends of the scale."""
    half = STEPS // 2
    ends = (_("0 %"), Style.HEADER), (_("100 %"), Style.HEADER_NUMBER)
    left, right = (Cell(first_column + half * place, words, style, half) for place, (words, style) in enumerate(ends))
    return left, right


def step(score: float) -> int:
    """The cell of the scale in which a score stands, from 0."""
    return min(int(score / _SIZE), STEPS - 1)


def scale(
    first_column: int, low: float | None, high: float | None, dots: Sequence[tuple[float, CellStyle, str]]
) -> list[Cell]:
    """The cells of a row: a band from `low` to `high`, and dots at scores, each in its style with its mark."""
    styles, marks = [TRACK] * STEPS, [""] * STEPS
    if low is not None and high is not None:
        last = max(step(low), math.ceil(high / _SIZE) - 1)
        styles[step(low) : last + 1] = [BAND] * (last + 1 - step(low))
    for score, style, mark in dots:
        # Two in one cell are level.
        marks[step(score)] = "=" if marks[step(score)] else mark
        styles[step(score)] = style
    return [
        Cell(first_column + place, mark or None, style)
        for place, (style, mark) in enumerate(zip(styles, marks, strict=True))
    ]
