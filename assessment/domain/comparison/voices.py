"""Two voices on one country or area in one round: where they disagree, and what to talk about first
(docs/method.md, *Comparing*). Voices are shown side by side and never averaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.domain.comparison.agreement import ordinal_alpha, percent_agreement
from assessment.domain.comparison.compare import (
    CommonRecommendations,
    LeftOutReason,
    all_recommendations,
    all_themes,
    common_recommendations,
    mandate_count,
)
from assessment.domain.comparison.ordering import AnyNamedResponse, sort_responses
from assessment.domain.model import Rating, Recommendation, Round, Voice
from assessment.domain.scoring import RATING_VALUES
from assessment.domain.sourced import SourcedResponse


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A recommendation that two voices rate differently, and how many mandates recommend it."""

    recommendation: Recommendation
    first: Rating
    second: Rating
    asked_by: int

    @property
    def difference(self) -> float:
        """The first value minus the second: -1, -1/2, 1/2 or 1."""
        return RATING_VALUES[self.first] - RATING_VALUES[self.second]

    @property
    def is_strong(self) -> bool:
        """Whether the ratings are two steps apart (implemented and absent) rather than one."""
        return abs(self.difference) == 1


@dataclass(frozen=True, slots=True)
class VoicePair:
    """Two voices on the recommendations that both rate in the same words."""

    first: SourcedResponse
    second: SourcedResponse
    common: CommonRecommendations
    differences: Mapping[str, float]
    """The first value minus the second for each common recommendation, in document order: -1, -1/2, 0, 1/2 or 1."""
    agenda: tuple[Disagreement, ...]
    """For a joint meeting: strongly contested, then contested; within each, red lines first, then by number of
    mandates, then in the order of themes and of the document."""
    agreement: float | None
    """The share of common recommendations with equal ratings, 0 to 1."""
    alpha: float | None
    """Krippendorff's alpha, ordinal."""
    first_only: tuple[Recommendation, ...]
    """Rated by the first voice only, though both are asked in the same words."""
    second_only: tuple[Recommendation, ...]

    @property
    def strongly_contested(self) -> tuple[Disagreement, ...]:
        return tuple(entry for entry in self.agenda if entry.is_strong)

    @property
    def contested(self) -> tuple[Disagreement, ...]:
        """Those that are one step apart."""
        return tuple(entry for entry in self.agenda if not entry.is_strong)


def voice_pairs(compared: Sequence[SourcedResponse]) -> tuple[VoicePair, ...]:
    """Each response of the State with each of civil society, for the same country or area and round."""
    return tuple(pair_voices(*pair) for pair in paired(compared, Voice.STATE, Voice.CIVIL_SOCIETY))


def paired(
    compared: Iterable[AnyNamedResponse], first: Voice, second: Voice
) -> Iterator[tuple[AnyNamedResponse, AnyNamedResponse]]:
    """Each response of one voice with each of the other, for the same country or area and round, in order.

    A voice isn't paired with itself: several responses of one voice are a distribution.
    """
    if first is second:
        return
    ordered = sort_responses(compared)
    others: dict[tuple[str, Round], list[AnyNamedResponse]] = {}
    for other in ordered:
        if other.response.voice is second:
            others.setdefault((other.response.country, other.response.round), []).append(other)
    for one in ordered:
        if one.response.voice is first:
            yield from ((one, other) for other in others.get((one.response.country, one.response.round), ()))


def pair_voices(first: SourcedResponse, second: SourcedResponse) -> VoicePair:
    """Compare two responses, recommendation by recommendation."""
    pair = (first, second)
    shared = common_recommendations(pair)
    values = {
        item.id: (RATING_VALUES[_rating(first, item)], RATING_VALUES[_rating(second, item)]) for item in shared.items
    }
    return VoicePair(
        first=first,
        second=second,
        common=shared,
        differences={key: one - other for key, (one, other) in values.items()},
        agenda=_agenda(pair, shared.items),
        agreement=percent_agreement(values.values()),
        alpha=ordinal_alpha(values.values()),
        first_only=_unrated_by(second, pair, shared),
        second_only=_unrated_by(first, pair, shared),
    )


def _rating(one: SourcedResponse, item: Recommendation) -> Rating:
    rating = one.rating(item.id)
    assert rating is not None  # noqa: S101 - the recommendation is common to both, so each rates it
    return rating


def _agenda(pair: tuple[SourcedResponse, SourcedResponse], items: Sequence[Recommendation]) -> tuple[Disagreement, ...]:
    first, second = pair
    mandates = mandate_count(pair)
    places = {theme.id: place for place, theme in enumerate(all_themes(pair))}
    found = [
        Disagreement(item, _rating(first, item), _rating(second, item), mandates[item.id])
        for item in items
        if first.rating(item.id) != second.rating(item.id)
    ]
    # The sort is stable, so document order needs no key.
    return tuple(
        sorted(
            found,
            key=lambda entry: (
                not entry.is_strong,
                not entry.recommendation.red_line,
                -entry.asked_by,
                places[entry.recommendation.theme],
            ),
        )
    )


def _unrated_by(
    one: SourcedResponse, pair: tuple[SourcedResponse, SourcedResponse], shared: CommonRecommendations
) -> tuple[Recommendation, ...]:
    """What this one leaves unrated and the other rates."""
    items = {item.id: item for item in all_recommendations(pair)}
    return tuple(
        items[entry.recommendation_id]
        for entry in shared.left_out
        if entry.reason is LeftOutReason.NOT_RATED_BY_ALL and entry.names == (one.name,)
    )
