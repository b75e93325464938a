"""What a room of people reads from six metres: the projector's page in a workshop, and the room view of a response."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from assessment.access.assessments import read_assessment
from assessment.access.entrance import Entrance
from assessment.access.links import VISIT_COOKIE, create_link
from assessment.access.workshops import (
    finish_workshop,
    go_to,
    read_workshop,
    record_agreement,
    set_clock,
    set_door,
    set_wifi,
)
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.model import AgreedRating, Wifi
from assessment.domain.workshop.stages import Step
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage, open_storage
from tests.browser.accessibility import accessibility_faults
from tests.browser.clipping import unreadable
from tests.browser.conftest import Visitor
from tests.browser.server import SharedServer
from tests.browser.waiting import resize, wait_until
from tests.support.gates import as_admin
from tests.support.room import Room, a_plan, hold_room

FULL, SMALLER = ViewportSize(width=1920, height=1080), ViewportSize(width=1280, height=800)
SIZES_OF_WALLS = (ViewportSize(width=3840, height=2160), FULL, SMALLER)
SMALLEST = 1 / 40
"""Of a screen's height."""
OFF_SCREEN = """() => {
  const found = [], boxes = [], page = document.querySelector("[data-testid=stMain]");
  if (page.scrollHeight > page.clientHeight || page.scrollWidth > page.clientWidth) found.push("it scrolls");
  const texts = document.createTreeWalker(document.querySelector(".st-key-projector"), NodeFilter.SHOW_TEXT);
  for (const picture of document.querySelectorAll(".st-key-projector img, .st-key-projector svg"))
    boxes.push([picture, "picture", picture.getBoundingClientRect()]);
  while (texts.nextNode()) {
    const text = texts.currentNode, holder = text.parentElement, range = document.createRange();
    if (!text.data.trim() || !holder.checkVisibility()) continue;
    range.selectNodeContents(text);
    for (const each of range.getClientRects()) boxes.push([holder, text.data.trim(), each]);
  }
  for (const [holder, words, box] of boxes) {
    if (box.top < -1 || box.left < -1 || box.bottom > innerHeight + 1 || box.right > innerWidth + 1)
      found.push(`off the screen: ${words}`);
    for (const [other, others, its] of boxes) {
      const wide = Math.min(box.right, its.right) - Math.max(box.left, its.left);
      const high = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
      // Letters have air above and below them, which may overlap.
      if (holder !== other && wide > 2 && high > 0.25 * Math.min(box.height, its.height))
        found.push(`${words} on ${others}`);
    }
  }
  return found;
}"""
"""What of a wall nobody sees without scrolling, or lies over something else."""
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
        assert unreadable(page) == []
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
    with open_storage(f"sqlite:///{shared_server.database}") as repository:
        yield hold_room(repository, state=4, civil_society=4, plan=plan, catalogue=catalogue)


@pytest.fixture
def projector(browser: Browser, hall_server: SharedServer, room: Room) -> Iterator[Page]:
    """The screen of somebody who has entered the projector's link."""
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    access = as_admin(room.repository, "Asha")
    link = create_link(access, Role.PROJECTOR, Scope(workshop_id=room.id), "The screen", ends)
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
    expect(words.locator("p").last).to_be_in_viewport(ratio=1)
    resize(projector, 640, 200)
    projector.keyboard.press("End")
    expect(words.locator("p").last).to_be_in_viewport()
    wait_until(projector, f"{place} > 0")
    projector.keyboard.press("Home")
    wait_until(projector, f"{place} === 0")
    projector.keyboard.press("ArrowDown")
    wait_until(projector, f"{place} > 0")
    resize(projector, **FULL)
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
    expect(projector.get_by_text(hall_server.url)).to_be_visible()
    expect(projector.get_by_role("img", name="The address as a QR code")).to_be_visible()
    assert_readable(projector)

    set_clock(room.lead, room.id, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5))
    go_to(room.lead, room.id, item)
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

    record_agreement(room.lead, room.id, item, AgreedRating(Rating.PARTIAL))
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


def assert_all_on_the_wall(page: Page, state: str) -> None:
    for size in SIZES_OF_WALLS:
        resize(page, **size)
        assert page.evaluate(OFF_SCREEN) == [], (state, size)
        least = size["height"] * SMALLEST
        assert [found for found in page.evaluate(SIZES) if found[1] < least - 0.01] == [], (state, size)


def test_nothing_on_a_wall_scrolls_or_overlaps_whatever_it_shows(
    projector: Page, hall_server: SharedServer, room: Room
) -> None:
    item = longest_question(catalogue_for("gcm-10").recommendations).id

    def look(state: str, words: str) -> None:
        for ends in (None, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)):
            set_clock(room.lead, room.id, ends)
            expect(projector.get_by_role("timer")).to_have_count(0 if ends is None else 1)
            expect(projector.locator(".st-key-projector")).to_contain_text(words)
            assert_all_on_the_wall(projector, state)

    code = read_workshop(room.lead, room.id).code or ""
    look("the door is open", code)
    set_wifi(room.lead, room.id, Wifi("Conference centre, hall 3, first floor"[:32], "correct horse battery staple"))
    look("the door is open, with Wi-Fi", "correct horse")
    set_door(room.lead, room.id, is_open=False)
    look("the door is closed", "Boruna")
    go_to(room.lead, room.id, item)
    look("nothing is opened", "Not opened yet")
    room.steps(item, Step.OPEN)
    room.vote_all(item, [*Rating, Rating.ABSENT, Rating.ABSENT, Rating.PARTIAL])
    look("a vote is open", "8 of 8")
    room.steps(item, Step.CLOSE, Step.REVEAL)
    look("a vote is revealed", "First vote: revealed")
    room.steps(item, Step.SECOND)
    room.vote_all(item, [*reversed(Rating), Rating.PARTIAL, Rating.ABSENT, Rating.PARTIAL])
    room.steps(item, Step.CLOSE, Step.REVEAL)
    look("both votes are revealed", "Second vote: revealed")
    record_agreement(room.lead, room.id, item, AgreedRating(Rating.PARTIAL))
    look("a rating is agreed", "Agreed:")
    projector.keyboard.press("q")
    look("the quotation", "Agreed")
    projector.keyboard.press("q")
    room.steps(item, Step.TAKE_UP, Step.PARK)
    look("it is parked", "Parked")
    finish_workshop(room.lead, room.id)
    expect(projector.get_by_text("This workshop is finished.")).to_be_visible()
    assert_all_on_the_wall(projector, "it is finished")


def test_a_room_reads_and_rates_a_response_by_keys_alone(visitor: Visitor, repository: Storage) -> None:
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
    answers = read_assessment(as_admin(repository), assessment_id).response.answers
    rated = {first.id: Rating.PARTIAL, second.id: Rating.NOT_APPLICABLE}
    assert {item: answer.rating for item, answer in answers.items()} == rated

    # Every question, its ratings and the counts are on the screen at once.
    longest = longest_question(catalogue.recommendations)
    page.goto(re.sub("&item=[^&]*", "", page.url) + f"&item={longest.id}")
    screen.settle()
    question(screen, longest)
    for size in (SMALLER, FULL):
        resize(page, **size)
        counts = page.get_by_text("Rated, of 32").bounding_box()
        assert counts is not None
        assert counts["y"] + counts["height"] <= page.evaluate(BOTTOM), size
    assert screen.faults == []
