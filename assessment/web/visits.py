"""Who comes: the entrance as the event loop may ask it, which never waits for a database itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property

from starlette.requests import HTTPConnection
from starlette.types import Scope

from assessment.access.entrance import Entrance
from assessment.access.links import VISIT_COOKIE
from assessment.domain.permissions import Grant
from assessment.records.links import Link

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
        if not token:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._asking, lambda: self._entrance.grant(token))

    async def enter(self, key: str, person: str) -> tuple[str, Grant]:
        return await asyncio.get_running_loop().run_in_executor(
            self._entering, lambda: self._entrance.enter(key, person)
        )

    async def find_link(self, key: str) -> Link:
        return await asyncio.get_running_loop().run_in_executor(self._entering, lambda: self._entrance.find_link(key))

    async def leave(self, token: str) -> None:
        await asyncio.get_running_loop().run_in_executor(self._noting, lambda: self._entrance.leave(token))

    def note_use(self, grant: Grant) -> None:
        """Remember it soon; nobody waits for that, and nobody is stopped if it fails."""
        self._noting.submit(lambda: self._entrance.note_use(grant)).add_done_callback(_report)


def _report(noting: Future[None]) -> None:
    if error := noting.exception():
        _log.warning("When a link was last used could not be noted: %s", error)
