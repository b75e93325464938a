"""A server on which people vote by phone, as long as is asked, and that may be killed meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from pathlib import Path

from assessment.access.workshops import read_reveals
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.stages import Step
from assessment.storage.opening import open_storage
from benchmarks.serving.phone import RATINGS
from tests.browser.server import SharedServer
from tests.support import event_loop
from tests.support.room import hold_room
from tests.support.voters import Voter, find_lost

ITEM = "INV-01"
SECONDS_BEFORE_A_KILL = (0, 2)
"""At least and at most, once people vote again."""


def let_vote(folder: Path, *, voters: int, seconds: float, kills: int = 0) -> list[str]:
    """Let so many people vote for so long, or until the server was killed so often, and reveal; prints what happened,
    and gives what contradicts that nothing acknowledged is lost or counted twice."""
    server = SharedServer(folder)
    with open_storage(f"sqlite:///{server.database}") as repository:
        room = hold_room(repository, state=voters)
        room.steps(ITEM, Step.OPEN)
        people = [Voter(number, server.address, token, ITEM) for number, token in enumerate(room.phones)]
        server.start()
        try:
            event_loop.run(_work(server, people, seconds, kills))
        finally:
            server.stop()
        room.steps(ITEM, Step.CLOSE, Step.REVEAL)
        wrong = find_lost(repository, room.id, people)
        shown = read_reveals(room.lead, room.id)[ITEM][0].shown
        counted = sum(getattr(shown.together, rating) for rating in RATINGS) if isinstance(shown, Figures) else 0
        if counted != sum(bool(person.acknowledged) for person in people):
            wrong.append(f"{counted} ballots are counted")
    counts = sum((person.counts for person in people), Counter(saved=sum(len(each.acknowledged) for each in people)))
    print(f"\n{voters} voters: {dict(counts)}. The server was killed {kills} times.")
    return wrong + [fault for person in people for fault in person.faults]


async def _work(server: SharedServer, people: list[Voter], seconds: float, kills: int) -> None:
    over = asyncio.Event()
    tasks = [asyncio.create_task(person.work(over)) for person in people]
    end = time.monotonic() + seconds
    chance = random.Random(kills)  # noqa: S311 - the same in each run
    for _kill in range(kills):
        await _wait_for_votes(people, tasks)
        await asyncio.sleep(chance.uniform(*SECONDS_BEFORE_A_KILL))
        server.kill()
        await asyncio.to_thread(server.start)
    await _wait_for_votes(people, tasks)
    await asyncio.sleep(max(0, end - time.monotonic()))
    over.set()
    await asyncio.gather(*tasks)


async def _wait_for_votes(people: list[Voter], tasks: list[asyncio.Task[None]]) -> None:
    """Wait until as many votes were called saved as there are people, or somebody can't go on."""
    wanted = sum(len(person.acknowledged) for person in people) + len(people)
    while sum(len(person.acknowledged) for person in people) < wanted and not any(task.done() for task in tasks):
        await asyncio.sleep(0.05)
