"""What writes workbooks: nothing that people typed is interpreted, lost or cut unseen."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from assessment.i18n import using_language
from assessment.labels.codes import RATING_STYLES, rating_label
from assessment.reports.excel.gap_report import gap_report
from assessment.reports.findings import find_findings
from assessment.spreadsheet.charts import stacked_bars
from assessment.spreadsheet.references import Area, sheet_reference, sheet_title
from assessment.spreadsheet.sheet import LINK_LIMIT, Formula, Page, Sheet
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.text import CELL_LIMIT
from assessment.spreadsheet.text_width import line_count, word_width
from assessment.spreadsheet.workbook import Workbook
from tests.support.catalogues import a_catalogue, a_response
from tests.support.second_language import let_french_ship
from tests.support.workbooks import HOSTILE, widths_of

CREATED = dt.datetime(2026, 11, 24, 13, 2, 11, tzinfo=dt.UTC)
PLAIN = CellStyle()


def content_of(fill: Callable[[Sheet], None]) -> bytes:
    workbook = Workbook(title="A title", created=CREATED)
    fill(workbook.add_sheet("Sheet"))
    return workbook.content()


def reopened(fill: Callable[[Sheet], None], *, data_only: bool = False) -> Worksheet:
    return load_workbook(io.BytesIO(content_of(fill)), data_only=data_only).worksheets[0]


@pytest.mark.parametrize(
    "text", [*HOSTILE, "_x0041_x0042_", "<r><t>bold</t></r>", "<r>_x0041_</r>", "https://x.org", "1e3"]
)
def test_a_text_comes_back_to_the_character(text: str) -> None:
    content = content_of(lambda sheet: sheet.write(1, 1, text, PLAIN))
    ((read,),) = CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert read == text.replace("\r\n", "\n").replace("\r", "\n")


def test_a_text_that_a_cell_cannot_hold_is_an_error() -> None:
    content_of(lambda sheet: sheet.write(1, 1, "x" * CELL_LIMIT, PLAIN))
    with pytest.raises(ValueError, match="B3 can't hold"):
        content_of(lambda sheet: sheet.write(3, 2, "😀" * (CELL_LIMIT // 2 + 1), PLAIN))


def test_a_figure_keeps_all_its_digits() -> None:
    assert reopened(lambda sheet: sheet.write(1, 1, 100 / 3 * 2, PLAIN))["A1"].value == 100 / 3 * 2


def test_a_formula_bears_what_it_comes_to() -> None:
    sheet = reopened(lambda sheet: sheet.write(1, 1, Formula('IF(1>0,"yes","no")', "yes"), PLAIN), data_only=True)
    assert sheet["A1"].value == "yes"


def test_days_that_programs_count_differently_are_texts() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.write(1, 1, dt.date(1900, 2, 28), PLAIN)
        sheet.write(2, 1, dt.date(1900, 3, 1), CellStyle(number_format="yyyy-mm-dd"))

    sheet = reopened(fill)
    assert (sheet["A1"].value, sheet["A2"].value) == ("1900-02-28", dt.datetime(1900, 3, 1))  # noqa: DTZ001 - as read


def test_of_more_links_than_excel_takes_the_last_ones_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LINK_LIMIT == 65_530  # Excel's own: it repairs a sheet with more.
    monkeypatch.setattr("assessment.spreadsheet.sheet.LINK_LIMIT", 3)  # To open so many takes minutes.

    def fill(sheet: Sheet) -> None:
        for row in range(1, 6):
            sheet.write_link(row, 1, "https://example.org", "Open", PLAIN)

    sheet = reopened(fill)
    assert [sheet.cell(row, 1).hyperlink is not None for row in range(1, 6)] == [True, True, True, False, False]
    assert sheet["A5"].value == "Open"


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    "fill",
    [
        lambda sheet: sheet.add_table("Two words", 1, 2, ["a"], [PLAIN]),
        lambda sheet: sheet.add_table("Alike", 1, 2, ["a", "A"], [PLAIN, PLAIN]),
        lambda sheet: sheet.add_table("NoRow", 1, 1, ["a"], [PLAIN]),
        lambda sheet: sheet.merge(1, 2, 2, PLAIN),
        lambda sheet: sheet.write(1_048_577, 1, "below", PLAIN),
    ],
    ids=["a name with a space", "headers alike", "no row", "one cell", "below the last row"],
)
def test_what_a_sheet_cannot_hold_is_an_error_and_not_left_out(fill: Callable[[Sheet], None]) -> None:
    with pytest.raises(ValueError, match="can't"):
        content_of(fill)


def test_the_same_content_gives_the_same_bytes() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.write(1, 1, "a", PLAIN)

    assert content_of(fill) == content_of(fill)


def test_a_protected_sheet_lets_only_open_cells_be_filled_in() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.write(1, 1, "ours", PLAIN)
        sheet.write(1, 2, None, CellStyle(open=True))
        sheet.protect()

    sheet = reopened(fill)
    assert sheet.protection.sheet
    assert not sheet.protection.formatColumns
    assert (sheet["A1"].protection.locked, sheet["B1"].protection.locked) == (True, False)


def test_a_sheet_can_be_hidden_even_from_menus() -> None:
    workbook = Workbook(title="A title", created=CREATED)
    workbook.add_sheet("Shown")
    workbook.add_sheet("Hidden").hide()
    workbook.add_sheet("Very hidden").hide(very=True)
    found = load_workbook(io.BytesIO(workbook.content()))
    assert [sheet.sheet_state for sheet in found.worksheets] == ["visible", "hidden", "veryHidden"]


def test_a_sheet_runs_from_right_to_left_where_its_language_does() -> None:
    with using_language("ar"):
        sheet = reopened(lambda sheet: sheet.write(1, 1, "a", PLAIN))
    assert sheet.sheet_view.rightToLeft
    assert not reopened(lambda sheet: sheet.write(1, 1, "a", PLAIN)).sheet_view.rightToLeft


def test_a_rule_holds_for_all_the_ranges_that_it_is_given() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.offer("A1:A3 C1", "Sheet!$E$1:$E$2")
        sheet.colour("A1:A3 C1", "LEN(A1)=0", "#000000", "#ffffff")

    sheet = reopened(fill)
    assert str(sheet.data_validations.dataValidation[0].sqref) == "A1:A3 C1"
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["A1:A3 C1"]


def test_the_title_of_a_chart_is_never_a_reference() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.write(2, 1, "Harbour", PLAIN)
        sheet.write(2, 2, 1, PLAIN)
        area = Area("Sheet", 2, 2, 2)
        chart = stacked_bars(area, [RATING_STYLES[None]], title="Rise!A1", categories="c", values="v", longest=1)
        sheet.add_chart(chart, 4, 20, 8, "What it shows")

    (chart,) = reopened(fill)._charts  # type: ignore[attr-defined]
    assert chart.title.tx.rich.p[0].r[0].t.replace("\N{WORD JOINER}", "") == "Rise!A1"


def test_a_title_is_cut_and_cleaned_to_what_office_takes() -> None:
    assert sheet_title("What: is / done?") == "What  is   done"
    assert len(sheet_title("x" * 40)) == 31


def test_a_reference_quotes_the_sheet() -> None:
    assert sheet_reference("It’s all", "A1:B2") == "'It’s all'!$A$1:$B$2"
    assert sheet_reference("It's", "2:2") == "'It''s'!$2:$2"


def test_the_margins_leave_the_room_that_is_printed_on() -> None:
    assert Page(side_margin=0.5).room == 841.9 - 72
    assert Page(landscape=False, side_margin=0.5).room == 595.3 - 72


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_word_for_a_rating_is_broken_in_any_language(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    let_french_ship(monkeypatch)
    catalogue = a_catalogue()
    with using_language(language):
        workbook = load_workbook(
            io.BytesIO(gap_report(find_findings(catalogue, a_response(catalogue), written=CREATED)))
        )
        words = [word for rating in RATING_STYLES for word in rating_label(rating).split()]
    sheet = workbook.worksheets[3]
    (table,) = sheet.tables.values()
    header = sheet[table.ref][0][2]
    below = sheet.cell(header.row + 1, header.column)
    letters = below.font.size * 1.08
    assert all(line_count(word, widths_of(sheet)[header.column_letter], letters) == 1 for word in words)


def test_a_column_is_as_wide_as_the_longest_word() -> None:
    width = word_width(["a few words", "Nichtdiskriminierung", "law-making"], 9)
    assert line_count("Nichtdiskriminierung", width, 9) == 1
    assert line_count("Nichtdiskriminierung", width - 1, 9) == 2
    assert word_width([], 9) == 0
