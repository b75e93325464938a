"""What servers do to an export of submissions: texts as formulas, “n/a” for nothing, rows more, what reviewers said."""

from __future__ import annotations

import io
import re
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl.utils import get_column_letter

from assessment.domain.answer import Answer, Rating
from assessment.errors import FileRefused, RowsRefused
from assessment.interchange import file_reader
from assessment.interchange.file_reader import read_file
from tests.interchange.forms.test_submissions import (
    BOTH,
    DETAILS,
    FIRST,
    SECOND,
    WAY_OUT,
    column,
    exported,
    find,
    read,
    said,
    without,
)
from tests.support.cases import CASES, HARBOURS, Expected, assert_told
from tests.support.catalogues import a_response
from tests.support.forms import Layout, as_csv, as_xlsx
from tests.support.questionnaires import with_parts
from tests.support.workbooks import parts_of

SHEET = "xl/worksheets/sheet1.xml"


def with_cell(rows: list[list[str]], place: int, xml: str) -> bytes:
    """A workbook of rows whose cell in the second row and that column is of this XML."""
    content = as_xlsx(rows)
    reference = f"{get_column_letter(place + 1)}2"
    cell = re.compile(rf'<c r="{reference}"[^>]*>.*?</c>')
    sheet, times = cell.subn(lambda _found: xml.format(place=reference), parts_of(content)[SHEET].decode())
    assert times == 1
    return with_parts(content, {SHEET: sheet.encode()})


# Texts that a workbook has as formulas

TYPED: dict[str, Any] = {
    "evidence": "=1+1",
    "law_reference": '=Act 7, <b> & "x"',
    "responsible": "==",
    "action": "{=1+1}",
    "comment": "=line one\nline two",
}
"""What was typed into the form of which `texts-as-formulas.xlsx` is the export, written by XlsxWriter 3.3.1 in the way
in which KoboToolbox uses it: a text that begins with an equals sign is a formula there, which came to 0."""


def test_a_text_that_a_workbook_has_as_a_formula_is_read_as_it_was_typed() -> None:
    (incoming,) = read((CASES / "submissions" / "texts-as-formulas.xlsx").read_bytes(), "export.xlsx")
    expected = a_response(HARBOURS, {"HAR-01": Answer(Rating.PARTIAL, **TYPED)}, organisation="=Ports")
    assert said(incoming) == expected


COMPUTED = {
    "recalculated": '<c r="{place}"><f>1+1</f><v>2</v></c>',
    "text": '<c r="{place}" t="str"><f>"0"</f><v>0</v></c>',
    "shared": '<c r="{place}"><f t="shared" si="0"/><v>0</v></c>',
    "new function": '<c r="{place}"><f t="array" ref="{place}">_xlfn._xlws.SORT(A1)</f><v>0</v></c>',
}


def test_any_other_formula_is_refused_with_its_cell() -> None:
    for xml in COMPUTED.values():
        rows = exported([FIRST])
        content = with_cell(rows, column(rows, "HAR_01_law_reference"), xml)
        with pytest.raises(FileRefused) as caught:
            read(content, "export.xlsx")
        assert_told(
            caught.value, [Expected(("row 2, HAR_01_law_reference", "The cell contains a formula", "Type the value"))]
        )


def test_a_formula_in_a_column_of_ones_own_is_left_alone() -> None:
    rows = exported([FIRST], Layout(extra={"Checked": "x"}))
    assert said(read(with_cell(rows, len(rows[0]) - 1, COMPUTED["recalculated"]))[0]) == FIRST


# What is told once


def test_headers_in_another_language_are_one_problem() -> None:
    rows = exported([FIRST, SECOND])
    rows[0] = [
        name if name.startswith(("catalogue_", "_")) else f"Colonne {place}" for place, name in enumerate(rows[0])
    ]
    with pytest.raises(FileRefused) as caught:
        read(as_csv(rows))
    assert_told(caught.value, [Expected(("row 1", "No column has answers", WAY_OUT))])


def test_a_column_that_every_row_needs_is_missed_once() -> None:
    with pytest.raises(FileRefused) as caught:
        read(without("country", "voice"))
    assert_told(caught.value, [Expected((f"row 1: The column “{name}” is missing",)) for name in ("country", "voice")])


def test_rows_of_headers_below_the_header_are_one_problem_and_can_be_left_out() -> None:
    rows = exported([FIRST])
    labels = ["" if place < 3 else f"Label {name}" for place, name in enumerate(rows[0])]
    content = as_csv([rows[0], labels, rows[0], *rows[1:]])
    with pytest.raises(RowsRefused) as caught:
        read(content)
    assert_told(caught.value, [Expected(("rows 2–3, catalogue_id", "which catalogue", WAY_OUT))])
    (incoming,) = read_file(content, "export.csv", find, leave_out_rows=True)
    assert said(incoming) == FIRST
    assert [str(warning) for warning in incoming.warnings] == [
        "export.csv: rows 2–3: The catalogue of these rows is not available. Left out, as you chose."
    ]


def test_rows_of_other_catalogues_are_named_at_once_and_can_be_left_out() -> None:
    rows = exported([FIRST] * 6)
    for number in (1, 3, 4):
        rows[number][column(rows, "catalogue_version")] = "0.9"
    rows[6][column(rows, "catalogue_hash")] = "0" * 64
    with pytest.raises(RowsRefused) as caught:
        read(as_csv(rows))
    assert_told(
        caught.value,
        [
            Expected(("rows 2, 4–5, catalogue_id", "no catalogue “harbours 0.9”", "leave the row out")),
            Expected(("row 7, catalogue_hash", "wording differs", "leave the row out")),
        ],
    )
    kept = read_file(as_csv(rows), "export.csv", find, leave_out_rows=True)
    assert [incoming.locations["HAR-01"] for incoming in kept] == ["row 3", "row 6"]
    assert "rows 2, 4–5, 7" in str(kept[0].warnings[0])


def test_no_row_is_left_out_of_a_file_in_which_something_else_is_wrong_or_nothing_is_left() -> None:
    rows = exported([FIRST, SECOND])
    rows[1][column(rows, "catalogue_version")] = "0.9"
    for cells in ({"country": "?"}, {"catalogue_version": "0.9"}):
        for name, text in cells.items():
            rows[2][column(rows, name)] = text
        with pytest.raises(FileRefused) as caught:
            read_file(as_csv(rows), "export.csv", find, leave_out_rows=True)
        assert not isinstance(caught.value, RowsRefused)


def as_ona(rows: list[list[str]]) -> list[list[str]]:
    """An export as Ona writes it: n/a wherever nothing was answered."""
    return [rows[0], *([cell or "n/a" for cell in row] for row in rows[1:])]


def test_n_a_for_nothing_is_understood_and_told_once() -> None:
    for layout in [None, DETAILS, BOTH]:
        first, second = read(as_csv(as_ona(exported([FIRST, SECOND], layout))))
        assert (said(first), said(second)) == (FIRST, SECOND), layout
        assert [str(warning) for warning in first.warnings] == [
            "export.csv: “n/a” was read as an empty cell. Check that this is right."
        ], layout


def test_n_a_beside_empty_cells_is_one_problem() -> None:
    rows = as_ona(exported([FIRST] * 20))
    rows[5][column(rows, "HAR_03_target_date")] = ""
    with pytest.raises(FileRefused) as caught:
        read(as_csv(rows))
    assert "rows 2–21, HAR_02_measures: “n/a” is not a list of measures" in str(caught.value)


def test_the_same_problem_in_many_rows_is_told_once_with_its_rows() -> None:
    rows = exported([FIRST] * 40)
    for number in (3, 4, 5, 9):
        rows[number][column(rows, "HAR_01_rating")] = "Partielle"
    with pytest.raises(FileRefused) as caught:
        read(as_csv(rows))
    assert_told(caught.value, [Expected(("rows 4–6, 10, HAR_01_rating", "“Partielle” is not recognised"))])


# What reviewers say


def test_what_was_rejected_on_the_server_is_known() -> None:
    for name, states in [
        ("_validation_status", ["validation_status_not_approved", "validation_status_approved", ""]),
        ("_validation_status", ["Not Approved", "Approved", ""]),
        ("ReviewState", ["rejected", "edited", "approved"]),
        ("__system/reviewState", ["rejected", "received", ""]),
    ]:
        rows = exported([FIRST] * 3, Layout(added=("_uuid",), extra={name: ""}))
        for row, state in zip(rows[1:], states, strict=True):
            row[-1] = state
        found = read(as_csv(rows))
        assert [incoming.is_rejected for incoming in found] == [True, False, False], name
        assert found[0].warnings == (), name


def test_what_a_reviewer_doubts_is_taken_and_told() -> None:
    for state in ["hasIssues", "On Hold", "validation_status_on_hold"]:
        rows = exported([FIRST] * 3, Layout(added=("_uuid",), extra={"ReviewState": ""}))
        rows[2][-1] = rows[3][-1] = state
        found = read(as_csv(rows))
        assert [incoming.is_rejected for incoming in found] == [False] * 3, state
        assert "rows 3–4: 2 submissions were marked as having issues or on hold" in str(found[0].warnings[0]), state


# Archives


def an_archive(**tables: bytes) -> bytes:
    """A zip as ODK Central hands it out: a table for the form, and whatever belongs to it."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("media/picture.jpg", b"\xff\xd8\xff")
        for name, table in tables.items():
            archive.writestr(f"{name}.csv", table)
    return content.getvalue()


def test_the_archive_of_odk_central_is_read_like_the_table_in_it() -> None:
    archive = an_archive(form=as_csv(exported([FIRST, SECOND]), ","), other=b"PARENT_KEY,KEY\r\n")
    found = read_file(archive, "gap_assessment.csv.zip", find)
    assert [said(incoming) for incoming in found] == [FIRST, SECOND]
    assert {incoming.source for incoming in found} == {"gap_assessment.csv.zip"}


def test_an_archive_with_several_tables_of_submissions_is_refused_with_their_names() -> None:
    table = as_csv(exported([FIRST]))
    with pytest.raises(FileRefused) as caught:
        read_file(an_archive(a=table, b=table), "export.zip", find)
    assert_told(caught.value, [Expected(("several tables: a.csv, b.csv", "Unpack it"))])


def test_a_table_that_is_too_large_in_its_archive_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    table = as_csv(exported([FIRST]))
    monkeypatch.setattr(file_reader, "SIZE_LIMIT", len(table) - 1)
    with pytest.raises(FileRefused) as caught:
        read_file(an_archive(form=table), "export.zip", find)
    assert_told(caught.value, [Expected(("form.csv", "larger than", "Split it"))])


def test_an_archive_that_is_cut_or_of_something_else_is_refused() -> None:
    for damage in [slice(0, -200), slice(0, 300)]:
        for content in (an_archive(form=as_csv(exported([FIRST])))[damage], an_archive(other=b"a,b\r\n1,2\r\n")):
            with pytest.raises(FileRefused):
                read_file(content, "export.zip", find)
