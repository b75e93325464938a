"""Files that were made to take the machine: each is told what is wrong before it has taken anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.catalogue import read_catalogue
from assessment.errors import FileRefused
from assessment.interchange.arrivals import read_file
from tests.core_builders import CASES, assert_printable
from tests.hostile_files import CATALOGUES, JSON, SUBMISSIONS, TABLES, UPLOADED
from tests.peaks import PEAK, peak_of_reading
from tests.test_submissions import find

TOLD: dict[str, dict[str, Any]] = yaml.safe_load((CASES / "hostile.yaml").read_text(encoding="utf-8"))


def test_every_hostile_file_has_its_words() -> None:
    groups = {"json": JSON, "tables": TABLES, "submissions": SUBMISSIONS, "catalogues": CATALOGUES}
    assert {group: list(told) for group, told in TOLD.items()} == {name: list(files) for name, files in groups.items()}


@pytest.mark.parametrize(("group", "name"), [(group, name) for group, told in TOLD.items() for name in told])
def test_a_hostile_file_is_told_what_is_wrong(group: str, name: str) -> None:
    content = (CATALOGUES if group == "catalogues" else UPLOADED)[name]()
    try:
        said: object = (
            len(read_file(content, "gift", find)) if group != "catalogues" else read_catalogue(content, "x.yaml")
        )
    except FileRefused as error:
        assert_printable(error.problems)
        said = str(error.problems[0])
    assert said == TOLD[group][name]


def test_no_file_of_text_takes_more_memory_than_is_there(tmp_path: Path) -> None:
    files = {f"{name}.txt": build() for name, build in (JSON | TABLES).items()}
    catalogues = {f"{name}.yaml": build() for name, build in CATALOGUES.items()}
    peak, told_of = peak_of_reading(files | catalogues, tmp_path)
    assert peak < PEAK, told_of
