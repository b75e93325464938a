"""Waiting in turn."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock that threads get in the order in which they asked for it.

    Python's own lock goes to the first thread when it is free, which is usually the one that has just released it;
    another can wait for seconds.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """Hold the lock. Raises TimeoutError if it isn't our turn within `patience` seconds."""
        self._take(patience)
        try:
            yield
        finally:
            self._pass_on()

    def _take(self, patience: float) -> None:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=patience):
            return
        with self._mutex:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise TimeoutError
        # The lock was passed on just when the time was up.

    def _pass_on(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
