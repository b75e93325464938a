"""`python -m benchmarks.world.matrix URL…`: counts the theme matrix of all that is kept in each of some databases, in
turns and in a process that does nothing else; says as JSON how long each took and how much memory the process ever had.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from assessment.access.assessments import count_themes, find_common_items, list_listings
from assessment.domain.comparison.compare import ThemeTallies
from assessment.records.assessments import CommonItems
from assessment.storage.opening import Storage, open_storage
from tests.support.gates import as_admin

ROUNDS = 9
STATUS = Path("/proc/self/status")


def main(urls: list[str]) -> None:
    with ExitStack() as opened:
        counting = [_counting(opened.enter_context(open_storage(url))) for url in urls]
        taken: list[list[float]] = [[] for _url in urls]
        for _number in range(ROUNDS):
            for count, seconds in zip(counting, taken, strict=True):
                start = time.perf_counter()
                count()
                seconds.append(time.perf_counter() - start)
        peak = _peak_megabytes()
        worlds = [_told(count(), seconds) for count, seconds in zip(counting, taken, strict=True)]
    print(json.dumps({"worlds": worlds, "peak_megabytes": peak}))


def count_matrix(repository: Storage, ids: Sequence[str]) -> tuple[CommonItems, ThemeTallies]:
    """What *Compare* asks: what all have in common, and the tallies by theme on all that each was asked."""
    gate = as_admin(repository)
    return find_common_items(gate, ids), count_themes(gate, ids)


def _counting(repository: Storage) -> Callable[[], tuple[CommonItems, ThemeTallies]]:
    ids = [listed.id for listed in list_listings(as_admin(repository))]
    return lambda: count_matrix(repository, ids)


def _told(matrix: tuple[CommonItems, ThemeTallies], seconds: list[float]) -> dict[str, object]:
    common, on_own = matrix
    tallies = [tally for row in on_own.values() for tally in row.values()]
    answers = sum(tally.applicable + tally.not_applicable for tally in tallies)
    return {"answers": answers, "shared": len(common.items), "seconds": seconds}


def _peak_megabytes() -> float:
    if STATUS.exists():
        # Linux counts into `ru_maxrss` what the process had from which this one was started.
        kilobytes = re.findall(r"VmHWM:\s+([0-9]+) kB", STATUS.read_text(encoding="ascii"))
        return float(kilobytes[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
