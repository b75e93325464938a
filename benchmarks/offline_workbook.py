"""The offline workbook of 33 recommendations, filled in: written beside bare openpyxl with the same cells and
validations, and read beside python-calamine that reads the same file."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import load_workbook as load_by_calamine

from assessment.catalogue import load_catalogue
from assessment.interchange.questionnaire_reading import read_questionnaire
from assessment.interchange.questionnaire_workbook import questionnaire_workbook
from assessment.model import Answer, Catalogue, Rating, Recommendation, Response, Round, Voice
from benchmarks.measure import Figure, compare, time_rounds

CATALOGUE = Path(__file__).parent.parent / "data" / "catalogues" / "gcm-10.yaml"
EVIDENCE = (
    "The Act of 2019 sets up a compensation fund; since 2021 it has paid 41 people, most of them after two years. ",
    "Guidelines of 2020 oblige the border police to refer, but only three of nine provinces report. ",
)
RATINGS = (Rating.PARTIAL, Rating.ABSENT, Rating.IMPLEMENTED, Rating.DONT_KNOW)


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    response = filled(catalogue)
    content = questionnaire_workbook(catalogue, response=response)
    writing = compare(
        lambda _number: questionnaire_workbook(catalogue, response=response),
        bare_workbook(content),
        rounds=40,
        warm_up=5,
    )
    reading = compare(
        lambda _number: read(content, catalogue), lambda _number: bare_reading(content), rounds=80, warm_up=5
    )
    warm = time_rounds(lambda _number: read(content, catalogue), rounds=40, warm_up=5)
    return [
        Figure("writing, against bare openpyxl", writing.ratio, "x", 2.5, detail=str(writing)),
        Figure("reading, against bare python-calamine", reading.ratio, "x", 2, detail=str(reading)),
        Figure("reading, warm: p50", warm.p50, "ms", 80, detail=str(warm)),
    ]


def read(content: bytes, catalogue: Catalogue) -> object:
    return read_questionnaire(content, "questionnaire.xlsx", lambda _catalogue_id, _version: catalogue)


def bare_reading(content: bytes) -> list[object]:
    """Every cell of every sheet, and what they mean is another matter."""
    workbook = load_by_calamine(io.BytesIO(content))
    return [workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names]


def filled(catalogue: Catalogue) -> Response:
    """A response that says something to everything."""
    chance = random.Random(33)
    return Response(
        catalogue_id=catalogue.id,
        catalogue_version=catalogue.version,
        country="XAA",
        voice=Voice.STATE,
        organisation="Ministry of the Interior",
        round=Round("2026 baseline", dt.date(2026, 11, 2)),
        answers={item.id: _answer(item, chance) for item in catalogue.recommendations},
    )


def _answer(item: Recommendation, chance: random.Random) -> Answer:
    return Answer(
        rating=chance.choice(RATINGS),
        measures=tuple(measure.id for measure in item.measures if chance.random() < 0.4),
        evidence="".join(chance.choice(EVIDENCE) for _sentence in range(chance.randint(0, 5))),
        evidence_url="https://example.org/reports/2026",
        law_reference="Act 12/2019, sections 4 to 9",
        responsible="Ministry of the Interior",
        action="Amend section 9, and train those who apply it.",
        target_date=dt.date(2027, 6, 30),
    )


@dataclass(frozen=True)
class _Sheet:
    """What stands on a sheet, without a style."""

    title: str
    cells: list[tuple[int, int, Any]]
    validations: list[DataValidation]


def bare_workbook(content: bytes) -> Callable[[int], bytes]:
    """Writes the cells and validations of a workbook again, with openpyxl and nothing else."""
    sheets = [
        _Sheet(
            sheet.title,
            [
                (cell.row, cell.column, cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            ],
            list(sheet.data_validations.dataValidation),
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
        for validation in sheet.validations:
            worksheet.add_data_validation(validation)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
