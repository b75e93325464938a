"""Several responses side by side, and how far apart the scores of two are (docs/method.md, *Comparing*).

What prevents a comparison is in `obstacles`, and the order of its responses, never by score, in `ordering`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from assessment.domain.comparison.obstacles import obstacles
from assessment.domain.comparison.ordering import by_number, sort_responses
from assessment.domain.model import Catalogue, Rating, Recommendation, Theme
from assessment.domain.robustness import variant_scores
from assessment.domain.scoring import Grouping, Tally, tally, tally_all, tally_by, within_one_answer
from assessment.domain.sourced import SourcedResponse
from assessment.errors import FileRefused

ThemeTallies = Mapping[str, Mapping[str, Tally]]
"""By theme id, then by the name of the response."""


def catalogue_versions(compared: Iterable[SourcedResponse]) -> tuple[Catalogue, ...]:
    """Their versions of the catalogue, the newest first: by number, 1.10 after 1.9."""
    distinct = {one.catalogue.content: one.catalogue for one in compared}
    return tuple(sorted(distinct.values(), key=lambda each: (by_number(each.version), each.content), reverse=True))


def all_recommendations(compared: Iterable[SourcedResponse]) -> tuple[Recommendation, ...]:
    """Every recommendation that any of them is asked, as in the newest version: in its document order, followed by
    those of older versions only, in theirs."""
    found: dict[str, Recommendation] = {}
    for catalogue in catalogue_versions(compared):
        for item in catalogue.recommendations:
            found.setdefault(item.id, item)
    return tuple(found.values())


def all_themes(compared: Iterable[SourcedResponse]) -> tuple[Theme, ...]:
    """Every theme of their versions, in the order of the newest, followed by those of older ones only."""
    found: dict[str, Theme] = {}
    for catalogue in catalogue_versions(compared):
        for theme in catalogue.themes:
            found.setdefault(theme.id, theme)
    return tuple(found.values())


def mandate_count(compared: Iterable[SourcedResponse]) -> dict[str, int]:
    """How many mandates recommend the same, by the newest version that has the recommendation."""
    found: dict[str, int] = {}
    for catalogue in reversed(catalogue_versions(compared)):
        found |= catalogue.asked_by
    return found


class LeftOutReason(StrEnum):
    """Why responses can't be compared on a recommendation."""

    NOT_IN_EVERY_VERSION = "not_in_every_version"
    TEXT_DIFFERS = "text_differs"
    NOT_RATED_BY_ALL = "not_rated_by_all"


@dataclass(frozen=True, slots=True)
class LeftOutRecommendation:
    """A recommendation that is not compared, the first reason for that, and the responses concerned."""

    recommendation_id: str
    title: str
    reason: LeftOutReason
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommonRecommendations:
    """The recommendations that each response rates in the same words, and the others; both in document order."""

    items: tuple[Recommendation, ...]
    left_out: tuple[LeftOutRecommendation, ...]


def common_recommendations(compared: Sequence[SourcedResponse]) -> CommonRecommendations:
    """What the responses can be compared on: recommendations with the same text in every catalogue, rated by all."""
    items, left_out = [], []
    for item in all_recommendations(compared):
        for reason, stands_out in _REASONS:
            if names := tuple(one.name for one in compared if stands_out(one, item)):
                left_out.append(LeftOutRecommendation(item.id, item.title, reason, names))
                break
        else:
            items.append(item)
    return CommonRecommendations(tuple(items), tuple(left_out))


_REASONS: tuple[tuple[LeftOutReason, Callable[[SourcedResponse, Recommendation], bool]], ...] = (
    (LeftOutReason.NOT_IN_EVERY_VERSION, lambda one, item: item.id not in one.catalogue.by_id),
    (LeftOutReason.TEXT_DIFFERS, lambda one, item: one.catalogue.by_id[item.id].text != item.text),
    (LeftOutReason.NOT_RATED_BY_ALL, lambda one, item: not one.rates(item.id)),
)


def tally_themes(compared: Sequence[SourcedResponse], items: Iterable[Recommendation]) -> ThemeTallies:
    """The tallies of each theme on some of their `recommendations`; every theme is included, even if empty."""
    placed: dict[str, list[str]] = {theme.id: [] for theme in all_themes(compared)}
    for item in items:
        placed[item.theme].append(item.id)
    return {
        theme: {one.name: tally(one.rating(item) for item in ids if one.response.assesses(item)) for one in compared}
        for theme, ids in placed.items()
    }


def tally_own_themes(compared: Sequence[SourcedResponse]) -> ThemeTallies:
    """The tallies of each theme on everything that each response was asked, for coverage and band."""
    own = {one.name: tally_by(one.catalogue, one.response, Grouping.THEME) for one in compared}
    return {
        theme.id: {name: tallies.get(theme.id, Tally()) for name, tallies in own.items()}
        for theme in all_themes(compared)
    }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Responses side by side, in the same order everywhere."""

    responses: tuple[SourcedResponse, ...]
    common: CommonRecommendations
    themes: tuple[Theme, ...]
    recommendations: tuple[Recommendation, ...]
    tallies: ThemeTallies
    """On the common recommendations: what may be compared."""
    own_tallies: ThemeTallies
    """On everything that each was asked: not comparable with each other."""

    @property
    def countries(self) -> dict[str, tuple[SourcedResponse, ...]]:
        """The responses by country or area, in alphabetical order of the names."""
        by_country = groupby(self.responses, lambda one: one.response.country)
        return {country: tuple(group) for country, group in by_country}

    @property
    def overall(self) -> dict[str, Tally]:
        """Each response's tally of all common recommendations, by name."""
        return {one.name: tally(one.rating(item.id) for item in self.common.items) for one in self.responses}

    @property
    def own_overall(self) -> dict[str, Tally]:
        """Each response's tally of everything that it was asked, by name."""
        return {one.name: tally_all(one.catalogue, one.response) for one in self.responses}

    def ratings(self, recommendation_id: str) -> dict[str, Rating | None]:
        """Each response's rating of a recommendation, by name, even if it was asked in other words."""
        return {one.name: one.rating(recommendation_id) for one in self.responses}

    def distribution(self, item: Recommendation) -> Tally:
        """The ratings of a recommendation by those who were asked in exactly these words."""
        asked = [one for one in self.responses if (own := one.catalogue.by_id.get(item.id)) and own.text == item.text]
        return tally(one.rating(item.id) for one in asked if one.is_asked(item.id))


def compare(compared: Sequence[SourcedResponse]) -> Comparison:
    """Compare responses. Raises FileRefused with every problem that prevents the comparison."""
    if found := obstacles(compared):
        raise FileRefused(obstacle.problem for obstacle in found)
    responses = sort_responses(compared)
    shared = common_recommendations(responses)
    return Comparison(
        responses=responses,
        common=shared,
        themes=all_themes(responses),
        recommendations=all_recommendations(responses),
        tallies=tally_themes(responses, shared.items),
        own_tallies=tally_own_themes(responses),
    )


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

    first: SourcedResponse
    second: SourcedResponse
    common: CommonRecommendations
    overall: ScoreDifference | None
    """None without common recommendations."""
    by_theme: Mapping[str, ScoreDifference | None]
    """Every theme; None for one without common recommendations."""


def score_differences(first: SourcedResponse, second: SourcedResponse) -> ScoreDifferences:
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
    pair: tuple[SourcedResponse, SourcedResponse],
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
