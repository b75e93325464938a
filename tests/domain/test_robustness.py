"""What survives when the method's choices are made otherwise."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from statistics import fmean

import pytest
from hypothesis import given, settings

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.gaps import gaps
from assessment.domain.response import Response
from assessment.domain.robustness import LEADING, VARIANTS, Range, Variant, robustness
from assessment.domain.scoring import Grouping, tally_by
from tests.support.cases import GCM10, rated_response, ratings_of
from tests.support.catalogues import a_catalogue, a_response

ABSENT, PARTIAL, IMPLEMENTED = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED
THIRD, HALF = Fraction(1, 3), Fraction(1, 2)


def a_town(**themes: int) -> Catalogue:
    return a_catalogue(themes=themes)


def everything(catalogue: Catalogue, rating: Rating) -> Response:
    return a_response(catalogue, dict.fromkeys(catalogue.by_id, rating))


def close(found: Range | None, low: float, high: float) -> bool:
    return found is not None and [found.low, found.high] == pytest.approx([low, high])


def test_three_worths_of_a_partial_two_weights_and_two_ways_of_counting_duplicates_make_twelve_variants() -> None:
    assert len(set(VARIANTS)) == 12
    assert {variant.partial_weight for variant in VARIANTS} == {THIRD, HALF, Fraction(2, 3)}
    assert Variant(HALF, by_theme=False, duplicates_once=False) in VARIANTS


# Leading gaps


def test_of_near_duplicates_among_the_leading_gaps_the_first_in_gap_order_survives() -> None:
    town = a_catalogue(
        themes={"harbour": 12},
        items={"INV-03": {"counts_once_with": "same"}, "INV-05": {"counts_once_with": "same", "red_line": True}},
    )
    found = robustness(town, everything(town, ABSENT))
    assert found.gaps_kept[0] == "INV-05"
    assert found.gaps_lost == ("INV-03",)


# Orders between themes


def test_a_clear_order_between_themes_survives_the_lower_one_named_first() -> None:
    town = a_town(harbour=1, market=1, school=1)
    found = robustness(town, a_response(town, {"INV-01": IMPLEMENTED, "INV-02": ABSENT, "INV-03": PARTIAL}))
    assert found.orders_kept == (("market", "harbour"), ("school", "harbour"), ("market", "school"))
    assert found.orders_lost == ()


def test_themes_that_are_level_in_every_variant_have_no_order() -> None:
    town = a_town(harbour=1, market=2)
    found = robustness(town, everything(town, PARTIAL))
    assert (found.orders_kept, found.orders_lost) == ((), ())


def test_an_order_that_hangs_on_what_a_partial_is_worth_is_lost() -> None:
    town = a_town(harbour=1, market=5)
    # Harbour has 50, market 40; where a partial is worth a third, harbour has 33 and market still 40.
    answers = {"INV-01": PARTIAL, "INV-02": IMPLEMENTED, "INV-03": IMPLEMENTED}
    answers |= dict.fromkeys(["INV-04", "INV-05", "INV-06"], ABSENT)
    found = robustness(town, a_response(town, answers))
    assert found.orders_kept == ()
    assert found.orders_lost == (("market", "harbour"),)


def test_an_order_that_is_level_in_one_variant_is_lost() -> None:
    town = a_town(harbour=1, market=3)
    answers = {"INV-01": PARTIAL, "INV-02": IMPLEMENTED, "INV-03": ABSENT, "INV-04": ABSENT}
    found = robustness(town, a_response(town, answers))
    assert found.orders_kept == ()
    assert found.orders_lost == (("market", "harbour"),)


# What holds for every response


def expected_score(response: Response, ids: list[str], variant: Variant) -> float | None:
    """A score computed otherwise than in the software: the mean over the units, each the mean of its members."""
    worth = {IMPLEMENTED: 1.0, PARTIAL: float(variant.partial_weight), ABSENT: 0.0}
    units: dict[str, list[float]] = {}
    for key in ids:
        rating = response.rating(key)
        if rating in worth:
            unit = (variant.duplicates_once and GCM10.by_id[key].counts_once_with) or key
            units.setdefault(unit, []).append(worth[rating])
    return 100 * fmean(map(fmean, units.values())) if units else None


@settings(max_examples=15)
@given(ratings_of(GCM10))
def test_the_ranges_are_those_of_all_twelve_variants(given_ratings: dict[str, Rating | None]) -> None:
    response = rated_response(GCM10, given_ratings)
    found = robustness(GCM10, response)
    overall = []
    for variant in VARIANTS:
        themes = [expected_score(response, [item.id for item in items], variant) for items in GCM10.by_theme.values()]
        scored = [score for score in themes if score is not None]
        whole = fmean(scored) if variant.by_theme and scored else expected_score(response, list(GCM10.by_id), variant)
        if whole is not None:
            overall.append(whole)
    assert (found.overall is None) == (not overall)
    if overall:
        assert close(found.overall, min(overall), max(overall))
    for theme, items in GCM10.by_theme.items():
        scores = [expected_score(response, [item.id for item in items], variant) for variant in VARIANTS]
        known = [score for score in scores if score is not None]
        assert (theme in found.by_theme) == bool(known)
        if known:
            assert close(found.by_theme[theme], min(known), max(known))


@settings(max_examples=15)
@given(ratings_of(GCM10))
def test_leading_gaps_and_orders_are_kept_or_lost_and_never_both(given_ratings: dict[str, Rating | None]) -> None:
    response = rated_response(GCM10, given_ratings)
    found = robustness(GCM10, response)
    leading = [gap.recommendation.id for gap in gaps(GCM10, response)][:LEADING]
    assert sorted(found.gaps_kept + found.gaps_lost) == sorted(leading)
    assert list(found.gaps_kept) == [key for key in leading if key in found.gaps_kept]
    pairs = [frozenset(pair) for pair in found.orders_kept + found.orders_lost]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) <= {frozenset(pair) for pair in combinations(found.by_theme, 2)}
    themes = tally_by(GCM10, response, Grouping.THEME)
    for lower, higher in found.orders_kept:
        assert (themes[lower].score or 0) < (themes[higher].score or 0)
        assert found.by_theme[lower].low < found.by_theme[higher].high
