"""Which participants were seen in the last two minutes: automatic reveals wait for these, and for nobody else.

It is kept in memory, and one process serves a room. Right after its start nobody has been seen yet, so until the two
minutes are over everybody counts as there.
"""

from __future__ import annotations

import time
from collections.abc import Callable

SEEN_FOR = 120.0
"""Seconds for which somebody counts as there after they were seen."""
PEOPLE_LIMIT = 50_000


class Attendance:
    """When each participant was seen last. `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._seen: dict[str, float] = {}

    def see(self, participant_id: str) -> None:
        if len(self._seen) >= PEOPLE_LIMIT and participant_id not in self._seen:
            limit = self._clock() - SEEN_FOR
            self._seen = {who: at for who, at in self._seen.items() if at > limit}
        self._seen[participant_id] = self._clock()

    def is_there(self, participant_id: str) -> bool:
        now = self._clock()
        return now - self._began < SEEN_FOR or now - self._seen.get(participant_id, -SEEN_FOR) < SEEN_FOR


ATTENDANCE = Attendance()
"""The participants of this process."""
