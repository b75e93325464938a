"""Who may do what with a workshop: each method of the gate's part for workshops, for each role and scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from assessment.domain.model import Rating, Voice
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Step
from assessment.errors import AssessmentError
from assessment.services.access import Access, NotAllowed, VisitEnded
from assessment.services.workshops.facilitation import Facilitation
from assessment.storage import AssessmentUnknown, Newcomer, Repository, WorkshopUnknown, open_repository
from tests.services.workshops.test_blindness import CHANGES, READS, response_of
from tests.support.catalogues import a_catalogue
from tests.support.grants import as_role
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"
LISTS = {"listings", "create"}
"""What is asked of no workshop in particular."""
LEADING_READS = {"seats", "events", "revealed_ballots"}
NEWCOMER = Newcomer(Voice.STATE)
TO_CHANGE: dict[str, Callable[[Facilitation, Room], object]] = {
    "create": lambda lead, _room: lead.create(a_catalogue(), a_plan()),
    "change_plan": lambda lead, room: lead.change_plan(room.id, a_plan()),
    "set_door": lambda lead, room: lead.set_door(room.id, is_open=True),
    "renew_code": lambda lead, room: lead.renew_code(room.id),
    "set_heads": lambda lead, room: lead.set_heads(room.id, 3),
    "set_clock": lambda lead, room: lead.set_clock(room.id, dt.datetime.now(dt.UTC)),
    "join_rooms": lambda lead, room: lead.join_rooms(room.id, None),
    "go_to": lambda lead, room: lead.go_to(room.id, ITEM),
    "step": lambda lead, room: lead.step(room.id, ITEM, Step.CLOSE),
    "agree": lambda lead, room: lead.agree(room.id, ITEM, AgreedRating(Rating.ABSENT)),
    "add_on_paper": lambda lead, room: lead.add_on_paper(room.id, NEWCOMER),
    "cast_for": lambda lead, room: lead.cast_for(room.id, "p", ITEM, 1, Rating.ABSENT, ""),
    "remove": lambda lead, room: lead.remove(room.id, "p"),
    "merge": lambda lead, room: lead.merge(room.id, "p", "q"),
    "finish": lambda lead, room: lead.finish(room.id),
    "delete": lambda lead, room: lead.delete(room.id, "another title"),
}
SCOPES: dict[Role, Callable[[Room], Scope]] = {
    Role.ADMINISTRATOR: lambda _room: Scope(),
    Role.FACILITATOR: lambda _room: Scope(organisation="Ministry"),
    Role.COEDITOR: lambda room: Scope(assessment_id=response_of(room)),
    Role.READER: lambda _room: Scope(organisation="Ministry"),
    Role.PROJECTOR: lambda room: Scope(workshop_id=room.id),
    Role.PARTICIPANT: lambda room: Scope(workshop_id=room.id),
}
LEADERS = {Role.ADMINISTRATOR, Role.FACILITATOR}


@pytest.fixture
def local_repository(tmp_path: Path) -> Iterator[Repository]:
    with open_repository(f"sqlite:///{tmp_path / 'assessments.db'}") as opened:
        yield opened


@pytest.fixture
def room(local_repository: Repository) -> Room:
    """A running workshop of the Ministry."""
    ministry = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Ministry"))
    held = hold_room(local_repository)
    held.lead = Facilitation(ministry, local_repository)
    held.id = held.lead.create(a_catalogue(), a_plan())
    held.let_in([NEWCOMER])
    held.steps(ITEM, Step.OPEN)
    return held


def outcome(ask: Callable[[], object]) -> str:
    """How it is answered: done, or refused to whom it is allowed; not allowed; or as if there were nothing."""
    try:
        ask()
    except NotAllowed:
        return "not allowed"
    except (WorkshopUnknown, AssessmentUnknown):
        return "unknown"
    except VisitEnded:
        return "ended"
    except AssessmentError:
        return "allowed"
    return "allowed"


def state(room: Room) -> tuple[object, ...]:
    workshops = room.repository.workshops
    return workshops.workshop(room.id), workshops.seats(room.id), workshops.events(room.id), workshops.listings()


def test_every_change_is_tried_here() -> None:
    assert TO_CHANGE.keys() == CHANGES


@pytest.mark.parametrize("name", TO_CHANGE)
@pytest.mark.parametrize("role", Role)
def test_only_who_leads_changes_something(room: Room, role: Role, name: str) -> None:
    lead = Facilitation(as_role(room.repository, role, SCOPES[role](room)), room.repository)
    before = state(room)

    found = outcome(lambda: TO_CHANGE[name](lead, room))

    assert found == ("allowed" if role in LEADERS else "not allowed")
    if role not in LEADERS:
        assert state(room) == before


@pytest.mark.parametrize("name", sorted((TO_CHANGE.keys() | READS.keys()) - LISTS))
def test_a_facilitator_of_another_organisation_finds_nothing(room: Room, name: str) -> None:
    coalition = as_role(room.repository, Role.FACILITATOR, Scope(organisation="Coalition"))
    lead = Facilitation(coalition, room.repository)
    before = state(room)

    assert outcome(lambda: (TO_CHANGE | READS)[name](lead, room)) == "unknown"
    assert lead.listings() == []
    assert state(room) == before


@pytest.mark.parametrize("name", sorted(READS.keys() - LISTS))
def test_each_role_reads_what_its_role_and_scope_allow(room: Room, name: str) -> None:
    expected = {
        Role.ADMINISTRATOR: "allowed",
        Role.FACILITATOR: "allowed",
        # A response's co-editors see what became of it, on the pages of that response.
        Role.COEDITOR: "allowed" if name == "outcome_of" else "unknown",
        Role.READER: "allowed",
        Role.PROJECTOR: "unknown" if name == "outcome_of" else "allowed",
        Role.PARTICIPANT: "not allowed",
    }
    if name in LEADING_READS:
        expected |= dict.fromkeys(Role, "not allowed") | dict.fromkeys(LEADERS, "allowed")
    for role, scope in SCOPES.items():
        lead = Facilitation(as_role(room.repository, role, scope(room)), room.repository)
        assert outcome(partial(READS[name], lead, room)) == expected[role], role


@pytest.mark.parametrize("name", [*TO_CHANGE, *READS])
def test_who_has_left_may_nothing(room: Room, name: str) -> None:
    gone = Facilitation(Access(room.repository, lambda: None), room.repository)

    assert outcome(lambda: (TO_CHANGE | READS)[name](gone, room)) == "ended"


def test_a_projector_sees_its_workshop_and_no_other(room: Room) -> None:
    other = hold_room(room.repository)
    projector = Facilitation(as_role(room.repository, Role.PROJECTOR, Scope(workshop_id=room.id)), room.repository)

    assert [each.id for each in projector.listings()] == [room.id]
    for name in READS.keys() - LISTS - {"outcome_of"} - LEADING_READS:
        assert outcome(partial(READS[name], projector, other)) == "unknown", name


def test_rooms_of_two_organisations_are_joined_only_by_who_leads_both(room: Room) -> None:
    other = hold_room(room.repository)

    with pytest.raises(WorkshopUnknown):
        room.lead.join_rooms(room.id, other.id)
    Facilitation(Access.personal(room.repository, "Asha"), room.repository).join_rooms(room.id, other.id)
    assert room.lead.workshop(room.id).other_room == other.id
