"""The projector's page in a browser: what a room of people reads from six metres, and keys alone move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from assessment.catalogues import load_catalogue
from assessment.domain.model import Catalogue, Rating, Voice
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Step
from assessment.services.access import Access
from assessment.services.links import VISIT_COOKIE, Entrance
from assessment.services.workshops.ballot_box import BallotBox
from assessment.services.workshops.facilitation import Facilitation
from assessment.storage import Newcomer, Repository, open_repository
from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Visitor
from tests.browser.server import SharedServer
from tests.browser.waiting import resize, wait_until
from tests.support.pages import GCM10
from tests.support.room import Room, a_plan

LEAST = 41
"""Pixels of type at 1920 pixels a screen."""
FULL, SMALLER = ViewportSize(width=1920, height=1080), ViewportSize(width=1280, height=800)
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


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(GCM10)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedServer]:
    folder = tmp_path_factory.mktemp("server")
    server = SharedServer(folder, environment={"ASSESSMENT_PUBLIC_ADDRESS": "https://workshop.example.org"})
    with open_repository(f"sqlite:///{server.database}"):
        server.start()
        yield server
        server.stop()


@pytest.fixture
def repository(server: SharedServer) -> Iterator[Repository]:
    with open_repository(f"sqlite:///{server.database}") as opened:
        yield opened


def hold(repository: Repository, catalogue: Catalogue, title: str, voices: Sequence[Voice], each: int) -> Room:
    """A workshop with so many people of each voice in it."""
    lead = Facilitation(Access.personal(repository, "Asha"), repository)
    plan = a_plan(catalogue, title=title, voices=tuple(voices))
    room = Room(repository, lead, BallotBox(repository), lead.create(catalogue, plan))
    room.let_in([Newcomer(voice) for voice in voices for _person in range(each)])
    return room


@pytest.fixture
def room(repository: Repository, catalogue: Catalogue) -> Room:
    title = "Boruna 2026: a national workshop on trafficking in persons"
    return hold(repository, catalogue, title, (Voice.STATE, Voice.CIVIL_SOCIETY), 4)


@pytest.fixture
def screen(browser: Browser, server: SharedServer, repository: Repository, room: Room) -> Iterator[Page]:
    """The screen of somebody who has entered the projector's link."""
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    link = Access.personal(repository, "Asha").create_link(
        Role.PROJECTOR, Scope(workshop_id=room.id), "The screen", ends
    )
    token, _grant = Entrance(repository).enter(link.key, "The screen")
    context = browser.new_context(viewport=FULL)
    context.add_cookies([{"name": VISIT_COOKIE, "value": token, "url": server.url}])
    visitor = Visitor(context.new_page(), server)
    visitor.open(f"/projector?workshop={room.id}")
    yield visitor.page
    assert visitor.faults == []
    context.close()


def assert_readable(page: Page) -> None:
    """From everywhere in the room, at each size of a screen; by a screen reader too."""
    for size in (SMALLER, FULL):
        resize(page, **size)
        least = LEAST * size["width"] / FULL["width"]
        assert [found for found in page.evaluate(SIZES) if found[1] < least] == []
        assert page.evaluate(CLIPPED) == []
    assert accessibility_faults(page) == []


def test_a_room_reads_every_step_from_its_last_row_without_anybody_touching_the_screen(
    screen: Page, room: Room, catalogue: Catalogue
) -> None:
    longest = max(catalogue.recommendations, key=lambda item: len(item.question))
    item = longest.id
    expect(screen.get_by_text("https://workshop.example.org/join")).to_be_visible()
    expect(screen.get_by_role("img", name="The address as a QR code")).to_be_visible()
    assert_readable(screen)

    room.lead.set_clock(room.id, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5))
    room.lead.go_to(room.id, item)
    room.steps(item, Step.OPEN)
    expect(screen.get_by_role("heading", name=longest.question, level=1, exact=True)).to_be_visible()
    room.vote_all(item, {0: Rating.PARTIAL, 4: Rating.ABSENT})
    expect(screen.get_by_text("2 of 8")).to_be_visible()
    expect(screen.get_by_role("timer")).to_be_visible()
    assert_readable(screen)
    assert is_whole(screen)

    room.vote_all(item, [*Rating, Rating.ABSENT, Rating.ABSENT, Rating.PARTIAL])
    room.steps(item, Step.CLOSE, Step.REVEAL)
    expect(screen.get_by_role("img", name="Together")).to_be_visible()
    assert_readable(screen)
    assert is_whole(screen)

    room.lead.agree(room.id, item, AgreedRating(Rating.PARTIAL))
    expect(screen.get_by_text("Agreed:")).to_be_visible()
    assert_readable(screen)
    for elsewhere in ("stSidebar", "stHeader", "stToolbar"):
        expect(screen.get_by_test_id(elsewhere)).not_to_be_visible()


def is_whole(page: Page) -> bool:
    """Whether the whole question is on the screen."""
    box = page.get_by_role("heading", level=1).bounding_box()
    assert box is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= FULL["height"]


def test_keys_show_the_quotation_and_scroll_it(screen: Page, room: Room, catalogue: Catalogue) -> None:
    longest = max(catalogue.recommendations, key=lambda item: len(item.text))
    room.lead.go_to(room.id, longest.id)
    room.steps(longest.id, Step.OPEN)
    expect(screen.get_by_role("heading", name=longest.question, level=1, exact=True)).to_be_visible()
    words, place = screen.locator(".own-words blockquote"), "document.querySelector('.stMain').scrollTop"
    expect(words).not_to_be_visible()
    screen.keyboard.press("q")
    expect(words).to_be_visible()
    assert_readable(screen)
    screen.keyboard.press("End")
    end = screen.evaluate(place)
    expect(words.locator("p").last).to_be_in_viewport()
    screen.keyboard.press("PageUp")
    assert screen.evaluate(place) < end
    screen.keyboard.press("ArrowUp")
    screen.keyboard.press("Home")
    assert screen.evaluate(place) == 0
    screen.keyboard.press("ArrowDown")
    assert screen.evaluate(place) > 0

    room.vote_all(longest.id, [Rating.PARTIAL])
    expect(screen.get_by_text("1 of 8")).to_be_attached()
    expect(words).to_be_visible()
    screen.keyboard.press("Shift+Q")
    expect(words).not_to_be_visible()
    screen.keyboard.press("f")
    wait_until(screen, "document.fullscreenElement !== null")
    screen.keyboard.press("f")
    wait_until(screen, "document.fullscreenElement === null")


def test_every_other_address_leads_back_to_the_room(screen: Page, server: SharedServer, room: Room) -> None:
    screen.goto(server.url)
    expect(screen.get_by_text("https://workshop.example.org/join")).to_be_visible()
    assert "/projector" in screen.url
    expect(screen.get_by_test_id("stSidebarNav")).not_to_be_attached()
