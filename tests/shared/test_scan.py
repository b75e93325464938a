"""Every route of the running server, asked in ways that no browser would, with every kind of key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from http import HTTPStatus
from urllib.parse import quote

import pytest

from assessment.access.links import KEY_LENGTH, VISIT_COOKIE
from assessment.web.ballot.protocol import BALLOT_PATHS
from assessment.web.entrance_pages import PATHS
from tests.shared.test_frames import fetch_file, rerun
from tests.shared.test_matrix import STREAMLIT, strange
from tests.support import event_loop
from tests.support.hall import Hall, Holder
from tests.support.routes import find_routes
from tests.support.wire import Caller, Reply, handshake, say, send_raw

HOLDERS = ("nobody", "co-editor")
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
METHODS = (*CHANGING, "HEAD", "OPTIONS", "TRACE", "get")
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
    kind = reply.header("Content-Type")
    if (kind.startswith("text/") and "charset=utf-8" not in kind) or (reply.body and not kind):
        wrong.append(f"{asked}: the kind is {kind!r}")
    if re.search(r"\d", reply.header("Server")):
        wrong.append(f"{asked}: the server is {reply.header('Server')}")
    if (shared := reply.header("Access-Control-Allow-Origin")) and not shared.startswith(
        ("http://127.0.0.1", "http://localhost")
    ):
        wrong.append(f"{asked}: shared with {shared}")
    if (place := reply.header("Location")) and not re.match(rf"(?:http://{re.escape(hall.address)})?/(?![/\\])", place):
        wrong.append(f"{asked}: leads to {place}")
    return wrong


def test_a_path_written_otherwise_leads_nowhere_else(hall: Hall, caller: Caller) -> None:
    asked = [*dict.fromkeys(variant for path in paths() for variant in variants(path)), *OUTSIDE]
    assert len(asked) > 300
    nobody = hall.holders["nobody"]
    wrong = [fault for path in asked for fault in check(hall, nobody, path[:200], caller.ask("GET", path))]
    assert wrong == []


def test_no_method_does_what_it_should_not(hall: Hall, caller: Caller) -> None:
    wrong, done = list[str](), list[str]()
    for holder in map(hall.holders.__getitem__, HOLDERS):
        for path in paths():
            for method in METHODS:
                if (path, method) != ("/leave", "POST"):  # Which would end the visit for the tests that follow.
                    asked = f"{holder}: {method} {path}"
                    reply = caller.ask(method, path, cookie=holder.cookie, body=b"" if method != "HEAD" else None)
                    wrong += check(hall, holder, asked, reply)
                    done += [asked] if method in CHANGING and reply.status < HTTPStatus.BAD_REQUEST else []
    assert (wrong, done) == ([], [])


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


def test_several_cookies_let_in_one_person_or_nobody(hall: Hall, caller: Caller) -> None:
    async def said(headers: Sequence[tuple[str, str]], bird: str) -> str:
        socket = await handshake(hall.address, "; ".join(value for _name, value in headers))
        if isinstance(socket, int):
            return ""
        _messages, frames = await say(socket, rerun("results", assessment=hall.ids[bird]))
        await socket.close()
        return frames.decode("utf-8", "replace")

    for how, headers in smuggled(hall).items():
        page = caller.ask("GET", "/rate", headers=headers)
        texts = [event_loop.run(said(headers, bird)) for bird in ("kestrel", "plover")]

        assert page.status in (HTTPStatus.OK, HTTPStatus.SEE_OTHER), how
        seen = {bird for bird in hall.ids if any(bird in text for text in texts)}
        assert len(seen) <= 1, how
        if how != "two headers":
            assert (page.status == HTTPStatus.OK) == bool(seen), f"{how}: the gate and the pages read otherwise"


HARDLY_REQUESTS = {
    "absolute": "GET http://evil.example/ HTTP/1.1|Host: {address}|Connection: close||",
    "old": "GET / HTTP/1.0|Connection: close||",
    "no host": "GET / HTTP/1.1|Connection: close||",
    "smuggled": "POST /enter HTTP/1.1|Host: {address}|Content-Length: 5|Transfer-Encoding: chunked||"
    "0||GET /_stcore/metrics HTTP/1.1|Host: {address}||",
    "folded": "GET / HTTP/1.1|Host: {address}| Folded: x||",
    "tls": "\x16\x03\x01\x02",
    "connect": "CONNECT evil.example:443 HTTP/1.1|Host: {address}||",
    "a large cookie": "GET / HTTP/1.1|Host: {address}|Cookie: " + "x" * 200_000 + "||",
}
"""Each | is the end of a line."""
ODD_HANDSHAKE = (
    "GET /_stcore/stream HTTP/1.1|Host: {address}|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 1||"
)


def send_lines(address: str, request: str) -> list[Reply]:
    return send_raw(address, request.replace("|", "\r\n").format(address=address).encode("latin-1"))


def answers_to_hardly_requests(address: str) -> list[tuple[str, Reply]]:
    return [(kind, reply) for kind, request in HARDLY_REQUESTS.items() for reply in send_lines(address, request)]


def test_what_is_hardly_a_request_is_told_nothing(hall: Hall, caller: Caller) -> None:
    nobody, answers = hall.holders["nobody"], answers_to_hardly_requests(hall.address)
    assert [fault for kind, reply in answers for fault in check(hall, nobody, kind, reply)] == []
    answered = {kind for kind, _reply in answers}
    assert {"tls", "connect"} <= answered
    assert "a large cookie" not in answered  # The program takes only connections with bounds.
    # What no browser shows and no script is told needs no headers for browsers.
    (refused,) = send_lines(hall.address, ODD_HANDSHAKE)
    assert (refused.status, strange(hall, nobody, refused.text)) == (HTTPStatus.BAD_REQUEST, set())
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
        "file": event_loop.run(fetch_file(hall, caller, coeditor, "kestrel")),
    }

    assert {name: reply.status for name, reply in kept.items() if reply.status >= 400} == {}
    assert {name for name, reply in kept.items() if "no-store" not in reply.header("Cache-Control")} == set()


def test_the_log_tells_neither_keys_nor_tries_nor_what_is_stored_and_nothing_leaves_the_machine(
    hall: Hall, caller: Caller
) -> None:
    tried = "looked-for-in-the-log"
    caller.ask("GET", f"/enter?key={tried}")
    form = [("Content-Type", "application/x-www-form-urlencoded")]
    caller.ask("POST", "/enter", headers=form, body=f"key={tried:x<{KEY_LENGTH}}&name=Bela".encode())
    log = hall.server.log

    assert tried not in log
    assert {secret for secret in hall.secrets if secret in log} == set()
    assert strange(hall, hall.holders["nobody"], log) == set()
    assert "Exception in ASGI application" not in log
    assert not (hall.server.folder / "outgoing").exists()
