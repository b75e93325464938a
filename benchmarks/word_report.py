"""The Word report of 33 and of 800 recommendations. Its charts are drawn anew in each round, as for a new response."""

from __future__ import annotations

from assessment.catalogues import load_catalogue
from assessment.domain.catalogue import Catalogue
from assessment.reports.word.document import word_report
from benchmarks.gap_report import CATALOGUE, LARGE, WRITTEN, filled, larger
from benchmarks.measure import Call, Figure, time_rounds
from tests.support.reports import results_of


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    plain = time_rounds(reports(catalogue, charts=False), rounds=40, warm_up=5)
    drawn = time_rounds(reports(catalogue, charts=True), rounds=20, warm_up=3)
    large = time_rounds(reports(larger(catalogue, LARGE), charts=False), rounds=5, warm_up=1)
    return [
        Figure("33 items without charts, warm: p50", plain.p50, "ms", 300, detail=str(plain)),
        Figure("33 items with charts, warm: p50", drawn.p50, "ms", 1000, detail=str(drawn)),
        Figure(f"{LARGE} items without charts, warm: p50", large.p50, "ms", 5000, detail=str(large)),
    ]


def reports(catalogue: Catalogue, *, charts: bool) -> Call:
    """Writes the report of another response in each round."""

    def write(number: int) -> bytes:
        return word_report(results_of(catalogue, filled(catalogue, seed=number), written=WRITTEN), charts=charts)

    return write
