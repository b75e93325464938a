"""A whole workshop: from the code on the wall to the minutes in Word, with twelve participants of two voices.

One has no JavaScript, one a slow network, one only a keyboard; one loses the network, one comes late, one gets a new
phone. Everybody reaches the server by a name, as in a hall without TLS. With SCREENSHOTS set to a folder,
each step is photographed there.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Visitor
from tests.browser.hall import LAPTOP, PHONE, administrators_link, come_in, make_link
from tests.browser.server import SharedServer

SCREEN = ViewportSize(width=1920, height=1080)
STATE, CIVIL_SOCIETY = "State", "Civil society"
VOICES = (STATE,) * 6 + (CIVIL_SOCIETY,) * 6
NO_SCRIPTS, SLOW, KEYBOARD, AWAY, PLAIN, NEW_PHONE, OF_CIVIL_SOCIETY, LATE = 0, 1, 2, 3, 4, 5, 6, 11
CHECKED = (PLAIN, NEW_PHONE, OF_CIVIL_SOCIETY, LATE)
SLOW_NETWORK = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400 * 1000 / 8,
    "uploadThroughput": 400 * 1000 / 8,
}
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
        self.check()
        page.get_by_label(re.compile("[Cc]ode")).fill(code)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label(voice).wait_for()
        self.check()
        page.get_by_label(voice).check()
        page.get_by_label("I have read this and take part.").check()
        page.get_by_role("button", name="Join").click()
        found = page.locator(".code").inner_text().strip()
        self.check()
        page.get_by_role("link", name="Go to the ballot").click()
        page.locator("#room").wait_for()
        self.check()
        return found

    def check(self) -> None:
        """A page fits, and is accessible as the checker says of one phone among those that are shown the same.

        Nothing can be asked of a page without JavaScript; its HTML is that of the others.
        """
        if self.number in CHECKED:
            check(self.page)
        elif self.number != NO_SCRIPTS:
            check_width(self.page)

    def show_current(self) -> None:
        """What a phone without JavaScript does to follow the room; the others follow by themselves."""
        if self.number == NO_SCRIPTS:
            self.page.get_by_role("link", name="Show current").last.click()

    def vote(self, word: str, remark: str = "") -> None:
        page = self.page
        if self.number == KEYBOARD:
            page.get_by_role("radio", name=word).focus()
            page.keyboard.press("Space")
            page.get_by_label("Remark").focus()
            page.keyboard.type(remark or "as I see it")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            return
        page.get_by_role("radio", name=word).check()
        if remark:
            page.get_by_label("Remark").fill(remark)
        page.get_by_role("button", name="Vote", exact=True).click()

    def sees(self, text: str) -> None:
        self.show_current()
        expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)

    def has_saved(self) -> None:
        expect(self.page.locator("#state")).to_contain_text("Saved", timeout=PATIENCE)


def check(page: Page) -> None:
    """A page is accessible, and fits the screen."""
    assert accessibility_faults(page) == []
    check_width(page)


def check_width(page: Page) -> None:
    width = (page.viewport_size or PHONE)["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def take_pictures(page: Page, name: str) -> None:
    """Photograph a page at a phone's width and at a big screen's, where SCREENSHOTS names a folder."""
    folder, before = os.environ.get("SCREENSHOTS"), page.viewport_size
    if not folder or before is None:
        return
    for size in (PHONE, SCREEN):
        page.set_viewport_size(size)
        page.wait_for_timeout(500)
        page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(before)
    page.wait_for_timeout(500)


def prepare(facilitator: Visitor) -> None:
    """Prepare a workshop of two voices on everything that the catalogue asks."""
    facilitator.go_to("Workshops")
    page = facilitator.page
    page.get_by_label("Title").fill("Nepal 2026")
    facilitator.pick_country("Nepal")
    facilitator.pick("Whose is the agreed response?", "Other")
    facilitator.pick("For whom do participants speak?", STATE)
    facilitator.pick("For whom do participants speak?", CIVIL_SOCIETY)
    page.keyboard.press("Escape")
    page.get_by_text("Named", exact=True).click()
    page.get_by_text("By voice, and together", exact=True).click()
    facilitator.settle()
    take_pictures(page, "01-prepare")
    page.get_by_role("button", name="Prepare the workshop").click()
    page.get_by_role("heading", name="Nepal 2026").wait_for()
    facilitator.settle()


def open_projector(hall_browser: Browser, server: SharedServer, facilitator: Visitor) -> Visitor:
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
    projector = Visitor(hall_browser.new_context(viewport=SCREEN).new_page(), server)
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

    def look(self, name: str, *numbers: int) -> None:
        """These pages are accessible; each is photographed."""
        for visitor, who in ((self.bikram, "lead"), (self.projector, "projector")):
            check(visitor.page)
            take_pictures(visitor.page, f"{name}-{who}")
        for number in numbers:
            self.phones[number].check()
            take_pictures(self.phones[number].page, f"{name}-phone{number}")

    def press(self, name: str) -> None:
        self.bikram.page.get_by_role("button", name=name, exact=True).click()
        self.bikram.settle()

    def shows(self, words: str) -> None:
        """The facilitator's page shows it, by itself."""
        expect(self.bikram.page.get_by_text(words, exact=True).first).to_be_visible(timeout=PATIENCE)

    def projects(self, words: str) -> None:
        expect(self.projector.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)

    def all_see(self, words: str) -> None:
        for phone in self.phones:
            phone.sees(words)


@pytest.fixture
def hall(hall_browser: Browser, hall_server: SharedServer) -> Hall:
    """A workshop is prepared, the projector is on, and the door is open."""
    ada = come_in(hall_browser.new_context(viewport=LAPTOP), hall_server, administrators_link(hall_server), "Ada")
    ada.go_to("Links")
    ada.page.get_by_text("Facilitator", exact=True).first.click()
    ada.settle()
    box = ada.page.get_by_role("combobox", name="For which organisation?")
    box.fill("Ministry")
    box.press("Enter")
    ada.settle()
    bikram = come_in(hall_browser.new_context(viewport=LAPTOP), hall_server, make_link(ada, "Bikram"), "Bikram")
    ada.page.close()
    assert ada.faults == []
    prepare(bikram)
    projector = open_projector(hall_browser, hall_server, bikram)
    bikram.page.get_by_text("Lead", exact=True).click()
    bikram.settle()
    bikram.page.get_by_role("button", name="Open the door").click()
    bikram.settle()
    code = bikram.page.locator(".join-code").inner_text().strip()
    phones = [
        Phone(
            hall_browser.new_context(viewport=PHONE, has_touch=True, java_script_enabled=number != NO_SCRIPTS),
            hall_server,
            number,
        )
        for number in range(len(VOICES))
    ]
    slow = phones[SLOW].context.new_cdp_session(phones[SLOW].page)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    return Hall(hall_browser, hall_server, bikram, projector, code, phones, {})


def join(hall: Hall) -> None:
    """All but one come in by the code on the wall."""
    hall.projects(hall.code)
    hall.look("02-door")
    for phone, voice in zip(hall.phones, VOICES, strict=True):
        if phone.number != LATE:
            hall.return_codes[phone.number] = phone.join(hall.code, voice)
    take_pictures(hall.phones[PLAIN].page, f"03-joined-phone{PLAIN}")
    hall.bikram.page.get_by_label("Heads in the room").fill("14")
    hall.bikram.page.keyboard.press("Tab")
    expect(hall.bikram.page.get_by_text("11 of 14 in the room have joined.")).to_be_visible(timeout=PATIENCE)


def vote_first(hall: Hall) -> None:
    """One votes while their network is away, and one goes on with a new phone."""
    hall.press("Open the first vote")
    in_time = [phone for phone in hall.phones if phone.number != LATE]
    away = hall.phones[AWAY]
    for phone in in_time:
        phone.sees("The first vote is open.")
    away.context.set_offline(True)
    hall.look("04-open", NO_SCRIPTS, PLAIN)
    for phone in in_time:
        speaks_for_state = VOICES[phone.number] == STATE
        phone.vote(
            "Implemented" if speaks_for_state else "Absent", "" if speaks_for_state else f"Remark {phone.number}"
        )
        if phone is not away:
            phone.has_saved()
    expect(away.page.locator("#state")).to_contain_text("Not sent yet", timeout=PATIENCE)
    take_pictures(away.page, f"05-away-phone{AWAY}")
    expect(hall.bikram.page.get_by_text("10 of 11 have voted.")).to_be_visible(timeout=PATIENCE)
    away.context.set_offline(False)
    away.has_saved()
    expect(hall.bikram.page.get_by_text("11 of 11 have voted.")).to_be_visible(timeout=PATIENCE)
    take_new_phone(hall)
    for page in (hall.bikram.page, hall.projector.page, hall.phones[PLAIN].page):
        assert "Remark 6" not in page.content()  # Nobody has seen anything yet.
    hall.look("06-voted", PLAIN, NEW_PHONE)


def take_new_phone(hall: Hall) -> None:
    """Somebody comes back with another phone by their return code, and finds what they have voted."""
    hall.phones[NEW_PHONE].context.close()
    new = Phone(hall.browser.new_context(viewport=PHONE, has_touch=True), hall.server, NEW_PHONE)
    hall.phones[NEW_PHONE] = new
    new.page.goto(f"{hall.server.url}/return")
    new.check()
    new.page.get_by_label(re.compile("[Cc]ode")).fill(hall.return_codes[NEW_PHONE])
    new.page.get_by_role("button", name="Continue").click()
    expect(new.page.get_by_role("radio", name="Implemented")).to_be_checked()


def reveal_and_vote_again(hall: Hall) -> None:
    """Everybody sees the first vote, and so does who comes now; then they vote again."""
    hall.press("Close the vote")
    hall.press("Reveal the votes")
    hall.return_codes[LATE] = hall.phones[LATE].join(hall.code, VOICES[LATE])
    hall.all_see("The vote is revealed.")
    hall.all_see("Remark 6")
    hall.projects("First vote: revealed")
    hall.look("07-revealed", NO_SCRIPTS, PLAIN, LATE)
    hall.press("Open the second vote")
    hall.all_see("The second vote is open")
    hall.look("08-second", PLAIN)
    for phone in hall.phones:
        phone.vote("Partial" if phone.number != LATE else "Don’t know")
        phone.has_saved()
    expect(hall.bikram.page.get_by_text("12 of 12 have voted.")).to_be_visible(timeout=PATIENCE)
    hall.press("Close the vote")
    hall.press("Reveal the votes")
    hall.all_see("who rated in both votes")
    hall.look("09-second-revealed", PLAIN)


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
    expect(page.get_by_role("button", name="Take up again")).to_be_visible(timeout=PATIENCE)
    hall.all_see("Three of seven provinces")
    hall.projects("Agreed")
    hall.look("10-agreed", NO_SCRIPTS, PLAIN)


def park_by_keys(hall: Hall) -> None:
    """The next recommendation is led by keys alone, and parked."""
    hall.bikram.page.locator("h1").first.click()
    press_key(hall, "n", "Not opened yet")
    press_key(hall, "o", "First vote: open")
    for phone in hall.phones:
        phone.sees("The first vote is open.")
        phone.vote("Don’t know")
        phone.has_saved()
    press_key(hall, "c", "First vote: closed, not revealed yet")
    press_key(hall, "r", "First vote: revealed")
    press_key(hall, "p", "Parked")
    hall.look("11-parked", PLAIN)


def press_key(hall: Hall, key: str, then: str) -> None:
    hall.bikram.page.keyboard.press(key)
    hall.shows(then)
    hall.bikram.settle()


def finish(hall: Hall) -> str:
    """Finish, and read the minutes in Word; returns their words."""
    page = hall.bikram.page
    page.get_by_text("Finish and files", exact=True).click()
    hall.bikram.settle()
    page.get_by_role("button", name="Finish the workshop").click()
    hall.press("Finish now")
    expect(page.get_by_text(re.compile("^Finished "))).to_be_visible(timeout=PATIENCE)
    hall.all_see("finished")
    hall.look("12-finished", PLAIN)
    with page.expect_download() as download:
        page.get_by_role("button", name="Minutes (Word)").click()
    return words_of(download.value.path())


def test_a_workshop_from_the_code_on_the_wall_to_the_minutes_in_word(hall: Hall) -> None:
    join(hall)
    vote_first(hall)
    reveal_and_vote_again(hall)
    agree(hall)
    park_by_keys(hall)
    minutes = finish(hall)

    for told in (
        "Nepal 2026",
        "Three of seven provinces",
        "Dina: none in the north",
        "Extend to the north by June",
        "Remark 6",
        "Parked",
        "12 of 14",
    ):
        assert told in minutes, told
    page = hall.bikram.page
    page.get_by_role("button", name="Its results").click()
    page.get_by_role("heading", name="Results", level=1).wait_for()
    hall.bikram.settle()
    expect(page.get_by_text(re.compile("Spread 0")).first).to_be_visible()
    take_pictures(page, "13-results")
    assert [fault for phone in hall.phones for fault in phone.faults] == []
    assert [*hall.bikram.faults, *hall.projector.faults] == []


def words_of(path: Path) -> str:
    """All the words of a Word document, its tables among them."""
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
