"""A vote is revealed by itself once everybody who is there has voted, and nobody else is waited for."""

from __future__ import annotations

import datetime as dt

import pytest

from assessment.access.ballots import NOTED_EVERY, SEEN_FOR, SOON, Attendance, BallotBox
from assessment.access.workshops import add_on_paper, cast_for, go_to, read_workshop
from assessment.domain.answer import Rating
from assessment.domain.workshop.stages import Stage, Step
from assessment.records.workshops import Newcomer
from assessment.storage.opening import Storage
from assessment.storage.transaction import now
from assessment.storage.workshops import reading
from tests.support.room import TWO_VOICES, Room, a_plan, hold_room

ITEM, OTHER = "INV-01", "INV-02"


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = now()

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(repository: Storage, clock: Clock) -> Room:
    """Three people, none seen for two minutes."""
    held = hold_room(repository, state=3, plan=a_plan(reveals_itself=True))
    held.box = BallotBox(repository, Attendance(clock))
    clock.now += 2 * SEEN_FOR
    held.steps(ITEM, Step.OPEN)
    return held


def test_it_waits_for_whoever_was_seen_in_the_last_two_minutes(room: Room, clock: Clock) -> None:
    room.box.seat(room.phones[1])
    room.vote(0, ITEM, Rating.ABSENT)
    assert not room.box.reveal_if_all_voted(room.id, ITEM)
    assert room.stage(ITEM) is Stage.FIRST_OPEN

    clock.now += SEEN_FOR
    assert room.box.reveal_if_all_voted(room.id, ITEM)
    assert room.stage(ITEM) is Stage.FIRST_REVEALED


def test_it_waits_for_whoever_has_just_joined_and_has_not_seen_a_page_yet(room: Room) -> None:
    room.let_in([Newcomer(TWO_VOICES[0])])
    room.vote(0, ITEM, Rating.ABSENT)
    assert not room.box.reveal_if_all_voted(room.id, ITEM)

    room.vote(3, ITEM, Rating.ABSENT)
    assert room.box.reveal_if_all_voted(room.id, ITEM)


def test_it_waits_for_ballots_on_paper_and_reveals_nothing_where_nobody_has_voted(room: Room) -> None:
    assert not room.box.reveal_if_all_voted(room.id, ITEM)
    on_paper = add_on_paper(room.lead, room.id, Newcomer(TWO_VOICES[0]))
    room.vote(0, ITEM, Rating.ABSENT)
    assert not room.box.reveal_if_all_voted(room.id, ITEM)

    cast_for(room.lead, room.id, on_paper.id, ITEM, 1, Rating.ABSENT, "")
    assert room.box.reveal_if_all_voted(room.id, ITEM)


def test_who_votes_at_home_alone_ends_nobody_elses_vote(room: Room) -> None:
    room.steps(OTHER, Step.OPEN)
    room.vote(0, ITEM, Rating.ABSENT)

    assert not room.box.reveal_if_all_voted(room.id, ITEM)
    go_to(room.lead, room.id, ITEM)
    assert room.box.reveal_if_all_voted(room.id, ITEM)


def test_a_look_that_comes_late_does_not_end_the_second_vote(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.vote(0, ITEM, Rating.ABSENT)
    before = read_workshop(room.lead, room.id)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL, Step.SECOND)
    monkeypatch.setattr(reading, "read_workshop", lambda _transaction, _id: before)
    room.box.reveal_if_all_voted(room.id, ITEM)
    monkeypatch.undo()

    assert room.stage(ITEM) is Stage.SECOND_OPEN


def test_a_room_that_is_revealed_by_hand_is_left_to_its_facilitator(repository: Storage) -> None:
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.ABSENT)

    assert not room.box.reveal_if_all_voted(room.id, ITEM)


@pytest.mark.both_engines
def test_it_waits_for_those_whom_another_process_has_seen(repository: Storage, clock: Clock) -> None:
    room = hold_room(repository, state=3, plan=a_plan(reveals_itself=True))
    room.box, elsewhere = BallotBox(repository, Attendance(clock)), BallotBox(repository, Attendance(clock))
    clock.now += 2 * SEEN_FOR
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.ABSENT)
    _workshop, seat = elsewhere.seat(room.phones[1])
    elsewhere.store_presence()
    assert not room.box.reveal_if_all_voted(room.id, ITEM)

    # Those who are there are noted together, and not each time that they ask.
    assert elsewhere.note_presence(seat) is None
    clock.now += NOTED_EVERY
    assert elsewhere.note_presence(seat) == NOTED_EVERY.total_seconds()
    elsewhere.store_presence()
    clock.now += SEEN_FOR
    assert elsewhere.note_presence(seat) == SOON
    assert room.box.reveal_if_all_voted(room.id, ITEM)


def test_a_process_that_has_just_begun_takes_nobody_for_away(repository: Storage, clock: Clock) -> None:
    room = hold_room(repository, state=2, plan=a_plan(reveals_itself=True))
    clock.now += 2 * SEEN_FOR
    room.box = BallotBox(repository, Attendance(clock))
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.ABSENT)
    assert not room.box.reveal_if_all_voted(room.id, ITEM)
    clock.now += SEEN_FOR
    assert room.box.reveal_if_all_voted(room.id, ITEM)
