"""The only place that knows the formula (docs/method.md, *Tally*, *What was asked* and *Groupings*).

A tally counts answers. Tallies add up, so a response, a theme, a country or a whole database is a sum of tallies,
and whatever counts (this module, a database, a vectorised pass) passes its counts to the same formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue, Indicator, Mechanism, Pillar, Recommendation
from assessment.domain.response import Response

PARTIAL_WEIGHT = 1 / 2
COVERAGE_THRESHOLD = 2 / 3
"""Below this share of rated recommendations no percentage is shown. A setting, printed with the figures."""
WEIGHTED_DIFFERS = 5
"""Points by which the theme-weighted score must differ from the overall score to be shown next to it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of the answers to a set of recommendations. The three unknown states stay apart."""

    implemented: int = 0
    partial: int = 0
    absent: int = 0
    dont_know: int = 0
    unanswered: int = 0
    not_applicable: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.implemented + other.implemented,
            self.partial + other.partial,
            self.absent + other.absent,
            self.dont_know + other.dont_know,
            self.unanswered + other.unanswered,
            self.not_applicable + other.not_applicable,
        )

    @property
    def asked(self) -> int:
        return self.applicable + self.not_applicable

    @property
    def applicable(self) -> int:
        return self.implemented + self.partial + self.absent + self.dont_know + self.unanswered

    @property
    def rated(self) -> int:
        return self.implemented + self.partial + self.absent

    @property
    def points(self) -> float:
        return self.implemented + self.partial * PARTIAL_WEIGHT

    @property
    def score(self) -> float | None:
        """0 to 100; None if nothing is rated."""
        return 100 * self.points / self.rated if self.rated else None

    @property
    def coverage(self) -> float | None:
        """Share of applicable recommendations that are rated, 0 to 1; None if nothing is applicable."""
        return self.rated / self.applicable if self.applicable else None

    @property
    def low(self) -> float | None:
        """The score if every unknown turned out absent; None if nothing is applicable."""
        return 100 * self.points / self.applicable if self.applicable else None

    @property
    def high(self) -> float | None:
        """The score if every unknown turned out implemented; None if nothing is applicable."""
        if not self.applicable:
            return None
        return 100 * (self.points + self.dont_know + self.unanswered) / self.applicable

    def is_sufficient(self, threshold: float = COVERAGE_THRESHOLD) -> bool:
        """Whether enough is rated for the score to be shown as a percentage."""
        return self.coverage is not None and self.coverage >= threshold and self.rated > 0


def tally(ratings: Iterable[Rating | None]) -> Tally:
    """Count ratings; `None` is unanswered."""
    counted = list(ratings)
    return Tally(
        implemented=counted.count(Rating.IMPLEMENTED),
        partial=counted.count(Rating.PARTIAL),
        absent=counted.count(Rating.ABSENT),
        dont_know=counted.count(Rating.DONT_KNOW),
        unanswered=counted.count(None),
        not_applicable=counted.count(Rating.NOT_APPLICABLE),
    )


RATING_VALUES: Mapping[Rating, float] = MappingProxyType(
    {rating: alone.points for rating in Rating if (alone := tally([rating])).rated}
)
"""What each rating is worth in the formula; ratings not listed are unknown or not applicable."""


def points_per_answer(tally: Tally) -> float | None:
    """The points by which one level of one answer, such as absent to partial, changes a score; None if nothing is
    rated."""
    return 100 * PARTIAL_WEIGHT / tally.rated if tally.rated else None


def within_one_answer(first: Tally, second: Tally) -> bool:
    """Whether two scores differ by less than one step of the smaller group, which is too small to interpret."""
    # Exact fractions: a difference of exactly one step isn't within it, whatever the last bit of a float.
    difference = Fraction(first.points) / first.rated - Fraction(second.points) / second.rated
    return abs(difference) < Fraction(PARTIAL_WEIGHT) / min(first.rated, second.rated)


class Grouping(StrEnum):
    """The ways in which the recommendations of a catalogue are grouped."""

    THEME = "theme"
    PILLAR = "pillar"
    POPULATION = "population"
    MECHANISM = "mechanism"
    MANDATE = "mandate"
    INDICATOR = "indicator"
    ACTION = "action"
    DECADE = "decade"


# In these groupings a recommendation can be in several groups, so their tallies don't add up to the total.
OVERLAPPING = frozenset({Grouping.POPULATION, Grouping.INDICATOR, Grouping.ACTION})


def groups_of(recommendation: Recommendation, grouping: Grouping) -> tuple[str, ...]:
    """The ids of the groups of a recommendation."""
    source = recommendation.source
    match grouping:
        case Grouping.THEME:
            return (recommendation.theme,)
        case Grouping.PILLAR:
            return (recommendation.pillar.value,)
        case Grouping.POPULATION:
            return recommendation.populations
        case Grouping.MECHANISM:
            return (source.mandate.mechanism.value,)
        case Grouping.MANDATE:
            return (source.mandate.id,)
        case Grouping.INDICATOR:
            return tuple(indicator.value for indicator in recommendation.indicator)
        case Grouping.ACTION:
            return recommendation.gcm_actions
        case Grouping.DECADE:
            return (source.decade,)


@lru_cache(maxsize=1000)
def recommendations_by_group(catalogue: Catalogue, grouping: Grouping) -> Mapping[str, tuple[Recommendation, ...]]:
    """The recommendations of each group, groups in catalogue order (decades from the oldest).

    An action that is no recommendation's first action stays empty: if it is only touched on, it isn't covered.
    """
    groups: dict[str, list[Recommendation]] = {group: [] for group in _declared(catalogue, grouping)}
    for item in catalogue.recommendations:
        for group in groups_of(item, grouping):
            groups[group].append(item)
    if grouping is Grouping.ACTION:
        first = {item.gcm_actions[0] for item in catalogue.recommendations if item.gcm_actions}
        groups = {action: items if action in first else [] for action, items in groups.items()}
    return MappingProxyType({group: tuple(items) for group, items in groups.items()})


def _declared(catalogue: Catalogue, grouping: Grouping) -> list[str]:
    match grouping:
        case Grouping.THEME:
            return [theme.id for theme in catalogue.themes]
        case Grouping.POPULATION:
            return [population.id for population in catalogue.populations]
        case Grouping.MANDATE:
            return [mandate.id for mandate in catalogue.mandates]
        case Grouping.ACTION:
            return [action.id for action in catalogue.actions]
        case Grouping.DECADE:
            return sorted({item.source.decade for item in catalogue.recommendations})
        case _:
            used = {group for item in catalogue.recommendations for group in groups_of(item, grouping)}
            return [code.value for codes in (Pillar, Mechanism, Indicator) for code in codes if code.value in used]


def assessed(response: Response, items: Iterable[Recommendation]) -> list[Recommendation]:
    """Those of some recommendations that count: what a workshop didn't ask and nobody rated is in no figure."""
    return [item for item in items if response.assesses(item.id)]


def tally_all(catalogue: Catalogue, response: Response) -> Tally:
    """The tally of everything that was assessed; its score is the overall score."""
    return tally(response.rating(item.id) for item in assessed(response, catalogue.recommendations))


def tally_by(catalogue: Catalogue, response: Response, grouping: Grouping) -> dict[str, Tally]:
    """The tally of each group, by group id, without those of which nothing was assessed; empty for a group that the
    catalogue doesn't cover."""
    tallies = {}
    for group, items in recommendations_by_group(catalogue, grouping).items():
        counted = assessed(response, items)
        if counted or not items:
            tallies[group] = tally(response.rating(item.id) for item in counted)
    return tallies


def theme_weighted(themes: Mapping[str, Tally]) -> float | None:
    """The mean of the themes' scores with equal weights; None if no theme has a score."""
    # Exact fractions: a mean of exactly 62.5 must not come out as 62.49999999999999 and be shown as 62.
    scores = [Fraction(100 * tally.points) / tally.rated for tally in themes.values() if tally.rated]
    return float(sum(scores) / len(scores)) if scores else None


def theme_weighted_if_different(whole: Tally, themes: Mapping[str, Tally], threshold: float) -> float | None:
    """The theme-weighted score if it is shown next to the overall score (docs/method.md, *How figures are shown*).

    None if the overall score isn't shown, or if the two differ by no more than `WEIGHTED_DIFFERS` points.
    """
    weighted = theme_weighted(themes)
    if weighted is None or whole.score is None or not whole.is_sufficient(threshold):
        return None
    # Rounded to many decimals, so that a difference of exactly 5 isn't more than 5.
    return weighted if round(abs(weighted - whole.score), 9) > WEIGHTED_DIFFERS else None
