"""Words as people write them: what is understood, what isn't, and what is said then."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import i18n
from assessment.domain.answer import Cause, Rating
from assessment.domain.countries import INVENTED_PLACES, country_codes, country_name
from assessment.domain.response import Voice
from assessment.i18n import using_language
from assessment.interchange.vocabulary import (
    WordUnknown,
    parse_code,
    parse_country,
    parse_date,
    parse_rating,
    parse_tick,
)
from assessment.labels.codes import RATING_STYLES, cause_word, rating_label, rating_word, voice_word
from assessment.labels.formatting import date_text
from tests.support.cases import RATINGS
from tests.support.second_language import let_french_ship


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    let_french_ship(monkeypatch)


# Ratings


def test_every_mark_word_and_label_of_every_language_is_its_rating() -> None:
    for code in i18n.LANGUAGES:
        for rating in RATINGS:
            with using_language(code):
                for text in (
                    RATING_STYLES[rating].mark,
                    rating_word(rating),
                    rating_label(rating),
                    rating_word(rating).upper(),
                ):
                    assert parse_rating(text) is rating
                    assert parse_rating(f" \u200f{text}\u00a0\n") is rating
            if rating is not None:
                assert parse_rating(rating.value) is rating


def test_the_ways_in_which_people_write_a_rating_are_understood() -> None:
    for text, rating in [
        ("fully implemented", Rating.IMPLEMENTED),
        ("Partially  implemented", Rating.PARTIAL),
        ("partly-implemented", Rating.PARTIAL),
        ("Not implemented", Rating.ABSENT),
        ("NOT APPLICABLE", Rating.NOT_APPLICABLE),
        ("n/a", Rating.NOT_APPLICABLE),
        ("N.A.", Rating.NOT_APPLICABLE),
        ("don't know", Rating.DONT_KNOW),
        ("don‘t know", Rating.DONT_KNOW),
        ("don´t know", Rating.DONT_KNOW),
        ("do not know", Rating.DONT_KNOW),
        ("Ｐａｒｔｉａｌ", Rating.PARTIAL),
        ("？", Rating.DONT_KNOW),
        ("●\ufe0f", Rating.IMPLEMENTED),
        ("\ufeff", None),
    ]:
        assert parse_rating(text) is rating, text


def test_what_is_not_a_rating_is_a_problem_and_never_a_rating() -> None:
    for text in [
        "yes",
        "no",
        "0",
        "1",
        "-",
        "x",
        "none",
        "implemented?",
        "absent*",
        "implemented / partial",
        "◐ Absent",
        "●●",
        "– Implemented",
        "not",
        "unknown",
        "???",
        ".",
        "=rating",
        "x" * 100_000,
    ]:
        with pytest.raises(WordUnknown, match="is not recognised") as caught:
            parse_rating(text)
        assert caught.value.fix, text
        assert str(caught.value) == f"{caught.value.what} {caught.value.fix}", text
        assert len(str(caught.value)) < 500, text


@given(st.text(max_size=12))
def test_whatever_is_written_is_understood_or_refused(text: str) -> None:
    for understand in (parse_rating, partial(parse_code, Voice), partial(parse_code, Cause), parse_country, parse_date):
        try:
            meaning: object = understand(text)
        except WordUnknown:
            assert text.strip()
        else:
            assert meaning is None or any(c.isalnum() or c in "●◐○?–·" for c in text) or "？" in text


def test_a_misspelt_word_is_told_what_comes_near_to_it() -> None:
    with pytest.raises(WordUnknown) as caught:
        parse_rating("Implemnted")
    assert (caught.value.what, caught.value.fix) == (
        "“Implemnted” is not recognised.",
        "Did you mean “● Implemented”?",
    )


@pytest.mark.usefixtures("french")
def test_words_of_another_language_are_understood_whatever_language_is_spoken() -> None:
    assert parse_rating("Mise en œuvre") is parse_rating("MISE EN OEUVRE") is Rating.IMPLEMENTED
    assert parse_rating("○ Absente") is Rating.ABSENT
    assert parse_rating("Absent") is Rating.ABSENT
    assert parse_rating("Pleinement realisee") is Rating.IMPLEMENTED
    assert parse_code(Voice, "societe civile") is Voice.CIVIL_SOCIETY
    assert parse_tick("oui") is True
    assert parse_country("Suisse") == parse_country("Switzerland") == "CHE"
    assert parse_country("Etats-Unis") == "USA"
    assert parse_date("1er juillet 2026") == dt.date(2026, 7, 1)
    with using_language("fr"), pytest.raises(WordUnknown) as caught:
        parse_rating("Partiele")
    assert "Partielle”" in caught.value.fix


@pytest.mark.usefixtures("french")
def test_a_word_with_two_meanings_has_none() -> None:
    with pytest.raises(WordUnknown):
        parse_code(Cause, "Changement")
    assert parse_code(Cause, "New evidence") is Cause.NEW_EVIDENCE


# Voices, causes, ticks


def test_voices_and_causes_are_understood_by_code_and_word() -> None:
    for code in i18n.LANGUAGES:
        with using_language(code):
            for voice in Voice:
                assert parse_code(Voice, voice.value) is parse_code(Voice, f" {voice_word(voice).upper()}") is voice
            for cause in Cause:
                assert parse_code(Cause, cause.value) is parse_code(Cause, cause_word(cause)) is cause
        assert parse_code(Voice, "") is None, code
        assert parse_code(Cause, " ") is None, code


def test_a_voice_that_is_not_understood_is_told_all_voices() -> None:
    with pytest.raises(WordUnknown, match=r"“Ministry” is not recognised\. Use one of these: State, Civil society"):
        parse_code(Voice, "Ministry")


def test_a_tick_is_a_tick() -> None:
    for text in ["1", "1.0", "x", "X", "✓", "✔", "☑", "true", "TRUE", "Yes", "VRAI", "ИСТИНА"]:
        assert parse_tick(text) is True, text


def test_no_tick_is_none() -> None:
    for text in ["", " ", "0", "0.0", "false", "FALSE", "no", "FAUX", "☐"]:
        assert parse_tick(text) is False, text


def test_what_might_be_a_tick_is_a_problem() -> None:
    for text in ["-", "2", "maybe", "☒", "✗", "?"]:
        with pytest.raises(WordUnknown, match="is not recognised"):
            parse_tick(text)


# Countries and areas


def test_every_country_is_understood_by_its_code_and_its_name() -> None:
    for code in [*country_codes(), *sorted(INVENTED_PLACES)]:
        for text in (code, code.lower(), country_name(code), country_name(code).upper()):
            assert parse_country(text) == code


def test_a_country_is_understood_by_all_its_names_and_their_words_in_any_order() -> None:
    for text, code in [
        ("np", "NPL"),
        ("Cote d’Ivoire", "CIV"),
        ("Bolivia", "BOL"),
        ("Bolivia (Plurinational State of)", "BOL"),
        ("Plurinational State of Bolivia", "BOL"),
        ("Republic of Korea", "KOR"),
        ("türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("viet  nam", "VNM"),
        ("Vietnam", "VNM"),
        ("Kingdom of Norway", "NOR"),
        ("NO", "NOR"),
        ("Korea, Republic of", "KOR"),
        ("Korea (South)", "KOR"),
        ("State of Palestine", "PSE"),
        ("Palestine, State of", "PSE"),
        ("DR Congo", "COD"),
        ("Congo, Democratic Republic of the", "COD"),
        ("Congo", "COG"),
        ("Guinea", "GIN"),
        ("Ivory Coast", "CIV"),
        ("Turkey", "TUR"),
        ("Burma", "MMR"),
        ("U.S.A.", "USA"),
        ("St. Vincent & Grenadines", "VCT"),
        ("ＮＥＰＡＬ", "NPL"),
        ("alvenia", "XAA"),
        ("", None),
    ]:
        assert parse_country(text) == code, text


def test_a_name_of_no_country_or_of_several_is_a_problem() -> None:
    for text in ["Korea", "Virgin Islands", "XZZ", "United", "zz", "12", "Nepal and India"]:
        with pytest.raises(WordUnknown, match="is not a country or area"):
            parse_country(text)


def test_a_name_that_several_countries_share_is_told_which() -> None:
    with pytest.raises(WordUnknown, match="“Democratic People's Republic of Korea” or “Republic of Korea”"):
        parse_country("Korea")
    with pytest.raises(WordUnknown, match="“British Virgin Islands” or “United States Virgin Islands”"):
        parse_country("Virgin Islands")


def test_what_follows_a_name_after_many_spaces_is_read_too() -> None:
    with pytest.raises(WordUnknown):
        parse_country("South Korea" + " " * 200 + "or another")


# Dates

NOVEMBER_24 = dt.date(2026, 11, 24)


def test_a_day_is_understood_however_it_is_written() -> None:
    for text in [
        "2026-11-24",
        "2026/11/24",
        "2026-11-24 00:00:00",
        "2026-11-24T00:00:00.000",
        "24/11/2026",
        "24.11.2026",
        "11/24/2026",
        "24 November 2026",
        "24 nov. 2026",
        "24-Nov-2026",
        "November 24, 2026",
        "24th of November, 2026",
        "2026年11月24日",
        "２０２６-１１-２４",
        "٢٠٢٦-١١-٢٤",
    ]:
        assert parse_date(text) == NOVEMBER_24, text


@given(st.dates(min_value=dt.date(1000, 1, 1)), st.sampled_from(i18n.LANGUAGES))
def test_every_date_is_understood_as_it_is_shown(day: dt.date, code: str) -> None:
    with using_language(code):
        assert parse_date(date_text(day)) == parse_date(day.isoformat()) == day


@given(st.dates(min_value=dt.date(1000, 1, 1)), st.sampled_from("/.-"))
def test_day_and_month_in_numbers_are_taken_only_if_they_cannot_be_turned_around(day: dt.date, mark: str) -> None:
    text = mark.join((f"{day.day:02}", f"{day.month:02}", f"{day.year:04}"))
    if day.day > 12 or day.day == day.month:
        assert parse_date(text) == day
    else:
        with pytest.raises(WordUnknown, match="can be read as") as caught:
            parse_date(text)
        assert day.isoformat() in str(caught.value)


def test_any_other_text_is_no_date() -> None:
    for text in [
        "10/11/26",
        "2026",
        "46350",
        "2026-02-30",
        "31/11/2026",
        "2026-11-24 13:00",
        "Nov 2026",
        "soon",
        "24 Brumaire 2026",
        "2026-11/24",
        "24 November 26",
        "-2026-11-24",
    ]:
        with pytest.raises(WordUnknown, match="is not a date"):
            parse_date(text)
