"""The agreed response: what is written there, and what happens to it meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest

from assessment.access.assessments import (
    count_themes,
    delete_assessment,
    list_summaries,
    read_assessment,
    reopen_assessment,
    save_answer,
    submit_assessment,
    undelete_assessment,
)
from assessment.access.workshops import (
    finish_workshop,
    read_agreements,
    read_outcome,
    read_outcome_of,
    record_agreement,
)
from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Round, Voice
from assessment.domain.scoring import Tally
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Stage, Step
from assessment.errors import AnswerRefused
from assessment.labels.formatting import response_name
from assessment.parsing.limits import PASSAGE_LIMIT, TEXT_LIMIT
from assessment.records.errors import AssessmentSubmitted, Refused
from assessment.storage import writing
from assessment.storage.opening import Storage
from assessment.storage.workshops.reading import find_workshop_of
from assessment.storage.writing import purge_assessments
from tests.support.gates import as_admin, in_transaction
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"


@pytest.fixture
def room(repository: Storage) -> Room:
    """A room that has seen its first vote."""
    held = hold_room(repository, state=1)
    held.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
    return held


def answer(room: Room) -> Answer:
    return read_outcome(room.lead, room.id).outcomes[0].answer


def edit(room: Room, new: Answer) -> None:
    current = read_assessment(as_admin(room.repository), room.response).revisions.get(ITEM, 0)
    save_answer(as_admin(room.repository, "Chen"), room.response, ITEM, new, expected_revision=current)


class TestMeanwhile:
    def test_nothing_is_agreed_on_while_the_response_is_deleted(self, room: Room) -> None:
        access = as_admin(room.repository, "Asha")
        delete_assessment(
            access,
            room.response,
            response_name(read_assessment(as_admin(room.repository), room.response).response),
        )

        with pytest.raises(Refused, match="Restore it on the page Start"):
            record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.ABSENT))
        assert room.stage(ITEM) is Stage.FIRST_REVEALED
        assert read_agreements(room.lead, room.id) == {}
        assert answer(room) == Answer()

        undelete_assessment(access, room.response)
        record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.ABSENT))
        assert answer(room).rating is Rating.ABSENT

    def test_nor_when_it_is_gone_for_good_and_the_room_goes_on(self, room: Room) -> None:
        in_transaction(as_admin(room.repository, "Asha"), writing.delete_assessment, room.response)
        in_transaction(as_admin(room.repository), purge_assessments, dt.datetime.now(dt.UTC) + dt.timedelta(days=1))

        with pytest.raises(Refused):
            record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.ABSENT))
        room.steps(ITEM, Step.PARK)
        finish_workshop(room.lead, room.id)
        assert read_outcome(room.lead, room.id).outcomes[0].is_parked

    def test_nothing_is_agreed_on_or_taken_up_again_once_it_is_submitted(self, room: Room) -> None:
        record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.ABSENT))
        submit_assessment(as_admin(room.repository, "Asha"), room.response)

        with pytest.raises(AssessmentSubmitted):
            room.steps(ITEM, Step.TAKE_UP)
        assert room.stage(ITEM) is Stage.AGREED_AFTER_FIRST
        assert answer(room).rating is Rating.ABSENT

        reopen_assessment(as_admin(room.repository, "Asha"), room.response)
        room.steps(ITEM, Step.TAKE_UP)
        assert answer(room).rating is None

    def test_what_was_changed_after_it_was_agreed_stands_as_changed_and_stays_when_it_is_taken_up(
        self, room: Room
    ) -> None:
        record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.ABSENT))
        edit(room, Answer(Rating.PARTIAL, comment="Chen: since then"))
        assert read_outcome(room.lead, room.id).outcomes[0].is_changed

        room.steps(ITEM, Step.TAKE_UP)
        assert answer(room) == Answer(Rating.PARTIAL, comment="Chen: since then")
        record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.ABSENT, dissent="Dina: no"))
        assert answer(room) == Answer(Rating.ABSENT, comment="Chen: since then\n\nDina: no")
        assert not read_outcome(room.lead, room.id).outcomes[0].is_changed


class TestAgreedRating:
    def test_what_was_prepared_stays_and_what_is_said_replaces_it(self, room: Room) -> None:
        edit(room, Answer(evidence="Law 12", action="Train", measures=("INV-01.2",), comment="Asha: look here"))
        record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.PARTIAL, dissent="Dina: no", next_step="Fund"))

        assert answer(room) == Answer(
            Rating.PARTIAL,
            measures=("INV-01.2",),
            evidence="Law 12",
            action="Fund",
            comment="Asha: look here\n\nDina: no",
        )

    def test_one_that_needs_a_reason_or_is_too_long_moves_nothing(self, room: Room) -> None:
        with pytest.raises(AnswerRefused):
            AgreedRating(Rating.NOT_APPLICABLE)
        edit(room, Answer(comment="x" * TEXT_LIMIT))
        before = answer(room)
        with pytest.raises(AnswerRefused):
            record_agreement(
                room.lead, room.id, ITEM, AgreedRating(Rating.ABSENT, dissent="y" * min(PASSAGE_LIMIT, TEXT_LIMIT))
            )

        assert room.stage(ITEM) is Stage.FIRST_REVEALED
        assert answer(room) == before
        assert read_agreements(room.lead, room.id) == {}


def test_a_response_of_another_round_is_none_of_the_workshops(room: Room) -> None:
    assert in_transaction(as_admin(room.repository), find_workshop_of, room.response) == room.id
    response = read_assessment(as_admin(room.repository), room.response).response
    assert (response.voice, response.round) == (Voice.OTHER, Round())
    assert read_outcome_of(room.lead, room.response) == read_outcome(room.lead, room.id)


class TestAgenda:
    """What the agreed response keeps of it when the workshop is finished."""

    def test_the_response_is_about_what_was_on_the_agenda_and_what_is_rated_all_the_same(
        self, repository: Storage
    ) -> None:
        held = hold_room(repository, state=1, plan=a_plan(recommendations=("INV-01", "INV-02")))
        assert read_assessment(as_admin(repository), held.response).response.asked is None
        finish_workshop(held.lead, held.id)
        response_of = held.response

        assert read_assessment(as_admin(repository), response_of).response.asked == frozenset({"INV-01", "INV-02"})
        assert [one.of for one in list_summaries(as_admin(repository))] == [2]
        assert count_themes(as_admin(repository), [response_of])["market"][response_of] == Tally()
        save_answer(as_admin(repository, "Chen"), response_of, "INV-04", Answer(Rating.PARTIAL), expected_revision=0)
        save_answer(as_admin(repository, "Chen"), response_of, "INV-05", Answer(comment="Later"), expected_revision=0)
        assert [one.of for one in list_summaries(as_admin(repository))] == [3]
        assert count_themes(as_admin(repository), [response_of])["market"][response_of] == Tally(partial=1)
        assert repository.check().problems == ()

    def test_a_response_about_everything_keeps_no_agenda(self, room: Room) -> None:
        finish_workshop(room.lead, room.id)
        assert read_assessment(as_admin(room.repository), room.response).response.asked is None

    def test_a_response_that_is_deleted_meanwhile_has_it_when_it_comes_back(self, repository: Storage) -> None:
        held, access = hold_room(repository, plan=a_plan(recommendations=("INV-01",))), as_admin(repository, "A")
        delete_assessment(
            access, held.response, response_name(read_assessment(as_admin(repository), held.response).response)
        )
        finish_workshop(held.lead, held.id)
        undelete_assessment(access, held.response)
        assert read_assessment(as_admin(repository), held.response).response.asked == frozenset({"INV-01"})
