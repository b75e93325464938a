"""The page “Projector” shows where the room is, to whom may see it, and nothing that the room may not see."""

from __future__ import annotations

import datetime as dt

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.access.workshops import (
    finish_workshop,
    go_to,
    read_workshop,
    record_agreement,
    set_clock,
    set_door,
    set_wifi,
)
from assessment.config import settings
from assessment.domain.answer import Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Voice
from assessment.domain.workshop.model import AgreedRating, Breakdown, Wifi
from assessment.domain.workshop.stages import Step
from assessment.records.errors import DatabaseBusy
from assessment.records.workshops import Newcomer
from assessment.storage.opening import Storage
from assessment.ui.session import state
from tests.support.pages import OpenPage, words
from tests.support.room import Room, a_plan, hold_room
from tests.support.visits import SharedServer

PAGE, ITEM = "projector/page.py", "INV-01"
ABSENT, PARTIAL, IMPLEMENTED = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED


@pytest.fixture
def repository(shared_server: SharedServer, monkeypatch: pytest.MonkeyPatch) -> Storage:
    """The database of a server that others reach at a name."""
    monkeypatch.setenv("ASSESSMENT_PUBLIC_ADDRESS", "https://hall.example")
    settings.cache_clear()
    return state.entrance()._storage


@pytest.fixture
def room(repository: Storage) -> Room:
    return hold_room(repository, state=2, civil_society=3)


def project(open_page: OpenPage, shared_server: SharedServer, room: Room) -> AppTest:
    """The page as the room sees it now."""
    shared_server.come(Role.PROJECTOR, Scope(workshop_id=room.id))
    return open_page(PAGE)


def bars(app: AppTest) -> list[str]:
    """What the bars say in words."""
    lines = [line for line in words(app).splitlines() if 'class="bar"' in line]
    return [line.partition('aria-label="')[2].partition('"')[0] for line in lines]


def pictures(app: AppTest) -> int:
    return len(app.get("image"))


def test_while_nothing_is_open_the_room_reads_how_to_join_as_long_as_the_door_is_open(
    open_page: OpenPage, shared_server: SharedServer, room: Room
) -> None:
    code = read_workshop(room.lead, room.id).code
    app = project(open_page, shared_server, room)
    said = words(app)
    assert code is not None
    assert f">{code}</p>" in said
    assert "https://hall.example" in said
    assert "hall.example/join" not in said
    assert pictures(app) == 1
    set_door(room.lead, room.id, is_open=False)
    app.run()
    assert "Boruna 2026" in words(app)
    assert code not in words(app)
    assert pictures(app) == 0
    assert 'role="timer"' not in words(app)
    for minutes, is_shown in ((-1, False), (5, True)):
        set_clock(room.lead, room.id, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes))
        assert ('role="timer"' in words(app.run())) is is_shown
    finish_workshop(room.lead, room.id)
    said = words(app.run())
    assert "This workshop is finished." in said
    assert 'role="timer"' not in said


def test_the_wi_fi_of_the_room_stands_beside_the_way_in_until_it_is_finished(
    open_page: OpenPage, shared_server: SharedServer, room: Room
) -> None:
    set_door(room.lead, room.id, is_open=True)
    set_wifi(room.lead, room.id, Wifi("Hall <3>", "open;sesame"))
    app = project(open_page, shared_server, room)
    assert "Wi-Fi: Hall <3>" in words(app)
    assert "Password: open;sesame" in words(app)
    assert pictures(app) == 2
    finish_workshop(room.lead, room.id)
    assert read_workshop(room.lead, room.id).wifi is None


def test_a_hundred_tables_leave_room_for_the_question(
    open_page: OpenPage, shared_server: SharedServer, repository: Storage
) -> None:
    tables = tuple(f"Table {number}" for number in range(1, 31))
    room = hold_room(repository, plan=a_plan(breakdown=Breakdown.TABLE, tables=tables, voices=()))
    room.let_in(Newcomer(table=table) for table in tables)
    room.steps(ITEM, Step.OPEN)
    room.vote_all(ITEM, [ABSENT] * len(tables))
    app = project(open_page, shared_server, room)
    assert "Table 12 <strong>" in words(app)
    assert "Table 13 <strong>" not in words(app)
    assert "18 more are on the facilitator’s page." in words(app)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    assert len(bars(app.run())) == 13
    assert "18 more are on the facilitator’s page." in words(app)


def test_an_open_vote_shows_the_question_and_how_many_have_voted_by_voice_and_never_what(
    open_page: OpenPage, shared_server: SharedServer, room: Room
) -> None:
    room.steps(ITEM, Step.OPEN)
    go_to(room.lead, room.id, ITEM)
    room.vote_all(ITEM, {0: ABSENT, 2: ABSENT, 3: ABSENT})
    app = project(open_page, shared_server, room)
    said = words(app)
    assert "Is number 1 done?" in said
    assert "<strong>3 of 5</strong> <span>have voted</span>" in said
    assert "State <strong>1 of 2</strong>" in said
    assert "Civil society <strong>2 of 3</strong>" in said
    assert "Absent" not in said
    room.steps(ITEM, Step.CLOSE)
    assert "Absent" not in words(app.run())


def test_a_revealed_vote_is_shown_together_and_by_voice_and_what_is_agreed_in_words(
    open_page: OpenPage, shared_server: SharedServer, room: Room
) -> None:
    room.steps(ITEM, Step.OPEN)
    go_to(room.lead, room.id, ITEM)
    room.vote_all(ITEM, [PARTIAL, IMPLEMENTED, ABSENT, ABSENT, Rating.DONT_KNOW])
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    app = project(open_page, shared_server, room)
    assert bars(app) == [
        "Together. Implemented: 1, Partial: 1, Absent: 2, Don’t know: 1",
        "State. Implemented: 1, Partial: 1",
        "Civil society. Absent: 2, Don’t know: 1",
    ]
    room.steps(ITEM, Step.SECOND)
    assert bars(app.run()) == []
    assert "<strong>0 of 5</strong>" in words(app)
    room.vote(0, ITEM, PARTIAL)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    assert bars(app.run()) == [
        "Together, First vote. Implemented: 1, Partial: 1, Absent: 2, Don’t know: 1",
        "Together, Second vote. Partial: 1",
        "State, First vote. Implemented: 1, Partial: 1",
        "State, Second vote. Partial: 1",
        "Civil society, First vote. Absent: 2, Don’t know: 1",
    ]
    agreed = AgreedRating(Rating.NOT_APPLICABLE, reason="A secret reason", dissent="A secret dissent")
    record_agreement(room.lead, room.id, ITEM, agreed)
    said = words(app.run())
    (line,) = [line for line in said.splitlines() if 'class="agreed"' in line]
    assert line.endswith("Not applicable</span></p>")
    assert "secret" not in said


def test_what_an_anonymous_workshop_withholds_is_a_sentence(
    open_page: OpenPage, shared_server: SharedServer, repository: Storage
) -> None:
    room = hold_room(repository, state=5, plan=a_plan(anonymous=True))
    room.steps(ITEM, Step.OPEN)
    go_to(room.lead, room.id, ITEM)
    room.vote_all(ITEM, [ABSENT, ABSENT])
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    app = project(open_page, shared_server, room)
    assert bars(app) == []
    assert "fewer than 5 people voted" in words(app)


def test_at_a_personal_machine_nobody_is_led_to_an_address_that_only_it_reaches(
    open_page: OpenPage,
) -> None:
    room = hold_room(state.entrance()._storage, state=1)
    app = open_page(PAGE, workshop=room.id)
    assert "/join" not in words(app)
    assert "it isn’t shared" in words(app)
    assert pictures(app) == 0


def test_a_projector_shows_its_own_workshop_whatever_is_in_the_address_and_its_title_as_text(
    open_page: OpenPage, shared_server: SharedServer, room: Room, repository: Storage
) -> None:
    other = hold_room(repository, plan=a_plan(title="<img src=x onerror=alert(1)>"))
    shared_server.come(Role.PROJECTOR, Scope(workshop_id=room.id))
    said = words(open_page(PAGE, workshop=other.id))
    assert "Boruna 2026" in said
    assert "<img src=x" not in said
    shared_server.come(Role.PROJECTOR, Scope(workshop_id=other.id))
    app = open_page(PAGE)
    assert "<img src=x" in words(app)
    assert not [element for element in app.html if "<img src=x" in str(element.value)]


def test_a_facilitator_who_asks_for_no_workshop_of_theirs_is_told(
    open_page: OpenPage, shared_server: SharedServer, room: Room
) -> None:
    shared_server.come(Role.FACILITATOR, Scope("Coalition"))
    for asked in ("", "never-was", room.id):
        app = open_page(PAGE, **({"workshop": asked} if asked else {}))
        assert "Boruna" not in words(app)
        assert "<h1" in words(app)
        assert not app.exception


def test_a_page_that_can_read_nothing_says_so_and_goes_on_looking(
    open_page: OpenPage, shared_server: SharedServer, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = project(open_page, shared_server, room)
    with monkeypatch.context() as patch:
        patch.setattr(
            "assessment.ui.session.looking.read_workshop", lambda *_all: (_ for _ in ()).throw(DatabaseBusy("x.db"))
        )
        assert str(DatabaseBusy("x.db")) in words(app.run())
        assert [button.key for button in app.button if str(button.key).startswith("show-news-")]
    assert str(DatabaseBusy("x.db")) not in words(app.run())


def test_a_projector_has_no_other_page(
    open_page: OpenPage, shared_server: SharedServer, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[tuple[list[str], str]] = []
    navigation = st.navigation

    def note(pages: list[st.Page], position: str = "sidebar") -> st.Page:
        found.append(([page.title for page in pages], position))
        return navigation(pages, position=position)  # type: ignore[arg-type]

    monkeypatch.setattr(st, "navigation", note)
    app = project(open_page, shared_server, room)
    assert found[-1] == (["Start", "Projector"], "hidden")
    assert not app.sidebar.button
    assert Voice.STATE not in words(app)


def test_who_leads_moves_the_room_from_the_projector_and_its_own_link_only_shows(
    open_page: OpenPage, shared_server: SharedServer, room: Room
) -> None:
    go_to(room.lead, room.id, ITEM)
    room.steps(ITEM, Step.OPEN)
    shared_server.come(Role.ADMINISTRATOR)
    app = open_page("workshops/page.py", **{"workshop": room.id, "workshop-view": "lead"})
    assert f'href="/projector?workshop={room.id}" target="_blank"' in words(app)
    app = open_page(PAGE, workshop=room.id)
    following = next(button for button in app.button if str(button.key).startswith("key-n-"))
    following.click().run()
    assert read_workshop(room.lead, room.id).current == "INV-02"
    app = project(open_page, shared_server, room)
    assert [button.key for button in app.button if not str(button.key).startswith("show-news-")] == []
