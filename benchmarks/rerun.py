"""The rerun after one answer: the page “Rate” against a page that holds the same widgets and nothing else."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.catalogues import load_catalogue
from assessment.domain.response import Response, Voice
from assessment.storage.opening import open_storage
from benchmarks.measure import Comparison, Figure, Timing
from benchmarks.serving.bare_page import CATALOGUE, LABELS
from benchmarks.serving.client import Client
from benchmarks.serving.server import BARE_PAGE, serving
from tests.support.gates import as_admin, store_response

ROUNDS = 200
WARM_UP = 30


def run() -> list[Figure]:
    with TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder:
        database = Path(folder) / "assessments.db"
        catalogue = load_catalogue(CATALOGUE)
        with open_storage(f"sqlite:///{database}") as repository:
            response = Response(catalogue.id, catalogue.version, country="NPL", voice=Voice.STATE)
            assessment_id = store_response(as_admin(repository, "benchmark"), catalogue, response)
        with (
            serving(database) as ours,
            serving(database, BARE_PAGE) as floor,
        ):
            comparison = asyncio.run(_compare(ours, floor, assessment_id))
    return [Figure("one answer against the bare widgets", comparison.ratio, "x", 1.5, detail=str(comparison))]


async def _compare(ours: str, floor: str, assessment_id: str) -> Comparison:
    page = await Client(ours, "rate", assessment=assessment_id).open()
    bare = await Client(floor).open()
    seconds: dict[Client, list[float]] = {page: [], bare: []}
    for number in range(WARM_UP + ROUNDS):
        for client, taken in seconds.items():
            keys = client.keys(":rating:")
            key, option = keys[number % len(keys)], LABELS[number // len(keys) % 3]
            taken.append(await client.choose(key, option) / 1000)
    for client in seconds:
        await client.close()
        assert not client.faults, client.faults
    assert any(re.match(r"✓ Saved \d", text) for text in page.texts), "nothing was saved"
    return Comparison(ours=Timing.of(seconds[page][WARM_UP:]), floor=Timing.of(seconds[bare][WARM_UP:]))
