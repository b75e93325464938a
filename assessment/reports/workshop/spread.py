"""The spread of votes as reports show it beside an agreed rating."""

from __future__ import annotations

from assessment.domain.workshop.consensus import Spread
from assessment.domain.workshop.outcome import Outcome
from assessment.i18n import gettext as _

_NONE = "–"


def spread_text(spread: Spread | None) -> str:
    """“0.50 (n = 6)”; a dash where there is none."""
    if spread is None or spread.value is None:
        return _NONE
    return _("{figure} (n = {n})").format(figure=f"{float(spread.value):.2f}", n=spread.n)


def agreed_spread_text(outcome: Outcome) -> str | None:
    """The spread of the last vote before a rating was agreed, and whether the answer was changed since; None if nothing
    is agreed."""
    if not outcome.is_agreed:
        return None
    spread = spread_text(outcome.spread)
    return _("{spread}, changed after").format(spread=spread) if outcome.is_changed else spread
