"""`python -m benchmarks.serving.painting DATABASE`: opens the page “Compare” on a database, in a server that has just
started and then again and again; says as JSON how long each took and how much memory the server ever had."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.serving.client import Client
from benchmarks.serving.server import serving

VISITS = 11
TURNS: dict[str, dict[str, str]] = {
    "as it opens": {},
    "the latest of all": {"rounds": "latest"},
    "all rounds": {"rounds": "all"},
    "by recommendation": {"rounds": "latest", "side": "recommendations"},
}
"""What the address asks for."""


def main(database: Path) -> None:
    with serving(database) as address:
        seconds = {name: asyncio.run(_visit(address, query)) for name, query in TURNS.items()}
    # The server is the only process that this one has started.
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    print(json.dumps({"seconds": seconds, "peak_megabytes": kilobytes / 1024}))


async def _visit(address: str, query: dict[str, str]) -> list[float]:
    """How long each visit of somebody new took until the page was drawn."""
    taken = []
    for _number in range(VISITS):
        start = time.perf_counter()
        client = await Client(address, "compare", **query).open()
        taken.append(time.perf_counter() - start)
        await client.close()
        assert not client.faults, client.faults
        drawn = ("group-rows pairs", "sheet matrix")
        assert any(picture in text for text in client.texts for picture in drawn), "no theme was drawn"
    return taken


if __name__ == "__main__":
    main(Path(sys.argv[1]))
