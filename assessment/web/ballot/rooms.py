"""Where each room is, as a thousand phones ask it: one small query answers all who ask within a third of a second."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from assessment.access.ballots import BallotBox, Room
from assessment.domain.workshop.stages import open_vote
from assessment.records.errors import StorageError, WorkshopUnknown

FRESH_FOR = 0.3
"""Seconds for which a room counts as known to phones that ask where it is."""
FRESH_FOR_PEOPLE = 0.05
"""The same where a person asks."""
SPREAD = 2.0
"""Seconds within which all who wait are told that a room has moved on, since each then asks for a page."""
SPREAD_EACH = 0.0007
"""The same for each phone that waits, so that a small room doesn't wait."""
ROOMS_LIMIT = 200
PAUSE = 0.5
"""Seconds from a vote to the look whether everybody has voted."""

_UNKNOWN: tuple[None, float, str] = (None, 0.0, "")

_log = logging.getLogger(__name__)


class Rooms:
    """What this process knows of each room. `box` is called in a thread."""

    def __init__(
        self, box: Callable[[], BallotBox], threads: ThreadPoolExecutor, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._box, self._threads, self._clock = box, threads, clock
        self._known: dict[str, tuple[Room, float, str]] = {}
        """Each room as it was at a time, and what marked the database then."""
        self._coming: dict[str, Future[Room]] = {}
        self._waiting: dict[tuple[str, int, int], set[asyncio.Future[None]]] = {}
        """Who waits for a room to move on, by where it is."""
        self._watches: set[asyncio.Task[None]] = set()
        self._reveals = SelfReveals(box)

    async def room(self, workshop_id: str, fresh_for: float) -> Room:
        """Raises WorkshopUnknown; StorageError if the room isn't known from before."""
        known, at, _mark = self._known.get(workshop_id, _UNKNOWN)
        if known and self._clock() - at < fresh_for:
            return known
        coming = self._coming.get(workshop_id)
        if coming is None:
            coming = self._coming[workshop_id] = self._threads.submit(self._look, workshop_id)
            coming.add_done_callback(lambda _done: self._coming.pop(workshop_id, None))
        try:
            # Others wait for the same look, so nobody who goes away may cancel it.
            return await asyncio.shield(asyncio.wrap_future(coming))
        except StorageError:
            if known is None:
                raise
            return known

    async def wait_for_move(self, room: Room, seconds: float) -> None:
        """Wait until a room has moved on or its people have changed, or for so many seconds.

        One look is for all who wait. Those of a large room are told one after the other.
        """
        loop, place = asyncio.get_running_loop(), _place(room)
        if place not in self._waiting:
            self._waiting[place] = set()
            watch = asyncio.create_task(self._watch(room))
            self._watches.add(watch)
            watch.add_done_callback(self._watches.discard)
        told, waiting = loop.create_future(), self._waiting[place]
        waiting.add(told)
        end = loop.call_later(seconds, _tell, told)
        try:
            await told
        finally:
            end.cancel()
            waiting.discard(told)

    async def _watch(self, room: Room) -> None:
        """Tell those who wait for a room to move on from where it is; end when nobody waits."""
        place = _place(room)
        waiting = self._waiting[place]
        try:
            with suppress(WorkshopUnknown, StorageError):
                while waiting and _place(await self.room(room.workshop.id, FRESH_FOR)) == place:
                    await asyncio.sleep(FRESH_FOR)
        finally:
            del self._waiting[place]
            spread = min(SPREAD, SPREAD_EACH * len(waiting))
            for told in waiting:
                asyncio.get_running_loop().call_later(random.uniform(0, spread), _tell, told)  # noqa: S311 - no secret

    def _look(self, workshop_id: str) -> Room:
        at, (known, _then, marked) = self._clock(), self._known.get(workshop_id, _UNKNOWN)
        # One question is for all rooms. Only if anything was stored since, each is looked at.
        mark = self._box().mark(FRESH_FOR_PEOPLE)
        is_same = known is not None and (mark == marked or _place(known)[1:] == self._box().pulse(workshop_id))
        room = known if known and is_same else self._box().room(workshop_id)
        while len(self._known) >= ROOMS_LIMIT and workshop_id not in self._known:
            self._known.pop(next(iter(self._known)), None)
        self._known[workshop_id] = room, at, mark
        self._reveals.look(room)
        return room

    def note_vote(self, room: Room) -> None:
        """Somebody has voted, perhaps as the last."""
        self._reveals.look(room)


def _tell(told: asyncio.Future[None]) -> None:
    if not told.done():
        told.set_result(None)


def _place(room: Room) -> tuple[str, int, int]:
    return room.workshop.id, room.workshop.version, room.workshop.roster


class SelfReveals:
    """Reveals what is revealed by itself: where the room is, once everybody who is there has voted."""

    def __init__(self, box: Callable[[], BallotBox]) -> None:
        self._box = box
        self._threads = ThreadPoolExecutor(4, "ballots-revealed")
        self._asked: set[str] = set()

    def look(self, room: Room) -> None:
        """Look soon; nobody waits for that."""
        workshop = room.workshop
        current = workshop.current
        is_wanted = workshop.plan.reveals_itself and workshop.finished is None and workshop.id not in self._asked
        if not is_wanted or current is None or open_vote(workshop.places[current].stage) is None:
            return
        self._asked.add(workshop.id)
        self._threads.submit(self._reveal, workshop.id, current).add_done_callback(_report)

    def _reveal(self, workshop_id: str, recommendation_id: str) -> None:
        # Everybody in the room is read, so one look is for all who vote within a moment.
        time.sleep(PAUSE)
        self._asked.discard(workshop_id)
        self._box().reveal_if_all_voted(workshop_id, recommendation_id)


def _report(looking: Future[None]) -> None:
    if error := looking.exception():
        _log.warning("Whether everybody has voted could not be seen: %s", error)
