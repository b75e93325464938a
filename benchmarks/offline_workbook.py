"""The offline workbook of 33 recommendations, filled in: written beside bare openpyxl with the same cells and
validations, and read beside python-calamine that reads the same file."""

from __future__ import annotations

import io

from python_calamine import load_workbook as load_by_calamine

from assessment.catalogue import load_catalogue
from assessment.interchange.questionnaire_reading import read_questionnaire
from assessment.interchange.questionnaire_workbook import questionnaire_workbook
from assessment.model import Catalogue
from benchmarks.gap_report import CATALOGUE, bare_workbook, filled
from benchmarks.measure import Figure, compare, time_rounds


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    response = filled(catalogue)
    content = questionnaire_workbook(catalogue, response=response)
    writing = compare(
        lambda _number: questionnaire_workbook(catalogue, response=response),
        bare_workbook(content, validations=True),
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
