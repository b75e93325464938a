"""Three hundred people at once on a shared server, five on each response, with ten seconds between their answers: the
time in which one reads a recommendation and rates it."""

from __future__ import annotations

import asyncio
import random
import re
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from assessment.access.assessments import read_history
from assessment.catalogues import load_catalogue
from assessment.domain.answer import Rating
from assessment.domain.response import Response, Voice
from assessment.labels.codes import rating_label
from assessment.storage.opening import Storage, open_storage
from benchmarks.measure import Figure, Timing
from benchmarks.serving.bare_page import CATALOGUE
from benchmarks.serving.client import Client
from benchmarks.serving.server import serving
from benchmarks.serving.visits import begin_visit, cookie_of
from tests.browser.server import SHARED
from tests.support.gates import as_admin, store_response

RESPONSES = 60
PEOPLE_A_RESPONSE = 5
THINK_SECONDS = 10
LOOK_SECONDS = 2.5
"""How often a browser lets the page look for what others do."""
SECONDS = 60
RATED = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT)
SAVED = re.compile(r"✓ Saved \d\d:\d\d:\d\d(?! ·)")
"""What a card says of what this person has saved; what others saved is followed by their name."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who is about to open the page: their cookie, the response, and the theme at which they begin."""

    name: str
    cookie: str
    assessment_id: str
    theme: str


class Coeditor:
    """Answers at random while the page looks for what others do, and remembers what the screen called saved."""

    def __init__(self, name: str, client: Client, assessment_id: str) -> None:
        self.name, self.client, self.assessment_id = name, client, assessment_id
        self._chance = random.Random(name)
        self.acknowledged: list[tuple[str, Rating]] = []
        self.seconds: list[float] = []
        self.looks: list[float] = []

    async def work(self, end: float, think: float = THINK_SECONDS) -> None:
        look = time.perf_counter() + self._chance.uniform(0, LOOK_SECONDS)
        answer = time.perf_counter() + self._chance.expovariate(1 / think)
        while (following := min(look, answer)) < end:
            await asyncio.sleep(max(0, following - time.perf_counter()))
            if following == look:
                start = time.perf_counter()
                await self.client.poll()
                self.looks.append(time.perf_counter() - start)
                look = max(look + LOOK_SECONDS, time.perf_counter())
            else:
                await self._answer()
                answer = time.perf_counter() + self._chance.expovariate(1 / think)

    async def _answer(self) -> None:
        key, rating = self._chance.choice(self.client.keys(":rating:")), self._chance.choice(RATED)
        self.client.texts.clear()
        self.seconds.append(await self.client.choose(key, rating_label(rating)) / 1000)
        if any(SAVED.search(text) for text in self.client.texts):
            self.acknowledged.append((key.split(":")[1], rating))


def run() -> list[Figure]:
    with TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder:
        database = Path(folder) / "assessments.db"
        with open_storage(f"sqlite:///{database}") as repository:
            coming = prepare(repository, RESPONSES, PEOPLE_A_RESPONSE)
            with serving(database, **SHARED) as address:
                people = asyncio.run(_hold(address, coming))
                busy = server_seconds() / SECONDS
            lost = count_lost(repository, people)
    answers = [seconds for person in people for seconds in person.seconds]
    looks = Timing.of([seconds for person in people for seconds in person.looks])
    timing = Timing.of(answers)
    faults = [fault for person in people for fault in person.client.faults]
    saved = sum(len(person.acknowledged) for person in people)
    return [
        Figure(
            f"one of {len(people)} co-editors answers: p95",
            timing.p95,
            "ms",
            100,
            detail=f"{timing}; {len(answers)} answers, {saved} called saved; a look: {looks}; "
            f"the server took {busy:.0%} of its processor, opening included",
        ),
        Figure("errors", len(faults), "errors", 0, detail="; ".join(faults[:3])),
        Figure("answers called saved and not in the history", lost, "answers", 0),
    ]


def prepare(repository: Storage, responses: int, people: int) -> list[Coming]:
    """So many responses with so many people each, who have divided the themes among them."""
    catalogue = load_catalogue(CATALOGUE)
    response = Response(catalogue.id, catalogue.version, country="NPL", voice=Voice.STATE)
    coming = []
    for number in range(responses):
        assessment_id = store_response(as_admin(repository, "benchmark"), catalogue, response)
        for place in range(people):
            name = f"Person {place} of response {number}"
            theme = catalogue.themes[(number + place) % len(catalogue.themes)].id
            coming.append(Coming(name, cookie_of(begin_visit(repository, assessment_id, name)), assessment_id, theme))
    return coming


async def open_pages(address: str, coming: list[Coming]) -> list[Coeditor]:
    """Let people open their page, one after the other."""
    return [
        Coeditor(
            each.name,
            await Client(address, "rate", each.cookie, assessment=each.assessment_id, theme=each.theme).open(),
            each.assessment_id,
        )
        for each in coming
    ]


def server_seconds() -> float:
    """The processor time, in seconds, of the server that this process has started."""
    return sum(sum(child.cpu_times()[:2]) for child in psutil.Process().children())


def count_lost(repository: Storage, people: list[Coeditor]) -> int:
    """How many answers that the screen called saved aren't in the history."""
    histories = {person.assessment_id: read_history(as_admin(repository), person.assessment_id) for person in people}
    return sum(
        not any(
            change.recommendation_id == item and change.after.rating is rating
            for change in histories[person.assessment_id]
        )
        for person in people
        for item, rating in person.acknowledged
    )


async def _hold(address: str, coming: list[Coming]) -> list[Coeditor]:
    people = await open_pages(address, coming)
    for person in people:
        await person.client.poll()  # They come one by one, and each is shown who else is here.
    end = time.perf_counter() + SECONDS
    await asyncio.gather(*(person.work(end) for person in people))
    for person in people:
        await person.client.close()
    return people
