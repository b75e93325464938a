"""The page “Administration”: who is here, what the server holds, what the doctor says, and who did what."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.access.assessments import write_backup
from assessment.access.links import create_link
from assessment.access.workshops import create_workshop
from assessment.domain.permissions import EVERYTHING, Role, Scope
from assessment.services.diagnosis import Check, Finding, notice, ok
from tests.support.catalogues import a_catalogue, a_response
from tests.support.pages import OpenPage, Tables, words
from tests.support.room import a_plan, hold_room
from tests.support.visits import SharedServer

CATALOGUE = a_catalogue()
PAGE = "administration/page.py"
STATE, HERE = "At this moment", "Links used in the last five minutes, and accounts"


@pytest.fixture(autouse=True)
def findings(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    found = [ok(Check.DISK, "Enough is free.")]
    monkeypatch.setattr("assessment.services.diagnosis.diagnose", lambda *_settings: iter(found))
    return found


def state(app: AppTest, what: str) -> str:
    return Tables(app).cells(STATE, what)["State"]


def test_an_administrator_sees_who_is_here(open_page: OpenPage, shared_server: SharedServer) -> None:
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=9)
    create_link(shared_server.access, Role.READER, Scope(organisation="Ministry"), "Never used", ends)
    shared_server.come(Role.ADMINISTRATOR, EVERYTHING, "Ada")
    app = open_page(PAGE)

    here = Tables(app).cells(HERE, "a test")
    assert here["As"] == "Administrator · This whole server"
    assert here["When"].startswith("Last used ")
    assert "Never used" not in str(app.main)


def test_the_state_of_the_server_is_told(open_page: OpenPage, shared_server: SharedServer, tmp_path: Path) -> None:
    access = shared_server.access
    shared_server.come(Role.ADMINISTRATOR)
    app = open_page(PAGE)
    assert (state(app, "Links"), state(app, "Backup")) == ("1 open · 1 ends within 3 days", "None known")
    assert state(app, "Workshops") == "0 running · 0 prepared"
    assert "The doctor finds nothing to correct." in words(app)

    create_workshop(access, CATALOGUE, a_plan())
    hold_room(access._storage, state=1)
    write_backup(access, tmp_path / "backup.db")
    app = open_page(PAGE)
    assert state(app, "Workshops") == "1 running · 1 prepared"
    assert f"{dt.datetime.now().astimezone().year}" in state(app, "Backup")
    storage = state(app, "Storage").split(" · ")
    assert (storage[0], storage[1][-3:], storage[2][-5:], storage[3][:7]) == ("SQLite", " MB", " free", "tables ")


def test_what_the_doctor_finds_is_told_as_text(
    open_page: OpenPage, shared_server: SharedServer, findings: list[Finding]
) -> None:
    findings.append(notice(Check.CLOCK, "The clock is *wrong*.", "Set it."))
    shared_server.come(Role.ADMINISTRATOR)
    app = open_page(PAGE)

    assert [text.value for text in app.text] == ["• clock: The clock is *wrong*. Set it."]


def test_the_newest_entries_say_who_did_what_and_escape_names(open_page: OpenPage, shared_server: SharedServer) -> None:
    assessment_id = shared_server.keep(CATALOGUE, a_response(CATALOGUE), owner="Ministry")
    assert assessment_id
    shared_server.come(Role.ADMINISTRATOR, EVERYTHING, "Ada <b>")
    app = open_page(PAGE)

    tables = str([block.proto.body for block in app.main if block.type == "html"] or words(app))
    assert "Signed in" in tables
    assert "Response handed over" in tables
    assert "Ada &lt;b&gt;" in tables
    assert "Audit log (CSV)" in [button.label for button in app.download_button]


def test_only_administrators_get_the_page(open_page: OpenPage, shared_server: SharedServer) -> None:
    shared_server.come(Role.FACILITATOR, Scope(organisation="Ministry"))
    app = open_page(PAGE)

    assert [title.value for title in app.title] == ["Policy gap assessment"]
    assert [header.value for header in app.header] == []
    assert [button.label for button in app.download_button] == []
