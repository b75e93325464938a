"""Offline workbooks that are broken: each is told what is wrong, where, and how to mend it, and nothing is taken."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from assessment.domain.merging.imported_response import ImportedResponse
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file
from tests.support.broken_workbooks import ALLOWED, ALTERED, BOUNDS, BROKEN, ENDURED, KINDS, SOUND, XML, ZIPS, Build
from tests.support.cases import CASES, HARBOURS, assert_printable
from tests.support.questionnaires import read, with_values

TOLD: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (CASES / "workbooks" / "broken.yaml").read_text(encoding="utf-8")
)
TYPED: list[dict[str, Any]] = yaml.safe_load((CASES / "workbooks" / "typed.yaml").read_text(encoding="utf-8"))
GROUPS = {"kinds": KINDS, "zips": ZIPS, "XML": XML, "bounds": BOUNDS, "allowed": ALLOWED, "altered": ALTERED}


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


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
def test_a_broken_workbook_is_told_what_is_wrong(group: dict[str, Build]) -> None:
    for name, build in group.items():
        if name not in ENDURED:
            assert_told_as_written(name, build())


def assert_told_as_written(name: str, content: bytes) -> None:
    said, incoming = told(content)
    assert said == TOLD[name], name
    if incoming:
        # What is only worth a look is read in whole.
        assert (incoming.response.country, incoming.response.rating("HAR-02")) == ("NPL", "absent"), name


def test_what_is_typed_and_not_understood_is_told_with_its_cell() -> None:
    for case in TYPED:
        said, incoming = told(with_values(SOUND, case["typed"]))
        assert said == {kind: case[kind] for kind in ("refused", "warned") if kind in case}, case["name"]
        assert (incoming is None) == ("refused" in case), case["name"]


def test_what_touches_no_answer_changes_nothing() -> None:
    changed = BROKEN["words that were edited and merged, and more sheets"]()
    assert read(changed).response == read(SOUND).response


def test_what_libreoffice_saved_in_another_kind_of_file_is_told_by_its_kind() -> None:
    for kind in ("xls", "ods"):
        content = (CASES / "workbooks" / f"saved-by-libreoffice.{kind}").read_bytes()
        with pytest.raises(FileRefused, match=r"save it as an Excel workbook") as caught:
            read_file(content, "back.xlsx", lambda _catalogue_id, _version: HARBOURS)
        assert f"in another format (.{kind})." in str(caught.value)
