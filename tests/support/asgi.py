"""Requests to an ASGI application without a server, as a browser on another machine sends them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Scope

from assessment.access.links import VISIT_COOKIE
from tests.support import event_loop

HOST = "192.168.1.5:8501"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    text: str

    @property
    def visit(self) -> str:
        """The secret in the cookie of a visit, or none."""
        cookies = SimpleCookie(self.headers.get("set-cookie", ""))
        return cookies[VISIT_COOKIE].value if VISIT_COOKIE in cookies else ""


def scope_of(kind: str, method: str, path: str, visit: str | None, headers: dict[str, str]) -> Scope:
    sent = {"host": HOST, "origin": f"http://{HOST}"} | headers
    if visit is not None:
        sent["cookie"] = f"{VISIT_COOKIE}={visit}"
    return {
        "type": kind,
        "method": method,
        "scheme": "http" if kind == "http" else "ws",
        "path": path.partition("?")[0],
        "raw_path": path.partition("?")[0].encode(),
        "query_string": path.partition("?")[2].encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.items()],
        "client": ("192.168.1.9", 50000),
        "server": ("192.168.1.5", 8501),
    }


def ask(
    app: ASGIApp,
    method: str,
    path: str,
    *,
    visit: str | None = None,
    form: dict[str, str] | None = None,
    body: Sequence[bytes] = (b"",),
    is_cut_off: bool = False,
    **headers: str,
) -> Answer:
    """What an application answers. Underscores in the names of headers stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if form is not None:
        named, body = {"content-type": FORM} | named, (urlencode(form).encode(),)
    coming = [{"type": "http.request", "body": part, "more_body": True} for part in body[:-1]]
    coming.append({"type": "http.request", "body": body[-1], "more_body": is_cut_off})
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    event_loop.run(app(scope_of("http", method, path, visit, named), receive, send))  # type: ignore[arg-type]
    start, *parts = sent
    received, content = Headers(raw=start["headers"]), b"".join(part.get("body", b"") for part in parts)
    # Behind these a browser takes what follows for the next answer.
    assert not content or start["status"] not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
    text = gzip.decompress(content) if received.get("content-encoding") == "gzip" else content
    return Answer(start["status"], received, text.decode())


def speak(
    app: ASGIApp,
    *incoming: bytes,
    visit: str | None = None,
    path: str = "/_stcore/stream",
    **headers: str,
) -> list[Message]:
    """What an application sends over a websocket on which these messages come in."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    coming: list[Message] = [{"type": "websocket.connect"}]
    coming += [{"type": "websocket.receive", "bytes": each} for each in incoming]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0) if coming else {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Message) -> None:
        sent.append(message)

    event_loop.run(app(scope_of("websocket", "GET", path, visit, named), receive, send))  # type: ignore[arg-type]
    return sent
