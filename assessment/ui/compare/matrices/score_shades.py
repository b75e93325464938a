"""The shade of a score's cell: one quiet colour in five steps, always with the figure on it."""

from __future__ import annotations

from assessment.domain.model import Rating
from assessment.labels.codes import BACKGROUND_COLOUR, RATING_STYLES
from assessment.labels.formatting import percent, round_half_up

STEPS = 5
STEP = 100 // STEPS
STRONGEST = 0.55
"""How much of the colour the last step has; with more, text on it would no longer have enough contrast."""


def score_shade(score: float) -> str:
    """The background colour of a score from 0 to 100, for text in `TEXT_COLOUR`; by the rounded percentage."""
    step = min(round_half_up(score) // STEP, STEPS - 1)
    return _mixed(BACKGROUND_COLOUR, RATING_STYLES[Rating.PARTIAL].fill, STRONGEST * step / (STEPS - 1))


def shade_legend() -> list[tuple[str, str]]:
    """Each colour and its scores: “20–39 %”."""
    bounds = [(low, low + STEP - 1) for low in range(0, 100, STEP)]
    bounds[-1] = (bounds[-1][0], 100)
    return [(score_shade(low), f"{low}–{percent(high)}") for low, high in bounds]


def _mixed(first: str, second: str, share: float) -> str:
    parts = (
        round(int(first[place : place + 2], 16) * (1 - share) + int(second[place : place + 2], 16) * share)
        for place in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)
