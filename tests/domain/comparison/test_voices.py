"""The State against civil society: where they disagree, and what to talk about first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings

from assessment.domain.answer import Rating
from assessment.domain.comparison.compare import common_recommendations
from assessment.domain.comparison.voices import RatedByTwo, VoicePair, pair_voices, paired, voice_pairs
from assessment.domain.response import Voice
from assessment.domain.scoring import RATING_VALUES
from assessment.domain.sourced import SourcedResponse
from tests.support.cases import GCM10, ratings_of
from tests.support.catalogues import a_catalogue
from tests.support.comparisons import Ratings, everywhere, one, several

ABSENT, PARTIAL, IMPLEMENTED = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED


def state(ratings: Ratings, name: str = "state", **identity: Any) -> SourcedResponse:
    return one(name, ratings, voice=Voice.STATE, **identity)


def civil(ratings: Ratings, name: str = "civil", **identity: Any) -> SourcedResponse:
    return one(name, ratings, voice=Voice.CIVIL_SOCIETY, **identity)


def names(pairs: tuple[VoicePair, ...]) -> list[tuple[str, str]]:
    return [(pair.first.name, pair.second.name) for pair in pairs]


def ids(rows: Sequence[RatedByTwo]) -> list[str]:
    return [row.recommendation.id for row in rows]


def agenda(pair: VoicePair) -> list[str]:
    return ids(pair.agenda)


def differences(pair: VoicePair) -> dict[str, float]:
    return {row.recommendation.id: row.difference for row in pair.common if row.difference is not None}


# Differences


def test_a_difference_is_the_value_of_the_state_less_that_of_civil_society() -> None:
    for first, second, difference in (
        (IMPLEMENTED, ABSENT, 1),
        (IMPLEMENTED, PARTIAL, 0.5),
        (PARTIAL, PARTIAL, 0),
        (ABSENT, PARTIAL, -0.5),
        (ABSENT, IMPLEMENTED, -1),
    ):
        pair = pair_voices(state({"INV-02": first}), civil({"INV-02": second}))
        assert differences(pair) == {"INV-02": difference}
        assert [entry.difference for entry in pair.agenda] == ([difference] if difference else [])
        assert (bool(pair.contested), bool(pair.strongly_contested)) == (abs(difference) == 0.5, abs(difference) == 1)


def test_with_nothing_in_common_there_is_no_agreement_and_no_alpha() -> None:
    pair = pair_voices(state({"INV-01": ABSENT}), civil({"INV-02": ABSENT}))
    assert (differences(pair), pair.agreement, pair.alpha) == ({}, None, None)


# Agenda


def test_the_agenda_begins_with_red_lines_what_is_strongly_contested_first() -> None:
    town = a_catalogue(items={key: {"red_line": True} for key in ("INV-02", "INV-05")})
    pair = pair_voices(
        state(everywhere(IMPLEMENTED), catalogue=town),
        civil(
            {"INV-01": ABSENT, "INV-02": PARTIAL, "INV-03": PARTIAL, "INV-04": ABSENT, "INV-05": ABSENT}, catalogue=town
        ),
    )
    assert agenda(pair) == ["INV-05", "INV-02", "INV-01", "INV-04", "INV-03"]
    assert [entry.recommendation.id for entry in pair.strongly_contested] == ["INV-05", "INV-01", "INV-04"]
    assert [entry.recommendation.id for entry in pair.contested] == ["INV-02", "INV-03"]


def test_among_equals_what_more_mandates_ask_for_comes_first_then_themes_then_the_document() -> None:
    items: dict[str, dict[str, object]] = {f"INV-0{number}": {"theme": "harbour"} for number in (2, 4)}
    items |= {f"INV-0{number}": {"theme": "market"} for number in (1, 3, 5)}
    for number in (4, 5):
        items[f"INV-0{number}"] |= {"asks": ["light"]}  # Two mandates take turns.
    town = a_catalogue(themes={"harbour": 2, "market": 3}, items=items)
    pair = pair_voices(
        state(everywhere(ABSENT), catalogue=town),
        civil(everywhere(IMPLEMENTED), catalogue=town),
    )
    assert agenda(pair) == ["INV-04", "INV-05", "INV-02", "INV-01", "INV-03"]
    assert [entry.asked_by for entry in pair.agenda] == [2, 2, 1, 1, 1]


# Pairs


def test_voices_are_paired_in_one_country_and_one_round() -> None:
    first = dt.date(2026, 1, 1)
    compared = [
        state({}, "nepal", country="NPL", label="1", date=first),
        civil({}, "nepal-civil", country="NPL", label="1", date=first),
        civil({}, "nepal-later", country="NPL", label="2", date=first),
        civil({}, "nepal-undated", country="NPL", label="1"),
        civil({}, "chile-civil", country="CHL", label="1", date=first),
        one("nepal-other", {}, country="NPL", voice=Voice.OTHER, label="1", date=first),
    ]
    assert names(voice_pairs(compared)) == [("nepal", "nepal-civil")]


def test_each_of_several_organisations_makes_a_pair_of_its_own() -> None:
    compared = [
        civil({}, "c", organisation="移民权利组织"),
        civil({}, "d", organisation="Action"),
        state({}, "a", organisation="Labour"),
        state({}, "b", organisation="Interior"),
    ]
    assert names(voice_pairs(compared)) == [("b", "d"), ("b", "c"), ("a", "d"), ("a", "c")]


def test_any_two_voices_can_be_paired() -> None:
    institution = one("institution", {}, voice=Voice.NATIONAL_HUMAN_RIGHTS_INSTITUTION)
    compared = [civil({}), institution, state({})]
    pairs = paired(compared, Voice.NATIONAL_HUMAN_RIGHTS_INSTITUTION, Voice.STATE)
    assert [(first.name, second.name) for first, second in pairs] == [("institution", "state")]


# What holds for all


@settings(max_examples=15)
@given(ratings_of(GCM10), ratings_of(GCM10))
def test_with_the_voices_swapped_every_sign_is_turned_and_nothing_else(
    first: dict[str, Rating | None], second: dict[str, Rating | None]
) -> None:
    ministry, shelter = one("a", first, catalogue=GCM10), one("b", second, catalogue=GCM10)
    pair, turned = pair_voices(ministry, shelter), pair_voices(shelter, ministry)
    assert differences(turned) == {key: -difference for key, difference in differences(pair).items()}
    assert (turned.agreement, turned.alpha) == (pair.agreement, pair.alpha)
    assert agenda(turned) == agenda(pair)
    assert [row.difference for row in turned.agenda] == [-(row.difference or 0) for row in pair.agenda]
    assert (ids(turned.first_only), ids(turned.second_only)) == (ids(pair.second_only), ids(pair.first_only))


@settings(max_examples=15)
@given(several(together=True))
def test_every_recommendation_of_a_pair_is_contested_or_agreed_once(compared: list[SourcedResponse]) -> None:
    for pair in voice_pairs(compared):
        shared = [item.id for item in common_recommendations([pair.first, pair.second]).items]
        apart = differences(pair)
        assert list(apart) == shared
        assert set(apart.values()) <= {-1, -0.5, 0, 0.5, 1}
        assert sorted(agenda(pair)) == sorted(key for key in shared if apart[key])
        assert ids(pair.alike) == [key for key in shared if not apart[key]]
        assert pair.agreement == (len(pair.alike) / len(shared) if shared else None)
        for item in ids(pair.first_only):
            assert pair.first.rating(item) in RATING_VALUES
            assert pair.second.rating(item) not in RATING_VALUES
