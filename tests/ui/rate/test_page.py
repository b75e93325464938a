"""The page “Rate”: what the address brings back after a reload, and what it can't do."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, update
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, ButtonGroup, Expander

from assessment.access.assessments import (
    list_summaries,
    read_assessment,
    read_events,
    save_answer,
    store_import,
    submit_assessment,
)
from assessment.config import settings
from assessment.domain.answer import EMPTY_ANSWER, Answer, Cause, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.merge import Change, ImportPlan
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Response, Round, Status, Voice
from assessment.domain.search import search
from assessment.storage.opening import open_storage
from assessment.storage.tables import answers, changes
from tests.support.cases import GCM10
from tests.support.catalogues import a_response
from tests.support.gates import as_admin, store_response
from tests.support.pages import OpenPage, page_gate, seen
from tests.support.visits import SharedServer

UNANSWERED = a_response(GCM10)
PREVENTION = ["GCM10-12", "GCM10-13", "GCM10-19", "GCM10-20"]
"""The first theme, which is shown where nothing else is asked for."""


def cards(app: AppTest) -> list[str]:
    """The ids of the recommendations on the page."""
    return [key.split(":")[1] for group in app.button_group if ":rating:" in (key := group.key or "")]


def rating_of(app: AppTest, recommendation_id: str) -> ButtonGroup[Any]:
    """The rating of a card."""
    return next(group for group in app.button_group if f":{recommendation_id}:rating:" in (group.key or ""))


def warnings(app: AppTest) -> list[str]:
    """What the page warns of, besides that the sample is invented."""
    return [warning.value for warning in app.warning if "is invented" not in warning.value]


def said(response: Response, **answers: Answer) -> Response:
    return replace(response, answers={key.replace("_", "-"): answer for key, answer in answers.items()})


def test_the_address_brings_the_filters_back_and_one_button_takes_them_away(open_page: OpenPage) -> None:
    response = said(
        UNANSWERED,
        GCM10_20=Answer(rating=Rating.ABSENT, comment="No labour inspectors yet"),
        GCM10_21=Answer(evidence="The hotline of the ministry"),
    )
    kept = open_page("rate/page.py", GCM10, response).session_state["assessment"]
    queries: list[tuple[dict[str, str], list[str]]] = [
        ({"only": "absent"}, ["GCM10-20"]),
        ({"only": "absent red_line"}, []),
        ({"search": "labour inspectors"}, ["GCM10-20"]),
        ({"search": "hotline"}, ["GCM10-21"]),
        ({"search": "migrants rapporteur 2012"}, ["GCM10-03"]),
        ({"population": "nobody", "mandate": "nobody", "only": "nothing"}, PREVENTION),
    ]
    for query, found in queries:
        assert cards(open_page("rate/page.py", assessment_id=kept, **query)) == found, query
    app = open_page("rate/page.py", assessment_id=kept, only="absent", search="words", mandate="cedaw")
    assert cards(app) == []
    app.button("clear-filters").click().run()
    assert cards(app) == PREVENTION
    assert {"only", "search", "mandate"} & set(app.query_params) == set()


def test_not_applicable_waits_for_its_reason_after_a_reload(open_page: OpenPage) -> None:
    app = open_page("rate/page.py", GCM10, UNANSWERED, waiting="GCM10-12 GCM10-99")
    assert warnings(app) == ["Not saved yet. “Not applicable” needs a reason. Everything else is saved."]
    reason = next(field for field in app.text_input if field.label == "Why doesn’t it apply? (required)")
    reason.input("We have no such border").run()
    assert warnings(app) == []
    assert "waiting" not in app.query_params
    # An address never changes an answer.
    response = said(UNANSWERED, GCM10_12=Answer(rating=Rating.PARTIAL, reason="An older reason"))
    app = open_page("rate/page.py", GCM10, response, waiting="GCM10-12")
    assert warnings(app) == []
    assert any("✓ Saved" in caption.value for caption in app.caption)


# Why a rating has changed since the round before

NOW = Round("2026 review", dt.date(2026, 11, 2))
BEFORE = Round("2024 <b>baseline</b>", dt.date(2024, 11, 4))


def keep_earlier(response: Response, catalogue: Catalogue) -> None:
    store_response(page_gate(), catalogue, response)


def causes(app: AppTest) -> list[object]:
    """What each card says that asks why."""
    return [box.value for box in app.selectbox if box.label == "Why has it changed?"]


@pytest.fixture
def changed() -> Response:
    """Rated otherwise than two years before, the same, and newly; and one that isn't answered any more."""
    return replace(
        said(
            UNANSWERED,
            GCM10_12=Answer(Rating.IMPLEMENTED),
            GCM10_13=Answer(Rating.ABSENT),
            GCM10_19=Answer(Rating.PARTIAL),
        ),
        round=NOW,
    )


@pytest.fixture
def two_years_before(open_page: OpenPage, changed: Response) -> Response:
    before = said(
        changed, GCM10_12=Answer(Rating.PARTIAL), GCM10_13=Answer(Rating.ABSENT), GCM10_20=Answer(Rating.PARTIAL)
    )
    keep_earlier(replace(before, round=BEFORE), GCM10)
    return before


def test_why_a_rating_has_changed_since_the_round_before_is_asked_saved_and_shown_again(
    open_page: OpenPage, changed: Response, two_years_before: Response
) -> None:
    app = open_page("rate/page.py", GCM10, changed)
    assert causes(app) == [None]
    told = [text.value for text in app.text if "Previous round" in text.value]
    assert told == ["Previous round: ◐ Partial · 2024 <b>baseline</b> (4 November 2024)"]
    box = next(box for box in app.selectbox if box.label == "Why has it changed?")
    box.select(Cause.NEW_EVIDENCE).run()
    kept = read_assessment(page_gate(), app.session_state["assessment"]).response
    assert kept.answer("GCM10-12") == Answer(Rating.IMPLEMENTED, cause=Cause.NEW_EVIDENCE)
    app.switch_page("method/page.py").run()
    app.switch_page("rate/page.py").run()
    assert causes(app) == [Cause.NEW_EVIDENCE]
    # A rating that is again that of the round before has no cause.
    rating_of(app, "GCM10-12").set_value(Rating.PARTIAL).run()
    assert causes(app) == []
    kept = read_assessment(page_gate(), app.session_state["assessment"]).response
    assert kept.answer("GCM10-12") == Answer(Rating.PARTIAL)
    rating_of(app, "GCM10-12").set_value(Rating.ABSENT).run()
    assert causes(app) == [None]


def test_only_an_earlier_round_of_the_same_respondent_counts(open_page: OpenPage, changed: Response) -> None:
    before = replace(said(changed, GCM10_12=Answer(Rating.PARTIAL)), round=BEFORE)
    for other in (
        replace(before, country="NPL"),
        replace(before, organisation="Another ministry"),
        replace(before, voice=Voice.CIVIL_SOCIETY),
        replace(before, round=Round("2028", dt.date(2028, 1, 1))),
    ):
        keep_earlier(other, GCM10)
    app = open_page("rate/page.py", GCM10, changed)
    assert causes(app) == []
    keep_earlier(before, GCM10)
    assert causes(app.run()) == [None]
    # Of two that answered in one round, whose round before it is can't be told.
    keep_earlier(changed, GCM10)
    assert causes(app.run()) == []


def test_an_answer_says_which_files_said_it_until_somebody_changes_it(open_page: OpenPage) -> None:
    files = ("table *1*.xlsx", "table 2.csv")
    answers = {"GCM10-12": Change(Answer(Rating.PARTIAL), EMPTY_ANSWER, 0, files)}
    intake = ImportPlan(None, GCM10, said(UNANSWERED, GCM10_12=Answer(Rating.PARTIAL)), answers, files, ())
    imported = store_import(page_gate(), [intake])
    app = open_page("rate/page.py")
    (app.session_state["assessment"],) = imported.assessment_ids
    app.run()
    (told,) = [caption.value for caption in app.caption if "Imported" in caption.value]
    assert "Imported from table *1*.xlsx, table 2.csv" in seen(told)

    group = rating_of(app, "GCM10-12")
    group.set_value(Rating.ABSENT).run()
    assert [caption.value for caption in app.caption if "Imported" in caption.value] == []


def test_what_was_kept_beyond_the_bounds_is_shown_and_stays(open_page: OpenPage) -> None:
    app = open_page("rate/page.py", GCM10, a_response(GCM10, {"GCM10-12": Rating.ABSENT}))
    early, address = dt.date(1899, 1, 1), "https://example.org/".ljust(3_000, "a")
    with create_engine(settings().database_url).begin() as connection:
        answer = Answer(Rating.ABSENT, target_date=early, evidence_url=address)
        connection.execute(update(changes).values(answer=answer))
    app = open_page("rate/page.py")
    app.session_state["assessment"] = list_summaries(page_gate())[0].id
    app.session_state[f"{app.session_state['assessment']}:GCM10-12:details"] = True
    app.run()
    assert not app.exception
    assert [field.value for field in app.date_input if field.label == "Target date"] == [early]
    assert [field.value for field in app.text_input if field.label.startswith("Link")] == [address]


def test_what_is_rated_while_the_database_is_gone_is_told_and_saved_when_it_is_back(
    open_page: OpenPage, tmp_path: Path
) -> None:
    app = open_page("rate/page.py", GCM10, UNANSWERED)
    file, away = tmp_path / "assessments.db", tmp_path / "away.db"
    item = cards(app)[0]
    file.rename(away)
    rating_of(app, item).set_value(Rating.ABSENT).run()
    assert any(error.value.startswith("Not saved.") for error in app.error)
    assert not any("Saved" in caption.value for caption in app.caption)

    away.rename(file)
    app.run()
    assert any(error.value.startswith("Not saved.") for error in app.error)
    app.button(key=f"again-{item}").click().run()
    assert any("✓ Saved" in caption.value for caption in app.caption)
    with open_storage(f"sqlite:///{file}") as repository:
        (summary,) = list_summaries(as_admin(repository))
        assert read_assessment(as_admin(repository), summary.id).response.rating(item) is Rating.ABSENT


def test_a_damaged_response_leads_back_to_the_others(open_page: OpenPage, tmp_path: Path) -> None:
    app = open_page("rate/page.py", GCM10, UNANSWERED)
    with closing(sqlite3.connect(tmp_path / "assessments.db", isolation_level=None)) as database:
        database.execute("UPDATE assessments SET organisation = '{'")
    app.run()
    assert "is damaged: organisation can’t be read" in seen(app.warning[0].value)
    app.switch_page("start/page.py").run()
    assert any("organisation can’t be read" in seen(error.value) for error in app.error)
    assert not app.exception


# What others change meanwhile


def test_what_others_have_changed_is_shown_with_their_name_and_what_is_typed_stays(open_page: OpenPage) -> None:
    app = open_page("rate/page.py", GCM10, UNANSWERED)
    kept = app.session_state["assessment"]
    app.session_state[f"{kept}:GCM10-12:details"] = True
    app.run()
    answer = Answer(Rating.PARTIAL, evidence="**Act** 12")
    save_answer(page_gate("*Asha*"), kept, "GCM10-12", answer, expected_revision=0)
    app.run()
    assert rating_of(app, "GCM10-12").value is Rating.PARTIAL
    (evidence,) = [field for field in app.text_area if field.label.startswith("Evidence")]
    assert evidence.value == ""
    said = [seen(element.value) for element in (*app.markdown, *app.caption)]
    assert "*Asha* changed “Evidence”: **Act** 12" in said
    assert any(line.startswith("✓ Saved") and "· *Asha*" in line for line in said)

    evidence.input("Mine").run()
    (warning,) = warnings(app)
    assert seen(warning).startswith("Not saved: *Asha* changed this answer meanwhile.")
    app.button("theirs-GCM10-12").click().run()
    (evidence,) = [field for field in app.text_area if field.label.startswith("Evidence")]
    assert (warnings(app), evidence.value) == ([], "**Act** 12")


def test_who_keeps_the_other_version_waits_for_no_reason_any_more(open_page: OpenPage) -> None:
    app = open_page("rate/page.py", GCM10, UNANSWERED, waiting="GCM10-12")
    answer = Answer(Rating.PARTIAL)
    save_answer(page_gate("Asha"), app.session_state["assessment"], "GCM10-12", answer, expected_revision=0)
    app.run()
    assert "Asha changed “Rating”: ◐ Partial" in [seen(element.value) for element in app.markdown]
    app.button("take-GCM10-12-rating").click().run()
    app.run()
    assert warnings(app) == []
    assert "waiting" not in app.query_params
    assert rating_of(app, "GCM10-12").value is Rating.PARTIAL


def test_an_answer_of_another_day_is_said_to_be_of_that_day(open_page: OpenPage) -> None:
    app = open_page("rate/page.py", GCM10, said(UNANSWERED, GCM10_12=Answer(Rating.PARTIAL)))
    with create_engine(settings().database_url).begin() as connection:
        long_ago = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
        connection.execute(update(changes).values(at=long_ago, author="Asha"))
        connection.execute(update(answers).values(at=long_ago))
    app.session_state["draft"] = None
    app.run()
    assert any(re.match(r"✓ Saved 2 January 2026, \d\d:\d\d · Asha", caption.value) for caption in app.caption)


def places_of_details(app: AppTest) -> list[int]:
    """The place of each card's details among their siblings: a browser that finds them at another one may make them
    anew, with what is typed there gone."""

    def find(block: Block) -> Iterator[int]:
        for place, child in block.children.items():
            if isinstance(child, Expander) and child.label.startswith("Evidence"):
                yield place
            elif isinstance(child, Block):
                yield from find(child)

    return list(find(app.main))


def test_whatever_comes_and_goes_in_a_card_its_details_stay_in_their_place(open_page: OpenPage) -> None:
    app = open_page("rate/page.py", GCM10, UNANSWERED, waiting="GCM10-12")
    places = places_of_details(app)
    assert len(places) == len(cards(app))
    answer = Answer(Rating.PARTIAL, ("GCM10-12.1",), comment="More")
    save_answer(page_gate("Asha"), app.session_state["assessment"], "GCM10-12", answer, expected_revision=0)
    app.run()
    assert any("take-GCM10-12" in str(button.key) for button in app.button)
    assert places_of_details(app) == places


def test_a_coeditor_submits_and_leaves_reopening_to_a_facilitator(
    open_page: OpenPage, shared_server: SharedServer
) -> None:
    assessment_id = shared_server.keep(GCM10, UNANSWERED, "Ministry")
    shared_server.come(Role.COEDITOR, Scope(assessment_id=assessment_id))
    app = open_page("rate/page.py", assessment_id=assessment_id, view="review")
    assert [(each.label, each.proto.expanded) for each in app.expander] == [("Show them", False)], "a long list"
    assert "Only a facilitator can reopen it." in app.markdown[-1].value
    app.checkbox(key="submit-sure").check().run()
    app.button(key="submit").click().run()
    assert read_assessment(shared_server.access, assessment_id).status is Status.SUBMITTED
    assert [event.by for event in read_events(shared_server.access, assessment_id)][-1] == "Bela"
    assert app.info[0].value == "This assessment is submitted and locked."
    assert "Reopen" not in [button.label for button in app.button]

    shared_server.come(Role.FACILITATOR, Scope("Ministry"))
    app = open_page("rate/page.py", assessment_id=assessment_id, view="review")
    assert "It can be reopened" in app.info[0].value
    app.text_input(key="reopen-why").set_value("One was wrong").run()
    app.button(key="reopen").click().run()
    assert "You can reopen it; that is recorded." in app.markdown[-1].value


def test_the_previous_round_of_somebody_else_is_not_asked_about(
    open_page: OpenPage, shared_server: SharedServer
) -> None:
    before = said(replace(UNANSWERED, round=Round("First", dt.date(2025, 1, 1))), GCM10_12=Answer(Rating.ABSENT))
    now = said(replace(UNANSWERED, round=Round("Second", dt.date(2026, 1, 1))), GCM10_12=Answer(Rating.PARTIAL))
    shared_server.keep(GCM10, before, "Ministry")
    assessment_id = shared_server.keep(GCM10, now, "Ministry")
    for role, scope, sees in (
        (Role.FACILITATOR, Scope("Ministry"), True),
        (Role.COEDITOR, Scope(assessment_id=assessment_id), False),
    ):
        shared_server.come(role, scope)
        app = open_page("rate/page.py", assessment_id=assessment_id)
        assert ("Why has it changed?" in [box.label for box in app.selectbox]) is sees


# Where a person is, and the ways from there


def places(app: AppTest) -> list[str]:
    """Where the search has found what is shown."""
    return [caption.value for caption in app.caption if caption.value.startswith("Found in")]


def test_a_search_shows_what_says_it_itself_first_and_says_where_it_was_found(open_page: OpenPage) -> None:
    by_itself = [hit.item.id for hit in search(GCM10.recommendations, "children")]
    other = next(item.id for item in GCM10.recommendations if item.id not in by_itself)
    response = said(UNANSWERED, **{other.replace("-", "_"): Answer(comment="Les childrén")})
    app = open_page("rate/page.py", GCM10, response, search="children")
    assert cards(app) == [*by_itself, other]
    assert len(places(app)) == len(cards(app))
    assert places(app)[-1] == "Found in: your own texts"
    assert places(app)[0] == "Found in: title"
    assert places(open_page("rate/page.py", GCM10, response)) == []


def test_one_at_a_time_begins_at_the_recommendation_or_else_the_theme_that_was_chosen(open_page: OpenPage) -> None:
    for query, shown in (
        ({"theme": "children"}, "children"),
        ({"theme": "children", "item": "GCM10-06"}, "identification"),
        ({"theme": "nowhere", "item": "nothing"}, "prevention"),
    ):
        app = open_page("rate/page.py", GCM10, UNANSWERED, view="focus", **query)
        assert cards(app) == [GCM10.by_theme[shown][0].id], query
        theme = next(button for button in app.sidebar.button if button.key == f"theme-{shown}")
        assert theme.proto.type == "secondary", query
        following = next(theme for theme in GCM10.themes if theme.id != shown)
        app.sidebar.button(f"theme-{following.id}").click().run()
        assert cards(app) == [GCM10.by_theme[following.id][0].id], query


def test_next_unanswered_goes_on_behind_what_is_on_the_screen_and_begins_again(open_page: OpenPage) -> None:
    governance = GCM10.by_theme["governance"]
    rated = {
        item.id.replace("-", "_"): Answer(Rating.ABSENT) for item in GCM10.recommendations if item not in governance
    }
    app = open_page("rate/page.py", GCM10, said(UNANSWERED, **(rated | {"GCM10_13": Answer()})), only="absent")
    app.button("key-u-unanswered").click().run()
    assert app.query_params["theme"] == "governance"
    assert cards(app) == [item.id for item in governance]
    app.button("key-u-unanswered").click().run()
    assert (app.query_params["item"], cards(app)) == ("GCM10-13", PREVENTION)


def test_what_is_undone_is_told_and_a_locked_assessment_has_nothing_to_undo(open_page: OpenPage) -> None:
    app = open_page("rate/page.py", GCM10, said(UNANSWERED, GCM10_12=Answer(Rating.PARTIAL)))
    assert app.button("key-z-undo").disabled
    rating_of(app, "GCM10-12").set_value(Rating.ABSENT).run()
    app.button("key-z-undo").click().run()
    for _time in range(2):  # Others' changes draw the page anew, and don't take it away.
        assert [toast.value for toast in app.toast] == ["Undone in GCM10-12: Rating, now ◐ Partial"]
        app.run()
    kept = app.session_state["assessment"]
    assert read_assessment(page_gate(), kept).response.rating("GCM10-12") is Rating.PARTIAL
    submit_assessment(page_gate(), kept)
    app.run()
    assert {"key-z-undo", "key-u-unanswered"}.isdisjoint({button.key for button in app.button})
