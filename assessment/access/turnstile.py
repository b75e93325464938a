"""How many come through a workshop's door: a hall at once, and nobody fills the room before a facilitator sees it.

Only new seats count. It is kept in memory, and one process serves a room.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from assessment.errors import AssessmentError
from assessment.i18n import gettext as _

MORE_THAN_TWICE = 20
WITHOUT_COUNT = 3_000
"""Seats that a door gives at once: twice the heads that the facilitator counted and twenty more, or this many."""
MINUTES = 10
"""Within so many minutes the door gives as many again."""
TOLD_FOR = 60.0
"""Seconds for which a facilitator is told that somebody had to wait."""


class JoiningSlowed(AssessmentError):
    """More people join a workshop than come through a door."""

    def __init__(self) -> None:
        super().__init__(_("Many people join at this moment. Wait a few seconds, and try again."))


@dataclass(frozen=True, slots=True)
class Slowing:
    """That somebody waits at the door, because so many seats were given within MINUTES."""

    seats: int
    heads: int | None


@dataclass(slots=True)
class _Door:
    given: float = 0
    """Seats that still count; they are forgotten little by little."""
    at: float = 0
    heads: int | None = None
    refused: float | None = None


class Turnstile:
    """The doors of this process by workshop. `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._doors: dict[str, _Door] = {}
        self._mutex = threading.Lock()

    def let_in(self, workshop_id: str, heads: int | None) -> None:
        """Count a new seat in a room with so many heads. Raises JoiningSlowed."""
        with self._mutex:
            now, most = self._clock(), seats_at_once(heads)
            door = self._doors.setdefault(workshop_id, _Door())
            door.given = max(0.0, door.given - (now - door.at) * most / (MINUTES * 60))
            door.at, door.heads = now, heads
            if door.given + 1 > most:
                door.refused = now
                raise JoiningSlowed
            door.given += 1

    def slowing(self, workshop_id: str) -> Slowing | None:
        """Whether somebody had to wait just now, and why."""
        with self._mutex:
            door = self._doors.get(workshop_id)
            if door is None or door.refused is None or self._clock() - door.refused > TOLD_FOR:
                return None
            return Slowing(seats_at_once(door.heads), door.heads)

    def give_more(self, workshop_id: str) -> None:
        """Let as many in as at the beginning."""
        with self._mutex:
            self._doors.pop(workshop_id, None)


def seats_at_once(heads: int | None) -> int:
    return WITHOUT_COUNT if heads is None else 2 * heads + MORE_THAN_TWICE


TURNSTILE = Turnstile()
"""The doors of this process."""
