"""A server on which people write into one response by links, as long as is asked, and that may be killed meanwhile."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from pathlib import Path

from assessment.domain.permissions import Role, Scope
from assessment.services.access import Access
from assessment.services.entrance import VISIT_COOKIE, Entrance
from assessment.storage import Repository, open_repository
from tests.browser.server import Server
from tests.support import event_loop
from tests.support.catalogues import a_catalogue, a_response
from tests.support.writers import Writer, find_losses, tell

RECOMMENDATIONS = 6
"""Few, so that writers meet."""
SECONDS_BEFORE_A_KILL = (0, 2)
"""At least and at most, once people write again."""


def let_write(folder: Path, *, writers: int, seconds: float, kills: int = 0, pause: float = 0.4) -> list[str]:
    """Let so many people write for so long, or until the server was killed so often; prints what happened, and gives
    what contradicts that nothing acknowledged is lost."""
    server = Server(folder, environment={"ASSESSMENT_MODE": "shared", "ASSESSMENT_ADDRESS": "127.0.0.1"})
    catalogue = a_catalogue(themes={"harbour": RECOMMENDATIONS})
    with open_repository(f"sqlite:///{server.database}") as repository:
        assessment_id = repository.create(catalogue, a_response(catalogue), author="Asha")
        ids = [item.id for item in catalogue.recommendations]
        people = [
            Writer(
                number, f"127.0.0.1:{server.port}", _enter(repository, assessment_id, number), assessment_id, ids, pause
            )
            for number in range(writers)
        ]
        server.start()
        try:
            event_loop.run(_work(server, people, seconds, kills))
        finally:
            server.stop()
        history = repository.history(assessment_id)
    print(f"\n{tell(people, history, kills=kills)}")
    faults = [fault for writer in people for fault in writer.faults]
    return find_losses(people, history) + faults + (["nothing was saved"] if not history else [])


def _enter(repository: Repository, assessment_id: str, number: int) -> str:
    """The cookie of a writer who has entered a link of their own."""
    access = Access.personal(repository, "Asha")
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    link = access.create_link(Role.COEDITOR, Scope(assessment_id=assessment_id), "", ends)
    token, _grant = Entrance(repository).enter(link.key, f"Writer {number}")
    return f"{VISIT_COOKIE}={token}"


async def _work(server: Server, people: list[Writer], seconds: float, kills: int) -> None:
    over = asyncio.Event()
    tasks = [asyncio.create_task(person.work(over)) for person in people]
    end = time.monotonic() + seconds
    chance = random.Random(kills)
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
