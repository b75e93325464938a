"""A thousand good files with something wrong in them, and what the worst of them took."""

from __future__ import annotations

import resource
import sys
import time

from tests.support.memory_peaks import PEAK
from tests.support.mutations import is_read, mutations

NUMBER = 1_000


def test_a_thousand_files_with_something_wrong_in_them_are_read_or_refused_with_problems() -> None:
    seconds: dict[str, float] = {}
    read = 0
    idle = _peak()
    for mutation in mutations(NUMBER):
        start = time.perf_counter()
        read += is_read(mutation)
        seconds[f"{mutation.kind}, number {mutation.number}"] = time.perf_counter() - start
    worst = max(seconds, key=lambda name: seconds[name])
    grown = _peak() - idle
    print(
        f"\n{read} of {NUMBER} read, {NUMBER - read} refused; the slowest took {seconds[worst]:.2f} s ({worst}), "
        f"and the memory grew by {grown:.0f} MB at most."
    )
    assert grown < PEAK


def _peak() -> float:
    """The most megabytes that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)
