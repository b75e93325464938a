"""The gap report of 33 and of 800 recommendations."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assessment.catalogues import load_catalogue, parse_content
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.response import Response, Round, Voice
from assessment.reports.excel.gap_report import gap_report
from benchmarks.measure import Figure, time_rounds
from tests.support.reports import results_of

CATALOGUE = Path(__file__).parent.parent / "data" / "catalogues" / "gcm-10.yaml"
LARGE = 800
WRITTEN = dt.datetime(2026, 11, 24, 14, 2, 11, tzinfo=dt.UTC)
EVIDENCE = (
    "The Act of 2019 sets up a compensation fund; since 2021 it has paid 41 people, most of them after two years. ",
    "Guidelines of 2020 oblige the border police to refer, but only three of nine provinces report. ",
)
RATINGS = (Rating.PARTIAL, Rating.ABSENT, Rating.IMPLEMENTED, Rating.DONT_KNOW)


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    report = report_of(catalogue)
    warm = time_rounds(lambda _number: report(), rounds=40, warm_up=5)
    large = report_of(larger(catalogue, LARGE))
    timing = time_rounds(lambda _number: large(), rounds=5, warm_up=1)
    return [
        # What is there within that time is there at once.
        Figure("33 items, warm: p50", warm.p50, "ms", 150, detail=str(warm)),
        Figure(f"{LARGE} items, warm: p50", timing.p50, "ms", 1500, detail=str(timing)),
    ]


def report_of(catalogue: Catalogue) -> Callable[[], bytes]:
    """Writes the report of a response that says something to everything."""
    response = filled(catalogue)
    return lambda: gap_report(results_of(catalogue, response, written=WRITTEN))


def filled(catalogue: Catalogue, seed: int = 33) -> Response:
    """A response that says something to everything."""
    chance = random.Random(seed)
    return Response(
        catalogue_id=catalogue.id,
        catalogue_version=catalogue.version,
        country="XAA",
        voice=Voice.STATE,
        organisation="Ministry of the Interior",
        round=Round("2026 baseline", dt.date(2026, 11, 2)),
        answers={item.id: some_answer(item, chance) for item in catalogue.recommendations},
    )


def some_answer(item: Recommendation, chance: random.Random, ratings: Sequence[Rating] = RATINGS) -> Answer:
    """An answer that says something in every field, with one of some ratings."""
    return Answer(
        rating=chance.choice(ratings),
        measures=tuple(measure.id for measure in item.measures if chance.random() < 0.4),
        evidence="".join(chance.choice(EVIDENCE) for _sentence in range(chance.randint(0, 5))),
        evidence_url="https://example.org/reports/2026",
        law_reference="Act 12/2019, sections 4 to 9",
        responsible="Ministry of the Interior",
        action="Amend section 9, and train those who apply it.",
        target_date=dt.date(2027, 6, 30),
    )


def larger(catalogue: Catalogue, size: int) -> Catalogue:
    """An invented catalogue of so many recommendations: those of a real one over and over, under other ids."""
    content = json.loads(catalogue.content)
    given = content["recommendations"]
    content["id"] = "invented"
    content["recommendations"] = [_copy(given[number % len(given)], f"INV-{number:03}") for number in range(size)]
    return parse_content(json.dumps(content))


def _copy(recommendation: dict[str, Any], item_id: str) -> dict[str, Any]:
    measures = [
        {"id": f"{item_id}.{number}", "text": measure["text"]}
        for number, measure in enumerate(recommendation["measures"], start=1)
    ]
    return recommendation | {"id": item_id, "measures": measures}
