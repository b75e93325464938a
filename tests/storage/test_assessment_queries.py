"""Several assessments at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from assessment.access.assessments import (
    count_themes,
    find_common_items,
    list_listings,
    list_summaries,
    read_answers_to,
    read_assessment,
    read_assessments,
    read_ratings,
    read_state,
    save_answer,
    submit_assessment,
)
from assessment.access.gate import Gate
from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Round, Status, Voice
from assessment.records.assessments import AssessmentListing
from assessment.records.errors import AssessmentUnknown
from assessment.storage.assessments import read_related
from assessment.storage.writing import delete_assessment
from tests.support.catalogues import a_catalogue, a_response
from tests.support.comparisons import NEWER, TOWN
from tests.support.gates import in_transaction, store_response
from tests.support.statements import statements

ME = "Asha"
OTHER = a_catalogue(catalogue_id="other")
STRANGE = Answer(Rating.PARTIAL, evidence="\0 \ud800 \u202e 中文 العربية")


def create(gate: Gate, catalogue: Catalogue = TOWN, country: str = "XAA", **identity: object) -> str:
    response = a_response(catalogue, {"INV-01": Rating.ABSENT, "INV-03": STRANGE}, country=country, **identity)  # type: ignore[arg-type]
    return store_response(gate, catalogue, response)


def test_a_list_tells_whose_they_are_and_what_they_answer(asha: Gate) -> None:
    response = a_response(
        NEWER,
        {"INV-01": Rating.ABSENT},
        country="NPL",
        voice=Voice.CIVIL_SOCIETY,
        organisation="庇护所",
        round=Round("2026", dt.date(2026, 1, 1)),
        anonymous=True,
    )
    key = store_response(asha, NEWER, response, sample=True)
    submit_assessment(asha, key)

    (listed,) = list_listings(asha)
    assert [listed] == [
        AssessmentListing(
            id=key,
            catalogue_id="invented",
            catalogue_version="1.10",
            catalogue_title=NEWER.title,
            catalogue_hash=NEWER.hash,
            country="NPL",
            voice=Voice.CIVIL_SOCIETY,
            organisation="庇护所",
            round=Round("2026", dt.date(2026, 1, 1)),
            anonymous=True,
            language="en",
            status=Status.SUBMITTED,
            sample=True,
            created=listed.created,
        )
    ]


def test_lists_and_states_take_one_statement_each_that_reads_no_answer(asha: Gate) -> None:
    keys = {create(asha) for _number in range(3)}
    in_transaction(asha, delete_assessment, create(asha))

    with statements() as asked:
        assert {listed.id for listed in list_listings(asha)} == keys
        assert {summary.id for summary in list_summaries(asha)} == keys
        read_state(asha, keys.pop())

    assert len(asked) == 3
    assert not any("changes" in statement for statement in asked)


def test_several_are_those_that_are_read_one_by_one(asha: Gate) -> None:
    keys = [create(asha, catalogue) for catalogue in (NEWER, OTHER, TOWN, NEWER)]
    keys.append(store_response(asha, TOWN, a_response(TOWN)))
    save_answer(asha, keys[2], "INV-01", EMPTY_ANSWER, expected_revision=1)
    wanted = [keys[3], keys[0], keys[4], keys[2], keys[1], keys[0]]

    assert read_assessments(asha, wanted) == [read_assessment(asha, key) for key in wanted]
    assert read_assessments(asha, []) == []


def test_many_take_as_many_statements_as_a_few(asha: Gate) -> None:
    keys = [create(asha) for _number in range(30)]
    read_assessments(asha, keys[:1])

    with statements() as few:
        read_assessments(asha, keys[:2])
    with statements() as many:
        read_assessments(asha, keys)

    assert len(many) == len(few) <= 3


def test_related_ones_are_the_others_of_the_country_and_catalogue(asha: Gate) -> None:
    key = create(asha, organisation="Ministry")
    create(asha, country="XAB")
    create(asha, OTHER)
    in_transaction(asha, delete_assessment, create(asha))
    companions = [create(asha, NEWER), create(asha, voice=Voice.CIVIL_SOCIETY)]

    assert in_transaction(asha, read_related, key) == read_assessments(asha, companions)
    assert in_transaction(asha, read_related, create(asha, country="XAC")) == []


def test_answers_to_one_recommendation_are_whole_and_only_of_those_who_say_something(asha: Gate) -> None:
    first, second, silent, cleared = (create(asha) for _number in range(4))
    save_answer(asha, second, "INV-03", Answer(comment="no rating yet"), expected_revision=1)
    save_answer(asha, cleared, "INV-03", EMPTY_ANSWER, expected_revision=1)
    silent = store_response(asha, TOWN, a_response(TOWN, {"INV-01": Rating.ABSENT}))

    found = read_answers_to(asha, [silent, second, cleared, first], "INV-03")

    assert list(found.items()) == [(second, Answer(comment="no rating yet")), (first, STRANGE)]


QUESTIONS: dict[str, Callable[[Gate, Sequence[str]], object]] = {
    "assessments": read_assessments,
    "companions": lambda gate, ids: in_transaction(gate, read_related, ids[-1]),
    "theme_tallies": count_themes,
    "theme_tallies of items": lambda gate, ids: count_themes(gate, ids, ["INV-01"]),
    "shared": find_common_items,
    "ratings": lambda gate, ids: read_ratings(gate, ids, ["INV-01"]),
    "answers_to": lambda gate, ids: read_answers_to(gate, ids, "INV-01"),
}


@pytest.mark.both_engines
def test_every_question_about_one_that_is_not_there_tells_so(asha: Gate) -> None:
    known, deleted = create(asha), create(asha)
    in_transaction(asha, delete_assessment, deleted)
    for question, ask in QUESTIONS.items():
        for unknown in ("", "a0", "a\0", "\ud800", "' OR 1=1 --", deleted):
            try:
                answer = ask(asha, [known, unknown])
            except AssessmentUnknown:
                continue
            pytest.fail(f"{question} of {unknown!r} is {answer}")
