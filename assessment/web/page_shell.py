"""What Streamlit's page gets from us before a browser has loaded Streamlit: our script, and a word to wait with."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Self

from markupsafe import escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.i18n import gettext as _
from assessment.web.packed_files import accepts_gzip, has_copy
from assessment.web.pages import reconnecting_words, waiting_words
from assessment.web.security_headers import POLICY

# A page loaded at its own address, as after F5, first looks for its server there and finds nothing (two errors in the
# console, and a delay). Streamlit's frontend reads this variable before it guesses.
ADDRESS = "window.__streamlit = {BACKEND_BASE_URL: window.location.origin};"
ROOT = b'<div id="root">'
"""Where Streamlit draws; what is there before is taken away when it begins."""
_TITLE = re.compile(rb"<title>[^<]*</title>")
# A font that would come before the scripts. Without this the text is drawn at once, and in that font when it has come.
_FONT = re.compile(rb'<link\s[^>]*\bas="font"[^>]*>')
_NOSCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
_OF_THE_PAGE_ALONE = {b"accept-encoding", b"if-none-match", b"if-modified-since"}


@dataclass(frozen=True, slots=True)
class Shell:
    """The page with what is ours, plain and as gzip."""

    content: bytes
    packed: bytes
    digest: str

    @classmethod
    def of(cls, content: bytes) -> Self:
        return cls(content, gzip.compress(content, mtime=0), hashlib.sha256(content).hexdigest()[:32])


class PageShell:
    """Puts a script and our words into every HTML page of Streamlit's; a page with a policy of its own isn't one."""

    def __init__(self, app: ASGIApp, script: str) -> None:
        self.app, self._script = app, f"<script>{ADDRESS}\n{script}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wants_page = b"text/html" in dict(scope["headers"]).get(b"accept", b"") if scope["type"] == "http" else False
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
                title = str(escape(_("Policy gap assessment")))
                shell = _fill(message["body"], self._script, title, waiting_words(), reconnecting_words())
                await _answer(shell, Headers(scope=scope), held.pop()["headers"])(scope, receive, send)
                return
            while held:
                await send(held.pop())
            await send(message)

        # What Streamlit would say of its page isn't true of the filled one.
        asked = [(name, value) for name, value in scope["headers"] if name not in _OF_THE_PAGE_ALONE]
        return await self.app({**scope, "headers": asked}, receive, send_shell)


@lru_cache(maxsize=8)
def _fill(page: bytes, script: bytes, title: str, waiting: str, reconnecting: str) -> Shell:
    page = _TITLE.sub(lambda _found: f"<title>{title}</title>".encode(), page)
    page = _NOSCRIPT.sub(b"", _FONT.sub(b"", page))
    page = page.replace(ROOT, reconnecting.encode() + ROOT + waiting.encode(), 1)
    return Shell.of(page.replace(b"<head>", b"<head>" + script, 1))


def _answer(shell: Shell, asked: Headers, given: list[tuple[bytes, bytes]]) -> Response:
    """The shell in the form that the browser takes, with the other headers of Streamlit's page."""
    headers = MutableHeaders(raw=list(given))
    del headers["last-modified"], headers["accept-ranges"], headers["content-length"]
    takes_packed = accepts_gzip(asked)
    headers["etag"] = f'"{shell.digest}-gzip"' if takes_packed else f'"{shell.digest}"'
    headers["vary"] = "Accept-Encoding"
    if has_copy(asked, headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if takes_packed:
        headers["content-encoding"] = "gzip"
    return Response(shell.packed if takes_packed else shell.content, headers=headers)
