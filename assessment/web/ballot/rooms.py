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
        self._watches: dict[tuple[str, int, int], _Watch] = {}
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
        place = _place(room)
        watch = self._watches.get(place)
        if watch is None:
            watch = self._watches[place] = _Watch(self, room)
            watch.end.add_done_callback(lambda _done: self._watches.pop(place, None))
        watch.phones += 1
        try:
            ended, _waiting = await asyncio.wait([watch.end], timeout=seconds)
        finally:
            watch.phones -= 1
        if ended:
            await asyncio.sleep(random.uniform(0, watch.end.result()))  # noqa: S311 - no secret

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


class _Watch:
    """The phones that wait for a room to move on from where it is."""

    def __init__(self, rooms: Rooms, room: Room) -> None:
        self.phones = 0
        self.end = asyncio.ensure_future(self._watch(rooms, room))
        """Ends when the room has moved on, or nobody waits: the seconds within which all are told."""

    async def _watch(self, rooms: Rooms, room: Room) -> float:
        with suppress(WorkshopUnknown):
            while self.phones and _place(await rooms.room(room.workshop.id, FRESH_FOR)) == _place(room):
                await asyncio.sleep(FRESH_FOR)
        return min(SPREAD, SPREAD_EACH * self.phones)


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
