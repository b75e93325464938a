"""The page “Start” brings the sample data, and each of its responses once; and it hands out the blank files."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, update
from streamlit.testing.v1 import AppTest

from assessment.catalogues.reader import load_catalogue
from assessment.config import settings
from assessment.domain.model import Round, Voice
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file
from assessment.interchange.forms.question_names import question_name
from assessment.parsing.limits import NAME_LIMIT
from assessment.services.catalogue_folder import load_catalogues
from assessment.services.exports import blank_form, blank_workbook
from assessment.storage import AssessmentSummary, open_repository
from assessment.storage.tables import assessments
from assessment.ui.start import blank_forms
from tests.support.documents import SAMPLES, read
from tests.support.pages import GCM10, OpenPage


def open_samples(app: AppTest) -> list[AssessmentSummary]:
    """Clicks the button, and gives what is kept then."""
    app.button(key="samples").click().run()
    return open_repository(settings().database_url).summaries()


def test_every_sample_is_kept_once_and_the_latest_of_alvenias_state_is_open(open_page: OpenPage) -> None:
    app = open_page("start/page.py")
    kept = open_samples(app)
    assert len(kept) == len(SAMPLES)
    assert all(summary.sample for summary in kept)
    (opened,) = [summary for summary in kept if summary.id == app.session_state["assessment"]]
    assert (opened.country, opened.voice, opened.round) == (
        "XAA",
        Voice.STATE,
        Round("Sample round", dt.date(2026, 9, 1)),
    )

    app.switch_page("start/page.py").run()
    again = open_samples(app)
    assert {summary.id for summary in again} == {summary.id for summary in kept}


def test_another_round_and_another_voice_of_the_same_place_are_samples_of_their_own(open_page: OpenPage) -> None:
    _catalogue, first = read(SAMPLES[0])
    app = open_page("start/page.py", load_catalogue(GCM10), replace(first, round=Round("Of my own")))
    mine = app.session_state["assessment"]
    kept = open_samples(app)
    assert len(kept) == len(SAMPLES) + 1
    assert app.session_state["assessment"] != mine


def test_the_blank_files_are_of_the_one_questionnaire_there_is(open_page: OpenPage) -> None:
    app = open_page("start/page.py")
    assert [button.label for button in app.download_button] == ["Offline workbook (Excel)", "Form for phones (XLSForm)"]


def test_of_several_questionnaires_one_is_chosen_before_its_blank_files_are_offered(
    open_page: OpenPage, catalogue_folder: Path
) -> None:
    words = GCM10.read_text().replace("id: gcm-10\n", "id: gcm-10-another\n", 1)
    (catalogue_folder / "another.yaml").write_text(words)
    app = open_page("start/page.py")
    assert not app.download_button
    another = next(one for one in load_catalogues()[0] if one.id == "gcm-10-another")
    app.selectbox(key="blank-catalogue").set_value(another).run()
    assert len(app.download_button) == 2


def test_the_blank_workbook_shows_scores_from_the_coverage_on_that_is_set(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_COVERAGE_THRESHOLD", "0.9")
    settings.cache_clear()
    asked: list[tuple[object, ...]] = []

    def write(*wanted: object) -> bytes:
        asked.append(wanted)
        return b""

    monkeypatch.setattr(blank_forms, "blank_workbook", write)
    monkeypatch.setattr("streamlit.download_button", lambda _label, data, **_more: data())
    open_page("start/page.py")
    (_catalogue, _language, threshold), *_reruns = asked
    assert threshold == 0.9
    book = load_workbook(BytesIO(blank_workbook(load_catalogue(GCM10), "en", 0.9)))
    rows = {row[2]: row[3] for row in book["Scores"].iter_rows(values_only=True, max_col=4)}
    assert rows["Coverage below which no score is shown"] == 90


def test_the_blank_files_ask_the_questionnaire_and_say_nothing() -> None:
    catalogue = load_catalogue(GCM10)
    book = load_workbook(BytesIO(blank_workbook(catalogue, "en", COVERAGE_THRESHOLD)))
    asked = {cell.value for row in book["Questionnaire"].iter_rows() for cell in row}
    assert {item.id for item in catalogue.recommendations} <= asked
    with pytest.raises(FileRefused) as refused:
        read_file(blank_workbook(catalogue, "en", COVERAGE_THRESHOLD), "blank.xlsx", lambda *_wanted: catalogue)
    assert [problem.where for problem in refused.value.problems] == ["Start here!C15", "Start here!C16"]
    survey = load_workbook(BytesIO(blank_form(catalogue, "en")))["survey"]
    names = {row[1] for row in survey.iter_rows(values_only=True)}
    assert {question_name(item, "rating") for item in catalogue.recommendations} <= names


def test_a_name_that_can_be_none_is_told_and_nothing_is_begun(open_page: OpenPage) -> None:
    app = open_page("start/page.py")
    app.selectbox(key="new-country").set_value("NPL")
    app.selectbox(key="new-voice").set_value(Voice.STATE)
    app.text_input(key="new-organisation").set_value("Ministry\nof all")
    app.button(key="begin").click().run()
    assert [error.value for error in app.error if "allowed" in error.value]
    assert open_repository(settings().database_url).summaries() == []


def test_a_name_of_megabytes_that_was_kept_is_cut_on_the_page_and_stays(open_page: OpenPage) -> None:
    app = open_page("start/page.py", load_catalogue(GCM10), replace(read(SAMPLES[0])[1], organisation="x"))
    with create_engine(settings().database_url).begin() as connection:
        connection.execute(update(assessments).values(organisation="N" * 1_000_000, changed=dt.datetime.now(dt.UTC)))
    app.run()
    assert all(len(field.value or "") <= NAME_LIMIT for field in app.text_input)
    assert all(len(text.value) < 1_000 for text in app.text)
    next(button for button in app.button if button.label == "Save details").click().run()
    (kept,) = open_repository(settings().database_url).summaries()
    assert kept.organisation == "N" * 1_000_000
