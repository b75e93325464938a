"""Files of every kind that somebody may bring, told by their content."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from openpyxl import Workbook

from assessment.catalogues import find_catalogue
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.matching import match_files
from assessment.domain.merging.merge import plan_import, preview
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file
from assessment.interchange.forms.xlsform import xlsform
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.interchange.reader_process import read_files
from assessment.interchange.response_json import write_response
from tests.interchange.forms.test_submissions import ANSWERS, FIRST, exported, said
from tests.support.cases import CATALOGUES, HARBOURS
from tests.support.catalogues import a_response
from tests.support.forms import Layout, as_csv, as_xlsx

JSON = write_response(FIRST).encode()
WORKBOOK = questionnaire_workbook(HARBOURS, response=FIRST)
SUBMISSIONS = exported([FIRST])

SOUND = {
    "json": JSON,
    "json with a mark": b"\xef\xbb\xbf" + JSON,
    "workbook": WORKBOOK,
    "submissions in csv": as_csv(SUBMISSIONS),
    "submissions in utf-16": as_csv(SUBMISSIONS, mark=False).decode().encode("utf-16"),
    "submissions in xlsx": as_xlsx(SUBMISSIONS),
    "submissions in xlsx with labels": as_xlsx(exported([FIRST], Layout("English (en)", groups=True, multiple="both"))),
}


def find(catalogue_id: str, version: str) -> Catalogue:
    return find_catalogue(CATALOGUES, catalogue_id, version)


def test_every_kind_of_file_is_read_whatever_its_name() -> None:
    for kind, content in SOUND.items():
        for name in ("answers.pdf", "réponses (2).xlsx", "x.json"):
            (incoming,) = read_file(content, name, find)
            assert said(incoming) == FIRST, kind
            assert (incoming.source, incoming.catalogue) == (name, HARBOURS), kind
            assert set(incoming.locations) == set(incoming.response.answers), kind


def test_an_answer_in_json_is_found_by_its_key() -> None:
    (incoming,) = read_file(JSON, "a.json", find)
    assert incoming.locations == {key: f"answers.{key}" for key in ANSWERS}
    assert (incoming.assessment_id, incoming.revisions, incoming.key) == (None, {}, None)


def test_all_kinds_of_files_with_the_same_answers_are_one_response_without_a_conflict() -> None:
    incoming, refused = read_files([(content, name) for name, content in SOUND.items()], find)
    assert refused == []
    (match,) = match_files(incoming).matches
    previewed = preview(match.files)
    assert len(previewed.files) == len(SOUND)
    assert previewed.conflicts == ()
    assert plan_import(previewed).response == FIRST


def test_a_file_that_is_refused_keeps_no_other_from_being_read() -> None:
    files = [(b"", "empty"), (JSON, "a.json"), (JSON.replace(b"partial", b"good"), "b.json"), (WORKBOOK, "c.xlsx")]
    incoming, refused = read_files(files, find)
    assert [one.source for one in incoming] == ["a.json", "c.xlsx"]
    assert [{problem.file for problem in error.problems} for error in refused] == [{"empty"}, {"b.json"}]


def test_an_export_with_many_rows_is_a_response_each() -> None:
    responses = [a_response(HARBOURS, {"HAR-01": Answer(Rating.ABSENT)}, organisation=f"No. {n}") for n in range(40)]
    incoming, _refused = read_files([(as_xlsx(exported(responses)), "kobo.xlsx")], find)
    assert [said(one) for one in incoming] == responses
    assert len(match_files(incoming).matches) == 40
    again, _refused = read_files([(as_csv(exported(responses)), "kobo.csv")], find)
    taken = [state for match in match_files(incoming).matches for state in preview(match.files).submissions]
    arranged = match_files(again, taken=taken)
    assert (arranged.matches, len(arranged.already_imported)) == ((), 40)


def a_zip(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def a_workbook() -> bytes:
    content = io.BytesIO()
    book = Workbook()
    book.worksheets[0]["A1"] = "Budget"
    book.save(content)
    return content.getvalue()


STRANGE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "The file is empty."),
    "blank": (b"\xef\xbb\xbf \r\n", "The file is empty."),
    "pdf": (b"%PDF-1.7 ...", "This type of file is not recognised."),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "This type of file is not recognised."),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "This type of file is not recognised."),
    "web page": (b"<!DOCTYPE html><html></html>", "This type of file is not recognised."),
    "another table": (b"Name;Age;Town\nA;1;B\n", "This table is not recognised. Its columns: Name, Age, Town."),
    "text": ("Liebe Grüße".encode(), "This type of file is not recognised."),
    "bytes": (bytes(range(128, 256)), "This type of file is not recognised."),
    "catalogue": (b"format: gap-assessment-catalogue/1\nid: harbours\n", "is not recognised"),
}


def test_any_other_file_is_told_what_it_is_and_what_is_wanted() -> None:
    for content, words in STRANGE.values():
        with pytest.raises(FileRefused) as caught:
            read_file(content, "gift", find)
        (problem,) = caught.value.problems
        assert (problem.file, problem.where) == ("gift", ""), content
        assert words in problem.what, content
        assert problem.fix.startswith("Use a completed questionnaire or gap report (.xlsx), a response (JSON)"), content


BROKEN = {
    "json of something else": json.dumps({"type": "FeatureCollection"}).encode(),
    "json list": b"[1, 2]",
    "json cut short": JSON[:-20],
    "json with a bad rating": JSON.replace(b"partial", b"good"),
    "submissions in utf-16 without a mark": as_csv(SUBMISSIONS, mark=False).decode().encode("utf-16-le"),
    "submissions in latin-1": as_csv(SUBMISSIONS).replace("“".encode(), b"\x93"),
    "workbook of something else": a_workbook(),
    "empty form": xlsform(HARBOURS),
    "zip": a_zip(**{"a.txt": "x"}),
    "zip that is cut": WORKBOOK[:2000],
    "zip of nothing": b"PK\x03\x04",
}


def test_a_file_of_a_known_kind_is_refused_by_its_own_reader() -> None:
    for kind, content in BROKEN.items():
        with pytest.raises(FileRefused) as caught:
            read_file(content, "gift", find)
        assert all(problem.file == "gift" and problem.what and problem.fix for problem in caught.value.problems), kind
        assert "type of file" not in str(caught.value), kind
