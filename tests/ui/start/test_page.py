"""The page “Start” begins assessments, each once, brings the sample data, and hands out the blank files."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, update
from streamlit.testing.v1 import AppTest

from assessment.access.assessments import list_summaries, read_assessment, save_answer
from assessment.catalogues import load_catalogue
from assessment.config import settings
from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Round, Voice
from assessment.labels.formatting import date_text, response_name
from assessment.parsing.limits import NAME_LIMIT
from assessment.records.assessments import AssessmentSummary
from assessment.services import exports
from assessment.services.catalogue_folder import load_catalogues
from assessment.services.exports import blank_workbook
from assessment.storage.tables import assessments
from assessment.ui.session import state
from assessment.ui.start.saved_assessments import Change
from assessment.ui.widgets import components
from tests.support.catalogues import a_catalogue, a_response
from tests.support.documents import SAMPLES, read
from tests.support.pages import GCM10, OpenPage, page_gate, seen, words
from tests.support.room import a_plan, hold_room
from tests.support.statements import statements


def name_country(app: AppTest, name: str) -> None:
    app.text_input(key="new-country").set_value(name).run()


def open_samples(app: AppTest) -> list[AssessmentSummary]:
    """Clicks the button, and gives what is kept then."""
    app.button(key="samples").click().run()
    return list_summaries(page_gate())


def test_every_sample_is_kept_once_beside_what_is_there_and_the_latest_of_alvenias_state_is_open(
    open_page: OpenPage,
) -> None:
    _catalogue, first = read(SAMPLES[0])
    app = open_page("start/page.py", load_catalogue(GCM10), replace(first, round=Round("Of my own")))
    mine = app.session_state["assessment"]
    kept = open_samples(app)
    assert len([summary for summary in kept if summary.sample]) == len(SAMPLES)
    assert [summary.id for summary in kept if not summary.sample] == [mine]
    (opened,) = [summary for summary in kept if summary.id == app.session_state["assessment"]]
    assert (opened.country, opened.voice, opened.round) == (
        "XAA",
        Voice.STATE,
        Round("Sample round", dt.date(2026, 9, 1)),
    )

    app.switch_page("start/page.py").run()
    again = open_samples(app)
    assert {summary.id for summary in again} == {summary.id for summary in kept}


def test_a_sentence_says_what_it_is_with_the_figures_of_the_questionnaire(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for catalogue, figures in (
        (load_catalogue(GCM10), ("33 UN human", "9 themes: about 2 hours")),
        (a_catalogue(), ("5 UN human", "2 themes: about 1 hour")),
    ):
        monkeypatch.setattr(components, "load_catalogues", lambda catalogue=catalogue: ([catalogue], []))
        app = open_page("start/page.py")
        assert [figure for figure in figures if figure not in words(app)] == []
        assert "Everything stays on this computer." in words(app)
        assert [button.label for button in app.button if button.proto.type == "primary"] == ["Begin an assessment"]


def test_what_comes_out_is_shown_as_sample_data(open_page: OpenPage) -> None:
    shown = words(open_page("start/page.py"))
    assert '<span class="sample">Sample data</span> <span>Alvenia (invented) · State · Sample round: 14 gaps' in shown
    assert shown.count('<th role="rowheader" scope="row"') == 9


def test_an_assessment_is_a_line_with_its_answers_gaps_and_red_lines(open_page: OpenPage) -> None:
    catalogue = load_catalogue(GCM10)
    red = next(item for item in catalogue.recommendations if item.red_line)
    other, unknown = [item for item in catalogue.recommendations if not item.red_line][:2]
    answers = {red.id: Rating.ABSENT, other.id: Rating.PARTIAL, unknown.id: Rating.DONT_KNOW}
    shown = words(open_page("start/page.py", catalogue, a_response(catalogue, answers)))
    assert 'aria-label="Alvenia (invented) · State. Partial: 1, Absent: 1, Don’t know: 1, Not answered: 30"' in shown
    assert '<p>2 gaps <span class="red-line">▲ 1 red line</span></p>' in shown


def test_more_lines_take_no_more_queries(open_page: OpenPage) -> None:
    catalogue = a_catalogue()
    counts: list[int] = []
    for label in ("2026", "2027", "2028"):
        open_page("start/page.py", catalogue, a_response(catalogue, {"INV-01": Rating.ABSENT}, round=Round(label)))
        with statements() as asked:
            assert words(open_page("start/page.py")).count("<p>1 gap") == len(counts) + 1
        counts.append(len(asked))
    assert counts == [counts[0]] * 3


def test_blank_files_are_of_the_one_questionnaire_or_of_the_chosen_one(
    open_page: OpenPage, catalogue_folder: Path
) -> None:
    app = open_page("start/page.py", start="offline")
    assert [button.label for button in app.download_button] == [
        "Offline workbook (Excel)",
        "Questionnaire on paper (Word)",
        "Form for phones (XLSForm)",
    ]
    text = GCM10.read_text().replace("id: gcm-10\n", "id: gcm-10-another\n", 1)
    (catalogue_folder / "another.yaml").write_text(text)
    app.run()
    assert not app.download_button
    another = next(one for one in load_catalogues()[0] if one.id == "gcm-10-another")
    app.selectbox(key="blank-catalogue").set_value(another).run()
    assert len(app.download_button) == 3


def test_the_blank_workbook_shows_scores_from_the_coverage_on_that_is_set(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_COVERAGE_THRESHOLD", "0.9")
    settings.cache_clear()
    asked: list[tuple[object, ...]] = []

    def write(*wanted: object) -> bytes:
        asked.append(wanted)
        return b""

    monkeypatch.setattr(exports, "blank_workbook", write)
    monkeypatch.setattr("streamlit.download_button", lambda _label, data, **_more: data())
    open_page("start/page.py", start="offline")
    (_catalogue, _language, threshold), *_reruns = asked
    assert threshold == 0.9
    book = load_workbook(BytesIO(blank_workbook(a_catalogue(), "en", 0.9)))
    rows = {row[2]: row[3] for row in book["Scores"].iter_rows(values_only=True, max_col=4)}
    assert rows["Coverage below which no score is shown"] == 90


def test_a_name_that_can_be_none_is_told_and_nothing_is_begun(open_page: OpenPage) -> None:
    app = open_page("start/page.py", start="new")
    name_country(app, "nep")
    app.selectbox(key="new-voice").set_value(Voice.STATE)
    app.text_input(key="new-organisation").set_value("Ministry\nof all")
    app.button(key="begin").click().run()
    assert [error.value for error in app.error if "allowed" in error.value]
    assert list_summaries(page_gate()) == []


def test_a_name_of_megabytes_that_was_kept_is_cut_on_the_page_and_stays(open_page: OpenPage) -> None:
    catalogue = a_catalogue()
    app = open_page("start/page.py", catalogue, a_response(catalogue, organisation="x"))
    with create_engine(settings().database_url).begin() as connection:
        connection.execute(update(assessments).values(organisation="N" * 1_000_000, changed=dt.datetime.now(dt.UTC)))
    app.menu_button[0].click(Change.DETAILS).run()
    assert all(len(field.value or "") <= NAME_LIMIT for field in app.text_input)
    assert "N" * (NAME_LIMIT + 1) not in words(app)
    next(button for button in app.button if button.label == "Save details").click().run()
    (kept,) = list_summaries(page_gate())
    assert kept.organisation == "N" * 1_000_000


# Two that can't be told apart


def ask_for(app: AppTest, *, label: str = "2026 baseline") -> None:
    """Fill in the form for Nepal's State, and begin."""
    name_country(app, "Nepal")
    app.selectbox(key="new-voice").set_value(Voice.STATE)
    app.text_input(key="new-round").set_value(label)
    app.button(key="begin").click().run()


def test_what_was_begun_is_not_begun_again_but_offered_to_be_continued(open_page: OpenPage) -> None:
    app = open_page("start/page.py", start="new")
    ask_for(app)
    (kept,) = list_summaries(page_gate())
    item = read_assessment(page_gate(), kept.id).catalogue.recommendations[0].id
    save_answer(page_gate(), kept.id, item, Answer(Rating.ABSENT), expected_revision=0)

    app = open_page("start/page.py", start="new")
    ask_for(app, label=" 2026  BASELINE ")
    (warning,) = app.warning
    assert "There is already Nepal · State · 2026 baseline" in seen(warning.value)
    app.button(key="continue-twin").click().run()
    assert app.title[0].value == "Rate"
    assert app.session_state["assessment"] == kept.id
    assert len(list_summaries(page_gate())) == 1

    app = open_page("start/page.py", start="new")
    ask_for(app)
    app.text_input(key="new-round").set_value("2027").run()
    assert not app.warning
    app.button(key="begin").click().run()
    assert app.title[0].value == "Rate"
    assert len(list_summaries(page_gate())) == 2


def test_details_are_mended_but_cannot_make_two_the_same(open_page: OpenPage) -> None:
    catalogue = a_catalogue()
    response = a_response(catalogue, round=Round("2026"))
    open_page("start/page.py", catalogue, response)
    app = open_page("start/page.py", catalogue, replace(response, round=Round("2027")))
    mine = app.session_state["assessment"]
    app.menu_button(key=f"more-{mine}").click(Change.DETAILS).run()
    for label, kept in (("2026", "2027"), ("2028", "2028")):
        next(field for field in app.text_input if field.label == "Round (optional)").set_value(label)
        next(button for button in app.button if button.label == "Save details").click().run()
        assert read_assessment(page_gate(), mine).response.round == Round(kept)
        assert ["There is already" in seen(error.value) for error in app.error] == [True] * (label == "2026")


def test_a_response_is_deleted_only_by_its_name_and_comes_back(open_page: OpenPage) -> None:
    catalogue = a_catalogue()
    app = open_page("start/page.py", catalogue, a_response(catalogue, country="ISL"))
    mine = app.session_state["assessment"]
    app.menu_button(key=f"more-{mine}").click(Change.DELETION).run()
    for written in ("Ireland", response_name(read_assessment(page_gate(), mine).response)):
        assert [kept.id for kept in list_summaries(page_gate())] == [mine]
        next(field for field in app.text_input if field.label == "Name").set_value(written)
        app.button(key=f"delete-{mine}").click().run()
        if written == "Ireland":
            assert "Nothing was deleted." in seen(app.error[0].value)
    assert list_summaries(page_gate()) == []
    app.button(key=f"undelete-{mine}").click().run()
    assert [kept.id for kept in list_summaries(page_gate())] == [mine]


def test_rows_that_would_look_the_same_say_when_they_were_begun(open_page: OpenPage) -> None:
    catalogue = a_catalogue()
    response = a_response(catalogue)
    open_page("start/page.py", catalogue, response)
    assert "begun" not in words(open_page("start/page.py"))
    assert words(open_page("start/page.py", catalogue, response)).count("<li>begun ") == 2


def test_the_responses_of_two_workshops_are_told_apart_by_title_and_day(open_page: OpenPage) -> None:
    for title in ("Two days in Boruna", "One day in Boruna"):
        hold_room(state.entrance()._storage, plan=a_plan(title=title))
    day = date_text(dt.datetime.now(dt.UTC))
    for title in ("Two days in Boruna", "One day in Boruna"):
        assert f"workshop “{title}”, {day}" in words(open_page("start/page.py"))


# Countries and areas


def test_a_country_is_found_by_any_of_its_names_and_chosen_among_those_that_share_it(open_page: OpenPage) -> None:
    app = open_page("start/page.py", start="new")
    name_country(app, "ivory coast")
    assert "✓ **Côte d'Ivoire**" in words(app)
    name_country(app, "Atlantis")
    assert "No country or area is found under this name. Try a part of it." in words(app)
    name_country(app, "a")
    assert len(app.radio[0].options) == 8
    assert "are listed. Type more of the name." in words(app)
    name_country(app, "Korea")
    (among,) = app.radio
    assert among.options == ["Democratic People's Republic of Korea", "Republic of Korea"]
    assert among.value is None
    app.selectbox(key="new-voice").set_value(Voice.STATE)
    app.button(key="begin").click().run()
    assert app.error[0].value == "Choose a country or area, and who answers."
    app.radio[0].set_value("KOR").run()
    app.button(key="begin").click().run()
    assert [each.country for each in list_summaries(page_gate())] == ["KOR"]
