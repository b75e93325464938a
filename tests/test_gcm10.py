"""The catalogue that ships: word for word, in order, with what the taxonomy says."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict

from assessment.domain.catalogue import Mechanism
from tests.support.cases import CASES, GCM10

with (CASES / "gcm-10-digests.csv").open(encoding="utf-8", newline="") as file:
    DIGESTS = {row["id"]: row for row in csv.DictReader(file)}

# By close reading of the source, in the order of the themes.
THEMES = {
    "prevention": "12 13 19 20",
    "identification": "06 16 17",
    "training": "07 08 25",
    "non-punishment": "03 09 10 15 24",
    "residence": "02 18 33",
    "assistance": "01 04 23",
    "children": "30 31 32",
    "accountability": "21 26 27 28 29",
    "governance": "05 11 14 22",
}
MANDATES = {
    "sr-migrants": ("Special Rapporteur on the human rights of migrants", "01 02 03 04 05"),
    "sr-trafficking": (
        "Special Rapporteur on trafficking in persons, especially women and children",
        "06 07 08 09 10 11 12 13 14 15 16 17 18 19 20",
    ),
    "wg-disappearances": ("Working Group on Enforced or Involuntary Disappearances", "21"),
    "sr-counter-terrorism": (
        "Special Rapporteur on the promotion and protection of human rights and fundamental freedoms "
        "while countering terrorism",
        "22",
    ),
    "sr-violence-against-women": (
        "Special Rapporteur on violence against women, its causes and consequences",
        "23 24 25 26 27",
    ),
    "sr-sale-of-children": ("Special Rapporteur on the sale and sexual exploitation of children", "28 29"),
    "cmw-crc": ("Committee on Migrant Workers and Committee on the Rights of the Child, jointly", "30"),
    "crc": ("Committee on the Rights of the Child", "31 32 33"),
}
RED_LINES = "03 09 10 15 24 33"
# Counted by hand: the mandates of all recommendations that share the ask which most of them share.
ASKED_BY = {
    "GCM10-03": 4,  # no-punishment: migrants, trafficking, counter-terrorism, violence against women
    "GCM10-33": 3,  # no-return-into-danger: migrants, trafficking, child rights
    "GCM10-02": 4,  # residence-permit: migrants, trafficking, violence against women, the two committees jointly
    "GCM10-05": 2,  # coherent-policy: migrants, trafficking
    "GCM10-08": 2,  # private-sector: trafficking, violence against women
    "GCM10-12": 2,  # migration-limits-do-harm: trafficking, sale of children
    "GCM10-29": 3,  # prosecution: disappearances, violence against women, sale of children
}


def ids(numbers: str) -> list[str]:
    return [f"GCM10-{number}" for number in numbers.split()]


def test_the_33_recommendations_stand_in_the_documents_order() -> None:
    assert [item.id for item in GCM10.recommendations] == [f"GCM10-{number:02}" for number in range(1, 34)]
    assert list(DIGESTS) == [item.id for item in GCM10.recommendations]


def test_a_text_is_verbatim_to_the_character() -> None:
    for item in GCM10.recommendations:
        assert hashlib.sha256(item.text.encode()).hexdigest() == DIGESTS[item.id]["sha256"], item


def test_each_recommendation_is_cited_exactly() -> None:
    cited = {
        item.id: {"symbol": item.source.symbol, "paragraph": item.source.paragraph, "year": str(item.source.year)}
        for item in GCM10.recommendations
    }
    assert cited == {key: {name: row[name] for name in ("symbol", "paragraph", "year")} for key, row in DIGESTS.items()}


def test_treaty_bodies_are_cited_with_the_name_of_their_general_comment() -> None:
    for item in GCM10.recommendations:
        treaty_body = item.source.mandate.mechanism is Mechanism.TREATY_BODY
        assert ("eneral comment" in item.source.document) == treaty_body


def test_the_nine_themes_partition_the_recommendations() -> None:
    assert {theme: [item.id for item in items] for theme, items in GCM10.by_theme.items()} == {
        theme: ids(numbers) for theme, numbers in THEMES.items()
    }
    assert [theme.id for theme in GCM10.themes] == list(THEMES)


def test_the_mandates_bear_their_full_names_and_made_what_is_theirs() -> None:
    assert {
        mandate.id: (mandate.name, [item.id for item in GCM10.recommendations if item.source.mandate == mandate])
        for mandate in GCM10.mandates
    } == {mandate: (name, ids(numbers)) for mandate, (name, numbers) in MANDATES.items()}
    by_mechanism = Counter(item.source.mandate.mechanism for item in GCM10.recommendations)
    assert by_mechanism == {Mechanism.SPECIAL_PROCEDURE: 29, Mechanism.TREATY_BODY: 4}


def test_the_red_lines_are_the_six_duties_whose_absence_harms_a_person_directly() -> None:
    assert [item.id for item in GCM10.recommendations if item.red_line] == ids(RED_LINES)


def test_the_near_duplicates_are_two_pairs() -> None:
    groups = defaultdict(list)
    for item in GCM10.recommendations:
        if item.counts_once_with:
            groups[item.counts_once_with].append(item.id)
    assert sorted(groups.values()) == [ids("09 10"), ids("16 17")]


def test_there_are_95_measures_in_plain_words_with_ids_in_step() -> None:
    measures = [measure for item in GCM10.recommendations for measure in item.measures]
    assert len(measures) == 95
    for item in GCM10.recommendations:
        assert len({measure.text for measure in item.measures}) == len(item.measures)
        numbers = range(1, len(item.measures) + 1)
        assert [measure.id for measure in item.measures] == [f"{item.id}.{number}" for number in numbers]
    assert Counter(len(item.measures) for item in GCM10.recommendations)[9] == 1
    assert len(GCM10.by_id["GCM10-23"].measures) == 9


def test_every_recommendation_has_its_own_short_title_and_one_question() -> None:
    titles = [item.title for item in GCM10.recommendations]
    assert len(set(titles)) == 33
    assert max(map(len, titles)) <= 60
    for item in GCM10.recommendations:
        assert item.question.count("?") == 1
        assert item.question.endswith("?")


def test_how_many_mandates_ask_for_the_same_is_as_counted_by_hand() -> None:
    for item_id, mandates in ASKED_BY.items():
        assert GCM10.asked_by[item_id] == mandates, item_id


def test_the_file_says_where_it_comes_from_and_that_it_is_one_of_23_objectives() -> None:
    assert (GCM10.id, GCM10.version, GCM10.language) == ("gcm-10", "1.0", "en")
    assert "Objective 10" in GCM10.title
    assert GCM10.publication.title == "Foundations for Implementation"
    assert "Quaker United Nations Office" in GCM10.publication.publisher
    assert GCM10.publication.date == "2018-12"
    assert "23 objectives" in GCM10.publication.note


def test_everything_that_the_catalogue_declares_is_used() -> None:
    items = GCM10.recommendations
    assert {term.id for term in GCM10.populations} == {population for item in items for population in item.populations}
    assert {term.id for term in GCM10.asks} == {ask for item in items for ask in item.asks}
    assert {term.id for term in GCM10.addressees} == {item.addressee for item in items}
    # One action is declared to be shown as not covered: nothing in the source asks for it.
    assert {term.id for term in GCM10.actions} - {"f"} == {action for item in items for action in item.gcm_actions}


def test_the_hash_of_a_published_version_never_changes() -> None:
    assert (GCM10.id, GCM10.version) == ("gcm-10", "1.0")
    assert GCM10.hash == "85e48254045e9ff13842d9a1caccfa9c77e1f4951237d569cc10db0cd8b4fced"
