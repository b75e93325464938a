"""What a vote and a reveal cost the server: milliseconds of its processor for each vote, with as many a second as a
thousand and as three thousand people send, and for each phone that fetches what was revealed.

`python -m benchmarks.ballot_work --database postgresql` asks for less.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.access.gate import Gate
from assessment.access.workshops import create_workshop, read_workshop, set_door
from assessment.catalogues import load_catalogue
from assessment.domain.permissions import Grant, Role, Scope
from assessment.domain.workshop.stages import Step
from assessment.storage.opening import open_storage
from benchmarks.coeditors import server_seconds
from benchmarks.measure import Figure
from benchmarks.serving.bare_page import CATALOGUE
from benchmarks.serving.phone import Phone
from benchmarks.serving.server import serving
from benchmarks.workshop_votes import (
    DATABASES,
    JOINING_AT_ONCE,
    ORGANISATION,
    THINK_SECONDS,
    database,
    percentile,
    spread,
    take_steps,
)
from tests.browser.server import SHARED
from tests.support.room import TWO_VOICES, a_plan

PEOPLE = 300
ROOMS = (1_000, 3_000)
"""The people as many as whose votes are sent."""
SECONDS = 5
"""Longer, a phone would vote more often than it may."""
REVEALS = 6
SETTLED_SECONDS = 0.5


def run() -> list[Figure]:
    return [figure for kind in DATABASES for figure in measure(kind)]


def measure(kind: str) -> list[Figure]:
    with (
        TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder,
        database(kind, Path(folder)) as url,
        open_storage(url) as repository,
    ):
        lead = Gate(repository, Grant("Asha", Role.FACILITATOR, Scope(organisation=ORGANISATION)))
        catalogue = load_catalogue(CATALOGUE)
        workshop_id = create_workshop(lead, catalogue, a_plan(catalogue, country="NPL"))
        set_door(lead, workshop_id, is_open=True)
        with serving(Path(folder) / "assessments.db", **SHARED, ASSESSMENT_DATABASE_URL=url) as address:
            return asyncio.run(_hold(kind, address, url, lead, workshop_id))


async def _hold(kind: str, address: str, url: str, lead: Gate, workshop_id: str) -> list[Figure]:
    workshop = read_workshop(lead, workshop_id)
    phones = [
        Phone(number, address, workshop.code or "", TWO_VOICES[number % len(TWO_VOICES)].value)
        for number in range(PEOPLE)
    ]
    rush = asyncio.Semaphore(JOINING_AT_ONCE)

    async def join(phone: Phone) -> None:
        async with rush:
            await phone.join()

    await asyncio.gather(*map(join, phones))
    first, *others = workshop.plan.recommendations
    await asyncio.to_thread(take_steps, url, workshop_id, first, (Step.OPEN,))
    await asyncio.gather(*(phone.fetch() for phone in phones))
    figures = []
    for people in ROOMS:
        before, start, sent = server_seconds(), time.perf_counter(), sum(len(phone.seconds) for phone in phones)
        await asyncio.gather(*(phone.vote_until(start + SECONDS, THINK_SECONDS * PEOPLE / people) for phone in phones))
        seconds = [second for phone in phones for second in phone.seconds][sent:]
        figures.append(
            Figure(
                f"{kind}: a vote, as many as {people} people send",
                (server_seconds() - before) / len(seconds) * 1000,
                "ms",
                1,
                detail=f"{len(seconds) / SECONDS:.0f} a second; {spread(seconds)}",
            )
        )
    figures.append(await _reveal(kind, phones, url, workshop_id, [first, *others][:REVEALS]))
    faults = [fault for phone in phones for fault in phone.faults]
    return [*figures, Figure(f"{kind}: errors", len(faults), "errors", 0, detail="; ".join(faults[:3]))]


async def _reveal(kind: str, phones: list[Phone], url: str, workshop_id: str, items: list[str]) -> Figure:
    """Reveal each of these while every phone waits for it."""
    following = [asyncio.create_task(phone.follow()) for phone in phones]
    await asyncio.sleep(3)
    busy, waits = 0.0, list[float]()
    for item in items:
        if item != items[0]:
            await asyncio.to_thread(take_steps, url, workshop_id, item, (Step.OPEN,))
            await asyncio.gather(*(phone.vote() for phone in phones))
            await asyncio.sleep(2)
        before = server_seconds()
        version = await asyncio.to_thread(take_steps, url, workshop_id, item, (Step.CLOSE, Step.REVEAL))
        start = time.perf_counter()
        while any(not phone.pages or phone.pages[-1][0] < version for phone in phones):
            await asyncio.sleep(0.02)
        await asyncio.sleep(SETTLED_SECONDS)
        busy += server_seconds() - before
        waits += [phone.pages[-1][1] - start for phone in phones]
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)
    return Figure(
        f"{kind}: what was revealed, for each phone",
        busy / len(items) / len(phones) * 1000,
        "ms",
        1,
        detail=f"{len(items)} reveals to {len(phones)} phones, seen after p99 {percentile(waits, 99):.2f} s",
    )


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--database", choices=DATABASES, action="append")
    for name in asked.parse_args().database or DATABASES:
        for each in measure(name):
            print(each, flush=True)
