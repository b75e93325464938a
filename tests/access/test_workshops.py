"""What becomes of a workshop's response, and who learns of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from assessment.access.assessments import hand_over
from assessment.access.gate import Gate, NotAllowed
from assessment.access.links import create_link, list_links
from assessment.access.workshops import (
    create_workshop,
    find_room_of,
    finish_workshop,
    list_remarks,
    list_seats,
    list_workshops,
    read_outcome_of,
    read_workshop,
)
from assessment.domain.permissions import Role, Scope
from assessment.records.errors import (
    AssessmentUnknown,
    WorkshopUnknown,
)
from assessment.records.workshops import Workshop
from assessment.storage.opening import Storage, open_storage
from tests.support.catalogues import a_catalogue
from tests.support.gates import as_admin, as_role
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"
TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
Ask = Callable[[Gate], object]


@pytest.fixture
def local_repository(tmp_path: Path) -> Iterator[Storage]:
    with open_storage(f"sqlite:///{tmp_path / 'assessments.db'}") as opened:
        yield opened


@pytest.fixture
def room(local_repository: Storage) -> Room:
    return hold_room(local_repository, state=1)


def test_only_who_takes_notes_in_a_response_learns_where_its_room_is(local_repository: Storage, room: Room) -> None:
    response = read_workshop(room.lead, room.id).assessment_id or ""

    def ask(role: Role, assessment_id: str) -> Workshop | None:
        access = as_role(local_repository, role, Scope(assessment_id=assessment_id))
        return find_room_of(access, response)

    found = ask(Role.COEDITOR, response)
    assert found is not None
    assert found.id == room.id
    with pytest.raises(AssessmentUnknown):
        ask(Role.COEDITOR, "another")
    for role in (Role.READER, Role.PROJECTOR):
        with pytest.raises(NotAllowed):
            ask(role, response)


def test_whose_agreed_response_was_handed_on_has_no_workshop_any_more(local_repository: Storage) -> None:
    mine, other = (Scope(organisation=name) for name in ("Ministry", "Coalition"))
    leader = as_role(local_repository, Role.FACILITATOR, mine)
    lead = leader
    workshop_id, kept = (
        create_workshop(lead, a_catalogue(), a_plan(title=title)) for title in ("Boruna 2026", "Another")
    )
    create_link(leader, Role.PROJECTOR, Scope(workshop_id=workshop_id), "Wall", TOMORROW)
    response = read_workshop(lead, workshop_id).assessment_id or ""
    hand_over(as_admin(local_repository, "Ada"), response, "Coalition")

    for ask in (
        partial(read_workshop, lead),
        partial(list_remarks, lead),
        partial(list_seats, lead),
        partial(finish_workshop, lead),
    ):
        with pytest.raises(WorkshopUnknown):
            ask(workshop_id)
    assert [each.id for each in list_workshops(lead)] == [kept]
    assert list_links(leader) == []
    # Who has the response now reads it, and not who voted what in a room of others.
    theirs = as_role(local_repository, Role.FACILITATOR, other)
    assert read_outcome_of(theirs, response) is not None
    assert list_workshops(theirs) == []
    with pytest.raises(WorkshopUnknown):
        list_seats(theirs, workshop_id)
    # Nor do they by making a link for a note taker.
    assert find_room_of(theirs, response) is None
    taker = as_role(local_repository, Role.COEDITOR, Scope(assessment_id=response))
    assert find_room_of(taker, response) is None
    with pytest.raises(WorkshopUnknown):
        list_remarks(taker, workshop_id)


def test_whoever_may_read_the_agreed_response_learns_what_its_workshop_came_to(
    local_repository: Storage, room: Room
) -> None:
    assessment_id = read_workshop(room.lead, room.id).assessment_id or ""

    def lead(role: Role, scope: Scope) -> Gate:
        return as_role(local_repository, role, scope)

    found = read_outcome_of(lead(Role.READER, Scope(assessment_id=assessment_id)), assessment_id)
    assert found is not None
    assert found.id == room.id
    with pytest.raises(AssessmentUnknown):
        read_outcome_of(lead(Role.READER, Scope(organisation="Coalition")), assessment_id)
    with pytest.raises(NotAllowed):
        read_outcome_of(lead(Role.PARTICIPANT, Scope(workshop_id=room.id)), assessment_id)
