"""Which recommendations are gaps, in which order, and what else a response leaves open."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.gaps import (
    Influence,
    gaps,
    influences,
    needs_explanation,
    suggested_rating,
)
from assessment.domain.response import Response
from assessment.domain.scoring import tally_all
from tests.support.cases import GCM10, RATINGS, rated_response, ratings_of
from tests.support.catalogues import a_catalogue, a_response

ABSENT, PARTIAL, IMPLEMENTED = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED
LANDLOCKED = Answer(rating=Rating.NOT_APPLICABLE, reason="Landlocked.")


def ordered(catalogue: Catalogue, response: Response) -> list[str]:
    return [gap.recommendation.id for gap in gaps(catalogue, response)]


# Gaps


def test_only_what_is_rated_absent_or_partial_is_a_gap() -> None:
    town = a_catalogue()
    response = a_response(
        town,
        {"INV-01": IMPLEMENTED, "INV-02": PARTIAL, "INV-03": ABSENT, "INV-04": LANDLOCKED, "INV-05": Rating.DONT_KNOW},
    )
    assert set(ordered(town, response)) == {"INV-02", "INV-03"}
    assert ordered(town, a_response(town)) == []


def test_absent_red_lines_come_first_then_partial_red_lines_then_absent_then_partial() -> None:
    town = a_catalogue(themes={"harbour": 4}, items={"INV-03": {"red_line": True}, "INV-04": {"red_line": True}})
    response = a_response(town, {"INV-01": PARTIAL, "INV-02": ABSENT, "INV-03": PARTIAL, "INV-04": ABSENT})
    assert ordered(town, response) == ["INV-04", "INV-03", "INV-02", "INV-01"]


@given(ratings_of(GCM10))
def test_the_order_of_the_gaps_is_the_methods(given_ratings: dict[str, Rating | None]) -> None:
    found = gaps(GCM10, rated_response(GCM10, given_ratings))
    themes = [theme.id for theme in GCM10.themes]
    kinds = [(True, ABSENT), (True, PARTIAL), (False, ABSENT), (False, PARTIAL)]
    keys = [
        (
            kinds.index((gap.recommendation.red_line, given_ratings[gap.recommendation.id] or ABSENT)),
            -GCM10.asked_by[gap.recommendation.id],
            themes.index(gap.recommendation.theme),
            gap.recommendation.id,  # numbered in document order
        )
        for gap in found
    ]
    assert keys == sorted(keys)
    assert {gap.recommendation.id for gap in found} == {
        key for key, rating in given_ratings.items() if rating in (ABSENT, PARTIAL)
    }
    assert all(gap.asked_by == GCM10.asked_by[gap.recommendation.id] for gap in found)


# How many mandates ask for the same


def test_the_same_mandate_asking_twice_counts_once() -> None:
    town = a_catalogue(themes={"harbour": 3}, items={key: {"asks": ["light"]} for key in ("INV-01", "INV-03")})
    assert dict(town.asked_by) == {"INV-01": 1, "INV-02": 1, "INV-03": 1}


def test_of_several_asks_the_one_that_most_mandates_share_counts() -> None:
    town = a_catalogue(
        themes={"harbour": 3},
        items={"INV-01": {"asks": ["light", "pier"]}, "INV-02": {"asks": ["pier"]}, "INV-03": {"asks": ["light"]}},
    )
    # INV-01 and INV-03 are the rapporteur's, INV-02 the committee's.
    assert dict(town.asked_by) == {"INV-01": 2, "INV-02": 2, "INV-03": 1}


def test_mandates_of_different_asks_of_one_recommendation_are_not_added_up() -> None:
    town = a_catalogue(
        themes={"harbour": 3},
        items={
            "INV-01": {"asks": ["light", "pier"], "mandate": "rapporteur"},
            "INV-02": {"asks": ["light"], "mandate": "committee"},
            "INV-03": {"asks": ["pier"], "mandate": "committee"},
        },
    )
    assert town.asked_by["INV-01"] == 2


# Red lines and information gaps


# Measures


def test_the_ticked_measures_suggest_a_rating() -> None:
    item = a_catalogue(measures=2).by_id["INV-01"]
    first, second, of_another = "INV-01.1", "INV-01.2", "INV-02.1"
    assert suggested_rating(item, Answer(measures=())) is ABSENT
    assert suggested_rating(item, Answer(measures=(first,))) is PARTIAL
    assert suggested_rating(item, Answer(measures=(first, second))) is IMPLEMENTED
    assert suggested_rating(item, Answer(measures=(of_another,))) is ABSENT
    assert suggested_rating(replace(item, measures=()), Answer(measures=())) is None


def test_without_a_tick_nothing_is_suggested_and_no_explanation_is_asked_for() -> None:
    item = a_catalogue(measures=2).by_id["INV-01"]
    assert suggested_rating(item, Answer()) is None
    assert not any(needs_explanation(item, Answer(rating=rating)) for rating in (ABSENT, PARTIAL, IMPLEMENTED))


def test_where_rating_and_ticks_disagree_a_word_of_explanation_is_asked_for() -> None:
    item = a_catalogue(measures=2).by_id["INV-01"]
    suggesting = (((), ABSENT), (("INV-01.1",), PARTIAL), (("INV-01.1", "INV-01.2"), IMPLEMENTED))
    for rating, (ticked, agreeing) in product(RATINGS, suggesting):
        answer = Answer(rating=rating, measures=ticked, reason="There is none.")
        disagree = rating in (ABSENT, PARTIAL, IMPLEMENTED) and rating is not agreeing
        assert needs_explanation(item, answer) == disagree, (rating, ticked)
        assert needs_explanation(item, replace(answer, comment=" \n")) == disagree
        assert not needs_explanation(item, replace(answer, comment="In law, not in practice."))


def test_what_a_gap_is_missing_are_the_measures_without_a_tick() -> None:
    town = a_catalogue(measures=3)
    response = a_response(town, {"INV-01": Answer(rating=PARTIAL, measures=("INV-01.2",)), "INV-02": ABSENT})
    first, second = gaps(town, response)
    assert second.not_ticked == ("Measure 1", "Measure 3")
    assert first.not_ticked == ("Measure 1", "Measure 2", "Measure 3")


# What would change the score


def with_rating(response: Response, key: str, rating: Rating) -> Response:
    return replace(response, answers={**response.answers, key: Answer(rating=rating)})


@given(st.fixed_dictionaries({f"INV-0{number}": st.sampled_from(RATINGS) for number in range(1, 6)}))
def test_an_influence_is_the_score_that_the_response_would_have(given_ratings: dict[str, Rating | None]) -> None:
    town = a_catalogue()
    response = rated_response(town, given_ratings)
    score = tally_all(town, response).score
    found = influences(town, response)
    for influence in found:
        key = influence.recommendation.id
        assert influence.rating is given_ratings[key]
        assert influence.if_absent == tally_all(town, with_rating(response, key, ABSENT)).score
        assert influence.if_implemented == tally_all(town, with_rating(response, key, IMPLEMENTED)).score
    reaches = [influence.reach(score) for influence in found]
    assert reaches == sorted(reaches, reverse=True)
    assert {influence.recommendation.id for influence in found} == {
        key for key, rating in given_ratings.items() if rating not in (IMPLEMENTED, Rating.NOT_APPLICABLE)
    }


def test_influences_of_the_same_reach_stand_in_the_catalogues_order() -> None:
    town = a_catalogue()
    response = a_response(
        town, {"INV-03": ABSENT, "INV-05": ABSENT, "INV-01": IMPLEMENTED, "INV-02": PARTIAL, "INV-04": PARTIAL}
    )
    assert [influence.recommendation.id for influence in influences(town, response)] == [
        "INV-03", "INV-05", "INV-02", "INV-04",
    ]  # fmt: skip


def test_the_reach_of_an_influence_is_its_greatest_distance_from_the_score() -> None:
    item = a_catalogue().by_id["INV-01"]
    assert Influence(item, None, if_absent=40, if_implemented=80).reach(50) == 30
    assert Influence(item, None, if_absent=10, if_implemented=60).reach(50) == 40
    assert Influence(item, None, if_absent=0, if_implemented=100).reach(None) == 100
