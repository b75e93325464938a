"""Files of a workshop that come back, read, held against what is stored and against each other, and taken in."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.access.assessments import create_assessment, read_assessment, undo_import
from assessment.catalogues import load_catalogue
from assessment.domain.merging.answer_merge import KEEP_STORED
from assessment.domain.response import Assessment
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.services.importing import ConflictDecisions, PreparedImport, prepare_import, save_import
from assessment.storage.opening import open_storage
from benchmarks.gap_report import CATALOGUE, filled
from benchmarks.measure import Figure, time_rounds
from tests.support.gates import as_admin

TABLES = 40


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    with TemporaryDirectory() as folder, open_storage(f"sqlite:///{Path(folder) / 'assessments.db'}") as repository:
        access = as_admin(repository, "benchmark")
        kept = read_assessment(
            access, create_assessment(access, catalogue, dataclasses.replace(filled(catalogue), answers={}))
        )
        files = [(workbook(kept, number), f"table-{number}.xlsx") for number in range(TABLES)]

        def look(*some: tuple[bytes, str]) -> PreparedImport:
            return prepare_import(some, access, lambda *_wanted: catalogue)

        one = time_rounds(lambda _number: look(files[0]), rounds=40, warm_up=5)
        many = time_rounds(lambda _number: look(*files), rounds=5, warm_up=1)
        conflicts = len(look(*files).previews[0].conflicts)
        taking = time_rounds(
            lambda number: undo_import(access, save_import(look(files[number]), _KEEP, access).id), rounds=20, warm_up=3
        )
    return [
        Figure("one workbook read and previewed, warm: p50", one.p50, "ms", 80, detail=str(one)),
        Figure(
            f"{TABLES} workbooks merged and previewed: p50",
            many.p50,
            "ms",
            3000,
            detail=f"{many}; {conflicts} of {len(catalogue.recommendations)} recommendations in conflict",
        ),
        Figure("one workbook taken in and undone: p50", taking.p50, "ms", 200, detail=str(taking)),
    ]


_KEEP = ConflictDecisions(for_all=KEEP_STORED)


def workbook(kept: Assessment, number: int) -> bytes:
    """The offline workbook of an assessment as one table of a workshop filled it in."""
    response = dataclasses.replace(kept.response, answers=filled(kept.catalogue, seed=number).answers)
    return questionnaire_workbook(kept.catalogue, response=response, assessment_id=kept.id, revisions=kept.revisions)
