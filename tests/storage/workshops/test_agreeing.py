"""The agreed response: what is written there, and what happens to it meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest

from assessment.domain.model import Answer, Rating, Round, Voice
from assessment.domain.scoring import Tally
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Stage, Step
from assessment.errors import AnswerRefused
from assessment.labels.formatting import response_name
from assessment.parsing.limits import PASSAGE_LIMIT, TEXT_LIMIT
from assessment.records.errors import AssessmentSubmitted
from assessment.records.workshop_errors import AgreedResponseMissing
from tests.support.gates import Access
from tests.support.repository import Repository
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"


@pytest.fixture
def room(repository: Repository) -> Room:
    """A room that has seen its first vote."""
    held = hold_room(repository, state=1)
    held.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
    return held


def response_id(room: Room) -> str:
    return room.lead.workshop(room.id).assessment_id or ""


def answer(room: Room) -> Answer:
    return room.lead.outcome(room.id).outcomes[0].answer


def stage(room: Room) -> Stage:
    return room.lead.workshop(room.id).places[ITEM].stage


def edit(room: Room, new: Answer) -> None:
    current = room.repository.assessment(response_id(room)).revisions.get(ITEM, 0)
    room.repository.save_answer(response_id(room), ITEM, new, expected_revision=current, author="Chen")


class TestMeanwhile:
    def test_nothing_is_agreed_on_while_the_response_is_deleted(self, room: Room) -> None:
        access = Access.personal(room.repository, "Asha")
        access.delete(response_id(room), response_name(room.repository.assessment(response_id(room)).response))

        with pytest.raises(AgreedResponseMissing, match="Restore it on the page Start"):
            room.lead.agree(room.id, ITEM, AgreedRating(Rating.ABSENT))
        assert stage(room) is Stage.FIRST_REVEALED
        assert room.lead.agreements(room.id) == {}
        assert answer(room) == Answer()

        access.undelete(response_id(room))
        room.lead.agree(room.id, ITEM, AgreedRating(Rating.ABSENT))
        assert answer(room).rating is Rating.ABSENT

    def test_nor_when_it_is_gone_for_good_and_the_room_goes_on(self, room: Room) -> None:
        room.repository.delete(response_id(room), author="Asha")
        room.repository.purge(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))

        with pytest.raises(AgreedResponseMissing):
            room.lead.agree(room.id, ITEM, AgreedRating(Rating.ABSENT))
        room.steps(ITEM, Step.PARK)
        room.lead.finish(room.id)
        assert room.lead.outcome(room.id).outcomes[0].is_parked

    def test_nothing_is_agreed_on_or_taken_up_again_once_it_is_submitted(self, room: Room) -> None:
        room.lead.agree(room.id, ITEM, AgreedRating(Rating.ABSENT))
        room.repository.submit(response_id(room), author="Asha")

        with pytest.raises(AssessmentSubmitted):
            room.steps(ITEM, Step.TAKE_UP)
        assert stage(room) is Stage.AGREED_AFTER_FIRST
        assert answer(room).rating is Rating.ABSENT

        room.repository.reopen(response_id(room), author="Asha")
        room.steps(ITEM, Step.TAKE_UP)
        assert answer(room).rating is None

    def test_what_was_changed_after_it_was_agreed_stands_as_changed_and_stays_when_it_is_taken_up(
        self, room: Room
    ) -> None:
        room.lead.agree(room.id, ITEM, AgreedRating(Rating.ABSENT))
        edit(room, Answer(Rating.PARTIAL, comment="Chen: since then"))
        assert room.lead.outcome(room.id).outcomes[0].is_changed

        room.steps(ITEM, Step.TAKE_UP)
        assert answer(room) == Answer(Rating.PARTIAL, comment="Chen: since then")
        room.lead.agree(room.id, ITEM, AgreedRating(Rating.ABSENT, dissent="Dina: no"))
        assert answer(room) == Answer(Rating.ABSENT, comment="Chen: since then\n\nDina: no")
        assert not room.lead.outcome(room.id).outcomes[0].is_changed


class TestAgreedRating:
    def test_what_was_prepared_stays_and_what_is_said_replaces_it(self, room: Room) -> None:
        edit(room, Answer(evidence="Law 12", action="Train", measures=("INV-01.2",), comment="Asha: look here"))
        room.lead.agree(room.id, ITEM, AgreedRating(Rating.PARTIAL, dissent="Dina: no", next_step="Fund"))

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
            room.lead.agree(room.id, ITEM, AgreedRating(Rating.ABSENT, dissent="y" * min(PASSAGE_LIMIT, TEXT_LIMIT)))

        assert stage(room) is Stage.FIRST_REVEALED
        assert answer(room) == before
        assert room.lead.agreements(room.id) == {}


def test_a_response_of_another_round_is_none_of_the_workshops(room: Room) -> None:
    assert room.repository.workshops.of_assessment(response_id(room)) == room.id
    response = room.repository.assessment(response_id(room)).response
    assert (response.voice, response.round) == (Voice.OTHER, Round())
    assert room.lead.outcome_of(response_id(room)) == room.lead.outcome(room.id)


class TestAgenda:
    """What the agreed response keeps of it when the workshop is finished."""

    def test_the_response_is_about_what_was_on_the_agenda_and_what_is_rated_all_the_same(
        self, repository: Repository
    ) -> None:
        held = hold_room(repository, state=1, plan=a_plan(recommendations=("INV-01", "INV-02")))
        assert repository.assessment(response_id(held)).response.asked is None
        held.lead.finish(held.id)
        response_of = response_id(held)

        assert repository.assessment(response_of).response.asked == frozenset({"INV-01", "INV-02"})
        assert [one.of for one in repository.summaries()] == [2]
        assert repository.theme_tallies([response_of])["market"][response_of] == Tally()
        repository.save_answer(response_of, "INV-04", Answer(Rating.PARTIAL), expected_revision=0, author="Chen")
        repository.save_answer(response_of, "INV-05", Answer(comment="Later"), expected_revision=0, author="Chen")
        assert [one.of for one in repository.summaries()] == [3]
        assert repository.theme_tallies([response_of])["market"][response_of] == Tally(partial=1)
        assert repository.check().problems == ()

    def test_a_response_about_everything_keeps_no_agenda(self, room: Room) -> None:
        room.lead.finish(room.id)
        assert room.repository.assessment(response_id(room)).response.asked is None

    def test_a_response_that_is_deleted_meanwhile_has_it_when_it_comes_back(self, repository: Repository) -> None:
        held, access = hold_room(repository, plan=a_plan(recommendations=("INV-01",))), Access.personal(repository, "A")
        access.delete(response_id(held), response_name(repository.assessment(response_id(held)).response))
        held.lead.finish(held.id)
        access.undelete(response_id(held))
        assert repository.assessment(response_id(held)).response.asked == frozenset({"INV-01"})
