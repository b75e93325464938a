"""How far the ballots of a workshop agree, and what divides the room most (docs/method.md, *Votes of a workshop*).

The distribution of a vote is a `Tally` of its ballots. Its score is never shown, because votes are never averaged. For
an anonymous workshop, pass only tallies that `disclosure` lets through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.agreement import ordinal_alpha
from assessment.domain.scoring import RATING_VALUES, Tally, tally
from assessment.domain.workshop.model import Ballot


@dataclass(frozen=True, slots=True)
class ModeShare:
    """The most frequent rating among the `n` ballots that rate; a tie names each. `share` is from above 0 to 1."""

    ratings: tuple[Rating, ...]
    share: Fraction
    n: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How far two raters who are drawn at random differ, from 0 (all alike) to 1; None if fewer than two rate, or if
    all who rate are alike and others say “not applicable” or “don't know”."""

    value: Fraction | None
    n: int


@dataclass(frozen=True, slots=True)
class Moved:
    """How the `n` participants who rated in both votes changed their rating."""

    raised: int
    lowered: int
    n: int

    @property
    def changed(self) -> int:
        return self.raised + self.lowered


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha, ordinal, over the recommendations that two or more rate; None as in `ordinal_alpha`."""

    value: float | None
    recommendations: int
    ballots: int


def tally_ballots(ballots: Iterable[Ballot]) -> Tally:
    """The distribution over all five answers; its `rated` is the n of the other figures."""
    return tally(ballot.rating for ballot in ballots)


def tally_parts(ballots: Iterable[Ballot], parts: Mapping[str, str]) -> dict[str, Tally]:
    """The distribution of each part, sorted by part; `parts` gives the part of each participant by id."""
    by_part: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        by_part.setdefault(parts[ballot.participant], []).append(ballot)
    return {part: tally_ballots(by_part[part]) for part in sorted(by_part)}


def mode_share(votes: Tally) -> ModeShare | None:
    """The share of the most frequent rating; None if nobody rates."""
    if not votes.rated:
        return None
    most = max(_count(votes, rating) for rating in RATING_VALUES)
    ratings = tuple(rating for rating in RATING_VALUES if _count(votes, rating) == most)
    return ModeShare(ratings, Fraction(most, votes.rated), votes.rated)


def spread(votes: Tally) -> Spread:
    """The mean of the absolute differences over all pairs of raters.

    Where only those differ who don't rate, it would say that all are alike, so there is none.
    """
    pairs = votes.rated * (votes.rated - 1) // 2
    # Pairs that rate alike add nothing.
    apart = sum(
        _count(votes, first) * _count(votes, second) * abs(_value(first) - _value(second))
        for first, second in combinations(RATING_VALUES, 2)
    )
    others = votes.dont_know + votes.not_applicable
    return Spread(Fraction(apart) / pairs if pairs and (apart or not others) else None, votes.rated)


def moved(first: Iterable[Ballot], second: Iterable[Ballot]) -> Moved:
    """What changed between the two votes on a recommendation; who rated in only one of them isn't counted."""
    before, after = (
        {ballot.participant: _value(ballot.rating) for ballot in vote if ballot.rating in RATING_VALUES}
        for vote in (first, second)
    )
    changes = [after[participant] - before[participant] for participant in before.keys() & after.keys()]
    return Moved(
        raised=sum(change > 0 for change in changes),
        lowered=sum(change < 0 for change in changes),
        n=len(changes),
    )


def vote_alpha(votes: Iterable[Tally]) -> Alpha:
    """How far participants agree over all recommendations, from the first vote on each."""
    units = [
        [worth for rating, worth in RATING_VALUES.items() for _ballot in range(_count(vote, rating))] for vote in votes
    ]
    compared = [unit for unit in units if len(unit) > 1]
    return Alpha(ordinal_alpha(compared), len(compared), sum(map(len, compared)))


def sort_by_division(
    recommendations: Sequence[Recommendation], first_votes: Mapping[str, Tally]
) -> tuple[Recommendation, ...]:
    """An agenda that begins with what divides; `first_votes` is by recommendation id.

    Red lines that anybody rates absent or partial come first, then the widest spread (none counts as 0), then the most
    “don't know”, then document order, in which `recommendations` are given.
    """

    def place(item: Recommendation) -> tuple[bool, Fraction, int]:
        votes = first_votes.get(item.id, Tally())
        is_urgent = item.red_line and votes.absent + votes.partial > 0
        return not is_urgent, -(spread(votes).value or Fraction()), -votes.dont_know

    # The sort is stable, so document order needs no key.
    return tuple(sorted(recommendations, key=place))


def _count(votes: Tally, rating: Rating) -> int:
    count: int = getattr(votes, rating.value)
    return count


def _value(rating: Rating) -> Fraction:
    return Fraction(RATING_VALUES[rating])
