"""How one recommendation looks on the page “Rate”, and what its card says: to the eye, by keys, and read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from assessment.catalogues import load_catalogue
from assessment.domain.model import Answer, Rating
from assessment.storage import open_repository
from tests.browser.conftest import Visitor
from tests.support.pages import GCM10

SIZES = ((1280, 800), (1920, 1080), (360, 740))
ITEM = "GCM10-12"
"""The first recommendation, of a theme that is shown where nothing else is asked for."""
QUESTION = "Does the State address root causes of trafficking"

PLACES = """card => {
  const of = (element) => element.getBoundingClientRect();
  const quotation = of(card.querySelector("blockquote p"));
  const buttons = [...card.querySelectorAll('[role="radiogroup"] button')].map(of);
  return {
    top: of(card.querySelector(".question")).top,
    quotation: Math.min(quotation.bottom, quotation.top + 2 * parseFloat(getComputedStyle(card).lineHeight)),
    rating: Math.max(...buttons.map((button) => button.bottom)),
    right: Math.max(...buttons.map((button) => button.right)),
    height: Math.min(...buttons.map((button) => button.height)),
    count: buttons.length,
  };
}"""


@pytest.fixture
def card(visitor: Visitor) -> Locator:
    """The first card of an assessment of its own."""
    visitor.open_new()
    return visitor.card(ITEM)


def unfit(visitor: Visitor, card: Locator, sizes: Iterable[tuple[int, int]] = SIZES) -> list[str]:
    """At which sizes question, quotation's beginning and rating aren't on the screen together, and why."""
    found = []
    for width, height in sizes:
        visitor.resize(width, height)
        visitor.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        places: dict[str, Any] = card.evaluate(PLACES)
        fits = places["top"] >= 0 and max(places["quotation"], places["rating"]) <= height and places["right"] <= width
        if not (fits and places["height"] >= 44 and places["count"] == 5):
            found.append(f"{card.get_attribute('class')} {width}x{height}: {places}")
    return found


def test_question_quotation_and_rating_of_every_recommendation_are_on_the_first_screen_together(
    visitor: Visitor, card: Locator
) -> None:
    # The next card is looked at first at the size at which the last one was.
    orders = cycle((SIZES, SIZES[::-1]))
    card = visitor.page.locator('[class*="st-key-card-"]').first
    found = []
    for theme in range(9):
        if theme:
            visitor.page.get_by_role("button", name=re.compile("→$")).click()
            visitor.page.get_by_text(f"Theme {theme + 1} of 9").wait_for()
            visitor.settle()
        found += unfit(visitor, card, next(orders))
    visitor.resize(1280, 800)
    # One at a time begins at the theme that is shown.
    visitor.go_to_theme(load_catalogue(GCM10).themes[0].name)
    visitor.view("One at a time")
    seen = set()
    while True:
        seen.update(re.findall(r"st-key-card-(\S+)", card.get_attribute("class") or ""))
        found += unfit(visitor, card, next(orders))
        following = visitor.page.get_by_role("button", name="Next →")
        if not following.is_visible():
            break
        following.click()
        visitor.settle()
    assert len(seen) == 33
    assert found == []


def test_a_phone_folds_the_quotation_for_the_eye_alone_and_a_key_unfolds_it(visitor: Visitor, card: Locator) -> None:
    visitor.resize(360, 740)
    text = card.locator("blockquote p").first
    whole = card.locator(".words summary")
    folded = text.evaluate("p => [p.clientHeight, p.scrollHeight, parseFloat(getComputedStyle(p).lineHeight)]")
    assert folded[0] < folded[1]
    assert round(folded[0] / folded[2]) == 4
    assert "those most at risk of trafficking in persons" in card.aria_snapshot()
    assert "A/70/260" in card.aria_snapshot()
    source = card.get_by_role("link", name="A/70/260")
    expect(source).not_to_be_in_viewport(ratio=1)
    whole.focus()
    visitor.page.keyboard.press("Enter")
    expect(text).to_have_js_property("clientHeight", folded[1])
    source.scroll_into_view_if_needed()
    expect(source).to_be_in_viewport(ratio=1)
    visitor.page.keyboard.press("Enter")
    expect(text).to_have_js_property("clientHeight", folded[0])

    visitor.resize(1280, 800)
    expect(whole).to_be_hidden()
    expect(text).to_have_js_property("scrollHeight", text.evaluate("p => p.clientHeight"))


def test_groups_are_named_by_their_question_and_a_saved_change_is_announced(visitor: Visitor, card: Locator) -> None:
    expect(card.get_by_role("radiogroup", name=QUESTION)).to_be_visible()
    expect(card.get_by_role("group", name=re.compile(f"^Measures in place: {QUESTION}"))).to_be_visible()
    region = visitor.page.get_by_role("status").filter(has_text="Saved.")
    expect(region).to_have_count(0)
    visitor.rate(ITEM, "Partial")
    expect(region).to_have_text("Saved. 1 of 33")
    expect(region).to_have_class(re.compile("st-key-announcement"))
    first = region.locator("span").get_attribute("data-saved")
    card.get_by_role("checkbox").first.check(force=True)
    visitor.settle()
    # The same words are read again, because they are another element.
    expect(region.locator("span")).not_to_have_attribute("data-saved", first or "")
    expect(region).to_have_text("Saved. 1 of 33")
    expect(visitor.page.locator('[aria-live="polite"], [role="status"]').filter(has_text="Saved.")).to_have_count(1)
    assert visitor.faults == []


def test_the_meaning_of_the_chosen_rating_is_below_it_and_an_unanswered_card_looks_so(
    visitor: Visitor, card: Locator
) -> None:
    expect(card.get_by_text("· Not answered")).to_be_visible()
    expect(card).to_have_css("border-bottom-style", "dashed")
    visitor.rate(ITEM, "Partial")
    expect(card.get_by_text("Some of it is in place, or it is in law but not in practice.")).to_be_visible()
    expect(card.get_by_text("· Not answered")).to_have_count(0)
    expect(card).to_have_css("border-bottom-style", "solid")


def test_none_of_these_unticks_the_measures_and_a_measure_unticks_it(visitor: Visitor, card: Locator) -> None:
    boxes = card.get_by_role("checkbox")
    none = card.get_by_role("checkbox", name="None of these")
    suggestion = card.get_by_text("Your ticks suggest")
    expect(suggestion).to_have_count(0)
    boxes.first.check(force=True)
    visitor.settle()
    expect(suggestion).to_contain_text("“Partial”")
    none.check(force=True)
    visitor.settle()
    expect(boxes.first).not_to_be_checked()
    expect(suggestion).to_contain_text("“Absent”")
    boxes.nth(1).check(force=True)
    visitor.settle()
    expect(none).not_to_be_checked()
    boxes.nth(1).uncheck(force=True)
    visitor.settle()
    expect(suggestion).to_have_count(0)
    visitor.page.reload()
    visitor.settle()
    expect(card.get_by_role("checkbox", checked=True)).to_have_count(0)


def write(visitor: Visitor, card: Locator, label: str, text: str) -> Locator:
    field = card.get_by_label(label)
    field.fill(text)
    field.blur()
    visitor.settle()
    return field


def test_a_link_is_completed_and_a_wrong_one_is_told_at_its_field(visitor: Visitor, card: Locator) -> None:
    card.get_by_text("Evidence, responsible body, next steps").click()
    visitor.settle()
    link = write(visitor, card, "Link to the evidence", "www.un.org/x")
    expect(link).to_have_value("https://www.un.org/x")

    write(visitor, card, "Link to the evidence", "see the report")
    alert = card.get_by_role("alert")
    expect(alert).to_contain_text("A link starts with https://")
    expect(alert).to_contain_text("Everything else is saved.")
    below = alert.evaluate("alert => alert.getBoundingClientRect().top") - link.evaluate(
        "field => field.getBoundingClientRect().bottom"
    )
    assert 0 < below < 40
    body = write(visitor, card, "Responsible body", "Ministry of Labour")
    expect(body).to_have_value("Ministry of Labour")
    expect(alert).to_contain_text("Everything else is saved.")

    write(visitor, card, "Link to the evidence", "https://www.un.org/y")
    expect(alert).to_have_count(0)
    visitor.page.reload()
    visitor.settle()
    expect(card.get_by_text("Filled in: link, responsible body")).to_be_visible()


def test_what_the_room_says_is_saved_with_the_texts_of_both(visitor: Visitor, card: Locator) -> None:
    card.get_by_text("Evidence, responsible body, next steps").click()
    visitor.settle()
    evidence = card.get_by_label("Evidence: what shows it?")
    evidence.press_sequentially("Here is a report")
    found = re.search("assessment=([^&]+)", visitor.page.url)
    assert found is not None
    with open_repository(f"sqlite:///{visitor.server.database}") as repository:
        theirs = Answer(Rating.ABSENT, evidence="There is a law")
        repository.save_answer(found[1], ITEM, theirs, expected_revision=0, author="Asha")
        expect(card.get_by_text("Asha changed “evidence”")).to_be_visible(timeout=10_000)
        evidence.blur()
        visitor.settle()
        save = card.get_by_role("button", name="Save what the room says")
        room = card.get_by_role("radiogroup", name="The room says")
        expect(room.get_by_role("radio", name="Absent")).to_have_attribute("aria-checked", "true")
        room.get_by_role("radio", name="Partial").click()
        visitor.settle()
        write(visitor, card, "Note (replaces the comments", "We agreed in the room")
        save.click()
        visitor.settle()
        expect(save).to_have_count(0)
        both = "There is a law\n\nHere is a report"
        expect(evidence).to_have_value(both)
        answer = repository.assessment(found[1]).response.answer(ITEM)
        assert answer == Answer(Rating.PARTIAL, evidence=both, comment="We agreed in the room")


def test_a_submission_is_confirmed_with_its_time_and_leads_on(visitor: Visitor, card: Locator) -> None:
    visitor.view("Review")
    visitor.page.get_by_text("We confirm these answers.").click()
    visitor.settle()
    visitor.page.get_by_role("button", name="Submit", exact=True).click()
    expect(visitor.page.get_by_text(re.compile(r"Submitted at \d+ \w+ \d{4}, \d\d:\d\d\."))).to_be_in_viewport()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Gap report (Excel)").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    visitor.page.get_by_role("link", name="See the results").click()
    visitor.page.get_by_role("heading", name="Results", level=1).wait_for()


def test_nothing_of_a_card_is_cut_off_at_a_narrow_screen(visitor: Visitor, card: Locator) -> None:
    for width in (320, 360):
        visitor.resize(width, 600)
        cut = visitor.page.evaluate(
            """() => [...document.querySelectorAll('[class*="st-key-card-"] *')]
              .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
              .map((each) => each.outerHTML.slice(0, 80))"""
        )
        assert cut == []
