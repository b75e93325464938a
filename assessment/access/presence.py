"""Who has which assessment open at this moment.

A process keeps its own sessions in memory, and tells others of them through the database where they share one.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
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


class Presence:
    """The sessions that have an assessment open, with the names of their people. Threads may share it.

    `clock` gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._here: dict[str, tuple[tuple[str, str], float]] = {}
        """By session: the assessment and the name, and until when they hold."""
        self._elsewhere: dict[str, tuple[str, str]] = {}
        """The marks of other processes, by session."""
        self._told: dict[str, tuple[tuple[str, str], dt.datetime]] = {}
        """What other processes were told of the sessions here, and when."""
        self._exchanged = float("-inf")
        self._telling = Lock()

    def mark(self, assessment_id: str, session: str, name: str) -> tuple[str, ...]:
        """Mark a session as present; returns the names of the other sessions' people, each once, in order."""
        with self._lock:
            here = self._forget_gone()
            if session in here or len(here) < SESSIONS_LIMIT:
                here[session] = (assessment_id, truncated(name, NAME_LIMIT)), self._clock() + GONE_AFTER
            marks = [mark for key, (mark, _until) in here.items() if key != session]
            return tuple(sorted({name for of, name in [*marks, *self._elsewhere.values()] if of == assessment_id}))

    def renew(self, assessment_id: str, session: str) -> tuple[str, ...] | None:
        """The same with the name that the session had; None if it is gone."""
        (of, name), _until = self._here.get(session, (("", ""), 0))
        return self.mark(assessment_id, session, name) if of == assessment_id else None

    def exchange(self, storage: Storage) -> None:
        """Tell other processes who is here, and hear who is there; nobody waits for another who does so."""
        if self._clock() - self._exchanged < TOLD_EVERY or not self._telling.acquire(blocking=False):
            return
        try:
            self._exchanged, at = self._clock(), now()
            with self._lock:
                own = {key: mark for key, (mark, _until) in self._forget_gone().items()}
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

    def _is_news(self, session: str, mark: tuple[str, str], at: dt.datetime) -> bool:
        told, when = self._told.get(session, (None, at))
        return told != mark or at - when > RENEWED_AFTER

    def _forget_gone(self) -> dict[str, tuple[tuple[str, str], float]]:
        """The sessions that are still here."""
        now = self._clock()
        self._here = {key: (mark, until) for key, (mark, until) in self._here.items() if until > now}
        return self._here


PRESENCE = Presence()
"""The sessions of this process."""
