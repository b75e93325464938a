"""Countries and areas, and the invented places; each is found by any of its names."""

from __future__ import annotations

import csv

from pycountry import countries as COUNTRIES  # noqa: N812 - a table

from assessment.domain.countries import (
    INVENTED_PLACES,
    country_codes,
    country_name,
    find_countries,
    find_named,
    is_country,
)
from assessment.i18n import using_language
from tests.browser.server import ROOT

LISTED = ROOT / "assessment" / "domain" / "country_names.csv"


def test_codes_of_iso_3166_and_of_the_invented_places_are_countries_or_areas_and_nothing_else() -> None:
    for code in ("NPL", "CHE", "PSE", "HKG", "ALA", "XAA", "XAB", "XAC"):
        assert is_country(code), code
    for code in ("", "npl", "NP", "524", "Nepal", "XXX", "XAD", " NPL", "NPL\n", "\u212aEN"):
        assert not is_country(code), code


def test_all_249_countries_and_areas_are_offered_and_no_invented_place() -> None:
    codes = country_codes()
    assert len(codes) == len(set(codes)) == 249
    assert all(is_country(code) for code in codes)
    assert not INVENTED_PLACES & set(codes)


def test_countries_stand_in_the_alphabetical_order_of_their_names_whatever_their_accents() -> None:
    names = [country_name(code) for code in country_codes()]
    assert names[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert names[-1] == "Zimbabwe"
    assert names.index("Qatar") < names.index("Republic of Korea") < names.index("Réunion")
    assert names.index("Curaçao") == names.index("Cyprus") - 1
    assert names.index("Costa Rica") < names.index("Côte d'Ivoire") < names.index("Croatia")


def test_an_invented_place_says_so_in_its_name() -> None:
    assert {country_name(code) for code in INVENTED_PLACES} == {
        "Alvenia (invented)", "Boruna (invented)", "Cassamar (invented)",
    }  # fmt: skip


def test_a_country_is_called_as_the_united_nations_call_it_or_as_the_standard_does() -> None:
    names = {
        "NPL": "Nepal",
        "KOR": "Republic of Korea",
        "PRK": "Democratic People's Republic of Korea",
        "PSE": "State of Palestine",
        "COD": "Democratic Republic of the Congo",
        "CIV": "Côte d'Ivoire",
        "TUR": "Türkiye",
        "TZA": "United Republic of Tanzania",
        "BOL": "Bolivia (Plurinational State of)",
        "NLD": "Netherlands (Kingdom of the)",
        "VAT": "Holy See",
        "TWN": "Taiwan, Province of China",
    }
    assert {code: country_name(code) for code in names} == names


def test_every_listed_name_is_of_a_country_and_none_is_listed_that_the_standard_has() -> None:
    rows = list(csv.DictReader(LISTED.read_text("utf-8").splitlines()))
    codes = [row["code"] for row in rows]
    assert codes == sorted(set(codes))
    assert set(codes) <= set(country_codes())
    for row in rows:
        assert row["un_name"] or row["other_names"]
        known = COUNTRIES.get(alpha_3=row["code"])
        assert known is not None
        assert row["un_name"] != known.name


def test_a_code_that_is_none_is_shown_as_it_is() -> None:
    assert country_name("XXX") == "XXX"


def test_names_are_those_of_the_spoken_language_and_english_where_it_has_none() -> None:
    with using_language("fr"):
        assert country_name("CHE") == "Suisse"
        codes = country_codes()
        assert codes.index("DEU") < codes.index("AND"), "Allemagne stands before Andorre"
    with using_language("tlh"):
        assert country_name("CHE") == "Switzerland"


# Found by any of their names

FOUND = {
    "palestine": ["PSE"],
    "Republic of Korea": ["KOR", "PRK"],
    "Korea South": ["KOR"],
    "DR Congo": ["COD"],
    "Zaire": ["COD"],
    "Ivory Coast": ["CIV"],
    "CÔTE D’IVOIRE": ["CIV"],
    "cote d ivoire": ["CIV"],
    "cote divoire": ["CIV"],
    "ivoire": ["CIV"],
    "Turkey": ["TUR"],
    "turkiye": ["TUR"],
    "Viet Nam": ["VNM"],
    "Vietnam": ["VNM"],
    "Burma": ["MMR"],
    "Swaziland": ["SWZ"],
    "Czech Republic": ["CZE"],
    "UK": ["GBR", "UKR"],
    "U.S.A.": ["USA"],
    "UAE": ["ARE"],
    "St Lucia": ["LCA"],
    "Trinidad & Tobago": ["TTO"],
    "The Gambia": ["GMB"],
    "The Maldives": ["MDV"],
    "nep": ["NPL"],
    "np": ["NPL"],
    "npl": ["NPL"],
}


def test_a_country_is_found_by_short_former_and_everyday_names_and_words_in_any_order() -> None:
    assert {text: find_countries(text) for text in FOUND} == FOUND


def test_all_that_share_a_name_are_found_first_those_whose_whole_name_it_is() -> None:
    shared = {
        "Congo": ["Congo", "Democratic Republic of the Congo"],
        "Guinea": ["Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea"],
        "Niger": ["Niger", "Nigeria"],
    }
    assert {text: [country_name(code) for code in find_countries(text)] for text in shared} == shared


def test_nothing_else_is_found() -> None:
    for text in ("", "  ", "xyzzy", "Nepal and India", ".", "'", "Alvenia", "nepal " + "x" * 200):
        assert find_countries(text) == find_named(text) == [], text


def test_every_country_is_found_by_its_name_with_the_words_turned_round() -> None:
    for code in country_codes():
        turned = " ".join(reversed(country_name(code).replace(",", "").split()))
        assert code in find_named(turned), turned
