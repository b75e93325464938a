"""The offline workbook comes back exactly, whatever stands in it, whoever saved it, and whatever was moved."""

from __future__ import annotations

import datetime as dt
import io
import random
from typing import Any
from xml.parsers import expat

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.catalogue import find_catalogue
from assessment.interchange.fields import TEXTS
from assessment.interchange.questionnaire_reading import read_questionnaire
from assessment.interchange.questionnaire_workbook import questionnaire_workbook
from assessment.language import speaking
from assessment.model import Answer, Cause, Rating, Response, Round, Voice
from assessment.scoring import tally_all
from tests.core_builders import CATALOGUES, GCM10, HARBOURS, RATINGS, responses_to
from tests.office import saved_again
from tests.second_language import let_french_ship
from tests.workbook_builders import (
    HIDDEN,
    QUESTIONNAIRE,
    SCORES,
    START,
    answering,
    on_questionnaire,
    parts_of,
    path_of,
    place_of,
    read,
    resaved,
    response_in,
    saying,
    with_cell,
    with_part,
    with_text,
    zipped,
)

FULL = Response(
    catalogue_id="harbours",
    catalogue_version="1.0",
    country="NPL",
    voice=Voice.STATE,
    organisation="Ministry of Harbours",
    round=Round("2026 baseline", dt.date(2026, 11, 24)),
    anonymous=True,
    answers={
        "HAR-01": Answer(
            rating=Rating.PARTIAL,
            measures=("HAR-01.1",),
            evidence="Harbour Act, section 4",
            evidence_url="https://example.org/act",
            law_reference="Act No. 7 of 2012",
            responsible="Harbour master",
            action="Hire somebody for the night",
            target_date=dt.date(2027, 6, 30),
            comment="One light is broken.",
            cause=Cause.NEW_EVIDENCE,
        ),
        "HAR-02": Answer(rating=Rating.NOT_APPLICABLE, reason="There is no harbour."),
        "HAR-03": Answer(rating=Rating.DONT_KNOW),
    },
)
FILLED = questionnaire_workbook(HARBOURS, response=FULL, assessment_id="a1b2", revisions={"HAR-01": 3, "HAR-02": 1})
BLANK = questionnaire_workbook(HARBOURS)

# Texts that one program or another stumbles over.
STRANGE = {
    "controls": "".join(map(chr, range(0x20))) + "\x7f\x80\x9f\u2028\u2029\ufeff\ufffe\uffff",
    "line ends": "a\rb\nc\r\nd\n\re",
    "escapes": "_x0041_x0042_ _x005F_x000D_ _x005f_ _x12_ &amp; &#13; \\1 \\u0041",
    "formula": "=cmd|' /C calc'!A0",
    "signs": "+1-1@SUM(1)",
    "apostrophe": "'quoted'",
    "markup": "<script>alert('&amp;')</script> ]]> <!-- -->",
    "numbers": "007",
    "date": "2026-11-24",
    "right to left": "\u202eright\u202c to \u2067left\u2069 \u200f\u200e \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 \U0010ffff e\u0301 é ﬁ ß İ",
    "spaces": " \n\tspaces around \t\n ",
    "nothing but space": " \n\t",
    "too long for a cell": "x" * 100_000,
    "too long, in pairs": "\U0001f600" * 100_000,
    "many lines": "a line of many\n" * 300,
    "nothing but lines": "\n" * 50_000,
    "a long paragraph": "One word after another. " * 400,
}


def strange(text: str) -> Response:
    typed: dict[str, Any] = dict.fromkeys(TEXTS, text + ".")
    answers = {"HAR-01": Answer(rating=Rating.NOT_APPLICABLE, **typed), "HAR-03": Answer(comment=text)}
    return Response("harbours", "1.0", "XAA", Voice.OTHER, organisation=text, round=Round(text), answers=answers)


# There and back


@settings(deadline=None, max_examples=200)
@given(responses_to(HARBOURS))
def test_a_response_that_is_written_comes_back_as_the_very_same(response: Response) -> None:
    content = questionnaire_workbook(HARBOURS, response=response)
    assert response_in(content) == response
    assert read(content).warnings == ()


@settings(deadline=None, max_examples=15)
@given(responses_to(GCM10))
def test_a_response_to_the_catalogue_that_ships_comes_back_as_the_very_same(response: Response) -> None:
    again = response_in(questionnaire_workbook(GCM10, response=response), GCM10)
    assert again == response
    assert tally_all(GCM10, again) == tally_all(GCM10, response)


@settings(deadline=None, max_examples=50)
@given(responses_to(HARBOURS))
def test_whatever_is_written_every_part_of_the_file_is_sound_xml(response: Response) -> None:
    for part in parts_of(questionnaire_workbook(HARBOURS, response=response)).values():
        expat.ParserCreate().Parse(part, True)


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_what_somebody_typed_is_kept_to_the_character(text: str) -> None:
    response = strange(text)
    assert response_in(questionnaire_workbook(HARBOURS, response=response)) == response


@pytest.mark.parametrize("rating", RATINGS, ids=str)
def test_no_state_is_turned_into_another_on_the_way(rating: Rating | None) -> None:
    answer = Answer(rating=rating, comment="x", reason="There is none.")
    response = Response("harbours", "1.0", "XAA", Voice.STATE, answers={"HAR-02": answer})
    assert response_in(questionnaire_workbook(HARBOURS, response=response)).rating("HAR-02") is rating


def test_what_the_file_was_made_from_comes_back_with_it() -> None:
    incoming = read(FILLED)
    assert (incoming.assessment_id, incoming.revisions) == ("a1b2", {"HAR-01": 3, "HAR-02": 1})
    assert (incoming.source, incoming.catalogue, incoming.warnings) == ("questionnaire.xlsx", HARBOURS, ())
    place = place_of(FILLED, "HAR-02", "rating")
    assert incoming.places["HAR-02"] == f"Questionnaire!{place}"
    assert list(incoming.places) == ["HAR-01", "HAR-02", "HAR-03"]


def test_a_blank_questionnaire_that_was_filled_in_makes_a_new_response() -> None:
    content = saying(saying(BLANK, "country", "Nepal"), "voice", "Civil society")
    for key, text in (("rating", "○ Absent"), ("HAR-01.2", "x"), ("evidence", "None was found.")):
        content = answering(content, key, text)
    incoming = read(content)
    assert incoming.response == Response(
        "harbours",
        "1.0",
        "NPL",
        Voice.CIVIL_SOCIETY,
        answers={
            "HAR-01": Answer(Rating.ABSENT, ("HAR-01.2",), evidence="None was found."),
            # Nothing is said in the places that there are for these.
            "HAR-02": Answer(),
            "HAR-03": Answer(),
        },
    )
    assert (incoming.assessment_id, incoming.revisions, incoming.warnings) == (None, {}, ())


# Other programs


def drawn(number: int) -> list[Response]:
    """Responses as Hypothesis draws them, the same every time."""
    found: list[Response] = []

    @settings(
        max_examples=number, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(responses_to(HARBOURS))
    def draw(response: Response) -> None:
        found.append(response)

    draw()
    return found


def test_libreoffice_saves_it_and_every_character_comes_back() -> None:
    responses = [*drawn(40), *map(strange, STRANGE.values()), FULL]
    contents = [questionnaire_workbook(HARBOURS, response=response) for response in responses]
    for response, content in zip(responses, saved_again(contents), strict=True):
        assert response_in(content) == response
        assert read(content).warnings == ()


def test_a_file_with_shared_texts_and_without_computed_values_reads_the_same() -> None:
    assert response_in(resaved(FILLED)) == FULL
    assert read(resaved(FILLED)).assessment_id == "a1b2"


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_a_text_that_was_not_touched_comes_back_though_a_program_lost_what_it_can_not_hold(text: str) -> None:
    def lose(xml: str) -> str:
        # As a program does that knows no escapes and one kind of line end only.
        for code in (*range(9), *range(11, 32), 127):
            xml = xml.replace(f"_x{code:04X}_", "\n" if code == 13 else "")
        return xml + " "

    response = strange(text)
    content = questionnaire_workbook(HARBOURS, response=response)
    for title in (START, QUESTIONNAIRE):
        content = with_part(content, path_of(title), lose)
    assert response_in(content) == response


def test_what_was_changed_in_the_cell_stands_and_not_what_was_written_before() -> None:
    content = questionnaire_workbook(HARBOURS, response=strange("bell \x07 and _x0041_"))
    content = answering(content, "comment", "No bell.", "HAR-03")
    assert response_in(content).answer("HAR-03").comment == "No bell."


# Rows, columns and sheets that were moved


def shuffled(sheet: Worksheet) -> None:
    """Every row in another place, the one with the codes too."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    random.Random(7).shuffle(rows)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            sheet.cell(number, place).value = value  # type: ignore[assignment]


def with_columns_added(sheet: Worksheet) -> None:
    sheet.insert_cols(1)
    sheet.insert_cols(5, 2)
    for row in range(1, 20):
        sheet.cell(row, 5, "our own note")


def with_columns_moved(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        values = [cell.value for cell in row]
        for cell, value in zip(row, reversed(values), strict=True):
            cell.value = value  # type: ignore[assignment]


def with_everything_shown(sheet: Worksheet) -> None:
    for dimension in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()):
        dimension.hidden = False


def with_rows_hidden(sheet: Worksheet) -> None:
    for row in range(4, 15):
        sheet.row_dimensions[row].hidden = True


def with_rows_between(sheet: Worksheet) -> None:
    for row in range(sheet.max_row, 3, -3):
        sheet.insert_rows(row)


MOVED = [shuffled, with_columns_added, with_columns_moved, with_everything_shown, with_rows_hidden, with_rows_between]


@pytest.mark.parametrize("change", MOVED, ids=lambda change: change.__name__)
def test_rows_and_columns_may_be_moved_hidden_and_added(change: Any) -> None:
    assert response_in(resaved(FILLED, on_questionnaire(change))) == FULL


def test_a_column_that_was_added_is_told_of_and_not_read() -> None:
    (warning,) = read(resaved(FILLED, on_questionnaire(with_columns_added))).warnings
    assert str(warning) == (
        "questionnaire.xlsx: Questionnaire: The columns E aren’t part of the questionnaire, and aren’t read. Move what "
        "is an answer into the cell of that answer."
    )


def test_sheets_may_be_renamed_added_and_put_in_another_order() -> None:
    def change(workbook: Workbook) -> None:
        workbook[QUESTIONNAIRE].title = "Réponses"
        workbook[START].title = "Qui répond"
        workbook.create_sheet("Minutes", 0).append(["Present: nine people"])
        workbook.move_sheet(HIDDEN, -4)
        del workbook[SCORES]

    incoming = read(resaved(FILLED, change))
    assert response_in(resaved(FILLED, change)) == FULL
    assert incoming.places["HAR-01"].startswith("Réponses!")
    assert [warning.where for warning in incoming.warnings] == ["Minutes"]


def test_a_hidden_row_of_codes_that_was_deleted_is_made_up_for_by_the_hidden_sheet() -> None:
    assert response_in(resaved(FILLED, on_questionnaire(lambda sheet: sheet.delete_rows(2)))) == FULL


def test_without_its_hidden_sheet_a_file_still_says_its_answers_but_not_where_they_come_from() -> None:
    content = resaved(FILLED, lambda workbook: workbook.remove(workbook[HIDDEN]))
    incoming = read_questionnaire(content, "x.xlsx", lambda item, version: find_catalogue(CATALOGUES, item, version))
    assert response_in(content) == FULL
    assert (incoming.assessment_id, incoming.revisions) == (None, {})
    assert "The hidden sheet is missing" in incoming.warnings[0].what


def test_a_recommendation_that_was_deleted_from_the_file_is_not_spoken_of() -> None:
    def delete(sheet: Worksheet) -> None:
        rows = [row[0].row for row in sheet.iter_rows() if row[0].value == "HAR-02"]
        for row in reversed(rows):
            sheet.delete_rows(row)

    incoming = read(resaved(FILLED, on_questionnaire(delete)))
    assert list(incoming.response.answers) == ["HAR-01", "HAR-03"]
    assert [warning.what for warning in incoming.warnings] == ["These recommendations aren’t in the file: HAR-02."]


# Words, numbers, dates and formulas


@pytest.mark.parametrize("word", ["absent", "ABSENT", "○", "○ Absent", " Absent ", "not implemented", "Absente"])
def test_a_rating_is_understood_in_every_language_that_ships(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    let_french_ship(monkeypatch)
    assert response_in(answering(FILLED, "rating", word)).rating("HAR-01") is Rating.ABSENT


def test_a_file_of_one_language_is_read_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    let_french_ship(monkeypatch)
    with speaking("fr"):
        content = questionnaire_workbook(HARBOURS, response=FULL)
    assert "Partielle" in parts_of(content)[path_of(QUESTIONNAIRE)].decode()
    assert response_in(content) == FULL


@pytest.mark.parametrize(
    ("inside", "kind", "date"),
    [
        ("<v>46568</v>", "", dt.date(2027, 6, 30)),
        ("<v>2027-06-30</v>", "str", dt.date(2027, 6, 30)),
        ("<is><t>30 June 2027</t></is>", "inlineStr", dt.date(2027, 6, 30)),
        ("<is><t>30/06/2027</t></is>", "inlineStr", dt.date(2027, 6, 30)),
        ("<v>2027-06-30T00:00:00</v>", "d", dt.date(2027, 6, 30)),
    ],
)
def test_a_date_is_a_date_however_it_stands_in_the_file(inside: str, kind: str, date: dt.date) -> None:
    content = with_cell(FILLED, QUESTIONNAIRE, place_of(FILLED, "HAR-01", "target_date"), inside, kind)
    assert response_in(content).answer("HAR-01").target_date == date
    assert read(content).warnings == ()


def test_a_number_for_a_date_is_taken_and_told() -> None:
    place = place_of(FILLED, "HAR-01", "comment")
    content = resaved(FILLED, lambda workbook: setattr(workbook[QUESTIONNAIRE][place], "number_format", "0"))
    place = place_of(content, "HAR-01", "target_date")

    def as_number(workbook: Workbook) -> None:
        cell = workbook[QUESTIONNAIRE][place]
        cell.value, cell.number_format = 46568, "0"

    content = resaved(content, as_number)
    assert response_in(content).answer("HAR-01").target_date == dt.date(2027, 6, 30)
    (warning,) = read(content).warnings
    assert (warning.where, warning.what) == (
        f"Questionnaire!{place}",
        "This is a number in the file. It is read as the date 2027-06-30.",
    )


def test_a_workbook_that_counts_from_1904_counts_its_numbers_from_there() -> None:
    content = with_part(FILLED, "xl/workbook.xml", lambda xml: xml.replace("<bookViews>", '<workbookPr date1904="1"/><bookViews>'))
    place = place_of(FILLED, "HAR-01", "target_date")
    assert response_in(content).answer("HAR-01").target_date == dt.date(2031, 7, 1)
    plain = with_part(content, path_of(QUESTIONNAIRE), lambda xml: xml.replace(f'<c r="{place}" s="', f'<c r="{place}" s="0" x="'))
    assert response_in(plain).answer("HAR-01").target_date == dt.date(2031, 7, 1)


def test_a_date_with_a_time_of_day_is_taken_as_the_day_and_told() -> None:
    place = place_of(FILLED, "HAR-01", "target_date")
    content = with_cell(FILLED, QUESTIONNAIRE, place, "<v>46568.75</v>")
    assert response_in(content).answer("HAR-01").target_date == dt.date(2027, 6, 30)
    assert "a date with a time of day" in read(content).warnings[0].what


@pytest.mark.parametrize(
    ("inside", "kind", "text"), [("<v>12</v>", "", "12"), ("<v>12.5</v>", "", "12.5"), ("<v>1</v>", "b", "true")]
)
def test_a_number_in_the_place_of_a_text_is_taken_as_its_text_and_told(inside: str, kind: str, text: str) -> None:
    place = place_of(FILLED, "HAR-01", "law_reference")
    content = with_cell(FILLED, QUESTIONNAIRE, place, inside, kind)
    assert response_in(content).answer("HAR-01").law_reference == text
    (warning,) = read(content).warnings
    assert f"It is read as “{text}”." in warning.what


def test_a_formula_is_not_computed_but_what_it_came_to_is_taken_and_told() -> None:
    place = place_of(FILLED, "HAR-01", "rating")
    content = with_cell(FILLED, QUESTIONNAIRE, place, '<f>IF(1=1,"Absent","Partial")</f><v>Absent</v>', "str")
    assert response_in(content).rating("HAR-01") is Rating.ABSENT
    (warning,) = read(content).warnings
    assert (warning.where, warning.what) == (
        f"Questionnaire!{place}",
        "The cell holds a formula. What it last came to was taken: “Absent”.",
    )


@pytest.mark.parametrize("tick", ["x", "X", "✓", "yes", "1", "TRUE"])
def test_a_measure_is_ticked_by_whatever_ticks(tick: str) -> None:
    assert "HAR-01.2" in response_in(answering(FILLED, "HAR-01.2", tick)).answer("HAR-01").measures


@pytest.mark.parametrize("tick", ["", "no", "0", "FALSE"])
def test_a_measure_is_not_ticked_by_what_says_no(tick: str) -> None:
    assert response_in(answering(FILLED, "HAR-01.1", tick)).answer("HAR-01").measures == ()


def test_what_stands_where_nothing_is_asked_is_told_and_not_read() -> None:
    row = int(place_of(FILLED, "HAR-01", "cause")[1:]) + 1
    content = resaved(FILLED, on_questionnaire(lambda sheet: sheet.cell(row, 9, "See the annex")))  # type: ignore[arg-type]
    assert response_in(content) == FULL
    (warning,) = read(content).warnings
    assert (warning.where, warning.what) == (
        f"Questionnaire!I{row}",
        "“See the annex” stands in a row that asks for nothing, and isn’t read.",
    )


def test_links_to_other_files_are_told_and_nothing_is_fetched() -> None:
    parts = parts_of(FILLED) | {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    (warning,) = read(zipped(parts)).warnings
    assert "Nothing was fetched" in warning.what


def test_merged_cells_that_cover_no_other_answer_are_no_problem() -> None:
    place = place_of(FILLED, "HAR-01", "evidence")
    content = resaved(FILLED, on_questionnaire(lambda sheet: sheet.merge_cells(f"{place}:L{place[1:]}")))
    assert response_in(content) == FULL


def test_a_catalogue_whose_other_words_changed_is_taken_with_a_warning() -> None:
    other = with_part(FILLED, path_of(HIDDEN), lambda xml: xml.replace(HARBOURS.hash, "0" * 64))
    assert response_in(other) == FULL
    assert "was changed since the file was made" in read(other).warnings[0].what


def test_every_sheet_can_be_opened_by_openpyxl() -> None:
    assert load_workbook(io.BytesIO(FILLED)).sheetnames == [START, QUESTIONNAIRE, SCORES, "Lists", HIDDEN]


def test_spaces_around_a_link_are_no_part_of_it() -> None:
    content = with_text(FILLED, QUESTIONNAIRE, place_of(FILLED, "HAR-01", "evidence_url"), " https://example.org \n")
    assert response_in(content).answer("HAR-01").evidence_url == "https://example.org"
