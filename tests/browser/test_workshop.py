"""A whole workshop: from the code on the wall to the minutes in Word, with twelve participants of two voices.

One has no JavaScript, one a slow network, one only a keyboard; one loses the network, one comes late, one gets a new
phone. Everybody reaches the server by a name, as in a hall without TLS. With SCREENSHOTS set to a folder,
each step is photographed there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.chromium import ARGUMENTS, system_browser
from tests.browser.conftest import Visitor
from tests.browser.server import SharedServer
from tests.browser.test_shared import LAPTOP, NAME, PHONE, administrators_link, come_in, make_link

SCREEN = ViewportSize(width=1920, height=1080)
STATE, CIVIL_SOCIETY = "State", "Civil society"
VOICES = (STATE,) * 6 + (CIVIL_SOCIETY,) * 6
NO_SCRIPTS, SLOW, KEYBOARD, AWAY, LATE, NEW_PHONE = 0, 1, 2, 3, 11, 5
SLOW_NETWORK = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400 * 1000 / 8,
    "uploadThroughput": 400 * 1000 / 8,
}
PATIENCE = 30_000
"""Milliseconds until what a phone should show by itself is there."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SharedServer]:
    server = SharedServer(tmp_path, environment={"ASSESSMENT_HOST_NAMES": NAME})
    server.start()
    server.url = f"http://{NAME}:{server.port}"  # As browsers know it.
    yield server
    server.stop()


@pytest.fixture
def hall_browser(browser: Browser) -> Iterator[Browser]:
    """A browser for which the name leads to this machine."""
    arguments = [*ARGUMENTS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    launched = browser.browser_type.launch(executable_path=system_browser(), args=arguments)
    yield launched
    launched.close()


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

    @property
    def has_scripts(self) -> bool:
        return self.number != NO_SCRIPTS

    def join(self, code: str, voice: str) -> str:
        """Join by the code on the wall; returns the return code."""
        page = self.page
        page.goto(f"{self.server.url}/join")
        check(page)
        page.get_by_label(re.compile("[Cc]ode")).fill(code)
        page.get_by_role("button", name="Continue").click()
        check(page)
        page.get_by_label(voice).check()
        page.get_by_label("I have read this and take part.").check()
        page.get_by_role("button", name="Join").click()
        check(page)
        found = page.locator(".code").inner_text().strip()
        page.get_by_role("link", name="Go to the ballot").click()
        page.locator("#room").wait_for()
        check(page)
        return found

    def show_current(self) -> None:
        """What a phone without JavaScript does to follow the room; the others follow by themselves."""
        if not self.has_scripts:
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
    assert Axe().run(page).response["violations"] == []
    width = (page.viewport_size or PHONE)["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def take_picture(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def prepare(facilitator: Visitor) -> None:
    """Prepare a workshop of two voices on everything that the catalogue asks."""
    facilitator.go_to("Workshops")
    page = facilitator.page
    page.get_by_label("Title").fill("Nepal 2026")
    facilitator.pick("Country or area", "Nepal")
    facilitator.pick("Whose is the agreed response?", "Other")
    facilitator.pick("For whom do participants speak?", STATE)
    facilitator.pick("For whom do participants speak?", CIVIL_SOCIETY)
    page.keyboard.press("Escape")
    page.get_by_text("Named", exact=True).click()
    page.get_by_text("By voice, and together", exact=True).click()
    facilitator.settle()
    take_picture(page, "01-prepare-1280")
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


def press(facilitator: Visitor, name: str) -> None:
    facilitator.page.get_by_role("button", name=name, exact=True).click()
    facilitator.settle()


def look(name: str, facilitator: Visitor, projector: Visitor, *phones: Phone) -> None:
    """Everybody's page is accessible, and is photographed."""
    check(facilitator.page)
    check(projector.page)
    take_picture(facilitator.page, f"{name}-lead-1280")
    take_picture(projector.page, f"{name}-projector-1920")
    for phone in phones:
        check(phone.page)
        take_picture(phone.page, f"{name}-phone{phone.number}-360")


def test_a_workshop_from_the_code_on_the_wall_to_the_minutes_in_word(
    hall_browser: Browser, server: SharedServer
) -> None:
    ada = come_in(hall_browser.new_context(viewport=LAPTOP), server, administrators_link(server), "Ada")
    ada.go_to("Links")
    ada.page.get_by_text("Facilitator", exact=True).first.click()
    ada.settle()
    box = ada.page.get_by_role("combobox", name="For which organisation?")
    box.fill("Ministry")
    box.press("Enter")
    ada.settle()
    bikram = come_in(hall_browser.new_context(viewport=LAPTOP), server, make_link(ada, "Bikram"), "Bikram")
    page = bikram.page
    prepare(bikram)
    projector = open_projector(hall_browser, server, bikram)
    page.get_by_text("Lead", exact=True).click()
    bikram.settle()

    press(bikram, "Open the door")
    code = page.locator(".join-code").inner_text().strip()
    expect(projector.page.get_by_text(code)).to_be_visible(timeout=PATIENCE)
    look("02-door", bikram, projector)

    phones = [
        Phone(
            hall_browser.new_context(viewport=PHONE, has_touch=True, java_script_enabled=number != NO_SCRIPTS),
            server,
            number,
        )
        for number in range(len(VOICES))
    ]
    slow = phones[SLOW].context.new_cdp_session(phones[SLOW].page)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    codes = {}
    for phone, voice in zip(phones, VOICES, strict=True):
        if phone.number != LATE:
            codes[phone.number] = phone.join(code, voice)
    in_time = [phone for phone in phones if phone.number != LATE]
    take_picture(phones[4].page, "03-joined-phone4-360")
    page.get_by_label("Heads in the room").fill("14")
    page.keyboard.press("Tab")
    expect(page.get_by_text("11 of 14 in the room have joined.")).to_be_visible(timeout=PATIENCE)

    # The first vote: one votes while their network is away, and one goes on with a new phone.
    press(bikram, "Open the first vote")
    for phone in in_time:
        phone.sees("The first vote is open.")
    phones[AWAY].context.set_offline(True)
    look("04-open", bikram, projector, phones[NO_SCRIPTS], phones[4])
    for phone in in_time:
        is_civil_society = VOICES[phone.number] == CIVIL_SOCIETY
        phone.vote(
            "Absent" if is_civil_society else "Implemented", f"Remark {phone.number}" if is_civil_society else ""
        )
        if phone.number != AWAY:
            phone.has_saved()
    expect(phones[AWAY].page.locator("#state")).to_contain_text("Not sent yet", timeout=PATIENCE)
    take_picture(phones[AWAY].page, "05-away-phone3-360")
    expect(page.get_by_text("10 of 11 have voted.")).to_be_visible(timeout=PATIENCE)
    phones[AWAY].context.set_offline(False)
    phones[AWAY].has_saved()
    expect(page.get_by_text("11 of 11 have voted.")).to_be_visible(timeout=PATIENCE)
    phones[NEW_PHONE].context.close()
    phones[NEW_PHONE] = new = Phone(hall_browser.new_context(viewport=PHONE, has_touch=True), server, NEW_PHONE)
    new.page.goto(f"{server.url}/return")
    check(new.page)
    new.page.get_by_label(re.compile("[Cc]ode")).fill(codes[NEW_PHONE])
    new.page.get_by_role("button", name="Continue").click()
    expect(new.page.get_by_role("radio", name="Implemented")).to_be_checked()
    for each in (page, projector.page, phones[4].page):
        assert "Remark 6" not in each.content()  # Nobody has seen anything yet.
    look("06-voted", bikram, projector, phones[4], new)

    # Revealed: everybody sees it, and so does who comes now.
    press(bikram, "Close the vote")
    press(bikram, "Reveal the votes")
    codes[LATE] = phones[LATE].join(code, VOICES[LATE])
    for phone in phones:
        phone.sees("The vote is revealed.")
        phone.sees("Remark 6")
    expect(projector.page.get_by_text("First vote: revealed")).to_be_visible(timeout=PATIENCE)
    look("07-revealed", bikram, projector, phones[NO_SCRIPTS], phones[4], phones[LATE])

    # The second vote, after the talk.
    press(bikram, "Open the second vote")
    for phone in phones:
        phone.sees("The second vote is open")
    look("08-second", bikram, projector, phones[4])
    for phone in phones:
        phone.vote("Partial" if phone.number != LATE else "Don’t know")
        phone.has_saved()
    expect(page.get_by_text("12 of 12 have voted.")).to_be_visible(timeout=PATIENCE)
    press(bikram, "Close the vote")
    press(bikram, "Reveal the votes")
    for phone in phones:
        phone.sees("Second vote")
    look("09-second-revealed", bikram, projector, phones[4])

    # Agreed, with its reason and its dissent.
    page.get_by_role("radio", name="Partial").click()
    page.get_by_label("Reason").fill("Three of seven provinces")
    page.get_by_label("Dissent").fill("Dina: none in the north")
    page.get_by_label("Next step").fill("Extend to the north by June")
    bikram.settle()
    press(bikram, "Record the agreed rating")
    for phone in phones:
        phone.sees("Three of seven provinces")
    expect(projector.page.get_by_text("Agreed", exact=True).first).to_be_visible(timeout=PATIENCE)
    look("10-agreed", bikram, projector, phones[NO_SCRIPTS], phones[4])

    # The next one is parked. It is led by keys alone.
    page.locator("h1").first.click()
    for key, seen in (("n", "Not opened yet"), ("o", "First vote: open")):
        page.keyboard.press(key)
        expect(page.get_by_text(seen, exact=True).first).to_be_visible(timeout=PATIENCE)
        bikram.settle()
    for phone in phones:
        phone.sees("The first vote is open.")
        phone.vote("Don’t know")
        phone.has_saved()
    for key, seen in (("c", "First vote: closed, not revealed yet"), ("r", "First vote: revealed"), ("p", "Parked")):
        page.keyboard.press(key)
        expect(page.get_by_text(seen, exact=True).first).to_be_visible(timeout=PATIENCE)
        bikram.settle()
    look("11-parked", bikram, projector, phones[4])

    # Finished: the minutes are read in Word.
    page.get_by_text("Finish and files", exact=True).click()
    bikram.settle()
    page.get_by_role("button", name="Finish the workshop").click()
    press(bikram, "Finish now")
    expect(page.get_by_text(re.compile("^Finished "))).to_be_visible(timeout=PATIENCE)
    for phone in phones:
        phone.sees("finished")
    look("12-finished", bikram, projector, phones[4])
    with page.expect_download() as download:
        page.get_by_role("button", name="Minutes (Word)").click()
    words = words_of(download.value.path())
    for told in (
        "Nepal 2026",
        "Three of seven provinces",
        "Dina: none in the north",
        "Extend to the north by June",
        "Remark 6",
        "Parked",
        "12 of 14",
    ):
        assert told in words, told

    # The agreed response is an assessment like any other.
    page.get_by_role("button", name="Its results").click()
    page.get_by_role("heading", name="Results", level=1).wait_for()
    bikram.settle()
    expect(page.get_by_text(re.compile("Spread 0")).first).to_be_visible()
    take_picture(page, "13-results-1280")

    assert [fault for phone in phones for fault in phone.faults] == []
    assert [*ada.faults, *bikram.faults, *projector.faults] == []


def words_of(path: Path) -> str:
    """All the words of a Word document, its tables among them."""
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
