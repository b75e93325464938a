"""The minutes in Excel, reopened."""

from __future__ import annotations

import io

import openpyxl

from assessment.reports.minutes_workbook import minutes_workbook
from assessment.storage import Repository
from tests.reports.excel.test_gap_report import WRITTEN
from tests.support.held_workshops import AGREED, FIRST, REMARK, SECOND, hold_workshop
from tests.support.room import Room
from tests.support.workbooks import assert_sound, rows_of, value_beside


def minutes(room: Room) -> openpyxl.Workbook:
    content = minutes_workbook(room.lead.outcome(room.id), written=WRITTEN)
    assert_sound(content)
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_workbook_has_results_votes_and_remarks(repository: Repository) -> None:
    book = minutes(hold_workshop(repository))

    assert book.sheetnames == ["Minutes", "Recommendations", "Votes", "Remarks"]
    assert value_beside(book["Minutes"], "Joined") == "6 participants: State 3, Civil society 3"
    results = {row["Id"]: row for row in rows_of(book["Recommendations"], "Results")}
    assert (results[FIRST]["Dissent"], results[FIRST]["Spread"], results[FIRST]["n"]) == (AGREED.dissent, 0, 6)
    assert results[SECOND]["Result"] == "Parked: left for later, without an agreed rating"
    votes = rows_of(book["Votes"], "Votes")
    assert [(row["Vote"], row["Who"], row["Implemented"], row["Absent"], row["n"]) for row in votes[:3]] == [
        ("First vote", "Together", 3, 3, 6),
        ("First vote", "State", 3, 0, 3),
        ("First vote", "Civil society", 0, 3, 3),
    ]
    assert votes[0]["Spread"] == 0.6
    assert rows_of(book["Remarks"], "Remarks")[0]["Remark"] == REMARK


def test_where_nobody_wrote_a_remark_the_sheet_says_so(repository: Repository) -> None:
    room = hold_workshop(repository, state=0, civil_society=0)
    assert "Nobody wrote a remark." in [cell.value for row in minutes(room)["Remarks"] for cell in row]
