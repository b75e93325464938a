"""The findings of a comparison: the gaps that all share, red lines, where two voices differ, what moved
(docs/comparing.md, *Findings*). Recommendations are counted, and never countries or areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment.domain.answer import RatingChange
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.ordering import NamedResponse
from assessment.domain.comparison.rated import NamePairs, RatedResponses
from assessment.domain.comparison.rounds import pairs_with_earlier, value_change
from assessment.domain.comparison.voices import paired
from assessment.domain.response import Voice
from assessment.domain.sourced import SourcedResponse

_FEW = 3
"""How many responses may be called sparse."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A recommendation, and how many of how many it is about."""

    recommendation: Recommendation
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class VoiceFindings:
    """The State and civil society, over all pairs of the same country or area and round."""

    pairs: int
    common: int
    """Recommendations that both rate in the same words, added up over the pairs; `contested` are among them."""
    contested: int
    strongly_contested: int
    most_contested: tuple[Counted, ...]
    """In how many of the pairs that rate it; those that are furthest apart in all of them first."""


@dataclass(frozen=True, slots=True)
class RoundFindings:
    """What changed since the round before, over all pairs of rounds of one respondent."""

    pairs: int
    movements: Mapping[RatingChange, int]
    worsened: tuple[Counted, ...]
    """In how many of the pairs that rate it in both rounds; the most first."""


@dataclass(frozen=True, slots=True)
class SparseResponses:
    """A few responses that rate little, by name, and how many more recommendations would be common without them."""

    names: tuple[str, ...]
    gain: int


@dataclass(frozen=True, slots=True)
class ComparisonFindings:
    responses: int
    asked: int
    common: int
    shared_gaps: tuple[Recommendation, ...]
    """Common recommendations that every response rates absent or partial: red lines first, then by mandates."""
    red_lines: int
    absent_red_lines: tuple[Counted, ...]
    """Red lines that some rate absent, of those that rate them; the most first."""
    voices: VoiceFindings | None
    """None where no State and civil society answered for the same country or area and round."""
    rounds: RoundFindings | None
    """None where nobody answered twice."""
    sparse: SparseResponses | None = None
    """Those without whom at least twice as many recommendations would be common, if there are any."""


def find_findings(rated: RatedResponses, rounds: Iterable[tuple[NamedResponse, NamedResponse]]) -> ComparisonFindings:
    """The findings about some responses; `rounds` are pairs of an earlier and a later round of one respondent."""
    values = {item.id: rated.values(item) for item in rated.items}
    common = [item for item in rated.items if None not in values[item.id]]
    red_lines = [item for item in rated.items if item.red_line]
    absent = [
        Counted(item, values[item.id].count(0), sum(value is not None for value in values[item.id]))
        for item in red_lines
    ]
    shared = [item for item in common if 1 not in values[item.id]]
    voices = paired(rated.responses, Voice.STATE, Voice.CIVIL_SOCIETY)
    return ComparisonFindings(
        responses=len(rated.responses),
        asked=len(rated.items),
        common=len(common),
        shared_gaps=tuple(sorted(shared, key=lambda item: (not item.red_line, -rated.mandates[item.id]))),
        red_lines=len(red_lines),
        absent_red_lines=_most_first(entry for entry in absent if entry.count),
        voices=_find_voices(rated, _names(voices)),
        rounds=_find_rounds(rated, _names(rounds)),
        sparse=_find_sparse([named.name for named in rated.responses], values.values(), len(common)),
    )


def find_comparison_findings(
    responses: Sequence[SourcedResponse], earlier: Sequence[SourcedResponse] = ()
) -> ComparisonFindings:
    """The findings about responses with all their answers, each round with the one before: one of them, or of
    `earlier`, which are otherwise not compared."""
    return find_findings(RatedResponses.of(responses, earlier), pairs_with_earlier(responses, earlier))


def _names(pairs: Iterable[tuple[NamedResponse, NamedResponse]]) -> NamePairs:
    return [(first.name, second.name) for first, second in pairs]


def _find_sparse(names: Sequence[str], values: Iterable[Sequence[float | None]], common: int) -> SparseResponses | None:
    """The few responses that alone don't rate what all others rate."""
    missing = Counter(frozenset(place for place, value in enumerate(row) if value is None) for row in values)
    # At least two must be left.
    lacking = {few: count for few, count in missing.items() if 0 < len(few) <= min(_FEW, len(names) - 2)}
    gains = {few: sum(count for fewer, count in lacking.items() if fewer <= few) for few in lacking}
    best = max(gains, key=lambda few: (gains[few], -len(few)), default=None)
    if best is None or gains[best] < common:
        return None
    return SparseResponses(tuple(names[place] for place in sorted(best)), gains[best])


def _find_voices(rated: RatedResponses, pairs: NamePairs) -> VoiceFindings | None:
    if not pairs:
        return None
    counted, strong, apart = [], 0, dict[str, float]()
    for item in rated.items:
        both = rated.pairs(item, pairs)
        steps = [abs(first - second) for first, second in both if first is not None and second is not None]
        strong += steps.count(1)
        apart[item.id] = sum(steps)
        counted.append(Counted(item, sum(step > 0 for step in steps), len(steps)))
    return VoiceFindings(
        pairs=len(pairs),
        common=sum(entry.total for entry in counted),
        contested=sum(entry.count for entry in counted),
        strongly_contested=strong,
        most_contested=tuple(
            sorted(
                (entry for entry in counted if entry.count),
                key=lambda entry: (-apart[entry.recommendation.id], not entry.recommendation.red_line),
            )
        ),
    )


def _find_rounds(rated: RatedResponses, pairs: NamePairs) -> RoundFindings | None:
    if not pairs:
        return None
    movements: Counter[RatingChange] = Counter()
    worsened = []
    for item in rated.items:
        moved = [change for values in rated.pairs(item, pairs) if (change := value_change(*values))]
        movements.update(moved)
        if lower := moved.count(RatingChange.WORSENED):
            both = sum(change not in (RatingChange.NEWLY_RATED, RatingChange.NO_LONGER_RATED) for change in moved)
            worsened.append(Counted(item, lower, both))
    return RoundFindings(
        pairs=len(pairs),
        movements={change: movements[change] for change in RatingChange},
        worsened=_most_first(worsened),
    )


def _most_first(counted: Iterable[Counted]) -> tuple[Counted, ...]:
    """By how many, then red lines first; the sort is stable, so document order needs no key."""
    return tuple(sorted(counted, key=lambda entry: (-entry.count, not entry.recommendation.red_line)))
