"""Remarks: nobody has one before the reveal, and then they pass through a person, who can also take them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from assessment.access.gate import Gate, NotAllowed
from assessment.access.workshops import (
    finish_workshop,
    list_remarks,
    moderate_remarks,
    read_outcome,
    read_pulse,
    take_step,
)
from assessment.domain.answer import Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.model import Remark, RemarkRule, RemarkState
from assessment.domain.workshop.stages import Step
from assessment.records.errors import WorkshopUnknown
from assessment.services.workshop_files import WorkshopFiles
from assessment.storage.opening import Storage
from assessment.storage.tables import metadata
from assessment.storage.workshops.writing import purge_workshops
from tests.support.gates import as_admin, as_role, in_transaction
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"
VICTIM, LAW = "A victim’s name", "Ask the port"
ERASED = "kestrel"


def room_with_remarks(repository: Storage, written: Sequence[str] = (VICTIM, LAW), **plan: Any) -> Room:
    """A room that has voted, with these remarks, and hasn't seen it yet."""
    asked = a_plan(**({"remarks": RemarkRule.MODERATED} | plan))
    room = hold_room(repository, state=max(2, len(written)), plan=asked)
    room.steps(ITEM, Step.OPEN)
    for phone, remark in enumerate(written):
        room.vote(phone, ITEM, Rating.PARTIAL, remark)
    return room


def reveal(room: Room) -> None:
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)


def seen(room: Room) -> tuple[str, ...]:
    """What phones have of the last reveal."""
    shown = room.box.room(room.id).reveals[ITEM][-1].shown
    assert isinstance(shown, Figures)
    assert shown.together.partial
    return shown.remarks


def find(room: Room, text: str) -> list[Remark]:
    return [each for each in list_remarks(room.lead, room.id) if each.text == text]


def everything_stored(repository: Storage) -> str:
    with repository._database.reading() as connection:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(sa.select(table)))


def test_remarks_wait_after_the_reveal_until_one_or_all_are_let_through(repository: Storage) -> None:
    room = room_with_remarks(repository, [VICTIM, LAW, "Nobody pays"])
    assert list_remarks(room.lead, room.id) == [], "before the reveal there is no queue"
    reveal(room)

    waiting = list_remarks(room.lead, room.id)
    assert [(each.text, each.state, each.by) for each in waiting] == [
        (text, RemarkState.WAITING, "") for text in sorted([VICTIM, LAW, "Nobody pays"])
    ]
    assert seen(room) == ()
    before = read_pulse(room.lead, room.id)
    moderate_remarks(room.lead, room.id, find(room, LAW), RemarkState.SHOWN)
    assert seen(room) == (LAW,)
    assert read_pulse(room.lead, room.id) > before, "phones aren't told"
    moderate_remarks(room.lead, room.id, waiting, RemarkState.SHOWN)
    assert seen(room) == tuple(each.text for each in waiting)


def test_a_remark_is_hidden_shown_again_and_redacted_for_good(repository: Storage) -> None:
    room = room_with_remarks(repository, [ERASED, LAW], remarks=RemarkRule.AT_REVEAL)
    reveal(room)
    assert set(seen(room)) == {ERASED, LAW}

    moderate_remarks(room.lead, room.id, find(room, ERASED), RemarkState.HIDDEN)
    assert seen(room) == (LAW,)
    files = WorkshopFiles(as_admin(repository, "Asha"), room.id, "en")
    assert ERASED.encode() not in files.ballots_csv()
    (kept_back,) = read_outcome(room.lead, room.id).outcomes[0].kept_back
    assert (kept_back.state, kept_back.by, kept_back.text) == (RemarkState.HIDDEN, "Asha", "")
    moderate_remarks(room.lead, room.id, find(room, ERASED), RemarkState.SHOWN)
    assert set(seen(room)) == {ERASED, LAW}

    finish_workshop(room.lead, room.id)
    assert ERASED in everything_stored(repository)
    moderate_remarks(room.lead, room.id, find(room, ERASED), RemarkState.REDACTED)
    assert seen(room) == (LAW,)
    assert ERASED not in everything_stored(repository)
    (kept_back,) = read_outcome(room.lead, room.id).outcomes[0].kept_back
    assert (kept_back.state, kept_back.by) == (RemarkState.REDACTED, "Asha")


def test_what_was_decided_stands_when_the_vote_is_revealed_again(repository: Storage) -> None:
    room = room_with_remarks(repository, [VICTIM, LAW, ERASED])
    reveal(room)
    moderate_remarks(room.lead, room.id, find(room, LAW), RemarkState.SHOWN)
    moderate_remarks(room.lead, room.id, find(room, VICTIM), RemarkState.HIDDEN)
    moderate_remarks(room.lead, room.id, find(room, ERASED), RemarkState.REDACTED)
    room.steps(ITEM, Step.REOPEN)
    room.vote(2, ITEM, Rating.ABSENT, "Nobody pays")
    assert "Nobody pays" not in str(list_remarks(room.lead, room.id)), "a vote that is open again is blind"
    reveal(room)

    states = {each.text: each.state for each in list_remarks(room.lead, room.id) if each.reveal == 2}
    assert states == {
        LAW: RemarkState.SHOWN,
        VICTIM: RemarkState.HIDDEN,
        "Nobody pays": RemarkState.WAITING,
        "": RemarkState.REDACTED,
    }
    assert seen(room) == (LAW,)


def test_without_remarks_none_is_kept_and_a_withheld_vote_has_none(repository: Storage) -> None:
    without = room_with_remarks(repository, remarks=RemarkRule.NONE)
    reveal(without)
    assert (list_remarks(without.lead, without.id), seen(without)) == ([], ())
    anonymous = hold_room(repository, state=5, plan=a_plan(anonymous=True, remarks=RemarkRule.MODERATED))
    anonymous.steps(ITEM, Step.OPEN)
    anonymous.vote(0, ITEM, Rating.PARTIAL, VICTIM)
    reveal(anonymous)
    assert isinstance(anonymous.box.room(anonymous.id).reveals[ITEM][-1].shown, Withheld)
    assert list_remarks(anonymous.lead, anonymous.id) == []


def test_the_note_taker_moderates_by_a_co_editors_link_to_the_agreed_response_and_no_other_does(
    repository: Storage,
) -> None:
    room, other = room_with_remarks(repository), room_with_remarks(repository, country="NPL")
    reveal(room)

    def of(role: Role, scope: Scope) -> Gate:
        return as_role(repository, role, scope, "Note taker")

    note_taker = of(Role.COEDITOR, Scope(assessment_id=room.response))
    moderate_remarks(note_taker, room.id, list_remarks(note_taker, room.id), RemarkState.SHOWN)
    assert set(seen(room)) == {VICTIM, LAW}
    assert {each.by for each in list_remarks(room.lead, room.id)} == {"Note taker"}
    with pytest.raises(NotAllowed):
        take_step(note_taker, room.id, ITEM, Step.REOPEN)
    others = of(Role.COEDITOR, Scope(assessment_id=other.response))
    for stranger, error in (
        (others, WorkshopUnknown),
        (of(Role.FACILITATOR, Scope("Another")), WorkshopUnknown),
        (of(Role.READER, Scope(assessment_id=room.response)), NotAllowed),
        (of(Role.PROJECTOR, Scope(workshop_id=room.id)), NotAllowed),
    ):
        with pytest.raises(error):
            list_remarks(stranger, room.id)
        with pytest.raises(error):
            moderate_remarks(stranger, room.id, [], RemarkState.SHOWN)


def test_what_the_room_did_not_see_goes_when_the_time_is_over(repository: Storage) -> None:
    room = room_with_remarks(repository, [ERASED, LAW, VICTIM], kept_until=dt.date(2026, 1, 1))
    reveal(room)
    moderate_remarks(room.lead, room.id, find(room, LAW), RemarkState.SHOWN)
    moderate_remarks(room.lead, room.id, find(room, VICTIM), RemarkState.HIDDEN)
    in_transaction(as_admin(repository), purge_workshops, dt.datetime.now(dt.UTC))
    stored = everything_stored(repository)
    assert (ERASED in stored, VICTIM in stored, LAW in stored) == (False, False, True)
    assert [each.state for each in list_remarks(room.lead, room.id)] == [RemarkState.HIDDEN, RemarkState.SHOWN]
