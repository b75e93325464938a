"""Timing shared by the benchmarks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Self

Call = Callable[[int], object]
"""One round of what is timed. It is given the number of the round, so that it can do something new in each."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, and the most that it may be. `unit` is `ms`, `x` for a ratio to the floor, or what is counted."""

    name: str
    value: float
    unit: str
    bound: float
    detail: str = ""

    @property
    def holds(self) -> bool:
        return self.value <= self.bound

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.name}: {self.value:.2f} {self.unit}, bound {self.bound:g} {self.unit}: {verdict}{detail}"


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a round takes, in milliseconds: half of all rounds at most `p50`, 95 of 100 at most `p95`."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self:
        parts = quantiles(seconds, n=20)
        return cls(p50=parts[9] * 1000, p95=parts[18] * 1000)

    def __str__(self) -> str:
        return f"p50 {self.p50:.2f} ms, p95 {self.p95:.2f} ms"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours beside the floor: the least that anybody could do for the same result."""

    ours: Timing
    floor: Timing

    @property
    def ratio(self) -> float:
        """How many times as long as the floor ours takes, by the medians."""
        return self.ours.p50 / self.floor.p50

    def __str__(self) -> str:
        return f"ours {self.ours}; floor {self.floor}"


def time_rounds(call: Call, *, rounds: int, warm_up: int) -> Timing:
    """Time `rounds` calls, after `warm_up` calls that don't count."""
    for number in range(warm_up):
        call(number)
    return Timing.of([_seconds(call, number) for number in range(warm_up, warm_up + rounds)])


def compare(ours: Call, floor: Call, *, rounds: int, warm_up: int) -> Comparison:
    """Time both in turns, so that whatever else the machine does falls on both alike."""
    for number in range(warm_up):
        floor(number)
        ours(number)
    floor_seconds, our_seconds = [], []
    for number in range(warm_up, warm_up + rounds):
        floor_seconds.append(_seconds(floor, number))
        our_seconds.append(_seconds(ours, number))
    return Comparison(ours=Timing.of(our_seconds), floor=Timing.of(floor_seconds))


def _seconds(call: Call, number: int) -> float:
    start = time.perf_counter()
    call(number)
    return time.perf_counter() - start
