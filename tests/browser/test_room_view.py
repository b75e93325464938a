"""The room view in a browser: what a room reads from six metres, rated and moved by keys alone."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Page, expect

from assessment.catalogues import load_catalogue
from assessment.domain.model import Rating, Recommendation
from assessment.storage import open_repository
from tests.browser.accessibility import violations
from tests.browser.conftest import Visitor
from tests.browser.test_projector import CLIPPED, FULL, SIZES, SMALLER
from tests.browser.waiting import resize
from tests.support.pages import GCM10

ARC_MINUTES, METRES, SCREEN_METRES = 16, 6, 2
CAPITALS = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `100px ${getComputedStyle(document.querySelector("h1")).fontFamily}`;
  return pen.measureText("H").actualBoundingBoxAscent / 100;
}"""
"""The height of a capital of the page's font, as a part of its size."""
BOTTOM = "document.querySelector('.st-key-screen-moves').getBoundingClientRect().top"


def least_size(page: Page, width: int) -> float:
    """Pixels of type whose capitals are seen under 16 arc minutes at six metres, on a screen two metres wide."""
    capital_metres = METRES * math.tan(math.radians(ARC_MINUTES / 60))
    return capital_metres / SCREEN_METRES * width / float(page.evaluate(CAPITALS))


@pytest.fixture
def screen(visitor: Visitor) -> Visitor:
    """The room view of a new assessment, as it is opened from “Rate”."""
    visitor.open_new()
    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("link", name="Room view").click()
    screen = Visitor(opened.value, visitor.server)
    screen.page.set_viewport_size(FULL)
    screen.settle()
    return screen


def question(screen: Visitor, item: Recommendation) -> None:
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(item.question)


def press(screen: Visitor, key: str) -> None:
    screen.page.keyboard.press(key)
    screen.settle()


def assert_readable(page: Page) -> None:
    for size in (SMALLER, FULL):
        resize(page, **size)
        least = least_size(page, size["width"])
        assert least == pytest.approx(41 * size["width"] / FULL["width"], rel=0.02)
        assert [found for found in page.evaluate(SIZES) if found[1] < least] == []
        assert page.evaluate(CLIPPED) == []
    assert violations(page) == []


def test_a_room_reads_and_rates_by_keys_alone(screen: Visitor) -> None:
    page, catalogue = screen.page, load_catalogue(GCM10)
    first, second, *_rest = [item for of_theme in catalogue.by_theme.values() for item in of_theme]
    question(screen, first)
    assert_readable(page)
    for hidden in ("stSidebar", "stHeader", "stToolbar"):
        expect(page.get_by_test_id(hidden)).not_to_be_visible()
    press(screen, "2")
    expect(page.get_by_role("radio", name="Partial")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("img", name="Partial: 1")).to_be_visible()
    press(screen, "n")
    question(screen, second)
    press(screen, "5")
    reason = page.get_by_label("Why doesn’t it apply?")
    reason.press_sequentially("No borders: q, n, p, f, 123")
    expect(page.locator(".own-words blockquote")).not_to_be_visible()
    assert_readable(page)
    reason.press("Enter")
    screen.settle()
    press(screen, "p")
    question(screen, first)
    expect(page.get_by_role("radio", name="Partial")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("button", name="Previous")).to_be_disabled()

    page.keyboard.press("q")
    expect(page.get_by_text(first.text)).to_be_visible()
    assert_readable(page)
    for button in ("Previous", "Next"):
        expect(page.get_by_role("button", name=button)).to_be_in_viewport()
    page.get_by_text("Keys", exact=True).click()
    assert_readable(page)
    found = re.search("assessment=([^&]+)", page.url)
    assert found is not None
    with open_repository(f"sqlite:///{screen.server.database}") as repository:
        answers = repository.assessment(found[1]).response.answers
    assert {item: answer.rating for item, answer in answers.items()} == {
        first.id: Rating.PARTIAL,
        second.id: Rating.NOT_APPLICABLE,
    }
    assert screen.faults == []


def test_every_question_its_ratings_and_counts_are_on_the_screen_at_once(screen: Visitor) -> None:
    page, catalogue = screen.page, load_catalogue(GCM10)
    longest = max(catalogue.recommendations, key=lambda item: len(item.question))
    for size in (SMALLER, FULL):
        page.set_viewport_size(size)
        page.goto(re.sub("&item=[^&]*", "", page.url) + f"&item={longest.id}")
        screen.settle()
        question(screen, longest)
        counts = page.get_by_role("img", name="Rated, of 33").bounding_box()
        assert counts is not None
        assert counts["y"] + counts["height"] <= page.evaluate(BOTTOM)
