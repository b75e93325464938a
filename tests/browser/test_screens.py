"""What a room of people reads from six metres: the projector's page in a workshop, and the room view of a response."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from assessment.domain.model import Rating, Recommendation
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Step
from assessment.services.access import Access
from assessment.services.catalogue_folder import catalogue_for
from assessment.services.links import VISIT_COOKIE, Entrance
from assessment.storage import Repository, open_repository
from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Visitor
from tests.browser.server import SharedServer
from tests.browser.waiting import resize, wait_until
from tests.support.room import Room, a_plan, hold_room

FULL, SMALLER = ViewportSize(width=1920, height=1080), ViewportSize(width=1280, height=800)
ARC_MINUTES, METRES, SCREEN_METRES = 16, 6, 2
CAPITALS = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `100px ${getComputedStyle(document.querySelector("h1")).fontFamily}`;
  return pen.measureText("H").actualBoundingBoxAscent / 100;
}"""
"""The height of a capital of the page's font, as a part of its size."""
SIZES = """() => {
  const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, holder = text.parentElement;
    if (!text.data.trim() || !holder.checkVisibility() || holder.closest("style, script, noscript")) continue;
    found.push([text.data.trim(), parseFloat(getComputedStyle(holder).fontSize)]);
  }
  return found;
}"""
"""Every text on the screen, with its size in pixels."""
CLIPPED = """() => [...document.querySelectorAll(".st-key-projector *")].filter((each) =>
  each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline"
  || each.getBoundingClientRect().right > innerWidth).map((each) => each.outerHTML)"""
"""What is wider than its place or than the screen."""


def least_size(page: Page, width: int) -> float:
    """Pixels of type whose capitals are seen under 16 arc minutes at six metres, on a screen two metres wide."""
    capital_metres = METRES * math.tan(math.radians(ARC_MINUTES / 60))
    return capital_metres / SCREEN_METRES * width / float(page.evaluate(CAPITALS))


def assert_readable(page: Page) -> None:
    """From everywhere in the room, at each size of a screen; by a screen reader too."""
    for size in (SMALLER, FULL):
        resize(page, **size)
        least = least_size(page, size["width"])
        assert least == pytest.approx(41 * size["width"] / FULL["width"], rel=0.02)
        assert [found for found in page.evaluate(SIZES) if found[1] < least] == []
        assert page.evaluate(CLIPPED) == []
    assert accessibility_faults(page) == []


def assert_nothing_but_the_room(page: Page) -> None:
    for elsewhere in ("stSidebar", "stHeader", "stToolbar"):
        expect(page.get_by_test_id(elsewhere)).not_to_be_visible()


def longest_question(items: Sequence[Recommendation]) -> Recommendation:
    return max(items, key=lambda item: len(item.question))


@pytest.fixture
def room(shared_server: SharedServer) -> Iterator[Room]:
    catalogue = catalogue_for("gcm-10")
    plan = a_plan(catalogue, title="Boruna 2026: a national workshop on trafficking in persons")
    with open_repository(f"sqlite:///{shared_server.database}") as repository:
        yield hold_room(repository, state=4, civil_society=4, plan=plan, catalogue=catalogue)


@pytest.fixture
def projector(browser: Browser, hall_server: SharedServer, room: Room) -> Iterator[Page]:
    """The screen of somebody who has entered the projector's link."""
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    access = Access.personal(room.repository, "Asha")
    link = access.create_link(Role.PROJECTOR, Scope(workshop_id=room.id), "The screen", ends)
    token, _grant = Entrance(room.repository).enter(link.key, "The screen")
    context = browser.new_context(viewport=FULL, reduced_motion="reduce")
    context.add_cookies([{"name": VISIT_COOKIE, "value": token, "url": hall_server.url}])
    visitor = Visitor(context.new_page(), hall_server)
    visitor.open(f"/projector?workshop={room.id}")
    yield visitor.page
    assert visitor.faults == []
    context.close()


def is_whole(page: Page) -> bool:
    """Whether the whole question is on the screen."""
    box = page.get_by_role("heading", level=1).bounding_box()
    assert box is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= FULL["height"]


def read_quotation_by_keys(projector: Page) -> None:
    words, place = projector.locator(".own-words blockquote"), "document.querySelector('.stMain').scrollTop"
    expect(words).not_to_be_visible()
    projector.keyboard.press("q")
    expect(words).to_be_visible()
    projector.keyboard.press("End")
    expect(words.locator("p").last).to_be_in_viewport()
    wait_until(projector, f"{place} > 0")
    projector.keyboard.press("Home")
    wait_until(projector, f"{place} === 0")
    projector.keyboard.press("ArrowDown")
    wait_until(projector, f"{place} > 0")
    projector.keyboard.press("Shift+Q")
    expect(words).not_to_be_visible()
    projector.keyboard.press("f")
    wait_until(projector, "document.fullscreenElement !== null")
    projector.keyboard.press("f")
    wait_until(projector, "document.fullscreenElement === null")


def test_a_room_reads_every_step_from_its_last_row_without_anybody_touching_the_projector(
    projector: Page, hall_server: SharedServer, room: Room
) -> None:
    longest = longest_question(catalogue_for("gcm-10").recommendations)
    item = longest.id
    expect(projector.get_by_text(f"{hall_server.url}/join")).to_be_visible()
    expect(projector.get_by_role("img", name="The address as a QR code")).to_be_visible()
    assert_readable(projector)

    room.lead.set_clock(room.id, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5))
    room.lead.go_to(room.id, item)
    room.steps(item, Step.OPEN)
    expect(projector.get_by_role("heading", name=longest.question, level=1, exact=True)).to_be_visible()
    room.vote_all(item, {0: Rating.PARTIAL, 4: Rating.ABSENT})
    expect(projector.get_by_text("2 of 8")).to_be_visible()
    expect(projector.get_by_role("timer")).to_be_visible()
    assert_readable(projector)
    assert is_whole(projector)
    read_quotation_by_keys(projector)

    room.vote_all(item, [*Rating, Rating.ABSENT, Rating.ABSENT, Rating.PARTIAL])
    room.steps(item, Step.CLOSE, Step.REVEAL)
    expect(projector.get_by_role("img", name="Together")).to_be_visible()
    assert_readable(projector)
    assert is_whole(projector)

    room.lead.agree(room.id, item, AgreedRating(Rating.PARTIAL))
    expect(projector.get_by_text("Agreed:")).to_be_visible()
    assert_nothing_but_the_room(projector)
    # Every other address leads back to the room.
    projector.goto(hall_server.url)
    expect(projector.get_by_text("Agreed:")).to_be_visible(timeout=30_000)
    assert "/projector" in projector.url
    expect(projector.get_by_test_id("stSidebarNav")).not_to_be_attached()


BOTTOM = "document.querySelector('.st-key-screen-moves').getBoundingClientRect().top"


def question(screen: Visitor, item: Recommendation) -> None:
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(item.question)


def test_a_room_reads_and_rates_a_response_by_keys_alone(visitor: Visitor, repository: Repository) -> None:
    catalogue = catalogue_for("gcm-10")
    first, second, *_rest = [item for of_theme in catalogue.by_theme.values() for item in of_theme]
    assessment_id = visitor.open_new()
    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("link", name="Room view").click()
    screen, page = Visitor(opened.value, visitor.server), opened.value
    page.set_viewport_size(FULL)
    screen.settle()
    question(screen, first)
    assert_readable(page)
    assert_nothing_but_the_room(page)
    screen.press("2")
    expect(page.get_by_role("radio", name="Partial")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("img", name="Partial: 1")).to_be_visible()
    screen.press("n")
    question(screen, second)
    screen.press("5")
    reason = page.get_by_label("Why doesn’t it apply?")
    reason.press_sequentially("No borders: q, n, p, f, 123")
    expect(page.locator(".own-words blockquote")).not_to_be_visible()
    reason.press("Enter")
    screen.settle()
    screen.press("p")
    question(screen, first)
    expect(page.get_by_role("radio", name="Partial")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("button", name="Previous")).to_be_disabled()

    page.keyboard.press("q")
    expect(page.get_by_text(first.text)).to_be_visible()
    for button in ("Previous", "Next"):
        expect(page.get_by_role("button", name=button)).to_be_in_viewport()
    page.get_by_text("Keys", exact=True).click()
    assert_readable(page)
    answers = repository.assessment(assessment_id).response.answers
    rated = {first.id: Rating.PARTIAL, second.id: Rating.NOT_APPLICABLE}
    assert {item: answer.rating for item, answer in answers.items()} == rated

    # Every question, its ratings and the counts are on the screen at once.
    longest = longest_question(catalogue.recommendations)
    page.goto(re.sub("&item=[^&]*", "", page.url) + f"&item={longest.id}")
    screen.settle()
    question(screen, longest)
    for size in (SMALLER, FULL):
        resize(page, **size)
        counts = page.get_by_role("img", name="Rated, of 33").bounding_box()
        assert counts is not None
        assert counts["y"] + counts["height"] <= page.evaluate(BOTTOM), size
    assert screen.faults == []
