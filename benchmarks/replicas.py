"""Several processes behind the proxy on one PostgreSQL: a room at two for phones, one of which is killed every twenty
seconds; and three hundred co-editors at two for the pages.

`python -m benchmarks.replicas --people 3000 --seconds 60 --every 20 --coeditors 300` asks for less or more; 0 people or
co-editors leave their part out. The processes share one processor, and everything else the other.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
import urllib.request
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from assessment.access.gate import Gate
from assessment.access.workshops import create_workshop, set_door
from assessment.catalogues import load_catalogue
from assessment.domain.permissions import Grant, Role, Scope
from assessment.storage.opening import open_storage
from benchmarks.coeditors import PEOPLE_A_RESPONSE, Coeditor, Coming, open_pages, prepare
from benchmarks.coeditors import count_lost as count_lost_answers
from benchmarks.measure import Figure, Timing
from benchmarks.serving.bare_page import CATALOGUE
from benchmarks.workshop_votes import (
    ORGANISATION,
    count_lost,
    database,
    figures,
    hold,
    open_screens,
    percentile,
    spread,
)
from tests.browser.server import Server
from tests.support.replicas import Replicas
from tests.support.room import a_plan

PEOPLE, SECONDS, EVERY = 1_000, 120, 20
COEDITORS = 300
AWAY_SECONDS = 3
"""For how long a process that was killed stays away."""


def run() -> list[Figure]:
    return [*measure_phones(PEOPLE, SECONDS, EVERY), *measure_pages(COEDITORS, SECONDS)]


def measure_phones(people: int, seconds: float, every: float) -> list[Figure]:
    with (
        TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder,
        database("postgresql", Path(folder)) as url,
        open_storage(url) as repository,
        Replicas(Path(folder), url, phones=2, pages=1) as replicas,
    ):
        lead = Gate(repository, Grant("Asha", Role.FACILITATOR, Scope(organisation=ORGANISATION)))
        catalogue = load_catalogue(CATALOGUE)
        workshop_id = create_workshop(lead, catalogue, a_plan(catalogue, country="NPL"))
        set_door(lead, workshop_id, is_open=True)
        part_processors(replicas)
        screens = open_screens(repository, replicas.proxy.address, workshop_id)
        kills = 0

        async def kill(end: float) -> None:
            nonlocal kills
            while time.perf_counter() + every < end:
                await asyncio.sleep(every - AWAY_SECONDS)
                each = replicas.phones[kills % 2]
                each.kill()
                kills += 1
                await asyncio.sleep(AWAY_SECONDS)
                await asyncio.to_thread(each.start)
                pin(each)

        work = hold(replicas.proxy.address, url, lead, screens, workshop_id, people, seconds, [], kill)
        held = asyncio.run(work)
        memory = [psutil.Process(each.pid).memory_full_info() for each in replicas.phones]
        resent = [waited for phone in held.phones for waited in phone.resent]
        waited = spread(resent) if len(resent) > 1 else f"{resent}"
        told = [
            figure
            for figure in figures("two processes", held, count_lost(repository, workshop_id, held))
            if "processor" not in figure.name and "memory" not in figure.name
        ]
        return [
            *told,
            Figure(
                f"two processes, {people} people: who sent a vote again waited at most",
                max(resent, default=0.0),
                "s",
                10,
                detail=f"{len(resent)} votes, {waited}; a process was killed {kills} times",
            ),
            Figure(
                "a process for phones: memory of its own",
                max(each.uss for each in memory) / 1_000_000,
                "MB",
                120,
                detail=f"{max(each.rss for each in memory) / 1_000_000:.0f} MB with what is shared",
            ),
        ]


def measure_pages(people: int, seconds: float) -> list[Figure]:
    with (
        TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder,
        database("postgresql", Path(folder)) as url,
        open_storage(url) as repository,
        Replicas(Path(folder), url, phones=0, pages=2) as replicas,
    ):
        part_processors(replicas)
        coming = [
            replace(each, cookie=f"{each.cookie}; {affinity(replicas)}")
            for each in prepare(repository, people // PEOPLE_A_RESPONSE, PEOPLE_A_RESPONSE)
        ]
        before = busy(replicas)
        coeditors = asyncio.run(answer(replicas.proxy.address, coming, seconds))
        share = (busy(replicas) - before) / seconds
        seen = Timing.of([look for each in coeditors for look in each.looks])
        taken = [one for each in coeditors for one in each.seconds]
        faults = [fault for each in coeditors for fault in each.client.faults]
        return [
            Figure(
                f"{people} co-editors at two processes: an answer: p95",
                percentile(taken, 95) * 1000,
                "ms",
                100,
                detail=f"{spread(taken)}; {len(taken)} answers; a look: {seen}; "
                f"both took {share:.0%} of a processor, opening included",
            ),
            Figure("co-editors at two processes: errors", len(faults), "errors", 0, detail="; ".join(faults[:3])),
            Figure(
                "answers called saved and not in the history", count_lost_answers(repository, coeditors), "answers", 0
            ),
        ]


async def answer(address: str, coming: list[Coming], seconds: float) -> list[Coeditor]:
    people = await open_pages(address, coming)
    for person in people:
        await person.client.poll()
    end = time.perf_counter() + seconds
    await asyncio.gather(*(person.work(end) for person in people))
    for person in people:
        await person.client.close()
    return people


def affinity(replicas: Replicas) -> str:
    """The cookie by which the proxy keeps a browser at one process."""
    with urllib.request.urlopen(f"{replicas.proxy.url}/_stcore/health") as health:
        return str(health.headers["set-cookie"]).partition(";")[0]


def busy(replicas: Replicas) -> float:
    """The processor time of the processes, in seconds."""
    return sum(sum(psutil.Process(each.pid).cpu_times()[:2]) for each in replicas.all)


def part_processors(replicas: Replicas) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    for each in replicas.all:
        pin(each)


def pin(process: Server) -> None:
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        psutil.Process(process.pid).cpu_affinity([1])


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--seconds", type=float, default=SECONDS)
    asked.add_argument("--every", type=float, default=EVERY)
    asked.add_argument("--coeditors", type=int, default=COEDITORS)
    options = asked.parse_args()
    if options.people:
        for each in measure_phones(options.people, options.seconds, options.every):
            print(each, flush=True)
    if options.coeditors:
        for each in measure_pages(options.coeditors, options.seconds):
            print(each, flush=True)
