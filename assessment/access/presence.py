"""Who has which assessment open at this moment.

It is kept in memory: it is worth nothing after a few seconds, and one process holds all sessions.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from assessment.parsing.limits import NAME_LIMIT
from assessment.parsing.message_text import truncated

GONE_AFTER = 10.0
"""Seconds after which a session that hasn't marked itself again is gone."""
SESSIONS_LIMIT = 10_000
"""Sessions known at a time; more are not shown to others."""


@dataclass(frozen=True, slots=True)
class _Mark:
    name: str
    until: float


class Presence:
    """The sessions that have an assessment open, with the names of their people. Threads may share it.

    `clock` gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._marks: dict[str, dict[str, _Mark]] = {}
        self._count = 0

    def mark(self, assessment_id: str, session: str, name: str) -> tuple[str, ...]:
        """Mark a session as present; returns the names of the other sessions' people, each once, in order."""
        now = self._clock()
        with self._lock:
            self._forget(assessment_id, now)
            here = self._marks.get(assessment_id, {})
            if session in here or self._has_room(now):
                self._count += session not in here
                self._marks.setdefault(assessment_id, here)[session] = _Mark(
                    truncated(name, NAME_LIMIT), now + GONE_AFTER
                )
            return tuple(sorted({mark.name for key, mark in here.items() if key != session}))

    def _has_room(self, now: float) -> bool:
        if self._count >= SESSIONS_LIMIT:
            for assessment_id in list(self._marks):
                self._forget(assessment_id, now)
        return self._count < SESSIONS_LIMIT

    def _forget(self, assessment_id: str, now: float) -> None:
        """Forget the sessions of an assessment that are gone."""
        here = self._marks.get(assessment_id, {})
        for session in [session for session, mark in here.items() if mark.until <= now]:
            del here[session]
            self._count -= 1
        if not here:
            self._marks.pop(assessment_id, None)


PRESENCE = Presence()
"""The sessions of this process."""
