"""Countries and areas, and the invented places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.countries import INVENTED_PLACES, country_codes, country_name, is_country
from assessment.i18n import using_language


@pytest.mark.parametrize("code", ["NPL", "CHE", "PSE", "HKG", "ALA", "XAA", "XAB", "XAC"])
def test_codes_of_iso_3166_and_of_the_invented_places_are_countries_or_areas(code: str) -> None:
    assert is_country(code)


@pytest.mark.parametrize(
    "code", ["", "npl", "Npl", "NP", "524", "Nepal", "XXX", "XAD", "UNK", " NPL", "NPL\n", "\u212aEN"]
)
def test_anything_else_is_none(code: str) -> None:
    assert not is_country(code)


@given(st.text(max_size=4))
def test_only_three_capital_letters_are_a_country(code: str) -> None:
    assert not is_country(code) or (len(code) == 3 and code.isascii() and code.isupper())


def test_all_249_countries_and_areas_are_offered_and_no_invented_place() -> None:
    codes = country_codes()
    assert len(codes) == len(set(codes)) == 249
    assert all(is_country(code) for code in codes)
    assert not INVENTED_PLACES & set(codes)


def test_countries_stand_in_the_alphabetical_order_of_their_names_whatever_their_accents() -> None:
    names = [country_name(code) for code in country_codes()]
    assert names[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert names[-1] == "Zimbabwe"
    assert names.index("Curaçao") == names.index("Cyprus") - 1
    assert names.index("Costa Rica") < names.index("Côte d'Ivoire") < names.index("Croatia")


def test_an_invented_place_says_so_in_its_name() -> None:
    assert {country_name(code) for code in INVENTED_PLACES} == {
        "Alvenia (invented)", "Boruna (invented)", "Cassamar (invented)",
    }  # fmt: skip


def test_a_country_is_called_by_its_name_in_the_standard_to_the_letter() -> None:
    assert country_name("NPL") == "Nepal"
    assert country_name("TZA") == "Tanzania, United Republic of"
    assert country_name("KOR") == "Korea, Republic of"


def test_a_code_that_is_none_is_shown_as_it_is() -> None:
    assert country_name("XXX") == "XXX"


def test_names_are_those_of_the_spoken_language_and_english_where_it_has_none() -> None:
    with using_language("fr"):
        assert country_name("CHE") == "Suisse"
        codes = country_codes()
        assert codes.index("DEU") < codes.index("AND"), "Allemagne stands before Andorre"
    with using_language("tlh"):
        assert country_name("CHE") == "Switzerland"
