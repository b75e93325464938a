"""What browsers get of Streamlit's own files: scripts and style sheets compressed, and its page with what is ours."""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64encode
from functools import lru_cache
from http import HTTPStatus
from posixpath import normpath

from markupsafe import escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.i18n import gettext as _
from assessment.web.pages import html_part
from assessment.web.security_headers import POLICY, STREAMLIT_POLICY

STATIC = "/static/"
"""The path of Streamlit's own files."""
KEPT_LIMIT = 16_000_000
"""Bytes that are kept: all scripts and style sheets of Streamlit have 7,000,000 when they are compressed."""
# A page loaded at its own address, as after F5, first looks for its server there and finds nothing (two errors in the
# console, and a delay). Streamlit's frontend reads this variable before it guesses.
ADDRESS = "window.__streamlit = {BACKEND_BASE_URL: window.location.origin};"
ROOT = b'<div id="root">'
"""Where Streamlit draws; what is there before is taken away when it begins."""
_TITLE = re.compile(rb"<title>[^<]*</title>")
# A font that would come before the scripts. Without this the text is drawn at once, and in that font when it has come.
_FONT = re.compile(rb'<link\s[^>]*\bas="font"[^>]*>')
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_NOSCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
_ASKS_FOR_LESS = {"range", "if-none-match", "if-modified-since"}
_OF_THE_PAGE_ALONE = {b"accept-encoding", b"if-none-match", b"if-modified-since"}


class PackedFiles:
    """Sends scripts and style sheets as gzip to browsers that accept it, each compressed once and kept; and 404 where
    there is no file. What is kept is Streamlit's answer to a request, so nothing of its folders need be known."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._packing = GZipMiddleware(app)
        self._kept: dict[str, list[Message]] = {}
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(STATIC):
            return await self.app(scope, receive, send)
        answer = await self._packed(scope) if _is_packable(scope) else []
        if not answer:
            return await self._pass_on(scope, receive, send)
        for message in answer:
            await send(dict(message))
        return None

    async def _packed(self, scope: Scope) -> list[Message]:
        """The answer with a compressed file; empty if there is nothing to compress."""
        path = scope["path"]
        async with self._turn:  # Many come for the first time at once.
            if path in self._kept:
                return self._kept[path]
            answer = await _ask(self._packing, scope)
            if "content-encoding" not in Headers(scope=answer[0]):
                return []
            if sum(map(_size, self._kept.values())) + _size(answer) <= KEPT_LIMIT:
                self._kept[path] = answer
            return answer

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Streamlit answer; in the place of a file that it doesn't have, it would give its page."""
        is_missing = False

        async def send_file(message: Message) -> None:
            nonlocal is_missing
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Accept-Encoding")
                is_missing = headers.get("content-type", "").startswith("text/html")
                if is_missing:
                    await PlainTextResponse(_("There is no such file."), HTTPStatus.NOT_FOUND)(scope, receive, send)
            if not is_missing:
                await send(message)

        await self.app(scope, receive, send_file)


def _is_packable(scope: Scope) -> bool:
    """Whether a request is for a whole script or style sheet, and accepts gzip."""
    path, headers = scope["path"], Headers(scope=scope)
    # Streamlit gives the same file for any number of paths that mean it; each would be compressed.
    is_file = scope["method"] == "GET" and path.endswith((".js", ".css")) and normpath(path) == path
    return is_file and "gzip" in headers.get("accept-encoding", "") and _ASKS_FOR_LESS.isdisjoint(headers)


async def _ask(app: ASGIApp, scope: Scope) -> list[Message]:
    """All that an app answers to a request, also if who asked goes away meanwhile."""
    answer: list[Message] = []
    coming: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return coming.pop() if coming else await asyncio.get_running_loop().create_future()

    async def send(message: Message) -> None:
        answer.append(message)

    await app({**scope, "extensions": {}}, receive, send)
    return answer


def _size(answer: list[Message]) -> int:
    return sum(len(message.get("body", b"")) for message in answer)


class PageShell:
    """Puts a script and our words into every HTML page of Streamlit's, with a policy by which of all scripts in it only
    those run that are there now; a page with a policy of its own isn't one."""

    def __init__(self, app: ASGIApp, script: str) -> None:
        self.app, self._script = app, f"<script>{ADDRESS}\n{script}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wants_page = scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", "")
        if not wants_page or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        held: list[Message] = []

        async def send_shell(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                headers = Headers(scope=message)
                if headers.get("content-type", "").startswith("text/html") and POLICY not in headers:
                    held.append(message)
                    return
            # The page is one small file, which is sent in one piece.
            elif held and message["type"] == "http.response.body" and not message.get("more_body"):
                title, *parts = escape(_("Policy gap assessment")), html_part("reconnecting"), html_part("waiting")
                content = _fill(message["body"], self._script, title, *parts)
                answer = _page_answer(content, Headers(scope=scope), held.pop()["headers"])
                await GZipMiddleware(answer)(scope, receive, send)
                return
            while held:
                await send(held.pop())
            await send(message)

        # What Streamlit would say of its page isn't true of the filled one.
        asked = [(name, value) for name, value in scope["headers"] if name not in _OF_THE_PAGE_ALONE]
        return await self.app({**scope, "headers": asked}, receive, send_shell)


@lru_cache(maxsize=8)
def _fill(page: bytes, script: bytes, title: str, reconnecting: str, waiting: str) -> bytes:
    page = _TITLE.sub(lambda _match: f"<title>{title}</title>".encode(), page)
    page = _NOSCRIPT.sub(b"", _FONT.sub(b"", page))
    page = page.replace(ROOT, reconnecting.encode() + ROOT + waiting.encode(), 1)
    return page.replace(b"<head>", b"<head>" + script, 1)


@lru_cache(maxsize=8)
def _policy(page: bytes) -> str:
    own = STREAMLIT_POLICY.partition("script-src 'self'")
    hashes = (b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE_SCRIPT.findall(page))
    return "".join([*own[:2], *(f" 'sha256-{each}'" for each in hashes), own[2]])


def _page_answer(content: bytes, asked: Headers, streamlit_headers: list[tuple[bytes, bytes]]) -> Response:
    """The filled page with the other headers of Streamlit's; nothing new for a browser that has it already."""
    headers = MutableHeaders(raw=list(streamlit_headers))
    del headers["last-modified"], headers["accept-ranges"], headers["content-length"]
    headers[POLICY] = _policy(content)
    # Weak, since it is the same for the compressed page.
    headers["etag"] = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    if headers["etag"] in asked.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, headers=headers)
