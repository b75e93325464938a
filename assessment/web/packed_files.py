"""Streamlit's own scripts and style sheets, each compressed once and kept.

Streamlit sends them as they are. What is kept here is what it answers to a request, so nothing of its folders or their
names need be known, and no path is ever looked up on the disk.
"""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from posixpath import normpath

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.i18n import gettext as _

STATIC = "/static/"
"""The path of Streamlit's own files."""
KEPT_LIMIT = 16_000_000
"""Bytes that are kept: all scripts and style sheets of Streamlit have 7,000,000 when they are compressed."""
_KINDS = (".js", ".css")
_COMPRESSIBLE = {"text/javascript", "application/javascript", "text/css"}
_PASSED_ON = ("content-type", "cache-control", "last-modified")


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file as gzip, with the headers that it goes out with."""

    content: bytes
    headers: dict[str, str]


class PackedFiles:
    """Sends whole files as gzip to browsers that accept it, and 404 where there is no file; passes on all other
    requests."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[str, PackedFile] = {}
        self._packing: dict[str, asyncio.Task[PackedFile | None]] = {}
        self._threads = ThreadPoolExecutor(2, "packing")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(STATIC):
            return await self.app(scope, receive, send)
        if not _is_compressible(scope):
            return await self._pass_on(scope, receive, send)
        headers, file = Headers(scope=scope), None
        if accepts_gzip(headers) and "range" not in headers:
            file = self._kept.get(scope["path"]) or await self._pack_once(scope)
        return await (self._pass_on if file is None else _answer(scope, file))(scope, receive, _varying(send))

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Streamlit answer; in the place of a file that it doesn't have, it would give its page."""
        is_missing = False

        async def send_file(message: Message) -> None:
            nonlocal is_missing
            if message["type"] == "http.response.start":
                is_missing = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
                if is_missing:
                    await PlainTextResponse(_("There is no such file."), HTTPStatus.NOT_FOUND)(scope, receive, send)
            if not is_missing:
                await send(message)

        await self.app(scope, receive, send_file)

    async def _pack_once(self, scope: Scope) -> PackedFile | None:
        """The file, compressed once however many ask for it at the same time, even if some of them go away."""
        path = scope["path"]
        task = self._packing.get(path)
        if task is None:
            task = self._packing[path] = asyncio.create_task(self._pack(scope))
            task.add_done_callback(lambda _task: self._packing.pop(path))
        return await asyncio.shield(task)

    async def _pack(self, scope: Scope) -> PackedFile | None:
        status, headers, content = await _ask(self.app, scope)
        kind = headers.get("content-type", "").partition(";")[0]
        if status != HTTPStatus.OK or kind not in _COMPRESSIBLE or "content-encoding" in headers:
            return None
        packed = await asyncio.get_running_loop().run_in_executor(self._threads, _compress, content)
        kept = {name: headers[name] for name in _PASSED_ON if name in headers}
        kept |= {"content-encoding": "gzip", "content-length": str(len(packed))}
        if "etag" in headers:
            # The same file in another form.
            kept["etag"] = headers["etag"].removesuffix('"') + '-gzip"'
        file = PackedFile(packed, kept)
        if sum(len(each.content) for each in self._kept.values()) + len(packed) <= KEPT_LIMIT:
            self._kept[scope["path"]] = file
        return file


def _is_compressible(scope: Scope) -> bool:
    """Whether a request for a file is for one that is worth compressing."""
    path: str = scope["path"]
    # Streamlit gives the same file for any number of paths that mean it; each would be compressed.
    return scope["method"] in ("GET", "HEAD") and path.endswith(_KINDS) and normpath(path) == path


def _varying(send: Send) -> Send:
    """Tells caches between server and browser that a file goes out in two forms."""

    async def send_varying(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return send_varying


def _answer(scope: Scope, file: PackedFile) -> Response:
    if has_copy(Headers(scope=scope), file.headers.get("etag")):
        known = {name: value for name, value in file.headers.items() if name in ("etag", "cache-control")}
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=known)
    return Response(b"" if scope["method"] == "HEAD" else file.content, headers=file.headers)


async def _ask(app: ASGIApp, scope: Scope) -> tuple[int, Headers, bytes]:
    """What an app answers to a plain request for the whole of a path: its status, headers and content."""
    status, headers, parts = 0, Headers(), list[bytes]()
    coming: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        # Who asks again waits for the browser to go away, and this one doesn't.
        return coming.pop() if coming else await asyncio.get_running_loop().create_future()

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], Headers(raw=message["headers"])
        else:
            parts.append(message.get("body", b""))

    await app({**scope, "method": "GET", "headers": [], "extensions": {}}, receive, send)
    return status, headers, b"".join(parts)


def _compress(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def accepts_gzip(headers: Headers) -> bool:
    """Whether an answer may be compressed with gzip (RFC 9110, section 12.5.3)."""
    weights: dict[str, str] = {}
    for each in ",".join(headers.getlist("accept-encoding")).lower().split(","):
        coding, _semicolon, weight = each.partition(";")
        weights[coding.strip()] = weight.strip().removeprefix("q=") or "1"
    return weights.get("gzip", weights.get("*", "0")).strip("0.") != ""


def has_copy(headers: Headers, etag: str | None) -> bool:
    """Whether the browser has what bears this ETag, and asks only for something else."""
    named = {each.strip().removeprefix("W/") for each in ",".join(headers.getlist("if-none-match")).split(",")}
    return "*" in named or etag in named
