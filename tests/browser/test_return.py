"""After a reload everybody stands where they stood, and a text still in its field is saved or asked about."""

from __future__ import annotations

from playwright.sync_api import Dialog, expect

from tests.browser.conftest import Visitor
from tests.browser.waiting import wait_until_still

ITEM = "GCM10-16"


def scrolled(visitor: Visitor) -> int:
    return int(visitor.page.get_by_test_id("stMain").evaluate("element => element.scrollTop"))


def at_identification(visitor: Visitor) -> None:
    visitor.open_new(query="theme=identification")


def reload(visitor: Visitor) -> None:
    visitor.page.reload()
    visitor.settle()


def test_a_reload_keeps_the_place_on_the_page(visitor: Visitor) -> None:
    at_identification(visitor)
    wait_until_still(visitor.page)  # What is drawn above the place would move it.
    visitor.page.get_by_test_id("stMain").evaluate("element => element.scrollTo(0, 900)")
    assert scrolled(visitor) == 900
    reload(visitor)
    expect(visitor.page.get_by_test_id("stMain")).to_have_js_property("scrollTop", 900)
    visitor.page.wait_for_timeout(1500)
    assert scrolled(visitor) == 900


def test_a_reload_keeps_the_filters_and_a_theme_takes_them_back(visitor: Visitor) -> None:
    at_identification(visitor)
    visitor.page.get_by_text("Filter and search").click()
    search = visitor.page.get_by_label("Search in the recommendations, their sources and your own texts")
    search.fill("children")
    search.press("Enter")
    found = visitor.page.get_by_role("heading", level=2)
    expect(found).to_contain_text("recommendations found")
    words = found.inner_text()
    reload(visitor)
    expect(found).to_have_text(words)
    visitor.go_to("Method")
    visitor.go_to("Rate")
    expect(found).to_have_text(words)
    visitor.go_to_theme("Training")
    expect(visitor.page.get_by_text("Filter and search", exact=True)).to_be_visible()


def test_not_applicable_still_waits_for_its_reason_after_a_reload(visitor: Visitor) -> None:
    at_identification(visitor)
    visitor.rate(ITEM, "Not applicable")
    expect(visitor.card(ITEM).get_by_text("Not saved yet.")).to_be_visible()
    reload(visitor)
    reason = visitor.card(ITEM).get_by_label("Why doesn’t it apply? (required)")
    reason.fill("We have no such border")
    reason.blur()
    expect(visitor.card(ITEM).get_by_text("✓ Saved")).to_be_visible()
    reload(visitor)
    expect(visitor.card(ITEM).get_by_role("radio", name="Not applicable")).to_have_attribute("aria-checked", "true")


def test_the_browser_asks_before_it_leaves_a_text_in_its_field(visitor: Visitor) -> None:
    at_identification(visitor)
    visitor.card(ITEM).get_by_text("Evidence, responsible body, next steps").click()
    body = visitor.card(ITEM).get_by_label("Responsible body")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    visitor.page.on("dialog", stay)
    body.fill("Ministry of Labour")
    visitor.page.evaluate("location.reload()")
    expect(visitor.card(ITEM).get_by_text("✓ Saved")).to_be_visible()
    assert asked == ["beforeunload"]
    reload(visitor)  # Now it is saved, and nothing is asked.
    assert asked == ["beforeunload"]
    expect(visitor.card(ITEM).get_by_text("Filled in: responsible body")).to_be_visible()


def test_the_next_theme_is_read_from_its_beginning(visitor: Visitor) -> None:
    at_identification(visitor)
    visitor.page.get_by_role("button", name="Training →").click()
    heading = visitor.page.get_by_role("heading", name="Training", level=2)
    expect(heading).to_be_focused()
    assert scrolled(visitor) == 0


def test_a_link_to_an_assessment_that_is_not_here_says_so(visitor: Visitor) -> None:
    visitor.open("/rate?assessment=a-nowhere")
    expect(visitor.page.get_by_text("a-nowhere")).to_be_visible()
    expect(visitor.page).to_have_title("Rate · Policy gap assessment")
