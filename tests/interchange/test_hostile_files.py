"""Files that were made to take the machine: each is told what is wrong before it has taken anything."""

from __future__ import annotations

import csv
import re
import sys
from typing import Any

import pytest
import yaml

from assessment import catalogues
from assessment.catalogues import read_catalogue
from assessment.errors import FileRefused
from assessment.interchange import file_types, reader_process, response_json, text_tables, vocabulary
from assessment.interchange.file_reader import read_file
from assessment.interchange.forms import columns, submissions
from assessment.interchange.xlsx import bounds as xlsx_bounds
from assessment.interchange.xlsx import counters
from assessment.parsing import json_reader, validation, yaml_reader
from assessment.ui import upload_limits
from tests.interchange.forms.test_submissions import find
from tests.support.cases import CASES, assert_printable
from tests.support.documents import document, section
from tests.support.hostile_files import CATALOGUES, ENDURED, JSON, SUBMISSIONS, TABLES, UPLOADED

TOLD: dict[str, dict[str, Any]] = yaml.safe_load((CASES / "hostile.yaml").read_text(encoding="utf-8"))


def test_every_hostile_file_has_its_words() -> None:
    groups = {"json": JSON, "tables": TABLES, "submissions": SUBMISSIONS, "catalogues": CATALOGUES}
    assert {group: list(told) for group, told in TOLD.items()} == {name: list(files) for name, files in groups.items()}


@pytest.mark.parametrize("group", TOLD)
def test_a_hostile_file_is_told_what_is_wrong(group: str) -> None:
    for name in TOLD[group]:
        if name not in ENDURED:
            assert_told_as_written(group, name)


def assert_told_as_written(group: str, name: str) -> None:
    content = (CATALOGUES if group == "catalogues" else UPLOADED)[name]()
    try:
        said: object = (
            len(read_file(content, "gift", find)) if group != "catalogues" else read_catalogue(content, "x.yaml")
        )
    except FileRefused as error:
        assert_printable(error.problems)
        said = str(error.problems[0])
    assert said == TOLD[group][name], name


def test_a_cell_is_bounded_whatever_limit_another_library_has_set() -> None:
    before = csv.field_size_limit(sys.maxsize)
    try:
        assert_told_as_written("tables", "a cell of megabytes")
    finally:
        csv.field_size_limit(before)


def test_every_bound_of_what_is_read_is_published() -> None:
    bounds = (
        file_types.SIZE_LIMIT,
        response_json.SIZE_LIMIT,
        json_reader.VALUE_LIMIT,
        validation.NESTING_LIMIT,
        validation.PROBLEM_LIMIT,
        catalogues.SIZE_LIMIT,
        yaml_reader.MARK_LIMIT,
        text_tables.CELL_LIMIT,
        text_tables.ROW_LIMIT,
        text_tables.COLUMN_LIMIT,
        text_tables.CELL_TEXT_LIMIT,
        submissions.SUBMISSION_LIMIT,
        submissions.ANSWER_LIMIT,
        submissions.CATALOGUE_LIMIT,
        columns.LETTERS_LIMIT,
        columns.NAME_LIMIT,
        xlsx_bounds.ENTRY_LIMIT,
        xlsx_bounds.RATIO_FROM,
        xlsx_bounds.RATIO_LIMIT,
        counters.BYTE_LIMIT,
        counters.MARK_LIMIT,
        counters.CELL_LIMIT,
        counters.TEXT_LIMIT,
        counters.NOTE_LIMIT,
        vocabulary.WORDS_LIMIT,
        vocabulary.NORMAL_LIMIT,
        reader_process.SECONDS_LIMIT,
    )
    text = section(document("limits.md"), "Files that are read")
    assert {f"{bound:,}" for bound in bounds} - set(re.findall(r"[0-9][0-9,]*", text)) == set()
    text = section(document("limits.md"), "The server")
    assert f"{upload_limits.FILES_LIMIT:,} files, {upload_limits.BYTES_LIMIT // 1_000_000} MB together" in text
