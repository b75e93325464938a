"""The formula, the groupings, and what holds for every response whatever its answers."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.scoring import (
    COVERAGE_THRESHOLD,
    OVERLAPPING,
    Grouping,
    Tally,
    recommendations_by_group,
    tally,
    tally_all,
    tally_by,
    theme_weighted,
    theme_weighted_if_different,
)
from tests.support.cases import GCM10, rated_response, ratings, ratings_of, tallies
from tests.support.catalogues import a_catalogue, a_response

PARTITIONS = [Grouping.THEME, Grouping.PILLAR, Grouping.MECHANISM, Grouping.MANDATE, Grouping.DECADE]
MIXED = Tally(implemented=2, partial=3, absent=1, dont_know=4, unanswered=5, not_applicable=6)


# The formula


def test_every_figure_of_a_tally_is_the_methods() -> None:
    assert MIXED.applicable == 2 + 3 + 1 + 4 + 5
    assert MIXED.rated == 2 + 3 + 1
    assert MIXED.points == 2 + 3 / 2
    assert MIXED.score == 100 * 3.5 / 6
    assert MIXED.coverage == 6 / 15
    assert MIXED.low == 100 * 3.5 / 15
    assert MIXED.high == 100 * (3.5 + 4 + 5) / 15


@given(tallies)
def test_every_figure_is_the_exact_one_rounded_once(counted: Tally) -> None:
    points = Fraction(2 * counted.implemented + counted.partial, 2)
    rated_ones = counted.implemented + counted.partial + counted.absent
    unknown = counted.dont_know + counted.unanswered
    applicable = rated_ones + unknown
    assert counted.points == points
    assert counted.score == (float(100 * points / rated_ones) if rated_ones else None)
    assert counted.coverage == (float(Fraction(rated_ones, applicable)) if applicable else None)
    assert counted.low == (float(100 * points / applicable) if applicable else None)
    assert counted.high == (float(100 * (points + unknown) / applicable) if applicable else None)


@given(st.integers(1, 10_000))
def test_exactly_two_thirds_is_sufficient_whatever_the_size(third: int) -> None:
    assert COVERAGE_THRESHOLD == 2 / 3
    assert Tally(partial=2 * third, dont_know=third).is_sufficient()
    assert not Tally(partial=2 * third - 1, dont_know=third + 1).is_sufficient()


def test_the_threshold_is_a_setting() -> None:
    half = Tally(implemented=1, unanswered=1)
    assert half.is_sufficient(0.5)
    assert not half.is_sufficient(0.51)
    assert not Tally(unanswered=1).is_sufficient(0), "there is no score to show"


# Tallies add


@given(st.lists(ratings))
def test_no_state_is_counted_as_another(given_ratings: list[Rating | None]) -> None:
    counted = tally(given_ratings)
    for rating in Rating:
        assert getattr(counted, rating.value) == given_ratings.count(rating)
    assert counted.unanswered == given_ratings.count(None)


# What holds for every response


@given(ratings_of(GCM10))
def test_the_tallies_of_a_partition_add_up_to_the_whole(given_ratings: dict[str, Rating | None]) -> None:
    response = rated_response(GCM10, given_ratings)
    whole = tally_all(GCM10, response)
    assert whole == tally(given_ratings.values())
    for grouping in PARTITIONS:
        assert sum(tally_by(GCM10, response, grouping).values(), Tally()) == whole


def test_what_nobody_answered_is_unanswered_and_what_is_of_no_catalogue_is_not_counted() -> None:
    catalogue = a_catalogue()
    assert tally_all(catalogue, a_response(catalogue)) == Tally(unanswered=5)
    strange = a_response(catalogue, {"INV-99": Rating.ABSENT, "INV-01": Rating.IMPLEMENTED})
    assert tally_all(catalogue, strange) == Tally(implemented=1, unanswered=4)


def test_evidence_and_ticks_alone_are_no_rating() -> None:
    catalogue = a_catalogue()
    ticked = a_response(catalogue, {"INV-01": Answer(measures=("INV-01.1", "INV-01.2"), evidence="Act 1", comment="?")})
    assert tally_all(catalogue, ticked) == Tally(unanswered=5)


# Groupings


def grouped(catalogue: Catalogue, grouping: Grouping) -> dict[str, list[str]]:
    return {
        group: [item.id for item in items] for group, items in recommendations_by_group(catalogue, grouping).items()
    }


@pytest.fixture
def town() -> Catalogue:
    """Five recommendations that differ in every grouping."""
    return a_catalogue(
        items={
            "INV-01": {
                "pillar": "protection",
                "populations": ["women", "children"],
                "gcm_actions": ["b"],
                "year": 2011,
            },
            "INV-02": {"pillar": "prevention", "populations": ["children"], "indicator": ["structure", "outcome"]},
            "INV-03": {"pillar": "protection", "gcm_actions": ["b", "a"], "year": 1999},
            "INV-04": {"theme": "harbour", "year": 2009},
            "INV-05": {"indicator": ["outcome"], "year": 2010},
        }
    )


def test_each_grouping_has_its_groups_in_the_catalogues_order(town: Catalogue) -> None:
    odd, even = ["INV-01", "INV-03", "INV-05"], ["INV-02", "INV-04"]
    expected: dict[Grouping, dict[str, list[str]]] = {
        Grouping.THEME: {"harbour": ["INV-01", "INV-02", "INV-03", "INV-04"], "market": ["INV-05"]},
        Grouping.PILLAR: {"prevention": ["INV-02", "INV-04", "INV-05"], "protection": ["INV-01", "INV-03"]},
        Grouping.POPULATION: {"children": ["INV-01", "INV-02"], "women": ["INV-01"]},
        Grouping.MECHANISM: {"special-procedure": odd, "treaty-body": even},
        Grouping.MANDATE: {"rapporteur": odd, "committee": even},
        Grouping.INDICATOR: {
            "structure": ["INV-02"],
            "process": ["INV-01", "INV-03", "INV-04"],
            "outcome": ["INV-02", "INV-05"],
        },
        Grouping.DECADE: {"1990s": ["INV-03"], "2000s": ["INV-02", "INV-04"], "2010s": ["INV-01", "INV-05"]},
    }
    for grouping, groups in expected.items():
        assert list(grouped(town, grouping).items()) == list(groups.items()), grouping


def test_an_action_that_is_only_touched_on_is_not_covered(town: Catalogue) -> None:
    assert grouped(town, Grouping.ACTION) == {"a": [], "b": ["INV-01", "INV-03"]}


def test_an_action_that_one_serves_first_counts_those_that_touch_on_it_too() -> None:
    town = a_catalogue(items={"INV-01": {"gcm_actions": ["b"]}, "INV-02": {"gcm_actions": ["a", "b"]}})
    assert grouped(town, Grouping.ACTION) == {"a": ["INV-02"], "b": ["INV-01", "INV-02"]}


def test_only_those_groupings_overlap_that_are_said_to(town: Catalogue) -> None:
    assert frozenset(Grouping) - frozenset(PARTITIONS) == OVERLAPPING
    for catalogue in (town, GCM10):
        for grouping in PARTITIONS:
            counted = Counter(group for groups in grouped(catalogue, grouping).values() for group in groups)
            assert counted == Counter(item.id for item in catalogue.recommendations)


# The theme-weighted overall


def test_the_theme_weighted_overall_is_shown_where_it_differs_by_more_than_five_points() -> None:
    def shown(*themes: Tally) -> float | None:
        by_theme = {str(number): theme for number, theme in enumerate(themes)}
        return theme_weighted_if_different(sum(themes, Tally()), by_theme, 2 / 3)

    assert shown(Tally(implemented=9), Tally(absent=1)) == 50
    assert shown(Tally(implemented=3), Tally(partial=2)) is None, "75 and 80: exactly 5 points aren't more than 5"
    assert shown(Tally(implemented=9, unanswered=6), Tally(absent=1)) is None, "too little is rated"


@given(st.lists(tallies, min_size=1, max_size=9))
def test_the_theme_weighted_overall_is_exact(themes: list[Tally]) -> None:
    scores = [
        Fraction(200 * theme.implemented + 100 * theme.partial, 2 * theme.rated) for theme in themes if theme.rated
    ]
    weighted = theme_weighted({str(number): theme for number, theme in enumerate(themes)})
    assert weighted == (float(sum(scores) / len(scores)) if scores else None)
    if weighted is not None:
        assert min(scores) - Fraction(1, 10**9) <= weighted <= max(scores) + Fraction(1, 10**9)
        assert not math.isnan(weighted)


# Answers


def test_not_applicable_without_a_reason_is_no_answer() -> None:
    for reason in ("", " \n\u00a0"):
        with pytest.raises(ValueError, match="needs a reason"):
            Answer(rating=Rating.NOT_APPLICABLE, reason=reason)
    assert Answer(rating=Rating.NOT_APPLICABLE, reason="Landlocked.").rating is Rating.NOT_APPLICABLE


def test_a_link_that_is_no_web_address_is_in_no_answer() -> None:
    for address in ("javascript:alert(1)", "example.org", "https://", "https://a b", "see https://example.org"):
        with pytest.raises(ValueError, match="starts with https://"):
            Answer(evidence_url=address)
    assert Answer(evidence_url="HTTP://example.org/ä?x=1#y").evidence_url == "HTTP://example.org/ä?x=1#y"


def test_an_answer_that_says_nothing_is_empty_and_any_word_makes_it_one() -> None:
    assert Answer().is_empty
    for answer in (Answer(rating=Rating.DONT_KNOW), Answer(comment="x"), Answer(measures=("INV-01.1",))):
        assert not answer.is_empty
