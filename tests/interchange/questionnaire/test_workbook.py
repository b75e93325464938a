"""The offline workbook itself: what is asked, what may be filled in, what is marked, and how it prints."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.countries import country_codes, country_name
from assessment.domain.fields import IDENTITY_FIELDS
from assessment.domain.response import Response, Voice
from assessment.i18n import using_language
from assessment.interchange.questionnaire.layout import ASKED_FIELDS
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.labels.codes import RATING_STYLES, rating_label, voice_word
from assessment.labels.formatting import citation
from tests.support.broken_workbooks import FIRST
from tests.support.cases import GCM10, HARBOURS
from tests.support.catalogues import a_response
from tests.support.questionnaires import HIDDEN, QUESTIONS, START, place_of
from tests.support.workbooks import parts_of, texts_of, value_beside

PERMISSIONS = [
    "autoFilter", "deleteColumns", "deleteRows", "formatCells", "formatColumns", "formatRows", "insertColumns",
    "insertHyperlinks", "insertRows", "pivotTables", "selectLockedCells", "selectUnlockedCells", "sort",
]  # fmt: skip
"""What a protected sheet may permit; openpyxl says of each whether it is forbidden."""


def opened(catalogue: Catalogue = HARBOURS, response: Response | None = None, **made_from: Any) -> Workbook:
    return load_workbook(io.BytesIO(questionnaire_workbook(catalogue, response=response, **made_from)))


@pytest.fixture(scope="module")
def empty() -> Workbook:
    return opened(GCM10)


def answer_cells(workbook: Workbook) -> dict[str, set[str]]:
    """The cells in which answers stand, by sheet."""
    items = {place_of(workbook, item.id, field.name) for item in GCM10.recommendations[:3] for field in ASKED_FIELDS}
    ticks = {place_of(workbook, item.id, one.id) for item in GCM10.recommendations[:3] for one in item.measures}
    return {QUESTIONS: items | ticks, START: {place_of(workbook, "", field.name) for field in IDENTITY_FIELDS}}


def offered(workbook: Workbook, sheet: Worksheet, place: str) -> list[Any]:
    """The words of the list that a cell offers."""
    (validation,) = [one for one in sheet.data_validations.dataValidation if place in one.sqref]
    title, cells = str(validation.formula1).rsplit("!", 1)
    return [row[0].value for row in workbook[title.strip("'")][cells.replace("$", "")]]


def test_it_has_a_sheet_to_start_one_to_answer_one_of_scores_and_two_that_are_hidden(empty: Workbook) -> None:
    assert [(sheet.title, sheet.sheet_state) for sheet in empty.worksheets] == [
        (START, "visible"), (QUESTIONS, "visible"), ("Scores", "visible"), ("Lists", "hidden"), (HIDDEN, "hidden"),
    ]  # fmt: skip


def test_every_recommendation_is_asked_word_for_word_with_its_source_and_measures(empty: Workbook) -> None:
    texts = set(texts_of(empty[QUESTIONS]))
    for item in GCM10.recommendations:
        assert {item.id, item.question, f"“{item.text}”", citation(item)} <= texts
        assert {measure.text for measure in item.measures} <= texts
    links = {link.target for cell in empty[QUESTIONS]._cells.values() if (link := cell.hyperlink)}
    assert links == {item.source.url for item in GCM10.recommendations}
    assert {theme.name for theme in GCM10.themes} <= texts


def test_nothing_is_answered_beforehand(empty: Workbook) -> None:
    for title, places in answer_cells(empty).items():
        values = {place: empty[title][place].value for place in places}
        anonymous = place_of(empty, "", "anonymous")
        assert {value for place, value in values.items() if (title, place) != (START, anonymous)} == {None}


def test_only_answers_can_be_filled_in(empty: Workbook) -> None:
    for sheet in empty.worksheets:
        assert sheet.protection.sheet
    for title, places in answer_cells(empty).items():
        assert all(not empty[title][place].protection.locked for place in places)
    for title, columns in ((QUESTIONS, {"E", "I"}), (START, {"C"}), ("Scores", set())):
        cells = [cell for row in empty[title].iter_rows() for cell in row]
        assert {cell.coordinate.rstrip("0123456789") for cell in cells if not cell.protection.locked} == columns


def test_the_workbook_says_what_its_protection_permits_and_how_it_is_taken_off(empty: Workbook) -> None:
    for sheet in empty.worksheets:
        permitted = [name for name in PERMISSIONS if not getattr(sheet.protection, name)]
        assert permitted == ["formatColumns", "formatRows", "selectLockedCells", "selectUnlockedCells"]
        assert sheet.protection.password is None
    assert empty.security is None
    notes = value_beside(empty[START], "Your own notes")
    assert "in Excel enlarge rows and columns" in notes
    assert "To sort rows or add columns, first unprotect the sheet" in notes
    assert "there is no password" in notes


def test_ratings_ticks_country_voice_and_cause_are_chosen_from_lists(empty: Workbook) -> None:
    questions, start = empty[QUESTIONS], empty[START]
    for item in GCM10.recommendations:
        words = offered(empty, questions, place_of(empty, item.id, "rating"))
        assert words == [rating_label(rating) for rating in RATING_STYLES if rating]
        assert offered(empty, questions, place_of(empty, item.id, item.measures[0].id)) == ["x", "Yes", "No"]
    assert offered(empty, start, place_of(empty, "", "country")) == [country_name(code) for code in country_codes()]
    assert offered(empty, start, place_of(empty, "", "voice")) == [voice_word(voice) for voice in Voice]


def rules_of(workbook: Workbook, item: str, field: str) -> list[str]:
    """The formulas that colour the cell of an answer, the strongest first, as if it were the first of its rule."""
    place, found = place_of(workbook, item, field), []
    for ranges in workbook[QUESTIONS].conditional_formatting:
        cells = str(ranges.sqref).split()
        if place in cells:
            found += [(rule.priority, rule.formula[0], cells[0]) for rule in ranges.rules]
    return [formula.replace(first, "HERE") for _priority, formula, first in sorted(found)]


def test_what_is_unanswered_and_what_lacks_a_reason_is_marked(empty: Workbook) -> None:
    waiting, *others = rules_of(empty, "GCM10-07", "rating")
    assert waiting == "LEN(TRIM(HERE))=0"
    assert len(others) == len(Rating)
    (reason,) = rules_of(empty, "GCM10-07", "reason")
    assert re.fullmatch(r'AND\(OR\(I\d+="– Not applicable",I\d+="Not applicable"\),LEN\(TRIM\(HERE\)\)=0\)', reason)


def test_the_hidden_sheet_says_what_it_was_made_from() -> None:
    made = opened(response=FIRST, assessment_id="7f3a", revisions={"HAR-02": 4})
    rows = [[cell.value for cell in row if cell.value is not None] for row in made[HIDDEN].iter_rows()]
    assert [row for row in rows if row[0] in ("catalogue", "version", "hash", "language", "assessment")] == [
        ["catalogue", HARBOURS.id], ["version", HARBOURS.version], ["hash", HARBOURS.hash], ["language", "en"],
        ["assessment", "7f3a"],
    ]  # fmt: skip
    assert {row[1]: row[2] for row in rows if row[0] == "revision" and row[2] != "0"} == {"HAR-02": "4"}


def test_an_invented_place_is_offered_where_it_is_answered() -> None:
    made = opened(response=a_response(HARBOURS, {}, country="XAA"))
    assert offered(made, made[START], place_of(made, "", "country"))[0] == country_name("XAA")


def test_it_prints_as_a_paper_questionnaire(empty: Workbook) -> None:
    for title, orientation, height in ((START, "portrait", 0), (QUESTIONS, "portrait", 0), ("Scores", "landscape", 1)):
        setup = empty[title].page_setup
        assert (setup.orientation, setup.paperSize) == (orientation, 9)
        # A size that isn't said is one page.
        assert (setup.fitToWidth in (None, 1), 1 if setup.fitToHeight is None else setup.fitToHeight) == (True, height)
        fitted = empty[title].sheet_properties.pageSetUpPr
        assert fitted is not None
        assert fitted.fitToPage
        assert empty[title].print_area
    assert empty[QUESTIONS].print_title_rows == "$1:$1"
    assert {sheet.title for sheet in empty.worksheets if sheet.print_area} == {START, QUESTIONS, "Scores"}


def test_it_says_nothing_that_a_program_computes_from_outside() -> None:
    parts = parts_of(questionnaire_workbook(HARBOURS, response=FIRST))
    assert not [name for name in parts if "external" in name.lower() or "vba" in name.lower()]
    targets = b"".join(part for name, part in parts.items() if name.endswith(".rels"))
    external = set(re.findall(rb'Target="([^"]*)" TargetMode="External"', targets))
    sources = {item.source.url for item in HARBOURS.recommendations} | {HARBOURS.publication.url}
    assert external == {source.encode() for source in sources}


def test_a_sheet_is_right_to_left_where_its_language_is(empty: Workbook) -> None:
    with using_language("ar"):
        arabic = opened()
    assert all(sheet.sheet_view.rightToLeft for sheet in arabic.worksheets)
    assert not any(sheet.sheet_view.rightToLeft for sheet in empty.worksheets)
