"""The gate of a shared server: nothing of Streamlit's without a visit, and nothing that isn't named here."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus

from starlette import status
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.access.entrance import Entrance
from assessment.access.gate import VisitEnded
from assessment.access.links import key_hash
from assessment.config import Mode, settings
from assessment.domain.permissions import Action, Grant
from assessment.i18n import gettext as _
from assessment.records.errors import StorageError
from assessment.web.ballot.protocol import BALLOT
from assessment.web.deliveries import UPLOADS, Deliveries
from assessment.web.entrance_pages import PATHS, EntrancePages
from assessment.web.pages import public_sentence, see_other, start_page
from assessment.web.security_headers import FILES
from assessment.web.streamlit_files import STATIC
from assessment.web.visits import CHANGES, Visits, visit_token

READING = {"GET", "HEAD"}
UPLOADING = {"PUT", "DELETE"}
STREAM = "/_stcore/stream"
FOR_ANYBODY = {"/_stcore/health", "/favicon.png", "/favicon.ico"}
FOR_READERS = {"/_stcore/host-config", "/manifest.json"}
METRICS = "/_stcore/metrics"
NO_PAGES = {"/oauth2callback"}
NOTED_AFTER = 60.0
"""Seconds after which it is noted again that somebody is still there."""
VISIT_ENDED = 4401
"""The code with which a websocket is closed when its visit has ended: browser.js knows it."""


class Gate:
    """Lets visits through to what their roles allow. In personal mode it isn't there.

    Without a visit, pages lead to the start page. What isn't for a visit returns 404.
    """

    def __init__(self, app: ASGIApp, open_entrance: Callable[[], Entrance], icon: bytes) -> None:
        self.app = app
        self._visits = Visits(open_entrance)
        self._deliveries = Deliveries()
        self._entrance = EntrancePages(self._visits, self._deliveries, icon).app()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or settings().mode is Mode.PERSONAL:
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            return await self._connect(scope, receive, send)
        return await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> ASGIApp:
        """What answers a request."""
        path, method = scope["path"], scope["method"]
        if path in PATHS:
            return self._entrance
        if method in READING and (path in FOR_ANYBODY or path.startswith(STATIC)):
            return self.app
        if path.startswith(CHANGES) and method == "GET":
            return self.app  # It asks by itself what the visit allows, since it is asked so often.
        token = visit_token(scope)
        try:
            grant = await self._visits.grant(token)
        except StorageError as error:
            return PlainTextResponse(public_sentence(error), HTTPStatus.SERVICE_UNAVAILABLE)
        if token is None or grant is None:
            return self._refusal(scope, token)
        if self._allows(grant, key_hash(token), method, path):
            return self.app
        if method in READING and path == "/":
            # Of all visits only a participant's opens nothing of Streamlit's.
            return see_other(BALLOT)
        return PlainTextResponse(_("There is nothing here for you."), HTTPStatus.NOT_FOUND)

    def _refusal(self, scope: Scope, token: str | None) -> Response:
        """The answer to somebody without a visit."""
        if token is not None:
            self._deliveries.forget(key_hash(token))
        if scope["method"] not in READING or not _is_page(scope["path"]):
            return PlainTextResponse(str(VisitEnded()), HTTPStatus.FORBIDDEN)
        if scope["path"] != "/":
            return see_other("/")
        return start_page(problem="" if token is None else str(VisitEnded()))

    def _allows(self, grant: Grant, visit: str, method: str, path: str) -> bool:
        """Whether a visit may have what a path names. What isn't listed here, nobody may."""
        if path.startswith(UPLOADS):
            return method in UPLOADING and Action.CREATE in grant.actions and self._deliveries.has(visit, path)
        if method not in READING or Action.READ not in grant.actions:
            return False
        if path.startswith(FILES):
            return self._deliveries.has(visit, path)
        if path == METRICS:
            return Action.ADMINISTER in grant.actions
        return path in FOR_READERS or _is_page(path)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a visit open a websocket."""
        token = visit_token(scope)
        try:
            grant = await self._visits.grant(token) if scope["path"] == STREAM else None
        except StorageError:
            grant = None
        if token is None or grant is None or Action.READ not in grant.actions:
            # No browser shows the text of a refused handshake, and servers log it as an error.
            return await send({"type": "websocket.close", "code": status.WS_1008_POLICY_VIOLATION})
        self._visits.note_use(grant)
        heard = Conversation(token, self._visits, self._deliveries, receive, send)
        return await self.app(self._with_own_session(scope, key_hash(token)), heard.receive, heard.send)

    def _with_own_session(self, scope: Scope, visit: str) -> Scope:
        """The handshake without a session of Streamlit's that isn't this visit's: it begins a new one.

        A browser names the session that it had as the third of the protocols.
        """
        scope = {**scope, "headers": list(scope["headers"])}
        headers = MutableHeaders(scope=scope)
        protocols = [protocol.strip() for protocol in ",".join(headers.getlist("sec-websocket-protocol")).split(",")]
        allowed = protocols[:2] + [protocol for protocol in protocols[2:3] if self._deliveries.has(visit, protocol)]
        if "sec-websocket-protocol" in headers:
            headers["sec-websocket-protocol"] = ", ".join(allowed)
        return scope


class Conversation:
    """One websocket of a visit: passes on the messages that it may send until it ends, and notes what the server gives
    it."""

    def __init__(self, token: str, visits: Visits, deliveries: Deliveries, receive: Receive, send: Send) -> None:
        self._token, self._visit = token, key_hash(token)
        self._noted = time.monotonic()
        self._visits, self._deliveries = visits, deliveries
        self._receive, self._send = receive, send
        self._has_ended = False

    async def receive(self) -> Message:
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            if not await self._lasts():
                return await self._end()
            if self._deliveries.allow(self._visit, message.get("bytes") or b""):
                return message

    async def send(self, message: Message) -> None:
        if self._has_ended:
            return
        if message["type"] == "websocket.send" and message.get("bytes"):
            self._deliveries.note(self._visit, message["bytes"])
        await self._send(message)

    async def _lasts(self) -> bool:
        try:
            grant = await self._visits.grant(self._token)
        except StorageError:
            # The page itself says what is wrong with the database.
            return True
        if grant is not None and time.monotonic() - self._noted > NOTED_AFTER:
            self._noted = time.monotonic()
            self._visits.note_use(grant)
        return grant is not None

    async def _end(self) -> Message:
        """Tell the browser that the visit has ended, and Streamlit that the browser has gone."""
        self._has_ended = True
        self._deliveries.forget(self._visit)
        await self._send({"type": "websocket.close", "code": VISIT_ENDED})
        return {"type": "websocket.disconnect", "code": VISIT_ENDED}


def _is_page(path: str) -> bool:
    """Whether a path is that of a page of Streamlit's, whose names have one part."""
    return "/" not in path[1:] and path not in NO_PAGES
