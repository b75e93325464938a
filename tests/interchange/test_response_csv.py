"""A response as a table: there and back, what spreadsheets do to it on the way, and what is said of broken tables."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.catalogues.reader import find_catalogue, read_catalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.model import Answer, Catalogue, Cause, Rating, Response, Round, Voice
from assessment.errors import FileRefused
from assessment.interchange.answer_parser import parse_answer
from assessment.interchange.csv_columns import COLUMNS, FORMAT, TAGS
from assessment.interchange.fields import TEXTS
from assessment.interchange.file_reader import read_file
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.interchange.response_csv import is_response_csv, read_csv, write_csv
from assessment.interchange.response_json import read_response
from assessment.interchange.text_tables import peek_header
from assessment.parsing.csv_escaping import unescape_formula
from assessment.parsing.limits import TEXT_LIMIT
from tests.support.cases import CASES, CATALOGUES, GCM10, HARBOURS, Expected, assert_told, responses_to, texts
from tests.support.catalogues import a_response
from tests.support.documents import document, quoted, section
from tests.support.documents import table as table_of

JSON = (CASES / "responses" / "harbours.json").read_bytes()
Cells = dict[str, str]


def find(catalogue_id: str, version: str) -> Catalogue:
    return GCM10 if catalogue_id == "gcm-10" else find_catalogue(CATALOGUES, catalogue_id, version)


def read(content: str | bytes) -> ImportedResponse:
    return read_csv(content if isinstance(content, bytes) else content.encode(), "response.csv", find)


def said(incoming: ImportedResponse) -> Response:
    """The response without the places where nothing is said."""
    return incoming.response.with_answers(incoming.response.answers)


SOUND = read_response(JSON, "harbours.json", find)[1]
TABLE = write_csv(HARBOURS, SOUND)
SECONDS = 3.0
"""Ten times what a table at the limits takes."""


def rows_of(text: str) -> list[Cells]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table(rows: list[Cells], columns: tuple[str, ...] = COLUMNS, **how: Any) -> str:
    """Rows as CSV, as another program may write it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", **how)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def changed(**cells: str) -> str:
    """The sound table with other cells in its first row."""
    first, *rest = rows_of(TABLE)
    return table([first | cells, *rest])


def in_every_row(**cells: str) -> str:
    return table([row | cells for row in rows_of(TABLE)])


# There and back


@settings(max_examples=150)
@given(responses_to(HARBOURS), st.booleans())
def test_a_response_that_is_written_reads_as_the_very_same(response: Response, hxl: bool) -> None:
    incoming = read(write_csv(HARBOURS, response, hxl=hxl))
    assert said(incoming) == response
    assert list(incoming.response.answers) == list(HARBOURS.by_id)
    assert (incoming.catalogue, incoming.warnings) == (HARBOURS, ())


@settings(max_examples=15)
@given(responses_to(GCM10))
def test_a_response_to_the_catalogue_that_ships_reads_as_the_very_same(response: Response) -> None:
    assert said(read(write_csv(GCM10, response))) == response


def test_the_assessment_and_the_revisions_come_back_with_the_answers() -> None:
    text = write_csv(HARBOURS, SOUND, assessment_id="a7f3", revisions={"HAR-01": 3, "HAR-03": 0})
    incoming = read(text)
    assert (incoming.assessment_id, incoming.revisions) == ("a7f3", {"HAR-01": 3, "HAR-03": 0})
    assert incoming.locations == {"HAR-01": "row 2", "HAR-02": "row 3", "HAR-03": "row 4"}
    assert read(TABLE).assessment_id is None


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "utf-16 little": lambda text: "\ufeff".encode("utf-16-le") + text.encode("utf-16-le"),
    "utf-16 big": lambda text: "\ufeff".encode("utf-16-be") + text.encode("utf-16-be"),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS.keys())
@pytest.mark.parametrize("separator", ",;\t", ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL], ids=["bare", "quoted"])
@settings(max_examples=10)
@given(response=responses_to(HARBOURS), hxl=st.booleans())
def test_every_separator_and_encoding_is_told_by_the_file(
    encode: Callable[[str], bytes], separator: str, quoting: int, response: Response, hxl: bool
) -> None:
    again = table(rows_of(write_csv(HARBOURS, response, hxl=hxl)), delimiter=separator, quoting=quoting)
    assert said(read(encode(again))) == response


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_line_that_names_the_separator_to_excel_is_understood(separator: str) -> None:
    text = f"sep={separator}\r\n{table(rows_of(TABLE), delimiter=separator)}"
    assert said(read(text)) == SOUND


def test_rows_and_columns_may_be_in_any_order_and_rows_may_be_blank_or_missing() -> None:
    rows = rows_of(write_csv(HARBOURS, SOUND, hxl=True))
    columns = list(COLUMNS)
    shuffle = random.Random(4).shuffle  # noqa: S311 - an order, and no secret
    for _time in range(10):
        shuffle(rows)
        shuffle(columns)
        text = table(rows, tuple(columns)) + "," * (len(columns) - 1) + "\r\n\r\n"
        assert said(read(text)) == SOUND
    two = [row for row in rows if row["recommendation_id"] in ("HAR-01", "HAR-03")]
    assert list(read(table(two)).response.answers) == ["HAR-01", "HAR-03"]


def test_empty_columns_at_the_end_are_none() -> None:
    lines = TABLE.splitlines()
    assert said(read("\r\n".join(line + ",,," for line in lines))) == SOUND


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("x;=1+1", "x;'=1+1"),
        ("- a list\n- of two", "'- a list\n'- of two"),
        ("'=1", "''=1"),
        ("'t Hooft; 's-Gravenhage", "'t Hooft; 's-Gravenhage"),
        ("It's", "It's"),
        ("", ""),
    ],
)
def test_an_apostrophe_is_added_only_where_a_spreadsheet_would_compute(text: str, cell: str) -> None:
    written = write_csv(HARBOURS, a_response(HARBOURS, {"HAR-01": Answer(comment=text)}))
    assert rows_of(written)[0]["comment"] == cell


def test_no_cell_of_the_catalogue_or_the_identity_is_computed_either() -> None:
    response = a_response(HARBOURS, {}, organisation="=1+1", round=Round("@home"))
    written = write_csv(HARBOURS, response, assessment_id="=x")
    assert {(row["organisation"], row["round_label"], row["assessment_id"]) for row in rows_of(written)} == {
        ("'=1+1", "'@home", "'=x")
    }
    assert said(read(written)) == response


def first_version(text: str) -> str:
    """A cell of a text as the first version wrote it."""
    return f"'{text}" if re.match(r"'*[=+\-@＝＋－＠\t\r\n]", text) else text


@given(texts | st.text(alphabet="'=-;\t\r\n x", max_size=8))
def test_a_text_comes_back_from_a_table_of_either_version_to_the_character(text: str) -> None:
    response = a_response(HARBOURS, {"HAR-01": Answer(Rating.ABSENT, comment=text)})
    assert said(read(write_csv(HARBOURS, response))) == response
    rows = rows_of(TABLE)[:1]
    old = table([{**rows[0], "comment": first_version(text)}], tuple(set(COLUMNS) - {"format"}))
    assert read(old).response.answers["HAR-01"].comment == text


def test_rows_of_both_versions_may_stand_in_one_table() -> None:
    first, second, *_rest = rows_of(TABLE)
    mixed = table([first | {"comment": "x;'=1"}, second | {"comment": "x;'=1", "format": ""}])
    answers = read(mixed).response.answers
    assert [answers[key].comment for key in (first["recommendation_id"], second["recommendation_id"])] == [
        "x;=1",
        "x;'=1",
    ]


def test_a_table_of_a_format_that_is_unknown_is_refused() -> None:
    with pytest.raises(FileRefused) as caught:
        read(changed(format="gap-assessment-table/9"))
    assert_told(caught.value, [Expected(words=("row 2, format: ", FORMAT), times=1)])


def test_a_long_text_is_kept_in_whole() -> None:
    response = a_response(HARBOURS, {"HAR-01": Answer(evidence="“é”\n" * (TEXT_LIMIT // 4))})
    assert said(read(write_csv(HARBOURS, response))) == response


# Hashtags


def test_the_row_of_hashtags_stands_below_the_header_and_each_column_has_its_own() -> None:
    header, tags = list(csv.reader(io.StringIO(write_csv(HARBOURS, SOUND, hxl=True))))[:2]
    assert dict(zip(header, tags, strict=True)) == TAGS
    assert len(set(tags)) == len(tags)
    # The hashtags of HXL 1.1 that are used here.
    core = {"#meta", "#country", "#org", "#date", "#indicator", "#description", "#activity", "#cause"}
    assert {tag.partition("+")[0] for tag in tags} == core


def test_every_column_and_no_other_is_documented() -> None:
    rows = table_of(section(document("offline.md"), "CSV"))
    assert sorted(name for row in rows for name in quoted(row[0])) == sorted(COLUMNS)
    hashtags = [tag for tag in quoted(section(document("offline.md"), "CSV")) if tag.startswith("#")]
    assert hashtags
    assert set(hashtags) <= set(TAGS.values())


# What people make of it


def test_columns_are_understood_by_the_words_of_the_language_and_values_by_theirs() -> None:
    text = (
        "Catalogue;Country or area;Who answers?;Organisation;Anonymous;Round;Date;Recommendation;Rating;"
        "Measures in place;Target date;Cause of another rating;REASON\n"
        "harbours 1.0;nepal;Civil society;Ports;Yes;2026 baseline;24 November 2026;har-01;◐ Partial;"
        '"HAR-01.2, har-01.1";30/06/2027;New evidence;\n'
        "harbours 1.0;nepal;Civil society;;;;;HAR-02;n/a;;;;No harbour\n"
        "harbours 1.0;nepal;Civil society;;;;;HAR-03;Don't know;;;;\n"
    )
    incoming = read(text)
    assert incoming.response == Response(
        "harbours",
        "1.0",
        "NPL",
        Voice.CIVIL_SOCIETY,
        organisation="Ports",
        round=Round("2026 baseline", dt.date(2026, 11, 24)),
        anonymous=True,
        answers={
            "HAR-01": Answer(
                Rating.PARTIAL,
                measures=("HAR-01.1", "HAR-01.2"),
                target_date=dt.date(2027, 6, 30),
                cause=Cause.NEW_EVIDENCE,
            ),
            "HAR-02": Answer(Rating.NOT_APPLICABLE, reason="No harbour"),
            "HAR-03": Answer(Rating.DONT_KNOW),
        },
    )


def test_a_column_of_ones_own_is_named_in_a_warning_and_an_empty_one_is_not() -> None:
    rows = [row | {"Notes of mine": "x", "Colour": ""} for row in rows_of(TABLE)]
    incoming = read(table(rows, (*COLUMNS, "Notes of mine", "Colour")))
    assert [str(warning) for warning in incoming.warnings] == [
        "response.csv: row 1: “Notes of mine” is not recognised. This column is ignored."
    ]
    assert said(incoming) == SOUND


def test_revisions_are_not_trusted_where_a_column_of_answers_was_removed() -> None:
    text = write_csv(HARBOURS, SOUND, assessment_id="a1", revisions={"HAR-01": 1})
    columns = tuple(column for column in COLUMNS if column not in ("evidence", "cause"))
    incoming = read(table(rows_of(text), columns))
    assert (incoming.assessment_id, incoming.revisions) == ("a1", {})
    assert "Columns are missing: evidence, cause" in str(incoming.warnings[0])
    assert read(text).warnings == ()


def test_a_table_is_recognised_by_its_header_before_it_is_read() -> None:
    assert is_response_csv(peek_header(TABLE.encode("utf-8-sig")))
    assert is_response_csv(peek_header(table(rows_of(TABLE), delimiter=";").encode("utf-16")))
    assert is_response_csv(peek_header(b"sep=;\nRecommendation;Rating\n"))
    for other in (b"", b"\xff\xfe\xfa", b"a,b\n", b'"', JSON):
        assert not is_response_csv(peek_header(other))


def test_half_of_a_character_is_told_wherever_an_answer_comes_from() -> None:
    told: list[tuple[str, str, str]] = []
    answer = parse_answer({"comment": "x\ud800"}, None, lambda *problem: told.append(problem))
    assert answer.is_empty
    assert told == [("comment", "Character 2 (U+D800) is not allowed.", "Delete it, or type it again.")]


# Broken tables

WHOLE: Mapping[str, tuple[str | bytes, list[Expected]]] = {
    "empty": ("", [Expected(("The file is empty.", "Export it again"))]),
    "blank": (" \r\n\r\n", [Expected(("The file is empty.",))]),
    "only-separators": (",,,\r\n,,,\r\n", [Expected(("The file is empty.",))]),
    "header-alone": (",".join(COLUMNS), [Expected(("The table has no rows",))]),
    "hashtags-alone": (
        ",".join(COLUMNS) + "\r\n" + ",".join(TAGS.values()),
        [Expected(("The table has no rows",))],
    ),
    "latin-1": (
        changed(evidence="Gesetz über Häfen").encode("latin-1"),
        [Expected(("line 2", "not in UTF-8", "“CSV UTF-8 (Comma delimited)”"))],
    ),
    "utf-16-without-a-mark": (TABLE.encode("utf-16-le"), [Expected(("not in UTF-8", "Save it as UTF-8"))]),
    "utf-16-cut": (TABLE.encode("utf-16")[:-1], [Expected(("not in UTF-8",))]),
    "too-large": (b" " * (SIZE_LIMIT + 1), [Expected(("larger than 20 MB", "Split it"))]),
    "quotation-mark-open": (
        changed(comment="x\ny").rstrip() + '\r\nharbours 1.0,NPL,"state,',
        [Expected(("line 6", "quotation mark", "is not closed"))],
    ),
    "quotation-mark-inside": (
        TABLE.replace("Harbour Act, section 4", '"Harbour" Act').replace('""Harbour" Act"', '"Harbour" Act'),
        [Expected(("line 2", "quotation mark", "is not closed"))],
    ),
    "row-cut": (
        TABLE.rstrip().removesuffix(f",{FORMAT}")[:-12],
        [Expected(("row 4", "has 13 cells, but the header has 24", "Export it again"))],
    ),
    "row-too-long": (TABLE.rstrip() + ",x", [Expected(("row 4", "cells to the right of the table"))]),
    "column-without-a-name": (
        TABLE.replace(",comment,", ",,", 1),
        [Expected(("row 1", "Column 21 has no name", "Give it a name"))],
    ),
    "column-twice": (
        TABLE.replace(",title,", ",rating,", 1),
        [Expected(("row 1", "“rating” appears more than once", "Keep one of them"))],
    ),
    "column-twice-in-other-words": (
        TABLE.replace(",title,", ",Evidence: what shows it?,", 1),
        [Expected(("row 1", "“Evidence: what shows it?” and “evidence” are the same"))],
    ),
    "column-misspelt": (
        TABLE.replace(",rating,", ",raiting,", 1),
        [Expected(("row 1", "“raiting” is not recognised", "Did you mean rating?"))],
    ),
    "columns-missing": (
        "Organisation;Rating\nPorts;absent\n",
        [
            Expected(("row 1", f"The column “{name}” is missing"))
            for name in ("catalogue", "country", "voice", "recommendation_id")
        ],
    ),
    "no-answers": (
        "catalogue,country,voice,recommendation_id\nharbours 1.0,NPL,state,HAR-01\n",
        [Expected(("No column has answers", "Use one of these: rating, measures"))],
    ),
    "another-table": (
        "Name,Age\nA,1\n",
        [Expected(("The column “", "is missing"), times=4), Expected(("No column has answers",))],
    ),
    "two-responses": (
        table(rows_of(TABLE) + [row | {"country": "CHE"} for row in rows_of(TABLE)]),
        [
            Expected(("row 5, country", "This says “CHE”, but row 2 says “NPL”", "separate file")),
            *(Expected((f"row {number + 3}, recommendation_id", f"“HAR-0{number - 1}” is also in row {number}"))
              for number in (2, 3, 4)),
        ],
    ),
    "recommendation-twice": (
        table([*rows_of(TABLE), rows_of(TABLE)[0]]),
        [Expected(("row 5, recommendation_id", "“HAR-01” is also in row 2", "Keep one of them"))],
    ),
    "no-catalogue": (
        in_every_row(catalogue=""),
        [Expected(("row 2, catalogue", "This cell is empty", "Fill it in"))],
    ),
    "no-version": (
        in_every_row(catalogue="harbours"),
        [Expected(("row 2, catalogue", "“harbours” has no version", "Write it like “gcm-10 1.0”"))],
    ),
    "another-catalogue": (
        in_every_row(catalogue="lakes 1.0"),
        [Expected(("row 2, catalogue", "no catalogue “lakes 1.0”", "harbours 1.0"))],
    ),
    "another-version": (
        in_every_row(catalogue="harbours 2.0"),
        [Expected(("row 2, catalogue", "no catalogue “harbours 2.0”"))],
    ),
    "no-country-and-no-voice": (
        in_every_row(country="", voice=" "),
        [Expected(("row 2, country", "This cell is empty")), Expected(("row 2, voice", "This cell is empty"))],
    ),
    "unknown-identity": (
        in_every_row(country="Atlantis", voice="Ministry", round_date="soon", anonymous="maybe"),
        [
            Expected(("row 2, country", "“Atlantis” is not a country")),
            Expected(("row 2, voice", "“Ministry” is not a voice", "State, Civil society")),
            Expected(("row 2, round_date", "“soon” is not a date", "2026-11-24")),
            Expected(("row 2, anonymous", "“maybe” is not recognised")),
        ],
    ),
}  # fmt: skip

CELLS: Mapping[str, tuple[Cells, list[Expected]]] = {
    "unknown-recommendation": (
        {"recommendation_id": "HAR-99"},
        [Expected(("row 2, recommendation_id", "“HAR-99” is not in this catalogue", "HAR-01, HAR-02, HAR-03"))],
    ),
    "no-recommendation": (
        {"recommendation_id": ""},
        [Expected(("row 2, recommendation_id", "“” is not in this catalogue"))],
    ),
    "unknown-rating": ({"rating": "yes"}, [Expected(("row 2, rating", "“yes” is not a rating", "◐ Partial"))]),
    "rating-misspelt": ({"rating": "partal"}, [Expected(("row 2, rating", "Did you mean “Partial”?"))]),
    "a-dash-for-nothing": ({"rating": "-"}, [Expected(("row 2, rating", "“-” is not a rating"))]),
    "no-reason": (
        {"rating": "not_applicable", "reason": " "},
        [Expected(("row 2, reason", "“Not applicable” needs a reason", "remove the rating"))],
    ),
    "measure-of-another-recommendation": (
        {"measures": "HAR-01.1; HAR-02.1"},
        [Expected(("row 2, measures", "HAR-01 has no measure “HAR-02.1”", "HAR-01.1, HAR-01.2"))],
    ),
    "measures-counted": ({"measures": "2"}, [Expected(("row 2, measures", "HAR-01 has no measure “2”"))]),
    "no-web-address": (
        {"evidence_url": "see the act"},
        [Expected(("row 2, evidence_url", "not a web address", "https://"))],
    ),
    "no-date": ({"target_date": "2027-02-30"}, [Expected(("row 2, target_date", "“2027-02-30” is not a date"))]),
    "date-of-two-readings": (
        {"target_date": "06/07/2027"},
        [Expected(("row 2, target_date", "2027-06-07 or 2027-07-06", "Write it like"))],
    ),
    "unknown-cause": ({"cause": "luck"}, [Expected(("row 2, cause", "“luck” is not recognised"))]),
    "text-too-long": (
        {"evidence": "x" * (TEXT_LIMIT + 1)},
        [Expected(("row 2, evidence", "longer than 200000 characters", "Shorten it"))],
    ),
    "reason-too-long": (
        {"rating": "n/a", "reason": "x" * (TEXT_LIMIT + 1)},
        [Expected(("row 2, reason", "longer than 200000 characters"))],
    ),
    "no-revision": ({"revision": "three"}, [Expected(("row 2, revision", "“three” is not a whole number"))]),
    "everything-at-once": (
        {"rating": "good", "measures": "A", "target_date": "later", "evidence_url": "ftp://x"},
        [
            Expected(("row 2, rating",)),
            Expected(("row 2, measures",)),
            Expected(("row 2, target_date",)),
            Expected(("row 2, evidence_url",)),
        ],
    ),
}


@pytest.mark.parametrize(("content", "expected"), WHOLE.values(), ids=WHOLE.keys())
def test_a_broken_table_is_told_what_is_wrong_where_and_how_to_mend_it(
    content: str | bytes, expected: list[Expected]
) -> None:
    with pytest.raises(FileRefused) as caught:
        read(content)
    assert_told(caught.value, expected)


@pytest.mark.parametrize(("cells", "expected"), CELLS.values(), ids=CELLS.keys())
def test_a_broken_cell_is_told_with_its_row_and_column(cells: Cells, expected: list[Expected]) -> None:
    with pytest.raises(FileRefused) as caught:
        read(changed(**cells))
    assert_told(caught.value, expected)


def test_more_than_25_kinds_of_broken_tables_are_told() -> None:
    assert len(WHOLE) + len(CELLS) >= 40


def test_a_hostile_table_is_refused_with_no_more_problems_than_somebody_can_read() -> None:
    row = rows_of(TABLE)[0] | {"rating": "x", "recommendation_id": "\u202e\x07" + "y" * 500}
    with pytest.raises(FileRefused) as caught:
        read(table([row] * 5000))
    assert len(caught.value.problems) == 1001
    assert all(len(str(problem)) < 1000 for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"recommendation_id,rating\n" + b"x\n" * 1_000_000, "The table has more than 100000 rows."),
        (
            b"recommendation_id," + b",".join(b"q%d" % n for n in range(40_000)),
            "The table has more than 16384 columns.",
        ),
    ],
    ids=["rows", "columns"],
)
def test_a_hostile_table_is_refused_before_time_and_memory_are_spent_on_it(content: bytes, what: str) -> None:
    begun = time.process_time()
    with pytest.raises(FileRefused) as caught:
        read_file(content, "response.csv", find)
    assert [problem.what for problem in caught.value.problems] == [what]
    assert time.process_time() - begun < SECONDS


def test_blank_rows_below_a_table_are_no_rows_however_many() -> None:
    assert said(read(TABLE + "," * len(COLUMNS[1:]) + "\n" + ",\n" * 200_000)) == SOUND


def test_who_answers_a_broken_catalogue_is_told_the_catalogues_problems() -> None:
    with pytest.raises(FileRefused, match=r"^catalogue\.yaml: The file is empty\."):
        read_csv(TABLE.encode(), "response.csv", lambda *_wanted: read_catalogue(b"", "catalogue.yaml"))


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_the_bytes_are_they_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        read(content)
    assert isinstance(peek_header(content), tuple)


@settings(max_examples=200)
@given(st.sampled_from(COLUMNS), texts)
def test_whatever_a_cell_holds_it_is_read_or_refused(column: str, text: str) -> None:
    try:
        incoming = read(changed(**{column: text}))
    except FileRefused as error:
        assert error.problems  # noqa: PT017 - either is right
    else:
        answer = incoming.response.answers["HAR-01"]
        if column in TEXTS:
            assert getattr(answer, column) == unescape_formula(text)
