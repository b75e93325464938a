"""When a page that shows a workshop hears that the room has moved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assessment.access.gate import NotAllowed, VisitEnded
from assessment.access.workshops import go_to
from assessment.domain.answer import Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Voice
from assessment.domain.workshop.stages import Stage, Step
from assessment.records.errors import WorkshopUnknown
from assessment.records.workshops import Newcomer
from assessment.storage.opening import Storage
from assessment.ui.session import state
from assessment.ui.session.looking import RoomView, Still, _alive, _shown, has_news
from tests.support.room import Room, hold_room
from tests.support.visits import SharedServer

ITEM, SESSION = "INV-01", "a" * 32


@pytest.fixture
def repository(shared_server: SharedServer) -> Storage:
    return state.entrance()._storage


@pytest.fixture
def room(repository: Storage) -> Room:
    return hold_room(repository, state=2)


@pytest.fixture
def view(shared_server: SharedServer, room: Room) -> Iterator[RoomView]:
    """What the page of a projector shows, which has just been drawn."""
    shared_server.come(Role.PROJECTOR, Scope(workshop_id=room.id))
    shown, still = RoomView(room.id), Still()
    _shown[SESSION], _alive[SESSION] = shown, still
    shown.look(state.gate())
    yield shown
    del _shown[SESSION]


def test_a_page_hears_of_every_move_once(shared_server: SharedServer, room: Room, view: RoomView) -> None:
    def hears() -> bool | None:
        heard = has_news(SESSION, shared_server.token)
        view.look(state.gate())
        assert has_news(SESSION, shared_server.token) is False
        return heard

    assert hears() is False
    go_to(room.lead, room.id, ITEM)
    assert hears() is True
    room.steps(ITEM, Step.OPEN)
    assert hears() is True
    room.vote(0, ITEM, Rating.PARTIAL)
    assert hears() is True
    room.vote(0, ITEM, None)
    assert hears() is True
    room.let_in([Newcomer(Voice.CIVIL_SOCIETY)])
    assert hears() is True
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    assert hears() is True


def test_a_page_does_not_hear_that_somebody_votes_otherwise(
    shared_server: SharedServer, room: Room, view: RoomView
) -> None:
    go_to(room.lead, room.id, ITEM)
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.PARTIAL)
    view.look(state.gate())
    room.vote(0, ITEM, Rating.ABSENT)
    assert has_news(SESSION, shared_server.token) is False


def test_a_page_that_counts_again_hears_of_what_comes_after_it(
    shared_server: SharedServer, room: Room, view: RoomView
) -> None:
    go_to(room.lead, room.id, ITEM)
    room.steps(ITEM, Step.OPEN)
    view.look(state.gate())
    for person in range(2):
        room.vote(person, ITEM, Rating.PARTIAL)
        assert has_news(SESSION, shared_server.token) is True
        view.count(state.gate(), ITEM, 1)
        assert has_news(SESSION, shared_server.token) is False


def test_a_key_of_somebody_elses_page_tells_nothing(shared_server: SharedServer, room: Room, view: RoomView) -> None:
    with pytest.raises(VisitEnded):
        has_news(SESSION, None)
    for role, refusal in ((Role.PROJECTOR, WorkshopUnknown), (Role.PARTICIPANT, NotAllowed)):
        shared_server.come(role, Scope(workshop_id=hold_room(room.repository).id))
        with pytest.raises(refusal):
            has_news(SESSION, shared_server.token)


def test_the_turnout_is_that_of_the_vote_at_which_the_room_is(room: Room, view: RoomView) -> None:
    go_to(room.lead, room.id, ITEM)
    room.steps(ITEM, Step.OPEN)
    room.vote_all(ITEM, [Rating.PARTIAL, Rating.ABSENT])
    room.steps(ITEM, Step.CLOSE, Step.REVEAL, Step.SECOND)
    workshop, turnout = view.look(state.gate())
    assert (workshop.places[ITEM].stage, dict(turnout.voted), dict(turnout.present)) == (
        Stage.SECOND_OPEN,
        {},
        {Voice.STATE: 2},
    )
    room.steps(ITEM, Step.CLOSE, Step.REOPEN)
    room.vote(0, ITEM, Rating.PARTIAL)
    _workshop, turnout = view.look(state.gate())
    assert turnout.voted == {Voice.STATE: 1}
