"""Files that were made to take the machine: the slowest of them, and how much memory any of them takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interchange import test_hostile_files as texts
from tests.interchange.questionnaire import test_broken_workbooks as workbooks
from tests.support import broken_workbooks, hostile_files
from tests.support.hostile_files import CATALOGUES, JSON, TABLES
from tests.support.memory_peaks import PEAK, peak_of_reading


def test_the_slowest_are_told_what_is_wrong() -> None:
    for group, told in texts.TOLD.items():
        for name in [each for each in told if each in hostile_files.ENDURED]:
            texts.assert_told_as_written(group, name)
    for name in broken_workbooks.ENDURED:
        workbooks.assert_told_as_written(name, broken_workbooks.BROKEN[name]())


def test_no_file_of_text_takes_more_memory_than_is_there(tmp_path: Path) -> None:
    files = {f"{name}.txt": build() for name, build in (JSON | TABLES).items()}
    catalogues = {f"{name}.yaml": build() for name, build in CATALOGUES.items()}
    peak, told_of = peak_of_reading(files | catalogues, tmp_path)
    assert peak < PEAK, told_of


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_workbook_takes_more_memory_than_is_there(tmp_path: Path) -> None:
    large = {**broken_workbooks.ZIPS, **broken_workbooks.BOUNDS, **broken_workbooks.ALLOWED}
    peak, told_of = peak_of_reading({f"{name}.xlsx": build() for name, build in large.items()}, tmp_path)
    assert peak < PEAK, told_of
