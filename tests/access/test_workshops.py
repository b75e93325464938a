"""What becomes of a workshop's response, and who learns of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assessment.access.gate import NotAllowed
from assessment.domain.permissions import Role, Scope
from assessment.records.errors import AssessmentUnknown
from assessment.records.workshop_errors import (
    WorkshopUnknown,
)
from assessment.records.workshops import Workshop
from tests.support.catalogues import a_catalogue
from tests.support.gates import Access, Facilitation, as_role
from tests.support.repository import Repository, open_repository
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"
TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
Ask = Callable[[Facilitation], object]


@pytest.fixture
def local_repository(tmp_path: Path) -> Iterator[Repository]:
    with open_repository(f"sqlite:///{tmp_path / 'assessments.db'}") as opened:
        yield opened


@pytest.fixture
def room(local_repository: Repository) -> Room:
    return hold_room(local_repository, state=1)


def test_only_who_takes_notes_in_a_response_learns_where_its_room_is(local_repository: Repository, room: Room) -> None:
    response = room.lead.workshop(room.id).assessment_id or ""

    def ask(role: Role, assessment_id: str) -> Workshop | None:
        access = as_role(local_repository, role, Scope(assessment_id=assessment_id))
        return Facilitation.of(access).room_of(response)

    found = ask(Role.COEDITOR, response)
    assert found is not None
    assert found.id == room.id
    with pytest.raises(AssessmentUnknown):
        ask(Role.COEDITOR, "another")
    for role in (Role.READER, Role.PROJECTOR):
        with pytest.raises(NotAllowed):
            ask(role, response)


def test_whose_agreed_response_was_handed_on_has_no_workshop_any_more(local_repository: Repository) -> None:
    mine, other = (Scope(organisation=name) for name in ("Ministry", "Coalition"))
    leader = as_role(local_repository, Role.FACILITATOR, mine)
    lead = Facilitation.of(leader)
    workshop_id, kept = (lead.create(a_catalogue(), a_plan(title=title)) for title in ("Boruna 2026", "Another"))
    leader.create_link(Role.PROJECTOR, Scope(workshop_id=workshop_id), "Wall", TOMORROW)
    response = lead.workshop(workshop_id).assessment_id or ""
    Access.personal(local_repository, "Ada").hand_over(response, "Coalition")

    for ask in (lead.workshop, lead.remarks, lead.seats, lead.finish):
        with pytest.raises(WorkshopUnknown):
            ask(workshop_id)
    assert [each.id for each in lead.listings()] == [kept]
    assert leader.links() == []
    # Who has the response now reads it, and not who voted what in a room of others.
    theirs = Facilitation.of(as_role(local_repository, Role.FACILITATOR, other))
    assert theirs.outcome_of(response) is not None
    assert theirs.listings() == []
    with pytest.raises(WorkshopUnknown):
        theirs.seats(workshop_id)


def test_whoever_may_read_the_agreed_response_learns_what_its_workshop_came_to(
    local_repository: Repository, room: Room
) -> None:
    assessment_id = room.lead.workshop(room.id).assessment_id or ""

    def lead(role: Role, scope: Scope) -> Facilitation:
        return Facilitation.of(as_role(local_repository, role, scope))

    found = lead(Role.READER, Scope(assessment_id=assessment_id)).outcome_of(assessment_id)
    assert found is not None
    assert found.id == room.id
    with pytest.raises(AssessmentUnknown):
        lead(Role.READER, Scope(organisation="Coalition")).outcome_of(assessment_id)
    with pytest.raises(NotAllowed):
        lead(Role.PARTICIPANT, Scope(workshop_id=room.id)).outcome_of(assessment_id)
