"""Countries are found by any of their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.countries import INVENTED_PLACES, country_codes, country_name, find_countries, find_named


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("State of Palestine", ["PSE"]),
        ("palestine", ["PSE"]),
        ("Republic of Korea", ["KOR", "PRK"]),
        ("South Korea", ["KOR"]),
        ("Korea South", ["KOR"]),
        ("DR Congo", ["COD"]),
        ("Congo Democratic", ["COD"]),
        ("Zaire", ["COD"]),
        ("Ivory Coast", ["CIV"]),
        ("Cote d'Ivoire", ["CIV"]),
        ("CÔTE D’IVOIRE", ["CIV"]),
        ("cote d ivoire", ["CIV"]),
        ("cote divoire", ["CIV"]),
        ("ivoire", ["CIV"]),
        ("Turkey", ["TUR"]),
        ("turkiye", ["TUR"]),
        ("Viet Nam", ["VNM"]),
        ("Vietnam", ["VNM"]),
        ("Burma", ["MMR"]),
        ("Swaziland", ["SWZ"]),
        ("Cape Verde", ["CPV"]),
        ("Macedonia", ["MKD"]),
        ("Czech Republic", ["CZE"]),
        ("Laos", ["LAO"]),
        ("Bolivia", ["BOL"]),
        ("Iran", ["IRN"]),
        ("Syria", ["SYR"]),
        ("Russia", ["RUS"]),
        ("Vatican", ["VAT"]),
        ("UK", ["GBR", "UKR"]),
        ("USA", ["USA"]),
        ("U.S.A.", ["USA"]),
        ("UAE", ["ARE"]),
        ("St Lucia", ["LCA"]),
        ("Trinidad & Tobago", ["TTO"]),
        ("The Gambia", ["GMB"]),
        ("nep", ["NPL"]),
        ("np", ["NPL"]),
        ("npl", ["NPL"]),
    ],
)
def test_a_country_is_found_by_short_former_and_everyday_names_and_words_in_any_order(
    text: str, codes: list[str]
) -> None:
    assert find_countries(text) == codes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Congo", ["Congo", "Democratic Republic of the Congo"]),
        ("Korea", ["Democratic People's Republic of Korea", "Republic of Korea"]),
        ("Guinea", ["Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea"]),
        ("Virgin Islands", ["British Virgin Islands", "United States Virgin Islands"]),
        ("Niger", ["Niger", "Nigeria"]),
    ],
)
def test_all_that_share_a_name_are_found_first_those_whose_whole_name_it_is(text: str, names: list[str]) -> None:
    assert [country_name(code) for code in find_countries(text)] == names


@pytest.mark.parametrize("text", ["", "  ", "xyzzy", "Nepal and India", ".", "'", "Alvenia", "nepal " + "x" * 200])
def test_nothing_else_is_found(text: str) -> None:
    assert find_countries(text) == find_named(text) == []


@pytest.mark.parametrize("code", country_codes())
def test_every_country_is_found_by_its_name_with_the_words_turned_round(code: str) -> None:
    turned = " ".join(reversed(country_name(code).replace(",", "").split()))
    assert code in find_named(turned)
    assert find_countries(turned)[0] in find_named(turned)


@given(st.text())
def test_any_text_finds_countries_or_nothing(text: str) -> None:
    found = find_countries(text)
    assert len(found) == len(set(found))
    assert set(find_named(text)) <= set(found) <= set(country_codes()) - INVENTED_PLACES
