"""The tidy CSV of a comparison, read again as programs and spreadsheets do, and held to its own schema."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator

import pytest
from frictionless import Resource, Schema
from frictionless.formats import CsvControl
from hypothesis import given, settings

from assessment.domain.answer import Rating
from assessment.domain.comparison.compare import compare
from assessment.domain.countries import country_codes, country_number
from assessment.domain.response import Voice
from assessment.domain.sourced import SourcedResponse
from assessment.parsing.csv_escaping import escape_formula, number_text
from assessment.reports.table_csv import tidy_csv, tidy_schema
from tests.support.comparisons import NEWER, everywhere, one, several
from tests.support.workbooks import HOSTILE

IMPLEMENTED, PARTIAL, ABSENT = Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT
MINISTRY = one(
    "ministry.json",
    {"INV-01": IMPLEMENTED, "INV-02": PARTIAL, "INV-03": ABSENT, "INV-04": Rating.DONT_KNOW,
     "INV-05": Rating.NOT_APPLICABLE},
    country="NPL", organisation="Ministry", label="2026 baseline", date=dt.date(2026, 11, 2),
)  # fmt: skip
SHELTER = one(
    "shelter.json", {"INV-01": PARTIAL, "INV-02": ABSENT}, voice=Voice.CIVIL_SOCIETY, organisation="ملجأ",
    anonymous=True,
)  # fmt: skip


Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of(MINISTRY, SHELTER)


def rows_of(*compared: SourcedResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tidy_csv(compare(compared)), newline="")))


def row_of(rows: list[dict[str, str]], response: str, indicator: str, measure: str = "RATING") -> dict[str, str]:
    (row,) = [
        row for row in rows if (row["RESPONSE"], row["INDICATOR"], row["MEASURE"]) == (response, indicator, measure)
    ]
    return row


def errors_in(content: str) -> list[list[object]]:
    """What the frictionless framework has against a CSV."""
    resource = Resource(
        content.encode(),
        format="csv",
        encoding="utf-8",
        schema=Schema.from_descriptor(tidy_schema()),
        control=CsvControl(delimiter=","),
    )
    report = resource.validate()
    return list(report.flatten(["rowNumber", "fieldName", "type", "note"]))


# What it says


def test_a_rating_has_its_value_and_one_without_a_value_says_why(rows: Rows) -> None:
    told = [
        (row["OBS_VALUE"], row["OBS_STATUS"], row["RATING"])
        for number in range(1, 6)
        for row in [row_of(rows, "ministry.json", f"INV-0{number}")]
    ]
    assert told == [
        ("1", "A", "implemented"), ("0.5", "A", "partial"), ("0", "A", "absent"), ("", "O", "dont_know"),
        ("", "M", "not_applicable"),
    ]  # fmt: skip
    unanswered = row_of(rows, "shelter.json", "INV-03")
    assert (unanswered["OBS_VALUE"], unanswered["OBS_STATUS"], unanswered["RATING"]) == ("", "O", "unanswered")


def test_only_what_all_rate_may_be_compared(rows: Rows) -> None:
    common = {row["INDICATOR"] for row in rows if row["COMMON"] == "true" and row["MEASURE"] == "RATING"}
    assert common == {"INV-01", "INV-02"}
    assert {row["COMMON"] for row in rows if row["MEASURE"] == "SCORE_COMMON"} == {"true"}
    assert {row["COMMON"] for row in rows if row["MEASURE"] == "SCORE_OWN"} == {"false"}


def test_scores_have_their_n_and_band_and_are_not_rounded(rows: Rows) -> None:
    own = row_of(rows, "shelter.json", "THEME:harbour", "SCORE_OWN")
    assert (own["OBS_VALUE"], own["OBS_STATUS"], own["RATED"], own["APPLICABLE"]) == ("25", "A", "2", "3")
    assert (own["BAND_LOW"], own["BAND_HIGH"]) == (repr(100 * 0.5 / 3), "50")
    common = row_of(rows, "ministry.json", "OVERALL", "SCORE_COMMON")
    assert (common["OBS_VALUE"], common["RATED"], common["APPLICABLE"], common["RATING"]) == ("75", "2", "2", "")


def test_a_score_of_nothing_says_whether_it_is_missing_or_cannot_be(rows: Rows) -> None:
    unanswered = row_of(rows, "shelter.json", "THEME:market", "SCORE_OWN")
    assert (unanswered["OBS_VALUE"], unanswered["OBS_STATUS"], unanswered["BAND_HIGH"]) == ("", "O", "100")
    nothing_common = row_of(rows, "shelter.json", "THEME:market", "SCORE_COMMON")
    assert (nothing_common["OBS_VALUE"], nothing_common["OBS_STATUS"], nothing_common["BAND_LOW"]) == ("", "M", "")


def test_who_answered_is_told_by_codes_and_not_named_if_anonymous(rows: Rows) -> None:
    ministry, shelter = rows[-1], rows[0]
    assert shelter["RESPONSE"] == "shelter.json"
    assert (ministry["REF_AREA"], ministry["REF_AREA_M49"], ministry["VOICE"]) == ("NPL", "524", "state")
    assert (ministry["ROUND"], ministry["TIME_PERIOD"]) == ("2026 baseline", "2026-11-02")
    assert (ministry["CATALOGUE"], ministry["CATALOGUE_VERSION"]) == ("invented", "1.0")
    assert (shelter["REF_AREA"], shelter["REF_AREA_M49"]) == ("XAA", "")
    assert (shelter["ROUND"], shelter["TIME_PERIOD"]) == ("", "")
    assert {row["ORGANISATION"] for row in rows} == {"Ministry", ""}
    assert "ملجأ" not in tidy_csv(compare([MINISTRY, SHELTER]))


def test_what_a_version_does_not_ask_has_no_row() -> None:
    rows = rows_of(
        one("old", everywhere(ABSENT)), one("new", everywhere(ABSENT, NEWER), catalogue=NEWER, country="NPL")
    )
    assert {row["RESPONSE"] for row in rows if row["INDICATOR"] == "INV-06"} == {"new"}
    assert {row["COMMON"] for row in rows if row["INDICATOR"] in ("INV-02", "INV-06")} == {"false"}


def test_countries_stand_in_alphabetical_order_whatever_their_scores() -> None:
    rows = rows_of(
        *(one(code, everywhere(rating), country=code) for code, rating in [("TUR", IMPLEMENTED), ("ALA", ABSENT)])
    )
    assert list(dict.fromkeys(row["REF_AREA"] for row in rows)) == ["ALA", "TUR"]


def test_m49_is_the_number_of_iso_3166_1() -> None:
    assert (country_number("AFG"), country_number("CHE"), country_number("XAA")) == ("004", "756", "")
    numbers = [country_number(code) for code in country_codes()]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch("[0-9]{3}", number) for number in numbers)


def test_numbers_are_whole_to_their_last_digit() -> None:
    numbers = (100 * 2 / 3, 0.5, 1.0, 0.0, 7, 100.0)
    assert [number_text(number) for number in numbers] == ["66.66666666666667", "0.5", "1", "0", "7", "100"]


# Its form


def test_it_is_csv_as_rfc_4180_has_it() -> None:
    hostile = one("h", {"INV-01": ABSENT}, organisation='He said "no",\nand left', label="ä; b", country="NPL")
    content = tidy_csv(compare([MINISTRY, hostile]))
    assert content.endswith("\r\n")
    assert '"He said ""no"",\nand left"' in content
    assert {len(row) for row in csv.reader(io.StringIO(content, newline=""))} == {len(tidy_schema()["fields"])}
    assert next(row for row in rows_of(MINISTRY, hostile) if row["RESPONSE"] == "h")["ORGANISATION"] == (
        'He said "no",\nand left'
    )


def cells_anywhere(content: str) -> Iterator[str]:
    """The cells of a CSV as spreadsheets of any country take them apart."""
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
            yield from row


def test_no_spreadsheet_takes_a_text_for_a_formula() -> None:
    others = ["a;=cmd|' /C calc'!A0", ' "=1', ";'", "x;\t=1", "＝1", "\r\n=1", 'a;"=1+1']
    texts = [*HOSTILE, *others]
    codes = country_codes()[: len(texts)]
    hostile = [
        one(f"h{number}", {"INV-01": ABSENT}, organisation=text, label=text, country=code)
        for number, (text, code) in enumerate(zip(texts, codes, strict=True))
    ]
    content = tidy_csv(compare(hostile))
    assert not [cell for cell in cells_anywhere(content) if re.match(r"[\s\"]*[=+\-@＝＋－＠]", cell)]
    told = {row["RESPONSE"]: (row["ORGANISATION"], row["ROUND"]) for row in rows_of(*hostile)}
    assert told == {f"h{number}": (escape_formula(text),) * 2 for number, text in enumerate(texts)}


# Its schema


def test_the_schema_says_of_every_column_what_it_is_called_means_and_may_hold(rows: Rows) -> None:
    schema = json.loads(json.dumps(tidy_schema()))
    assert not list(Schema.metadata_validate(tidy_schema()))
    assert [field["name"] for field in schema["fields"]] == list(rows[0])
    assert all(field["title"] and len(field["description"]) > 15 for field in schema["fields"])
    enums = {
        field["name"]: field["constraints"]["enum"]
        for field in schema["fields"]
        if "enum" in field.get("constraints", {})
    }
    assert enums["VOICE"] == [voice.value for voice in Voice]
    assert enums["RATING"] == [*(rating.value for rating in Rating), "unanswered"]
    assert set(enums) == {"VOICE", "MEASURE", "OBS_STATUS", "RATING"}
    assert schema["missingValues"] == [""]
    assert schema["primaryKey"] == ["RESPONSE", "INDICATOR", "MEASURE"]
    assert "implemented × 1 + partial × 1/2" in schema["method"]
    assert schema["sources"][0]["title"]
    told = [field["name"] for field in schema["fields"] if "apostrophe" in field["description"]]
    assert told == ["ORGANISATION", "ROUND", "RESPONSE"]


@settings(max_examples=10)
@given(several())
def test_any_comparison_holds_to_the_schema(compared: list[SourcedResponse]) -> None:
    assert errors_in(tidy_csv(compare(compared))) == []


def test_the_schema_is_one_that_refuses_what_is_wrong() -> None:
    content = tidy_csv(compare([MINISTRY, SHELTER]))
    for before, after, kind in (
        ("RATING,true,1,A", "RATING,true,1,Z", "constraint-error"),
        ("RATING,true,1,A", "RATING,perhaps,1,A", "type-error"),
        (",state,", ",somebody,", "constraint-error"),
        ("INV-02,RATING", "INV-01,RATING", "primary-key"),
    ):
        assert before in content
        assert kind in [error[2] for error in errors_in(content.replace(before, after, 1))], after
