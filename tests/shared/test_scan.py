"""Every route of the running server, asked in ways that no browser would, with every kind of key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from http import HTTPStatus
from urllib.parse import quote

import pytest

from assessment.services.links import VISIT_COOKIE
from assessment.web.ballot.addresses import BALLOT_PATHS
from assessment.web.entrance_pages import PATHS
from tests.shared.test_frames import make_file, rerun
from tests.shared.test_matrix import STREAMLIT, strange
from tests.support import event_loop
from tests.support.hall import Hall, Holder
from tests.support.routes import find_routes
from tests.support.wire import Caller, Reply, handshake, say, send_raw

HOLDERS = ("nobody", "revoked co-editor", "participant", "co-editor", "administrator")
METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
INSIDE = (STREAMLIT, b"# TYPE", b"allowedOrigins", b"start_url")
"""What Streamlit's page, figures and settings have in them."""
LONG = "x" * 20_000
pytestmark = pytest.mark.usefixtures("unchanged")


@cache
def paths() -> tuple[str, ...]:
    return tuple(
        sorted({*find_routes(), *PATHS, *BALLOT_PATHS, "/", "/rate", "/links", "/nothing/here", "/favicon.png"})
    )


def variants(path: str) -> Iterator[str]:
    """Other ways to write a path, and paths that lead out of a folder."""
    yield path
    yield f"{path}/"
    yield f"/{path}"
    yield f"//evil.example{path}"
    yield f"/.{path}"
    yield f"/static/..{path}"
    yield f"/static/%2e%2e{path}"
    yield f"/x/../..{path}"
    yield path.upper()
    yield path.replace("/", "%2f") if path != "/" else "/%2f"
    yield "/" + quote(path[1:2] or "r").replace(path[1:2] or "r", f"%{ord(path[1:2] or 'r'):02x}") + path[2:]
    yield path.replace("/", "\\", 2).replace("\\", "/", 1)
    yield f"{path}."
    yield f"{path}%00"
    yield f"{path};a=b"
    yield f"{path}%0d%0aSet-Cookie:%20a=b"
    yield f"{path}?{LONG}"


OUTSIDE = (
    "/../../../../etc/passwd",
    "/static/../../../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static/..%2f..%2f..%2fapp.py",
    "/media/../../data/assessments.db",
    "/component/../../../app.py",
    "/app.py",
    "/.streamlit/config.toml",
    "/.git/config",
    "/static/",
    "/static/js",
)


def check(hall: Hall, holder: Holder, asked: str, reply: Reply) -> list[str]:
    """What is wrong with an answer."""
    wrong = [f"{asked}: {word}" for word in strange(hall, holder, reply.text)]
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        wrong.append(f"{asked}: status {reply.status}")
    if "Traceback" in reply.text or "site-packages" in reply.text or "root:x:" in reply.text:
        wrong.append(f"{asked}: tells of the server’s inside")
    if not holder.opens_streamlit and any(inside in reply.body for inside in INSIDE):
        wrong.append(f"{asked}: gives what is Streamlit’s")
    wrong += [f"{asked}: {name} is {reply.header(name)!r}" for name in HEADERS if reply.header(name) != HEADERS[name]]
    policy = reply.header("Content-Security-Policy")
    if (
        not policy.startswith(("default-src 'self'; ", "default-src 'none'; "))
        or "frame-ancestors 'none'" not in policy
    ):
        wrong.append(f"{asked}: the policy is {policy!r}")
    if re.search(r"\d", reply.header("Server")):
        wrong.append(f"{asked}: the server is {reply.header('Server')}")
    if (shared := reply.header("Access-Control-Allow-Origin")) and not shared.startswith(
        ("http://127.0.0.1", "http://localhost")
    ):
        wrong.append(f"{asked}: shared with {shared}")
    if (place := reply.header("Location")) and not re.match(rf"(?:http://{re.escape(hall.address)})?/(?![/\\])", place):
        wrong.append(f"{asked}: leads to {place}")
    return wrong


@pytest.mark.parametrize("name", HOLDERS)
def test_a_path_written_otherwise_leads_nowhere_else(hall: Hall, caller: Caller, name: str) -> None:
    holder = hall.holders[name]
    asked = [*dict.fromkeys(variant for path in paths() for variant in variants(path)), *OUTSIDE]

    wrong = [
        fault
        for path in asked
        for fault in check(hall, holder, path[:200], caller.ask("GET", path, cookie=holder.cookie))
    ]

    assert wrong == []
    assert len(asked) > 300


@pytest.mark.parametrize("name", HOLDERS)
def test_no_method_does_what_it_should_not(hall: Hall, caller: Caller, name: str) -> None:
    holder = hall.holders[name]
    wrong = []
    for path in paths():
        for method in METHODS:
            if (path, method) != ("/leave", "POST"):
                reply = caller.ask(method, path, cookie=holder.cookie, body=b"" if method != "HEAD" else None)
                wrong += check(hall, holder, f"{method} {path}", reply)

    assert wrong == []


def test_other_names_and_origins_are_refused(hall: Hall, caller: Caller) -> None:
    administrator = hall.holders["administrator"]
    hosts = ("evil.example", "hall.test", f"{hall.address}@evil.example", "localhost.", "127.0.0.1.nip.io", "a b", "")
    origins = (
        "http://evil.example",
        "null",
        "",
        f"https://{hall.address}",
        "http://127.0.0.1:1",
        f"http://{hall.address}/x",
    )

    answers = {
        (name, value, path): caller.ask("GET", path, cookie=administrator.cookie, headers=[(name, value)])
        for name, values in (("Host", hosts), ("Origin", origins))
        for value in values
        for path in ("/", "/_stcore/metrics", "/enter")
    }
    twice = caller.ask("GET", "/", headers=[("Host", hall.address), ("Host", "evil.example")])

    statuses = {asked: reply.status for asked, reply in answers.items()}
    assert statuses == {asked: HTTPStatus.FORBIDDEN for asked in statuses if asked[0]} | {
        asked: status for asked, status in statuses.items() if status == HTTPStatus.BAD_REQUEST
    }
    assert twice.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN)
    assert [fault for asked, reply in answers.items() for fault in check(hall, administrator, str(asked), reply)] == []


@pytest.mark.parametrize("forwarded", ["X-Forwarded-For", "Forwarded"])
def test_what_claims_to_come_through_a_proxy_is_refused(hall: Hall, caller: Caller, forwarded: str) -> None:
    assert caller.ask("GET", "/", headers=[(forwarded, "127.0.0.1")]).status == HTTPStatus.FORBIDDEN


def smuggled(hall: Hall) -> dict[str, Sequence[tuple[str, str]]]:
    """Headers in which the cookies of two people stand, or one that is written otherwise."""
    mine, theirs = (hall.holders[name].cookie for name in ("co-editor", "another response’s co-editor"))
    token = hall.holders["co-editor"].token
    return {
        "mine first": [("Cookie", f"{mine}; {theirs}")],
        "theirs first": [("Cookie", f"{theirs}; {mine}")],
        "two headers": [("Cookie", mine), ("Cookie", theirs)],
        "an ended one before": [("Cookie", f"{hall.holders['revoked co-editor'].cookie}; {mine}")],
        "an ended one after": [("Cookie", f"{mine}; {hall.holders['revoked co-editor'].cookie}")],
        "quoted": [("Cookie", f'{VISIT_COOKIE}="{token}"')],
        "in capitals": [("Cookie", mine.replace(VISIT_COOKIE, VISIT_COOKIE.upper()))],
        "in another's value": [("Cookie", f'a="; {mine}"')],
        "with spaces": [("Cookie", f"{VISIT_COOKIE} = {token}")],
        "many": [("Cookie", "; ".join(f"a{number}=b" for number in range(500)) + f"; {mine}")],
    }


@pytest.mark.parametrize("how", [
    "mine first", "theirs first", "two headers", "an ended one before", "an ended one after", "quoted", "in capitals",
    "in another's value", "with spaces", "many",
])  # fmt: skip
def test_several_cookies_let_in_one_person_or_nobody(hall: Hall, caller: Caller, how: str) -> None:
    headers = smuggled(hall)[how]
    page = caller.ask("GET", "/rate", headers=headers)

    async def said(bird: str) -> str:
        socket = await handshake(hall.address, "; ".join(value for _name, value in headers))
        if isinstance(socket, int):
            return ""
        _messages, frames = await say(socket, rerun("results", assessment=hall.ids[bird]))
        await socket.close()
        return frames.decode("utf-8", "replace")

    texts = [event_loop.run(said(bird)) for bird in ("kestrel", "plover")]

    assert page.status in (HTTPStatus.OK, HTTPStatus.SEE_OTHER)
    seen = {bird for bird in hall.ids if any(bird in text for text in texts)}
    assert len(seen) <= 1
    if how != "two headers":
        assert (page.status == HTTPStatus.OK) == bool(seen), "the gate and the pages read the cookies differently"


def test_what_is_too_large_is_refused(hall: Hall, caller: Caller) -> None:
    form = [("Content-Type", "application/x-www-form-urlencoded")]
    nobody = hall.holders["nobody"]
    large = [
        caller.ask("POST", "/enter", headers=form, body=b"key=" + b"x" * 1_000_000),
        caller.ask("POST", "/enter", headers=form, body=b"&".join(b"a=b" for _number in range(2_000))),
        caller.ask("POST", "/enter", headers=form, body="key=é&name=\udc80".encode("utf-8", "surrogatepass")),
        caller.ask("POST", "/leave", headers=form, body=b"x" * 1_000_000),
        caller.ask("PUT", "/_stcore/upload_file/a/b", body=b"x" * 1_000_000),
    ]
    assert [reply.status for reply in large] == [400, 400, 400, 303, 403]
    assert [fault for reply in large for fault in check(hall, nobody, "large", reply)] == []

    name = caller.ask(
        "POST", "/enter", headers=form, body=f"key={hall.links['co-editor'].key}&name={'x' * 3_000}".encode()
    )
    assert name.status == HTTPStatus.BAD_REQUEST
    assert name.header("Set-Cookie") == ""

    for oversized in (f"Cookie: {'x' * 200_000}", f"X: {'y' * 200_000}"):
        answered = send_raw(hall.address, f"GET / HTTP/1.1\r\nHost: {hall.address}\r\n{oversized}\r\n\r\n".encode())
        assert answered[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 431", b"")


HARDLY_REQUESTS = {
    "absolute": "GET http://evil.example/ HTTP/1.1|Host: {address}|Connection: close||",
    "old": "GET / HTTP/1.0|Connection: close||",
    "no host": "GET / HTTP/1.1|Connection: close||",
    "smuggled": "POST /enter HTTP/1.1|Host: {address}|Content-Length: 5|Transfer-Encoding: chunked||"
    "0||GET /_stcore/metrics HTTP/1.1|Host: {address}||",
    "folded": "GET / HTTP/1.1|Host: {address}| Folded: x||",
    "tls": "\x16\x03\x01\x02",
    "connect": "CONNECT evil.example:443 HTTP/1.1|Host: {address}||",
    "odd websocket": "GET /_stcore/stream HTTP/1.1|Host: {address}|Upgrade: websocket|Connection: Upgrade|"
    "Sec-WebSocket-Version: 1||",
}
"""Each | is the end of a line."""


@pytest.mark.parametrize("kind", HARDLY_REQUESTS)
def test_what_is_hardly_a_request_is_told_nothing(hall: Hall, caller: Caller, kind: str) -> None:
    answered = send_raw(
        hall.address, HARDLY_REQUESTS[kind].replace("|", "\r\n").format(address=hall.address).encode("latin-1")
    )

    text = answered.decode("utf-8", "replace")
    assert strange(hall, hall.holders["nobody"], text) == set()
    assert not any(inside in answered for inside in INSIDE)
    assert "Traceback" not in text
    assert " 500 " not in text.partition("\r\n")[0]
    assert caller.ask("GET", "/").status == HTTPStatus.OK


def test_no_browser_keeps_what_is_personal(hall: Hall, caller: Caller) -> None:
    coeditor = hall.holders["co-editor"]
    form = [("Content-Type", "application/x-www-form-urlencoded")]
    asks_name = caller.ask("POST", "/enter", headers=form, body=f"key={hall.links['co-editor'].key}&name=".encode())
    kept = {
        "start": caller.ask("GET", "/enter"),
        "start page": caller.ask("GET", "/"),
        "name": asks_name,
        "leave": caller.ask("GET", "/leave", cookie=coeditor.cookie),
        "ballot": caller.ask("GET", "/", cookie=hall.holders["participant"].cookie),
        "join": caller.ask("GET", "/join", cookie=hall.holders["participant"].cookie),
        "redirect": caller.ask("GET", "/rate"),
        "file": caller.ask("GET", event_loop.run(make_file(hall, coeditor, "kestrel")), cookie=coeditor.cookie),
    }

    assert {name: reply.status for name, reply in kept.items() if reply.status >= 400} == {}
    assert {name for name, reply in kept.items() if "no-store" not in reply.header("Cache-Control")} == set()


def test_the_log_tells_neither_keys_nor_what_is_stored(hall: Hall, caller: Caller) -> None:
    caller.ask("GET", "/enter?key=looked-for-in-the-log")
    log = hall.server.log

    assert {secret for secret in hall.secrets if secret in log} == set()
    assert strange(hall, hall.holders["nobody"], log) == set()
    assert "Exception in ASGI application" not in log
