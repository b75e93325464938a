"""The comparison of 193 responses to 33 recommendations, and its CSV."""

from __future__ import annotations

import random
from collections.abc import Callable

from assessment.catalogues import load_catalogue
from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.compare import Comparison, compare
from assessment.domain.countries import country_codes
from assessment.domain.response import Response, Round, Voice
from assessment.domain.sourced import SourcedResponse
from assessment.reports.comparison.workbook import comparison_report
from assessment.reports.table_csv import tidy_csv
from benchmarks.gap_report import CATALOGUE, RATINGS, WRITTEN, some_answer
from benchmarks.measure import Figure, time_rounds

RESPONSES = 193
_RATED = RATINGS[:3]


def run() -> list[Figure]:
    comparison = comparison_of(load_catalogue(CATALOGUE), RESPONSES)
    report = report_of(comparison)
    warm = time_rounds(lambda _number: report(), rounds=5, warm_up=1)
    csv = time_rounds(lambda _number: tidy_csv(comparison), rounds=5, warm_up=1)
    return [
        Figure(f"{RESPONSES} x 33, warm: p50", warm.p50, "ms", 4000, detail=str(warm)),
        Figure(f"{RESPONSES} x 33, CSV: p50", csv.p50, "ms", 500, detail=str(csv)),
    ]


def report_of(comparison: Comparison) -> Callable[[], bytes]:
    return lambda: comparison_report(comparison, written=WRITTEN)


def comparison_of(catalogue: Catalogue, responses: int) -> Comparison:
    """So many responses, the State and civil society by country; three of four recommendations are rated by all."""
    chance = random.Random(193)
    return compare([_response(catalogue, number, chance) for number in range(responses)])


def _response(catalogue: Catalogue, number: int, chance: random.Random) -> SourcedResponse:
    code, voice = country_codes()[number // 2], (Voice.STATE, Voice.CIVIL_SOCIETY)[number % 2]
    response = Response(
        catalogue_id=catalogue.id,
        catalogue_version=catalogue.version,
        country=code,
        voice=voice,
        organisation=f"Ministry of the Interior of {code}",
        round=Round("2026 baseline", WRITTEN.date()),
        answers={
            item.id: some_answer(item, chance, RATINGS if place % 4 == 0 else _RATED)
            for place, item in enumerate(catalogue.recommendations)
        },
    )
    return SourcedResponse(f"{code}-{voice.value}.json", catalogue, response)
