"""Offline workbooks that are broken: each is told what is wrong, where, and how to mend it, and nothing is taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.domain.merging.imported_response import ImportedResponse
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file
from assessment.interchange.forms.submissions import read_submissions
from tests.support.broken_workbooks import ALLOWED, BOUNDS, BROKEN, KINDS, SHEET, SOUND, XML, ZIPS
from tests.support.cases import CASES, HARBOURS, assert_printable
from tests.support.memory_peaks import PEAK, peak_of_reading
from tests.support.office import convert
from tests.support.questionnaires import NAME, read, with_parts, with_value
from tests.support.workbooks import parts_of

TOLD: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (CASES / "workbooks" / "broken.yaml").read_text(encoding="utf-8")
)
TYPED: list[dict[str, Any]] = yaml.safe_load((CASES / "workbooks" / "typed.yaml").read_text(encoding="utf-8"))


def told(content: bytes) -> tuple[dict[str, list[str]], ImportedResponse | None]:
    """What is said of a workbook, and what was taken from it."""
    try:
        incoming = read(content)
    except FileRefused as error:
        assert_printable(error.problems)
        return {"refused": [str(problem) for problem in error.problems]}, None
    assert_printable(incoming.warnings)
    return {"warned": [str(problem) for problem in incoming.warnings]}, incoming


def test_every_broken_workbook_has_its_words() -> None:
    assert list(TOLD) == list(BROKEN)
    assert len(BROKEN) + len(TYPED) > 130


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_workbook_is_told_what_is_wrong(name: str) -> None:
    said, incoming = told(BROKEN[name]())
    assert said == TOLD[name]
    if incoming:
        # What is only worth a look is read in whole.
        assert incoming.response.country == "NPL"
        assert incoming.response.rating("HAR-02") == "absent"


@pytest.mark.parametrize("case", TYPED, ids=lambda case: case["name"])
def test_what_is_typed_and_not_understood_is_told_with_its_cell(case: dict[str, Any]) -> None:
    content = SOUND
    for cell, value in case["typed"].items():
        item, _space, field = cell.rpartition(" ")
        content = with_value(content, item, field, value)
    said, incoming = told(content)
    assert said == {kind: case[kind] for kind in ("refused", "warned") if kind in case}
    assert (incoming is None) == ("refused" in case)


@pytest.mark.parametrize("name", ["a header that was renamed", "words that are merged", "a chart as a sheet"])
def test_what_touches_no_answer_changes_nothing(name: str) -> None:
    assert read(BROKEN[name]()).response == read(SOUND).response


@pytest.mark.parametrize("name", ["back.csv", "back.json", "back"])
@pytest.mark.parametrize("kind", ["an old workbook", "a workbook with a password", "a Word document", "a program"])
def test_a_file_is_told_by_its_content_and_not_by_its_name(kind: str, name: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_file(KINDS[kind](), name, lambda _catalogue_id, _version: HARBOURS)
    assert [str(problem) for problem in caught.value.problems] == [
        words.replace(NAME, name, 1) for words in TOLD[kind]["refused"]
    ]


@pytest.mark.parametrize("name", ["back.csv", "back.xls", "answers.json", "back"])
def test_a_workbook_under_another_name_is_read(name: str) -> None:
    (incoming,) = read_file(SOUND, name, lambda _catalogue_id, _version: HARBOURS)
    assert incoming.response == read(SOUND).response


@pytest.mark.parametrize(
    ("kind", "words"), [("xls", "in another format (.xls)."), ("ods", "in another format (.ods).")]
)
def test_what_libreoffice_saves_in_another_kind_of_file_is_told_by_its_kind(kind: str, words: str) -> None:
    with pytest.raises(FileRefused, match="save it as an Excel workbook") as caught:
        read_file(convert({"one": SOUND}, kind)["one"], "back.xlsx", lambda _catalogue_id, _version: HARBOURS)
    assert words in str(caught.value)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_file_takes_more_memory_than_is_there(tmp_path: Path) -> None:
    names = ("50 MB", "a zip bomb", "with more than 100 MB in it", *BOUNDS, *ALLOWED)
    peak, told_of = peak_of_reading({f"{name}.xlsx": BROKEN[name]() for name in names}, tmp_path)
    assert peak < PEAK, told_of


@pytest.mark.parametrize("name", [*ZIPS, *XML])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_does_harm_isnt_read_as_submissions_either(name: str) -> None:
    with pytest.raises(FileRefused):
        read_submissions(BROKEN[name](), "back.xlsx", lambda _catalogue_id, _version: HARBOURS)


@settings(max_examples=150)
@given(data=st.data())
def test_a_workbook_whose_bytes_were_changed_is_read_or_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(SOUND) - 1))
    told(SOUND[:place] + data.draw(st.binary(max_size=4)) + SOUND[place + data.draw(st.integers(0, 4)) :])


@settings(max_examples=200)
@given(data=st.data())
def test_a_workbook_whose_xml_was_changed_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]))
    part = parts_of(SOUND)[name]
    place = data.draw(st.integers(0, len(part) - 1))
    mark = st.sampled_from(
        [b"<", b">", b'"', b"&", b"/", b"9", b"-", b"\xff", b"<c/>", b' r="A0"', b"&#0;", b"]]>", b""]
    )
    end = place + data.draw(st.integers(0, 30))
    told(with_parts(SOUND, {name: part[:place] + data.draw(mark) + part[end:]}))
