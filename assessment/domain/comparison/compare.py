"""Several responses side by side, and how far apart the scores of two are (docs/method.md, *Comparing*).

What prevents a comparison is in `obstacles`, and the order of its responses, never by score, in `ordering`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from assessment.domain.catalogue import Catalogue, Recommendation, Theme
from assessment.domain.comparison.obstacles import obstacles
from assessment.domain.comparison.ordering import by_number, sort_responses
from assessment.domain.robustness import variant_scores
from assessment.domain.scoring import Grouping, Tally, tally, tally_by, within_one_answer
from assessment.domain.sourced import SourcedResponse
from assessment.errors import FileRefused

ThemeTallies = Mapping[str, Mapping[str, Tally]]
"""By theme id, then by the name of the response."""
FEWEST_COMPARED = 2
"""Common recommendations that it takes to compare scores: a single answer is no percentage."""


def catalogue_versions(catalogues: Iterable[Catalogue]) -> tuple[Catalogue, ...]:
    """The different versions among catalogues, the newest first: by number, 1.10 after 1.9."""
    distinct = {catalogue.content: catalogue for catalogue in catalogues}.values()
    return tuple(
        sorted(distinct, key=lambda catalogue: (by_number(catalogue.version), catalogue.content), reverse=True)
    )


def all_recommendations(catalogues: Iterable[Catalogue]) -> tuple[Recommendation, ...]:
    """Every recommendation that any version asks, as in the newest: in its document order, followed by those of older
    versions only, in theirs."""
    by_id: dict[str, Recommendation] = {}
    for catalogue in catalogue_versions(catalogues):
        by_id |= {item.id: item for item in catalogue.recommendations if item.id not in by_id}
    return tuple(by_id.values())


def all_themes(catalogues: Iterable[Catalogue]) -> tuple[Theme, ...]:
    """Every theme of any version, in the order of the newest, followed by those of older ones only."""
    by_id: dict[str, Theme] = {}
    for catalogue in catalogue_versions(catalogues):
        by_id |= {theme.id: theme for theme in catalogue.themes if theme.id not in by_id}
    return tuple(by_id.values())


def mandate_count(catalogues: Iterable[Catalogue]) -> dict[str, int]:
    """How many mandates recommend the same, by the newest version that has the recommendation."""
    counts: dict[str, int] = {}
    for catalogue in reversed(catalogue_versions(catalogues)):
        counts |= catalogue.asked_by
    return counts


def catalogues_of(compared: Iterable[SourcedResponse]) -> list[Catalogue]:
    return [sourced.catalogue for sourced in compared]


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

    @property
    def asked(self) -> int:
        """How many recommendations any of the responses is asked."""
        return len(self.items) + len(self.left_out)


def common_recommendations(compared: Sequence[SourcedResponse]) -> CommonRecommendations:
    """What the responses can be compared on: recommendations with the same text in every catalogue, rated by all."""
    items, left_out = [], []
    for item in all_recommendations(catalogues_of(compared)):
        for reason, stands_out in _REASONS:
            if names := tuple(sourced.name for sourced in compared if stands_out(sourced, item)):
                left_out.append(LeftOutRecommendation(item.id, item.title, reason, names))
                break
        else:
            items.append(item)
    return CommonRecommendations(tuple(items), tuple(left_out))


_REASONS: tuple[tuple[LeftOutReason, Callable[[SourcedResponse, Recommendation], bool]], ...] = (
    (LeftOutReason.NOT_IN_EVERY_VERSION, lambda sourced, item: item.id not in sourced.catalogue.by_id),
    (LeftOutReason.TEXT_DIFFERS, lambda sourced, item: sourced.catalogue.by_id[item.id].text != item.text),
    (LeftOutReason.NOT_RATED_BY_ALL, lambda sourced, item: not sourced.rates(item.id)),
)


def tally_themes(compared: Sequence[SourcedResponse], items: Iterable[Recommendation]) -> ThemeTallies:
    """The tallies of each theme on some of their `recommendations`; every theme is included, even if empty."""
    placed: dict[str, list[str]] = {theme.id: [] for theme in all_themes(catalogues_of(compared))}
    for item in items:
        placed[item.theme].append(item.id)
    return {
        theme: {
            sourced.name: tally(sourced.rating(item) for item in ids if sourced.response.assesses(item))
            for sourced in compared
        }
        for theme, ids in placed.items()
    }


def total_tallies(tallies: ThemeTallies) -> dict[str, Tally]:
    """Each response's tally of all themes together, by name: themes partition a catalogue."""
    totals: dict[str, Tally] = {}
    for by_name in tallies.values():
        for name, counted in by_name.items():
            totals[name] = totals.get(name, Tally()) + counted
    return totals


@dataclass(frozen=True)
class Comparison:
    """Responses side by side, in the same order everywhere, and what follows from them."""

    responses: tuple[SourcedResponse, ...]

    @cached_property
    def common(self) -> CommonRecommendations:
        return common_recommendations(self.responses)

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        return all_themes(catalogues_of(self.responses))

    @cached_property
    def recommendations(self) -> tuple[Recommendation, ...]:
        return all_recommendations(catalogues_of(self.responses))

    @cached_property
    def tallies(self) -> ThemeTallies:
        """On the common recommendations: what may be compared."""
        return tally_themes(self.responses, self.common.items)

    @cached_property
    def own_tallies(self) -> ThemeTallies:
        """On everything that each was asked, for coverage and band: not comparable with each other."""
        own = {
            sourced.name: tally_by(sourced.catalogue, sourced.response, Grouping.THEME) for sourced in self.responses
        }
        return {
            theme.id: {name: tallies.get(theme.id, Tally()) for name, tallies in own.items()} for theme in self.themes
        }

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries and areas, in alphabetical order of their names."""
        return tuple(dict.fromkeys(sourced.response.country for sourced in self.responses))


def compare(compared: Sequence[SourcedResponse]) -> Comparison:
    """Compare responses. Raises FileRefused with every problem that prevents the comparison."""
    if reasons := obstacles(compared):
        raise FileRefused(obstacle.problem for obstacle in reasons)
    return Comparison(sort_responses(compared))


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
    pair = Comparison((first, second))
    placed = {theme.id: [item for item in pair.common.items if item.theme == theme.id] for theme in pair.themes}
    before, after = (variant_scores(placed, sourced.response) for sourced in pair.responses)

    def difference(tallies: Mapping[str, Tally], *variants: Sequence[Fraction]) -> ScoreDifference | None:
        return _difference(tallies[first.name], tallies[second.name], [b - a for a, b in zip(*variants, strict=True)])

    return ScoreDifferences(
        first=first,
        second=second,
        common=pair.common,
        overall=difference(total_tallies(pair.tallies), before.overall, after.overall),
        by_theme={
            theme: difference(tallies, before.by_theme.get(theme, ()), after.by_theme.get(theme, ()))
            for theme, tallies in pair.tallies.items()
        },
    )


def _difference(first: Tally, second: Tally, variants: Sequence[Fraction]) -> ScoreDifference | None:
    """Both rate the same recommendations; None where these are none."""
    if not first.rated:
        return None
    return ScoreDifference(
        first=first,
        second=second,
        # Exact fractions, like the variants, so that level is exactly 0 rather than a rounding error.
        points=float(100 * (Fraction(second.points) - Fraction(first.points)) / first.rated),
        within_one_answer=within_one_answer(first, second),
        is_robust=all(points > 0 for points in variants) or all(points < 0 for points in variants),
    )
