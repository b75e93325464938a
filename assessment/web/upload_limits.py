"""Limits how many files the server accepts for a session, before reading any of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, MutableMapping
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.web.deliveries import UPLOADS


class UploadLimits:
    """Refuses further files from a session that has uploaded too much already.

    `kept_sizes` returns the sizes of a session's files by id, and `too_much` a sentence if sizes exceed the limits; the
    pages supply both. One file beyond the limits is accepted, so that the page notices and says so.
    """

    def __init__(
        self,
        app: ASGIApp,
        kept_sizes: Callable[[str], MutableMapping[str, int]],
        too_much: Callable[[Collection[int]], str | None],
    ) -> None:
        self.app, self._kept_sizes, self._too_much = app, kept_sizes, too_much

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _before, is_upload, place = scope.get("path", "").partition(UPLOADS)
        session, _slash, file_id = place.partition("/")
        if scope["type"] != "http" or not is_upload or scope["method"] not in ("PUT", "DELETE"):
            return await self.app(scope, receive, send)
        files = self._kept_sizes(session)
        if scope["method"] == "DELETE":
            files.pop(file_id, None)
            return await self.app(scope, receive, send)
        size = Headers(scope=scope).get("content-length", "")
        if not size.isdecimal():
            return await PlainTextResponse("", HTTPStatus.LENGTH_REQUIRED)(scope, receive, send)
        if self._too_much(list(files.values())):
            return await PlainTextResponse("", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)
        files[file_id] = int(size)

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.BAD_REQUEST:
                files.pop(file_id, None)
            await send(message)

        return await self.app(scope, receive, send_and_note)
