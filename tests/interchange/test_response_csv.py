"""A response as a table for other programs: every field is in it, nothing is computed, and it isn't taken for a file
that comes back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from assessment.domain.answer import Answer
from assessment.domain.response import Response, Round
from assessment.domain.sourced import SourcedResponse
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file
from assessment.interchange.response_csv import COLUMNS, TAGS, write_csv
from assessment.interchange.response_json import read_response
from tests.interchange.forms.test_submissions import find
from tests.support.cases import CASES, HARBOURS
from tests.support.catalogues import a_response
from tests.support.documents import document, quoted, section
from tests.support.documents import table as table_of

RESPONSE = read_response((CASES / "responses" / "harbours.json").read_bytes(), "harbours.json", find)[1]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table(response: Response, *, hxl: bool = False, **known: Any) -> str:
    return write_csv(SourcedResponse("", HARBOURS, response, **known), hxl=hxl)


def test_every_recommendation_has_a_row_with_whose_answer_it_is_and_all_of_its_fields() -> None:
    answers = {"HAR-01": RESPONSE.answers["HAR-01"], "HAR-03": Answer(measures=())}
    response = a_response(HARBOURS, answers, country="NPL", organisation="Ports", round=Round("2026"), anonymous=True)
    written = table(response, assessment_id="a7f3", revisions={"HAR-01": 3}, left_out=("reason", "cause"))
    first, second, third = rows_of(written)
    answer = answers["HAR-01"]
    assert first == {
        "catalogue": "harbours 1.0",
        "country": "NPL",
        "voice": "state",
        "organisation": "Ports",
        "round_label": "2026",
        "round_date": "",
        "anonymous": "true",
        "left_out": "reason; cause",
        "assessment_id": "a7f3",
        "revision": "3",
        "recommendation_id": "HAR-01",
        "title": HARBOURS.by_id["HAR-01"].title,
        "rating": "partial",
        "measures": "; ".join(answer.ticked),
        "evidence": answer.evidence,
        "evidence_url": answer.evidence_url,
        "law_reference": answer.law_reference,
        "responsible": answer.responsible,
        "action": answer.action,
        "target_date": str(answer.target_date),
        "comment": answer.comment,
        "reason": answer.reason,
        "cause": "",
        "format": "gap-assessment-table/2",
    }
    assert [second[name] for name in ("recommendation_id", "rating", "measures", "revision")] == ["HAR-02", "", "", ""]
    assert (third["measures"], third["country"]) == ("none", "NPL")


def test_an_apostrophe_is_added_only_where_a_spreadsheet_would_compute() -> None:
    cells = {
        "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
        "x;=1+1": "x;'=1+1",
        "- a list\n- of two": "'- a list\n'- of two",
        "'=1": "''=1",
        "'t Hooft; 's-Gravenhage": "'t Hooft; 's-Gravenhage",
        "It's": "It's",
    }
    for text, cell in cells.items():
        response = a_response(HARBOURS, {"HAR-01": Answer(comment=text)}, organisation=text.replace("\n", " "))
        row = rows_of(table(response, assessment_id="=x"))[0]
        assert (row["comment"], row["assessment_id"]) == (cell, "'=x"), text
        assert row["organisation"].startswith("'") == cell.startswith("'"), text


def test_the_row_of_hashtags_stands_below_the_header_and_each_column_has_its_own() -> None:
    header, tags = list(csv.reader(io.StringIO(table(RESPONSE, hxl=True))))[:2]
    assert dict(zip(header, tags, strict=True)) == TAGS
    assert len(set(tags)) == len(tags)
    # The hashtags of HXL 1.1 that are used here.
    core = {"#meta", "#country", "#org", "#date", "#indicator", "#description", "#activity", "#cause"}
    assert {tag.partition("+")[0] for tag in tags} == core


def test_every_column_and_no_other_is_documented() -> None:
    text = section(document("offline.md"), "CSV")
    assert sorted(name for row in table_of(text) for name in quoted(row[0])) == sorted(COLUMNS)
    hashtags = [tag for tag in quoted(text) if tag.startswith("#")]
    assert hashtags
    assert set(hashtags) <= set(TAGS.values())


def test_who_brings_one_in_is_told_in_a_sentence_which_files_come_back() -> None:
    plain = table(RESPONSE, hxl=True)
    for content in (plain.encode("utf-8-sig"), plain.replace(",", ";").encode("utf-16"), plain.encode("cp1252")):
        with pytest.raises(FileRefused) as caught:
            read_file(content, "response.csv", find)
        assert str(caught.value) == (
            "response.csv: Answers exported as CSV don’t come back; as JSON or in an offline workbook (.xlsx) they do."
        )
