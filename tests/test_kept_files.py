"""Files that people have come back to the letter, and what is written now is what programs read, whatever changes."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy.dialects import sqlite

from assessment.access.assessments import list_summaries, read_assessment, read_catalogue_of, read_follow_ups
from assessment.access.workshops import list_workshops
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.fields import SharingLevel
from assessment.domain.response import Response, Voice
from assessment.interchange.file_reader import read_file
from assessment.interchange.response_json import read_json_file
from assessment.services.exports import stored_export
from assessment.services.importing import prepare_import
from assessment.services.workshop_files import WorkshopFiles
from assessment.storage.column_types import Coded
from assessment.storage.opening import Storage, open_storage
from assessment.storage.tables import metadata
from tests.interchange.forms.test_submissions import filled_in
from tests.support.cases import CASES
from tests.support.catalogues import a_response
from tests.support.forms import Layout, as_csv, converted, export_rows, sent
from tests.support.gates import as_admin
from tests.support.questionnaires import with_values

KEPT = CASES / "kept"
DIALECT = sqlite.dialect()
REWORDED: set[object] = set()
"""What minutes said in other words in November 2026."""


@pytest.fixture(scope="module")
def stored() -> Iterator[Storage]:
    """The database that was kept, which these tests only read."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "assessments.db"
        shutil.copy(KEPT / "assessments.db", copy)
        with open_storage(f"sqlite:///{copy}") as repository:
            yield repository


@pytest.fixture(scope="module")
def ids(stored: Storage) -> dict[Voice, str]:
    return {
        one.voice: one.id
        for one in list_summaries(as_admin(stored))
        if one.organisation.startswith(("Ministry", "Ports"))
    }


@pytest.fixture(scope="module")
def catalogue(stored: Storage, ids: dict[Voice, str]) -> Catalogue:
    return read_catalogue_of(as_admin(stored), ids[Voice.STATE])


def content(name: str) -> bytes:
    return (KEPT / name).read_bytes()


def read(name: str, catalogue: Catalogue) -> Response:
    (incoming,) = read_file(content(name), name, lambda _id, _version: catalogue)
    return incoming.response.with_answers(incoming.response.answers)


def test_the_responses_have_every_field_so_that_every_field_is_tried(catalogue: Catalogue) -> None:
    answers = [
        answer for name in ("response.json", "submissions.csv") for answer in read(name, catalogue).answers.values()
    ]
    for field in (
        "evidence", "evidence_url", "law_reference", "responsible", "action", "target_date", "comment", "reason",
        "cause",
    ):  # fmt: skip
        assert any(getattr(answer, field) for answer in answers), field
    assert {answer.rating for answer in answers} == {*Rating, None}
    assert {answer.measures and len(answer.measures) for answer in answers} == {None, (), 1, 2}


def test_the_response_is_stored_as_its_files_say(stored: Storage, ids: dict[Voice, str], catalogue: Catalogue) -> None:
    state = read_assessment(as_admin(stored), ids[Voice.STATE]).response
    civil_society = read_assessment(as_admin(stored), ids[Voice.CIVIL_SOCIETY]).response
    for name in ("response.json", "questionnaire.xlsx"):
        assert read(name, catalogue) == state, name
    assert read("submissions.json", catalogue) == civil_society
    plan = read_json_file(content("response.json"), "response.json", lambda _id, _version: catalogue).follow_ups
    assert {item: each.follow_up for item, each in plan.items()} == {
        item: each.record for item, each in read_follow_ups(as_admin(stored), ids[Voice.STATE]).items()
    }


@pytest.mark.parametrize(
    "name", ["response.json", "questionnaire.xlsx", "gap-report.xlsx", "submissions.csv", "submissions-labels.xlsx"]
)
def test_a_file_that_was_made_from_what_is_stored_changes_nothing(
    stored: Storage, catalogue: Catalogue, name: str
) -> None:
    access = as_admin(stored, "somebody")
    prepared = prepare_import([(content(name), name)], access, lambda _id, _version: catalogue)
    assert not prepared.refused
    assert prepared.changes_nothing
    # A submission that was taken is left out.
    assert [preview.stored is not None for preview in prepared.previews] == [True] * (not name.startswith("sub"))


def test_every_form_of_the_submission_says_the_same(catalogue: Catalogue) -> None:
    assert read("submissions-labels.xlsx", catalogue) == read("submissions.csv", catalogue)


def test_what_is_filled_in_with_the_empty_workbook_tomorrow_is_read(catalogue: Catalogue) -> None:
    typed = {"country": "Nepal", "voice": "Other", "INV-04 rating": "◐ Partial"}
    workbook = with_values(content("questionnaire-empty.xlsx"), typed)
    (incoming,) = read_file(workbook, "filled.xlsx", lambda _id, _version: catalogue)
    expected = a_response(catalogue, {"INV-04": Rating.PARTIAL}, country="NPL", voice=Voice.OTHER)
    assert incoming.response.with_answers(incoming.response.answers) == expected


def test_what_is_filled_in_with_the_form_tomorrow_is_read(catalogue: Catalogue) -> None:
    form, response = converted(content("form.xlsx")), read("submissions.csv", catalogue)
    submission = sent(form, {**filled_in(catalogue, response), "_uuid": "new"})
    for language in (None, "English (en)"):
        table = as_csv(export_rows(form, [submission], Layout(labels=language)))
        (incoming,) = read_file(table, "export.csv", lambda _id, _version: catalogue)
        assert incoming.response.with_answers(incoming.response.answers) == response, language


def test_files_for_programs_are_written_as_they_were(stored: Storage, ids: dict[Voice, str]) -> None:
    access = as_admin(stored, "somebody")
    export = stored_export(access, ids[Voice.STATE], SharingLevel.FULL, 0.5, "en")
    of = {each.plan.title: WorkshopFiles(access, each.id, "en") for each in list_workshops(as_admin(stored))}
    named, anonymous = of["Named “room” 港"], of["Anonymous"]
    written = {
        "response.json": export.json().encode(),
        "response.csv": export.csv(hxl=False),
        "response-hxl.csv": export.csv(hxl=True),
        "ballots.csv": named.ballots_csv(),
        "ballots.json": named.ballots_json().encode(),
        "counts.csv": anonymous.ballots_csv(),
        "counts.json": anonymous.ballots_json().encode(),
    }
    for name, now in written.items():
        assert now == content(name), name


def test_the_minutes_still_say_what_they_said(stored: Storage) -> None:
    (workshop,) = [each.id for each in list_workshops(as_admin(stored)) if each.plan.title == "Named “room” 港"]
    files = WorkshopFiles(as_admin(stored, "somebody"), workshop, "en")
    said, now = cells_of_document(content("minutes.docx")), cells_of_document(files.minutes_word())
    assert set(said) - set(now) <= {"Spread"}
    said_there, there = cells_of_workbook(content("minutes.xlsx")), cells_of_workbook(files.minutes_excel())
    assert set(said_there) - set(there) <= REWORDED


def cells_of_document(document: bytes) -> list[str]:
    tables = Document(io.BytesIO(document)).tables
    return [cell.text for table in tables for row in table.rows for cell in row.cells]


def cells_of_workbook(workbook: bytes) -> list[object]:
    """What stands in the sheets, without when it was written."""
    cells = [cell for sheet in load_workbook(io.BytesIO(workbook)).worksheets for row in sheet for cell in row]
    return [
        # Alpha was a text once, and is a number that reads the same.
        f"{cell.value:.2f}" if cell.number_format == "0.00" and isinstance(cell.value, int | float) else cell.value
        for cell in cells
        if "written" not in str(cell.value).casefold()
    ]


def test_a_response_with_half_a_character_leaves_in_every_format(stored: Storage) -> None:
    access = as_admin(stored, "Asha")
    strange = [
        one.id
        for one in list_summaries(as_admin(stored))
        if "\\ud800" in repr(read_assessment(as_admin(stored), one.id).response)
    ]
    assert strange
    for assessment_id in strange:
        export = stored_export(access, assessment_id, SharingLevel.FULL, 2 / 3, "en")
        table, text = export.csv(hxl=False).decode("utf-8-sig"), export.json()
        assert text.encode()
        assert "\ufffd" in table
        assert "\ufffd" in text
        response = read_assessment(as_admin(stored), assessment_id).response
        back = json.loads(text)
        assert back["answers"].keys() == response.answers.keys()
        for write in (export.excel, export.word, export.workbook):
            assert write()


def test_every_stored_text_is_the_same_to_the_byte_after_it_was_read_and_written() -> None:
    texts = 0
    with sqlite3.connect(KEPT / "assessments.db") as connection:
        for table in metadata.tables.values():
            stored_columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}
            for column in table.columns:
                if not isinstance(column.type, Coded) or column.name not in stored_columns:
                    continue
                query = f'SELECT "{column.name}" FROM {table.name} WHERE "{column.name}" IS NOT NULL'  # noqa: S608
                for (text,) in connection.execute(query):
                    value = column.type.process_result_value(text, DIALECT)
                    assert column.type.process_bind_param(value, DIALECT) == text, (table.name, column.name)
                    texts += 1
    assert texts > 200
