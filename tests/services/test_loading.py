"""Responses for a comparison, gathered from files and from what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.access.gate import Gate
from assessment.catalogues import CatalogueUnknown
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.interchange.response_json import write_response
from assessment.services.loading import load_responses
from tests.support.catalogues import a_response
from tests.support.comparisons import TOWN, everywhere


def write(path: Path, country: str) -> str:
    path.write_text(write_response(a_response(TOWN, everywhere(Rating.ABSENT), country=country)), encoding="utf-8")
    return str(path)


def nothing_is_kept() -> Gate:
    pytest.fail("nobody asked for what is kept")


def test_each_file_is_gathered_or_told_whether_its_catalogue_is_there_or_not(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{country}.json", country) for country in ("XAA", "XAB", "XAC")]

    def find_nothing(_catalogue_id: str, _version: str) -> Catalogue:
        raise CatalogueUnknown("There is none.")

    gathered = load_responses(files, lambda _id, _version: TOWN, nothing_is_kept)
    assert [one.name for one in gathered.responses] == files
    gathered = load_responses(files, find_nothing, nothing_is_kept)
    assert [problem.file for problem in gathered.problems] == files
    assert {problem.what for problem in gathered.problems} == {"There is none."}


def test_a_file_beyond_all_measure_is_not_read_to_its_end(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(SIZE_LIMIT + 10_000_000)
    (problem,) = load_responses([str(large)], lambda _id, _version: TOWN, nothing_is_kept).problems
    assert problem.file == str(large)
    assert "larger than" in problem.what
