"""Reads something of many people together, as when the room moves on and a thousand ask in the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from itertools import islice
from typing import Generic, TypeVar

TOGETHER = 200
"""How many people one query is for."""
Value = TypeVar("Value")


class BatchReader(Generic[Value]):
    """Reads a value for each person. Whoever asks while some are read waits for the next query, which sees what they
    did.

    `read` is called in a thread with a workshop's id and what tells its people apart; it gives the values of those
    who have one. The others have the value `without`.
    """

    def __init__(
        self, read: Callable[[str, Sequence[str]], Mapping[str, Value]], without: Value, threads: Executor
    ) -> None:
        self._read, self._without, self._threads = read, without, threads
        self._waiting: dict[str, dict[str, asyncio.Future[Value]]] = {}
        self._readings: set[asyncio.Task[None]] = set()

    async def of(self, workshop_id: str, person: str) -> Value:
        """The value of a person. Raises StorageError."""
        waiting = self._waiting.get(workshop_id)
        if waiting is None:
            waiting = self._waiting[workshop_id] = {}
            reading = asyncio.create_task(self._read_all(workshop_id))
            self._readings.add(reading)
            reading.add_done_callback(self._readings.discard)
        # The same person may wait twice, and one of the two go away.
        return await asyncio.shield(waiting.setdefault(person, asyncio.get_running_loop().create_future()))

    async def _read_all(self, workshop_id: str) -> None:
        waiting = self._waiting[workshop_id]
        while waiting:
            asked = {person: waiting.pop(person) for person in [*islice(waiting, TOGETHER)]}
            try:
                found = await asyncio.get_running_loop().run_in_executor(
                    self._threads, self._read, workshop_id, list(asked)
                )
            except Exception as error:  # Whoever asked is told.
                for answer in asked.values():
                    answer.set_exception(error)
            else:
                for person, answer in asked.items():
                    answer.set_result(found.get(person, self._without))
        del self._waiting[workshop_id]
