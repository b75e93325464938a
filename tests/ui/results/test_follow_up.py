"""The follow-up plan on the page “Results”: told at a glance, changed at once, and by those alone who may."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from unittest.mock import Mock

import pytest
from streamlit.testing.v1 import AppTest

from assessment.access.assessments import read_assessment, read_follow_ups, save_follow_ups, submit_assessment
from assessment.access.gate import Gate
from assessment.domain.answer import Answer, Rating
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.permissions import Role, Scope
from assessment.labels.codes import follow_up_word
from assessment.records.errors import DiskFull
from assessment.ui.results.follow_up import today
from assessment.ui.widgets.components import fold_key
from tests.support.catalogues import a_catalogue, a_response
from tests.support.pages import OpenPage, page_gate, words
from tests.support.visits import SharedServer

YESTERDAY = today() - dt.timedelta(days=1)
CATALOGUE = a_catalogue(items={"INV-01": {"red_line": True}})
RESPONSE = a_response(
    CATALOGUE,
    {
        "INV-01": Answer(
            Rating.ABSENT, responsible="Ministry of Justice", action="Draft a bill", target_date=YESTERDAY
        ),
        "INV-02": Answer(Rating.ABSENT, responsible="Parliament"),
        "INV-03": Answer(Rating.PARTIAL),
    },
)
STARTED = FollowUp(FollowUpStatus.STARTED, dt.date(2026, 3, 1), "Bill drafted", "Cabinet", "Pass the bill")


@pytest.fixture
def app(open_page: OpenPage) -> AppTest:
    return open_page("results/page.py", CATALOGUE, RESPONSE)


def open_gap(app: AppTest, item: str = "INV-01", *more: str) -> AppTest:
    """Run the page with a gap open, and do in this run what a person did."""
    for _run in range(2):  # AppTest tells no second run what is open, and a change draws parts of the page again.
        for name in (f"gap-{item}", *more):
            app.session_state[fold_key(name)] = True
        app.run()
    return app


def assessment_of(app: AppTest) -> str:
    return str(app.session_state["assessment"])


def access(person: str = "Bela") -> Gate:
    return page_gate(person)


def stored(app: AppTest, item: str = "INV-01") -> FollowUp:
    return read_follow_ups(access(), assessment_of(app))[item].record


def save(app: AppTest, follow_up: FollowUp, item: str = "INV-01") -> None:
    revisions = {key: each.revision for key, each in read_follow_ups(access(), assessment_of(app)).items()}
    save_follow_ups(access(), assessment_of(app), {item: follow_up}, expected_revisions=revisions)


def lines(app: AppTest) -> list[str]:
    """What is said of each gap's follow-up while it is folded."""
    statuses = {follow_up_word(status) for status in FollowUpStatus}
    return [caption.value for caption in app.caption if caption.value.split(" · ")[0] in statuses]


def row(app: AppTest, item: str) -> list[str]:
    """What the first screen says of a gap's follow-up."""
    said = next(
        html.value for html in app.html if "item-line" in html.value and CATALOGUE.by_id[item].title in html.value
    )
    return re.findall(r"<bdi[^>]*>(.*?)</bdi>", said)


def field(app: AppTest, name: str, item: str = "INV-01") -> str:
    """The key of a field as it is drawn now."""
    drawn = app.session_state["plan-draft"].edits[item].drawn[name]
    return f"{assessment_of(app)}:{item}:plan.{name}:{drawn}"


def test_a_plan_that_nobody_has_saved_is_what_the_answers_say(app: AppTest) -> None:
    assert row(app, "INV-01") == ["Ministry of Justice", "Draft a bill", f"{YESTERDAY:%-d %B %Y}, overdue"]
    assert row(app, "INV-03") == ["not assigned", "no date"]
    assert lines(app) == [
        f"Not started · Ministry of Justice · {YESTERDAY:%-d %B %Y}, overdue",
        "Not started · Parliament · no date",
        "Not started · not assigned · no date",
    ]
    assert "Not started: **3** · Overdue: **1**" in words(app)


def test_a_change_is_saved_at_once_with_its_time_and_date(app: AppTest) -> None:
    open_gap(app)
    app.selectbox(key=field(app, "status")).set_value(FollowUpStatus.DONE)
    open_gap(app)
    assert (stored(app).status, stored(app).status_date) == (FollowUpStatus.DONE, today())
    assert stored(app).responsible == "Ministry of Justice"
    assert any(caption.value.startswith("✓ Saved ") for caption in app.caption)
    assert any("Saved." in html.value for html in app.html)
    assert app.date_input(key=field(app, "status_date")).value == today()
    assert lines(app)[0] == f"Done · Ministry of Justice · {YESTERDAY:%-d %B %Y}"
    assert row(app, "INV-01")[2:] == [f"{YESTERDAY:%-d %B %Y}", "Done"]
    assert "Not started: **2** · Done: **1**" in words(app)
    assert not app.exception


def test_its_texts_and_dates_can_be_changed_and_taken_out_after_submission_too(app: AppTest) -> None:
    submit_assessment(access(), assessment_of(app))
    open_gap(app)
    typed = {"responsible": "Cabinet", "action": "Pass it", "note": "*Late* <b>"}
    for texts, day in ((typed, dt.date(2027, 6, 30)), (dict.fromkeys(typed, ""), None)):
        for name, text in texts.items():
            box = app.text_input if name == "responsible" else app.text_area
            box(key=field(app, name)).set_value(text)
        app.date_input(key=field(app, "target_date")).set_value(day)
        open_gap(app)
        assert {name: getattr(stored(app), name) for name in typed} == texts
        assert stored(app).target_date == day
    assert read_assessment(access(), assessment_of(app)).response.answers["INV-01"] == RESPONSE.answers["INV-01"]
    assert row(app, "INV-01") == ["not assigned", "no date"]
    assert not app.exception


def test_its_history_says_who_changed_what(app: AppTest) -> None:
    save(app, replace(STARTED, note="First <note>"))
    save(app, STARTED)
    open_gap(app, "INV-01", "history-INV-01")
    (said,) = [text.value for text in app.text if "Note on the status" in text.value]
    newest, oldest = said.split("\n\n")
    assert "Bela" in newest
    assert newest.splitlines()[1:] == ["Note on the status: Bill drafted"]
    assert oldest.splitlines()[1:3] == ["Status: Started", "Since: 1 March 2026"]
    assert "Note on the status: First <note>" in oldest
    assert "Target date: (empty)" in oldest


def test_what_somebody_else_saved_meanwhile_is_told_and_not_overwritten(app: AppTest) -> None:
    open_gap(app)
    key = field(app, "responsible")
    save(app, STARTED)
    app.text_input(key=key).set_value("Prime Minister")
    open_gap(app)
    assert stored(app) == STARTED
    assert "(Bela)" in app.warning[-1].value
    assert "Responsible body: there “Cabinet”, here “Prime Minister”" in words(app)
    app.button(key="plan-yours-INV-01").click()
    open_gap(app)
    assert stored(app) == replace(STARTED, responsible="Prime Minister")
    assert app.text_input(key=field(app, "responsible")).value == "Prime Minister"

    key = field(app, "status")
    save(app, replace(STARTED, responsible="Prime Minister", note="Tabled"))
    app.selectbox(key=key).set_value(FollowUpStatus.DONE)
    save(app, replace(STARTED, status=FollowUpStatus.PLANNED))
    open_gap(app)
    # Where no text differs nothing else is offered.
    assert [each.label for each in app.button if each.key and each.key.startswith("plan-")] == [
        "Keep the other version",
        "Keep this version",
    ]
    app.button(key="plan-theirs-INV-01").click()
    open_gap(app)
    assert stored(app) == replace(STARTED, status=FollowUpStatus.PLANNED)
    assert not app.warning


def test_what_could_not_be_saved_is_told_until_it_is_tried_again(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    open_gap(app)
    with monkeypatch.context() as patch:
        patch.setattr("assessment.ui.session.plan_draft.save_follow_ups", Mock(side_effect=DiskFull("the database")))
        app.text_area(key=field(app, "action")).set_value("Pass it")
        open_gap(app)
        app.selectbox(key=field(app, "status")).set_value(FollowUpStatus.PLANNED)
        open_gap(app)
        assert any(error.value.startswith("Not saved.") for error in app.error)
        assert not any("Saved" in caption.value for caption in app.caption)
        assert app.text_area(key=field(app, "action")).value == "Pass it"
    app.button(key="plan-again-INV-01").click()
    open_gap(app)
    assert (stored(app).action, stored(app).status) == ("Pass it", FollowUpStatus.PLANNED)
    assert any("✓ Saved" in caption.value for caption in app.caption)
    assert not app.error


def test_both_texts_are_kept_with_the_date_that_a_person_chooses(app: AppTest) -> None:
    open_gap(app)
    keys = {name: field(app, name) for name in ("action", "target_date")}
    save(app, replace(STARTED, target_date=dt.date(2027, 6, 30)))
    app.text_area(key=keys["action"]).set_value("Repeal it")
    app.date_input(key=keys["target_date"]).set_value(dt.date(2028, 1, 1))
    open_gap(app)
    assert app.button(key="plan-settle-INV-01").disabled
    (group,) = [each for each in app.button_group if each.label == "Target date"]
    assert group.options == ["30 June 2027", "1 January 2028"]
    group.set_value((dt.date(2028, 1, 1),))
    open_gap(app)
    app.button(key="plan-settle-INV-01").click()
    open_gap(app)
    assert stored(app).target_date == dt.date(2028, 1, 1)
    assert stored(app).action == "Pass the bill\n\nRepeal it"
    assert app.text_area(key=field(app, "action")).value == "Pass the bill\n\nRepeal it"


def test_the_plan_is_filtered_by_who_acts_and_how_far_it_has_come(app: AppTest) -> None:
    def shown() -> list[str]:
        return [one.label[:9] for one in app.expander if one.label[0].isdigit()]

    assert app.selectbox(key="plan-body").options == ["Ministry of Justice", "Parliament", "not assigned"]
    assert shown() == ["1. INV-01", "2. INV-02", "3. INV-03"]
    for body, found in (("Parliament", ["2. INV-02"]), ("", ["3. INV-03"])):
        app.selectbox(key="plan-body").set_value(body).run()
        assert shown() == found
    app.selectbox(key="plan-body").set_value(None).run()
    save(app, STARTED, "INV-02")
    app.run()
    app.pills(key="choice-plan-only").set_value(["red-lines"]).run()
    assert shown() == ["1. INV-01"]
    app.pills(key="choice-plan-only").set_value([]).run()
    for status, found in (("overdue", ["1. INV-01"]), ("started", ["2. INV-02"])):
        app.pills(key="choice-plan-status").set_value([status]).run()
        assert shown() == found
    app.selectbox(key="plan-body").set_value("Ministry of Justice").run()
    assert "No gap has this responsible body and status" in app.info[-1].value
    save(app, replace(STARTED, responsible="Cabinet"))
    app.run()
    # What nothing meets any longer stays chosen.
    assert app.selectbox(key="plan-body").value == "Ministry of Justice"
    assert "No gap has this responsible body and status" in app.info[-1].value


def test_those_who_may_not_change_it_read_it(open_page: OpenPage, shared_server: SharedServer) -> None:
    kept = shared_server.keep(CATALOGUE, RESPONSE, "Ministry")
    save_follow_ups(shared_server.access, kept, {"INV-01": STARTED}, expected_revisions={})
    for role, may_change in ((Role.COEDITOR, True), (Role.READER, False), (Role.PROJECTOR, False)):
        shared_server.come(role, Scope(assessment_id=kept))
        app = open_gap(open_page("results/page.py", assessment_id=kept), "INV-01")
        assert bool(app.text_area) is may_change, role
        assert ("Note on the status: Bill drafted" in words(app)) is not may_change, role
        assert not app.exception
