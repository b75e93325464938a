"""The page “Links”: whom an administrator and a facilitator can let in, to what and how long; and how that ends."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from assessment.access.assessments import delete_assessment, hand_over
from assessment.access.entrance import Entrance
from assessment.access.links import VISIT_COOKIE, create_link, list_links
from assessment.config import settings
from assessment.domain.permissions import EVERYTHING, Role, Scope
from assessment.records.links import Link
from assessment.records.sign_ins import Identity
from assessment.ui.links.new_link import known_origins
from assessment.ui.session import state
from tests.support.catalogues import a_catalogue, a_response
from tests.support.pages import OpenPage, seen, type_option, words
from tests.support.provider import write_rules
from tests.support.visits import SharedServer

CATALOGUE = a_catalogue()
OWN = replace(a_response(CATALOGUE), country="NPL")
FIELD = "link-at-http://hall.test"


@pytest.fixture(autouse=True)
def at_the_hall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ContextProxy, "url", "http://hall.test/links")
    monkeypatch.setattr("assessment.ui.links.new_link.reachable_origins", lambda _settings: [])


@pytest.fixture
def assessment_id(shared_server: SharedServer) -> str:
    shared_server.keep(CATALOGUE, replace(OWN, country="KEN"), owner="Another")
    return shared_server.keep(CATALOGUE, OWN, owner="Ministry")


@pytest.fixture
def facilitator(shared_server: SharedServer, assessment_id: str) -> Link:
    return shared_server.come(Role.FACILITATOR, Scope("Ministry"))


def make(app: AppTest, name: str = "Chi") -> AppTest:
    """Fill in whom the link is for, and make it."""
    next(field for field in app.text_input if field.label == "Who is it for?").set_value(name)
    return app.button(key="make-link").click().run()


def shown(app: AppTest, key: str) -> str:
    """The link that was just made."""
    return str(app.text_input(key=key).value)


def newest(server: SharedServer) -> Link:
    return list_links(server.access)[0]


def in_days(days: int) -> dt.date:
    return dt.datetime.now().astimezone().date() + dt.timedelta(days=days)


def end_of(day: dt.date) -> dt.datetime:
    """The midnight after a day, on this machine's clock."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min).astimezone(dt.UTC)


def test_a_facilitator_shares_only_what_is_theirs(open_page: OpenPage, facilitator: Link) -> None:
    app = open_page("links/page.py")
    assert app.radio(key="link-role").options == ["Co-editor", "Reader", "Projector"]
    assert app.selectbox(key="link-scope-co-editor").options == ["Nepal · State"]
    app.radio(key="link-role").set_value(Role.READER).run()
    assert app.selectbox(key="link-scope-reader").options == ["All responses of Ministry", "Nepal · State"]
    assert "Another" not in words(app)
    assert "Kenya" not in words(app)


def test_an_administrator_lets_in_whom_they_want(open_page: OpenPage, shared_server: SharedServer) -> None:
    shared_server.come(Role.ADMINISTRATOR)
    app = open_page("links/page.py")
    role = app.radio(key="link-role")
    assert role.options == ["Administrator", "Facilitator", "Co-editor", "Reader", "Projector"]
    type_option(app.selectbox(key="link-organisation"), "New Ministry")
    make(app)
    assert (newest(shared_server).role, newest(shared_server).scope) == (Role.FACILITATOR, Scope("New Ministry"))
    assert newest(shared_server).ends == end_of(in_days(14))
    app.radio(key="link-role").set_value(Role.ADMINISTRATOR).run()
    make(app, "Deputy")
    assert (newest(shared_server).role, newest(shared_server).scope) == (Role.ADMINISTRATOR, EVERYTHING)
    assert newest(shared_server).ends == end_of(in_days(30))


def test_a_link_is_shown_once_and_lets_in_by_what_is_shown(
    open_page: OpenPage, shared_server: SharedServer, facilitator: Link, assessment_id: str
) -> None:
    app = open_page("links/page.py", assessment_id=assessment_id)
    make(app, "Chi <b>")
    assert "The link for Chi <b>" in words(app)
    origin, key = shown(app, FIELD).split("/enter#")
    assert origin == "http://hall.test"
    _token, grant = Entrance(state.entrance()._storage).enter(key, "Chi")
    assert (grant.role, grant.scope) == (Role.COEDITOR, Scope(assessment_id=assessment_id))
    assert newest(shared_server).author == "Bela"

    app.button(key="link-done").click().run()
    assert [field.label for field in app.text_input] == ["Who is it for?"]
    make(app, "Dina")
    app.switch_page("start/page.py").run()
    app.switch_page("links/page.py").run()
    assert [field.label for field in app.text_input] == ["Who is it for?"]


def test_the_sheet_to_print_says_everything_by_itself(
    open_page: OpenPage, facilitator: Link, assessment_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets: list[str] = []
    monkeypatch.setattr("streamlit.download_button", lambda _label, data, **_more: sheets.append(data()))
    app = make(open_page("links/page.py", assessment_id=assessment_id), "Chi <b>&")
    sheet = sheets[-1]
    assert "<title>Nepal · State</title>" in sheet
    assert "Chi &lt;b&gt;&amp; · Co-editor" in sheet
    assert f">{shown(app, FIELD)}</p>" in sheet
    assert "Open this and press “Continue”." in sheet
    assert sheet.count("<svg") == 1
    # Nothing that a browser would fetch.
    assert not re.search("src=|href=|url\\(|<script|<link", sheet)


def test_a_link_has_an_address_that_others_can_open(
    open_page: OpenPage, facilitator: Link, assessment_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall, six = "http://192.0.2.7:8501", "http://[2001:db8::7]:8501"
    for url, reachable, expected in (
        ("http://hall.test:8501/links?x=1", [hall], ["http://hall.test:8501", hall]),
        ("http://127.0.0.1:8501/links", [hall, six], [hall, six]),
        ("http://localhost:8501/links", [hall], [hall]),
        ("http://[::1]:8501/links", [], []),
        ("https://gaps.example.org/links", ["https://gaps.example.org"], ["https://gaps.example.org"]),
    ):
        monkeypatch.setattr(ContextProxy, "url", url)
        monkeypatch.setattr("assessment.ui.links.new_link.reachable_origins", lambda _settings, found=reachable: found)
        assert known_origins() == expected, url
    # Where nobody else reaches it, it is as this person does.
    for url, reachable, origins in (
        ("http://[::1]:8501/links", [], ["http://[::1]:8501"]),
        ("http://127.0.0.1:8501/links", [hall, six], [hall, six]),
    ):
        monkeypatch.setattr(ContextProxy, "url", url)
        monkeypatch.setattr("assessment.ui.links.new_link.reachable_origins", lambda _settings, found=reachable: found)
        app = make(open_page("links/page.py", assessment_id=assessment_id))
        assert shown(app, f"link-at-{origins[0]}").startswith(f"{origins[0]}/enter#")
    box = app.selectbox(key="link-origin")
    assert box.options == [hall, six]
    box.set_value(six).run()
    assert shown(app, f"link-at-{six}").startswith(f"{six}/enter#")


def test_what_is_missing_is_told_and_no_link_is_made(
    open_page: OpenPage, shared_server: SharedServer, facilitator: Link, assessment_id: str
) -> None:
    app = make(open_page("links/page.py"))
    assert app.error[0].value == "Choose what it is for."
    app.selectbox(key="link-scope-co-editor").set_value(Scope(assessment_id=assessment_id))
    for blank in ("", " \u200b"):
        make(app, blank)
        assert app.error[0].value.startswith("Write who it is for")
    make(app, "Ministry\nof all")
    assert "not allowed" in seen(app.error[0].value)
    day = next(field for field in app.date_input if field.label == "Last day")
    assert (day.min, day.max) == (in_days(0), in_days(365))
    # What is gone meanwhile can't be shared.
    hand_over(shared_server.access, assessment_id, "Another")
    make(app)
    assert app.error[0].value == "Choose what it is for."
    assert newest(shared_server).id == facilitator.id


def test_a_link_can_be_renewed_and_revoked(
    open_page: OpenPage, shared_server: SharedServer, facilitator: Link, assessment_id: str
) -> None:
    app = make(open_page("links/page.py", assessment_id=assessment_id))
    made = newest(shared_server)
    assert "Chi · Co-editor · Nepal · State" in words(app)
    assert "Never used" in words(app)
    app.button(key=f"renew-{made.id}").click()
    next(day for day in app.date_input if day.key == f"renew-ends-{made.id}").set_value(in_days(40))
    app.run()
    assert newest(shared_server).ends == end_of(in_days(40))
    app.button(key=f"revoke-{made.id}").click().run()
    assert newest(shared_server).revoked is not None
    assert "Revoked " in words(app)
    assert f"revoke-{made.id}" not in [button.key for button in app.button]


def test_the_list_has_only_links_that_this_person_may_revoke(
    open_page: OpenPage, shared_server: SharedServer, assessment_id: str
) -> None:
    shared_server.come(Role.FACILITATOR, Scope("Another"))
    theirs = shared_server.come(Role.READER, Scope("Another"))
    shared_server.come(Role.FACILITATOR, Scope("Ministry"))
    ours = shared_server.come(Role.READER, Scope("Ministry"))
    shared_server.come(Role.FACILITATOR, Scope("Ministry"))
    app = open_page("links/page.py")
    assert [button.key for button in app.button if button.label == "Revoke"] == [f"revoke-{ours.id}"]
    app = as_administrator(open_page, shared_server)
    keys = [button.key for button in app.button if button.label == "Revoke"]
    assert {f"revoke-{theirs.id}", f"revoke-{ours.id}"} < set(keys)
    assert words(app).count("You came by this link.") == 1


def as_administrator(open_page: OpenPage, server: SharedServer) -> AppTest:
    server.come(Role.ADMINISTRATOR)
    return open_page("links/page.py")


def test_ended_links_and_those_of_deleted_responses_say_so(
    open_page: OpenPage, shared_server: SharedServer, facilitator: Link, assessment_id: str
) -> None:
    made = create_link(
        shared_server.access,
        Role.READER,
        Scope(assessment_id=assessment_id),
        "Late",
        dt.datetime.now(dt.UTC) - dt.timedelta(hours=1),
    )
    delete_assessment(shared_server.access, assessment_id, "Nepal State")
    app = open_page("links/page.py")
    assert "Late · Reader · A response that was deleted" in words(app)
    assert "Ended " in words(app)
    assert f"renew-{made.link.id}" in [button.key for button in app.button]


def test_an_administrator_sees_who_is_signed_in_and_signs_them_out(
    open_page: OpenPage, shared_server: SharedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = write_rules(tmp_path, "https://login.example.org")
    monkeypatch.setenv("ASSESSMENT_SIGN_IN", str(rules))
    settings.cache_clear()
    entrance = state.entrance()
    anna, _grant = entrance.sign_in(Identity("i 1", "Anna *B*", "anna@example.org"))
    ada, _grant = entrance.sign_in(Identity("i 2", "Ada", groups=("gap-admins",)))
    shared_server.bring({VISIT_COOKIE: ada})
    app = open_page("links/page.py")
    assert "Anna *B* · anna@example.org" in words(app)
    assert "Ada · gap-admins" in words(app)
    assert "This is you." in words(app)
    (end,) = (button for button in app.button if button.key and button.key.startswith("end-"))
    end.click().run()
    assert entrance.grant(anna) is None
    assert "Anna" not in words(app)

    facilitator, _grant = entrance.sign_in(Identity("i 3", "Bela", groups=("labour",)))
    shared_server.bring({VISIT_COOKIE: facilitator})
    assert "Signed in" not in words(open_page("links/page.py"))
