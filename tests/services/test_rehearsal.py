"""A rehearsal: invented participants vote in a copy of a workshop, and never in the workshop itself."""

from __future__ import annotations

import pytest

from assessment.access.assessments import read_assessment
from assessment.access.ballots import BallotBox
from assessment.access.workshops import (
    finish_workshop,
    list_revealed_ballots,
    list_seats,
    read_reveals,
    read_turnout,
    read_workshop,
    remove_participant,
)
from assessment.domain.response import Voice
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.invention import PARTICIPANTS_LIMIT
from assessment.domain.workshop.plan import PlanRefused
from assessment.domain.workshop.stages import Stage, Step
from assessment.records.errors import WorkshopFinished
from assessment.records.workshops import RevealedBallot
from assessment.services.rehearsal import Rehearsal, prepare_rehearsal
from assessment.storage.opening import Storage
from tests.support.gates import as_admin
from tests.support.room import Room, a_plan, hold_room

ITEM, OTHER = "INV-01", "INV-02"
TURNS = 14
"""More seconds than all need to vote."""


def rehearsed(repository: Storage, room: Room) -> Room:
    """The rehearsal of a room, led as the room is."""
    return Room(repository, room.lead, room.box, prepare_rehearsal(room.lead, read_workshop(room.lead, room.id)))


def shown_of(room: Room, item: str = ITEM) -> Figures:
    shown = read_reveals(room.lead, room.id)[item][-1].shown
    assert isinstance(shown, Figures)
    return shown


def voted(room: Room, item: str = ITEM) -> int:
    return sum(read_turnout(room.lead, room.id, item, 1).voted.values())


def test_a_rehearsal_is_a_workshop_of_its_own_that_says_what_it_is(repository: Storage) -> None:
    real = hold_room(repository, state=2, civil_society=1)
    room = rehearsed(repository, real)
    Rehearsal(BallotBox(repository), room.id, participants=8)
    workshop = read_workshop(room.lead, room.id)
    assert workshop.plan.title == "Rehearsal: Boruna 2026"
    assert (
        read_assessment(as_admin(repository), workshop.assessment_id or "").response.organisation
        == "Rehearsal (invented)"
    )
    assert len(list_seats(real.lead, real.id)) == 3
    seats = list_seats(room.lead, room.id)
    assert [seat.participant.name for seat in seats] == [f"Invented {number}" for number in range(1, 9)]
    assert {seat.participant.voice for seat in seats} == {Voice.STATE, Voice.CIVIL_SOCIETY}


def test_invented_participants_never_join_a_real_workshop(repository: Storage) -> None:
    room = hold_room(repository, state=1)
    with pytest.raises(PlanRefused, match="never vote in a real one"):
        Rehearsal(BallotBox(repository), room.id)
    assert len(list_seats(room.lead, room.id)) == 1


def test_they_vote_little_by_little_wherever_a_vote_is_open(repository: Storage) -> None:
    room = rehearsed(repository, hold_room(repository))
    rehearsal = Rehearsal(BallotBox(repository), room.id, participants=20)
    assert rehearsal.act() == 0
    room.steps(ITEM, Step.OPEN)
    room.steps(OTHER, Step.OPEN)
    first = rehearsal.act()
    assert 0 < first < 20
    assert voted(room) + voted(room, OTHER) == first
    for _turn in range(TURNS):
        rehearsal.act()
    assert voted(room) > 10
    assert voted(room, OTHER) > 10
    assert rehearsal.act() == 0
    room.steps(ITEM, Step.CLOSE, Step.REVEAL, Step.SECOND)
    for _turn in range(TURNS):
        rehearsal.act()
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    moved = shown_of(room).moved
    assert moved is not None
    assert moved.n > 0


def test_a_rehearsal_that_goes_on_has_the_same_people_who_vote_once(repository: Storage) -> None:
    room = rehearsed(repository, hold_room(repository))
    rehearsal = Rehearsal(BallotBox(repository), room.id, participants=10)
    room.steps(ITEM, Step.OPEN)
    rehearsal.act()
    assert prepare_rehearsal(room.lead, read_workshop(room.lead, room.id)) == room.id
    again = Rehearsal(BallotBox(repository), room.id, participants=10)
    for _turn in range(TURNS):
        again.act()
    assert len(list_seats(room.lead, room.id)) == 10
    assert 1 < voted(room) <= 10
    assert all(ballot.revision == 1 for ballot in _revealed(room))


def _revealed(room: Room) -> list[RevealedBallot]:
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    return list_revealed_ballots(room.lead, room.id)


def test_a_person_who_is_removed_votes_no_more_and_the_others_do(repository: Storage) -> None:
    room = rehearsed(repository, hold_room(repository))
    rehearsal = Rehearsal(BallotBox(repository), room.id, participants=6)
    gone = list_seats(room.lead, room.id)[0].participant.id
    remove_participant(room.lead, room.id, gone)
    room.steps(ITEM, Step.OPEN)
    for _turn in range(TURNS):
        rehearsal.act()
    assert 0 < voted(room) <= 5
    Rehearsal(BallotBox(repository), room.id, participants=6).act()
    assert sum(seat.left is None for seat in list_seats(room.lead, room.id)) == 5


def test_a_vote_that_reveals_itself_does_so_when_everybody_has_voted(repository: Storage) -> None:
    plan = a_plan(reveals_itself=True)
    room = rehearsed(repository, hold_room(repository, plan=plan))
    rehearsal = Rehearsal(BallotBox(repository), room.id)
    room.steps(ITEM, Step.OPEN)
    for _turn in range(TURNS):
        rehearsal.act()
    assert room.stage(ITEM) is Stage.FIRST_REVEALED


def test_an_anonymous_workshop_is_rehearsed_without_names_and_with_each_voice_at_every_table(
    repository: Storage,
) -> None:
    plan = a_plan(anonymous=True, tables=("Harbour", "Market"))
    room = rehearsed(repository, hold_room(repository, plan=plan))
    Rehearsal(BallotBox(repository), room.id, participants=8)
    people = [seat.participant for seat in list_seats(room.lead, room.id)]
    assert {person.name for person in people} == {None}
    assert len({(person.voice, person.table) for person in people}) == 4


def test_a_rehearsal_that_is_over_does_not_go_on(repository: Storage) -> None:
    room = rehearsed(repository, hold_room(repository))
    rehearsal = Rehearsal(BallotBox(repository), room.id, participants=2)
    finish_workshop(room.lead, room.id)
    with pytest.raises(WorkshopFinished):
        rehearsal.act()
    with pytest.raises(WorkshopFinished):
        prepare_rehearsal(room.lead, read_workshop(room.lead, room.id))


def test_nobody_or_too_many_can_not_be_invented(repository: Storage) -> None:
    room = rehearsed(repository, hold_room(repository))
    for count in (0, PARTICIPANTS_LIMIT + 1):
        with pytest.raises(PlanRefused, match=str(PARTICIPANTS_LIMIT)):
            Rehearsal(BallotBox(repository), room.id, participants=count)
