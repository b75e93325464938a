"""Processes that share a database: those that serve the pages, and those that answer phones."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from assessment.access.workshops import read_reveals
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.stages import Step
from assessment.storage.opening import Storage
from benchmarks.serving.phone import RATINGS
from tests.browser.server import APP, PATIENCE, PHONES, SharedServer
from tests.support import event_loop
from tests.support.ports import free_port
from tests.support.proxy import Proxy
from tests.support.room import Room
from tests.support.voters import Voter, find_lost


class Replicas:
    """Processes that share a database, behind the proxy of `deploy/`."""

    def __init__(self, folder: Path, database_url: str, *, phones: int = 2, pages: int = 0) -> None:
        def make(count: int, name: str, command: Sequence[str]) -> list[SharedServer]:
            given = {"ASSESSMENT_DATABASE_URL": database_url}
            return [SharedServer(folder, command, log=f"{name}-{each}.log", environment=given) for each in range(count)]

        self.phones, self.pages = make(phones, "phones", PHONES), make(pages, "pages", APP)
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
    def all(self) -> list[SharedServer]:
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
