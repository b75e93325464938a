"""Where each room is, as a thousand phones ask it: one small query answers all who ask within a third of a second."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from assessment.domain.workshop.stages import open_vote
from assessment.services.workshops.ballot_box import BallotBox, Room
from assessment.storage import StorageError

FRESH_FOR = 0.3
"""Seconds for which a room counts as known to phones that ask where it is."""
FRESH_FOR_PEOPLE = 0.05
"""The same where a person asks."""
ROOMS_LIMIT = 200
PAUSE = 0.5
"""Seconds between two looks whether everybody has voted."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    room: Room
    at: float


class Rooms:
    """What this process knows of each room. `box` is called in a thread."""

    def __init__(
        self, box: Callable[[], BallotBox], threads: ThreadPoolExecutor, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._box, self._threads, self._clock = box, threads, clock
        self._known: dict[str, _Known] = {}
        self._coming: dict[str, Future[Room]] = {}
        self._reveals = SelfReveals(box)

    async def room(self, workshop_id: str, fresh_for: float) -> Room:
        """Raises WorkshopUnknown; StorageError if the room isn't known from before."""
        known = self._known.get(workshop_id)
        if known and self._clock() - known.at < fresh_for:
            return known.room
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
            return known.room

    def _look(self, workshop_id: str) -> Room:
        known, at = self._known.get(workshop_id), self._clock()
        version, roster = self._box().pulse(workshop_id)
        if known and (known.room.workshop.version, known.room.workshop.roster) == (version, roster):
            room = known.room
        else:
            room = self._box().room(workshop_id)
        while len(self._known) >= ROOMS_LIMIT and workshop_id not in self._known:
            self._known.pop(next(iter(self._known)), None)
        self._known[workshop_id] = _Known(room, at)
        self._reveals.look(room)
        return room

    def note_vote(self, room: Room) -> None:
        """Somebody has voted, perhaps as the last."""
        self._reveals.look(room)


class SelfReveals:
    """Reveals what is revealed by itself: where the room is, once everybody who is there has voted."""

    def __init__(self, box: Callable[[], BallotBox]) -> None:
        self._box = box
        self._thread = ThreadPoolExecutor(1, "ballots-revealed")
        self._asked: set[str] = set()

    def look(self, room: Room) -> None:
        """Look soon; nobody waits for that."""
        workshop = room.workshop
        current = workshop.current
        is_wanted = workshop.plan.reveals_itself and workshop.finished is None and workshop.id not in self._asked
        if not is_wanted or current is None or open_vote(workshop.places[current].stage) is None:
            return
        self._asked.add(workshop.id)
        self._thread.submit(self._reveal, workshop.id, current).add_done_callback(_report)

    def _reveal(self, workshop_id: str, recommendation_id: str) -> None:
        # Whoever votes from now on is looked for once more.
        self._asked.discard(workshop_id)
        self._box().reveal_if_all_voted(workshop_id, recommendation_id)
        time.sleep(PAUSE)


def _report(looking: Future[None]) -> None:
    if error := looking.exception():
        _log.warning("Whether everybody has voted could not be seen: %s", error)
