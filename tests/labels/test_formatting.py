"""Figures as people read them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.response import Response, Round, Voice
from assessment.domain.scoring import Tally
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import using_language
from assessment.labels.codes import SCORE_STYLES
from assessment.labels.formatting import (
    band,
    citation,
    date_text,
    mandate_count_text,
    percent,
    rated_count_text,
    response_name,
    round_half_up,
    score_style,
    score_text,
    score_with_n,
    time_text,
    timestamp_text,
)
from assessment.reports.sheets.respondents import Respondent, label
from tests.support.cases import GCM10, tallies
from tests.support.catalogues import a_catalogue

NO_BREAK = "\N{NO-BREAK SPACE}"


# Whole percentages


def test_a_percentage_is_whole_with_halves_rounded_up_and_bound_to_its_sign() -> None:
    for number, shown in (
        (0, 0), (0.4, 0), (0.5, 1), (1.5, 2), (2.5, 3), (49.5, 50), (62.49, 62), (62.5, 63), (99.5, 100), (100, 100)
    ):  # fmt: skip
        assert round_half_up(number) == shown, number
    assert percent(Tally(implemented=1, partial=1, absent=6).score) == f"19{NO_BREAK}%"  # 18.75
    assert percent(Tally(partial=1, absent=3).score) == f"13{NO_BREAK}%"  # 12.5
    assert percent(0) == f"0{NO_BREAK}%"
    assert percent(None) == "–"


@given(st.integers(0, 400), st.integers(1, 200))
def test_a_score_is_shown_as_the_nearest_whole_number_of_the_exact_one(halves: int, rated: int) -> None:
    halves = min(halves, 2 * rated)
    counted = Tally(implemented=halves // 2, partial=halves % 2, absent=rated - halves // 2 - halves % 2)
    exact = Fraction(100 * halves, 2 * rated)
    assert counted.score is not None
    assert round_half_up(counted.score) == int(exact + Fraction(1, 2))


# Score, n and band


def test_a_band_goes_from_its_low_to_its_high_end() -> None:
    assert band(Tally(implemented=2, partial=1, unanswered=2)) == f"50–90{NO_BREAK}%"
    assert band(Tally(unanswered=4)) == f"0–100{NO_BREAK}%"
    assert band(Tally(not_applicable=4)) == "–"


def test_a_score_is_shown_with_its_n_and_its_band() -> None:
    counted = Tally(implemented=3, partial=1, absent=1, dont_know=1, not_applicable=2)
    assert rated_count_text(counted) == "5 of 6 rated"
    assert score_with_n(counted) == f"70{NO_BREAK}% (5 of 6 rated, band 58–75{NO_BREAK}%)"


def test_under_the_threshold_words_stand_where_the_percentage_would_and_the_band_stays() -> None:
    counted = Tally(implemented=1, unanswered=1)
    assert score_text(counted) == "insufficient data"
    assert score_with_n(counted) == f"insufficient data (1 of 2 rated, band 50–100{NO_BREAK}%)"
    assert score_text(counted, threshold=0.5) == f"100{NO_BREAK}%"
    # Exactly at the threshold the percentage stands; where nothing is rated it never does.
    assert score_text(Tally(partial=2, unanswered=1)) == f"50{NO_BREAK}%"
    assert score_text(Tally(unanswered=3)) == score_text(Tally(dont_know=3), threshold=0) == "insufficient data"
    assert score_with_n(Tally(not_applicable=3)) == "not applicable (0 of 0 rated, band –)"


@given(tallies, st.floats(0, 1))
def test_a_percentage_stands_only_where_enough_is_rated(counted: Tally, threshold: float) -> None:
    assert ("%" in score_text(counted, threshold)) == counted.is_sufficient(threshold)


# Dates and names


def test_dates_are_written_as_the_spoken_language_writes_them_on_this_machines_clock() -> None:
    here = dt.datetime(2026, 3, 4, 14, 2, 11).astimezone()
    assert date_text(dt.date(2026, 3, 4)) == "4 March 2026"
    assert timestamp_text(here.astimezone(dt.UTC)) == "4 March 2026, 14:02"
    assert time_text(here.astimezone(dt.timezone(dt.timedelta(hours=14)))) == "14:02:11"
    with using_language("fr"):
        assert timestamp_text(here) == "4 mars 2026, 14:02"
    with using_language("zh"):
        assert date_text(dt.date(2026, 3, 4)) == "2026年3月4日"


def test_a_recommendation_is_cited_as_the_source_cites_it() -> None:
    assert citation(GCM10.by_id["GCM10-01"]) == (
        "Special Rapporteur on the human rights of migrants (2018), A/HRC/38/41 (para.93(d))"
    )
    assert citation(GCM10.by_id["GCM10-33"]) == (
        "Committee on the Rights of the Child, General comment No.6: treatment of unaccompanied and separated children "
        "outside their country of origin (2005), CRC/GC/2005/6 (para.V.g.53)"
    )


def test_how_many_mandates_ask_is_said_in_good_english() -> None:
    assert mandate_count_text(1) == "recommended by 1 UN mandate"
    assert mandate_count_text(2) == "recommended by 2 UN mandates"


def named(**identity: object) -> str:
    return response_name(Response("gcm-10", "1.0", "NPL", Voice.STATE, **identity))  # type: ignore[arg-type]


def test_a_response_is_called_by_country_voice_organisation_and_round_unless_it_is_anonymous() -> None:
    assert named(organisation="Ministry of Labour", round=Round("2026 baseline")) == (
        "Nepal · State · Ministry of Labour · 2026 baseline"
    )
    assert named(organisation="Ministry of Labour", anonymous=True) == named() == "Nepal · State"
    for blank in (" ", "\N{NO-BREAK SPACE}"):
        assert named(organisation=blank, round=Round(blank)) == "Nepal · State"
        response = Response("gcm-10", "1.0", "NPL", Voice.STATE, blank, Round(blank))
        assert label(Respondent(3, SourcedResponse("one", a_catalogue(), response))) == "3. Nepal · State"


def test_a_score_has_the_colour_of_the_percentage_that_people_see() -> None:
    for score, place in ((0, 0), (19.49, 0), (19.5, 1), (79.6, 4), (100, 4)):
        assert score_style(score) == SCORE_STYLES[place], score
