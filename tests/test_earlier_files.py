"""Files and databases that the first version wrote come back to the letter, whatever has changed since."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.domain.model import Catalogue, Rating, Response, Status, Voice
from assessment.interchange.file_reader import read_file
from assessment.interchange.response_json import read_response
from assessment.interchange.vocabulary import parse_cause, parse_rating, parse_tick, parse_voice
from assessment.services.access import Access
from assessment.services.importing import prepare_import
from assessment.storage import Repository, open_repository
from tests.interchange.forms.test_submissions import filled_in
from tests.support.cases import CASES, GCM10
from tests.support.forms import Layout, as_csv, converted, export_rows, sent

EARLIER = CASES / "earlier"
UNDERSTAND = {
    "rating": parse_rating,
    "voice": parse_voice,
    "cause": parse_cause,
    "tick": parse_tick,
}
WORDS = [
    (kind, word, code)
    for kind, words in yaml.safe_load((EARLIER / "words.yaml").read_text(encoding="utf-8")).items()
    for word, code in words.items()
]


def find(_catalogue_id: str, _version: str) -> Catalogue:
    return GCM10


def read(name: str) -> Response:
    (incoming,) = read_file((EARLIER / name).read_bytes(), name, find)
    return incoming.response.with_answers(incoming.response.answers)


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Repository]:
    """The database of the first version, opened by this one."""
    copy = tmp_path / "assessments.db"
    shutil.copy(EARLIER / "assessments.db", copy)
    with open_repository(f"sqlite:///{copy}") as repository:
        yield repository


STATE = read_response((EARLIER / "response.json").read_bytes(), "response.json", find)[1]
CIVIL_SOCIETY = read_response((EARLIER / "submissions.json").read_bytes(), "submissions.json", find)[1]


def test_the_response_has_every_field_so_that_every_field_is_tried() -> None:
    for field in ("evidence", "evidence_url", "law_reference", "responsible", "action", "target_date", "comment"):
        assert any(getattr(answer, field) for answer in STATE.answers.values()), field
    assert {answer.rating for answer in STATE.answers.values()} == {*Rating, None}


def test_the_workbook_of_the_response_is_read_to_the_letter() -> None:
    assert read("questionnaire.xlsx") == STATE


@pytest.mark.parametrize("name", ["submissions.csv", "submissions-labels.xlsx"])
def test_every_form_of_the_submission_is_read_to_the_letter(name: str) -> None:
    assert read(name) == CIVIL_SOCIETY


@pytest.mark.parametrize("language", [None, "English (en)"])
def test_what_is_filled_in_with_the_form_tomorrow_is_read(language: str | None) -> None:
    form = converted((EARLIER / "form.xlsx").read_bytes())
    submission = sent(form, {**filled_in(GCM10, CIVIL_SOCIETY), "_uuid": "new"})
    (incoming,) = read_file(as_csv(export_rows(form, [submission], Layout(labels=language))), "export.csv", find)
    assert incoming.response.with_answers(incoming.response.answers) == CIVIL_SOCIETY


@pytest.mark.parametrize(("kind", "word", "code"), WORDS)
def test_every_word_that_was_written_is_understood(kind: str, word: str, code: Any) -> None:
    assert UNDERSTAND[kind](word) == code


def test_the_database_opens_with_everything_in_it(stored: Repository) -> None:
    by_voice = {one.voice: one for one in stored.summaries()}
    state = stored.assessment(by_voice[Voice.STATE].id)
    civil_society = stored.assessment(by_voice[Voice.CIVIL_SOCIETY].id)
    assert (state.response, state.catalogue.hash) == (STATE, GCM10.hash)
    assert (civil_society.response, civil_society.status) == (CIVIL_SOCIETY, Status.SUBMITTED)
    first, *_others = stored.history(state.id)
    assert (first.revision, first.after.rating) == (1, Rating.PARTIAL)
    assert [one.files for one in stored.imports()] == [("submissions.csv",)]


def test_the_workbook_comes_back_to_the_response_it_was_made_from(stored: Repository) -> None:
    prepared = prepare_import(
        [((EARLIER / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")],
        Access.personal(stored, "somebody"),
        find,
    )
    assert not prepared.refused
    (preview,) = prepared.previews
    assert preview.stored is not None
    assert preview.stored.assessment.response == STATE
    assert prepared.changes_nothing


def test_a_submission_that_was_taken_is_known_again(stored: Repository) -> None:
    prepared = prepare_import(
        [((EARLIER / "submissions.csv").read_bytes(), "submissions.csv")], Access.personal(stored, "somebody"), find
    )
    assert not prepared.refused
    assert not prepared.previews or prepared.changes_nothing
