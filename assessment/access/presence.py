"""Who has which assessment open at this moment.

A process keeps its own sessions in memory, and tells others of them through the database where they share one.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from assessment.parsing.limits import NAME_LIMIT
from assessment.parsing.message_text import truncated
from assessment.storage.opening import Storage
from assessment.storage.presence import exchange_marks, read_marks
from assessment.storage.transaction import now

GONE_AFTER = 10.0
"""Seconds after which a session that hasn't marked itself again is gone."""
TOLD_EVERY = 1.0
"""Seconds after which other processes are told who has come and gone here, and asked the same."""
RENEWED_AFTER, WORTH = dt.timedelta(seconds=10), dt.timedelta(seconds=30)
"""When a mark is renewed, and for how long others believe it: a process that is killed takes none back."""
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
        self._elsewhere: dict[str, tuple[str, str]] = {}
        """The marks of other processes, by session."""
        self._told: dict[str, tuple[tuple[str, str], dt.datetime]] = {}
        """What other processes were told of the sessions here, and when."""
        self._exchanged = float("-inf")
        self._telling = Lock()

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
            there = {name for of, name in self._elsewhere.values() if of == assessment_id}
            return tuple(sorted({mark.name for key, mark in here.items() if key != session} | there))

    def renew(self, assessment_id: str, session: str) -> tuple[str, ...] | None:
        """The same with the name that the session had; None if it is gone."""
        known = self._marks.get(assessment_id, {}).get(session)
        return None if known is None else self.mark(assessment_id, session, known.name)

    def exchange(self, storage: Storage) -> None:
        """Tell other processes who is here, and hear who is there; nobody waits for another who does so."""
        if self._clock() - self._exchanged < TOLD_EVERY or not self._telling.acquire(blocking=False):
            return
        try:
            self._exchanged, at = self._clock(), now()
            own = self._own()
            stale = {key for key, mark in own.items() if self._is_news(key, mark, at)}
            gone = self._told.keys() - own.keys()
            if stale or gone:
                with storage.writing() as transaction:
                    exchange_marks(transaction, {key: own[key] for key in stale}, gone, at + WORTH)
                self._told |= {key: (own[key], at) for key in stale}
                for key in gone:
                    del self._told[key]
            with storage.reading() as transaction:
                marks = read_marks(transaction, at)
            self._elsewhere = {key: mark for key, mark in marks.items() if key not in own}
        finally:
            self._telling.release()

    def _own(self) -> dict[str, tuple[str, str]]:
        with self._lock:
            for assessment_id in list(self._marks):
                self._forget(assessment_id, self._clock())
            return {key: (of, mark.name) for of, here in self._marks.items() for key, mark in here.items()}

    def _is_news(self, session: str, mark: tuple[str, str], at: dt.datetime) -> bool:
        told, when = self._told.get(session, (None, at))
        return told != mark or at - when > RENEWED_AFTER

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
