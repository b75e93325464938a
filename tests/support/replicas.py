"""Processes that share a database: those that serve the pages, and those that answer phones."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from assessment.access.workshops import read_reveals
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.stages import Step
from assessment.storage.opening import Storage
from benchmarks.serving.phone import RATINGS
from tests.browser.server import ROOT
from tests.support import event_loop
from tests.support.ports import free_port
from tests.support.proxy import Proxy
from tests.support.room import Room
from tests.support.voters import Voter, find_lost

PATIENCE = 60
"""Seconds until a process that doesn't answer has failed."""
PAGES = ("app.py",)
"""What `serve` becomes, with the same settings; it asks for an administrator's link first."""
PHONES = ("-m", "assessment", "serve", "--ballots")


class Replica:
    """One process at a port of its own; it can be killed and started again."""

    def __init__(
        self, database_url: str, log: Path, *, pages: bool = False, environment: Mapping[str, str] = {}
    ) -> None:
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self._log = log
        self._command = PAGES if pages else PHONES
        self.environment = {
            **os.environ,
            "ASSESSMENT_DATABASE_URL": database_url,
            "ASSESSMENT_MODE": "shared",
            "ASSESSMENT_ADDRESS": "127.0.0.1",
            "ASSESSMENT_PORT": str(self.port),
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def start(self, *, wait: bool = True) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self._command], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until it answers. Raises RuntimeError where it ends instead."""
        assert self.process is not None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(self.log)
            try:
                with urllib.request.urlopen(f"http://{self.address}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(self.log)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End it as a service is ended; gives its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


class Replicas:
    """Processes that share a database, behind the proxy of `deploy/`."""

    def __init__(self, folder: Path, database_url: str, *, phones: int = 2, pages: int = 0) -> None:
        self.phones = [Replica(database_url, folder / f"phones-{number}.log") for number in range(phones)]
        self.pages = [Replica(database_url, folder / f"pages-{number}.log", pages=True) for number in range(pages)]
        ports = [each.port for each in self.pages] or [free_port()]
        self.proxy = Proxy(folder, ports, [each.port for each in self.phones], tls=False)

    def __enter__(self) -> Replicas:
        try:
            for each in self.all:
                each.environment |= self.proxy.environment
                each.start(wait=False)
            for each in self.all:
                each.wait()
            self.proxy.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.proxy.stop()
        for each in self.all:
            each.stop()

    @property
    def all(self) -> list[Replica]:
        return [*self.phones, *self.pages]


def let_vote(
    replicas: Replicas, repository: Storage, room: Room, item: str, act: Callable[[list[Voter]], Awaitable[None]]
) -> tuple[list[Voter], list[str]]:
    """Let everybody in a room vote again and again while something is done to the processes, and reveal; gives who
    voted, and what contradicts that nothing acknowledged is lost or counted twice."""
    people = [Voter(number, replicas.proxy.address, token, item) for number, token in enumerate(room.phones)]

    async def work() -> None:
        over = asyncio.Event()
        voting = [asyncio.create_task(person.work(over)) for person in people]
        await act(people)
        over.set()
        await asyncio.gather(*voting)

    event_loop.run(work())
    room.steps(item, Step.CLOSE, Step.REVEAL)
    (reveal,) = read_reveals(room.lead, room.id)[item]
    shown = reveal.shown.together if isinstance(reveal.shown, Figures) else None
    counted = sum(getattr(shown, rating) for rating in RATINGS)
    wrong = find_lost(repository, room.id, people)
    if counted != sum(bool(person.acknowledged) for person in people):
        wrong.append(f"{counted} ballots are counted")
    return people, wrong + [fault for person in people for fault in person.faults]


async def wait_for_votes(people: list[Voter], each: int = 2) -> None:
    """Wait until so many more votes of each person were called saved."""
    wanted = [len(person.acknowledged) + each for person in people]
    async with asyncio.timeout(PATIENCE):
        while any(len(person.acknowledged) < votes for person, votes in zip(people, wanted, strict=True)):
            await asyncio.sleep(0.05)
