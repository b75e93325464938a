"""What people and programs do to an offline workbook on its way, after which it must still be read."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.domain.answer import Answer, Cause, Rating
from assessment.errors import FileRefused
from assessment.i18n import using_language
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from tests.support.broken_workbooks import BROKEN, FIRST, SHEET, SOUND
from tests.support.cases import HARBOURS
from tests.support.catalogues import a_response
from tests.support.filled_workbooks import GIVEN
from tests.support.questionnaires import (
    HIDDEN,
    QUESTIONS,
    SHARED,
    START,
    edited,
    package,
    place_of,
    read,
    replaced,
    said,
    with_texts_in_cells,
    with_values,
)
from tests.support.second_language import let_french_ship
from tests.support.workbooks import parts_of, texts_of

FULL = a_response(
    HARBOURS,
    {
        **FIRST.answers,
        "HAR-02": Answer(
            Rating.NOT_APPLICABLE, ("HAR-02.1",), evidence="One\ntwo  ", evidence_url="https://example.org/a",
            law_reference="=A1", responsible="Harbour office", action="Light it.", target_date=FIRST.round.date,
            comment="x" * 3_000, reason="No night falls.", cause=Cause.NEW_EVIDENCE,
        ),
    },
    country="NPL", organisation="Harbour office", round=FIRST.round, anonymous=True,
)  # fmt: skip
CONTENT = questionnaire_workbook(HARBOURS, response=FULL)


def rows_reversed(sheet: Worksheet) -> None:
    """Below the hidden row on top, as sorting by any column may put them."""
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    for number, row in enumerate(reversed(values), start=3):
        for column, value in enumerate(row, start=1):
            put(sheet, number, column, value)


def put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Write into a cell, as a program moves a text: it doesn't become a formula."""
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def columns_turned(sheet: Worksheet) -> None:
    """Each column at the other end."""
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for number, row in enumerate(values, start=1):
        for column, value in enumerate(reversed(row), start=1):
            put(sheet, number, column, value)


def rename_and_turn_sheets(workbook: Workbook) -> None:
    workbook.move_sheet(HIDDEN, -4)
    workbook.move_sheet(START, 3)
    for old, new in ((QUESTIONS, "Fragebogen"), (START, "Wer antwortet"), (HIDDEN, "x")):
        workbook[old].title = new


def show_everything(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        sheet.sheet_state = "visible"
        sheet.protection.disable()
        for dimension in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()):
            dimension.hidden = False


def hide_answers(workbook: Workbook) -> None:
    workbook[QUESTIONS].column_dimensions["I"].hidden = True
    workbook[START].sheet_state = "hidden"


def add_rows_and_columns(workbook: Workbook) -> None:
    workbook[QUESTIONS].insert_rows(6, 2)
    workbook[QUESTIONS].insert_cols(6)
    workbook[QUESTIONS].insert_cols(1)
    workbook[START].insert_rows(1, 3)


def turn_columns(workbook: Workbook) -> None:
    columns_turned(workbook[QUESTIONS])
    columns_turned(workbook[START])


TREATMENTS: dict[str, Callable[[Workbook], object]] = {
    "rows sorted": lambda workbook: rows_reversed(workbook[QUESTIONS]),
    "columns moved": turn_columns,
    "rows and columns added": add_rows_and_columns,
    "columns and a sheet hidden": hide_answers,
    "everything shown and unprotected": show_everything,
    "sheets renamed and in another order": rename_and_turn_sheets,
    "a sheet removed that has no answers": lambda workbook: workbook.remove(workbook["Scores"]),
    "the hidden row removed": lambda workbook: workbook[QUESTIONS].delete_rows(2),
}


def test_a_workbook_is_read_whatever_was_done_to_it() -> None:
    for name, treat in TREATMENTS.items():
        incoming = read(edited(CONTENT, treat))
        assert said(incoming) == FULL, name
        assert {problem.what.partition(":")[0] for problem in incoming.warnings} <= {
            "Not part of the questionnaire, so not read."
        }, name


def as_google_sheets(content: bytes) -> bytes:
    """The layout of a download from Google Sheets: nothing hidden or protected, no lists, no sizes."""
    parts = {name: part for name, part in parts_of(content).items() if not name.startswith("docProps/")}
    for name in [name for name in parts if "worksheets/sheet" in name]:
        sheet = parts[name].decode()
        sheet = re.sub(r"<(conditionalFormatting|dataValidations|hyperlinks)\b.*?</\1>", "", sheet)
        sheet = re.sub(r"<(sheetProtection|dimension|pageSetup|pageMargins)\b[^>]*/>", "", sheet)
        sheet = re.sub(r"<rowBreaks.*?</rowBreaks>|<cols>.*?</cols>|<headerFooter>.*?</headerFooter>", "", sheet)
        sheet = re.sub(r' (hidden|customHeight)="1"| ht="[^"]*"', "", sheet)
        parts[name] = sheet.encode()
    types = re.sub(r'<Override PartName="/docProps[^>]*/>', "", parts["[Content_Types].xml"].decode())
    parts["[Content_Types].xml"] = types.encode()
    parts["_rels/.rels"] = re.sub(rb"<Relationship [^>]*docProps[^>]*/>", b"", parts["_rels/.rels"])
    workbook = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = re.sub(
        r'<definedNames>.*</definedNames>|<calcPr[^>]*/>| state="[a-z]*"', "", workbook
    ).encode()
    return package(parts)


def as_other_prefixes(content: bytes) -> bytes:
    """As programs write it that put a prefix before every name of an element."""
    parts = parts_of(content)
    for name in ("xl/workbook.xml", "xl/styles.xml", SHARED, *(name for name in parts if "worksheets/sheet" in name)):
        part = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", parts[name].decode())
        parts[name] = part.replace("xmlns=", "xmlns:x=", 1).encode()
    return package(parts)


def as_strict(content: bytes) -> bytes:
    """As Excel saves a “Strict Open XML Spreadsheet”."""
    usual, strict = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
    return package({
        name: part.decode()
        .replace(f"{usual}/spreadsheetml/2006/main", f"{strict}/spreadsheetml/main")
        .replace(f"{usual}/officeDocument/2006/relationships", f"{strict}/officeDocument/relationships")
        .encode()
        for name, part in parts_of(content).items()
    })  # fmt: skip


def test_a_workbook_is_read_in_the_layout_of_other_programs() -> None:
    for write in [as_google_sheets, with_texts_in_cells, as_other_prefixes, as_strict]:
        content = write(CONTENT)
        assert content != CONTENT, write
        incoming = read(content)
        assert (said(incoming), incoming.warnings) == (FULL, ()), write


def test_unparsed_text_in_a_cell_is_its_text() -> None:
    content = replaced(SOUND, SHEET, "Fifty lights.", "Fifty<![CDATA[ <lights> & more]]> &amp; more<!-- no -->.")
    assert read(content).response.answers["HAR-01"].evidence == "Fifty <lights> & more & more."


def test_spaces_around_texts_are_kept_though_the_file_does_not_say_so() -> None:
    content, response = GIVEN["partly"]
    assert said(read(replaced(content, SHARED, ' xml:space="preserve"', ""))) == response


def test_a_date_as_sheetjs_writes_it_is_a_date() -> None:
    response = read(BROKEN["a date as SheetJS writes it"]()).response
    assert response.answers["HAR-01"].target_date == dt.date(2030, 12, 31)


def test_a_workbook_in_another_language_is_read_in_the_language_of_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    let_french_ship(monkeypatch)
    with using_language("fr"):
        content = questionnaire_workbook(HARBOURS, response=FULL)
    assert "– Sans objet" in texts_of(load_workbook(io.BytesIO(content))[QUESTIONS])
    with using_language("en"):
        assert said(read(content)) == FULL


def test_a_tick_and_a_rating_are_understood_as_texts_numbers_and_truth_values() -> None:
    measures = ("HAR-01 HAR-01.1", "HAR-01 HAR-01.2", "HAR-02 HAR-02.1", "HAR-03 HAR-03.1")
    for written, is_ticked in ((("x", 1, " Yes ", True), True), (("FALSE", 0, "  ", False), False)):
        typed: dict[str, object] = {**dict(zip(measures, written, strict=True)), "HAR-01 rating": "○"}
        response = read(with_values(CONTENT, typed)).response
        ticked = {f"{item} {measure}" for item, answer in response.answers.items() for measure in answer.ticked}
        assert ticked & set(measures) == (set(measures) if is_ticked else set())
        assert response.rating("HAR-01") is Rating.ABSENT


def test_an_answer_that_was_emptied_is_empty() -> None:
    incoming = read(with_values(CONTENT, dict.fromkeys(("HAR-01 rating", "HAR-01 evidence", "HAR-01 HAR-01.1"))))
    assert incoming.response.answers["HAR-01"] == Answer()
    place = place_of(load_workbook(io.BytesIO(CONTENT)), "HAR-01", "rating")
    assert incoming.locations["HAR-01"] == f"{QUESTIONS}!{place}"


NONE = "None of these"


def rows_of_none(sheet: Worksheet) -> list[tuple[int, int]]:
    return [(cell.row, cell.column) for row in sheet for cell in row if cell.value == NONE]


def with_none_ticked(measures: tuple[str, ...] | None) -> bytes:
    """The workbook of an answer with a tick beside *None of these*."""

    def change(workbook: Workbook) -> None:
        row, column = rows_of_none(workbook[QUESTIONS])[0]
        workbook[QUESTIONS].cell(row, column - 1).value = "x"

    return edited(with_measures(measures), change)


def with_measures(measures: tuple[str, ...] | None) -> bytes:
    answer = Answer(Rating.PARTIAL, measures=measures)
    return questionnaire_workbook(HARBOURS, response=a_response(HARBOURS, {"HAR-01": answer}))


def test_that_none_of_the_measures_is_in_place_comes_back_and_can_be_ticked() -> None:
    for measures in (None, (), ("HAR-01.1",)):
        assert read(with_measures(measures)).response.answer("HAR-01").measures == measures
    assert read(with_none_ticked(None)).response.answer("HAR-01").measures == ()


def test_a_workbook_without_the_row_of_none_says_nothing_of_it() -> None:
    def change(workbook: Workbook) -> None:
        for row, _column in rows_of_none(workbook[QUESTIONS]):
            for cell in workbook[QUESTIONS][row]:
                cell.value = None if cell.value in (NONE, "none") else cell.value

    assert read(edited(with_measures(None), change)).response.answer("HAR-01").measures is None


def test_a_tick_of_none_beside_that_of_a_measure_is_told_with_its_cell() -> None:
    with pytest.raises(FileRefused) as caught:
        read(with_none_ticked(("HAR-01.1",)))
    (problem,) = caught.value.problems
    assert problem.where.startswith("Questionnaire!")
    assert (problem.what, problem.fix) == (
        "“None of these” is chosen together with a measure.",
        "Clear this tick, or those of the measures.",
    )
