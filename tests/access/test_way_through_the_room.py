"""A recommendation's way through the room, from the first vote to the agreed response."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from assessment.access.assessments import read_assessment, save_answer
from assessment.access.workshops import (
    finish_workshop,
    read_outcome,
    read_reveals,
    read_turnout,
    read_workshop,
    record_agreement,
    take_step,
)
from assessment.domain.answer import Rating
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import MoveRefused, Stage, Step, UndoTooLate
from assessment.records.errors import MovedMeanwhile, VoteNotOpen, WorkshopFinished
from assessment.storage.opening import Storage
from tests.support.gates import as_admin
from tests.support.room import hold_room

ITEM = "INV-01"


@pytest.mark.both_engines
def test_a_room_votes_blind_talks_votes_again_agrees_and_leaves_with_a_response(repository: Storage) -> None:
    room = hold_room(repository, state=2, civil_society=1)
    room.steps(ITEM, Step.OPEN)
    room.vote_all(ITEM, [Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT])
    assert read_reveals(room.lead, room.id) == {}
    turnout = read_turnout(room.lead, room.id, ITEM, 1)
    assert (dict(turnout.present), dict(turnout.voted)) == ({"state": 2, "civil_society": 1},) * 2

    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    (first,) = read_reveals(room.lead, room.id)[ITEM]
    assert isinstance(first.shown, Figures)
    assert (first.shown.together.implemented, first.shown.parts["civil_society"].absent) == (1, 1)

    room.steps(ITEM, Step.SECOND)
    room.vote_all(ITEM, [Rating.PARTIAL, Rating.PARTIAL, Rating.PARTIAL])
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    agreed = AgreedRating(Rating.PARTIAL, reason="Two of five shelters", dissent="Dina: there are none in the north")
    stage = record_agreement(room.lead, room.id, ITEM, agreed)

    outcome = read_outcome(room.lead, room.id).outcomes[0]
    assert stage is Stage.AGREED_AFTER_SECOND
    assert outcome.second is not None
    assert outcome.second.moved is not None
    assert (outcome.second.moved.raised, outcome.second.moved.lowered) == (1, 1)
    assert outcome.answer.rating is Rating.PARTIAL
    assert outcome.answer.comment == "Dina: there are none in the north"
    assert not outcome.is_changed

    assessment = read_assessment(as_admin(repository), room.response)
    save_answer(
        as_admin(repository, "Chen"), assessment.id, ITEM, outcome.answer.__class__(Rating.ABSENT), expected_revision=1
    )
    assert read_outcome(room.lead, room.id).outcomes[0].is_changed

    finish_workshop(room.lead, room.id)
    with pytest.raises(WorkshopFinished):
        room.steps(ITEM, Step.TAKE_UP)


def test_a_ballot_that_comes_after_closing_is_not_counted_and_the_facilitator_sees_that_it_came(
    repository: Storage,
) -> None:
    room = hold_room(repository, state=2)
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.PARTIAL)
    room.steps(ITEM, Step.CLOSE)

    with pytest.raises(VoteNotOpen):
        room.vote(1, ITEM, Rating.ABSENT)
    assert read_turnout(room.lead, room.id, ITEM, 1).late == 1

    room.steps(ITEM, Step.REOPEN)
    room.vote(1, ITEM, Rating.ABSENT)
    turnout = read_turnout(room.lead, room.id, ITEM, 1)
    assert (turnout.late, turnout.voted["state"]) == (0, 2)


def test_of_two_facilitators_only_the_first_moves_the_room(repository: Storage) -> None:
    room = hold_room(repository, state=1)
    seen = read_workshop(room.lead, room.id).places[ITEM]

    take_step(room.lead, room.id, ITEM, Step.OPEN, seen=seen)

    with pytest.raises(MovedMeanwhile):
        take_step(room.lead, room.id, ITEM, Step.OPEN, seen=seen)
    with pytest.raises(MoveRefused):
        take_step(room.lead, room.id, ITEM, Step.OPEN)


def test_a_step_counts_only_for_the_stage_for_which_it_was_meant(repository: Storage) -> None:
    """A backup that was restored may have come as far as what is on a screen, by another way."""
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN, Step.CLOSE)
    closed = read_workshop(room.lead, room.id).places[ITEM]
    with pytest.raises(MovedMeanwhile):
        take_step(room.lead, room.id, ITEM, Step.REVEAL, seen=replace(closed, stage=Stage.FIRST_OPEN))
    assert take_step(room.lead, room.id, ITEM, Step.REVEAL, seen=closed) is Stage.FIRST_REVEALED


@pytest.mark.both_engines
def test_opening_is_undone_until_somebody_votes_and_closing_until_somebody_comes_too_late(
    repository: Storage,
) -> None:
    room = hold_room(repository, state=2)
    room.steps(ITEM, Step.OPEN, Step.UNDO)
    assert room.stage(ITEM) is Stage.NOT_OPENED
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.PARTIAL)
    room.vote(0, ITEM, None)
    with pytest.raises(UndoTooLate, match="Somebody has voted"):
        room.steps(ITEM, Step.UNDO)

    room.steps(ITEM, Step.CLOSE, Step.UNDO)
    room.vote(1, ITEM, Rating.ABSENT)
    room.steps(ITEM, Step.CLOSE)
    with pytest.raises(VoteNotOpen):
        room.vote(0, ITEM, Rating.ABSENT)
    with pytest.raises(UndoTooLate, match="came too late"):
        room.steps(ITEM, Step.UNDO)
    assert room.stage(ITEM) is Stage.FIRST_CLOSED

    room.steps(ITEM, Step.REVEAL, Step.SECOND, Step.UNDO)
    assert room.stage(ITEM) is Stage.FIRST_REVEALED


def test_what_was_shown_is_never_undone(repository: Storage) -> None:
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
    with pytest.raises(MoveRefused, match="isn’t possible now"):
        room.steps(ITEM, Step.UNDO)
    room.steps(ITEM, Step.REOPEN)
    with pytest.raises(UndoTooLate):
        room.steps(ITEM, Step.UNDO)
    assert len(read_reveals(room.lead, room.id)[ITEM]) == 1


def test_parking_is_undone_for_ten_seconds(repository: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL, Step.PARK, Step.UNDO)
    assert room.stage(ITEM) is Stage.FIRST_REVEALED
    # What was undone is in no minutes.
    assert [each.step for each in read_outcome(room.lead, room.id).outcomes[0].history] == [Step.REVEAL]
    room.steps(ITEM, Step.PARK)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=11)
    monkeypatch.setattr("assessment.storage.workshops.moving.now", lambda: later)
    with pytest.raises(UndoTooLate, match="Reopen it instead"):
        room.steps(ITEM, Step.UNDO)
    room.steps(ITEM, Step.TAKE_UP)
