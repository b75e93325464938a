"""The follow-up plan of a gap report, as it comes back from a spreadsheet program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file, read_single_response
from assessment.reports.excel.gap_report import gap_report
from tests.support import questionnaires
from tests.support.cases import HARBOURS, targets, texts
from tests.support.catalogues import a_response
from tests.support.reports import results_of
from tests.support.returned_files import gap_cell, with_plan

WRITTEN = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
RESPONSE = a_response(
    HARBOURS,
    {
        "HAR-01": Answer(Rating.PARTIAL, responsible="Harbour master", action="Hire", target_date=dt.date(2027, 6, 30)),
        "HAR-02": Answer(Rating.ABSENT),
    },
)
SAVED = FollowUp(FollowUpStatus.STARTED, dt.date(2026, 11, 20), "Law drafted.", "Ministry", "Adopt it.", None)
PLAN = {"HAR-02": SAVED}, {"HAR-02": 3}


def report(follow_ups: Mapping[str, FollowUp], revisions: Mapping[str, int], **more: Any) -> bytes:
    known = {"assessment_id": "a1", "follow_ups": follow_ups, "follow_up_revisions": revisions, **more}
    return gap_report(results_of(HARBOURS, RESPONSE, written=WRITTEN, **known))


@cache
def untouched() -> bytes:
    return report(*PLAN)


def find(_catalogue_id: str, _version: str) -> Catalogue:
    return HARBOURS


def read(content: bytes) -> ImportedResponse:
    (incoming,) = read_file(content, "gaps.xlsx", find, with_plans=True)
    return incoming


def edited(change: Callable[[Worksheet], object], content: bytes = b"") -> bytes:
    """The report after a change to its sheet of gaps."""
    return questionnaires.edited(content or untouched(), lambda book: change(book["Gaps"]))


def set_cells(item: str, **values: Any) -> bytes:
    """The report with other values in the row of a recommendation; underscores in names stand for spaces."""
    return with_plan(untouched(), item, {name.replace("_", " "): value for name, value in values.items()})


def refused(content: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read(content)
    assert all(problem.fix and problem.file == "gaps.xlsx" for problem in caught.value.problems)
    return str(caught.value)


def test_an_untouched_report_says_what_was_written_and_which_revision_was_seen() -> None:
    incoming = read(untouched())
    assert (incoming.assessment_id, incoming.is_gap_report, incoming.response.answers) == ("a1", True, {})
    assert incoming.warnings == ()
    of_first, of_second = incoming.follow_ups["HAR-01"], incoming.follow_ups["HAR-02"]
    begun = FollowUp(responsible="Harbour master", action="Hire", target_date=dt.date(2027, 6, 30))
    assert (of_first.follow_up, of_first.base, of_first.revision) == (begun, begun, 0)
    assert (of_second.follow_up, of_second.base, of_second.revision) == (SAVED, SAVED, 3)


def test_what_a_person_changes_comes_back_beside_what_was_there() -> None:
    def change(sheet: Worksheet) -> None:
        gap_cell(sheet, "HAR-01", "Status").value = "done"
        gap_cell(sheet, "HAR-01", "Date of the status").value = "24 November 2026"
        gap_cell(sheet, "HAR-01", "Target date").value = dt.datetime(2027, 1, 31)  # noqa: DTZ001 - a day has no zone
        gap_cell(sheet, "HAR-01", "Note on the status").value = "=not a formula"
        gap_cell(sheet, "HAR-01", "Note on the status").data_type = "s"
        gap_cell(sheet, "HAR-01", "Responsible body").value = None

    said = read(edited(change)).follow_ups["HAR-01"]
    assert said.follow_up == FollowUp(
        FollowUpStatus.DONE, dt.date(2026, 11, 24), "=not a formula", "", "Hire", dt.date(2027, 1, 31)
    )
    assert said.base == FollowUp(responsible="Harbour master", action="Hire", target_date=dt.date(2027, 6, 30))


def test_a_new_status_has_not_the_date_of_the_one_before() -> None:
    incoming = read(set_cells("HAR-02", Status="Done"))
    said = incoming.follow_ups["HAR-02"]
    assert (said.follow_up.status, said.follow_up.status_date) == (FollowUpStatus.DONE, None)
    assert said.base == SAVED
    (warning,) = incoming.warnings
    assert warning.where.startswith("Gaps!")
    assert "still the date of the one before" in warning.what


def test_an_empty_status_keeps_the_one_that_is_stored() -> None:
    incoming = read(set_cells("HAR-02", Status=None))
    assert incoming.follow_ups["HAR-02"].follow_up == SAVED
    assert [problem.what for problem in incoming.warnings] == ["The status is empty."]


def test_nothing_else_of_the_report_is_read() -> None:
    changed = set_cells("HAR-01", Rating="Implemented", Theme="Something else")
    assert read(changed).follow_ups == read(untouched()).follow_ups


def test_rows_may_be_sorted_and_columns_moved() -> None:
    def change(sheet: Worksheet) -> None:
        first, *_rows = sheet[sheet.tables["Gaps"].ref]
        top, width = first[0].row, len(first)
        values = [[sheet.cell(row, column).value for column in range(1, width + 1)] for row in (top, top + 1, top + 2)]
        del sheet.tables["Gaps"]
        for row, moved in zip((top, top + 1, top + 2), (values[0], values[2], values[1]), strict=True):
            for column, value in enumerate(reversed(moved), start=1):
                sheet.cell(row, column).value = value

    moved = read(edited(change)).follow_ups
    assert {key: each.follow_up for key, each in moved.items()} == {
        key: each.follow_up for key, each in read(untouched()).follow_ups.items()
    }


@settings(max_examples=8)
@given(texts, texts, texts, st.none() | targets, st.none() | targets, st.sampled_from(FollowUpStatus))
@example("", "\x1f", "_x0041_\x1f", None, None, FollowUpStatus.STARTED)
def test_any_plan_comes_back_to_the_character(
    note: str, responsible: str, action: str, status_date: dt.date | None, target_date: dt.date | None, status: Any
) -> None:
    saved = FollowUp(status, status_date, note, responsible, action, target_date)
    assert read(report({"HAR-01": saved}, {"HAR-01": 1})).follow_ups["HAR-01"].follow_up == saved


def test_what_is_wrong_is_told_with_its_sheet_and_cell() -> None:
    wrong: list[tuple[dict[str, Any], list[list[str]]]] = [
        (
            {"Status": "nearly", "Target_date": "soon", "Date_of_the_status": dt.date(1950, 1, 1)},
            [
                ["Gaps!", "“nearly” is not recognised", "Not started"],
                ["Gaps!", "“soon” is not a date"],
                ["Gaps!", "1950-01-01", "out of range"],
            ],
        ),
        ({"Action": "=1+1"}, [["Gaps!", "Type the value into the cell"]]),
        ({"Id": "HAR-99"}, [["Gaps!I", "“HAR-99” is not among the gaps of this report"]]),
        ({"Id": None}, [["Gaps!I", "This row has no id"]]),
        ({"Id": "HAR-02"}, [["Gaps!I", "HAR-02"]]),
        ({"Title": "Another"}, [["Gaps!I", "“Another” is not the title of HAR-01"]]),
    ]
    for values, expected in wrong:
        told = refused(set_cells("HAR-01", **values)).splitlines()
        for words in expected:
            assert [line for line in told if all(word in line for word in words)], words


def test_a_text_of_which_the_cell_had_only_the_beginning_cannot_be_changed_there() -> None:
    long = FollowUp(note="A long note. " * 5_000)
    content = report({"HAR-01": long}, {"HAR-01": 1})
    assert read(content).follow_ups["HAR-01"].follow_up == long

    def change(sheet: Worksheet) -> None:
        gap_cell(sheet, "HAR-01", "Note on the status").value = "A short note."

    assert "only the beginning of this text" in refused(edited(change, content))


def test_a_missing_column_and_a_renamed_sheet_are_told() -> None:
    def rename_column(sheet: Worksheet) -> None:
        header, *_rows = sheet[sheet.tables["Gaps"].ref]
        del sheet.tables["Gaps"]
        next(cell for cell in header if cell.value == "Status").value = "How far"

    def rename_sheet(sheet: Worksheet) -> None:
        sheet.title = "Holes"

    assert "Columns are missing: Status" in refused(edited(rename_column))
    assert "Gaps: This sheet is missing" in refused(edited(rename_sheet))


def test_a_deleted_row_changes_nothing_and_is_told() -> None:
    def change(sheet: Worksheet) -> None:
        row = gap_cell(sheet, "HAR-01", "Id").row
        for each in sheet[row]:
            each.value = None

    incoming = read(edited(change))
    assert set(incoming.follow_ups) == {"HAR-02"}
    assert [problem.what for problem in incoming.warnings] == ["Recommendations are missing: HAR-01."]


def test_a_report_that_belongs_to_no_stored_response_or_lacks_parts_is_refused() -> None:
    for level, words in [
        (SharingLevel.PUBLIC, "Use the full gap report."),
        (SharingLevel.PARTNERS, "Use the full gap report."),
        (SharingLevel.FULL, "was made from a file"),
    ]:
        assert words in refused(report({}, {}, assessment_id=None, level=level)), level


def test_a_changed_hidden_sheet_is_refused() -> None:
    def change_format(book: Workbook) -> None:
        book["About this file"]["B1"] = "gap-assessment-gap-report/9"

    def change_last_row(book: Workbook) -> None:
        hidden = book["About this file"]
        hidden.cell(hidden.max_row, 5).value = "[]"

    for change in (change_format, change_last_row):
        assert "About this file" in refused(questionnaires.edited(untouched(), change)), change


def test_where_answers_are_wanted_a_gap_report_is_refused() -> None:
    with pytest.raises(FileRefused, match="only its follow-up plan can be read"):
        read_single_response(untouched(), "gaps.xlsx", find)
