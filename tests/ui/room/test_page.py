"""The page “Room view” shows one recommendation of the open assessment, and how all of them are rated."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from assessment.access.assessments import read_assessment, submit_assessment
from assessment.domain.answer import Answer, Rating
from assessment.domain.permissions import Role, Scope
from tests.support.catalogues import a_catalogue, a_response
from tests.support.pages import OpenPage, page_gate, words
from tests.support.visits import SharedServer

PAGE = "room/page.py"
CATALOGUE = a_catalogue(items={"INV-02": {"red_line": True}})
RATED = a_response(CATALOGUE, {"INV-01": Rating.ABSENT, "INV-05": Rating.PARTIAL})


def answers(app: AppTest) -> dict[str, Answer]:
    return dict(read_assessment(page_gate(), app.session_state["assessment"]).response.answers)


def test_a_room_reads_the_question_its_rating_and_how_all_are_rated(open_page: OpenPage) -> None:
    unsure = replace(RATED, answers={**RATED.answers, "INV-03": Answer(Rating.DONT_KNOW)})
    app = open_page(PAGE, CATALOGUE, unsure, item="INV-02")
    said = words(app)
    assert "Is number 2 done?" in said
    assert "Recommendation 2 of 5" in said
    assert "Red line" in said
    # Who doesn't know hasn't rated, here as on “Results”.
    assert "Rated, of 5" in said
    assert "<strong>2</strong>" in said
    assert 'aria-label="2 of 5 rated. Partial: 1, Absent: 1, Don’t know: 1"' in said
    assert "2 of 5 rated" in words(open_page("results/page.py", CATALOGUE, unsure))
    assert app.button_group[0].value is None
    assert not app.sidebar.button


def test_a_rating_is_saved_until_it_is_submitted_and_not_applicable_asks_for_its_reason(
    open_page: OpenPage,
) -> None:
    app = open_page(PAGE, CATALOGUE, RATED)
    assert app.button_group[0].value is Rating.ABSENT
    app.button_group[0].set_value(Rating.IMPLEMENTED).run()
    assert answers(app)["INV-01"].rating is Rating.IMPLEMENTED
    assert 'aria-label="2 of 5 rated. Implemented: 1, Partial: 1"' in words(app)
    app.button_group[0].set_value(Rating.NOT_APPLICABLE).run()
    assert answers(app)["INV-01"].rating is Rating.IMPLEMENTED
    assert any("reason" in error.value for error in app.error)
    app.text_input[0].input("No harbour").run()
    assert answers(app)["INV-01"] == Answer(Rating.NOT_APPLICABLE, reason="No harbour")
    assert not app.error
    submit_assessment(page_gate(), app.session_state["assessment"])
    assert app.run().button_group[0].disabled


def test_next_and_previous_end_at_the_last_and_the_first(open_page: OpenPage) -> None:
    app = open_page(PAGE, CATALOGUE, RATED, theme="market")
    assert "Is number 4 done?" in words(app)
    app.button("key-n-item").click().run()
    assert "Is number 5 done?" in words(app)
    assert app.button("key-n-item").disabled
    assert app.button_group[0].value is Rating.PARTIAL
    app.button("key-p-item").click().run()
    assert "Is number 4 done?" in words(app)
    assert open_page(PAGE, CATALOGUE, RATED).button("key-p-item").disabled


def test_without_an_open_assessment_the_page_says_where_it_is_opened(open_page: OpenPage) -> None:
    assert "Open this page from the page “Rate”." in words(open_page(PAGE))


def test_only_who_may_answer_has_the_room_view(open_page: OpenPage, shared_server: SharedServer) -> None:
    assessment_id = shared_server.keep(CATALOGUE, RATED, owner="Ministry")
    shared_server.come(Role.READER, Scope(assessment_id=assessment_id))
    app = open_page("results/page.py", assessment_id=assessment_id)
    with pytest.raises(ValueError, match=r"room/page\.py"):
        app.switch_page(PAGE).run()
    shared_server.come(Role.COEDITOR, Scope(assessment_id=assessment_id))
    assert "Is number 1 done?" in words(open_page(PAGE, assessment_id=assessment_id))
