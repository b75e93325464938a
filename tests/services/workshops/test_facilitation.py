"""Who may do what with workshops, and that what is out of scope is unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from assessment.domain.model import Rating
from assessment.domain.permissions import ALLOWED, Action, Role, Scope
from assessment.domain.workshop.model import AgreedRating, RemarkState
from assessment.domain.workshop.plan import PlanRefused
from assessment.domain.workshop.stages import MoveRefused, Step
from assessment.records.errors import AssessmentUnknown
from assessment.records.workshop_errors import (
    JoiningRefused,
    MovedMeanwhile,
    ParticipantUnknown,
    WorkshopBegun,
    WorkshopFinished,
    WorkshopUnknown,
)
from assessment.records.workshops import Newcomer, Workshop
from assessment.services.access import Access, NotAllowed, VisitEnded
from assessment.services.workshops.facilitation import BallotsAreSecret, Facilitation, TitleMismatch
from assessment.storage.opening import open_repository
from assessment.storage.repository import Repository
from tests.support.catalogues import a_catalogue
from tests.support.grants import as_role
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


def questions(workshop_id: str) -> dict[Action, list[Ask]]:
    """Everything that can be asked of `Facilitation`, by the action that has to be allowed."""
    return {
        Action.READ: [
            Facilitation.listings,
            lambda lead: lead.workshop(workshop_id),
            lambda lead: lead.pulse(workshop_id),
            lambda lead: lead.turnout(workshop_id, ITEM, 1),
            lambda lead: lead.reveals(workshop_id),
            lambda lead: lead.agreements(workshop_id),
            lambda lead: lead.outcome(workshop_id),
            lambda lead: lead.slowing(workshop_id),
        ],
        Action.MODERATE: [
            lambda lead: lead.remarks(workshop_id),
            lambda lead: lead.moderate(workshop_id, [], RemarkState.SHOWN),
        ],
        Action.LEAD: [
            lambda lead: lead.create(a_catalogue(), a_plan()),
            lambda lead: lead.seats(workshop_id),
            lambda lead: lead.change_plan(workshop_id, a_plan(), seen=a_plan()),
            lambda lead: lead.change_agenda(workshop_id, ["INV-02", ITEM], {}, seen=a_plan()),
            lambda lead: lead.set_door(workshop_id, is_open=True),
            lambda lead: lead.renew_code(workshop_id),
            lambda lead: lead.set_heads(workshop_id, 3),
            lambda lead: lead.set_wifi(workshop_id, None),
            lambda lead: lead.set_days(workshop_id, []),
            lambda lead: lead.set_clock(workshop_id, None),
            lambda lead: lead.go_to(workshop_id, ITEM),
            lambda lead: lead.step(workshop_id, ITEM, Step.PARK),
            lambda lead: lead.agree(workshop_id, ITEM, AgreedRating(Rating.ABSENT)),
            lambda lead: lead.count_missing(workshop_id, ITEM, 1),
            lambda lead: lead.not_voted(workshop_id, ITEM, 1),
            lambda lead: lead.typed_in(workshop_id, ITEM, 1),
            lambda lead: lead.add_on_paper(workshop_id, Newcomer()),
            lambda lead: lead.cast_for(workshop_id, "nobody", ITEM, 1, Rating.ABSENT),
            lambda lead: lead.remove(workshop_id, "nobody"),
            lambda lead: lead.remove_since(workshop_id, dt.datetime.now(dt.UTC)),
            lambda lead: lead.let_more_in(workshop_id),
            lambda lead: lead.merge(workshop_id, "nobody", "another"),
            lambda lead: lead.revealed_ballots(workshop_id),
            lambda lead: lead.delete(workshop_id, "any title"),
            lambda lead: lead.finish(workshop_id),
        ],
    }


ANSWERED = (
    BallotsAreSecret,
    JoiningRefused,
    MovedMeanwhile,
    MoveRefused,
    ParticipantUnknown,
    PlanRefused,
    TitleMismatch,
    WorkshopBegun,
    WorkshopFinished,
)
"""What is refused only to those who may ask."""
OF_RESPONSES = {"outcome_of", "room_of"}
"""What is asked of a response: who may read it learns what its workshop came to, and its note taker where it is."""
CELLS = [(role, action) for role in Role for action in (Action.READ, Action.MODERATE, Action.LEAD)]


def outcome(ask: Ask, lead: Facilitation) -> str:
    """How a question is answered: allowed, not allowed, ended, or as if there were nothing."""
    try:
        ask(lead)
    except NotAllowed:
        return "not allowed"
    except VisitEnded:
        return "ended"
    except WorkshopUnknown:
        return "unknown"
    except ANSWERED:
        return "allowed"
    return "allowed"


def test_nothing_is_asked_past_the_gate() -> None:
    methods = {name for name in vars(Facilitation) if not name.startswith("_")} - OF_RESPONSES

    assert sum(map(len, questions("").values())) == len(methods)


def test_each_role_may_do_in_its_scope_what_its_role_allows_and_nothing_else(
    local_repository: Repository, room: Room
) -> None:
    for role, action in CELLS:
        scope = Scope() if role is Role.ADMINISTRATOR else Scope(workshop_id=room.id)
        lead = Facilitation(as_role(local_repository, role, scope), local_repository)
        for ask in questions(room.id)[action][:-1]:
            before = room.lead.workshop(room.id), room.lead.seats(room.id)
            found = outcome(ask, lead)
            assert found == ("allowed" if action in ALLOWED[role] else "not allowed"), (role, action)
            if found == "not allowed":
                assert (room.lead.workshop(room.id), room.lead.seats(room.id)) == before, (role, action)


def test_only_who_takes_notes_in_a_response_learns_where_its_room_is(local_repository: Repository, room: Room) -> None:
    response = room.lead.workshop(room.id).assessment_id or ""

    def ask(role: Role, assessment_id: str) -> Workshop | None:
        access = as_role(local_repository, role, Scope(assessment_id=assessment_id))
        return Facilitation(access, local_repository).room_of(response)

    found = ask(Role.COEDITOR, response)
    assert found is not None
    assert found.id == room.id
    with pytest.raises(AssessmentUnknown):
        ask(Role.COEDITOR, "another")
    for role in (Role.READER, Role.PROJECTOR):
        with pytest.raises(NotAllowed):
            ask(role, response)


def test_out_of_scope_there_is_no_workshop_whatever_the_role(local_repository: Repository, room: Room) -> None:
    scopes = (Scope(organisation="Coalition"), Scope(assessment_id="another"), Scope(workshop_id="another"))
    before = room.lead.workshop(room.id), room.lead.seats(room.id)

    for (role, action), scope in product(CELLS, scopes):
        if role is Role.ADMINISTRATOR:
            continue
        lead = Facilitation(as_role(local_repository, role, scope), local_repository)
        for ask in questions(room.id)[action]:
            if ask is Facilitation.listings:
                assert action not in ALLOWED[role] or room.id not in [each.id for each in lead.listings()]
                continue
            there = len(room.lead.listings())
            found = outcome(ask, lead)
            if action not in ALLOWED[role]:
                assert found == "not allowed", (role, action, scope)
            elif found == "allowed":
                assert len(room.lead.listings()) == there + 1, "It began a workshop of its own."
            else:
                assert found == "unknown", (role, action, scope)

    assert (room.lead.workshop(room.id), room.lead.seats(room.id)) == before


def test_whose_agreed_response_was_handed_on_has_no_workshop_any_more(local_repository: Repository) -> None:
    mine, other = (Scope(organisation=name) for name in ("Ministry", "Coalition"))
    leader = as_role(local_repository, Role.FACILITATOR, mine)
    lead = Facilitation(leader, local_repository)
    workshop_id, kept = (lead.create(a_catalogue(), a_plan(title=title)) for title in ("Boruna 2026", "Another"))
    leader.create_link(Role.PROJECTOR, Scope(workshop_id=workshop_id), "Wall", TOMORROW)
    response = lead.workshop(workshop_id).assessment_id or ""
    Access.personal(local_repository, "Ada").hand_over(response, "Coalition")

    for asks in questions(workshop_id).values():
        for ask in asks[1:]:
            assert outcome(ask, lead) == "unknown"
    assert [each.id for each in lead.listings()] == [kept]
    assert leader.links() == []
    # Who has the response now reads it, and not who voted what in a room of others.
    theirs = Facilitation(as_role(local_repository, Role.FACILITATOR, other), local_repository)
    assert theirs.outcome_of(response) is not None
    assert theirs.listings() == []
    assert outcome(lambda them: them.seats(workshop_id), theirs) == "unknown"


def test_who_has_left_may_nothing(local_repository: Repository, room: Room) -> None:
    gone = Facilitation(Access(local_repository, lambda: None), local_repository)

    for asks in questions(room.id).values():
        assert {outcome(ask, gone) for ask in asks} == {"ended"}


def test_whoever_may_read_the_agreed_response_learns_what_its_workshop_came_to(
    local_repository: Repository, room: Room
) -> None:
    assessment_id = room.lead.workshop(room.id).assessment_id or ""

    def lead(role: Role, scope: Scope) -> Facilitation:
        return Facilitation(as_role(local_repository, role, scope), local_repository)

    found = lead(Role.READER, Scope(assessment_id=assessment_id)).outcome_of(assessment_id)
    assert found is not None
    assert found.id == room.id
    with pytest.raises(AssessmentUnknown):
        lead(Role.READER, Scope(organisation="Coalition")).outcome_of(assessment_id)
    with pytest.raises(NotAllowed):
        lead(Role.PARTICIPANT, Scope(workshop_id=room.id)).outcome_of(assessment_id)
