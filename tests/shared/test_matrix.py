"""Who is let through which door of a shared server, asked over the wire with every kind of key.

What is expected follows from docs/security.md: by role where a key is valid, and the same for all that aren't.
"""

from __future__ import annotations

from http import HTTPStatus

import pytest

from assessment.domain.permissions import Action, Role
from tests.support import event_loop
from tests.support.hall import Hall, Holder
from tests.support.wire import Caller, Listener, Reply, handshake

PAGES = ("", "rate", "results", "compare", "workshops", "projector", "recommendations", "method", "links")
FOR_ANYBODY = (
    "/enter", "/leave", "/entrance.css", "/entrance.js", "/_stcore/health", "/favicon.png",
    "/join", "/return", "/ballot.css", "/ballot.js", "/ballot.png",
)  # fmt: skip
PATHS = (
    *(f"/{page}" for page in PAGES),
    *FOR_ANYBODY,
    "/ballot",
    "/ballot/now",
    "/ballot/shown",
    "/ballot/own",
    "/ballot/leave",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/stream",
    "/_stcore/script-health-check",
    "/_stcore/upload_file/a/b",
    "/_stcore/agent/interact",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/media/a.xlsx",
    "/component/a/b.js",
    "/_stcore/bidi-components/a/b.js",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
    "/app/static/a",
    "/nothing/here",
)
HOLDERS = (
    "administrator", "facilitator", "another organisation’s facilitator", "co-editor", "another response’s co-editor",
    "reader of a response", "reader of an organisation", "projector", "participant", "nobody", "empty", "altered",
    "cut short", "a key in the place of a visit", "hostile", "revoked co-editor", "expired co-editor",
    "signed-out co-editor",
)  # fmt: skip
LESSER = ("facilitator", "co-editor", "reader of an organisation", "projector")
"""One of each kind that may open Streamlit, and not all of it."""
STREAMLIT = b'id="root"'
"""What the page of Streamlit's has in it, and none of ours."""


def strange(hall: Hall, holder: Holder, text: str) -> set[str]:
    """What is in a text that doesn't concern a holder: others' words, and secrets."""
    lowered = text.lower()
    return {word for word in holder.strange_words if word in lowered} | {key for key in hall.secrets if key in text}


def is_streamlit(reply: Reply) -> bool:
    return reply.status == HTTPStatus.OK and STREAMLIT in reply.body


def expected_of_page(holder: Holder, page: str) -> tuple[HTTPStatus, bool]:
    """The status with which a page is answered, and whether it is Streamlit's."""
    if holder.opens_streamlit:
        return HTTPStatus.OK, True
    if holder.role is Role.PARTICIPANT:
        return (HTTPStatus.SEE_OTHER if page == "" else HTTPStatus.NOT_FOUND), False
    return (HTTPStatus.OK if page == "" else HTTPStatus.SEE_OTHER), False


def test_every_kind_of_key_is_tried(hall: Hall) -> None:
    assert set(HOLDERS) == set(hall.holders)
    assert {holder.role for holder in hall.holders.values()} == {*Role, None}


def test_streamlits_pages_are_for_those_who_may_read(hall: Hall, caller: Caller) -> None:
    for holder in hall.holders.values():
        found = {page: caller.ask("GET", f"/{page}", cookie=holder.cookie) for page in PAGES}

        assert {page: (reply.status, is_streamlit(reply)) for page, reply in found.items()} == {
            page: expected_of_page(holder, page) for page in PAGES
        }, holder
        assert {page for page, reply in found.items() if strange(hall, holder, reply.text)} == set(), holder


def test_of_what_is_no_page_only_what_is_for_anybody_is_there(hall: Hall, caller: Caller) -> None:
    others = [path for path in PATHS if path.lstrip("/") not in PAGES]
    for holder in hall.holders.values():
        found = {path: caller.ask("GET", path, cookie=holder.cookie) for path in others}

        there = {path for path, reply in found.items() if reply.status == HTTPStatus.OK}
        allowed = set(FOR_ANYBODY)
        allowed |= {"/_stcore/host-config"} if holder.opens_streamlit else set()
        allowed |= {"/_stcore/metrics"} if holder.may(Action.ADMINISTER) else set()
        assert there == allowed, holder
        assert {path for path, reply in found.items() if is_streamlit(reply)} == set(), holder
        assert {path for path, reply in found.items() if strange(hall, holder, reply.text)} == set(), holder


def test_a_websocket_opens_for_those_who_may_read_and_for_nobody_else(hall: Hall) -> None:
    async def statuses() -> dict[str, int]:
        found = {}
        for name, holder in hall.holders.items():
            socket = await handshake(hall.address, holder.cookie)
            found[name] = socket if isinstance(socket, int) else HTTPStatus.SWITCHING_PROTOCOLS
            if not isinstance(socket, int):
                await socket.close()
        return found

    assert event_loop.run(statuses()) == {
        name: HTTPStatus.SWITCHING_PROTOCOLS if holder.opens_streamlit else HTTPStatus.FORBIDDEN
        for name, holder in hall.holders.items()
    }


async def said_to(hall: Hall, holder: Holder, page: str, bird: str) -> str:
    """Everything that a session is told that opens a page with the id of a response in its address."""
    session = Listener(hall.address, page, holder.cookie, assessment=hall.ids[bird])
    await session.open()
    await session.poll()
    await session.close()
    return session.text


@pytest.mark.usefixtures("unchanged")
def test_no_page_tells_a_session_of_what_is_not_theirs(hall: Hall) -> None:
    async def said(holder: Holder) -> dict[str, str]:
        return {page: await said_to(hall, holder, page, "plover") for page in PAGES}

    for name in LESSER:
        holder = hall.holders[name]
        told = event_loop.run(said(holder))
        assert {page: found for page, text in told.items() if (found := strange(hall, holder, text))} == {}, name
        # What is theirs they do see, else nothing would be shown by all this.
        for bird in holder.birds:
            assert bird in event_loop.run(said_to(hall, holder, "results", bird)), name


def test_a_key_lets_in_by_a_form_that_is_posted_and_by_nothing_else(hall: Hall, caller: Caller) -> None:
    key = hall.links["co-editor"].key
    form = [("Content-Type", "application/x-www-form-urlencoded")]
    refused = [
        caller.ask("GET", f"/enter?key={key}&name=Wren"),
        caller.ask("GET", f"/?key={key}"),
        caller.ask("HEAD", f"/enter?key={key}&name=Wren"),
        caller.ask("PUT", "/enter", headers=form, body=f"key={key}&name=Wren".encode()),
        caller.ask("POST", f"/enter?key={key}&name=Wren", headers=form, body=b"name=Wren"),
        caller.ask("POST", "/enter", headers=[("Content-Type", "text/plain")], body=f"key={key}&name=Wren".encode()),
        caller.ask("POST", "/enter", headers=[*form, ("Origin", "null")], body=f"key={key}&name=Wren".encode()),
        caller.ask("POST", "/enter", headers=[*form, ("Origin", "http://evil.example")], body=f"key={key}".encode()),
    ]
    assert [reply.header("Set-Cookie") for reply in refused] == [""] * len(refused)

    let_in = caller.ask("POST", "/enter", headers=form, body=f"key={key}&name=Wren".encode())
    assert (let_in.status, let_in.header("Location")) == (303, f"/rate?assessment={hall.ids['kestrel']}")
    cookie = let_in.header("Set-Cookie")
    value, *attributes = [part.strip() for part in cookie.split(";")]
    assert {each.partition("=")[0].lower() for each in attributes} >= {"httponly", "path", "samesite"}
    assert "SameSite=lax" in attributes
    assert "Path=/" in attributes
    assert key not in cookie
    assert is_streamlit(caller.ask("GET", "/rate", cookie=value))

    left = caller.ask("POST", "/leave", cookie=value)
    assert left.status == 303
    assert caller.ask("GET", "/rate", cookie=value).status == 303, "the cookie is replayed after signing out"
    assert event_loop.run(handshake(hall.address, value)) == 403


DRAWN: dict[Action, tuple[str, str]] = {
    Action.READ: ("results", "gap-INV-"),
    Action.EXPORT: ("results", "download-"),
    Action.ANSWER: ("rate", ":rating:"),
    Action.SUBMIT: ("rate", "submit"),
    Action.CREATE: ("", "enter-new"),
    Action.DESCRIBE: ("", "Change details"),
    Action.DELETE: ("", "Delete"),
    Action.SHARE: ("links", "make-link"),
    Action.ADMINISTER: ("", "Hand over"),
}
"""The page on which each action is offered, and a part of the key of what offers it, or its words in a menu."""


@pytest.mark.usefixtures("unchanged")
def test_pages_offer_what_a_role_may_do_and_nothing_else(hall: Hall) -> None:
    async def keys_of(holder: Holder, page: str, view: str) -> set[str]:
        own = hall.ids["kestrel"]
        session = await Listener(hall.address, page, holder.cookie, assessment=own, view=view).open()
        await session.close()
        return {*session.keys(""), *([] if page else [session.text])}

    async def drawn(holder: Holder) -> dict[str, set[str]]:
        pages = {page: await keys_of(holder, page, "theme") for page in ("", "rate", "results", "links")}
        return {**pages, "rate": pages["rate"] | await keys_of(holder, "rate", "review")}

    for name in ("administrator", "facilitator", "co-editor", "reader of a response", "projector"):
        holder = hall.holders[name]
        keys = event_loop.run(drawn(holder))
        offered = {action for action, (page, part) in DRAWN.items() if any(part in key for key in keys[page])}
        assert offered == {action for action in DRAWN if holder.may(action)}, name
