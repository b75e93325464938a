"""What a visit may have of Streamlit, and what nobody may."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessment.access.ballots import BALLOT_COOKIE
from assessment.access.entrance import Entrance, open_entrance
from assessment.access.links import KEY_LENGTH, list_links, renew_link
from assessment.domain.permissions import ALLOWED, Action, Grant, Role
from assessment.storage.links import begin_visit, revoke_link
from assessment.storage.opening import Storage
from assessment.web.gate import VISIT_ENDED, Gate
from assessment.web.visits import Visits
from tests.support.asgi import ask, speak
from tests.support.gates import as_admin, in_transaction
from tests.support.links import a_link, a_visit
from tests.support.room import hold_room

ENDED = "You are no longer signed in. Come in again, or ask for a new link."
FILE, UPLOAD, SESSION = "/media/0a1b.xlsx", "/_stcore/upload_file/a-session/a-file", "a-session"
READERS = [role for role in Role if Action.READ in ALLOWED[role]]
OUTSIDERS = ["missing", "altered", "of nobody", "revoked", "left", "expired"]


@pytest.fixture(autouse=True)
def shared_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_MODE", "shared")


def message(**values: Any) -> bytes:
    return bytes(ForwardMsg(**values).SerializeToString())


def asked(**values: Any) -> bytes:
    return bytes(BackMsg(**values).SerializeToString())


def a_button(url: str) -> bytes:
    return message(delta={"new_element": {"download_button": {"id": "x", "label": "Download", "url": url}}})


SENT = [
    message(new_session={"initialize": {"session_id": SESSION}}),
    a_button(FILE),
    message(file_urls_response={"file_urls": [{"file_id": "f", "upload_url": UPLOAD, "delete_url": UPLOAD}]}),
]


class Inner:
    """What stands in Streamlit's place: it answers everything, and sends SENT over each websocket."""

    def __init__(self) -> None:
        self.handshakes: list[Scope] = []
        self.received: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            return await PlainTextResponse("inside")(scope, receive, send)
        self.handshakes.append(scope)
        await receive()
        await send({"type": "websocket.accept"})
        for each in SENT:
            await send({"type": "websocket.send", "bytes": each})
        while (came := await receive())["type"] == "websocket.receive":
            self.received.append(came["bytes"])
            await send({"type": "websocket.send", "bytes": message(script_finished=1)})
        # As Streamlit does that hasn't noticed yet.
        await send({"type": "websocket.send", "bytes": message(script_finished=1)})
        return None


@pytest.fixture
def inner() -> Inner:
    return Inner()


@pytest.fixture
def gate(repository: Storage, inner: Inner) -> ASGIApp:
    return Gate(inner, lambda: Entrance(repository), icon=b"")


def outsider(repository: Storage, kind: str) -> str | None:
    """What somebody brings who has no visit, or no longer."""
    link = a_link(repository, Role.ADMINISTRATOR)
    visit, _grant = Entrance(repository).enter(link.key, "Bela")
    now = dt.datetime.now(dt.UTC)
    match kind:
        case "missing":
            return None
        case "altered":
            return visit[:-1] + ("A" if visit[-1] != "A" else "B")
        case "of nobody":
            return "x" * KEY_LENGTH
        case "revoked":
            in_transaction(as_admin(repository), revoke_link, link.link.id)
        case "left":
            Entrance(repository).leave(visit)
        case _:
            renew_link(as_admin(repository), link.link.id, now)
    return visit


def test_a_person_who_has_no_visit_is_led_to_the_start_page(gate: ASGIApp, repository: Storage) -> None:
    for kind in OUTSIDERS:
        visit = outsider(repository, kind)
        for path in ("/rate", "/results", "/manifest.json", "/anything"):
            answer = ask(gate, "GET", path, visit=visit)
            assert (answer.status, answer.headers["location"]) == (303, "/"), kind
        start = ask(gate, "GET", "/", visit=visit)
        assert start.status == 200, kind
        assert "Paste your link, or type the code" in start.text, kind
        assert (ENDED in start.text) == (visit is not None), kind


def test_a_participant_is_led_to_the_ballot(gate: ASGIApp, repository: Storage) -> None:
    answer = ask(gate, "GET", "/", visit=a_visit(repository, Role.PARTICIPANT))
    assert (answer.status, answer.headers["location"]) == (303, "/ballot")


def test_a_participants_cookie_opens_nothing_of_streamlits(gate: ASGIApp, repository: Storage) -> None:
    cookie = f"{BALLOT_COOKIE}={hold_room(repository, state=1).phones[0]}"
    for path in ("/_stcore/host-config", "/_stcore/metrics", FILE, UPLOAD):
        assert ask(gate, "GET", path, cookie=cookie).status == 403
    assert ask(gate, "GET", "/rate", cookie=cookie).status == 303
    assert speak(gate, cookie=cookie)[0]["type"] == "websocket.close"


def test_a_file_is_for_the_visit_that_was_given_its_address(gate: ASGIApp, repository: Storage) -> None:
    for role in READERS:
        visit, other = a_visit(repository, role), a_visit(repository, Role.ADMINISTRATOR)
        assert ask(gate, "GET", FILE, visit=visit).status == 404, role
        speak(gate, visit=visit)
        assert ask(gate, "GET", FILE, visit=visit).text == "inside", role
        assert ask(gate, "GET", "/media/0a1b", visit=visit).status == 404, role
        assert ask(gate, "GET", FILE, visit=other).status == 404, role
        Entrance(repository).leave(visit)
        assert ask(gate, "GET", FILE, visit=visit).status == 403, role


def test_only_those_who_may_import_upload_and_only_to_their_own_session(gate: ASGIApp, repository: Storage) -> None:
    for role in READERS:
        visit, other = a_visit(repository, role), a_visit(repository, Role.ADMINISTRATOR)
        speak(gate, visit=visit)
        for method in ("PUT", "DELETE"):
            may = Action.CREATE in ALLOWED[role]
            assert ask(gate, method, UPLOAD, visit=visit).status == (200 if may else 404), role
            assert ask(gate, method, UPLOAD, visit=other).status == 404, role
        assert ask(gate, "GET", UPLOAD, visit=visit).status == 404, role


def protocols(inner: Inner) -> bytes:
    return dict(inner.handshakes[-1]["headers"])[b"sec-websocket-protocol"]


def test_a_session_is_taken_up_again_by_its_own_visit_alone(gate: ASGIApp, inner: Inner, repository: Storage) -> None:
    visit, other = a_visit(repository, Role.READER), a_visit(repository, Role.ADMINISTRATOR)
    named = f"streamlit, token, {SESSION}"
    speak(gate, visit=visit, sec_websocket_protocol="streamlit, token")
    speak(gate, visit=visit, sec_websocket_protocol=named)
    assert protocols(inner) == named.encode()
    before = a_visit(repository, Role.ADMINISTRATOR)
    speak(gate, visit=before, sec_websocket_protocol=f"streamlit, token, {SESSION}, more")
    assert protocols(inner) == b"streamlit, token"
    Entrance(repository).leave(visit)
    assert speak(gate, visit=visit, sec_websocket_protocol=named)[0]["type"] == "websocket.close"
    assert other != before


def test_a_visit_that_has_ended_is_told_so_at_its_next_message(
    gate: ASGIApp, inner: Inner, repository: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = a_visit(repository, Role.COEDITOR)
    grant = Entrance.grant
    tokens: list[str | None] = []

    def end_at_third(entrance: Entrance, token: str | None) -> Any:
        tokens.append(token)
        if len(tokens) == 3:
            entrance.leave(visit)
        return grant(entrance, token)

    monkeypatch.setattr(Entrance, "grant", end_at_third)
    said = [asked(rerun_script={"query_string": number}) for number in ("one", "two", "three")]
    sent = speak(gate, *said, visit=visit)
    assert inner.received == said[:1]
    assert sent[-1] == {"type": "websocket.close", "code": VISIT_ENDED}


def test_streamlit_is_asked_only_what_pages_ask(gate: ASGIApp, inner: Inner, repository: Storage) -> None:
    right = asked(rerun_script={"query_string": ""})
    foreign = asked(backend_operation_request={"deferred_file": {"file_id": "another's"}})
    said = [
        asked(clear_cache=True),
        asked(load_git_info=True),
        asked(set_run_on_save=True),
        asked(debug_disconnect_websocket=True),
        asked(debug_shutdown_runtime=True),
        b"\xff",
        b"",
        foreign,
        right,
    ]
    speak(gate, *said, visit=a_visit(repository, Role.ADMINISTRATOR))
    assert inner.received == [right]


def test_a_link_that_is_used_is_noted(gate: ASGIApp, repository: Storage) -> None:
    link = a_link(repository, Role.ADMINISTRATOR)
    visit, _grant = Entrance(repository).enter(link.key, "Bela")
    past = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    in_transaction(as_admin(repository, "Bela"), begin_visit, link.link.id, "another", past)
    speak(gate, visit=visit)
    gate._visits._noting.shutdown()  # type: ignore[attr-defined]
    (listed,) = list_links(as_admin(repository))
    assert listed.last_used is not None
    assert listed.last_used > past


def test_somebody_who_stays_is_noted_again(gate: ASGIApp, repository: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[Grant] = []
    monkeypatch.setattr(Visits, "note_use", lambda _visits, grant: noted.append(grant))
    monkeypatch.setattr("assessment.web.gate.NOTED_AFTER", -1)
    visit = a_visit(repository, Role.READER)

    speak(gate, asked(rerun_script={}), asked(rerun_script={}), visit=visit)

    assert [grant.role for grant in noted] == [Role.READER] * 3


def test_in_personal_mode_there_is_no_gate(gate: ASGIApp, inner: Inner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_MODE", "personal")
    for path in ("/", "/enter", "/leave", "/entrance.js", FILE, "/_stcore/metrics"):
        assert ask(gate, "GET", path).text == "inside"
    assert ask(gate, "POST", "/enter").text == "inside"
    assert speak(gate)[0]["type"] == "websocket.accept"


def test_where_the_database_is_nobody_is_told_while_it_is_away(tmp_path: Path) -> None:
    file = tmp_path / "assessments.db"
    file.write_text("no database", encoding="utf-8")
    gate = Gate(Inner(), lambda: open_entrance(f"sqlite:///{file}"), b"")
    answer = ask(gate, "GET", "/rate", visit="x" * 32)
    assert answer.status == 503
    assert file.name not in answer.text
