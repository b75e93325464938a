"""The database as a whole: checked, backed up, restored."""

from __future__ import annotations

from pathlib import Path

from assessment.access.gate import Gate
from assessment.errors import Problem
from assessment.records.assessments import CheckResult


def check_stored_data(gate: Gate) -> CheckResult:
    return gate.administering().check()


def write_backup(gate: Gate, path: Path) -> tuple[Problem, ...]:
    return gate.administering().backup(path)


def restore_stored_data(gate: Gate, path: Path) -> Path:
    return gate.administering().restore(path)
