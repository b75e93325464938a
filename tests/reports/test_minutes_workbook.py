"""The minutes in Excel, and the gap report of what a workshop agreed on, with the votes beside each rating."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import chain
from typing import Any

import openpyxl
from docx import Document

from assessment.access.assessments import read_assessment
from assessment.access.workshops import read_outcome
from assessment.domain.answer import Rating
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.sourced import SourcedResponse
from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.stages import Step
from assessment.records.workshops import Newcomer
from assessment.reports.minutes_workbook import minutes_workbook
from assessment.services.exports import Export, stored_export
from assessment.storage.opening import Storage
from tests.reports.excel.test_gap_report import WRITTEN
from tests.reports.word.test_document import all_text, captioned
from tests.support.gates import as_admin, store_response
from tests.support.held_workshops import AGREED, FIRST, REMARK, SECOND, change_agreed_answer, hold_workshop
from tests.support.room import Room
from tests.support.workbooks import assert_sound, rows_of, texts_by_sheet, value_beside


def export_of(room: Room, level: SharingLevel = SharingLevel.FULL) -> Export:
    stored = read_assessment(as_admin(room.repository), room.response)
    source = SourcedResponse("", stored.catalogue, stored.response)
    return Export(source, level, 2 / 3, "en", workshop=read_outcome(room.lead, room.id))


def word(export: Export) -> Any:
    return Document(io.BytesIO(export.word()))


def minutes(room: Room) -> openpyxl.Workbook:
    return assert_sound(minutes_workbook(read_outcome(room.lead, room.id), written=WRITTEN))


def test_the_minutes_have_results_votes_and_remarks(held: Room) -> None:
    book = minutes(held)
    assert book.sheetnames == ["Minutes", "Recommendations", "What happened", "Votes", "Remarks", "Agreement"]
    assert value_beside(book["Minutes"], "Joined") == "6 participants: State 3, Civil society 3"
    results = {row["Id"]: row for row in rows_of(book["Recommendations"], "Results")}
    assert results[FIRST]["Dissent"] == AGREED.dissent
    (first, second) = rows_of(book["Agreement"], "Spreads")
    assert (first["Id"], first["Spread"], first["n"], second["Spread"]) == (FIRST, 0, 6, None)
    happened = [(row["What happened"], row["Result"]) for row in rows_of(book["What happened"], "History")]
    assert happened[:2] == [("First vote revealed", "3 implemented, 3 absent (n = 6)"), ("Second vote opened", None)]
    assert results[SECOND]["Result"] == "Parked: left for later, without an agreed rating"
    votes = rows_of(book["Votes"], "Votes")
    assert [(row["Vote"], row["Who"], row["Implemented"], row["Absent"], row["n"]) for row in votes[:3]] == [
        ("First vote", "Together", 3, 3, 6),
        ("First vote", "State", 3, 0, 3),
        ("First vote", "Civil society", 0, 3, 3),
    ]
    assert votes[0]["Spread"] == 0.6
    assert rows_of(book["Remarks"], "Remarks")[0]["Remark"] == REMARK


def test_an_agreed_rating_stands_with_its_reason_dissent_votes_and_n_and_the_votes_on_a_sheet(held: Room) -> None:
    book, said = assert_sound(export_of(held).excel()), "Workshop: reason, dissent, votes"
    told = {
        "Agreed in the workshop": "◐ Partial",
        "Reason": AGREED.reason,
        "Dissent": AGREED.dissent,
        "First vote": "3 implemented, 3 absent (n = 6)",
        "Second vote": "6 partial (n = 6)",
        "Spread of votes (n)": "0.00 (n = 6)",
    }
    lines = "\n".join(f"{name}: {text}" for name, text in told.items())
    assert {row["Id"]: row[said] for row in rows_of(book["All answers"], "AllAnswers")} == {
        FIRST: lines
    } | dict.fromkeys(("INV-02", "INV-03", "INV-04", "INV-05"))
    assert rows_of(book["Gap texts"], "GapTexts")[0][said] == lines
    assert rows_of(book["Minutes"], "Votes")[0]["Spread"] == 0.6
    card = {row.cells[0].text: row.cells[1].text for row in captioned(word(export_of(held)), "Title 1").rows}
    assert card.items() >= told.items()
    assert "Comment" not in card, "the dissent is told twice"


def test_the_plan_says_who_acts_and_a_card_that_nobody_was_asked_about_measures(held: Room) -> None:
    export = export_of(held)
    planned = FollowUp(FollowUpStatus.STARTED, responsible="Port Authority", action="Open a shelter")
    followed = replace(export, source=replace(export.source, follow_ups={FIRST: planned}))
    document = word(followed)
    card = {row.cells[0].text: row.cells[1].text for row in captioned(document, "Title 1").rows}
    (_header, planned_row) = captioned(document, "Follow-up plan").rows
    assert [cell.text for cell in planned_row.cells[3:5]] == ["Port Authority", "Open a shelter"]
    assert card["Measures (not recorded which of them are in place)"] == "Measure 1\nMeasure 2"
    (gap,) = rows_of(assert_sound(export.excel())["Gap texts"], "GapTexts")
    assert gap["Measures not ticked"] == "Not recorded which measures are in place."


def test_neither_remarks_nor_dissent_are_in_a_report_that_is_shared_without_comments(held: Room) -> None:
    export = export_of(held)
    levels = (SharingLevel.PUBLIC, SharingLevel.PARTNERS)
    workbooks = ["\n".join(chain(*texts_by_sheet(replace(export, level=level).excel()).values())) for level in levels]
    for text in (*workbooks, all_text(word(replace(export, level=SharingLevel.PUBLIC)))):
        assert AGREED.dissent not in text
        assert REMARK not in text
        assert "0.00 (n = 6)" in text


def test_the_public_version_names_no_tables_and_a_sheet_without_remarks_says_so(repository: Storage) -> None:
    room = hold_workshop(
        repository, state=0, civil_society=0, voices=(), tables=("Harbour police",), breakdown=Breakdown.TABLE
    )
    room.let_in([Newcomer(table="Harbour police")])
    room.steps("INV-03", Step.OPEN)
    room.vote(0, "INV-03", Rating.PARTIAL)
    room.steps("INV-03", Step.CLOSE, Step.REVEAL)
    export = export_of(room)

    assert "Harbour police" in texts_by_sheet(export.excel())["Minutes"]
    assert "Harbour police" not in texts_by_sheet(replace(export, level=SharingLevel.PUBLIC).excel())["Minutes"]
    assert "Nobody wrote a remark." in [cell.value for row in minutes(room)["Remarks"] for cell in row]


def test_the_download_of_an_agreed_response_has_the_votes_and_that_of_another_has_not(repository: Storage) -> None:
    room = hold_workshop(repository)
    access = as_admin(repository, "Asha")
    agreed = room.response
    other = read_assessment(as_admin(repository), agreed)
    another = store_response(as_admin(repository, "Asha"), other.catalogue, other.response)
    change_agreed_answer(room)

    def sheets(assessment_id: str) -> dict[str, list[str]]:
        return texts_by_sheet(stored_export(access, assessment_id, SharingLevel.FULL, 2 / 3, "en").excel())

    downloaded = sheets(agreed)
    assert "Minutes" in downloaded
    assert any("Spread of votes (n): 0.00 (n = 6), changed after" in text for text in downloaded["All answers"])
    assert "Minutes" not in sheets(another)
