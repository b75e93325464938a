"""The files of an assessment are for those who may take something away, each time that one is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessment.access.assessments import create_assessment, hand_over, read_assessment
from assessment.access.gate import Gate, NotAllowed, VisitEnded
from assessment.domain.fields import SharingLevel
from assessment.domain.permissions import Role, Scope
from assessment.records.errors import AssessmentUnknown
from assessment.services.exports import Export, stored_export
from assessment.storage.opening import Storage
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, as_role

FILES: list[Callable[[Export], object]] = [
    Export.excel,
    Export.word,
    Export.web,
    lambda export: export.csv(hxl=False),
    Export.json,
    Export.workbook,
]


@pytest.fixture
def assessment_id(repository: Storage) -> str:
    catalogue = a_catalogue()
    access = as_admin(repository, "Asha")
    assessment_id = create_assessment(access, catalogue, a_response(catalogue))
    hand_over(access, assessment_id, "Ministry")
    return assessment_id


def export(access: Gate, assessment_id: str) -> Export:
    return stored_export(access, assessment_id, SharingLevel.FULL, 2 / 3, "en")


def test_a_reader_gets_every_file(repository: Storage, assessment_id: str) -> None:
    access = as_role(repository, Role.READER, Scope(assessment_id=assessment_id))
    for write in FILES:
        assert write(export(access, assessment_id)), write


def test_a_projector_reads_and_gets_no_file(repository: Storage, assessment_id: str) -> None:
    access = as_role(repository, Role.PROJECTOR, Scope(assessment_id=assessment_id))
    assert read_assessment(access, assessment_id)
    for write in FILES:
        with pytest.raises(NotAllowed):
            write(export(access, assessment_id))


def test_nobody_gets_a_file_of_what_is_not_theirs_or_after_their_visit(repository: Storage, assessment_id: str) -> None:
    for write in FILES:
        with pytest.raises(AssessmentUnknown):
            write(export(as_role(repository, Role.READER, Scope("Another")), assessment_id))
        with pytest.raises(VisitEnded):
            write(export(Gate(repository, None), assessment_id))
