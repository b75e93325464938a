"""A server on which people write into one response by links, as long as is asked, and that may be killed meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

from assessment.access.assessments import read_history
from assessment.storage.opening import open_storage
from benchmarks.serving.visits import begin_visit, cookie_of
from tests.browser.server import SharedServer
from tests.support import event_loop
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, store_response
from tests.support.writers import Writer, find_losses, tell

RECOMMENDATIONS = 6
"""Few, so that writers meet."""
SECONDS_BEFORE_A_KILL = (0, 2)
"""At least and at most, once people write again."""


def let_write(folder: Path, *, writers: int, seconds: float, kills: int = 0, pause: float = 0.4) -> list[str]:
    """Let so many people write for so long, or until the server was killed so often; prints what happened, and gives
    what contradicts that nothing acknowledged is lost."""
    server = SharedServer(folder)
    catalogue = a_catalogue(themes={"harbour": RECOMMENDATIONS})
    with open_storage(f"sqlite:///{server.database}") as repository:
        assessment_id = store_response(as_admin(repository, "Asha"), catalogue, a_response(catalogue))
        ids = [item.id for item in catalogue.recommendations]
        people = [
            Writer(
                number,
                server.address,
                cookie_of(begin_visit(repository, assessment_id, f"Writer {number}")),
                assessment_id,
                ids,
                pause,
            )
            for number in range(writers)
        ]
        server.start()
        try:
            event_loop.run(_work(server, people, seconds, kills))
        finally:
            server.stop()
        history = read_history(as_admin(repository), assessment_id)
    print(f"\n{tell(people, history, kills=kills)}")
    faults = [fault for writer in people for fault in writer.faults]
    return find_losses(people, history) + faults + (["nothing was saved"] if not history else [])


async def _work(server: SharedServer, people: list[Writer], seconds: float, kills: int) -> None:
    over = asyncio.Event()
    tasks = [asyncio.create_task(person.work(over)) for person in people]
    end = time.monotonic() + seconds
    chance = random.Random(kills)  # noqa: S311 - the same in each run
    for _kill in range(kills):
        await _wait_for_saves(people, tasks)
        await asyncio.sleep(chance.uniform(*SECONDS_BEFORE_A_KILL))
        server.kill()
        await asyncio.to_thread(server.start)
    await _wait_for_saves(people, tasks)
    await asyncio.sleep(max(0, end - time.monotonic()))
    over.set()
    await asyncio.gather(*tasks)


async def _wait_for_saves(people: list[Writer], tasks: list[asyncio.Task[None]]) -> None:
    """Wait until something was saved by as many as write, or somebody can't go on."""
    wanted = sum(len(person.acknowledged) for person in people) + len(people)
    while sum(len(person.acknowledged) for person in people) < wanted and not any(task.done() for task in tasks):
        await asyncio.sleep(0.05)
