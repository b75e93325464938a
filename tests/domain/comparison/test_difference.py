"""How far two scores are apart, and whether that stands when the method's choices are made otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.compare import ScoreDifference, score_differences
from assessment.domain.robustness import VARIANTS, variant_scores
from assessment.domain.scoring import Tally, points_per_answer, within_one_answer
from tests.support.cases import GCM10, ratings_of
from tests.support.catalogues import a_catalogue
from tests.support.comparisons import NEWER, Ratings, everywhere, one

ABSENT, PARTIAL, IMPLEMENTED = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED


def overall(first: Ratings, second: Ratings, catalogue: Catalogue) -> ScoreDifference:
    found = score_differences(
        one("first", first, catalogue=catalogue), one("second", second, catalogue=catalogue)
    ).overall
    assert found is not None
    return found


def by_number(*ratings: Rating) -> dict[str, Rating]:
    return {f"INV-{number:02}": rating for number, rating in enumerate(ratings, start=1)}


def test_a_difference_is_the_second_score_less_the_first_on_what_both_rate() -> None:
    found = score_differences(
        one("first", by_number(ABSENT, PARTIAL, IMPLEMENTED)),
        one("second", by_number(IMPLEMENTED, PARTIAL) | {"INV-04": IMPLEMENTED}),
    )
    assert [item.id for item in found.common.items] == ["INV-01", "INV-02"]
    expected = ScoreDifference(
        first=Tally(partial=1, absent=1),
        second=Tally(implemented=1, partial=1),
        points=50,
        within_one_answer=False,
        is_robust=True,
    )
    assert found.by_theme == {"harbour": expected, "market": None}
    assert found.overall == expected


def test_only_recommendations_of_the_same_text_make_a_difference() -> None:
    newer = one("newer", everywhere(ABSENT, NEWER), catalogue=NEWER)
    found = score_differences(one("older", everywhere(IMPLEMENTED)), newer)
    assert found.by_theme["harbour"] == ScoreDifference(Tally(implemented=2), Tally(absent=2), -100, False, True)


def test_less_than_one_step_is_within_one_answer_and_a_step_is_not() -> None:
    town = a_catalogue(themes={"harbour": 3})
    assert (
        overall(by_number(ABSENT, ABSENT, ABSENT), by_number(PARTIAL, ABSENT, ABSENT), town).within_one_answer is False
    )
    level = overall(by_number(ABSENT, IMPLEMENTED, ABSENT), by_number(PARTIAL, ABSENT, PARTIAL), town)
    assert (level.points, level.within_one_answer, level.is_robust) == (0, True, False)


def test_one_step_is_that_of_the_group_in_which_fewer_are_rated() -> None:
    assert points_per_answer(Tally(implemented=1, partial=1, absent=1, unanswered=4)) == 100 / 6
    assert points_per_answer(Tally(unanswered=2)) is None
    three, six = Tally(implemented=3), Tally(implemented=5, partial=1)
    # 8 points, and the smaller moves by 17.
    assert within_one_answer(three, six)
    assert within_one_answer(six, three)
    assert not within_one_answer(three, Tally(implemented=2, partial=1))


def test_points_are_exact_to_the_last_bit() -> None:
    town = a_catalogue(themes={"harbour": 7})
    first = by_number(IMPLEMENTED, PARTIAL, *[ABSENT] * 5)
    second = by_number(*[PARTIAL] * 3, *[ABSENT] * 4)
    assert overall(first, second, town).points == 0


# What survives


def test_a_difference_that_hangs_on_what_a_partial_is_worth_does_not_survive() -> None:
    town = a_catalogue(themes={"harbour": 3})
    # 33 against 50: where a partial is worth a third, both are 33.
    found = overall(by_number(IMPLEMENTED, ABSENT, ABSENT), by_number(PARTIAL, PARTIAL, PARTIAL), town)
    assert found.points == pytest.approx(50 / 3)
    assert not found.is_robust


def test_an_overall_difference_that_hangs_on_the_weight_of_themes_does_not_survive() -> None:
    town = a_catalogue(themes={"harbour": 3, "market": 1})
    first, second = by_number(IMPLEMENTED, IMPLEMENTED, ABSENT, ABSENT), by_number(ABSENT, ABSENT, ABSENT, IMPLEMENTED)
    found = score_differences(one("first", first, catalogue=town), one("second", second, catalogue=town))
    assert found.overall is not None
    assert found.overall.points == -25
    assert not found.overall.is_robust
    # In each theme it stands all the same.
    assert {theme: each and (each.points, each.is_robust) for theme, each in found.by_theme.items()} == {
        "harbour": (pytest.approx(-200 / 3), True),
        "market": (100, True),
    }


# What holds for all


@settings(max_examples=15)
@given(ratings_of(GCM10), ratings_of(GCM10))
def test_a_difference_survives_just_where_every_variant_has_its_sign(
    first: dict[str, Rating | None], second: dict[str, Rating | None]
) -> None:
    pair = [one("a", first, catalogue=GCM10), one("b", second, catalogue=GCM10)]
    found = score_differences(*pair)
    placed = {
        theme: [item for item in items if all(each.rates(item.id) for each in pair)]
        for theme, items in GCM10.by_theme.items()
    }
    before, after = (variant_scores(placed, each.response) for each in pair)
    for difference, low, high in [
        (found.overall, before.overall, after.overall),
        *((found.by_theme[theme], before.by_theme.get(theme, ()), after.by_theme.get(theme, ())) for theme in placed),
    ]:
        assert (difference is None) == (not low) == (not high)
        if difference:
            assert len(low) == len(high) == len(VARIANTS)
            signs = {(b > a) - (b < a) for a, b in zip(low, high, strict=True)}
            assert difference.is_robust == (signs in ({1}, {-1}))
            score, other = difference.first.score, difference.second.score
            assert score is not None
            assert other is not None
            assert difference.points == pytest.approx(other - score)
