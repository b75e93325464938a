"""Several responses side by side: what stops it, in which order they stand, and what they are compared on."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.domain.answer import Rating
from assessment.domain.comparison.compare import (
    CommonRecommendations,
    LeftOutReason,
    LeftOutRecommendation,
    all_recommendations,
    all_themes,
    catalogue_versions,
    catalogues_of,
    common_recommendations,
    compare,
    total_tallies,
)
from assessment.domain.comparison.obstacles import comparable, obstacles
from assessment.domain.comparison.ordering import sort_responses, sort_rounds
from assessment.domain.comparison.rated import RatedResponses
from assessment.domain.response import Voice
from assessment.domain.scoring import Tally, tally_all
from assessment.domain.sourced import SourcedResponse
from assessment.errors import FileRefused
from tests.support.cases import assert_printable
from tests.support.catalogues import a_catalogue
from tests.support.comparisons import NEWER, everywhere, one, several

ABSENT, PARTIAL, IMPLEMENTED = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED
OTHER_TOWN = a_catalogue(catalogue_id="other")


def names(compared: tuple[SourcedResponse, ...] | list[SourcedResponse]) -> list[str]:
    return [each.name for each in compared]


def told(*compared: SourcedResponse) -> list[tuple[str, tuple[str, ...]]]:
    """What stops the comparison: where, and without whom it wouldn't be stopped."""
    found = obstacles(compared)
    assert all(obstacle.problem.what and obstacle.problem.fix for obstacle in found)
    assert_printable([obstacle.problem for obstacle in found])
    return [(str(obstacle.problem), obstacle.names) for obstacle in found]


A, B = one("a", {"INV-01": ABSENT}, country="ALB"), one("b", {"INV-01": PARTIAL}, country="BEN")


# What stops a comparison


def test_one_response_or_none_is_no_comparison() -> None:
    for compared in ([], [A]):
        ((what, left_out),) = told(*compared)
        assert what == "A comparison needs two responses that can be compared. Add another response."
        assert left_out == ()
        with pytest.raises(FileRefused, match="needs two responses"):
            compare(compared)


def test_of_several_catalogues_the_one_that_most_answer_stays() -> None:
    other = one("c", {"INV-01": ABSENT}, catalogue=OTHER_TOWN)
    ((what, left_out),) = told(other, A, B)
    assert what.startswith("c: It uses the catalogue “other”, the others “invented”.")
    assert left_out == ("c",)
    assert comparable([other, A, B]) == (A, B)


def test_a_response_in_which_nothing_is_rated_that_the_catalogue_asks_cannot_be_compared() -> None:
    for ratings in ({}, {"INV-01": Rating.DONT_KNOW, "INV-02": Rating.NOT_APPLICABLE}, {"INV-99": ABSENT}):
        ((what, left_out),) = told(A, one("empty", ratings, country="CAN"), B)
        assert what == "empty: It has no ratings. Rate something in it first.", ratings
        assert left_out == ("empty",)


def test_two_responses_of_the_same_country_voice_organisation_and_round_stop_it_and_neither_is_chosen() -> None:
    again = one("again", {"INV-01": PARTIAL}, country="ALB")
    ((what, left_out),) = told(A, again, B, one("c", {"INV-01": ABSENT}, country="CAN"))
    assert what.startswith(
        "a, again: They have the same country or area, voice, organisation and round, but different answers."
    )
    assert left_out == ("a", "again")


def test_of_the_very_same_response_given_twice_the_first_stays() -> None:
    ((what, left_out),) = told(A, replace(A, name="copy"), B)
    assert what == "copy: It is the same response as “a”. Leave one of them out."
    assert left_out == ("copy",)


def undecided(*compared: SourcedResponse, preferred: tuple[str, ...] = ()) -> list[tuple[bool, tuple[str, ...]]]:
    """Of what is left out: whether a person must decide it, and which ones can take each other's place."""
    return [(obstacle.needs_decision, obstacle.choices) for obstacle in obstacles(compared, preferred)]


DATED = one("dated", {"INV-01": ABSENT}, country="ALB", label="2026", date=dt.date(2026, 3, 1))
UNDATED = one("undated", {"INV-01": PARTIAL}, country="ALB", label="2026")


def test_of_a_round_with_and_without_its_date_the_dated_one_is_compared_and_nobody_needs_to_decide() -> None:
    ((what, left_out),) = told(UNDATED, DATED, B)
    assert left_out == ("undated",)
    assert what.startswith("undated: “dated” is of the same respondent and round, and is compared instead.")
    assert undecided(UNDATED, DATED, B) == [(False, ("dated", "undated"))]


def test_the_preferred_one_of_twins_is_compared() -> None:
    assert [left_out for _what, left_out in told(UNDATED, DATED, B)] == [("undated",)]
    (found,) = obstacles([UNDATED, DATED, B], ["undated", "dated"])
    assert (found.names, found.choices, found.needs_decision) == (("dated",), ("undated", "dated"), False)
    again = one("again", {"INV-01": ABSENT}, country="BEN")
    (found,) = obstacles([B, again, DATED], ["somebody", "again", "b"])
    assert (found.names, found.choices) == (("b",), ("again", "b"))


def test_an_undated_response_is_no_twin_where_its_label_is_that_of_two_rounds() -> None:
    later = one("later", {"INV-01": PARTIAL}, country="ALB", label="2026", date=dt.date(2026, 9, 1))
    assert told(UNDATED, DATED, later) == []


def test_empty_drafts_and_copies_need_no_decision_but_twins_that_differ_do() -> None:
    assert undecided(A, B, one("empty", {}, country="CAN")) == [(False, ())]
    assert undecided(A, B, replace(A, name="copy")) == [(False, ())]
    assert undecided(A, B, one("again", {"INV-01": PARTIAL}, country="ALB"), DATED) == [(True, ())]


def test_two_who_withhold_their_names_are_two_unless_they_say_the_very_same() -> None:
    shelters = [
        one(name, {"INV-01": rating}, voice=Voice.CIVIL_SOCIETY, anonymous=True)
        for name, rating in (("one", ABSENT), ("two", PARTIAL), ("three", ABSENT))
    ]
    assert told(*shelters[:2]) == []
    ((what, left_out),) = told(*shelters)
    assert what.startswith("three: It is the same response as “one”.")
    assert left_out == ("three",)


def test_a_response_that_is_out_already_draws_no_other_along() -> None:
    """An empty draft beside its full copy: only the draft is in question."""
    assert [left_out for _what, left_out in told(A, one("draft", {}, country="ALB"), B)] == [("draft",)]


# Orders


def test_in_a_country_voices_come_in_theirs_then_rounds_then_organisations() -> None:
    def response(name: str, voice: Voice, date: int, organisation: str) -> SourcedResponse:
        return one(name, everywhere(ABSENT), voice=voice, date=dt.date(date, 1, 1), organisation=organisation)

    ordered = [
        response("z", Voice.STATE, 2024, "Éducation"),
        response("y", Voice.STATE, 2024, "Health"),
        response("x", Voice.STATE, 2026, "Education"),
        response("w", Voice.CIVIL_SOCIETY, 2020, "منظمة حقوق المهاجرين"),
        response("v", Voice.CIVIL_SOCIETY, 2020, "移民权利组织"),
        response("u", Voice.OTHER, 2019, ""),
    ]
    assert compare(ordered[::-1]).responses == tuple(ordered)


def test_an_anonymous_response_is_not_told_by_its_place() -> None:
    hidden = one("m", everywhere(ABSENT), organisation="Zebra", anonymous=True)
    shown = one("n", everywhere(ABSENT), organisation="Antelope")
    assert names(sort_responses([shown, hidden])) == ["m", "n"]
    assert names(sort_responses([shown, replace(hidden, response=replace(hidden.response, organisation="Aa"))])) == [
        "m",
        "n",
    ]


def test_rounds_stand_by_date_where_each_has_one_whatever_their_labels() -> None:
    late = one("late", {}, label="A", date=dt.date(2027, 1, 1))
    early = one("early", {}, label="B", date=dt.date(2026, 1, 1))
    assert names(sort_rounds([late, early])) == ["early", "late"]


def test_rounds_stand_by_label_where_one_lacks_its_date() -> None:
    late = one("late", {}, label="A", date=dt.date(2027, 1, 1))
    assert names(sort_rounds([one("early", {}, label="B"), late])) == ["late", "early"]


def test_numbers_in_labels_stand_by_their_value() -> None:
    for labels in (
        ["Round 2", "Round 10"],
        ["الجولة ٢", "الجولة ١٠"],
        ["第2轮", "第10轮"],
        ["", "0", "1"],
        ["Round 9", "Round " + "9" * 6000],
    ):
        assert names(sort_rounds([one(label, {}, label=label) for label in reversed(labels)])) == labels


def test_versions_stand_from_the_newest_by_number() -> None:
    catalogues = [a_catalogue(version=version) for version in ("1.10", "1.9", "1.0", "0.11")]
    assert catalogue_versions(catalogues[::-1]) == tuple(catalogues)
    assert catalogue_versions([*catalogues, catalogues[0]]) == tuple(catalogues)


# What is compared


def test_responses_are_compared_only_on_what_each_of_them_rates() -> None:
    first = one("first", {"INV-01": ABSENT, "INV-02": PARTIAL, "INV-03": IMPLEMENTED})
    second = one("second", {"INV-02": ABSENT, "INV-03": Rating.DONT_KNOW, "INV-04": Rating.NOT_APPLICABLE})
    found = common_recommendations([first, second])
    assert [item.id for item in found.items] == ["INV-02"]
    reason = LeftOutReason.NOT_RATED_BY_ALL
    assert found.left_out == (
        LeftOutRecommendation("INV-01", "Title 1", reason, ("second",)),
        LeftOutRecommendation("INV-03", "Title 3", reason, ("second",)),
        LeftOutRecommendation("INV-04", "Title 4", reason, ("first", "second")),
        LeftOutRecommendation("INV-05", "Title 5", reason, ("first", "second")),
    )


def test_versions_are_compared_only_on_recommendations_of_the_same_text() -> None:
    older, newer = one("older", everywhere(ABSENT)), one("newer", everywhere(ABSENT, NEWER), catalogue=NEWER)
    for compared in ([older, newer], [newer, older]):
        found = common_recommendations(compared)
        assert [item.id for item in found.items] == ["INV-01", "INV-03", "INV-04", "INV-05"]
        assert found.left_out == (
            LeftOutRecommendation("INV-02", "Title 2", LeftOutReason.TEXT_DIFFERS, ("older",)),
            LeftOutRecommendation("INV-06", "Title 6", LeftOutReason.NOT_IN_EVERY_VERSION, ("older",)),
        )


def test_another_title_question_or_measure_is_the_same_recommendation_in_the_words_of_the_newest_version() -> None:
    newest = a_catalogue(version="2", measures=3, items={"INV-01": {"title": "In short", "question": "Well?"}})
    found = common_recommendations([one("a", everywhere(ABSENT)), one("b", everywhere(ABSENT), catalogue=newest)])
    assert len(found.items) == 5
    assert found.items[0].title == "In short"


def test_recommendations_that_only_an_older_version_has_come_last() -> None:
    shorter = a_catalogue(version="2", themes={"market": 2})
    older = one("older", everywhere(ABSENT))
    compared = [older, one("newer", everywhere(ABSENT, shorter), catalogue=shorter)]
    found = all_recommendations(catalogues_of(compared))
    assert [item.id for item in found] == ["INV-01", "INV-02", "INV-03", "INV-04", "INV-05"]
    assert [theme.id for theme in all_themes(catalogues_of(compared))] == ["market", "harbour"]
    assert found[0].theme == "market"
    assert [entry.recommendation_id for entry in common_recommendations(compared).left_out] == [
        "INV-03",
        "INV-04",
        "INV-05",
    ]


def test_themes_are_tallied_on_common_items_to_compare_and_on_all_for_coverage_and_band() -> None:
    first = one("a", {"INV-01": IMPLEMENTED, "INV-02": ABSENT, "INV-04": PARTIAL})
    second = one("b", {"INV-01": ABSENT, "INV-03": Rating.DONT_KNOW}, country="XAB")
    found = compare([first, second])
    assert found.tallies == {
        "harbour": {"a": Tally(implemented=1), "b": Tally(absent=1)},
        "market": {"a": Tally(), "b": Tally()},
    }
    assert found.own_tallies == {
        "harbour": {"a": Tally(implemented=1, absent=1, unanswered=1), "b": Tally(absent=1, dont_know=1, unanswered=1)},
        "market": {"a": Tally(partial=1, unanswered=1), "b": Tally(unanswered=2)},
    }


def test_a_recommendation_has_each_ones_rating_and_the_distribution_of_all() -> None:
    voices = [Voice.STATE, Voice.CIVIL_SOCIETY, Voice.OTHER, Voice.INTERNATIONAL_ORGANISATION]
    given_ratings = [ABSENT, IMPLEMENTED, Rating.DONT_KNOW, None]
    compared = [
        one(voice, {"INV-01": rating, "INV-02": PARTIAL}, voice=voice)
        for voice, rating in zip(voices, given_ratings, strict=True)
    ]
    found = RatedResponses.of(compared)
    assert found.ratings["INV-01"] == dict(zip(voices, given_ratings, strict=True))
    assert found.distribution(found.items[0]) == Tally(implemented=1, absent=1, dont_know=1, unanswered=1)


def test_a_distribution_leaves_out_who_was_asked_in_other_words_or_not_at_all() -> None:
    found = RatedResponses.of(
        [one("a", everywhere(ABSENT)), one("b", everywhere(PARTIAL, NEWER), catalogue=NEWER, country="XAB")]
    )
    counted = {item.id: found.distribution(item) for item in found.items}
    assert counted["INV-01"] == Tally(absent=1, partial=1)
    assert counted["INV-02"] == counted["INV-06"] == Tally(partial=1)
    assert found.ratings["INV-06"] == {"a": None, "b": PARTIAL}


# What holds for all


def held(found: CommonRecommendations) -> tuple[object, ...]:
    return found.items, {(entry.recommendation_id, entry.reason, frozenset(entry.names)) for entry in found.left_out}


@settings(max_examples=15)
@given(several(), st.randoms(use_true_random=False))
def test_the_order_in_which_responses_are_given_changes_nothing(
    compared: list[SourcedResponse], chance: random.Random
) -> None:
    shuffled = chance.sample(compared, len(compared))
    assert compare(shuffled) == compare(compared)
    assert held(common_recommendations(shuffled)) == held(common_recommendations(compared))


@settings(max_examples=15)
@given(several())
def test_themes_add_up_to_the_whole(compared: list[SourcedResponse]) -> None:
    found = compare(compared)
    overall, own = total_tallies(found.tallies), total_tallies(found.own_tallies)
    for each in compared:
        assert own[each.name] == tally_all(each.catalogue, each.response)
        assert overall[each.name].rated == overall[each.name].applicable == len(found.common.items)
