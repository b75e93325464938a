"""Whose name stands beside a change, and what deleting asks for."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from assessment.access.assessments import (
    create_assessment,
    delete_assessment,
    list_deleted,
    list_summaries,
    read_assessment,
    read_events,
    read_history,
    reopen_assessment,
    save_answer,
    submit_assessment,
    undelete_assessment,
    update_identity,
)
from assessment.access.gate import Gate
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Round, Voice
from assessment.labels.formatting import response_name
from assessment.records.errors import Refused
from tests.support.catalogues import a_catalogue, a_response

ABSENT = Answer(Rating.ABSENT)
TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return a_catalogue()


@pytest.fixture
def assessment_id(asha: Gate, catalogue: Catalogue) -> str:
    return create_assessment(asha, catalogue, a_response(catalogue, round=Round("2026 baseline")))


def test_every_change_bears_the_name_of_who_made_it(asha: Gate, assessment_id: str) -> None:
    save_answer(asha, assessment_id, "INV-01", ABSENT, expected_revision=0)
    update_identity(
        asha,
        assessment_id,
        voice=Voice.STATE,
        organisation="Ministry",
        in_round=Round("2026 baseline"),
        anonymous=False,
    )
    submit_assessment(asha, assessment_id)
    reopen_assessment(asha, assessment_id, note="one was wrong")
    delete_assessment(asha, assessment_id, response_name(read_assessment(asha, assessment_id).response))
    undelete_assessment(asha, assessment_id)

    assert {change.by for change in read_history(asha, assessment_id)} == {"Asha"}
    assert {event.by for event in read_events(asha, assessment_id)} == {"Asha"}
    assert len(read_events(asha, assessment_id)) == 6


def test_deleting_asks_for_the_name(asha: Gate, assessment_id: str) -> None:
    name = response_name(read_assessment(asha, assessment_id).response)

    for wrong in ("", "yes", name[:-1], f"{name} 2"):
        with pytest.raises(Refused, match=re.escape(name)):
            delete_assessment(asha, assessment_id, wrong)
    delete_assessment(asha, assessment_id, name)

    assert [summary.id for summary in list_deleted(asha)] == [assessment_id]
    assert list_summaries(asha) == []


def test_a_name_can_be_typed_on_any_keyboard(asha: Gate, assessment_id: str) -> None:
    delete_assessment(asha, assessment_id, "alvenia  invented state, 2026 BASELINE ")

    assert list_summaries(asha) == []
