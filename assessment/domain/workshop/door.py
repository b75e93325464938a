"""How many come through a workshop's door: a hall at once, and nobody fills the room before a facilitator sees it.

Only new seats count.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessment.errors import AssessmentError
from assessment.i18n import mark

MORE_THAN_TWICE = 20
WITHOUT_COUNT = 3_000
"""Seats that a door gives at once: twice the heads that the facilitator counted and twenty more, or this many."""
MINUTES = 10
"""Within so many minutes the door gives as many again."""
TOLD_FOR = dt.timedelta(seconds=60)
"""For how long a facilitator is told that somebody had to wait."""


class JoiningSlowed(AssessmentError):
    """More people join a workshop than come through a door."""

    sentence = mark("Many people join at this moment. Wait a few seconds, and try again.")


@dataclass(frozen=True, slots=True)
class Slowing:
    """That somebody waits at the door, because so many seats were given within MINUTES."""

    seats: int
    heads: int | None


def seats_at_once(heads: int | None) -> int:
    return WITHOUT_COUNT if heads is None else 2 * heads + MORE_THAN_TWICE


def busy_until(busy: dt.datetime | None, heads: int | None, at: dt.datetime) -> dt.datetime:
    """Until when seats count once one more is given: each takes its part of the time in which all come back.

    `busy` is until when those before count. Raises JoiningSlowed.
    """
    within = dt.timedelta(minutes=MINUTES)
    busy = (at if busy is None else max(busy, at)) + within / seats_at_once(heads)
    # Up to half a microsecond is lost with each seat.
    if busy - at > within + dt.timedelta(milliseconds=10):
        raise JoiningSlowed
    return busy
