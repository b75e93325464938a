"""Rounds of one respondent in sequence: what improved, what worsened, and why (docs/method.md, *Comparing*).

Rounds are ordered by date where all of them have one, otherwise by label (`ordering`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessment.domain.answer import Cause, Rating, RatingChange
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.compare import (
    Comparison,
    LeftOutReason,
    LeftOutRecommendation,
    catalogues_of,
    mandate_count,
)
from assessment.domain.comparison.ordering import AnyNamedResponse, respondent, sort_responses, sort_rounds
from assessment.domain.follow_up import FollowUpStatus
from assessment.domain.scoring import RATING_VALUES
from assessment.domain.sourced import SourcedResponse


@dataclass(frozen=True, slots=True)
class ChangedRating:
    """A recommendation that at least one of two rounds rates."""

    recommendation: Recommendation
    asked_by: int
    """How many mandates recommend it."""
    earlier: Rating | None
    later: Rating | None
    change: RatingChange
    cause: Cause | None
    """The reason that the respondent gives in the later round."""
    follow_up: FollowUpStatus | None
    """How far the plan for the gap of the earlier round has come; None where there was none."""


@dataclass(frozen=True, slots=True)
class RoundPair:
    """Two rounds of one respondent, on the recommendations that both ask in the same words."""

    earlier: SourcedResponse
    later: SourcedResponse
    changes: tuple[ChangedRating, ...]
    """In document order; what neither round rates is left out."""
    left_out: tuple[LeftOutRecommendation, ...]
    """Recommendations not asked in the same words in both."""

    @property
    def movements(self) -> Mapping[str, RatingChange]:
        """By recommendation id."""
        return {row.recommendation.id: row.change for row in self.changes}

    @property
    def causes(self) -> Mapping[str, Cause | None]:
        return {row.recommendation.id: row.cause for row in self.changes}


def rating_change(earlier: Rating | None, later: Rating | None) -> RatingChange | None:
    """How a rating moved; None where neither has a value."""
    return value_change(*(None if rating is None else RATING_VALUES.get(rating) for rating in (earlier, later)))


def value_change(before: float | None, after: float | None) -> RatingChange | None:
    """The same, of what two ratings are worth."""
    if before is None:
        return None if after is None else RatingChange.NEWLY_RATED
    if after is None:
        return RatingChange.NO_LONGER_RATED
    if after == before:
        return RatingChange.UNCHANGED
    return RatingChange.IMPROVED if after > before else RatingChange.WORSENED


def pair_rounds(earlier: SourcedResponse, later: SourcedResponse) -> RoundPair:
    """Compare a later round with an earlier one, recommendation by recommendation."""
    pair = Comparison((earlier, later))
    left_out = tuple(entry for entry in pair.common.left_out if entry.reason is not LeftOutReason.NOT_RATED_BY_ALL)
    reworded = {entry.recommendation_id for entry in left_out}
    mandates, plan = mandate_count(catalogues_of(pair.responses)), earlier.follow_up_statuses()
    changes = []
    for item in pair.recommendations:
        before, after = earlier.rating(item.id), later.rating(item.id)
        if item.id not in reworded and (change := rating_change(before, after)):
            cause, follow_up = later.response.answer(item.id).cause, plan.get(item.id)
            changes.append(ChangedRating(item, mandates[item.id], before, after, change, cause, follow_up))
    return RoundPair(earlier, later, tuple(changes), left_out)


def round_pairs(compared: Sequence[SourcedResponse]) -> tuple[RoundPair, ...]:
    """Each round of a respondent with its next."""
    return tuple(pair_rounds(*pair) for rounds in rounds_by_respondent(compared) for pair in pairwise(rounds))


def pairs_with_earlier(
    compared: Sequence[AnyNamedResponse], others: Iterable[AnyNamedResponse]
) -> list[tuple[AnyNamedResponse, AnyNamedResponse]]:
    """Each compared round with the one before it, which may be one of the others."""
    known = {named.name: named for named in [*others, *compared]}
    names = {named.name for named in compared}
    rounds = rounds_by_respondent(known.values())
    return [pair for group in rounds for pair in pairwise(group) if pair[1].name in names]


def round_lines(compared: Sequence[SourcedResponse]) -> tuple[Comparison, ...]:
    """The rounds of each respondent who answered in two or more, side by side in their order."""
    return tuple(Comparison(tuple(rounds)) for rounds in rounds_by_respondent(compared))


def rounds_by_respondent(compared: Iterable[AnyNamedResponse]) -> Iterator[list[AnyNamedResponse]]:
    """The rounds of each respondent (country, voice and organisation) in order, if there are at least two."""
    by_respondent: dict[Hashable, list[AnyNamedResponse]] = {}
    for named in sort_responses(compared):
        by_respondent.setdefault(respondent(named.response), []).append(named)
    for group in by_respondent.values():
        # Where several unnamed respondents answered in one round, their later rounds can't be told apart.
        if 1 < len(group) == len({named.response.round for named in group}):
            yield sort_rounds(group)
