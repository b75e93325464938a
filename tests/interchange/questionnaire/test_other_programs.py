"""Workbooks that other programs filled in and saved (`make interop` runs them) come back as they were filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assessment.errors import FileRefused
from tests.support.cases import CASES
from tests.support.filled_workbooks import PARTLY, filled
from tests.support.questionnaires import read, said

FOLDER = CASES / "workbooks" / "programs"
PROGRAMS: dict[str, str] = yaml.safe_load((FOLDER / "programs.yaml").read_text(encoding="utf-8"))
OVER = "apache-poi-over"
TOLD = {
    # It makes a number of any text that looks like one.
    "xlsx-populate": "This cell was read as “2026”.",
    "libreoffice": "The cell contains a formula. Its last result is used: “1”.",
}


def test_every_workbook_says_which_program_wrote_it() -> None:
    assert sorted(PROGRAMS) == sorted(path.stem for path in FOLDER.glob("*.xlsx"))


def test_a_workbook_comes_back_as_another_program_filled_it_in() -> None:
    for program in sorted(PROGRAMS.keys() - {OVER}):
        incoming = read(_saved_by(program))
        assert said(incoming) == filled(PARTLY), program
        assert [problem.what for problem in incoming.warnings] == ([TOLD[program]] if program in TOLD else []), program


def test_a_cell_in_which_a_program_left_two_answers_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        read(_saved_by(OVER))
    assert [problem.where for problem in refused.value.problems] == [
        "Start here!C15", "Start here!C16", "Start here!C17",
        "Questionnaire!I6", "Questionnaire!I7", "Questionnaire!I13",
    ]  # fmt: skip


def _saved_by(program: str) -> bytes:
    return Path(FOLDER, f"{program}.xlsx").read_bytes()
