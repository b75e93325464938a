"""Where printed pages begin, so that what belongs together stays whole and no page holds only a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_HARDLY_ROOM = 0.75
"""A block longer than a page begins on a new one where so much of a page is full."""
_STEPS = range(20, 40)
"""How full pages are tried to be left, in fortieths, so that all are about equally full."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows that no page parts, from `row` on, and their height in points."""

    row: int
    height: float


def page_starts(blocks: Sequence[Sequence[Segment]], room: float, repeated: float) -> list[int]:
    """The rows with which pages begin, but for the first one.

    A block stays whole if a page has `room` for it. Rows that are `repeated` on each page take that much of it.
    """
    full = _fill(blocks, room, room, repeated)
    tried = (_fill(blocks, room * step / 40, room, repeated) for step in _STEPS) if full else ()
    return next((starts for starts in tried if len(starts) == len(full)), full)


def _fill(blocks: Sequence[Sequence[Segment]], limit: float, room: float, repeated: float) -> list[int]:
    starts: list[int] = []
    used, is_new = 0.0, True

    def begin(row: int) -> None:
        nonlocal used, is_new
        starts.append(row)
        used, is_new = repeated, True

    for block in blocks:
        whole = sum(segment.height for segment in block)
        fits_on_one = whole + repeated <= room
        if not is_new and used + whole > limit and (fits_on_one or used > limit * _HARDLY_ROOM):
            begin(block[0].row)
        for segment in block:
            if not is_new and not (fits_on_one and used + whole <= room) and used + segment.height > limit:
                begin(segment.row)
            used, is_new = used + segment.height, False
    return starts
