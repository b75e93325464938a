"""What becomes of a workshop's response, and who learns of it."""

from __future__ import annotations

import datetime as dt

import pytest

from assessment.access.assessments import hand_over
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
    WorkshopUnknown,
)
from assessment.storage.opening import Storage
from tests.support.catalogues import a_catalogue
from tests.support.gates import as_admin, as_role
from tests.support.room import a_plan, hold_room

TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


def test_who_takes_notes_in_a_response_learns_where_its_room_is(repository: Storage) -> None:
    room = hold_room(repository)
    response = room.response
    found = find_room_of(as_role(repository, Role.COEDITOR, Scope(assessment_id=response)), response)
    assert found is not None
    assert found.id == room.id
    finish_workshop(room.lead, room.id)
    assert find_room_of(room.lead, response) is None


def test_whose_agreed_response_was_handed_on_has_no_workshop_any_more(repository: Storage) -> None:
    mine, other = (Scope(organisation=name) for name in ("Ministry", "Coalition"))
    lead = as_role(repository, Role.FACILITATOR, mine)
    workshop_id, kept = (
        create_workshop(lead, a_catalogue(), a_plan(title=title)) for title in ("Boruna 2026", "Another")
    )
    create_link(lead, Role.PROJECTOR, Scope(workshop_id=workshop_id), "Wall", TOMORROW)
    response = read_workshop(lead, workshop_id).assessment_id or ""
    hand_over(as_admin(repository, "Ada"), response, "Coalition")

    for ask in (read_workshop, list_remarks, list_seats, finish_workshop):
        with pytest.raises(WorkshopUnknown):
            ask(lead, workshop_id)
    assert [each.id for each in list_workshops(lead)] == [kept]
    assert list_links(lead) == []
    # Who has the response now reads it, and not who voted what in a room of others.
    theirs = as_role(repository, Role.FACILITATOR, other)
    found = read_outcome_of(theirs, response)
    assert found is not None
    assert found.id == workshop_id
    assert list_workshops(theirs) == []
    with pytest.raises(WorkshopUnknown):
        list_seats(theirs, workshop_id)
    # Nor do they by making a link for a note taker.
    assert find_room_of(theirs, response) is None
    taker = as_role(repository, Role.COEDITOR, Scope(assessment_id=response))
    assert find_room_of(taker, response) is None
    with pytest.raises(WorkshopUnknown):
        list_remarks(taker, workshop_id)
