"""Several people filled in one assessment elsewhere: their files are dropped, decided upon, imported, and undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import FilePayload, expect

from assessment.access.assessments import read_assessment
from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Assessment, Round
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage
from assessment.storage.writing import delete_assessment
from tests.browser.conftest import Visitor
from tests.browser.test_pages import check
from tests.support.catalogues import a_response
from tests.support.gates import as_admin, in_transaction, store_response
from tests.support.returned_files import as_json, as_workbook

ONE, TWO, THREE, FOUR = "GCM10-01", "GCM10-02", "GCM10-03", "GCM10-04"
HOSTILE = "<b>bold</b> **bold** :smile: [link](https://example.org)"
BROKEN = b'{"format": "gap-assessment-response/2", "country": "XX", "voice": "nobody", "answers": {}}'


@dataclass
class Case:
    """A kept assessment, the files that were made from it, and where it is kept."""

    kept: Assessment
    files: Mapping[str, bytes]
    repository: Storage

    def stored(self) -> Mapping[str, Answer]:
        return read_assessment(as_admin(self.repository), self.kept.id).response.answers


@pytest.fixture
def case(repository: Storage) -> Iterator[Case]:
    catalogue = catalogue_for("gcm-10")
    response = a_response(catalogue, {ONE: Rating.PARTIAL}, organisation=HOSTILE, round=Round("2026"))
    kept = read_assessment(as_admin(repository), store_response(as_admin(repository, "a test"), catalogue, response))
    files = {
        "asha.xlsx": as_workbook(kept, {TWO: Answer(Rating.ABSENT), FOUR: Answer(Rating.DONT_KNOW)}),
        "*bela*.json": as_json(kept, {TWO: Answer(Rating.PARTIAL, evidence=HOSTILE)}),
        "chandra": as_json(kept, {THREE: Answer(Rating.IMPLEMENTED)}),
    }
    yield Case(kept, files, repository)
    in_transaction(as_admin(repository, "a test"), delete_assessment, kept.id)


def drop(visitor: Visitor, files: Mapping[str, bytes]) -> None:
    payloads: list[FilePayload] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files.items()
    ]
    visitor.enter("Import completed files")
    visitor.page.locator("input[type=file]").set_input_files(payloads)
    visitor.page.get_by_role("heading", name="What would change").wait_for()
    visitor.settle()


def test_files_are_looked_at_decided_imported_and_undone_and_a_broken_one_is_left_out(
    visitor: Visitor, case: Case
) -> None:
    page = visitor.page
    visitor.open()
    drop(visitor, {**case.files, "broken.json": BROKEN})
    expect(page.get_by_text("1 file has problems and can’t be imported:")).to_be_visible()
    for words in ("“XX” is not a country or area", "“nobody” is not recognised", "“catalogue” is missing"):
        expect(page.get_by_text(words)).to_be_visible()
    page.get_by_text("Leave out the file with problems and import the rest").click()
    visitor.settle()
    for name in case.files:
        expect(page.locator("[class*='st-key-file-']").filter(has_text=f"{name}\nWill update: ")).to_have_count(1)
    expect(page.get_by_text("2 new, 0 changed, 30 unchanged, 0 cleared, 1 in conflict.")).to_be_visible()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    conflict = page.locator(f".st-key-conflict-0-{TWO}")
    expect(conflict).to_contain_text(f"Evidence: {HOSTILE}")
    expect(conflict.get_by_role("radio", checked=True)).to_have_count(0)
    check(visitor, "what would change")
    assert case.stored() == case.kept.response.answers

    conflict.get_by_text("Use the answer in *bela*.json").click()
    visitor.settle()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported: 3 answers from 3 files into 1 response.")).to_be_visible()
    visitor.settle()
    assert case.stored() == {
        ONE: Answer(Rating.PARTIAL),
        TWO: Answer(Rating.PARTIAL, evidence=HOSTILE),
        THREE: Answer(Rating.IMPLEMENTED),
        FOUR: Answer(Rating.DONT_KNOW),
    }

    page.get_by_role("button", name="Undo this import").first.click()
    expect(page.get_by_text("Imported: 3 answers")).to_have_count(0)
    visitor.settle()
    assert case.stored() == case.kept.response.answers
    assert visitor.faults == []
