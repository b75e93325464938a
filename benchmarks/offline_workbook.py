"""The offline workbook of 33 recommendations, filled in: how long it takes to be written, and to be read."""

from __future__ import annotations

from assessment.catalogues import load_catalogue
from assessment.domain.catalogue import Catalogue
from assessment.interchange.file_reader import read_file
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from benchmarks.gap_report import CATALOGUE, filled
from benchmarks.measure import Figure, time_rounds


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    response = filled(catalogue)
    content = questionnaire_workbook(catalogue, response=response)
    writing = time_rounds(lambda _number: questionnaire_workbook(catalogue, response=response), rounds=40, warm_up=5)
    reading = time_rounds(lambda _number: read(content, catalogue), rounds=40, warm_up=5)
    return [
        Figure("writing, warm: p50", writing.p50, "ms", 100, detail=str(writing)),
        Figure("reading, warm: p50", reading.p50, "ms", 150, detail=str(reading)),
    ]


def read(content: bytes, catalogue: Catalogue) -> object:
    return read_file(content, "questionnaire.xlsx", lambda _catalogue_id, _version: catalogue)
