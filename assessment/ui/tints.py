"""The shade of a score's cell: one quiet colour in five steps, always with the figure on it (tests/test_tints.py)."""

from __future__ import annotations

from assessment.figures import percent, whole
from assessment.legend import LOOKS, PAPER
from assessment.model import Rating

STEPS = 5
STEP = 100 // STEPS
STRONGEST = 0.55
"""How much of the colour the last step has; with more, text on it would no longer have enough contrast."""


def tint(score: float) -> str:
    """The background colour of a score from 0 to 100, for text in `legend.INK`; by the rounded percentage."""
    step = min(whole(score) // STEP, STEPS - 1)
    return _mixed(PAPER, LOOKS[Rating.PARTIAL].fill, STRONGEST * step / (STEPS - 1))


def tint_legend() -> list[tuple[str, str]]:
    """Each colour and its scores: “20–39 %”."""
    bounds = [(low, low + STEP - 1) for low in range(0, 100, STEP)]
    bounds[-1] = (bounds[-1][0], 100)
    return [(tint(low), f"{low}–{percent(high)}") for low, high in bounds]


def _mixed(first: str, second: str, share: float) -> str:
    parts = (
        round(int(first[place : place + 2], 16) * (1 - share) + int(second[place : place + 2], 16) * share)
        for place in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)
