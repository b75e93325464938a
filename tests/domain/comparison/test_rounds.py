"""Rounds after each other: what improved, what worsened, why, and the line of each theme."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings

from assessment.domain.answer import Answer, Cause, Rating, RatingChange
from assessment.domain.comparison.compare import LeftOutReason, common_recommendations
from assessment.domain.comparison.rounds import RoundPair, pair_rounds, rating_change, round_lines, round_pairs
from assessment.domain.response import Voice
from assessment.domain.scoring import RATING_VALUES, Tally
from assessment.domain.sourced import SourcedResponse
from tests.support.comparisons import NEWER, Ratings, everywhere, one, several

ABSENT, PARTIAL, IMPLEMENTED = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED
DONT_KNOW, NOT_APPLICABLE = Rating.DONT_KNOW, Rating.NOT_APPLICABLE


def asked_in(year: int, ratings: Ratings, organisation: str = "") -> SourcedResponse:
    return one(f"{organisation}{year}", ratings, date=dt.date(year, 11, 24), organisation=organisation)


def names(pairs: tuple[RoundPair, ...]) -> list[tuple[str, str]]:
    return [(pair.earlier.name, pair.later.name) for pair in pairs]


# Movements


def test_a_rating_moves_by_its_value_and_what_is_not_rated_is_no_value() -> None:
    moves = {
        (ABSENT, PARTIAL): RatingChange.IMPROVED,
        (PARTIAL, IMPLEMENTED): RatingChange.IMPROVED,
        (IMPLEMENTED, PARTIAL): RatingChange.WORSENED,
        (PARTIAL, ABSENT): RatingChange.WORSENED,
        (ABSENT, ABSENT): RatingChange.UNCHANGED,
        (None, ABSENT): RatingChange.NEWLY_RATED,
        (DONT_KNOW, IMPLEMENTED): RatingChange.NEWLY_RATED,
        (NOT_APPLICABLE, PARTIAL): RatingChange.NEWLY_RATED,
        (ABSENT, None): RatingChange.NO_LONGER_RATED,
        (IMPLEMENTED, DONT_KNOW): RatingChange.NO_LONGER_RATED,
        (PARTIAL, NOT_APPLICABLE): RatingChange.NO_LONGER_RATED,
        (None, None): None,
        (DONT_KNOW, NOT_APPLICABLE): None,
    }
    assert {pair: rating_change(*pair) for pair in moves} == moves


def test_the_cause_is_the_one_that_the_respondent_states_in_the_later_round() -> None:
    pair = pair_rounds(
        asked_in(2026, {"INV-01": Answer(ABSENT, cause=Cause.NEW_EVIDENCE), "INV-02": PARTIAL}),
        asked_in(2027, {"INV-01": Answer(PARTIAL, cause=Cause.COUNTRY_CHANGED), "INV-02": ABSENT, "INV-03": DONT_KNOW}),
    )
    assert pair.causes == {"INV-01": Cause.COUNTRY_CHANGED, "INV-02": None}


def test_a_recommendation_in_other_words_did_not_move() -> None:
    pair = pair_rounds(
        asked_in(2026, everywhere(ABSENT)), one("later", everywhere(IMPLEMENTED, NEWER), catalogue=NEWER)
    )
    assert set(pair.movements) == {"INV-01", "INV-03", "INV-04", "INV-05"}
    assert [(entry.recommendation_id, entry.reason) for entry in pair.left_out] == [
        ("INV-02", LeftOutReason.TEXT_DIFFERS),
        ("INV-06", LeftOutReason.NOT_IN_EVERY_VERSION),
    ]


# Pairs


def test_each_round_of_a_respondent_is_paired_with_its_next() -> None:
    compared = [asked_in(year, everywhere(ABSENT)) for year in (2028, 2024, 2026)]
    assert names(round_pairs(compared)) == [("2024", "2026"), ("2026", "2028")]


def test_rounds_are_those_of_one_country_one_voice_and_one_organisation() -> None:
    compared = [
        one("a", {}, country="NPL", label="1", organisation="移民权利组织"),
        one("b", {}, country="NPL", label="2", organisation="منظمة"),
        one("c", {}, country="CHL", label="2", organisation="移民权利组织"),
        one("d", {}, country="NPL", label="2", voice=Voice.OTHER, organisation="移民权利组织"),
    ]
    assert round_pairs(compared) == ()
    again = one("e", {}, country="NPL", label="10", organisation="منظمة")
    assert names(round_pairs([again, *compared])) == [("b", "e")]


def test_where_several_who_give_no_name_answered_in_one_round_nobodys_next_round_is_guessed() -> None:
    compared = [
        one(name, {"INV-01": rating}, voice=Voice.CIVIL_SOCIETY, label=label, anonymous=True)
        for name, rating, label in (("a", ABSENT, "1"), ("b", PARTIAL, "1"), ("c", IMPLEMENTED, "2"))
    ]
    assert round_pairs(compared) == ()
    assert names(round_pairs(compared[1:])) == [("b", "c")]


# Lines


def test_a_line_has_each_themes_tally_a_round_on_what_all_rounds_rate() -> None:
    (line,) = round_lines(
        [
            asked_in(2028, {"INV-01": IMPLEMENTED, "INV-02": IMPLEMENTED, "INV-04": PARTIAL}),
            asked_in(2024, {"INV-01": ABSENT, "INV-02": ABSENT}),
            asked_in(2026, {"INV-01": PARTIAL, "INV-02": DONT_KNOW, "INV-04": PARTIAL}),
        ]
    )
    assert [each.name for each in line.responses] == ["2024", "2026", "2028"]
    assert [item.id for item in line.common.items] == ["INV-01"]
    assert {theme: tuple(tallies.values()) for theme, tallies in line.tallies.items()} == {
        "harbour": (Tally(absent=1), Tally(partial=1), Tally(implemented=1)),
        "market": (Tally(), Tally(), Tally()),
    }


# What holds for all


@settings(max_examples=15)
@given(several())
def test_what_moved_was_rated_in_one_round_at_least_and_common_is_what_was_rated_in_both(
    compared: list[SourcedResponse],
) -> None:
    pair = pair_rounds(*compared[:2])
    assert all(
        pair.earlier.rating(key) in RATING_VALUES or pair.later.rating(key) in RATING_VALUES for key in pair.movements
    )
    one_sided = (RatingChange.NEWLY_RATED, RatingChange.NO_LONGER_RATED)
    in_both = [key for key, moved in pair.movements.items() if moved not in one_sided]
    assert in_both == [item.id for item in common_recommendations(compared[:2]).items]
    assert list(pair.causes) == list(pair.movements)
