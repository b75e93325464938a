"""A search finds what has all its words, and what a recommendation says itself comes first."""

from __future__ import annotations

from assessment.domain.search import Hit, Place, fold, search
from tests.support.catalogues import a_catalogue

CATALOGUE = a_catalogue(
    items={
        "INV-01": {"symbol": "A/HRC/HARBOUR"},
        "INV-02": {"measures": [{"id": "INV-02.1", "text": "A harbour master"}]},
        "INV-03": {"text": "Build a harbour."},
        "INV-04": {"question": "Is there a harbour?"},
        "INV-05": {"title": "The harbour of São Tomé, and the State’s duty"},
    }
)
ANSWERS = {"INV-02": ["The ministry of ports"], "INV-03": ["A dock"], "INV-04": ["A committee of the harbour"]}


def found(words: str) -> list[tuple[str, tuple[Place, ...]]]:
    hits: list[Hit] = search(CATALOGUE.recommendations, words, lambda item: ANSWERS.get(item, ()))
    return [(hit.item.id, hit.places) for hit in hits]


def test_own_words_come_before_the_source_and_the_source_before_what_the_respondent_wrote() -> None:
    assert found("harbour") == [
        ("INV-05", (Place.TITLE,)),
        ("INV-04", (Place.QUESTION,)),
        ("INV-03", (Place.TEXT,)),
        ("INV-02", (Place.MEASURES,)),
        ("INV-01", (Place.SOURCE,)),
    ]
    assert found("committee") == [("INV-02", (Place.SOURCE,)), ("INV-04", (Place.SOURCE,))]
    assert found("dock") == [("INV-03", (Place.ANSWER,))]


def test_every_word_must_be_somewhere_and_where_is_told() -> None:
    assert found("harbour ministry") == [("INV-02", (Place.MEASURES, Place.ANSWER))]
    assert found("harbour 2004 there") == [("INV-04", (Place.QUESTION, Place.SOURCE))]
    assert found("harbour lighthouse") == []


def test_the_farthest_place_that_is_needed_decides() -> None:
    assert found("number harbour")[:3] == [
        ("INV-05", (Place.TITLE, Place.QUESTION)),
        ("INV-03", (Place.QUESTION, Place.TEXT)),
        ("INV-04", (Place.QUESTION, Place.TEXT)),
    ]


def test_accents_apostrophes_capitals_and_the_order_of_words_do_not_matter() -> None:
    for words in ("sao tome", "TOMÉ São", "tome\N{COMBINING ACUTE ACCENT} harbour", "duty state‘s", "Stateʼs"):
        assert [item for item, _places in found(words)] == ["INV-05"], words


def test_without_words_everything_is_found_in_its_order_and_nowhere_in_particular() -> None:
    assert found("  ") == [(item.id, ()) for item in CATALOGUE.recommendations]


def test_folding_leaves_letters_that_have_no_accent() -> None:
    assert fold("Łódź ÉCOLE ﬁn ‘s’") == "łodz ecole fin 's'"
