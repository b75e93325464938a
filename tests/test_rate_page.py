"""The page “Rate”: what the address brings back after a reload, and what it can't do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from assessment.catalogue import load_catalogue
from assessment.model import Answer, Catalogue, Rating, Response
from tests.builders import a_response
from tests.page_builders import GCM10, OpenPage


@pytest.fixture(scope="module")
def gcm10() -> Catalogue:
    return load_catalogue(GCM10)


@pytest.fixture(scope="module")
def unanswered(gcm10: Catalogue) -> Response:
    return a_response(gcm10, {})


PREVENTION = ["GCM10-12", "GCM10-13", "GCM10-19", "GCM10-20"]
"""The first theme, which is shown where nothing else is asked for."""


def cards(app: AppTest) -> list[str]:
    """The ids of the recommendations on the page."""
    return [group.label.removeprefix("Rating of ") for group in app.button_group if "Rating of" in group.label]


def warnings(app: AppTest) -> list[str]:
    """What the page warns of, besides that the sample is invented."""
    return [warning.value for warning in app.warning if "is invented" not in warning.value]


def said(response: Response, **answers: Answer) -> Response:
    return replace(response, answers={key.replace("_", "-"): answer for key, answer in answers.items()})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"only": "absent"}, ["GCM10-20"]),
        ({"only": "absent red_line"}, []),
        ({"search": "labour inspectors"}, ["GCM10-20"]),
        ({"search": "hotline"}, ["GCM10-21"]),
        ({"search": "migrants rapporteur 2012"}, ["GCM10-03"]),
        (
            {"population": "nobody", "mandate": "nobody", "only": "nothing"},
            ["GCM10-12", "GCM10-13", "GCM10-19", "GCM10-20"],
        ),
    ],
)
def test_the_address_brings_the_filters_back(
    open_page: OpenPage, gcm10: Catalogue, unanswered: Response, query: dict[str, str], found: list[str]
) -> None:
    response = said(
        unanswered,
        GCM10_20=Answer(rating=Rating.ABSENT, comment="No labour inspectors yet"),
        GCM10_21=Answer(evidence="The hotline of the ministry"),
    )
    app = open_page("rate.py", gcm10, response, **query)
    assert cards(app) == found


def test_filters_are_all_taken_back_by_one_button(open_page: OpenPage, gcm10: Catalogue, unanswered: Response) -> None:
    app = open_page("rate.py", gcm10, unanswered, only="absent", search="words", mandate="cedaw")
    assert cards(app) == []
    app.button("clear-filters").click().run()
    assert len(cards(app)) == len(gcm10.by_theme[gcm10.themes[0].id])
    assert {"only", "search", "mandate"} & set(app.query_params) == set()


def test_not_applicable_waits_for_its_reason_after_a_reload(
    open_page: OpenPage, gcm10: Catalogue, unanswered: Response
) -> None:
    app = open_page("rate.py", gcm10, unanswered, waiting="GCM10-12 GCM10-99")
    assert warnings(app) == ["Not saved yet. “Not applicable” needs a reason."]
    reason = next(field for field in app.text_input if field.label == "Why doesn’t it apply? (required)")
    reason.input("We have no such border").run()
    assert warnings(app) == []
    assert "waiting" not in app.query_params


def test_an_address_never_changes_an_answer(open_page: OpenPage, gcm10: Catalogue, unanswered: Response) -> None:
    response = said(unanswered, GCM10_12=Answer(rating=Rating.PARTIAL, reason="An older reason"))
    app = open_page("rate.py", gcm10, response, waiting="GCM10-12")
    assert warnings(app) == []
    assert any("Saved earlier" in caption.value for caption in app.caption)


def test_an_assessment_that_is_not_here_is_said_to_be_gone(open_page: OpenPage) -> None:
    app = open_page("rate.py")
    app.session_state["assessment"] = "a-nowhere"
    app.run()
    assert len(app.warning) == 1
    assert "a-nowhere" in app.warning[0].value
