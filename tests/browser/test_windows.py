"""Several people at one response, each with a window: what one does the others see, and nobody's words are lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from assessment.access.assessments import read_assessment, save_answer
from assessment.domain.answer import Answer, Rating
from assessment.storage.opening import Storage
from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.support.gates import as_admin

ITEM, TORN = "GCM10-16", "GCM10-17"
SEEN_WITHIN = 10_000
"""Milliseconds in which what others do is seen; on a machine that does nothing else it takes three seconds at most."""


@pytest.fixture
def other(visitor: Visitor, server: Server) -> Visitor:
    """Another window, on the same theme of the same assessment."""
    visitor.open_new(query="theme=identification")
    other = Visitor(visitor.page.context.new_page(), server)
    other.page.goto(visitor.page.url)
    other.settle()
    return other


def see_what_the_other_does(visitor: Visitor, other: Visitor, repository: Storage) -> None:
    visitor.rate(ITEM, "Implemented")
    expect(other.rating(ITEM, "Implemented")).to_have_attribute("aria-checked", "true", timeout=SEEN_WITHIN)
    expect(other.card(ITEM).get_by_text(re.compile(r"✓ Saved \d.* · another window"))).to_be_visible()
    expect(other.page.get_by_text("1 of 33", exact=True)).to_be_visible()

    # The keyboard is where it was, in the field that the other window has changed.
    other.rate(ITEM, "Absent")
    expect(visitor.rating(ITEM, "Absent")).to_have_attribute("aria-checked", "true", timeout=SEEN_WITHIN)
    expect(visitor.rating(ITEM, "Absent")).to_be_focused()

    other.unfold_details(ITEM)
    stored = read_assessment(as_admin(repository), other.assessment_id)
    words, before = "*A* <b>law</b>", stored.response.answer(ITEM)
    theirs = Answer(before.rating, before.measures, comment=words)
    save_answer(
        as_admin(repository, "<i>Asha</i>"), other.assessment_id, ITEM, theirs, expected_revision=stored.revisions[ITEM]
    )
    card = other.card(ITEM)
    expect(card.get_by_text(f"<i>Asha</i> changed “Comment”: {words}")).to_be_visible(timeout=SEEN_WITHIN)
    card.get_by_role("button", name="Show it in the field").click()
    other.settle()
    expect(card.get_by_label("Comment")).to_have_value(words)
    expect(card.get_by_role("button", name="Show it in the field")).to_have_count(0)


def see_who_is_here(visitor: Visitor, other: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 360, "height": 640})
    here = visitor.page.get_by_text("Open in another window too")
    expect(here).to_be_in_viewport(timeout=SEEN_WITHIN)
    other.page.close()
    expect(here).to_have_count(0, timeout=2 * SEEN_WITHIN)


def agree_on_two_versions(visitor: Visitor, other: Visitor, repository: Storage) -> None:
    """What is being typed isn’t touched, and both versions are shown when it is left."""
    visitor.unfold_details(TORN)
    other.unfold_details(TORN)
    evidence = other.card(TORN).get_by_label("Evidence: what shows it?")
    evidence.press_sequentially("Typed for an hour")
    evidence.press("ArrowLeft")
    under_hands = "field => [document.activeElement === field, field.selectionStart, field.value]"
    before = evidence.evaluate(under_hands)

    visitor.rate(TORN, "Partial")
    visitor.write(TORN, "Evidence: what shows it?", "The other evidence")
    news = other.card(TORN).get_by_text("Another window changed “Evidence”: The other evidence")
    expect(news).to_be_visible(timeout=SEEN_WITHIN)
    expect(other.rating(TORN, "Partial")).to_have_attribute("aria-checked", "true")
    assert evidence.evaluate(under_hands) == before == [True, len("Typed for an hour") - 1, "Typed for an hour"]

    evidence.blur()
    other.settle()
    expect(other.page.get_by_text("Not saved: another window changed this answer meanwhile.")).to_be_visible()
    for version in ("The other evidence", "Typed for an hour"):
        expect(other.card(TORN).get_by_test_id("stText").filter(has_text=version)).to_be_visible()
    room = other.card(TORN).get_by_role("radiogroup", name="The room says")
    expect(room.get_by_role("radio", name="Partial")).to_have_attribute("aria-checked", "true")
    room.get_by_role("radio", name="Absent").click()
    other.settle()
    other.write(TORN, "Note (replaces the comments", "We agreed in the room")
    save = other.card(TORN).get_by_role("button", name="Save what the room says")
    save.click()
    other.settle()
    expect(save).to_have_count(0)
    both = "The other evidence\n\nTyped for an hour"
    expect(evidence).to_have_value(both)
    answer = read_assessment(as_admin(repository), other.assessment_id).response.answer(TORN)
    note = "We agreed in the room"
    assert answer == Answer(Rating.ABSENT, evidence=both, comment=note)


def submit_and_reopen(visitor: Visitor, other: Visitor) -> None:
    """What changes before a submission is confirmed again; it is told to the other, and locks until it is reopened."""
    other.view("Review")
    sure, confirm = other.page.get_by_role("checkbox", name="We confirm these answers."), "We confirm these answers."
    other.page.get_by_text(confirm).click()
    expect(sure).to_be_checked()
    visitor.rate(ITEM, "Partial")
    told = other.page.get_by_text(f"Changed elsewhere, shown as it is now: {ITEM}")
    expect(told).to_be_visible(timeout=SEEN_WITHIN)
    expect(sure).not_to_be_checked()

    other.page.get_by_text(confirm).click()
    other.settle()
    other.page.get_by_role("button", name="Submit", exact=True).click()
    other.page.get_by_role("heading", name="Reopen").wait_for()
    expect(visitor.page.get_by_text("This assessment was changed elsewhere.").first).to_be_visible(timeout=SEEN_WITHIN)
    visitor.page.get_by_role("button", name="Show changes").click()
    expect(visitor.rating(ITEM, "Partial")).to_be_disabled()

    reason = other.page.get_by_label("Why is it reopened?")
    reason.fill("A new law")
    reason.blur()
    other.settle()
    other.page.get_by_role("button", name="Reopen").click()
    other.page.get_by_role("heading", name="Submit", exact=True).wait_for()
    other.view("By theme")
    expect(other.rating(ITEM, "Implemented")).to_be_enabled()


def test_two_people_see_what_the_other_answers_and_submits_and_neither_loses_a_word(
    visitor: Visitor, other: Visitor, repository: Storage
) -> None:
    see_what_the_other_does(visitor, other, repository)
    agree_on_two_versions(visitor, other, repository)
    submit_and_reopen(visitor, other)
    see_who_is_here(visitor, other)
    assert visitor.faults == other.faults == []
