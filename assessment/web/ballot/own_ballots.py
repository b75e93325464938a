"""People's own ballots, read together for all who ask in the same moment, as a thousand do when the room moves on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from itertools import islice

from assessment.storage import OwnBallot

TOGETHER = 200
"""How many people's ballots one query reads."""

Ballots = Mapping[tuple[str, int], OwnBallot]
"""A participant's ballots by recommendation and vote."""


class OwnBallots:
    """Reads participants' ballots. Whoever asks while some are read waits for the next query, which sees what they did.

    `read` is called in a thread with a workshop's id and the ids of participants; it gives the ballots of each.
    """

    def __init__(self, read: Callable[[str, Sequence[str]], Mapping[str, Ballots]], threads: Executor) -> None:
        self._read, self._threads = read, threads
        self._waiting: dict[str, dict[str, asyncio.Future[Ballots]]] = {}
        self._readings: set[asyncio.Task[None]] = set()

    async def of(self, workshop_id: str, participant_id: str) -> Ballots:
        """Raises StorageError."""
        waiting = self._waiting.get(workshop_id)
        if waiting is None:
            waiting = self._waiting[workshop_id] = {}
            reading = asyncio.create_task(self._read_all(workshop_id))
            self._readings.add(reading)
            reading.add_done_callback(self._readings.discard)
        # The same person may wait twice, and one of the two go away.
        return await asyncio.shield(waiting.setdefault(participant_id, asyncio.get_running_loop().create_future()))

    async def _read_all(self, workshop_id: str) -> None:
        waiting = self._waiting[workshop_id]
        while waiting:
            asked = {participant: waiting.pop(participant) for participant in [*islice(waiting, TOGETHER)]}
            try:
                found = await asyncio.get_running_loop().run_in_executor(
                    self._threads, self._read, workshop_id, list(asked)
                )
            except Exception as error:  # Whoever asked is told.
                for answer in asked.values():
                    answer.set_exception(error)
            else:
                for participant, answer in asked.items():
                    answer.set_result(found.get(participant, {}))
        del self._waiting[workshop_id]
