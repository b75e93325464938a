"""How far apart the scores of two responses are, and whether that depends on the method's choices
(docs/method.md, *Tally*, *Comparing* and *Robustness*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.domain.comparison.compare import (
    CommonRecommendations,
    ComparedResponse,
    all_themes,
    common_recommendations,
)
from assessment.domain.model import Recommendation
from assessment.domain.robustness import variant_scores
from assessment.domain.scoring import Tally, tally, within_one_answer


@dataclass(frozen=True, slots=True)
class ScoreDifference:
    """The second score minus the first, on the same recommendations."""

    first: Tally
    second: Tally
    points: float
    """-100 to 100."""
    within_one_answer: bool
    """Such a difference is too small to interpret."""
    is_robust: bool
    """Whether it has the same sign under every variant of the method and is level under none."""


@dataclass(frozen=True, slots=True)
class ScoreDifferences:
    """Two responses on the recommendations that both rate in the same words."""

    first: ComparedResponse
    second: ComparedResponse
    common: CommonRecommendations
    overall: ScoreDifference | None
    """None without common recommendations."""
    by_theme: Mapping[str, ScoreDifference | None]
    """Every theme; None for one without common recommendations."""


def score_differences(first: ComparedResponse, second: ComparedResponse) -> ScoreDifferences:
    """Compare the second response with the first, in each theme and overall."""
    pair = (first, second)
    shared = common_recommendations(pair)
    placed = {theme.id: [item for item in shared.items if item.theme == theme.id] for theme in all_themes(pair)}
    variants = (variant_scores(placed, first.response), variant_scores(placed, second.response))
    return ScoreDifferences(
        first=first,
        second=second,
        common=shared,
        overall=_difference(pair, shared.items, [scores.overall for scores in variants]),
        by_theme={
            theme: _difference(pair, items, [scores.by_theme.get(theme, ()) for scores in variants])
            for theme, items in placed.items()
        },
    )


def _difference(
    pair: tuple[ComparedResponse, ComparedResponse],
    items: Sequence[Recommendation],
    variants: Sequence[Sequence[Fraction]],
) -> ScoreDifference | None:
    if not items:
        return None
    first, second = (tally(one.rating(item.id) for item in items) for one in pair)
    apart = [after - before for before, after in zip(*variants, strict=True)]
    return ScoreDifference(
        first=first,
        second=second,
        # Exact fractions, like the variants, so that level is exactly 0 rather than a rounding error.
        points=float(100 * (Fraction(second.points) - Fraction(first.points)) / len(items)),
        within_one_answer=within_one_answer(first, second),
        is_robust=all(points > 0 for points in apart) or all(points < 0 for points in apart),
    )
