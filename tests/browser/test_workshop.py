"""A workshop in a hall, from the code on the wall to the minutes in Word, and the page of those who lead it.

Of its three participants one has no JavaScript, one loses the network and then the phone, and one comes late.
Everybody reaches the server by a name, as in a hall without TLS.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, WebSocketRoute, expect

from assessment.access.links import create_link
from assessment.access.workshops import (
    create_workshop,
    delete_workshop,
    go_to,
    read_workshop,
    record_agreement,
    set_clock,
    set_heads,
)
from assessment.domain.answer import Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Voice
from assessment.domain.workshop.model import AgreedRating, RemarkRule
from assessment.domain.workshop.stages import Stage, Step
from assessment.records.workshops import Newcomer
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage, open_storage
from tests.browser.conftest import Visitor
from tests.browser.hall import LAPTOP, PHONE, come_in
from tests.browser.server import SharedServer
from tests.browser.waiting import wait_until, wait_until_idle
from tests.support.gates import as_admin
from tests.support.links import ORGANISATION
from tests.support.room import Room, a_plan, hold_room

SCREEN = ViewportSize(width=1920, height=1080)
STATE, CIVIL_SOCIETY = "State", "Civil society"
VOICES = (STATE, CIVIL_SOCIETY, CIVIL_SOCIETY)
NO_SCRIPTS, AWAY, LATE = range(len(VOICES))
REMARK = "None in the north"
IN_TIME, ALL, HEADS = len(VOICES) - 1, len(VOICES), 9
PATIENCE = 30_000
"""Milliseconds until what a phone should show by itself is there."""


class Phone:
    """A participant's browser. `faults` collects console errors and requests to elsewhere."""

    def __init__(self, context: BrowserContext, server: SharedServer, number: int) -> None:
        self.context, self.server, self.number = context, server, number
        self.faults: list[str] = []
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith(self.server.url + "/"):
            self.faults.append(f"left this machine: {url}")

    def join(self, code: str, voice: str) -> str:
        """Join by the code on the wall; returns the return code."""
        page = self.page
        page.goto(f"{self.server.url}/join")
        page.get_by_label(re.compile("[Cc]ode")).fill(code)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label(voice).check()
        page.get_by_label("I have read this and take part.").check()
        page.get_by_role("button", name="Join").click()
        found = page.locator(".code").inner_text().strip()
        page.get_by_role("link", name="Go to the ballot").click()
        page.locator("#room").wait_for()
        return found

    def show_current(self) -> None:
        """What a phone without JavaScript does to follow the room; the others follow by themselves."""
        if self.number == NO_SCRIPTS:
            self.page.get_by_role("link", name="Go to where the room is").last.click()

    def vote(self, word: str, remark: str = "") -> None:
        page = self.page
        page.get_by_role("radio", name=word).check()
        if remark:
            page.get_by_label("Remark").fill(remark)
        page.get_by_role("button", name="Vote", exact=True).click()

    def sees(self, text: str) -> None:
        self.show_current()
        expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)

    def has_saved(self) -> None:
        expect(self.page.locator("#state")).to_contain_text("Saved", timeout=PATIENCE)


def open_projector(browser: Browser, server: SharedServer, link: str) -> Visitor:
    """Open a projector's link on the big screen."""
    projector = Visitor(browser.new_context(viewport=SCREEN, reduced_motion="reduce").new_page(), server)
    projector.page.goto(link)
    projector.page.get_by_role("button", name="Continue").click()
    projector.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    return projector


@dataclass
class Hall:
    """Who is in the hall, and the code on its wall."""

    browser: Browser
    server: SharedServer
    bikram: Visitor
    """The facilitator."""
    projector: Visitor
    code: str
    phones: list[Phone]
    return_codes: dict[int, str]

    def press(self, name: str) -> None:
        self.bikram.page.get_by_role("button", name=name, exact=True).click()
        self.bikram.settle()

    def leads_with(self, words: str) -> None:
        """The facilitator's page shows it, by itself."""
        expect(self.bikram.page.get_by_text(words, exact=True).first).to_be_visible(timeout=PATIENCE)

    def projects(self, words: str) -> None:
        expect(self.projector.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)

    def all_see(self, words: str) -> None:
        # A phone without JavaScript doesn't wait: what the others have seen is there for it.
        for phone in sorted(self.phones, key=lambda phone: phone.number == NO_SCRIPTS):
            phone.sees(words)


@pytest.fixture
def hall(browser: Browser, hall_server: SharedServer) -> Iterator[Hall]:
    """The facilitator leads a workshop that is prepared, the projector is on, and the door is open."""
    before, laptop = browser.contexts, browser.new_context(viewport=LAPTOP, reduced_motion="reduce")
    catalogue = catalogue_for("gcm-10")
    plan = a_plan(catalogue, country="NPL", title="Nepal 2026", remarks=RemarkRule.MODERATED)
    with open_storage(f"sqlite:///{hall_server.database}") as repository:
        ministry, ends = as_admin(repository, owner=ORGANISATION), dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        workshop_id = create_workshop(ministry, catalogue, plan)
        facilitators = create_link(ministry, Role.FACILITATOR, Scope(organisation=ORGANISATION), "Bikram", ends)
        wall = create_link(ministry, Role.PROJECTOR, Scope(workshop_id=workshop_id), "The wall", ends)
    bikram = come_in(laptop, hall_server, facilitators.address(hall_server.url), "Bikram")
    bikram.go_to("Workshops")
    bikram.page.locator(f".st-key-workshop-{workshop_id}").get_by_role("button", name="Open").click()
    bikram.page.get_by_role("heading", name="Nepal 2026").wait_for()
    bikram.settle()
    projector = open_projector(browser, hall_server, wall.address(hall_server.url))
    bikram.page.get_by_text("Lead", exact=True).click()
    bikram.settle()
    bikram.page.get_by_role("button", name="Open the door").click()
    bikram.settle()
    code = bikram.page.locator(".join-code").inner_text().strip()
    phones = [
        Phone(
            browser.new_context(viewport=PHONE, has_touch=True, java_script_enabled=number != NO_SCRIPTS),
            hall_server,
            number,
        )
        for number in range(len(VOICES))
    ]
    yield Hall(browser, hall_server, bikram, projector, code, phones, {})
    for context in browser.contexts:
        if context not in before:
            context.close()


def join(hall: Hall) -> None:
    """All but one come in by the code on the wall."""
    hall.projects(hall.code)
    for phone, voice in zip(hall.phones, VOICES, strict=True):
        if phone.number != LATE:
            hall.return_codes[phone.number] = phone.join(hall.code, voice)
    hall.bikram.page.get_by_label("Heads in the room").fill(str(HEADS))
    hall.bikram.page.keyboard.press("Tab")
    hall.leads_with(f"{IN_TIME} of {HEADS} in the room have joined.")


def vote_first(hall: Hall) -> None:
    """One votes while their network is away, and goes on with a new phone."""
    hall.press("Open the first vote")
    plain, away = hall.phones[NO_SCRIPTS], hall.phones[AWAY]
    for phone in (away, plain):
        phone.sees("The first vote is open.")
    away.context.set_offline(True)
    away.vote("Absent", REMARK)
    plain.vote("Implemented")
    plain.has_saved()
    expect(away.page.locator("#state")).to_contain_text("Not sent yet", timeout=PATIENCE)
    hall.leads_with(f"{IN_TIME - 1} of {IN_TIME} have voted.")
    away.context.set_offline(False)
    away.has_saved()
    hall.leads_with(f"{IN_TIME} of {IN_TIME} have voted.")
    take_new_phone(hall)
    for page in (hall.bikram.page, hall.projector.page, plain.page):
        assert REMARK not in page.content()  # Nobody has seen anything yet.


def take_new_phone(hall: Hall) -> None:
    """Somebody comes back with another phone by their return code, and finds what they have voted."""
    hall.phones[AWAY].context.close()
    new = Phone(hall.browser.new_context(viewport=PHONE, has_touch=True), hall.server, AWAY)
    hall.phones[AWAY] = new
    new.page.goto(f"{hall.server.url}/return")
    new.page.get_by_label(re.compile("[Cc]ode")).fill(hall.return_codes[AWAY])
    new.page.get_by_role("button", name="Continue").click()
    expect(new.page.get_by_role("radio", name="Absent")).to_be_checked()


def reveal_and_vote_again(hall: Hall) -> None:
    """Everybody sees the first vote, and so does who comes now; then they vote again."""
    hall.press("Close the vote")
    hall.press("Reveal the votes")
    hall.return_codes[LATE] = hall.phones[LATE].join(hall.code, VOICES[LATE])
    hall.all_see("The vote is revealed.")
    for phone in hall.phones:
        assert REMARK not in phone.page.content()  # It waits for the facilitator.
    hall.bikram.page.get_by_role("button", name=re.compile(r"^Let \d+ through$")).click()
    hall.all_see(REMARK)
    hall.projects("First vote: revealed")
    hall.press("Open the second vote")
    hall.all_see("The second vote is open")
    for phone in hall.phones:
        phone.vote("Partial" if phone.number != LATE else "Absent")
        phone.has_saved()
    hall.leads_with(f"{ALL} of {ALL} have voted.")
    hall.press("Close the vote")
    hall.press("Reveal the votes")
    hall.all_see("who rated in both votes")


def agree(hall: Hall) -> None:
    """The facilitator records what the room agrees on, with its reason and its dissent."""
    page = hall.bikram.page
    page.get_by_role("radio", name="Partial").click()
    hall.bikram.settle()
    for label, text in (
        ("Reason", "Three of seven provinces"),
        ("Dissent", "Dina: none in the north"),
        ("Next step", "Extend to the north by June"),
    ):
        page.get_by_label(label).fill(text)
        page.keyboard.press("Tab")
        hall.bikram.settle()
    hall.press("Record the agreed rating")
    expect(page.get_by_role("button", name="Reopen")).to_be_visible(timeout=PATIENCE)
    hall.all_see("Three of seven provinces")
    hall.projects("Agreed")


def finish(hall: Hall) -> str:
    """Finish, and read the minutes in Word; returns their words."""
    page = hall.bikram.page
    page.get_by_text("Finish and files", exact=True).click()
    hall.bikram.settle()
    page.get_by_role("button", name="Finish the workshop").click()
    hall.press("Finish now")
    expect(page.get_by_text(re.compile("^Finished "))).to_be_visible(timeout=PATIENCE)
    hall.all_see("finished")
    with page.expect_download() as download:
        page.get_by_role("button", name="Minutes (Word)").click()
    return words_of(download.value.path())


def test_a_workshop_from_the_code_on_the_wall_to_the_minutes_in_word(hall: Hall) -> None:
    join(hall)
    vote_first(hall)
    reveal_and_vote_again(hall)
    agree(hall)
    minutes = finish(hall)

    for told in (
        "Nepal 2026",
        "Three of seven provinces",
        "Dina: none in the north",
        "Extend to the north by June",
        REMARK,
        f"{ALL} of {HEADS}",
    ):
        assert told in minutes, told
    page = hall.bikram.page
    page.get_by_test_id("stMain").get_by_role("button", name="Results", exact=True).click()
    page.get_by_role("heading", name="Results", level=1).wait_for()
    hall.bikram.settle()
    expect(page.get_by_text(re.compile("Spread 0")).first).to_be_visible()
    assert [fault for phone in hall.phones for fault in phone.faults] == []
    assert [*hall.bikram.faults, *hall.projector.faults] == []


def words_of(path: Path) -> str:
    """All the words of a Word document, its tables among them."""
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.fixture
def room(repository: Storage) -> Iterator[Room]:
    """A room of four and three, on the server of `visitor`."""
    catalogue = catalogue_for("gcm-10")
    plan = a_plan(catalogue, country="NPL", title="Two days in Nepal", remarks=RemarkRule.MODERATED)
    room = hold_room(repository, state=4, civil_society=3, plan=plan, catalogue=catalogue)
    yield room
    delete_workshop(room.lead, room.id, plan.title)


ITEM = "GCM10-01"
LONG_ITEM = "GCM10-10"
"""A red line, whose question takes four lines beside the agreed rating."""


CLICK_UNTIL_THERE = """async ([x, y, wanted]) => {
  const click = () => document.elementFromPoint(x, y).closest("button")?.click();
  const isThere = () => [...document.querySelectorAll("button")].some((each) => each.textContent === wanted);
  for (let time = 0; time < 200 && !isThere(); time += 1) {
    click();
    await new Promise((go) => setTimeout(go, 120));
  }
  click();
}"""


CLICK_AT_ONCE = """names => names.forEach((name) =>
  [...document.querySelectorAll("[role=radio]")].find((each) => each.textContent.trim() === name).click())"""


def test_the_page_follows_votes_and_another_facilitator_and_keeps_what_is_typed(visitor: Visitor, room: Room) -> None:
    page = visitor.page
    visitor.open(f"/workshops?workshop={room.id}")
    room.steps(ITEM, Step.OPEN)
    page.get_by_role("button", name="Close the vote").wait_for()
    room.vote(0, ITEM, Rating.PARTIAL)
    page.get_by_text("1 of 7").wait_for()
    visitor.settle()
    # Somebody clicks as often as it takes to see what a click does, and once more.
    close = page.get_by_role("button", name="Close the vote").bounding_box()
    assert close is not None
    page.evaluate(CLICK_UNTIL_THERE, [close["x"] + 30, close["y"] + close["height"] / 2, "Reveal the votes"])
    page.get_by_role("button", name="Reveal the votes").wait_for()
    visitor.settle()
    assert room.stage(ITEM) is Stage.FIRST_CLOSED
    assert page.get_by_test_id("stAlert").count() == 0

    room.steps(ITEM, Step.REVEAL)
    reason = page.get_by_label("Reason")
    reason.click()
    page.keyboard.type("Two of five shelters")
    set_heads(room.lead, room.id, 12)
    page.get_by_text("7 of 12").wait_for()
    expect(reason).to_have_value("Two of five shelters")
    expect(reason).to_be_focused()

    # Two clicks, the second of which leaves the page, while what is typed is still being saved.
    page.keyboard.type(", by the ministry")
    page.evaluate(CLICK_AT_ONCE, ["○ Absent", "Participants"])
    page.get_by_role("heading", name="Merge or remove").wait_for()
    for view, heading in (("Participants", "Merge or remove"), ("Lead", "Agreed rating")):
        page.get_by_test_id("stMain").get_by_role("radio", name=view, exact=True).click()
        page.get_by_role("heading", name=heading).wait_for()
        visitor.settle()
    expect(reason).to_have_value("Two of five shelters, by the ministry")
    expect(page.get_by_role("radio", name="Absent")).to_be_checked()
    assert visitor.faults == []


NEWS_WHEN_ASKED = """
const ask = window.fetch;
window.fetch = (path, ...rest) => {
  if (!String(path).startsWith("/changes/") || !window.hasNews) return ask(path, ...rest);
  window.toldNews = true;
  return Promise.resolve(new Response(""));
};
"""


def test_a_click_is_not_undone_by_news_that_comes_before_its_answer(visitor: Visitor, room: Room) -> None:
    page = visitor.page
    kept: list[str | bytes] | None = None
    sockets: list[WebSocketRoute] = []

    def pass_on(message: str | bytes) -> None:
        sockets[-1].send(message) if kept is None else kept.append(message)

    def connect(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server().on_message(pass_on)

    page.route_web_socket(re.compile("/_stcore/stream"), connect)
    page.add_init_script(NEWS_WHEN_ASKED)
    visitor.open(f"/workshops?workshop={room.id}")
    version = read_workshop(room.lead, room.id).version
    kept = []
    page.get_by_test_id("stMain").get_by_role("radio", name="Participants", exact=True).click()
    page.evaluate("window.hasNews = true")
    wait_until(page, "window.toldNews")
    wait_until_idle(page)
    page.evaluate("window.hasNews = false")
    late, kept = kept, None
    for message in late:
        sockets[-1].send(message)
    visitor.settle()
    expect(page.get_by_role("heading", name="Merge or remove")).to_be_visible()
    assert read_workshop(room.lead, room.id).version == version
    assert visitor.faults == []


def press(page: Page, key: str) -> None:
    # What takes the place of a button rests for a second.
    expect(page.locator(f"[class*='st-key-key-{key}-'] button")).to_be_enabled()
    page.keyboard.press(key)


def check_keys_rest_while_somebody_types_or_has_turned_them_off(visitor: Visitor, room: Room) -> None:
    page = visitor.page
    dissent = page.get_by_label("Dissent")
    dissent.click()
    page.keyboard.type("spot: no")
    assert (dissent.input_value(), room.stage(LONG_ITEM)) == ("spot: no", Stage.SECOND_REVEALED)
    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Use these keys").uncheck()
    press(page, "p")
    visitor.settle()
    assert room.stage(LONG_ITEM) is Stage.SECOND_REVEALED
    page.get_by_label("Use these keys").check()


def vote_in_turn(room: Room, item: str, *ratings: Rating) -> None:
    for phone in range(len(room.phones)):
        room.vote(phone, item, ratings[phone % len(ratings)], f"Remark {phone}")


def test_keys_lead_through_stages_of_one_screen_each_and_a_refusal_stands_beside_its_button(
    visitor: Visitor, room: Room
) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 1280, "height": 800})
    set_clock(room.lead, room.id, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=3))
    set_heads(room.lead, room.id, 20)
    visitor.open(f"/workshops?workshop={room.id}")

    def shows(word: str, *buttons: str) -> None:
        page.get_by_test_id("stMarkdown").get_by_text(word, exact=True).wait_for()
        visitor.settle()
        for name in (*buttons, "Next →"):
            expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
        beyond = "main => main.scrollHeight - main.clientHeight"
        assert page.get_by_test_id("stMain").evaluate(beyond) <= 0, word

    shows("Not opened yet", "Open the first vote")
    room.let_in(Newcomer(Voice.STATE, name=f"Delegate {number} of a ministry") for number in range(8))
    press(page, "o")
    shows("First vote: open", "Close the vote")
    expect(page.get_by_text("Not yet: 1 · State; 2 · State")).to_be_visible()
    vote_in_turn(room, ITEM, Rating.ABSENT, Rating.IMPLEMENTED, Rating.DONT_KNOW)
    page.get_by_text("15 of 15 have voted.").wait_for()
    shows("First vote: open", "Close the vote")
    press(page, "c")
    shows("First vote: closed, not revealed yet", "Reveal the votes", "Undo")
    press(page, "r")
    shows("First vote: revealed", "Record the agreed rating", "Open the second vote", "Park")
    page.keyboard.press("a")
    expect(page.get_by_role("radio", name="Implemented")).to_be_focused()
    room.steps(ITEM, Step.SECOND)
    shows("Second vote: open", "Close the vote")
    expect(page.get_by_role("heading", name="First vote")).to_be_in_viewport()
    vote_in_turn(room, ITEM, Rating.PARTIAL, Rating.ABSENT)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    shows("Second vote: revealed", "Record the agreed rating", "Park")
    page.get_by_role("button", name="Record the agreed rating").click()
    expect(page.get_by_text("Choose the rating that the room agrees on.")).to_be_in_viewport(ratio=1)
    page.get_by_role("radio", name="Partial").click()
    page.get_by_role("button", name="Record the agreed rating").click()
    shows("Agreed", "Reopen")

    room.steps(LONG_ITEM, Step.OPEN)
    vote_in_turn(room, LONG_ITEM, Rating.ABSENT, Rating.IMPLEMENTED, Rating.PARTIAL)
    room.steps(LONG_ITEM, Step.CLOSE, Step.REVEAL, Step.SECOND)
    vote_in_turn(room, LONG_ITEM, Rating.PARTIAL, Rating.ABSENT)
    room.steps(LONG_ITEM, Step.CLOSE, Step.REVEAL)
    record_agreement(room.lead, room.id, LONG_ITEM, AgreedRating(Rating.PARTIAL, reason="Three of seven provinces"))
    room.steps(LONG_ITEM, Step.TAKE_UP)
    go_to(room.lead, room.id, LONG_ITEM)
    shows("Second vote: revealed", "Record the agreed rating", "Park", "← Back")
    check_keys_rest_while_somebody_types_or_has_turned_them_off(visitor, room)
    press(page, "p")
    page.get_by_test_id("stMarkdown").get_by_text("Parked", exact=True).wait_for()
    assert room.stage(LONG_ITEM) is Stage.PARKED_AFTER_SECOND
    assert visitor.faults == []
