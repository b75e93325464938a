"""Rounds of one respondent in sequence: what improved, what worsened, and how each theme went
(docs/method.md, *Comparing*).

Rounds are ordered by date where all of them have one, otherwise by label (`ordering`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessment.domain.comparison.compare import (
    CommonRecommendations,
    LeftOutReason,
    LeftOutRecommendation,
    all_recommendations,
    common_recommendations,
    tally_themes,
)
from assessment.domain.comparison.ordering import AnyNamedResponse, sort_responses, sort_rounds
from assessment.domain.model import Cause, Rating, RatingChange
from assessment.domain.scoring import RATING_VALUES, Tally, tally
from assessment.domain.sourced import SourcedResponse


@dataclass(frozen=True, slots=True)
class RoundPair:
    """Two rounds of one respondent, on the recommendations that both ask in the same words."""

    earlier: SourcedResponse
    later: SourcedResponse
    movements: Mapping[str, RatingChange]
    """By recommendation id, in document order; those rated in neither round are left out."""
    causes: Mapping[str, Cause | None]
    """The reason that the respondent gives in the later round, for the same recommendations."""
    left_out: tuple[LeftOutRecommendation, ...]
    """Recommendations not asked in the same words in both."""


@dataclass(frozen=True, slots=True)
class RoundLine:
    """All rounds of one respondent, on the recommendations that each of them rates in the same words."""

    responses: tuple[SourcedResponse, ...]
    """In the order of the rounds."""
    common: CommonRecommendations
    themes: Mapping[str, tuple[Tally, ...]]
    """By theme id, one tally per round."""
    overall: tuple[Tally, ...]


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
    pair = (earlier, later)
    left_out = tuple(
        entry for entry in common_recommendations(pair).left_out if entry.reason is not LeftOutReason.NOT_RATED_BY_ALL
    )
    reworded = {entry.recommendation_id for entry in left_out}
    movements = {
        item.id: moved
        for item in all_recommendations(pair)
        if item.id not in reworded and (moved := rating_change(earlier.rating(item.id), later.rating(item.id)))
    }
    causes = {key: later.response.answer(key).cause for key in movements}
    return RoundPair(earlier, later, movements, causes, left_out)


def round_pairs(compared: Sequence[SourcedResponse]) -> tuple[RoundPair, ...]:
    """Each round of a respondent with its next."""
    return tuple(pair_rounds(*pair) for rounds in rounds_by_respondent(compared) for pair in pairwise(rounds))


def pairs_with_earlier(
    compared: Sequence[AnyNamedResponse], others: Iterable[AnyNamedResponse]
) -> list[tuple[AnyNamedResponse, AnyNamedResponse]]:
    """Each compared round with the one before it, which may be one of the others."""
    known = {one.name: one for one in [*others, *compared]}
    ids = {one.name for one in compared}
    rounds = rounds_by_respondent(known.values())
    return [pair for each in rounds for pair in pairwise(each) if pair[1].name in ids]


def round_lines(compared: Sequence[SourcedResponse]) -> tuple[RoundLine, ...]:
    """The course of each respondent who answered in two rounds or more."""
    return tuple(_line(rounds) for rounds in rounds_by_respondent(compared))


def _line(rounds: Sequence[SourcedResponse]) -> RoundLine:
    shared = common_recommendations(rounds)
    themes = {
        theme: tuple(tallies[one.name] for one in rounds)
        for theme, tallies in tally_themes(rounds, shared.items).items()
    }
    overall = tuple(tally(one.rating(item.id) for item in shared.items) for one in rounds)
    return RoundLine(tuple(rounds), shared, themes, overall)


def rounds_by_respondent(compared: Iterable[AnyNamedResponse]) -> Iterator[list[AnyNamedResponse]]:
    """The rounds of each respondent (country, voice and organisation) in order, if there are at least two."""
    by_respondent: dict[tuple[str, str, str], list[AnyNamedResponse]] = {}
    for one in sort_responses(compared):
        response = one.response
        by_respondent.setdefault((response.country, response.voice, response.organisation.strip()), []).append(one)
    for group in by_respondent.values():
        # Where several unnamed respondents answered in one round, their later rounds can't be told apart.
        if 1 < len(group) == len({one.response.round for one in group}):
            yield sort_rounds(group)
