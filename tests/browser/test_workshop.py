"""A workshop in a hall, from the code on the wall to the minutes in Word, and the page of those who lead it.

Of its five participants one has no JavaScript, one loses the network, one comes late, and one gets a new phone.
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
from playwright.sync_api import Browser, BrowserContext, ViewportSize, WebSocketRoute, expect

from assessment.access.workshops import delete_workshop, go_to, read_workshop, record_agreement, set_clock, set_heads
from assessment.domain.answer import Rating
from assessment.domain.permissions import Role
from assessment.domain.response import Voice
from assessment.domain.workshop.model import AgreedRating, RemarkRule
from assessment.domain.workshop.stages import Stage, Step
from assessment.records.workshops import Newcomer
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage, open_storage
from tests.browser.conftest import Visitor
from tests.browser.hall import LAPTOP, PHONE, come_in
from tests.browser.server import Server, SharedServer
from tests.support.links import a_link
from tests.support.room import Room, a_plan, hold_room

SCREEN = ViewportSize(width=1920, height=1080)
STATE, CIVIL_SOCIETY = "State", "Civil society"
VOICES = (STATE,) * 3 + (CIVIL_SOCIETY,) * 2
NO_SCRIPTS, AWAY, PLAIN, NEW_PHONE, LATE = range(len(VOICES))
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


def prepare(facilitator: Visitor) -> None:
    """Prepare a workshop of two voices on everything that the catalogue asks."""
    facilitator.go_to("Workshops")
    page = facilitator.page
    page.get_by_label("Title").fill("Nepal 2026")
    facilitator.pick_country("Nepal")
    facilitator.pick("Whose is the agreed response?", "The workshop itself")
    facilitator.pick("Groups that participants choose from", STATE)
    facilitator.pick("Groups that participants choose from", CIVIL_SOCIETY)
    page.keyboard.press("Escape")
    page.get_by_text("Named", exact=True).click()
    page.get_by_text("By voice, and together", exact=True).click()
    facilitator.settle()
    page.get_by_role("button", name="Prepare the workshop").click()
    page.get_by_role("heading", name="Nepal 2026").wait_for()
    facilitator.settle()


def open_projector(browser: Browser, server: SharedServer, facilitator: Visitor) -> Visitor:
    """Make a projector's link on the workshop's page, and open it on the big screen."""
    page = facilitator.page
    page.get_by_text("For the projector", exact=True).click()
    facilitator.settle()
    box = page.locator("[class*='st-key-room-link-projector']").first
    box.get_by_label("Who is it for?").fill("The wall")
    box.get_by_role("button", name="Make the link").click()
    page.get_by_role("heading", name="The link for The wall").wait_for()
    facilitator.settle()
    link = page.get_by_label("Link", exact=True).input_value()
    page.get_by_role("button", name="Done").click()
    facilitator.settle()
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
    """A workshop is prepared, the projector is on, and the door is open."""
    before = browser.contexts
    with open_storage(f"sqlite:///{hall_server.database}") as repository:
        link = a_link(repository, Role.FACILITATOR).address(hall_server.url)
    bikram = come_in(browser.new_context(viewport=LAPTOP, reduced_motion="reduce"), hall_server, link, "Bikram")
    prepare(bikram)
    projector = open_projector(browser, hall_server, bikram)
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
    """One votes while their network is away, and one goes on with a new phone."""
    hall.press("Open the first vote")
    in_time = [phone for phone in hall.phones if phone.number != LATE]
    away = hall.phones[AWAY]
    for phone in in_time:
        phone.sees("The first vote is open.")
    away.context.set_offline(True)
    for phone in in_time:
        speaks_for_state = VOICES[phone.number] == STATE
        phone.vote(
            "Implemented" if speaks_for_state else "Absent", "" if speaks_for_state else f"Remark {phone.number}"
        )
        if phone is not away:
            phone.has_saved()
    expect(away.page.locator("#state")).to_contain_text("Not sent yet", timeout=PATIENCE)
    hall.leads_with(f"{IN_TIME - 1} of {IN_TIME} have voted.")
    away.context.set_offline(False)
    away.has_saved()
    hall.leads_with(f"{IN_TIME} of {IN_TIME} have voted.")
    take_new_phone(hall)
    for page in (hall.bikram.page, hall.projector.page, hall.phones[PLAIN].page):
        assert f"Remark {NEW_PHONE}" not in page.content()  # Nobody has seen anything yet.


def take_new_phone(hall: Hall) -> None:
    """Somebody comes back with another phone by their return code, and finds what they have voted."""
    hall.phones[NEW_PHONE].context.close()
    new = Phone(hall.browser.new_context(viewport=PHONE, has_touch=True), hall.server, NEW_PHONE)
    hall.phones[NEW_PHONE] = new
    new.page.goto(f"{hall.server.url}/return")
    new.page.get_by_label(re.compile("[Cc]ode")).fill(hall.return_codes[NEW_PHONE])
    new.page.get_by_role("button", name="Continue").click()
    expect(new.page.get_by_role("radio", name="Absent")).to_be_checked()


def reveal_and_vote_again(hall: Hall) -> None:
    """Everybody sees the first vote, and so does who comes now; then they vote again."""
    hall.press("Close the vote")
    hall.press("Reveal the votes")
    hall.return_codes[LATE] = hall.phones[LATE].join(hall.code, VOICES[LATE])
    hall.all_see("The vote is revealed.")
    for phone in hall.phones:
        assert f"Remark {NEW_PHONE}" not in phone.page.content()  # It waits for the facilitator.
    hall.bikram.page.get_by_role("button", name=re.compile(r"^Let \d+ through$")).click()
    hall.all_see(f"Remark {NEW_PHONE}")
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
        f"Remark {NEW_PHONE}",
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


def stage(room: Room) -> Stage:
    return read_workshop(room.lead, room.id).places[ITEM].stage


def test_the_keys_move_the_room_unless_somebody_types_or_has_turned_them_off(visitor: Visitor, room: Room) -> None:
    page = visitor.page
    visitor.open(f"/workshops?workshop={room.id}")
    for key, word in (
        ("o", "First vote: open"),
        ("c", "First vote: closed, not revealed yet"),
        ("r", "First vote: revealed"),
    ):
        # What takes the place of a button rests for a second.
        expect(page.locator(f"[class*='st-key-key-{key}-'] button")).to_be_enabled()
        page.keyboard.press(key)
        page.get_by_test_id("stMarkdown").get_by_text(word, exact=True).wait_for()
        visitor.settle()
        if key == "o":
            room.vote_all(ITEM, [Rating.PARTIAL] * 7)
    page.keyboard.press("a")
    expect(page.get_by_role("radio", name="Implemented")).to_be_focused()

    dissent = page.get_by_label("Dissent")
    dissent.click()
    page.keyboard.type("spot: no")
    assert (dissent.input_value(), stage(room)) == ("spot: no", Stage.FIRST_REVEALED)

    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Use these keys").uncheck()
    expect(page.locator("[class*='st-key-key-p-'] button")).to_be_enabled()
    visitor.press("p")
    assert stage(room) is Stage.FIRST_REVEALED
    page.get_by_label("Use these keys").check()
    page.keyboard.press("p")
    page.get_by_test_id("stMarkdown").get_by_text("Parked", exact=True).wait_for()
    assert stage(room) is Stage.PARKED_AFTER_FIRST
    assert visitor.faults == []


def test_the_page_follows_votes_and_another_facilitator_and_keeps_what_is_typed(
    visitor: Visitor, server: Server, room: Room
) -> None:
    page, other = visitor.page, Visitor(visitor.page.context.new_page(), server)
    for each in (visitor, other):
        each.open(f"/workshops?workshop={room.id}")
    page.get_by_role("button", name="Open the first vote").click()
    other.page.get_by_role("button", name="Close the vote").wait_for()
    room.vote(0, ITEM, Rating.PARTIAL)
    for each in (visitor, other):
        each.page.get_by_text("1 of 7").wait_for()
    # Somebody clicks twice, or as often as it takes to see what a click does.
    close = page.get_by_role("button", name="Close the vote").bounding_box()
    assert close is not None
    for _click in range(6):
        page.mouse.click(close["x"] + 30, close["y"] + close["height"] / 2)
        page.wait_for_timeout(120)
    page.get_by_role("button", name="Reveal the votes").wait_for()
    visitor.settle()
    assert stage(room) is Stage.FIRST_CLOSED
    assert page.get_by_test_id("stAlert").count() == 0

    room.steps(ITEM, Step.REVEAL)
    reason = page.get_by_label("Reason")
    reason.click()
    page.keyboard.type("Two of five shelters")
    set_heads(room.lead, room.id, 12)
    page.get_by_text("7 of 12").wait_for()
    expect(reason).to_have_value("Two of five shelters")
    expect(reason).to_be_focused()

    page.get_by_role("radio", name="Absent").click()
    for view, heading in (("Participants", "Merge or remove"), ("Lead", "Agreed rating")):
        page.get_by_test_id("stMain").get_by_role("radio", name=view, exact=True).click()
        page.get_by_role("heading", name=heading).wait_for()
        visitor.settle()
    expect(reason).to_have_value("Two of five shelters")
    expect(page.get_by_role("radio", name="Absent")).to_be_checked()
    assert visitor.faults == other.faults == []


NEWS_WHEN_ASKED = """
const ask = window.fetch;
window.fetch = (path, ...rest) =>
  String(path).startsWith("/changes/") && window.hasNews ? Promise.resolve(new Response("")) : ask(path, ...rest);
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
    page.wait_for_timeout(1500)  # A look for news comes each second.
    page.evaluate("window.hasNews = false")
    late, kept = kept, None
    for message in late:
        sockets[-1].send(message)
    visitor.settle()
    expect(page.get_by_role("heading", name="Merge or remove")).to_be_visible()
    assert read_workshop(room.lead, room.id).version == version
    assert visitor.faults == []


def test_every_stage_of_lead_is_one_screen_and_a_refusal_stands_beside_its_button(visitor: Visitor, room: Room) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 1280, "height": 800})
    set_clock(room.lead, room.id, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=3))
    set_heads(room.lead, room.id, 20)
    visitor.open(f"/workshops?workshop={room.id}")

    def vote(*ratings: Rating, item: str = ITEM) -> None:
        for phone, rating in enumerate(ratings * 7):
            if phone < len(room.phones):
                room.vote(phone, item, rating, f"Remark {phone}")

    def shows(word: str, *buttons: str) -> None:
        page.get_by_test_id("stMarkdown").get_by_text(word, exact=True).wait_for()
        visitor.settle()
        for name in (*buttons, "Next →"):
            expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
        beyond = "main => main.scrollHeight - main.clientHeight"
        assert page.get_by_test_id("stMain").evaluate(beyond) <= 0, word

    shows("Not opened yet", "Open the first vote")
    room.let_in(Newcomer(Voice.STATE, name=f"Delegate {number} of a ministry") for number in range(8))
    room.steps(ITEM, Step.OPEN)
    shows("First vote: open", "Close the vote")
    expect(page.get_by_text("Not yet: 1 · State; 2 · State")).to_be_visible()
    vote(Rating.ABSENT, Rating.IMPLEMENTED, Rating.DONT_KNOW)
    shows("First vote: open", "Close the vote")
    room.steps(ITEM, Step.CLOSE)
    shows("First vote: closed, not revealed yet", "Reveal the votes", "Undo")
    room.steps(ITEM, Step.REVEAL)
    shows("First vote: revealed", "Record the agreed rating", "Open the second vote", "Park")
    room.steps(ITEM, Step.SECOND)
    shows("Second vote: open", "Close the vote")
    expect(page.get_by_role("heading", name="First vote")).to_be_in_viewport()
    vote(Rating.PARTIAL, Rating.ABSENT)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    shows("Second vote: revealed", "Record the agreed rating", "Park")
    page.get_by_role("button", name="Record the agreed rating").click()
    refusal = page.get_by_text("Choose the rating that the room agrees on.")
    expect(refusal).to_be_in_viewport(ratio=1)
    page.get_by_role("radio", name="Partial").click()
    page.get_by_role("button", name="Record the agreed rating").click()
    shows("Agreed", "Reopen")

    room.steps(LONG_ITEM, Step.OPEN)
    vote(Rating.ABSENT, Rating.IMPLEMENTED, Rating.PARTIAL, item=LONG_ITEM)
    room.steps(LONG_ITEM, Step.CLOSE, Step.REVEAL, Step.SECOND)
    vote(Rating.PARTIAL, Rating.ABSENT, item=LONG_ITEM)
    room.steps(LONG_ITEM, Step.CLOSE, Step.REVEAL)
    record_agreement(room.lead, room.id, LONG_ITEM, AgreedRating(Rating.PARTIAL, reason="Three of seven provinces"))
    room.steps(LONG_ITEM, Step.TAKE_UP)
    go_to(room.lead, room.id, LONG_ITEM)
    shows("Second vote: revealed", "Record the agreed rating", "Park", "← Back")
    assert visitor.faults == []
