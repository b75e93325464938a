"""Files that were made to take the machine: each is told what is wrong before it has taken anything."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment import catalogue, strict, yaml_text
from assessment.catalogue import read_catalogue
from assessment.errors import FileRefused
from assessment.interchange import (
    file_kinds,
    reading_process,
    response_json,
    submissions,
    submissions_layout,
    tables,
    words,
    workbook_bounds,
)
from assessment.interchange.arrivals import read_file
from assessment.interchange.offline import sheet_glance
from assessment.ui import uploads
from tests.core_builders import CASES, assert_printable
from tests.documents import document, section
from tests.hostile_files import CATALOGUES, JSON, SUBMISSIONS, TABLES, UPLOADED
from tests.peaks import PEAK, peak_of_reading
from tests.test_submissions import find

TOLD: dict[str, dict[str, Any]] = yaml.safe_load((CASES / "hostile.yaml").read_text(encoding="utf-8"))


def test_every_hostile_file_has_its_words() -> None:
    groups = {"json": JSON, "tables": TABLES, "submissions": SUBMISSIONS, "catalogues": CATALOGUES}
    assert {group: list(told) for group, told in TOLD.items()} == {name: list(files) for name, files in groups.items()}


@pytest.mark.parametrize(("group", "name"), [(group, name) for group, told in TOLD.items() for name in told])
def test_a_hostile_file_is_told_what_is_wrong(group: str, name: str) -> None:
    content = (CATALOGUES if group == "catalogues" else UPLOADED)[name]()
    try:
        said: object = (
            len(read_file(content, "gift", find)) if group != "catalogues" else read_catalogue(content, "x.yaml")
        )
    except FileRefused as error:
        assert_printable(error.problems)
        said = str(error.problems[0])
    assert said == TOLD[group][name]


def test_a_cell_is_bounded_whatever_limit_another_library_has_set() -> None:
    before = csv.field_size_limit(sys.maxsize)
    try:
        test_a_hostile_file_is_told_what_is_wrong("tables", "a cell of megabytes")
    finally:
        csv.field_size_limit(before)


def test_no_file_of_text_takes_more_memory_than_is_there(tmp_path: Path) -> None:
    files = {f"{name}.txt": build() for name, build in (JSON | TABLES).items()}
    catalogues = {f"{name}.yaml": build() for name, build in CATALOGUES.items()}
    peak, told_of = peak_of_reading(files | catalogues, tmp_path)
    assert peak < PEAK, told_of


def test_every_bound_of_what_is_read_is_published() -> None:
    bounds = (
        file_kinds.SIZE_LIMIT, response_json.SIZE_LIMIT, strict.VALUE_LIMIT, strict.NESTING_LIMIT, strict.PROBLEM_LIMIT,
        catalogue.SIZE_LIMIT, yaml_text.MARK_LIMIT, tables.CELL_LIMIT, tables.ROW_LIMIT, tables.COLUMN_LIMIT,
        tables.CELL_TEXT_LIMIT, submissions.SUBMISSION_LIMIT, submissions.ANSWER_LIMIT, submissions.CATALOGUE_LIMIT,
        submissions_layout.LETTERS_LIMIT, submissions_layout.NAME_LIMIT, workbook_bounds.SHEET_LIMIT,
        workbook_bounds.ENTRY_LIMIT,
        workbook_bounds.EXPANDED_LIMIT, workbook_bounds.RATIO_FROM, workbook_bounds.RATIO_LIMIT, sheet_glance.ROW_LIMIT,
        sheet_glance.COLUMN_LIMIT, sheet_glance.CELL_LIMIT, sheet_glance.TEXT_LIMIT, sheet_glance.ELEMENT_LIMIT,
        sheet_glance.NOTED_LIMIT, sheet_glance.MERGED_LIMIT, words.WORDS_LIMIT, words.NORMAL_LIMIT,
        reading_process.SECONDS_LIMIT,
    )  # fmt: skip
    text = section(document("limits.md"), "Files that are read")
    assert {f"{bound:,}" for bound in bounds} - set(re.findall(r"[0-9][0-9,]*", text)) == set()
    text = section(document("limits.md"), "The server")
    assert f"{uploads.FILES_LIMIT:,} files, {uploads.BYTES_LIMIT // 1_000_000} MB together" in text
