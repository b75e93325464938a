"""The frame of the pages: which there are for whom, who they are called, and what those see who are out."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Literal

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.access import assessments
from assessment.access.assessments import read_answer_sources, read_assessment, read_sources
from assessment.access.entrance import Entrance
from assessment.access.gate import Gate, NotAllowed
from assessment.access.links import VISIT_COOKIE, new_key
from assessment.domain.answer import Answer, Rating
from assessment.domain.permissions import EVERYTHING, Action, Role, Scope
from assessment.ui.session import state
from tests.support.catalogues import a_catalogue, a_response
from tests.support.pages import OpenPage, seen, words
from tests.support.visits import SharedServer

CATALOGUE = a_catalogue()
RATED = a_response(CATALOGUE, {"INV-01": Rating.ABSENT})
OUT = "You are no longer signed in. Come in again, or ask for a new link."
REFUSED = "You are not allowed to do this. Ask the person who runs this server."
PERSONAL = ["Start", "Rate", "Results", "Compare", "Workshops", "Recommendations", "Method"]
FACILITATING = [*PERSONAL, "Links"]
READING = ["Start", "Results", "Recommendations", "Method"]


@pytest.fixture
def navigations(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The titles in the navigation, for each time the pages are drawn; empty where it is hidden."""
    found: list[list[str]] = []
    navigation = st.navigation

    def note(pages: list[st.Page], position: Literal["sidebar", "hidden"] = "sidebar") -> st.Page:
        visible = [page.title for page in pages if page.visibility == "visible"]
        found.append(visible if position == "sidebar" else [])
        return navigation(pages, position=position)

    monkeypatch.setattr(st, "navigation", note)
    return found


@pytest.fixture
def assessment_id(shared_server: SharedServer) -> str:
    return shared_server.keep(CATALOGUE, RATED, owner="Ministry")


def visitor(app: AppTest) -> list[str]:
    """The line that says who this is."""
    return [line for line in words(app).splitlines() if 'class="visitor"' in line and "Sign out" in line]


def assert_out(app: AppTest, sentence: str = OUT) -> None:
    """The page has its name, why nothing else is there, and the way to the entrance."""
    assert [title.value for title in app.title] == ["Policy gap assessment"]
    assert [text.value for text in app.markdown] == [sentence]
    assert 'href="/"' in words(app)
    there = (app.button, app.button_group, app.checkbox, app.selectbox, app.text_input, app.text, app.caption)
    assert not any([*there, app.header, app.download_button, app.sidebar.button, app.exception, app.error])


def test_at_a_personal_machine_nobody_is_named_and_nothing_is_shared(
    open_page: OpenPage, navigations: list[list[str]]
) -> None:
    app = open_page("start/page.py", CATALOGUE, RATED)
    assert navigations[-1] == PERSONAL
    assert visitor(app) == []
    assert {option for menu in app.menu_button for option in menu.options} == {"Change details", "Delete"}
    assert "belongs to" not in words(app)
    assert "Your answers are in " in words(app)


def test_each_role_finds_the_pages_that_it_can_use_and_reads_who_it_is(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str, navigations: list[list[str]]
) -> None:
    ministry, one = Scope("Ministry"), Scope(assessment_id=assessment_id)
    every = [*FACILITATING, "Administration"]
    for role, scope, pages, called in (
        (Role.ADMINISTRATOR, EVERYTHING, every, "Administrator</span> · <span>This whole server"),
        (Role.FACILITATOR, ministry, FACILITATING, "Facilitator</span> · <span>Ministry"),
        (Role.READER, ministry, [*READING[:2], "Compare", *READING[2:]], "Reader"),
        (Role.COEDITOR, one, ["Start", "Rate", *READING[1:]], "Alvenia (invented) · State"),
        (Role.READER, one, READING, "Reader"),
        (Role.PROJECTOR, one, READING, "Projector"),
    ):
        shared_server.come(role, scope, "Bela <b>")
        app = open_page("start/page.py")
        assert navigations[-1] == pages, role
        (line,) = visitor(app)
        assert "Bela <b>" in line
        assert called in line, role
        assert 'href="/leave"' in line
        # Nobody else needs to know where a server keeps what.
        assert "Your answers are in " not in words(app)


def test_without_a_visit_and_for_a_participant_there_is_nothing_but_the_way_in(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str, navigations: list[list[str]]
) -> None:
    for cookies in ({}, {VISIT_COOKIE: new_key()}):
        shared_server.bring(cookies)
        assert_out(open_page("results/page.py", assessment_id=assessment_id))
        assert navigations[-1] == []
    shared_server.come(Role.PARTICIPANT, Scope(workshop_id="any"))
    assert_out(open_page("start/page.py"), REFUSED)
    assert navigations[-1] == []


def test_whoever_is_out_is_out_of_every_page_at_the_next_action_and_saves_nothing(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str
) -> None:
    for page in ("links", "rate"):
        link = shared_server.come(Role.FACILITATOR, Scope("Ministry"))
        app = open_page(f"{page}/page.py", assessment_id=assessment_id)
        assert visitor(app), page
        shared_server.revoke(link)
        ratings = [group for group in app.button_group if ":INV-01:rating:" in (group.key or "")]
        assert len(ratings) == (page == "rate")
        for rating in ratings:
            rating.set_value(Rating.IMPLEMENTED)
        assert_out(app.run())
    assert read_assessment(shared_server.access, assessment_id).response.answer("INV-01") == Answer(Rating.ABSENT)


def test_signing_out_ends_the_pages_that_are_still_open(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str
) -> None:
    shared_server.come(Role.READER, Scope("Ministry"))
    app = open_page("results/page.py", assessment_id=assessment_id)
    Entrance(state.entrance()._storage).leave(shared_server.token)
    assert_out(app.run())


Interrupt = Callable[[], None]


def before(monkeypatch: pytest.MonkeyPatch, act: Interrupt) -> None:
    """Let something happen just before a page asks where answers come from."""

    def interrupted(gate: Gate, assessment_id: str) -> object:
        act()
        return read_answer_sources(gate, assessment_id)

    # A page is a script, which imports anew what it calls.
    monkeypatch.setattr(assessments, "read_answer_sources", interrupted)


def test_a_page_that_is_half_drawn_when_a_link_is_revoked_ends_whole(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = shared_server.come(Role.COEDITOR, Scope(assessment_id=assessment_id))
    before(monkeypatch, lambda: shared_server.revoke(link))
    assert_out(open_page("rate/page.py", assessment_id=assessment_id))


def try_to_delete() -> None:
    state.gate().require(Action.DELETE)


def test_what_is_not_allowed_ends_the_page_once(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared_server.come(Role.COEDITOR, Scope(assessment_id=assessment_id))
    with monkeypatch.context() as patch:
        before(patch, try_to_delete)
        app = open_page("rate/page.py", assessment_id=assessment_id)
        assert_out(app, REFUSED)
    assert visitor(app.run())


def test_a_part_of_a_page_that_is_redrawn_by_itself_asks_the_gate_too(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = shared_server.come(Role.READER, Scope("Ministry"))
    # As Streamlit's context is where only a fragment is drawn.
    monkeypatch.setattr(state, "get_script_run_ctx", lambda **_more: SimpleNamespace(fragment_ids_this_run=["any"]))
    # The last that the page asks for before its first fragment.
    monkeypatch.setattr(
        "assessment.ui.results.downloads.report_button", lambda *_all, **_more: shared_server.revoke(link)
    )
    assert_out(open_page("results/page.py", assessment_id=assessment_id))


def test_outside_a_session_the_gate_refuses_by_an_error(shared_server: SharedServer, assessment_id: str) -> None:
    shared_server.come(Role.PROJECTOR, Scope(assessment_id=assessment_id))
    with pytest.raises(NotAllowed):
        read_sources(state.gate(), [assessment_id], Action.EXPORT)


def test_the_response_of_somebody_else_is_as_unknown_as_one_that_never_was(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str
) -> None:
    other = shared_server.keep(CATALOGUE, RATED, owner="Another")
    shared_server.come(Role.COEDITOR, Scope(assessment_id=assessment_id))
    asked = [(page, other) for page in ("rate", "results", "method", "recommendations")]
    for page, wanted in (*asked, ("rate", "never-was")):
        app = open_page(f"{page}/page.py", assessment_id=wanted)
        assert seen(app.warning[0].value) == f"There is no response “{wanted}”.", page
        assert not app.exception
