"""What a workshop came to, for its minutes, its reports and its pages. It holds only what the room was shown.

Shared with the response that it agreed on (assessment/domain/sharing.py), it keeps its votes, which are counts. What
people typed is left out as comments are, at every level but the full one, and the names of tables at the public one.
What was recorded with agreed ratings stands in the answers, which are shared by rules of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.fields import SharingLevel
from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import Alpha, Spread, sort_by_division, spread, vote_alpha
from assessment.domain.workshop.disclosure import Figures, Shown, Withheld
from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE, AgreedRating, Breakdown, Remark
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import AGREED, PARKED, Stage, Step


@dataclass(frozen=True, slots=True)
class Happening:
    """What minutes tell of a recommendation's way: a reveal, a reopening, what was agreed, parked, taken up again."""

    at: dt.datetime
    step: Step
    vote: int
    """The vote that it was about, or that was the last until then."""
    shown: Shown | None = None
    """What a reveal showed."""
    rating: Rating | None = None
    """What was agreed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recommendation."""

    recommendation: Recommendation
    stage: Stage
    votes: Mapping[int, Shown]
    """What was shown last of each vote that was revealed."""
    agreed: AgreedRating | None
    """As it was agreed last, also if it was taken up again since (`is_agreed`)."""
    answer: Answer
    """As it is in the agreed response now."""
    is_changed: bool
    """Whether the answer was changed after it was agreed."""
    history: tuple[Happening, ...] = ()
    """What happened, in its order."""
    kept_back: tuple[Remark, ...] = ()
    """Remarks that were hidden or redacted, without their texts."""

    @property
    def is_agreed(self) -> bool:
        return self.stage in AGREED

    @property
    def is_parked(self) -> bool:
        return self.stage in PARKED

    @property
    def was_seen_before(self) -> bool:
        """Whether a vote was opened again after its result was seen, so that it wasn't blind any more."""
        seen = set()
        for happening in self.history:
            if happening.step is Step.REOPEN and happening.vote in seen:
                return True
            if happening.step is Step.REVEAL:
                seen.add(happening.vote)
        return False

    @property
    def is_settled(self) -> bool:
        """Whether the room is done with it for now."""
        return self.is_agreed or self.is_parked

    @property
    def first(self) -> Figures | None:
        return self._figures(FIRST_VOTE)

    @property
    def second(self) -> Figures | None:
        return self._figures(SECOND_VOTE)

    def _figures(self, vote: int) -> Figures | None:
        shown = self.votes.get(vote)
        return shown if isinstance(shown, Figures) else None

    @property
    def spread(self) -> Spread | None:
        """The spread of the last vote, to be shown beside the agreed rating; None if that vote isn't shown."""
        last = self.votes.get(max(self.votes, default=FIRST_VOTE))
        return spread(last.together) if isinstance(last, Figures) else None


@dataclass(frozen=True, slots=True)
class WorkshopOutcome:
    """What a workshop came to."""

    id: str
    plan: WorkshopPlan
    catalogue: Catalogue
    outcomes: tuple[Outcome, ...]
    """In document order."""
    participants: Mapping[str, int]
    """How many took part to the end, by voice or table, as the plan breaks down."""
    heads: int | None
    created: dt.datetime
    finished: dt.datetime | None
    times: tuple[dt.datetime, ...] = ()
    """When something was done in the room."""
    facilitators: tuple[str, ...] = ()
    """Who led, in the order in which they began."""

    @property
    def agenda(self) -> tuple[Outcome, ...]:
        """In the order in which the room talks."""
        by_id = {outcome.recommendation.id: outcome for outcome in self.outcomes}
        return tuple(by_id[item_id] for item_id in self.plan.recommendations)

    def next_after(self, recommendation_id: str) -> Outcome | None:
        """The next on the agenda that isn't settled, then those that were passed over; None if there is no other."""
        place = self.plan.recommendations.index(recommendation_id)
        agenda = self.agenda
        return next((outcome for outcome in (*agenda[place + 1 :], *agenda[:place]) if not outcome.is_settled), None)

    @property
    def by_division(self) -> tuple[str, ...]:
        """The ids in the order that begins with what divides the room."""
        first_votes = {outcome.recommendation.id: outcome.first.together for outcome in self.outcomes if outcome.first}
        ordered = sort_by_division([outcome.recommendation for outcome in self.outcomes], first_votes)
        return tuple(item.id for item in ordered)

    @property
    def alpha(self) -> Alpha:
        """How far participants agree, from first votes."""
        return vote_alpha(self._first_votes())

    @property
    def alpha_by_part(self) -> Mapping[str, Alpha]:
        """The same among those of each voice or table that is shown."""
        tallied = [outcome.first.parts for outcome in self.outcomes if outcome.first]
        parts = sorted({part for tallies in tallied for part in tallies})
        return {part: vote_alpha(tallies[part] for tallies in tallied if part in tallies) for part in parts}

    def _first_votes(self) -> Iterable[Tally]:
        return (outcome.first.together for outcome in self.outcomes if outcome.first)


def share_outcome(outcome: WorkshopOutcome, level: SharingLevel) -> WorkshopOutcome:
    """The outcome without what a level leaves out."""
    if level is SharingLevel.FULL:
        return outcome
    hides_parts = level is SharingLevel.PUBLIC and outcome.plan.breakdown is Breakdown.TABLE
    return replace(
        outcome, outcomes=tuple(_shared(item_outcome, hides_parts=hides_parts) for item_outcome in outcome.outcomes)
    )


def _shared(outcome: Outcome, *, hides_parts: bool) -> Outcome:
    votes = {vote: _without_texts(shown, hides_parts=hides_parts) for vote, shown in outcome.votes.items()}
    history = tuple(
        happening
        if happening.shown is None
        else replace(happening, shown=_without_texts(happening.shown, hides_parts=hides_parts))
        for happening in outcome.history
    )
    return replace(outcome, votes=votes, agreed=None, answer=EMPTY_ANSWER, history=history)


def _without_texts(shown: Shown, *, hides_parts: bool) -> Shown:
    if isinstance(shown, Withheld):
        return shown
    shared = replace(shown, remarks=())
    return replace(shared, parts={}, others=None) if hides_parts else shared
