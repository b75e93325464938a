"""Which findings hold if the method's choices are made differently (docs/method.md, *Robustness*).

Three choices are varied in all combinations: what a partial is worth (1/3, 1/2, 2/3), whether recommendations or themes
have equal weights, and whether near-duplicates count separately or once. Near-duplicates that count once share one
weight among those of them that are rated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.gaps import Gap, gaps
from assessment.domain.response import Response
from assessment.domain.scoring import RATING_VALUES

PARTIAL_WEIGHTS = (Fraction(1, 3), Fraction(1, 2), Fraction(2, 3))
LEADING = 10
"""How many gaps count as the leading ones."""


@dataclass(frozen=True, slots=True)
class Variant:
    partial_weight: Fraction
    by_theme: bool
    duplicates_once: bool


VARIANTS = tuple(Variant(*choices) for choices in product(PARTIAL_WEIGHTS, (False, True), (False, True)))


@dataclass(frozen=True, slots=True)
class Range:
    """The lowest and the highest score over all variants, 0 to 100."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Robustness:
    """What holds under all variants. A theme without a rated recommendation has no range."""

    overall: Range | None
    by_theme: dict[str, Range]
    gaps_kept: tuple[str, ...]
    """Leading gaps that are leading in every variant, in gap order."""
    gaps_lost: tuple[str, ...]
    orders_kept: tuple[tuple[str, str], ...]
    """Pairs of themes, lower score first, with the same order in every variant."""
    orders_lost: tuple[tuple[str, str], ...]


def robustness(catalogue: Catalogue, response: Response) -> Robustness:
    """Score a response in every variant and compare."""
    scores = variant_scores(catalogue.by_theme, response)
    gaps_kept, gaps_lost = _leading_gaps(gaps(catalogue, response))
    orders_kept, orders_lost = _orders(scores.by_theme)
    return Robustness(
        overall=_range(scores.overall) if scores.overall else None,
        by_theme={theme: _range(scored) for theme, scored in scores.by_theme.items()},
        gaps_kept=gaps_kept,
        gaps_lost=gaps_lost,
        orders_kept=orders_kept,
        orders_lost=orders_lost,
    )


@dataclass(frozen=True, slots=True)
class VariantScores:
    """Exact scores, 0 to 100, one for each of `VARIANTS` in order; none if nothing is rated."""

    overall: tuple[Fraction, ...]
    by_theme: dict[str, tuple[Fraction, ...]]
    """Only themes in which something is rated."""


def variant_scores(by_theme: Mapping[str, Sequence[Recommendation]], response: Response) -> VariantScores:
    """The scores of a response in every variant, on some recommendations, given by theme."""
    overall: list[Fraction] = []
    scored: dict[str, list[Fraction]] = {theme: [] for theme in by_theme}
    everything = [item for items in by_theme.values() for item in items]
    whole = {once: _weigh(everything, response, once) for once in (False, True)}
    parts = {
        once: {theme: weights for theme, items in by_theme.items() if (weights := _weigh(items, response, once))}
        for once in (False, True)
    }
    for variant in VARIANTS:
        once, worth = variant.duplicates_once, variant.partial_weight
        themes = {theme: weights.score(worth) for theme, weights in parts[once].items()}
        for theme, score in themes.items():
            scored[theme].append(score)
        if variant.by_theme and themes:
            overall.append(sum(themes.values(), Fraction()) / len(themes))
        elif (weights := whole[once]) is not None:
            overall.append(weights.score(worth))
    return VariantScores(tuple(overall), {theme: tuple(scores) for theme, scores in scored.items() if scores})


@dataclass(frozen=True, slots=True)
class _Weights:
    """The weight of each rating. Exact, so that the order of themes never depends on a float's last bit."""

    implemented: Fraction
    partial: Fraction
    rated: int

    def score(self, partial_worth: Fraction) -> Fraction:
        return 100 * (self.implemented + self.partial * partial_worth) / self.rated


def _weigh(items: Iterable[Recommendation], response: Response, duplicates_once: bool) -> _Weights | None:
    """The weights of the ratings of some recommendations; None if nothing is rated."""
    rated = [
        (_unit(item, duplicates_once), rating)
        for item in items
        if (rating := response.rating(item.id)) in RATING_VALUES
    ]
    sizes = Counter(unit for unit, _rating in rated)
    weights: dict[Rating | None, Fraction] = {rating: Fraction() for rating in RATING_VALUES}
    for (size, rating), count in Counter((sizes[unit], rating) for unit, rating in rated).items():
        weights[rating] += Fraction(count, size)
    return _Weights(weights[Rating.IMPLEMENTED], weights[Rating.PARTIAL], len(sizes)) if rated else None


def _unit(item: Recommendation, duplicates_once: bool) -> str:
    """What has a weight of one: the recommendation, or its near-duplicates together."""
    return item.counts_once_with if duplicates_once and item.counts_once_with else item.id


def _leading_gaps(ordered: Sequence[Gap]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The leading gaps that stay among the leading ones, and those that don't.

    The order of gaps uses no score, so the only choice that can change it is counting near-duplicates once: then the
    first of them in gap order represents all.
    """
    first_of_unit: dict[str, str] = {}
    for gap in ordered:
        first_of_unit.setdefault(_unit(gap.recommendation, True), gap.recommendation.id)
    leading_once = set(list(first_of_unit.values())[:LEADING])
    leading = [gap.recommendation.id for gap in ordered[:LEADING]]
    return (
        tuple(gap_id for gap_id in leading if gap_id in leading_once),
        tuple(gap_id for gap_id in leading if gap_id not in leading_once),
    )


def _orders(
    scored: Mapping[str, Sequence[Fraction]],
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Pairs of themes whose order is the same in every variant, and pairs whose order isn't; without pairs that are
    always equal."""
    standard = VARIANTS.index(Variant(Fraction(1, 2), by_theme=False, duplicates_once=False))
    kept: list[tuple[str, str]] = []
    lost: list[tuple[str, str]] = []
    for first, second in combinations(scored, 2):
        higher = [a > b for a, b in zip(scored[first], scored[second], strict=True)]
        lower = [a < b for a, b in zip(scored[first], scored[second], strict=True)]
        if not any(higher) and not any(lower):
            continue
        pair = (second, first) if higher[standard] else (first, second)
        (kept if all(higher) or all(lower) else lost).append(pair)
    return tuple(kept), tuple(lost)


def _range(scores: Sequence[Fraction]) -> Range:
    return Range(float(min(scores)), float(max(scores)))
