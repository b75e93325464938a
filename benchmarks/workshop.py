"""A workshop: fifty people at once, each with an assessment of their own, thinking five seconds between answers."""

from __future__ import annotations

import asyncio
import random
import re
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.access.assessments import read_assessment
from assessment.catalogues import load_catalogue
from assessment.domain.answer import Rating
from assessment.domain.response import Response, Voice
from assessment.labels.codes import rating_label
from assessment.storage.opening import Storage, open_storage
from benchmarks.measure import Figure, Timing
from benchmarks.serving.bare_page import CATALOGUE
from benchmarks.serving.client import Client
from benchmarks.serving.server import serving
from tests.support.gates import as_admin, store_response

PEOPLE = 50
THINK_SECONDS = 5
WORKSHOP_SECONDS = 60
RATED = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT)


class Person:
    """Answers at random, and remembers what the screen called saved."""

    def __init__(self, client: Client, assessment_id: str, chance: random.Random) -> None:
        self.client, self.assessment_id, self.chance = client, assessment_id, chance
        self.acknowledged: dict[str, Rating] = {}
        self.seconds: list[float] = []
        self.faults: list[str] = []

    async def work(self, end: float) -> None:
        """Think, let the page look for changes elsewhere as a browser does, answer; until the end."""
        while True:
            await asyncio.sleep(self.chance.expovariate(1 / THINK_SECONDS))
            if time.perf_counter() > end:
                break
            await self.client.poll()
            key = self.chance.choice(self.client.keys(":rating:"))
            recommendation_id = key.split(":")[1]
            rating = self.chance.choice(RATED)
            if self.acknowledged.get(recommendation_id) is rating:
                continue
            self.client.texts.clear()
            self.seconds.append(await self.client.choose(key, rating_label(rating)) / 1000)
            if any(re.match(r"✓ Saved \d", text) for text in self.client.texts):
                self.acknowledged[recommendation_id] = rating
            else:
                self.faults.append(f"{recommendation_id}: not called saved")
        self.faults += self.client.faults


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    response = Response(catalogue.id, catalogue.version, country="NPL", voice=Voice.STATE)
    with TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder:
        database = Path(folder) / "assessments.db"
        with open_storage(f"sqlite:///{database}") as repository:
            ids = [store_response(as_admin(repository, "benchmark"), catalogue, response) for _person in range(PEOPLE)]
            with serving(database) as address:
                people = asyncio.run(_hold(address, ids))
            lost = sum(_lost(repository, person) for person in people)
    timing = Timing.of([seconds for person in people for seconds in person.seconds])
    answers = sum(len(person.seconds) for person in people)
    faults = [fault for person in people for fault in person.faults]
    return [
        Figure(f"one of {PEOPLE} people answers: p95", timing.p95, "ms", 60, detail=f"{timing}; {answers} answers"),
        Figure("errors", len(faults), "errors", 0, detail="; ".join(faults[:3])),
        Figure("answers called saved and not in the database", lost, "answers", 0),
    ]


async def _hold(address: str, ids: list[str]) -> list[Person]:
    people = []
    for number, assessment_id in enumerate(ids):
        client = await Client(address, "rate", assessment=assessment_id).open()
        people.append(Person(client, assessment_id, random.Random(number)))
    end = time.perf_counter() + WORKSHOP_SECONDS
    await asyncio.gather(*(person.work(end) for person in people))
    for person in people:
        await person.client.close()
    return people


def _lost(repository: Storage, person: Person) -> int:
    stored = read_assessment(as_admin(repository), person.assessment_id).response
    return sum(stored.rating(item) is not rating for item, rating in person.acknowledged.items())
