"""The gap report of 33 and of 800 recommendations, beside bare openpyxl writing the same cells, tables and charts."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from assessment.catalogue import catalogue_from_content, load_catalogue
from assessment.model import Answer, Catalogue, Rating, Recommendation, Response, Round, Voice
from assessment.reports.gap_report import gap_report
from benchmarks.measure import Figure, compare, time_rounds

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
    ours = report_of(catalogue)
    comparison = compare(lambda _number: ours(), bare_workbook(ours()), rounds=40, warm_up=5)
    # By itself too: after each workbook of the floor, Python's collector would have that one's remains to look through.
    warm = time_rounds(lambda _number: ours(), rounds=40, warm_up=5)
    large = report_of(larger(catalogue, LARGE))
    timing = time_rounds(lambda _number: large(), rounds=5, warm_up=1)
    return [
        Figure("33 items, against bare openpyxl", comparison.ratio, "x", 2.5, detail=str(comparison)),
        Figure("33 items, warm: p50", warm.p50, "ms", 80, detail=str(warm)),
        Figure(f"{LARGE} items, warm: p50", timing.p50, "ms", 1500, detail=str(timing)),
    ]


def report_of(catalogue: Catalogue) -> Callable[[], bytes]:
    """Writes the report of a response that says something to everything."""
    response = filled(catalogue)
    return lambda: gap_report(catalogue, response, written=WRITTEN)


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
    return catalogue_from_content(json.dumps(content))


def _copy(recommendation: dict[str, Any], item_id: str) -> dict[str, Any]:
    measures = [
        {"id": f"{item_id}.{number}", "text": measure["text"]}
        for number, measure in enumerate(recommendation["measures"], start=1)
    ]
    return recommendation | {"id": item_id, "measures": measures}


@dataclass(frozen=True)
class _Sheet:
    """What stands on a sheet, without a style."""

    title: str
    cells: list[tuple[int, int, Any]]
    tables: dict[str, str]
    charts: list[list[str]]
    """The ranges of each chart's series."""
    validations: list[DataValidation]


def bare_workbook(content: bytes, *, validations: bool = False) -> Callable[[int], bytes]:
    """Writes the cells, tables and charts of a workbook again, with openpyxl and nothing else.

    Its validations too, where the floor is to have them.
    """
    sheets = [
        _Sheet(
            sheet.title,
            [
                (cell.row, cell.column, cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            ],
            {table.displayName: table.ref for table in sheet.tables.values()},
            [[series.val.numRef.f for series in chart.series] for chart in sheet._charts],  # type: ignore[attr-defined]
            list(sheet.data_validations.dataValidation) if validations else [],
        )
        for sheet in load_workbook(io.BytesIO(content)).worksheets
    ]
    return lambda _number: _write(sheets)


def _write(sheets: list[_Sheet]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in sheets:
        worksheet = workbook.create_sheet(sheet.title)
        for row, column, value in sheet.cells:
            worksheet.cell(row, column, value)
        for name, reference in sheet.tables.items():
            worksheet.add_table(Table(displayName=name, ref=reference))
        for validation in sheet.validations:
            worksheet.add_data_validation(validation)
        for ranges in sheet.charts:
            chart = BarChart()
            for values in ranges:
                chart.add_data(Reference(range_string=values))
            worksheet.add_chart(chart, "A40")
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
