"""Two voices on one country or area in one round: where they disagree, and what to talk about first
(docs/method.md, *Comparing*). Voices are shown side by side and never averaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.agreement import ordinal_alpha
from assessment.domain.comparison.compare import Comparison, LeftOutReason, catalogues_of, mandate_count
from assessment.domain.comparison.ordering import AnyNamedResponse, sort_responses
from assessment.domain.response import Round, Voice
from assessment.domain.scoring import RATING_VALUES
from assessment.domain.sourced import SourcedResponse


@dataclass(frozen=True, slots=True)
class RatedByTwo:
    """A recommendation that two voices are asked in the same words and that at least one of them rates."""

    recommendation: Recommendation
    asked_by: int
    """How many mandates recommend it."""
    first: Rating | None
    second: Rating | None
    place: int | None = None
    """Its place on the agenda, from 1, if they rate it differently."""

    @property
    def difference(self) -> float | None:
        """The first value minus the second: -1, -1/2, 0, 1/2 or 1; None where only one of them rates it."""
        values = [RATING_VALUES[rating] for rating in (self.first, self.second) if rating and rating in RATING_VALUES]
        return values[0] - values[1] if len(values) == 2 else None  # noqa: PLR2004 - both rate it

    @property
    def is_strong(self) -> bool:
        """Whether the ratings are two steps apart (implemented and absent) rather than one."""
        return abs(self.difference or 0) == 1


@dataclass(frozen=True, slots=True)
class VoicePair:
    """Two voices on the recommendations that both are asked in the same words."""

    first: SourcedResponse
    second: SourcedResponse
    asked: int
    """How many recommendations any of the two is asked."""
    rated: tuple[RatedByTwo, ...]
    """What at least one of them rates, in document order."""

    @property
    def agenda(self) -> tuple[RatedByTwo, ...]:
        """For a joint meeting: red lines, then the others; within each, strongly contested first, then by number of
        mandates, then in the order of themes and of the document."""
        return tuple(sorted((row for row in self.rated if row.place), key=lambda row: row.place or 0))

    @property
    def common(self) -> tuple[RatedByTwo, ...]:
        """What both of them rate."""
        return tuple(row for row in self.rated if row.difference is not None)

    @property
    def alike(self) -> tuple[RatedByTwo, ...]:
        return tuple(row for row in self.rated if row.difference == 0)

    @property
    def strongly_contested(self) -> tuple[RatedByTwo, ...]:
        return tuple(row for row in self.agenda if row.is_strong)

    @property
    def contested(self) -> tuple[RatedByTwo, ...]:
        """Those that are one step apart."""
        return tuple(row for row in self.agenda if not row.is_strong)

    @property
    def first_only(self) -> tuple[RatedByTwo, ...]:
        return tuple(row for row in self.rated if row.second not in RATING_VALUES)

    @property
    def second_only(self) -> tuple[RatedByTwo, ...]:
        return tuple(row for row in self.rated if row.first not in RATING_VALUES)

    @property
    def agreement(self) -> float | None:
        """The share of common recommendations with equal ratings, 0 to 1."""
        return len(self.alike) / len(self.common) if self.common else None

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha, ordinal."""
        return ordinal_alpha(
            [RATING_VALUES[rating] for rating in (row.first, row.second) if rating] for row in self.common
        )


def voice_pairs(compared: Sequence[SourcedResponse]) -> tuple[VoicePair, ...]:
    """Each response of the State with each of civil society, for the same country or area and round."""
    return tuple(pair_voices(*pair) for pair in paired(compared, Voice.STATE, Voice.CIVIL_SOCIETY))


def paired(
    compared: Iterable[AnyNamedResponse], first: Voice, second: Voice
) -> Iterator[tuple[AnyNamedResponse, AnyNamedResponse]]:
    """Each response of one voice with each of another, for the same country or area and round, in order."""
    ordered = sort_responses(compared)
    others: dict[tuple[str, Round], list[AnyNamedResponse]] = {}
    for other in ordered:
        if other.response.voice is second:
            others.setdefault((other.response.country, other.response.round), []).append(other)
    for named in ordered:
        if named.response.voice is first:
            yield from ((named, other) for other in others.get((named.response.country, named.response.round), ()))


def pair_voices(first: SourcedResponse, second: SourcedResponse) -> VoicePair:
    """Compare two responses, recommendation by recommendation."""
    pair = Comparison((first, second))
    mandates = mandate_count(catalogues_of(pair.responses))
    worded_alike = {item.id for item in pair.common.items} | {
        entry.recommendation_id for entry in pair.common.left_out if entry.reason is LeftOutReason.NOT_RATED_BY_ALL
    }
    rated = [
        RatedByTwo(item, mandates[item.id], first.rating(item.id), second.rating(item.id))
        for item in pair.recommendations
        if item.id in worded_alike and (first.rates(item.id) or second.rates(item.id))
    ]
    themes = {theme.id: place for place, theme in enumerate(pair.themes)}

    def urgency(row: RatedByTwo) -> tuple[bool, bool, int, int]:
        item = row.recommendation
        return not item.red_line, not row.is_strong, -row.asked_by, themes[item.theme]

    # The sort is stable, so document order needs no key.
    contested = sorted((row for row in rated if row.difference), key=urgency)
    places = {row.recommendation.id: place for place, row in enumerate(contested, start=1)}
    placed = tuple(replace(row, place=places.get(row.recommendation.id)) for row in rated)
    return VoicePair(first, second, pair.common.asked, placed)
