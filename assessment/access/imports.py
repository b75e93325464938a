"""Imports: several responses changed at once, and changed back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assessment.access.gate import Gate
from assessment.domain.merging.imported_response import ImportedSubmission
from assessment.domain.merging.merge import ImportPlan
from assessment.domain.permissions import Action
from assessment.records.assessments import ImportRecord
from assessment.storage import imports


def list_imports(gate: Gate) -> list[ImportRecord]:
    with gate.reading(Action.CREATE) as transaction:
        return imports.list_imports(transaction)


def read_imported_submissions(gate: Gate, keys: Collection[str]) -> list[ImportedSubmission]:
    with gate.reading(Action.CREATE) as transaction:
        return imports.read_imported_submissions(transaction, keys)


def store_import(gate: Gate, plans: Sequence[ImportPlan], *, language: str = "en") -> ImportRecord:
    changed = [plan.assessment_id for plan in plans if plan.assessment_id is not None]
    with gate.writing(Action.CREATE, changed) as transaction:
        return imports.save_import(transaction, plans, language=language)


def undo_import(gate: Gate, import_id: str) -> None:
    with gate.writing(Action.DELETE) as transaction:
        imports.undo_import(transaction, import_id)
