"""Who takes notes in the agreed response of a workshop: their page is where the room is."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from assessment.access.workshops import finish_workshop
from assessment.domain.answer import Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.stages import Step
from assessment.services.catalogue_folder import catalogue_for
from assessment.ui.session import state
from assessment.ui.session.looking import has_news
from tests.support.pages import OpenPage, session_of, words
from tests.support.room import Room, a_plan, hold_room
from tests.support.visits import SharedServer
from tests.ui.rate.test_page import cards

ITEM, OTHER = "GCM10-01", "GCM10-02"


@pytest.fixture
def room(shared_server: SharedServer) -> Room:
    """A room with a note taker, who comes by a link to its agreed response."""
    catalogue = catalogue_for("gcm-10")
    found = hold_room(state.entrance()._storage, state=2, plan=a_plan(catalogue), catalogue=catalogue)
    shared_server.come(Role.COEDITOR, Scope(assessment_id=found.response))
    return found


def enter(open_page: OpenPage, room: Room, **address: str) -> AppTest:
    app = open_page("rate/page.py", assessment=room.response, **address)
    assert not app.exception
    return app


def test_a_note_takers_page_follows_the_room_with_its_fields_and_its_remarks(
    open_page: OpenPage, shared_server: SharedServer, room: Room
) -> None:
    assert "The room is at no recommendation yet." in words(enter(open_page, room))
    room.steps(ITEM, Step.OPEN)
    app = enter(open_page, room)
    assert cards(app) == [ITEM]
    assert {"Evidence: what shows it?", "Next action"} <= {field.label for field in app.text_area}
    assert "First vote: open" in words(app)

    room.vote(0, ITEM, Rating.PARTIAL, "Two of five")
    session = session_of(app)
    # That somebody votes moves nobody, and a remark isn’t known before the reveal.
    assert has_news(session, shared_server.token) is False
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    assert has_news(session, shared_server.token) is True
    app.button(key=f"show-news-{session}").click().run()
    assert "Two of five" in words(app)
    assert [each.label for each in app.button if each.label == "Let through"] == ["Let through"]

    room.steps(OTHER, Step.OPEN)
    assert cards(app.button(key=f"show-news-{session}").click().run()) == [OTHER]


def test_a_note_taker_may_look_elsewhere_and_once_it_is_finished_there_is_no_room(
    open_page: OpenPage, room: Room
) -> None:
    assert len(cards(enter(open_page, room, view="theme"))) > 1
    finish_workshop(room.lead, room.id)
    app = enter(open_page, room, view="room")
    assert len(cards(app)) > 1
    assert all("The room" not in group.options for group in app.button_group)
