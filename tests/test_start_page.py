"""The page “Start” brings the sample data, and each of its responses once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from assessment.catalogue import load_catalogue
from assessment.config import settings
from assessment.model import Round, Voice
from assessment.storage import Summary, open_repository
from tests.documents import SAMPLES, read
from tests.page_builders import GCM10, OpenPage


def open_samples(app: AppTest) -> list[Summary]:
    """Clicks the button, and gives what is kept then."""
    app.button(key="samples").click().run()
    return open_repository(settings().database_url).summaries()


def test_every_sample_is_kept_once_and_the_latest_of_alvenias_state_is_open(open_page: OpenPage) -> None:
    app = open_page("start.py")
    kept = open_samples(app)
    assert len(kept) == len(SAMPLES)
    assert all(summary.sample for summary in kept)
    (opened,) = [summary for summary in kept if summary.id == app.session_state["assessment"]]
    assert (opened.country, opened.voice, opened.round) == (
        "XAA",
        Voice.STATE,
        Round("Sample round", dt.date(2026, 9, 1)),
    )

    app.switch_page("start.py").run()
    again = open_samples(app)
    assert {summary.id for summary in again} == {summary.id for summary in kept}


def test_another_round_and_another_voice_of_the_same_place_are_samples_of_their_own(open_page: OpenPage) -> None:
    _catalogue, first = read(SAMPLES[0])
    app = open_page("start.py", load_catalogue(GCM10), replace(first, round=Round("Of my own")))
    mine = app.session_state["assessment"]
    kept = open_samples(app)
    assert len(kept) == len(SAMPLES) + 1
    assert app.session_state["assessment"] != mine
