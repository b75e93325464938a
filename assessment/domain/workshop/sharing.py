"""What a workshop came to, made safe to hand on with the response that it agreed on (assessment/domain/sharing.py).

Votes as they were shown are kept: they are counts. What people typed is left out as comments are, at every level but
the full one, and the names of tables at the public one. What was recorded with agreed ratings stands in the answers,
which are shared by rules of their own.
"""

from __future__ import annotations

from dataclasses import replace

from assessment.domain.model import EMPTY_ANSWER
from assessment.domain.sharing import SharingLevel
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome


def share_outcome(outcome: WorkshopOutcome, level: SharingLevel) -> WorkshopOutcome:
    """The outcome without what a level leaves out."""
    if level is SharingLevel.FULL:
        return outcome
    hides_parts = level is SharingLevel.PUBLIC and outcome.plan.breakdown is Breakdown.TABLE
    return replace(outcome, outcomes=tuple(_shared(each, hides_parts=hides_parts) for each in outcome.outcomes))


def _shared(outcome: Outcome, *, hides_parts: bool) -> Outcome:
    votes = {vote: _without_texts(shown, hides_parts=hides_parts) for vote, shown in outcome.votes.items()}
    return replace(outcome, votes=votes, agreed=None, answer=EMPTY_ANSWER)


def _without_texts(shown: Figures | Withheld, *, hides_parts: bool) -> Figures | Withheld:
    if isinstance(shown, Withheld):
        return shown
    shared = replace(shown, remarks=())
    return replace(shared, parts={}, others=None) if hides_parts else shared
