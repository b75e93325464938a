"""Several windows, reloads and page switches: nothing is lost, and everybody comes back to where they were."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from assessment.domain.model import Answer, Rating, Voice
from assessment.storage import open_repository
from tests.browser.conftest import Visitor
from tests.browser.server import Server

THEME = ("GCM10-06", "GCM10-16", "GCM10-17")
"""The theme Identification."""
ITEM = THEME[1]
RATINGS = ("Absent", "Implemented", "Partial")


def rating(visitor: Visitor, word: str) -> Locator:
    return visitor.card(ITEM).get_by_role("radio", name=word)


def rate(visitor: Visitor, word: str) -> None:
    visitor.rate(ITEM, word)


DRAWN_ANEW = """() => {
  const place = document.createElement("div");
  place.className = "st-key-drawn-anew";
  const draw = () => {
    const button = document.createElement("button");
    button.textContent = "Go";
    place.replaceChildren(button);
  };
  place.addEventListener("click", () => (place.dataset.presses = Number(place.dataset.presses ?? 0) + 1));
  draw();
  document.body.append(place);
  place.firstChild.click();
  draw();
}"""
"""Press a button, which is drawn anew in the same moment."""


def at_identification(visitor: Visitor) -> str:
    """Begin an assessment, at the theme that has the item; returns its id."""
    return visitor.open_new(query="theme=identification")


def test_a_reload_a_new_tab_and_a_page_switch_lead_back(visitor: Visitor) -> None:
    at_identification(visitor)
    rate(visitor, "Partial")
    visitor.page.reload()
    visitor.settle()
    expect(rating(visitor, "Partial")).to_have_attribute("aria-checked", "true")

    address = visitor.page.url
    tab = visitor.page.context.new_page()
    tab.goto(address)
    expect(tab.get_by_role("heading", name="Identification", level=2)).to_be_visible()
    tab.close()

    visitor.go_to("Method")
    visitor.go_to("Rate")
    expect(visitor.page.get_by_role("heading", name="Identification", level=2)).to_be_visible()
    expect(rating(visitor, "Partial")).to_have_attribute("aria-checked", "true")
    assert visitor.faults == []


def test_a_page_switch_with_the_cursor_in_a_field_empties_no_answer(visitor: Visitor) -> None:
    assessment_id = visitor.open_new(dict.fromkeys(THEME, Rating.PARTIAL), query="theme=identification")
    with open_repository(f"sqlite:///{visitor.server.database}") as repository:
        for number in range(10):
            body = visitor.card(ITEM).get_by_label("Responsible body")
            if not body.is_visible():
                visitor.card(ITEM).get_by_text("Evidence, responsible body, next steps").click()
            body.fill(f"Ministry {number}")
            visitor.go_to("Results")  # The cursor is still in the field.
            visitor.go_to("Rate")
            visitor.rate(THEME[number % 3], RATINGS[number // 3 % 3])
            kept = repository.assessment(assessment_id).response
            assert [kept.rating(item) is None for item in THEME] == [False] * 3
            assert kept.answer(ITEM).responsible == f"Ministry {number}"
        changes = repository.history(assessment_id)
    assert [change for change in changes if change.after.rating is None] == []
    assert visitor.faults == []


def test_a_control_that_is_drawn_anew_while_its_click_waits_is_pressed_all_the_same(visitor: Visitor) -> None:
    assessment_id = at_identification(visitor)
    visitor.card(ITEM).get_by_text("Evidence, responsible body, next steps").click()
    visitor.settle()
    visitor.card(ITEM).get_by_label("Responsible body").fill("Ministry of Labour")
    visitor.page.evaluate(DRAWN_ANEW)
    expect(visitor.page.locator(".st-key-drawn-anew")).to_have_attribute("data-presses", "1")
    with open_repository(f"sqlite:///{visitor.server.database}") as repository:
        assert repository.assessment(assessment_id).response.answer(ITEM).responsible == "Ministry of Labour"
    assert visitor.faults == []


def test_one_recommendation_at_a_time_is_where_a_reload_leads_back_to(visitor: Visitor) -> None:
    at_identification(visitor)
    visitor.view("One at a time")
    visitor.page.get_by_role("button", name="Next →").click()
    visitor.settle()
    place = "Recommendation 6 of 33"
    expect(visitor.page.get_by_text(place)).to_be_visible()
    visitor.page.reload()
    visitor.settle()
    expect(visitor.page.get_by_text(place)).to_be_visible()


SEEN_WITHIN = 10_000
"""Milliseconds in which what others do is seen; on a machine that does nothing else it takes three seconds at most."""


@pytest.fixture
def other(visitor: Visitor, server: Server) -> Iterator[Visitor]:
    """Another window, on the same theme of the same assessment."""
    at_identification(visitor)
    other = Visitor(visitor.page.context.new_page(), server)
    other.page.goto(visitor.page.url)
    other.settle()
    yield other
    assert visitor.faults == other.faults == []


def details(visitor: Visitor) -> None:
    visitor.card(ITEM).get_by_text("Evidence, responsible body, next steps").click()
    visitor.settle()


def write(visitor: Visitor, label: str, text: str) -> None:
    field = visitor.card(ITEM).get_by_label(label)
    field.fill(text)
    field.blur()
    visitor.settle()


def test_what_one_window_answers_is_seen_in_the_other_by_itself(visitor: Visitor, other: Visitor) -> None:
    rate(visitor, "Implemented")
    expect(rating(other, "Implemented")).to_have_attribute("aria-checked", "true", timeout=SEEN_WITHIN)
    expect(other.card(ITEM).get_by_text(re.compile(r"✓ Saved \d.* · another window"))).to_be_visible()
    expect(other.page.get_by_text("1 of 33", exact=True)).to_be_visible()

    # The keyboard is where it was, in the field that the other window has changed.
    rate(other, "Absent")
    expect(rating(visitor, "Absent")).to_have_attribute("aria-checked", "true", timeout=SEEN_WITHIN)
    expect(rating(visitor, "Absent")).to_be_focused()
    visitor.card(ITEM).get_by_role("checkbox").first.check(force=True)
    visitor.settle()
    expect(other.card(ITEM).get_by_role("checkbox").first).to_be_checked(timeout=SEEN_WITHIN)


def test_what_is_being_typed_is_not_touched_and_both_versions_are_shown_when_it_is_left(
    visitor: Visitor, other: Visitor
) -> None:
    details(visitor)
    details(other)
    evidence = other.card(ITEM).get_by_label("Evidence: what shows it?")
    evidence.press_sequentially("Typed for an hour")
    evidence.press("ArrowLeft")
    under_hands = "field => [document.activeElement === field, field.selectionStart, field.value]"
    before = evidence.evaluate(under_hands)

    rate(visitor, "Not applicable")
    write(visitor, "Why doesn’t it apply? (required)", "No such police")
    expect(other.card(ITEM).get_by_label("Why doesn’t it apply?")).to_have_value("No such police", timeout=SEEN_WITHIN)
    rate(visitor, "Partial")
    write(visitor, "Comment", "A comment")
    write(visitor, "Evidence: what shows it?", "The other evidence")
    comment = other.card(ITEM).get_by_text("“comment” was changed in another window: A comment")
    expect(comment).to_be_visible(timeout=SEEN_WITHIN)
    write(visitor, "Comment", "")
    expect(comment).to_have_count(0, timeout=SEEN_WITHIN)
    news = other.card(ITEM).get_by_text("“evidence” was changed in another window: The other evidence")
    expect(news).to_be_visible(timeout=SEEN_WITHIN)
    expect(rating(other, "Partial")).to_have_attribute("aria-checked", "true")
    assert evidence.evaluate(under_hands) == before == [True, len("Typed for an hour") - 1, "Typed for an hour"]

    evidence.blur()
    other.settle()
    expect(other.page.get_by_text("Not saved: this answer was changed in another window meanwhile.")).to_be_visible()
    for version in ("The other evidence", "Typed for an hour"):
        expect(other.card(ITEM).get_by_test_id("stText").filter(has_text=version)).to_be_visible()
    other.page.get_by_role("button", name="Keep the other version").click()
    other.settle()
    expect(evidence).to_have_value("The other evidence")


def test_the_text_of_another_is_shown_in_the_field_when_the_person_wants_it(visitor: Visitor, other: Visitor) -> None:
    details(other)
    with open_repository(f"sqlite:///{other.server.database}") as repository:
        (assessment_id,) = re.findall("assessment=([^&]+)", other.page.url)
        words = "*A* <b>law</b>"
        repository.save_answer(assessment_id, ITEM, Answer(comment=words), expected_revision=0, author="<i>Asha</i>")
    card = other.card(ITEM)
    expect(card.get_by_text(f"<i>Asha</i> changed “comment”: {words}")).to_be_visible(timeout=SEEN_WITHIN)
    expect(card.get_by_text(re.compile(r"✓ Saved \d.* · <i>Asha</i>"))).to_be_visible()
    card.get_by_role("button", name="Show it in the field").click()
    other.settle()
    expect(card.get_by_label("Comment")).to_have_value(words)
    expect(card.get_by_role("button", name="Show it in the field")).to_have_count(0)


def test_who_else_is_here_is_shown_on_a_phone_too_until_they_are_gone(visitor: Visitor, other: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 360, "height": 640})
    here = visitor.page.get_by_text("Also here: another window")
    expect(here).to_be_in_viewport(timeout=SEEN_WITHIN)
    other.page.close()
    expect(here).to_have_count(0, timeout=2 * SEEN_WITHIN)


def test_a_submission_is_told_and_what_changes_before_one_has_to_be_confirmed_again(
    visitor: Visitor, other: Visitor
) -> None:
    other.view("Review")
    sure = other.page.get_by_role("checkbox", name="We confirm these answers.")
    other.page.get_by_text("We confirm these answers.").click()
    expect(sure).to_be_checked()
    rate(visitor, "Absent")
    told = other.page.get_by_text(f"1 answer was changed elsewhere and is shown as it is now: {ITEM}")
    expect(told).to_be_visible(timeout=SEEN_WITHIN)
    expect(sure).not_to_be_checked()

    other.page.get_by_text("We confirm these answers.").click()
    other.settle()
    other.page.get_by_role("button", name="Submit", exact=True).click()
    other.page.get_by_role("heading", name="Reopen").wait_for()
    expect(visitor.page.get_by_text("This assessment was changed elsewhere.").first).to_be_visible(timeout=SEEN_WITHIN)
    visitor.page.get_by_role("button", name="Show changes").click()
    expect(rating(visitor, "Absent")).to_be_disabled()


def test_what_is_submitted_is_locked_until_it_is_reopened(visitor: Visitor) -> None:
    at_identification(visitor)
    rate(visitor, "Absent")
    visitor.view("Review")
    visitor.page.get_by_text("We confirm these answers.").click()
    visitor.settle()
    visitor.page.get_by_role("button", name="Submit", exact=True).click()
    visitor.page.get_by_role("heading", name="Reopen").wait_for()
    visitor.view("By theme")
    expect(rating(visitor, "Partial")).to_be_disabled()

    visitor.view("Review")
    visitor.page.get_by_label("Why is it reopened?").fill("A new law")
    visitor.page.get_by_label("Why is it reopened?").blur()
    visitor.settle()
    visitor.page.get_by_role("button", name="Reopen").click()
    visitor.page.get_by_role("heading", name="Submit", exact=True).wait_for()
    visitor.view("By theme")
    expect(rating(visitor, "Partial")).to_be_enabled()


def test_the_details_of_an_assessment_can_be_mended(visitor: Visitor) -> None:
    visitor.open_new(country="FJI")
    visitor.go_to("Start")
    box = visitor.page.locator('[class*="st-key-kept-"]').filter(has_text="Fiji")
    box.get_by_role("button", name="More").click()
    visitor.page.get_by_role("menuitem", name="Change details").click()
    label = visitor.page.get_by_role("dialog").get_by_label("Round (optional)")
    label.fill("2026 baseline")
    label.blur()
    visitor.settle()
    visitor.page.get_by_role("button", name="Save details").click()
    expect(box.get_by_text("Fiji · State · 2026 baseline", exact=True)).to_be_visible()


def test_an_assessment_is_deleted_by_its_name_and_comes_back(visitor: Visitor) -> None:
    visitor.open_new(country="ISL", voice=Voice.OTHER)
    visitor.go_to("Start")
    box = visitor.page.locator('[class*="st-key-kept-"]').filter(has_text="Iceland")
    box.get_by_role("button", name="More").click()
    visitor.page.get_by_role("menuitem", name="Delete").click()
    name = visitor.page.get_by_label("Name", exact=True)
    sure = visitor.page.get_by_role("dialog").get_by_role("button", name="Delete")
    name.fill("Ireland")
    name.blur()
    visitor.settle()
    sure.click()
    expect(visitor.page.get_by_text("Nothing was deleted.")).to_be_visible()
    name.fill("Iceland · Other")
    name.blur()
    visitor.settle()
    sure.click()
    expect(box).to_have_count(0)
    visitor.page.locator('[class*="st-key-deleted-"]').filter(has_text="Iceland").get_by_role("button").click()
    expect(box).to_have_count(1)


def test_a_broken_file_is_refused_with_every_problem_and_a_good_one_goes_without_it(visitor: Visitor) -> None:
    visitor.open()
    broken = b'{"format": "gap-assessment-response/2", "country": "XX", "voice": "nobody", "answers": {}}'
    visitor.view("Import completed files")
    field = visitor.page.locator('input[type="file"]')
    field.set_input_files({"name": "broken.json", "mimeType": "application/json", "buffer": broken})
    expect(visitor.page.get_by_text("1 file has problems and can’t be imported:")).to_be_visible()
    for words in ("“XX” is not a country or area", "“nobody” is not recognised", "“catalogue” is missing"):
        expect(visitor.page.get_by_text(words)).to_be_visible()
    sound = (
        b'{"format": "gap-assessment-response/2", "catalogue": {"id": "gcm-10", "version": "1.0"},'
        b'"country": "KEN", "voice": "state", "answers": {"GCM10-01": {"rating": "absent"}}}'
    )
    field.set_input_files({"name": "sound.json", "mimeType": "application/json", "buffer": sound})
    visitor.page.get_by_text("Leave out the file with problems and import the rest").click()
    visitor.settle()
    visitor.page.get_by_role("button", name="Import", exact=True).click()
    expect(visitor.page.get_by_text("Imported: 1 answer from 1 file into 1 response.")).to_be_visible()
    visitor.page.get_by_role("button", name="Open Kenya").click()
    visitor.page.get_by_role("heading", name="Results", level=1).wait_for()
    expect(visitor.page.get_by_text("Kenya · State").first).to_be_visible()
