"""How often one participant may ask for something: what nobody's thumb or phone does is slowed."""

from __future__ import annotations

import time
from collections.abc import Callable

from assessment.errors import AssessmentError
from assessment.i18n import gettext as _

PEOPLE_LIMIT = 20_000


class AskedTooOften(AssessmentError):
    """Somebody's phone asks more often than a person does."""

    def __init__(self) -> None:
        super().__init__(_("That was too often. Wait a few seconds, and try again."))


class Allowance:
    """So many at once, and then so many a second, for each key. It is kept in memory."""

    def __init__(self, at_once: int, a_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once, self._a_second, self._clock = at_once, a_second, clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> None:
        """Raises AskedTooOften."""
        now = self._clock()
        left = self._left_of(key, now)
        if left < 1:
            raise AskedTooOften
        if len(self._left) >= PEOPLE_LIMIT and key not in self._left:
            self._left = {each: kept for each, kept in self._left.items() if self._left_of(each, now) < self._at_once}
        self._left[key] = left - 1, now

    def _left_of(self, key: str, now: float) -> float:
        left, at = self._left.get(key, (float(self._at_once), now))
        return min(self._at_once, left + (now - at) * self._a_second)
