"""Submissions as they come back from KoboToolbox and ODK: the form goes through pyxform, an export of it is built in
each layout that the servers offer, and the very same responses are read from it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import i18n
from assessment.catalogues import find_catalogue
from assessment.domain.answer import Answer, Cause, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.response import Response, Round, Voice
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file
from assessment.interchange.forms.question_names import ASKED, choice_name, question_name
from assessment.interchange.forms.submissions import is_submissions
from assessment.interchange.forms.xlsform import xlsform
from assessment.interchange.text_tables import peek_header
from tests.support.cases import CATALOGUES, GCM10, HARBOURS, Expected, a_name, assert_told, responses_to
from tests.support.catalogues import a_response
from tests.support.documents import document, quoted, section
from tests.support.forms import Form, Formula, Layout, as_csv, as_xlsx, converted, export_rows, sent
from tests.support.second_language import let_french_ship

ENGLISH = "English (en)"


def find(catalogue_id: str, version: str) -> Catalogue:
    return GCM10 if catalogue_id == "gcm-10" else find_catalogue(CATALOGUES, catalogue_id, version)


def read(content: bytes, file: str = "export.csv") -> tuple[ImportedResponse, ...]:
    return read_file(content, file, find)


@cache
def form_of(catalogue: Catalogue, languages: tuple[str, ...] = ("en",)) -> Form:
    return converted(xlsform(catalogue, languages))


def filled_in(catalogue: Catalogue, response: Response) -> dict[str, Any]:
    """A submission with the answers of a response."""
    values: dict[str, Any] = {
        "catalogue_id": catalogue.id,
        "catalogue_version": catalogue.version,
        "catalogue_hash": catalogue.hash,
        "country": response.country,
        "voice": response.voice.value,
        "organisation": response.organisation,
        "round_label": response.round.label,
        "round_date": response.round.date or "",
        "anonymous": "yes" if response.anonymous else "no",
    }
    names = {measure.id: choice_name(measure) for item in catalogue.recommendations for measure in item.measures}
    for item in catalogue.recommendations:
        answer = response.answer(item.id)
        for field in ASKED:
            value = getattr(answer, field.name)
            if field.name == "measures":
                value = "none" if value == () else " ".join(names[measure] for measure in value or ())
            values[question_name(item, field.name)] = value or ""
    return values


def exported(
    responses: Sequence[Response], layout: Layout | None = None, catalogue: Catalogue = HARBOURS
) -> list[list[str]]:
    form = form_of(catalogue, tuple(i18n.LANGUAGES))
    submissions = [sent(form, filled_in(catalogue, response)) for response in responses]
    return export_rows(form, submissions, layout or Layout())


def said(incoming: ImportedResponse) -> Response:
    return incoming.response.with_answers(incoming.response.answers)


ANSWERS = {
    "HAR-01": Answer(
        Rating.PARTIAL,
        measures=("HAR-01.1", "HAR-01.2"),
        evidence="Harbour Act;\n“section 4”, with an = sign",
        evidence_url="https://example.org/act",
        law_reference="=Act 7",
        responsible="'t Hooft",
        action="Light it",
        target_date=dt.date(2027, 6, 30),
        comment=" spaces ",
    ),
    "HAR-02": Answer(Rating.NOT_APPLICABLE, reason="There is none."),
    "HAR-03": Answer(Rating.DONT_KNOW),
}
FIRST = a_response(
    HARBOURS, ANSWERS, country="NPL", organisation="Ports", round=Round("2026", dt.date(2026, 11, 24)), anonymous=True
)
SECOND = a_response(HARBOURS, {"HAR-02": Answer(Rating.ABSENT, measures=("HAR-02.1",))}, voice=Voice.CIVIL_SOCIETY)


# There and back, in every layout

LAYOUTS = {
    f"{labels or 'names'}, {'groups' if groups else 'no groups'} {between}, {multiple}": Layout(
        labels, groups, between, multiple
    )
    for labels in (None, ENGLISH)
    for groups, between in ((False, "/"), (True, "/"), (True, ":"), (True, "-"), (True, "_"), (True, " > "))
    for multiple in ("summary", "details", "both")
}
FILES: dict[str, Callable[[list[list[str]]], bytes]] = {
    "kobo csv": as_csv,
    "comma": lambda rows: as_csv(rows, ",", quoted=False, mark=False),
    "tab": lambda rows: as_csv(rows, "\t"),
    "xlsx": as_xlsx,
}


def test_every_layout_reads_as_the_very_same_responses() -> None:
    few = list(LAYOUTS)[::7]
    for kind, write in FILES.items():
        for name in LAYOUTS if write is as_csv else few:
            first, second = read(write(exported([FIRST, SECOND], LAYOUTS[name])))
            assert (said(first), said(second)) == (FIRST, SECOND), (kind, name)
            assert (first.key, second.key, first.warnings) == ("uuid-1", "uuid-2", ()), (kind, name)
    assert first.locations == {"HAR-01": "row 2", "HAR-02": "row 2", "HAR-03": "row 2"}
    assert second.locations["HAR-01"] == "row 3"
    assert (first.assessment_id, first.revisions, first.catalogue) == (None, {}, HARBOURS)
    assert list(second.response.answers) == list(HARBOURS.by_id)


def test_the_line_that_names_the_separator_to_excel_and_blank_rows_are_understood() -> None:
    table = as_csv(exported([FIRST, SECOND]), mark=False)
    for content in (b"sep=;\r\n" + table, table + b"\r\n;;;\r\n" + b"\r\n" * 1_000):
        assert [said(one) for one in read(content)] == [FIRST, SECOND]


def test_names_and_the_labels_of_every_language_are_understood_whatever_language_is_spoken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_french_ship(monkeypatch)
    for labels in (None, ENGLISH, "Français (fr)"):
        for multiple in ("summary", "details", "both"):
            layout = Layout(labels, groups=True, multiple=multiple)
            assert [said(one) for one in read(as_csv(exported([FIRST, SECOND], layout)))] == [FIRST, SECOND], layout


def test_ticks_are_understood_as_every_program_writes_them() -> None:
    for ticked in [("TRUE", "FALSE"), ("True", "False"), ("1.0", "0.0"), ("1", "")]:
        layout = Layout(multiple="details", ticked=ticked)
        assert [said(one) for one in read(as_csv(exported([FIRST, SECOND], layout)))] == [FIRST, SECOND], ticked


def carried(response: Response) -> Response:
    """What a form can carry of a response: docs/offline.md says what it doesn't."""
    answers = {key: carried_of(answer) for key, answer in response.answers.items()}
    return dataclasses.replace(
        response, asked=None, answers={key: each for key, each in answers.items() if not each.is_empty}
    )


def carried_of(answer: Answer) -> Answer:
    if answer.rating is None:
        return Answer(measures=answer.measures)
    reason = answer.reason if answer.rating is Rating.NOT_APPLICABLE else ""
    return dataclasses.replace(answer, cause=None, reason=reason)


def in_xml(response: Response) -> Response:
    """The response with texts that XML, and so a phone and a workbook, can hold."""

    def kept(text: str) -> str:
        return re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "␇", text)

    def answer(given: Answer) -> Answer:
        texts = {field.name: kept(getattr(given, field.name)) for field in ASKED if field.is_typed}
        return dataclasses.replace(given, **texts)  # type: ignore[arg-type] # all of them are texts

    return dataclasses.replace(
        response,
        organisation=kept(response.organisation),
        round=Round(kept(response.round.label), response.round.date),
        answers={key: answer(given) for key, given in response.answers.items()},
    )


def test_a_form_carries_every_field_of_an_answer_but_the_cause() -> None:
    names = {field.name for field in dataclasses.fields(Answer)}
    assert {*(field.name for field in ASKED), "cause"} == names
    whole = Answer(Rating.NOT_APPLICABLE, ("HAR-01.1",), "a", "https://b", "c", "d", "e", dt.date(2027, 1, 2), "f", "g")
    assert all(getattr(whole, field.name) for field in ASKED)
    assert carried_of(whole) == whole
    said_of_it = section(document("offline.md"), "Phones").partition("**What a form doesn’t carry.**")[2]
    rated, unrated = (
        {name for name in names - {"rating"} if getattr(answer, name) and getattr(carried_of(answer), name)}
        for answer in (
            dataclasses.replace(whole, rating=rating, cause=Cause.NEW_EVIDENCE) for rating in (Rating.ABSENT, None)
        )
    )
    assert names - {"rating"} - rated == {"cause", "reason"}
    assert unrated == {"measures"}
    assert set(quoted(said_of_it)) == {"cause", "reason", "measures"}


@settings(max_examples=20)
@given(st.lists(responses_to(HARBOURS), min_size=1, max_size=3), st.sampled_from([*LAYOUTS.values()]))
def test_ratings_and_texts_come_back_exactly_from_csv(responses: list[Response], layout: Layout) -> None:
    assert [said(one) for one in read(as_csv(exported(responses, layout)))] == [carried(one) for one in responses]


@settings(max_examples=8)
@given(st.lists(responses_to(HARBOURS).map(in_xml), min_size=1, max_size=3), st.sampled_from([*LAYOUTS.values()]))
def test_ratings_and_texts_come_back_exactly_from_a_workbook(responses: list[Response], layout: Layout) -> None:
    assert [said(one) for one in read(as_xlsx(exported(responses, layout)))] == [carried(one) for one in responses]


@settings(max_examples=10)
@given(st.lists(st.uuids().map(str), min_size=2, max_size=5, unique=True), st.randoms(use_true_random=False))
def test_a_submission_is_known_by_the_uuid_that_stays_wherever_its_row_and_column_stand(
    keys: list[str], dice: Random
) -> None:
    rows = exported([FIRST] * len(keys))
    for row, key in zip(rows[1:], keys, strict=True):
        row[column(rows, "rootUuid")] = f"uuid:{key}"
    order = list(range(len(rows[0])))
    dice.shuffle(order)
    header, *rest = [[row[place] for place in order] for row in rows]
    dice.shuffle(rest)
    found = read(as_csv([header, *rest]))
    assert sorted(str(one.key) for one in found) == sorted(keys)
    assert all(said(one) == FIRST for one in found)


@settings(max_examples=2)
@given(responses_to(GCM10))
def test_submissions_to_the_catalogue_that_ships_come_back_exactly(response: Response) -> None:
    layout = Layout(ENGLISH, groups=True, multiple="both")
    (incoming,) = read(as_csv(exported([response], layout, GCM10)))
    assert said(incoming) == carried(response)


def test_a_workbook_keeps_every_text_to_the_character() -> None:
    texts = [
        "0123",
        "1e5",
        "TRUE",
        "2026-01-01",
        "=1+1",
        " two\n lines ",
        "é\u0301 👩‍👩‍👧 \u202e",
        "'x",
        "#REF!",
        "12.50",
    ]
    responses = [
        a_response(HARBOURS, {"HAR-01": Answer(Rating.ABSENT, comment=text)}, organisation=a_name(text))
        for text in texts
    ]
    assert [said(one) for one in read(as_xlsx(exported(responses)))] == responses


def test_values_that_a_workbook_keeps_as_numbers_and_days_are_understood() -> None:
    rows: list[list[Any]] = [list(row) for row in exported([FIRST])]
    header = [name.rpartition("/")[2] for name in rows[0]]
    rows[1][header.index("round_date")] = dt.date(2026, 11, 24)
    rows[1][header.index("HAR_01_target_date")] = dt.datetime(2027, 6, 30)  # noqa: DTZ001 - a workbook knows no zones
    rows[1][header.index("round_label")] = 2026
    assert said(read(as_xlsx(rows))[0]) == FIRST


def test_the_sheet_with_the_submissions_is_found_among_others() -> None:
    rows = exported([FIRST])
    assert said(read(as_xlsx(rows, "Notes"))[0]) == FIRST


# What servers add


def test_what_the_server_adds_is_left_alone_and_other_columns_are_named_once() -> None:
    layout = Layout(extra={"start": "2026-11-24", "_geolocation": "1 2", "Checked by": "Ana", "Colour": ""})
    first, second = read(as_csv(exported([FIRST, SECOND], layout)))
    assert [str(warning) for warning in first.warnings] == [
        "export.csv: row 1: “Checked by” is not recognised. This column is ignored."
    ]
    assert second.warnings == ()


def test_submissions_of_odk_central_are_told_apart_by_their_instance() -> None:
    central = Layout(
        groups=True,
        between="-",
        multiple="both",
        added=(),
        extra={"SubmissionDate": "2026", "meta-instanceID": "uuid:77", "meta-instanceName": "", "KEY": "uuid:77",
               "SubmitterName": "Ana", "ReviewState": "approved", "FormVersion": "1.0"},
    )  # fmt: skip
    (incoming,) = read(as_csv(exported([FIRST], central), ","))
    assert (incoming.key, incoming.warnings, said(incoming)) == ("77", (), FIRST)


def test_it_is_said_where_nothing_tells_submissions_apart() -> None:
    (incoming,) = read(as_csv(exported([FIRST], Layout(added=("_id",)))))
    assert incoming.key is None
    assert "The column “_uuid” is missing." in str(incoming.warnings[0])


def test_a_column_that_was_left_out_says_nothing() -> None:
    rows = exported([FIRST])
    keep = [place for place, name in enumerate(rows[0]) if "HAR_02" not in name and not name.endswith("_evidence")]
    (incoming,) = read(as_csv([[row[place] for place in keep] for row in rows]))
    assert list(incoming.response.answers) == ["HAR-01", "HAR-03"]
    assert incoming.response.answers["HAR-01"] == dataclasses.replace(ANSWERS["HAR-01"], evidence="")


def test_an_export_is_recognised_by_its_header_before_it_is_read() -> None:
    for layout in LAYOUTS.values():
        assert is_submissions(peek_header(as_csv(exported([FIRST], layout))))
    assert not is_submissions(peek_header(b"rating;country\n"))


# Broken exports


def test_a_header_of_thousands_of_groups_takes_no_time() -> None:
    rows = exported([FIRST], Layout(extra={"group/" * 5000: "x"}))
    begun = time.process_time()
    (incoming,) = read(as_csv(rows))
    assert time.process_time() - begun < 3.0
    assert said(incoming) == FIRST


def column(rows: list[list[str]], name: str) -> int:
    return next(place for place, header in enumerate(rows[0]) if header.rpartition("/")[2] == name)


def with_cells(layout: Layout | None = None, **cells: str) -> bytes:
    rows = exported([FIRST, SECOND], layout)
    for name, text in cells.items():
        rows[1][column(rows, name)] = text
    return as_csv(rows)


def with_header(old: str, new: str, layout: Layout | None = None) -> bytes:
    rows = exported([FIRST, SECOND], layout)
    rows[0][column(rows, old)] = new
    return as_csv(rows)


def without(*names: str) -> bytes:
    rows = exported([FIRST])
    gone = {column(rows, name) for name in names}
    return as_csv([[cell for place, cell in enumerate(row) if place not in gone] for row in rows])


WAY_OUT = "Download the data again with “XML values and headers”."
DETAILS, BOTH = Layout(multiple="details"), Layout(multiple="both")
FORMULA = Formula("=A1/0")
ONLY_IDENTITY = as_csv([row[:11] for row in exported([FIRST])])

BROKEN: Mapping[str, tuple[bytes, list[Expected]]] = {
    "empty": (b"", [Expected(("The file is empty.",))]),
    "header-alone": (as_csv(exported([])), [Expected(("The table has no rows.", "Export it again."))]),
    "latin-1": (
        as_csv(exported([dataclasses.replace(SECOND, organisation="Häfen")]), mark=False).decode().encode("cp1252"),
        [Expected(("not in UTF-8", "CSV UTF-8"))],
    ),
    "cut-short": (
        as_csv(exported([FIRST]))[:-40],
        [Expected(("line 2", "quotation mark", "is not closed"))],
    ),
    "quotation-mark-inside": (
        as_csv(exported([FIRST])).replace(b'"Light it"', b'"Light" it"'),
        [Expected(("line 2", "quotation mark", "is not closed"))],
    ),
    "utf-16-cut": (as_csv(exported([FIRST])).decode().encode("utf-16")[:-1], [Expected(("not in UTF-8",))]),
    "row-cut": (
        as_csv([row[: 30 if number else None] for number, row in enumerate(exported([FIRST]))]),
        [Expected(("row 2", "The row has 30 cells, but the header has 55", "Export it again"))],
    ),
    "column-without-a-name": (
        with_header("HAR_01_comment", ""),
        [Expected(("row 1", "Column 22 has no name", "Give it a name"))],
    ),
    "no-form-of-ours": (
        b"catalogue_id;age\nA;1\n",
        [Expected((f"The column “{name}” is missing", WAY_OUT)) for name in ("catalogue_version", "catalogue_hash")],
    ),
    "no-hash": (without("catalogue_hash"), [Expected(("The column “catalogue_hash” is missing", WAY_OUT))]),
    "no-answers": (ONLY_IDENTITY, [Expected(("No column has answers", WAY_OUT))]),
    "header-twice": (
        with_header("HAR_01_comment", "HAR_01_evidence"),
        [Expected(("row 1", "“HAR_01_evidence” appears more than once", WAY_OUT))],
    ),
    "header-twice-in-other-words": (
        with_header("HAR_01_comment", "HAR-01 Evidence: what shows it?"),
        [Expected(("row 1", "“HAR_01_evidence” and “HAR-01 Evidence: what shows it?” are the same", WAY_OUT))],
    ),
    "header-with-two-groups": (
        with_header("HAR_01_comment", "x/theme_lights/HAR_01/HAR_01_evidence"),
        [Expected(("“HAR_01_evidence” and “x/theme_lights/HAR_01/HAR_01_evidence” are the same",))],
    ),
    "another-catalogue": (
        with_cells(catalogue_id="lakes"),
        [Expected(("row 2, catalogue_id", "There is no catalogue “lakes 1.0”", "the form’s catalogue"))],
    ),
    "another-version": (
        with_cells(catalogue_version="2.0"),
        [Expected(("row 2, catalogue_id", "There is no catalogue “harbours 2.0”"))],
    ),
    "other-words": (
        with_cells(catalogue_hash="0" * 64),
        [Expected(("row 2, catalogue_hash", "differs from the catalogue harbours 1.0", "the form’s catalogue"))],
    ),
    "no-catalogue": (
        with_cells(catalogue_id=""),
        [Expected(("row 2, catalogue_id", "doesn’t say which catalogue it answers"))],
    ),
    "no-country": (with_cells(country=""), [Expected(("row 2, country", "This cell is empty", "Fill it in"))]),
    "no-voice": (with_cells(voice=" "), [Expected(("row 2, voice", "This cell is empty"))]),
    "unknown-country": (with_cells(country="XZZ"), [Expected(("row 2, country", "“XZZ” is not a country"))]),
    "unknown-voice": (with_cells(voice="ministry"), [Expected(("row 2, voice", "“ministry” is not recognised"))]),
    "no-date": (with_cells(round_date="soon"), [Expected(("row 2, round_date", "“soon” is not a date"))]),
    "neither-yes-nor-no": (with_cells(anonymous="maybe"), [Expected(("row 2, anonymous", "is not recognised"))]),
    "unknown-rating": (
        with_cells(HAR_01_rating="good"),
        [Expected(("row 2, HAR_01_rating", "“good” is not recognised", "● Implemented, ◐ Partial"))],
    ),
    "left-out-as-n-a": (
        with_cells(HAR_02_rating="n/a", HAR_02_reason="n/a"),
        [Expected(("row 2, HAR_02_rating", "“n/a” is not recognised", "● Implemented"))],
    ),
    "number-for-a-rating": (with_cells(HAR_01_rating="1"), [Expected(("row 2, HAR_01_rating", "“1” is not"))]),
    "no-reason": (
        with_cells(HAR_02_reason=" "),
        [Expected(("row 2, HAR_02_reason", "“Not applicable” needs a reason"))],
    ),
    "no-web-address": (with_cells(HAR_01_evidence_url="the act"), [Expected(("HAR_01_evidence_url", "not a web"))]),
    "no-target-date": (
        with_cells(HAR_01_target_date="06/07/2027"),
        [Expected(("row 2, HAR_01_target_date", "can be read as 2027-06-07 or 2027-07-06"))],
    ),
    "none-and-a-measure": (
        with_cells(HAR_01_measures="none HAR_01_1"),
        [Expected(("row 2, HAR_01_measures", "“None of these” is chosen together with a measure", "Correct the"))],
    ),
    "unknown-measure": (
        with_cells(HAR_01_measures="HAR_01_1 HAR_02_1"),
        [Expected(("row 2, HAR_01_measures", "“HAR_01_1 HAR_02_1” is not a list of measures of HAR-01", WAY_OUT))],
    ),
    "half-a-label": (
        with_cells(HAR_01_measures="HAR-01.1 Every harbour has"),
        [Expected(("row 2, HAR_01_measures", "is not a list of measures", WAY_OUT))],
    ),
    "no-tick": (
        with_cells(DETAILS, HAR_01_2="perhaps"),
        [Expected(("row 2, HAR_01_measures/HAR_01_2", "“perhaps” is not recognised"))],
    ),
    "ticks-that-differ": (
        with_cells(BOTH, HAR_01_2="0"),
        [Expected(("row 2, HAR_01_measures", "The column of all measures contradicts", WAY_OUT))],
    ),
    "text-too-long": (with_cells(HAR_01_comment="x" * 200_001), [Expected(("HAR_01_comment", "longer than 200000"))]),
    "row-too-long": (as_csv([*exported([FIRST]), ["x"] * 80]), [Expected(("row 3", "to the right of the table"))]),
    "no-workbook": (b"PK\x03\x04" + b"x" * 100, [Expected(("export.csv",))]),
    "workbook-of-something-else": (
        as_xlsx([["name", "age"], ["A", 1]]),
        [Expected(("This workbook is not a questionnaire.",))],
    ),
    "form-itself": (
        xlsform(HARBOURS),
        [Expected(("This is the form", "download the submissions from there"))],
    ),
    "workbook-with-an-error": (
        as_xlsx([[*row, FORMULA] for row in exported([FIRST])]),
        [Expected(("row 1, BD", "a formula without a result", "Type the value")),
         Expected(("row 2, BD", "a formula without a result"))],
    ),
    "workbook-with-far-cells": (
        as_xlsx([*exported([FIRST]), *[[]] * 40_000, ["x"]]),
        [Expected(("more sheets, cells", "Split it"))],
    ),
    "empty-workbook": (as_xlsx([]), [Expected(("This workbook is not a questionnaire.",))]),
    "everything-at-once": (
        with_cells(country="?", HAR_01_rating="?!", HAR_01_evidence_url="x", HAR_03_rating="x"),
        [Expected(("row 2, country",)), Expected(("row 2, HAR_01_rating",)), Expected(("row 2, HAR_01_evidence_url",)),
         Expected(("row 2, HAR_03_rating",))],
    ),
}  # fmt: skip


def test_a_broken_export_is_told_what_is_wrong_where_and_how_to_mend_it() -> None:
    for content, expected in BROKEN.values():
        with pytest.raises(FileRefused) as caught:
            read(content)
        assert_told(caught.value, expected)


def test_a_catalogue_that_is_not_here_is_told_once_and_not_with_every_row() -> None:
    rows = exported([FIRST] * 50)
    for row in rows[1:]:
        row[column(rows, "catalogue_version")] = "2.0"
    with pytest.raises(FileRefused) as caught:
        read(as_csv(rows))
    assert len(caught.value.problems) == 1


def test_submissions_to_two_catalogues_in_one_file_are_each_read_with_their_own() -> None:
    harbours, other = exported([FIRST]), exported([a_response(GCM10, {})], None, GCM10)
    together = [[*harbours[0], *other[0][11:-11]], [*harbours[1], *[""] * (len(other[0]) - 22)]]
    second = [*other[1][:11], *[""] * (len(harbours[0]) - 22), *other[1][-11:], *other[1][11:-11]]
    first, last = read(as_csv([*together, second]))
    assert (said(first), last.catalogue, said(last).answers) == (FIRST, GCM10, {})
