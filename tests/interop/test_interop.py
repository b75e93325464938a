"""Workbooks that real programs filled in and saved come back as they were filled in; ours are sound to these programs.

`KEEP_WORKBOOKS=folder make interop` keeps what the programs save, as it lies in `tests/cases/workbooks/programs`.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assessment.domain.comparison.compare import compare
from assessment.domain.response import Voice
from assessment.errors import FileRefused
from assessment.i18n import using_language
from assessment.interchange.forms.xlsform import xlsform
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.reports.comparison.workbook import comparison_report
from assessment.reports.excel.gap_report import gap_report
from assessment.reports.word.document import word_report
from tests.interop.programs import PROGRAMS, by_poi, cells_seen, faults
from tests.reports.comparison.test_workbook import gcm_response
from tests.support.cases import GCM10
from tests.support.filled_workbooks import GIVEN, cells_typed, filled
from tests.support.questionnaires import read, said, with_texts_in_cells
from tests.support.reports import results_of

WRITTEN = dt.datetime(2026, 11, 24, 13, 2, 11, tzinfo=dt.UTC)
RESPONSES = [gcm_response("NPL", voice, 2026, seed) for seed, voice in enumerate((Voice.STATE, Voice.CIVIL_SOCIETY))]
OURS = {
    "questionnaire": questionnaire_workbook(GCM10),
    "questionnaire filled in": questionnaire_workbook(GCM10, response=RESPONSES[0].response),
    "questionnaire with strange texts": GIVEN["partly"][0],
    "form": xlsform(GCM10),
    "gap report": gap_report(results_of(GCM10, RESPONSES[0].response, written=WRITTEN)),
    "comparison": comparison_report(compare(RESPONSES), written=WRITTEN),
}


@pytest.mark.parametrize("state", GIVEN)
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_workbook_comes_back_as_it_was_filled_in(program: str, state: str, tmp_path: Path) -> None:
    given, typed, saved = _paths(state, tmp_path)
    PROGRAMS[program](given, typed, saved)
    _keep(program, state, saved)
    assert said(read(saved.read_bytes())) == filled(GIVEN[state][1])


def test_a_workbook_in_which_poi_wrote_over_what_was_there_comes_back(tmp_path: Path) -> None:
    given, typed, saved = _paths("partly", tmp_path)
    by_poi(given, typed, saved, "over")
    assert said(read(saved.read_bytes())) == filled(GIVEN["partly"][1])


def test_a_workbook_in_which_poi_wrote_beside_what_was_there_is_refused_with_its_cells(tmp_path: Path) -> None:
    given, typed, saved = _paths("partly", tmp_path)
    # It leaves those that stand in their cells, as many programs write them.
    given.write_bytes(with_texts_in_cells(given.read_bytes()))
    by_poi(given, typed, saved, "over")
    _keep("apache-poi-over", "partly", saved)
    with pytest.raises(FileRefused) as refused:
        read(saved.read_bytes())
    assert {problem.what for problem in refused.value.problems} == {"The cell contains two values."}


@pytest.mark.parametrize("name", OURS)
def test_the_open_xml_sdk_finds_no_fault_in_what_we_write(name: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.xlsx"
    path.write_bytes(OURS[name])
    assert faults(path) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_open_xml_sdk_finds_no_fault_in_a_document(language: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.docx"
    with using_language(language):
        path.write_bytes(word_report(results_of(GCM10, RESPONSES[0].response, written=WRITTEN)))
    assert faults(path) == []


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("program", ["sheetjs", "exceljs"])
def test_other_programs_see_what_we_write(program: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.xlsx"
    path.write_bytes(OURS[name])
    assert cells_seen(program, path) == {
        sheet.title: sum(cell.value is not None for row in sheet.iter_rows() for cell in row)
        for sheet in load_workbook(io.BytesIO(OURS[name])).worksheets
    }


def _paths(state: str, folder: Path) -> tuple[Path, Path, Path]:
    """The workbook that a program is given, what is typed into it, and where the program saves it."""
    given, typed, saved = (folder / name for name in ("given.xlsx", "typed.tsv", "saved.xlsx"))
    given.write_bytes(GIVEN[state][0])
    typed.write_text(cells_typed(GIVEN[state][0]), encoding="utf-8")
    return given, typed, saved


def _keep(name: str, state: str, saved: Path) -> None:
    if state == "partly" and (folder := os.environ.get("KEEP_WORKBOOKS")):
        Path(folder, f"{name}.xlsx").write_bytes(saved.read_bytes())
