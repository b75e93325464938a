"""What is printed before a workshop: sheets by which people join, and ballots on paper."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from docx import Document

from assessment.access.gate import Gate, NotAllowed
from assessment.access.workshops import finish_workshop, read_workshop, set_days, set_wifi
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.model import Wifi
from assessment.domain.workshop.stages import Step
from assessment.records.errors import WorkshopFinished
from assessment.services.workshop_files import WorkshopFiles
from assessment.storage.opening import Storage
from tests.reports.word.test_document import all_text, rows_of, title_of
from tests.support.gates import as_admin, as_role
from tests.support.room import Room, a_plan, hold_room

ORIGIN = "http://192.168.1.20:8501"


def files_of(room: Room, access: Gate | None = None) -> WorkshopFiles:
    access = access or as_admin(room.repository, "Asha")
    return WorkshopFiles(access, room.id, "en")


def reopened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def test_the_sheets_show_address_and_code_large_once_and_small_six_times(repository: Storage) -> None:
    room = hold_room(repository)
    document = reopened(files_of(room).sheets(ORIGIN))
    code = read_workshop(room.lead, room.id).code or "?"

    text = all_text(document)
    assert (text.count(code), text.count(ORIGIN)) == (7, 7)
    assert len(document.inline_shapes) == 7
    (cut,) = document.tables
    assert (len(cut.rows), len(cut.columns)) == (3, 2)
    descriptions = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert set(descriptions) == {f"QR code of {ORIGIN}"}
    set_days(room.lead, room.id, [dt.date(2026, 11, 25), dt.date(2026, 11, 24)])
    set_wifi(room.lead, room.id, Wifi("Hall 3", "open;sesame"))
    document = reopened(files_of(room).sheets(ORIGIN))
    text = all_text(document)
    assert (text.count("Wi-Fi: Hall 3"), text.count("Password: open;sesame")) == (7, 7)
    assert text.count("24 November 2026, 25 November 2026") == 7
    descriptions = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert descriptions.count("QR code of the Wi-Fi") == 1


def test_a_finished_workshop_has_no_sheets_to_join_by(repository: Storage) -> None:
    room = hold_room(repository)
    finish_workshop(room.lead, room.id)
    with pytest.raises(WorkshopFinished):
        files_of(room).sheets(ORIGIN)


def test_a_paper_ballot_has_the_question_five_answers_with_their_meaning_and_room_for_a_remark(
    repository: Storage,
) -> None:
    room = hold_room(repository, plan=a_plan(tables=("Harbour", "Market")))
    document = reopened(files_of(room).paper_ballots())

    assert [title_of(table) for table in document.tables] == [f"Ballot on INV-0{number}" for number in range(1, 6)]
    rows = rows_of(document.tables[0])
    assert [row[0].replace("\N{NO-BREAK SPACE}", " ") for row in rows] == [
        "☐ ● Implemented",
        "☐ ◐ Partial",
        "☐ ○ Absent",
        "☐ ? Don’t know",
        "☐ – Not applicable",
        "Remark (no names, no cases)",
    ]
    assert rows[1][1] == "Some of it is in place, or it is in law but not in practice."
    text = all_text(document).replace("\N{NO-BREAK SPACE}", " ")
    assert "Is number 1 done?" in text
    assert "☐ First vote ☐ Second vote   Number ____________   Voice: ☐ State ☐ Civil society" in text
    assert "Table: ☐ Harbour ☐ Market" in text


def test_printing_is_for_those_who_lead(repository: Storage) -> None:
    room = hold_room(repository, state=1)
    room.steps("INV-01", Step.OPEN)
    for access in (as_role(repository, Role.READER), as_role(repository, Role.PROJECTOR, Scope(workshop_id=room.id))):
        with pytest.raises(NotAllowed):
            files_of(room, access).paper_ballots()
        with pytest.raises(NotAllowed):
            files_of(room, access).sheets(ORIGIN)
