"""The page “Start” of a shared server: to each role what is theirs, and what they may do with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.access.assessments import list_summaries
from assessment.domain.answer import Rating
from assessment.domain.permissions import Role, Scope
from assessment.ui.start.saved_assessments import Change
from tests.support.catalogues import a_catalogue, a_response
from tests.support.pages import OpenPage, type_option, words
from tests.support.visits import SharedServer

CATALOGUE = a_catalogue()
OWN = replace(a_response(CATALOGUE, {"INV-01": Rating.ABSENT}), country="NPL")
OTHERS = replace(OWN, country="KEN", organisation="Nobody’s business")
BEGINNINGS = ["Begin an assessment", "Try the sample data", "Import completed files", "Work offline"]


@pytest.fixture
def assessment_id(shared_server: SharedServer) -> str:
    """A response of the ministry, next to one of somebody else."""
    shared_server.keep(CATALOGUE, OTHERS, owner="Another")
    return shared_server.keep(CATALOGUE, OWN, owner="Ministry")


def headers(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def offered(app: AppTest, assessment_id: str) -> list[str]:
    """What can be done with a response."""
    buttons = [button.label for button in app.button if button.key and assessment_id in button.key]
    menus = [menu for menu in app.menu_button if menu.key and assessment_id in menu.key]
    return [*buttons, *(option for menu in menus for option in menu.options)]


def entries(app: AppTest) -> list[str]:
    """What a person can come for."""
    return [button.label for button in app.button if button.label in BEGINNINGS]


def test_each_role_finds_what_is_theirs_and_what_it_may_do_with_it(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str
) -> None:
    own = Scope(assessment_id=assessment_id)
    facilitators = ["Continue", "Results", "Share", "Change details", "Delete"]
    expected: list[tuple[Role, Scope, list[str]]] = [
        (Role.FACILITATOR, Scope("Ministry"), facilitators),
        (Role.READER, Scope("Ministry"), ["Results"]),
        (Role.COEDITOR, own, ["Continue", "Results"]),
        (Role.READER, own, ["Results"]),
        (Role.PROJECTOR, own, ["Results"]),
    ]
    for role, scope, actions in expected:
        shared_server.come(role, scope)
        app = open_page("start/page.py")
        assert headers(app) == ["Assessments"], role
        assert entries(app) == (BEGINNINGS if role is Role.FACILITATOR else []), role
        assert offered(app, assessment_id) == actions, role
        for others in ("Kenya", "Nobody", "Another", "belongs to"):
            assert others not in words(app), role
    shared_server.come(Role.ADMINISTRATOR)
    app = open_page("start/page.py")
    assert entries(app) == BEGINNINGS
    assert offered(app, assessment_id) == ["Continue", "Results", "Share", "Change details", "Hand over", "Delete"]
    for owner in ("Ministry", "Another"):
        assert f"<li>belongs to {owner}</li>" in words(app)


def test_who_cannot_begin_reads_of_no_catalogue_that_is_broken(
    catalogue_folder: Path, open_page: OpenPage, shared_server: SharedServer, assessment_id: str
) -> None:
    (catalogue_folder / "broken.yaml").write_text("title: Unfinished")
    for role in (Role.COEDITOR, Role.READER):
        shared_server.come(role, Scope(assessment_id=assessment_id))
        for page in ("start", "recommendations"):
            app = open_page(f"{page}/page.py")
            assert not app.error, role
            assert "broken.yaml" not in words(app), role
        assert "An invented catalogue" in words(app), role
        assert "Global Compact" not in words(app), role


def test_what_a_facilitator_begins_belongs_to_their_organisation(
    open_page: OpenPage, shared_server: SharedServer
) -> None:
    shared_server.come(Role.FACILITATOR, Scope("Ministry"))
    app = open_page("start/page.py")
    assert entries(app) == BEGINNINGS
    app.button(key="samples").click().run()
    assert {each.owner for each in list_summaries(shared_server.access)} == {"Ministry"}


def test_sharing_opens_links_with_that_response_chosen(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str
) -> None:
    shared_server.come(Role.ADMINISTRATOR)
    app = open_page("start/page.py")
    app.menu_button(key=f"more-{assessment_id}").click(Change.SHARE).run()
    assert app.title[0].value == "Links"
    assert app.radio(key="link-role").value is Role.COEDITOR
    assert app.selectbox(key="link-scope-co-editor").value == Scope(assessment_id=assessment_id)


def test_an_administrator_hands_a_response_over_to_a_name_that_can_be_one(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str
) -> None:
    shared_server.come(Role.ADMINISTRATOR)
    app = open_page("start/page.py")
    app.menu_button(key=f"more-{assessment_id}").click(Change.OWNER).run()
    box = app.selectbox(key=f"owner-{assessment_id}-Ministry")
    assert (box.value, box.options) == ("Ministry", ["No organisation", "Another", "Ministry"])
    type_option(box, "x" * 201)
    app.button(key=f"hand-over-{assessment_id}-Ministry").click().run()
    assert "200" in app.error[0].value
    type_option(app.selectbox(key=f"owner-{assessment_id}-Ministry"), " A new one ")
    app.button(key=f"hand-over-{assessment_id}-Ministry").click().run()
    assert "belongs to A new one" in words(app)
    app.menu_button(key=f"more-{assessment_id}").click(Change.OWNER).run()
    app.selectbox(key=f"owner-{assessment_id}-A new one").set_value("")
    app.button(key=f"hand-over-{assessment_id}-A new one").click().run()
    assert "belongs to no organisation" in words(app)
    shared_server.come(Role.FACILITATOR, Scope("Ministry"))
    assert entries(open_page("start/page.py")) == BEGINNINGS
