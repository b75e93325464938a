"""Who comes: the entrance as the event loop may ask it, which never waits for a database itself; and whether others
have changed what somebody's page shows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from http import HTTPStatus
from typing import TypeVar

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from assessment.access.entrance import Entrance
from assessment.access.gate import NotAllowed, VisitEnded
from assessment.access.links import VISIT_COOKIE
from assessment.domain.permissions import Grant
from assessment.errors import AssessmentError
from assessment.records.links import Link
from assessment.records.sign_ins import Identity
from assessment.web.pages import OWN_HEADERS

CHANGES = "/changes/"
Look = Callable[[str, str | None], bool | None]
"""Whether there is news for a session, asked by a visit; None for a session that isn't known."""

_Answer = TypeVar("_Answer")
_log = logging.getLogger(__name__)


def visit_token(scope: Scope) -> str | None:
    """The secret of a visit that a request or a handshake brings."""
    return HTTPConnection(scope).cookies.get(VISIT_COOKIE)


class Visits:
    """The visits to a shared server. `open_entrance` is called in a thread, when somebody comes for the first time.

    Every method raises what the entrance's method of the same name raises.
    """

    def __init__(self, open_entrance: Callable[[], Entrance]) -> None:
        self._open_entrance = open_entrance
        # Everybody waits for what is asked, so that it never waits for who tries keys, or until something is written.
        self._asking = ThreadPoolExecutor(4, "visits")
        self._entering = ThreadPoolExecutor(2, "entrance")
        self._noting = ThreadPoolExecutor(1, "visits-noted")

    @cached_property
    def _entrance(self) -> Entrance:
        return self._open_entrance()

    async def grant(self, token: str | None) -> Grant | None:
        return await _in(self._asking, lambda: self._entrance.grant(token)) if token else None

    async def enter(self, key: str, person: str, came_from: str | None) -> tuple[str, Grant]:
        return await _in(self._entering, lambda: self._entrance.enter(key, person, came_from))

    async def sign_in(self, identity: Identity, came_from: str | None) -> tuple[str, Grant]:
        return await _in(self._entering, lambda: self._entrance.sign_in(identity, came_from))

    async def find_link(self, key: str) -> Link:
        return await _in(self._entering, lambda: self._entrance.find_link(key))

    async def leave(self, token: str) -> None:
        await _in(self._noting, lambda: self._entrance.leave(token))

    def note_use(self, grant: Grant) -> None:
        """Remember it soon; nobody waits for that, and nobody is stopped if it fails."""
        self._noting.submit(lambda: self._entrance.note_use(grant)).add_done_callback(_report)


def _in(threads: ThreadPoolExecutor, ask: Callable[[], _Answer]) -> asyncio.Future[_Answer]:
    return asyncio.get_running_loop().run_in_executor(threads, ask)


def _report(noting: Future[None]) -> None:
    if error := noting.exception():
        _log.warning("When a link was last used could not be noted: %s", error)


def changes_route(look: Look) -> Route:
    """The route that answers 200 if there is news for a session, 204 if there is none, 205 if the person who asks is
    out, and 404 if the session isn't known, as after a restart: its page has to be loaded again.

    Pages ask again and again, since it costs far less than letting Streamlit look. So none of these is an error, which
    a browser would note in its console each time.
    """
    threads = ThreadPoolExecutor(4, "changes")

    async def answer(request: Request) -> Response:
        session, visit = request.path_params["session"], visit_token(request.scope)
        try:
            has_news = await _in(threads, lambda: look(session, visit))
            status = {True: HTTPStatus.OK, False: HTTPStatus.NO_CONTENT, None: HTTPStatus.NOT_FOUND}[has_news]
        except (VisitEnded, NotAllowed):
            status = HTTPStatus.RESET_CONTENT
        except AssessmentError:
            status = HTTPStatus.OK  # The page says what is the matter.
        return Response(status_code=status, headers=OWN_HEADERS)

    return Route(CHANGES + "{session}", answer, methods=["GET"])
