"""The files that leave a workshop: who may have them, and who is named in them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from docx import Document
from openpyxl import load_workbook

from assessment.access.gate import Gate, NotAllowed
from assessment.access.workshops import finish_workshop
from assessment.domain.fields import SharingLevel
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.stages import Step
from assessment.interchange.file_reader import read_file
from assessment.records.errors import WorkshopUnknown
from assessment.services.exports import stored_export
from assessment.services.workshop_files import WorkshopFiles
from assessment.storage.opening import Storage
from tests.support.catalogues import a_catalogue
from tests.support.gates import as_admin, as_role
from tests.support.held_workshops import FIRST, REMARK, SECOND, THIRD, hold_workshop


def files_of(repository: Storage, workshop_id: str, access: Gate | None = None) -> WorkshopFiles:
    return WorkshopFiles(access or as_admin(repository, "Asha"), workshop_id, "en")


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_ballots_of_a_named_workshop_say_who_voted_what_as_it_was_revealed(repository: Storage) -> None:
    files = files_of(repository, hold_workshop(repository).id)

    rows = rows_of(files.ballots_csv())

    assert len(rows) == 18
    assert rows[0] == {
        "recommendation_id": FIRST,
        "vote": "1",
        "reveal": "1",
        "number": "1",
        "voice": "state",
        "table": "",
        "name": "",
        "rating": "implemented",
        "remark": f"'{REMARK}",
        "on_paper": "false",
    }
    said = json.loads(files.ballots_json())
    assert (said["format"], len(said["ballots"]), said["ballots"][0]["remark"]) == (
        "gap-assessment-ballots/1",
        18,
        REMARK,
    )


def test_the_ballots_of_an_anonymous_workshop_are_only_counts_as_they_were_shown(repository: Storage) -> None:
    room = hold_workshop(repository, state=5, civil_society=6, anonymous=True)
    files = files_of(repository, room.id)

    rows = rows_of(files.ballots_csv())

    assert {"number", "name", "remark"}.isdisjoint(rows[0])
    first = [row for row in rows if (row["recommendation_id"], row["vote"]) == (FIRST, "1")]
    assert [(row["whose"], row["part"], row["implemented"], row["absent"]) for row in first] == [
        ("together", "", "5", "6"),
        ("part", "civil_society", "0", "6"),
        ("part", "state", "5", "0"),
    ]
    assert "ballots" not in json.loads(files.ballots_json())


def test_readers_of_an_organisation_have_the_minutes_but_not_the_ballots(repository: Storage) -> None:
    room = hold_workshop(repository)
    reader = as_role(repository, Role.READER)
    files = files_of(repository, room.id, reader)

    assert files.minutes_word().startswith(b"PK")
    assert files.minutes_excel().startswith(b"PK")
    with pytest.raises(NotAllowed):
        files.ballots_csv()
    with pytest.raises(WorkshopUnknown):
        files_of(repository, room.id, as_role(repository, Role.READER, Scope(organisation="Another"))).minutes_word()


def test_a_projector_has_no_files(repository: Storage) -> None:
    room = hold_workshop(repository)
    projector = as_role(repository, Role.PROJECTOR, Scope(workshop_id=room.id))
    with pytest.raises(NotAllowed):
        files_of(repository, room.id, projector).minutes_word()


def test_the_reports_of_a_workshop_have_the_length_of_its_agenda_and_say_once_what_was_not_on_it(
    repository: Storage,
) -> None:
    room = hold_workshop(repository, recommendations=(FIRST, SECOND, THIRD))
    room.steps(THIRD, Step.OPEN, Step.CLOSE, Step.REVEAL, Step.PARK)
    finish_workshop(room.lead, room.id)
    access, assessment_id = as_admin(repository, "Asha"), room.response
    export = stored_export(access, assessment_id, SharingLevel.FULL, 2 / 3, "en")
    sentence = (
        "These figures are of the 3 recommendations on the agenda. The other 2 were not assessed in this workshop."
    )

    excel = load_workbook(io.BytesIO(export.excel()))
    rows = {title: [cell.value for cell in excel[title]["B"]] for title in ("All answers", "Information gaps")}
    assert [each for each in rows["All answers"] if str(each).startswith("INV")] == [FIRST, SECOND, THIRD]
    assert [each for each in rows["Information gaps"] if str(each).startswith("INV")] == [SECOND, THIRD]
    summary = [str(cell.value) for row in excel["Summary"] for cell in row if cell.value is not None]
    assert [sentence in words for words in summary].count(True) == 1
    assert "Market" not in summary
    words = [each.text for each in Document(io.BytesIO(export.word())).paragraphs]
    assert [sentence in each for each in words].count(True) == 1
    assert [row["recommendation_id"] for row in rows_of(export.csv(hxl=False))] == [FIRST, SECOND, THIRD]
    assert json.loads(export.json())["asked"] == [FIRST, SECOND, THIRD]
    (questionnaire,) = read_file(export.workbook(), "questionnaire.xlsx", lambda *_version: a_catalogue())
    assert questionnaire.response.asked == frozenset({FIRST, SECOND, THIRD})
