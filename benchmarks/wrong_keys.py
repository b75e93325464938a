"""Three hundred wrong keys a second at the entrance of a shared server, while people answer."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.access.links import new_key
from assessment.storage.opening import open_storage
from benchmarks.coeditors import Coeditor, Coming, count_lost, open_pages, prepare, server_seconds
from benchmarks.measure import Figure, Timing
from benchmarks.serving.bare_page import CATALOGUE
from benchmarks.serving.server import serving
from tests.browser.server import SHARED

KEYS_A_SECOND = 300
SECONDS = 30
RESPONSES, PEOPLE_A_RESPONSE = 5, 4
THINK_SECONDS = 1
REFUSED = 403
BEGUN = b"set-cookie: assessment_visit="
"""What lets somebody in."""


class Intruder:
    """Tries keys, each over a connection of its own, as fast as is asked however slow the answers are."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.statuses: Counter[int] = Counter()
        self.let_in = 0
        self.seconds: list[float] = []

    async def try_keys(self, seconds: float) -> None:
        start = time.perf_counter()
        trying = []
        for number in range(int(seconds * KEYS_A_SECOND)):
            await asyncio.sleep(max(0, start + number / KEYS_A_SECOND - time.perf_counter()))
            trying.append(asyncio.create_task(self._try_one()))
        await asyncio.gather(*trying)

    async def _try_one(self) -> None:
        begun = time.perf_counter()
        host, _colon, port = self._address.rpartition(":")
        form = f"key={new_key()}&name=x"
        try:
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(
                f"POST /enter HTTP/1.1\r\nHost: {self._address}\r\nOrigin: http://{self._address}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
                f"Connection: close\r\n\r\n{form}".encode()
            )
            answer = await reader.read()
            writer.close()
        except OSError:
            answer = b""
        self.statuses[int(answer.split(b" ", 2)[1]) if answer else 0] += 1
        self.let_in += BEGUN in answer.lower()
        self.seconds.append(time.perf_counter() - begun)


def run() -> list[Figure]:
    with TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder:
        database = Path(folder) / "assessments.db"
        with open_storage(f"sqlite:///{database}") as repository:
            coming = prepare(repository, RESPONSES, PEOPLE_A_RESPONSE)
            with serving(database, **SHARED) as address:
                people, intruder, quiet, busy = asyncio.run(_hold(address, coming))
            lost = count_lost(repository, people)
    answers = Timing.of([seconds for person in people for seconds in person.seconds])
    tries = sum(intruder.statuses.values())
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(intruder.statuses.items()))
    return [
        Figure(
            f"one of {len(people)} co-editors answers beside {KEYS_A_SECOND} wrong keys a second: p95",
            answers.p95,
            "ms",
            200,
            detail=f"{answers}; without wrong keys {quiet}; {tries} keys were answered with {statuses}, in "
            f"{Timing.of(intruder.seconds)}; the server took {busy:.0%} of its processor",
        ),
        Figure("let in by a wrong key", intruder.let_in, "people", 0),
        Figure("wrong keys not refused", tries - intruder.statuses[REFUSED], "keys", 0),
        Figure("answers called saved and not in the history", lost, "answers", 0),
    ]


async def _hold(address: str, coming: list[Coming]) -> tuple[list[Coeditor], Intruder, Timing, float]:
    people = await open_pages(address, coming)
    await _answer(people)
    quiet = Timing.of([seconds for person in people for seconds in person.seconds])
    for person in people:
        person.seconds.clear()
    intruder, before = Intruder(address), server_seconds()
    await asyncio.gather(intruder.try_keys(SECONDS), _answer(people))
    busy = (server_seconds() - before) / SECONDS
    for person in people:
        await person.client.close()
    return people, intruder, quiet, busy


async def _answer(people: list[Coeditor]) -> None:
    end = time.perf_counter() + SECONDS
    await asyncio.gather(*(person.work(end, THINK_SECONDS) for person in people))
