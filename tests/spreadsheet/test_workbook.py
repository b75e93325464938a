"""What writes workbooks: nothing that people typed is interpreted, lost or cut unseen."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from assessment.i18n import using_language
from assessment.labels.codes import RATING_STYLES, rating_label
from assessment.reports.excel.gap_report import gap_report
from assessment.spreadsheet.charts import stacked_bars
from assessment.spreadsheet.references import Area, sheet_reference, sheet_title
from assessment.spreadsheet.sheet import LINK_LIMIT, Formula, Sheet
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.text import CELL_LIMIT, bounded
from assessment.spreadsheet.text_width import fitting, line_count, word_width
from assessment.spreadsheet.workbook import Workbook
from tests.support.catalogues import a_catalogue, a_response
from tests.support.reports import results_of
from tests.support.second_language import let_french_ship
from tests.support.workbooks import HOSTILE, widths_of

CREATED = dt.datetime(2026, 11, 24, 13, 2, 11, tzinfo=dt.UTC)
PLAIN = CellStyle()


def content_of(fill: Callable[[Sheet], None]) -> bytes:
    workbook = Workbook(title="A title", created=CREATED)
    fill(Sheet(workbook, "Sheet"))
    return workbook.content()


def reopened(fill: Callable[[Sheet], None]) -> Worksheet:
    return load_workbook(io.BytesIO(content_of(fill))).worksheets[0]


def test_a_text_comes_back_to_the_character() -> None:
    texts = [*HOSTILE, "_x0041_x0042_", "<r><t>bold</t></r>", "<r>_x0041_</r>", "https://x.org", "1e3"]

    def fill(sheet: Sheet) -> None:
        for row, text in enumerate(texts, start=1):
            sheet.write(row, 1, text, PLAIN)

    rows = CalamineWorkbook.from_object(io.BytesIO(content_of(fill))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]


def test_a_text_that_a_cell_cannot_hold_is_an_error_and_its_beginning_never_ends_in_half_a_character() -> None:
    content_of(lambda sheet: sheet.write(1, 1, "x" * CELL_LIMIT, PLAIN))
    with pytest.raises(ValueError, match="B3 can't hold"):
        content_of(lambda sheet: sheet.write(3, 2, "😀" * (CELL_LIMIT // 2 + 1), PLAIN))
    assert [bounded("a😀", 2), bounded("a😀", 3)] == ["a", "a😀"]
    assert bounded("x" * 40_000) == "x" * CELL_LIMIT


def test_figures_formulas_and_days_are_read_as_they_were_written() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.write(1, 1, 100 / 3 * 2, PLAIN)
        sheet.write(2, 1, Formula('IF(1>0,"yes","no")', "yes"), PLAIN)
        # Programs count the days before March 1900 differently.
        sheet.write(3, 1, dt.date(1900, 2, 28), PLAIN)
        sheet.write(4, 1, dt.date(1900, 3, 1), CellStyle(number_format="yyyy-mm-dd"))

    content = content_of(fill)
    sheet = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    first_day = dt.datetime(1900, 3, 1)  # noqa: DTZ001 - as read
    assert [cell.value for cell in sheet["A"]] == [100 / 3 * 2, "yes", "1900-02-28", first_day]
    assert content_of(fill) == content


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
def test_what_a_sheet_cannot_hold_is_an_error_and_not_left_out() -> None:
    def attempts() -> Iterator[Callable[[Sheet], None]]:
        yield lambda sheet: sheet.add_table("A name with a space", 1, 2, ["a"], [PLAIN])
        yield lambda sheet: sheet.add_table("HeadersAlike", 1, 2, ["a", "A"], [PLAIN, PLAIN])
        yield lambda sheet: sheet.add_table("NoRow", 1, 1, ["a"], [PLAIN])
        yield lambda sheet: sheet.merge(1, 2, 2, PLAIN)
        yield lambda sheet: sheet.write(1_048_577, 1, "below the last row", PLAIN)

    for fill in attempts():
        with pytest.raises(ValueError, match="can't"):
            content_of(fill)


def test_a_sheet_can_be_hidden_even_from_menus() -> None:
    workbook = Workbook(title="A title", created=CREATED)
    Sheet(workbook, "Shown")
    Sheet(workbook, "Hidden").hide()
    Sheet(workbook, "Very hidden").hide(very=True)
    found = load_workbook(io.BytesIO(workbook.content()))
    assert [sheet.sheet_state for sheet in found.worksheets] == ["visible", "hidden", "veryHidden"]


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


def test_a_title_is_cleaned_to_what_office_takes_and_quoted_in_references() -> None:
    assert sheet_title("What: is / done?") == "What  is   done"
    assert len(sheet_title("x" * 40)) == 31
    assert sheet_reference("It’s all", "A1:B2") == "'It’s all'!$A$1:$B$2"
    assert sheet_reference("It's", "2:2") == "'It''s'!$2:$2"


def test_no_word_for_a_rating_is_broken_in_any_language(monkeypatch: pytest.MonkeyPatch) -> None:
    let_french_ship(monkeypatch)
    catalogue = a_catalogue()
    for language in ("en", "fr"):
        with using_language(language):
            content = gap_report(results_of(catalogue, a_response(catalogue), written=CREATED))
            words = [word for rating in RATING_STYLES for word in rating_label(rating).split()]
        sheet = load_workbook(io.BytesIO(content)).worksheets[3]
        (table,) = sheet.tables.values()
        header = sheet[table.ref][0][2]
        letters = sheet.cell(header.row + 1, header.column).font.size * 1.08
        width = widths_of(sheet)[header.column_letter]
        assert all(line_count(word, width, letters) == 1 for word in words), language


def test_a_column_is_as_wide_as_the_longest_word() -> None:
    width = word_width(["a few words", "Nichtdiskriminierung", "law-making"], 9)
    assert line_count("Nichtdiskriminierung", width, 9) == 1
    assert line_count("Nichtdiskriminierung", width - 1, 9) == 2
    assert word_width([], 9) == 0


def test_lines_are_as_many_as_a_column_needs() -> None:
    assert line_count("short", 20, 9) == 1
    assert line_count("one\ntwo\n\nfour", 20, 9) == 4
    text = "Every measure that the recommendation asks for is in place. " * 10
    counts = [line_count(text, width, 9) for width in (10, 20, 40, 80)]
    assert counts == sorted(counts, reverse=True)
    assert line_count("m" * 100, 20, 9) > line_count("i" * 100, 20, 9)
    assert line_count("漢" * 100, 20, 9) > line_count("a" * 100, 20, 9)
    assert fitting(text, 40, 9, counts[2]) == len(text)
    assert fitting(text, 40, 9, 1) < len(text) / 5
