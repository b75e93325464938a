"""The Word report of 33 and of 800 recommendations. Its charts are drawn anew in each round, as for a new response."""

from __future__ import annotations

import datetime as dt
import random

from assessment.catalogue import load_catalogue
from assessment.model import Answer, Catalogue, Rating, Recommendation, Response, Round, Voice
from assessment.reports.word_report import word_report
from benchmarks.gap_report import CATALOGUE, EVIDENCE, LARGE, RATINGS, WRITTEN, larger
from benchmarks.measure import Call, Figure, time_rounds


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    plain = time_rounds(reports(catalogue, charts=False), rounds=40, warm_up=5)
    drawn = time_rounds(reports(catalogue, charts=True), rounds=20, warm_up=3)
    large = time_rounds(reports(larger(catalogue, LARGE), charts=False), rounds=5, warm_up=1)
    return [
        Figure("33 items without charts, warm: p50", plain.p50, "ms", 300, detail=str(plain)),
        Figure("33 items with charts, warm: p50", drawn.p50, "ms", 1000, detail=str(drawn)),
        Figure(f"{LARGE} items without charts, warm: p50", large.p50, "ms", 1500, detail=str(large)),
    ]


def reports(catalogue: Catalogue, *, charts: bool) -> Call:
    """Writes the report of another response in each round."""

    def write(number: int) -> bytes:
        response = Response(
            catalogue_id=catalogue.id,
            catalogue_version=catalogue.version,
            country="XAA",
            voice=Voice.STATE,
            organisation="Ministry of the Interior",
            round=Round("2026 baseline", dt.date(2026, 11, 2)),
            answers=_answers(catalogue, random.Random(number)),
        )
        return word_report(catalogue, response, written=WRITTEN, charts=charts)

    return write


def _answers(catalogue: Catalogue, chance: random.Random) -> dict[str, Answer]:
    return {item.id: _answer(item, chance.choice(RATINGS), chance) for item in catalogue.recommendations}


def _answer(item: Recommendation, rating: Rating, chance: random.Random) -> Answer:
    return Answer(
        rating=rating,
        measures=tuple(measure.id for measure in item.measures if chance.random() < 0.4),
        evidence="".join(chance.choice(EVIDENCE) for _sentence in range(chance.randint(0, 5))),
        evidence_url="https://example.org/reports/2026",
        law_reference="Act 12/2019, sections 4 to 9",
        responsible="Ministry of the Interior",
        action="Amend section 9, and train those who apply it.",
        target_date=dt.date(2027, 6, 30),
    )
