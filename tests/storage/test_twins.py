"""Of two responses that people can't tell apart, only one is begun."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import partial

import pytest

from assessment.access.assessments import (
    create_assessment,
    list_listings,
    read_assessment,
    save_answer,
    update_identity,
)
from assessment.access.gate import Gate
from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Round, Voice
from assessment.records.errors import AssessmentAlreadyBegun
from assessment.storage.opening import Storage, open_storage
from assessment.storage.writing import delete_assessment
from tests.support.at_once import call_at_once
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, in_transaction, store_response

TRIES = 3
ABSENT = Answer(Rating.ABSENT)
CATALOGUE = a_catalogue()


def describe(gate: Gate, assessment_id: str, organisation: str) -> None:
    identity = {"voice": Voice.STATE, "in_round": Round(), "anonymous": False}
    update_identity(gate, assessment_id, organisation=organisation, **identity)  # type: ignore[arg-type]


def test_what_was_answered_since_is_not_begun_again(asha: Gate) -> None:
    response = a_response(CATALOGUE, organisation="Office", round=Round("2026", dt.date(2026, 9, 1)))
    begun = create_assessment(asha, CATALOGUE, response)
    save_answer(asha, begun, "INV-01", ABSENT, expected_revision=0)

    said = "There is already Alvenia (invented) · State · Office · 2026 · 1 September 2026. Continue that one"
    with pytest.raises(AssessmentAlreadyBegun, match=re.escape(said)) as refused:
        create_assessment(asha, CATALOGUE, replace(response, organisation=" OFFICE"))
    assert refused.value.assessment_id == begun
    assert len(list_listings(asha)) == 1


def test_one_of_another_owner_or_deleted_or_a_sample_is_none(repository: Storage, asha: Gate) -> None:
    response = a_response(CATALOGUE, {"INV-01": ABSENT})
    ids = {
        create_assessment(asha, CATALOGUE, response, sample=True),
        create_assessment(as_admin(repository, owner="Another"), CATALOGUE, response),
        (gone := create_assessment(asha, CATALOGUE, response)),
    }
    in_transaction(asha, delete_assessment, gone)
    ids.add(create_assessment(asha, CATALOGUE, response))
    assert len(ids) == 4


def test_details_that_another_one_has_are_refused_with_nothing_changed(asha: Gate) -> None:
    store_response(asha, CATALOGUE, a_response(CATALOGUE, organisation="Office"))
    other = store_response(asha, CATALOGUE, a_response(CATALOGUE))
    with pytest.raises(AssessmentAlreadyBegun):
        describe(asha, other, "Office")
    assert read_assessment(asha, other).response.organisation == ""
    describe(asha, other, "Another office")
    assert read_assessment(asha, other).response.organisation == "Another office"


@pytest.mark.both_engines
def test_of_two_that_give_the_same_details_at_once_one_is_told(database_url: str) -> None:
    with open_storage(database_url) as first, open_storage(database_url) as second:
        windows = [as_admin(first), as_admin(second)]
        for number in range(TRIES):
            began = [a_response(CATALOGUE, organisation=f"{number} {place}") for place in range(2)]
            ids = [store_response(windows[0], CATALOGUE, response) for response in began]
            said = call_at_once(
                [partial(describe, window, key, f"Office {number}") for window, key in zip(windows, ids, strict=True)]
            )

            assert sorted(type(each).__name__ for each in said) == ["AssessmentAlreadyBegun", "NoneType"]
            assert [each.organisation for each in list_listings(windows[0])].count(f"Office {number}") == 1
