"""A workshop of two days, from an empty database to its reports, in real browsers only.

Twelve phones take part, one person on paper, a projector and a facilitator. The server is killed while a vote is open,
and stopped for the night; before the second day all that is stored is made a day older. The wall's and the
facilitator's pictures of each stage go to the folder that TRIAL_PICTURES names.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from sqlalchemy import create_engine, select, update

from assessment.catalogues import load_catalogue
from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.html.tables import item_label
from assessment.labels.formatting import date_text
from assessment.storage.column_types import Instant
from assessment.storage.tables import metadata
from tests.browser.conftest import HALL, Visitor, browser
from tests.browser.hall import administrators_link, come_in, make_link
from tests.browser.server import SharedServer
from tests.browser.test_screens import OFF_SCREEN
from tests.browser.test_workshop import CIVIL_SOCIETY, PATIENCE, STATE, Phone, open_projector, words_of
from tests.support.pages import GCM10

__all__ = ["browser"]

TITLE, FACILITATOR, ON_PAPER, HEADS = "Two days in Nepal", "Bikram", "Pema", 15
LAPTOP = ViewportSize(width=1280, height=800)
KINDS: Sequence[tuple[str, dict[str, Any]]] = (
    ("no script", {"java_script_enabled": False}),
    ("no script, too", {"java_script_enabled": False}),
    ("320 px", {"viewport": ViewportSize(width=320, height=640)}),
    ("200 % text", {}),
    ("forced colours", {"forced_colors": "active"}),
    ("keyboard", {}),
    ("offline", {}),
    *((f"ordinary {number}", {}) for number in range(1, 6)),
)
TODAY = dt.datetime.now().astimezone().date()
DAY = dt.timedelta(days=1)
RATINGS = ("Implemented", "Partial", "Absent")
SECONDS_OFFLINE = 30
AGENDA = ("GCM10-01", "GCM10-04", "GCM10-09", "GCM10-13", "GCM10-20", "GCM10-30")
DISSENT, REASON, NEXT_STEP = "Dina: none in the north", "Three of seven provinces", "Extend to the north by June"
LARGE_TEXT = "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; })"
EFFORT = """
window.effort = { presses: 0, pixels: 0 };
addEventListener("pointerdown", (event) => { if (event.isTrusted) window.effort.presses += 1; }, true);
const places = new WeakMap();
addEventListener("scroll", ({ target }) => {
  if (target.dataset?.testid !== "stMain") return;
  window.effort.pixels += Math.abs(target.scrollTop - (places.get(target) ?? 0));
  places.set(target, target.scrollTop);
}, true);
"""
"""What a facilitator's hands do: presses of the pointer, and pixels that the page is scrolled."""


class Person(Phone):
    """A participant at a browser of one of the kinds."""

    def __init__(self, browser: Browser, server: SharedServer, number: int) -> None:
        self.kind, options = KINDS[number]
        context = browser.new_context(**{"viewport": ViewportSize(width=360, height=740), **options})
        if self.kind == "200 % text":
            context.add_init_script(LARGE_TEXT)
        super().__init__(context, server, number)
        self.has_scripts = options.get("java_script_enabled", True)
        self.voice = STATE if number % 2 else CIVIL_SOCIETY
        self.name = f"Person {number}"

    def join(self, code: str, voice: str) -> str:
        self.page.goto(f"{self.server.url}/join")
        self._write(self.page.get_by_label(re.compile("[Cc]ode")), code)
        self._press(self.page.get_by_role("button", name="Continue"))
        self._check(self.page.get_by_label(voice))
        self._write(self.page.get_by_label("Your name"), self.name)
        self._check(self.page.get_by_label("I have read this and take part."))
        self.fits()
        self._press(self.page.get_by_role("button", name="Join"))
        found = self.page.locator(".code").inner_text().strip()
        self.fits()
        self._press(self.page.get_by_role("link", name="Go to the ballot"))
        self.page.locator("#room").wait_for()
        return found

    def show_current(self) -> None:
        if not self.has_scripts:
            self.page.get_by_role("link", name="Go to where the room is").last.click()

    def vote(self, word: str, remark: str = "") -> None:
        self._check(self.page.get_by_role("radio", name=word))
        if remark:
            self._write(self.page.get_by_label("Remark"), remark)
        self._press(self.page.get_by_role("button", name="Vote", exact=True))

    def sees(self, text: str) -> None:
        super().sees(text)
        self.fits()

    def fits(self) -> None:
        if self.has_scripts:
            wide, width = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert wide <= width, (self.kind, self.page.url)

    def _press(self, what: Locator) -> None:
        if self.kind == "keyboard":
            self._reach(what)
            self.page.keyboard.press("Enter")
        else:
            what.click()

    def _write(self, field: Locator, text: str) -> None:
        if self.kind == "keyboard":
            self._reach(field)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
        else:
            field.fill(text)

    def _check(self, choice: Locator) -> None:
        if self.kind != "keyboard":
            choice.check()
            return
        if choice.get_attribute("type") == "checkbox":
            self._reach(choice)
            self.page.keyboard.press("Space")
        else:
            group = choice.evaluate("choice => choice.name")
            self._reach(self.page.locator(f"input[name={group}]"))
            self.page.keyboard.press("Space")
            for _step in range(8):
                if choice.is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        expect(choice).to_be_checked()

    def _reach(self, what: Locator) -> None:
        """Press Tab until one of these has the focus."""
        what.first.wait_for()
        for _step in range(60):
            if what.evaluate_all("all => all.includes(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached by keyboard: {what}")


def rating_of(number: int, item: int, vote: int) -> str:
    """What somebody votes; participants are counted from 0, who votes on paper last."""
    if vote == SECOND_VOTE and number % 4:
        return "Partial"
    return RATINGS[(number + item) % 3]


def remark_of(number: int, item: int, vote: int) -> str:
    return f"Remark-{item}{vote}-of-{'abcdefghijklm'[number]}"


HIDDEN = remark_of(3, 2, FIRST_VOTE)
VOTES_OF_ROOM = [(item, vote) for item in range(len(AGENDA)) for vote in (FIRST_VOTE, SECOND_VOTE)]


@dataclass
class Trial:
    """Who is there, and what was done so far."""

    browser: Browser
    server: SharedServer
    lead: Visitor
    wall: Visitor
    pictures: Path
    phones: list[Person] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.lead.page

    @property
    def everybody(self) -> list[Page]:
        return [self.page, self.wall.page, *(phone.page for phone in self.phones)]

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.lead.settle()

    def shows(self, words: str) -> None:
        expect(self.page.get_by_text(words, exact=True).first).to_be_visible(timeout=PATIENCE)

    def view(self, name: str) -> None:
        self.page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True).click()
        self.lead.settle()

    def picture(self, stage: str, *, is_lead: bool = True) -> None:
        """What the wall and the facilitator see now, once it is still: all of it without scrolling, where they lead."""
        self.stages.append(stage)
        self.wall.page.wait_for_timeout(2500)  # The wall looks every other second.
        for who, page in (("wall", self.wall.page), ("lead", self.page)):
            page.screenshot(path=self.pictures / f"{len(self.stages):02}-{stage}-{who}.png")
        assert self.wall.page.evaluate(OFF_SCREEN) == [], stage
        beyond = "main => main.scrollHeight - main.clientHeight"
        assert not is_lead or self.page.get_by_test_id("stMain").evaluate(beyond) <= 0, stage

    def effort(self) -> Counter[str]:
        return Counter(self.page.evaluate("window.effort"))

    def type_in(self, item: int, vote: int) -> None:
        """Type in the vote of who votes on paper."""
        page = self.page
        self.view("Participants")
        self.lead.settle()
        box = page.locator("[class*='st-key-paper-who-']").get_by_role("combobox")
        box.click()
        box.press_sequentially(ON_PAPER)
        page.get_by_role("option", name=re.compile(ON_PAPER)).click()
        self.lead.settle()
        page.locator("[class*='st-key-paper-rating-']").get_by_role("radio", name=rating_of(12, item, vote)).click()
        self.lead.settle()
        page.get_by_label("Remark (optional)").fill(remark_of(12, item, vote))
        self.press("Count this vote")
        expect(page.get_by_text(re.compile("^Counted: the vote of"))).to_be_visible()
        self.view("Lead")

    def assert_blind(self, item: int, vote: int) -> None:
        """Nobody sees what others vote, nor a remark but their own."""
        for number, page in enumerate(self.everybody, start=-2):
            content = page.content()
            for other in range(len(KINDS) + 1):
                assert other == number or remark_of(other, item, vote) not in content, (number, other)
        assert self.wall.page.get_by_role("img", name="Together").count() == 0


def test_a_workshop_of_two_days_from_an_empty_database_to_its_reports(browser: Browser, tmp_path: Path) -> None:
    pictures = Path(os.environ.get("TRIAL_PICTURES") or tmp_path / "pictures")
    pictures.mkdir(parents=True, exist_ok=True)
    with _serve(tmp_path) as server:
        trial = _prepare(browser, server, pictures)
        try:
            downloads = _hold(trial, tmp_path)
        finally:
            trial.page.screenshot(path=pictures / "end.png")
        _assert_minutes(downloads)
        _assert_ballots(downloads)
        _assert_reports(downloads)
        assert [fault for phone in trial.phones for fault in phone.faults] == []
        assert {fault for fault in (*trial.lead.faults, *trial.wall.faults) if not _is_of_kill(fault)} == set()
    for context in browser.contexts:
        context.close()


def _hold(trial: Trial, folder: Path) -> dict[str, Path]:
    """Both days; returns the files that were downloaded after them, by the words of their buttons."""
    _fill_room(trial)
    effort = _whole_cycle(trial)
    print(f"\nOne recommendation's cycle: {effort['presses']} clicks, {effort['pixels']} px scrolled")
    # Nine to lead it, three into fields, two for remarks.
    assert (effort["presses"], effort["pixels"]) == (14, 0)
    _park_second(trial)
    _agree_and_reopen_third(trial)
    _kill_during_fourth(trial)
    _sleep_a_night(trial)
    for item in (4, 5):
        _vote_twice(trial, item)
        _agree(trial, item, "Partial")
    return _finish(trial, folder)


def _is_of_kill(fault: str) -> bool:
    """What a browser notes of itself while there is no server, or one that doesn't know its session any more."""
    return any(sign in fault for sign in ("ERR_", "WebSocket", "404", "reaching server endpoint", "not responding"))


@contextmanager
def _serve(folder: Path) -> Iterator[SharedServer]:
    server = SharedServer(folder, environment={"ASSESSMENT_HOST_NAMES": HALL})
    server.url = f"http://{HALL}:{server.port}"
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _prepare(browser: Browser, server: SharedServer, pictures: Path) -> Trial:
    """From the administrator's link to a workshop of six recommendations whose projector is on."""
    ada = come_in(browser.new_context(viewport=LAPTOP), server, administrators_link(server), "Ada")
    link = _make_facilitators_link(ada, "Ministry of Labour")
    ada.page.context.close()
    context = browser.new_context(viewport=LAPTOP, reduced_motion="reduce", accept_downloads=True)
    context.add_init_script(EFFORT)
    lead = come_in(context, server, link, FACILITATOR)
    page, catalogue = lead.page, load_catalogue(GCM10)
    lead.go_to("Workshops")
    page.get_by_label("Title").fill(TITLE)
    lead.pick_country("Nepal")
    lead.pick("Whose is the agreed response?", "The workshop itself")
    lead.pick("Groups that participants choose from", STATE)
    lead.pick("Groups that participants choose from", CIVIL_SOCIETY)
    page.keyboard.press("Escape")
    page.get_by_label("Place").fill("Kathmandu, hall 3")
    page.get_by_text("Named", exact=True).click()
    page.get_by_text("By voice, and together", exact=True).click()
    lead.settle()
    page.get_by_text("Single ones", exact=True).click()
    lead.settle()
    for item in AGENDA:
        lead.pick("Recommendations", item_label(catalogue.by_id[item]))
    page.keyboard.press("Escape")
    page.get_by_text("6 recommendations are voted on.").wait_for()
    page.get_by_role("button", name="Prepare the workshop").click()
    page.get_by_role("heading", name=TITLE).wait_for()
    lead.settle()
    for number, day in enumerate((TODAY, TODAY + DAY), start=1):
        page.get_by_role("spinbutton", name=f"year, Day {number} (optional)").click()
        page.keyboard.type(f"{day:%Y%m%d}")
        for _step in ("to the calendar", "away"):
            page.keyboard.press("Tab")
        page.get_by_role("group", name=f"Day {number + 1} (optional)").wait_for()
        lead.settle()
    wall = open_projector(browser, server, _make_projectors_link(lead))
    trial = Trial(browser, server, lead, wall, pictures)
    trial.view("Lead")
    return trial


def _make_facilitators_link(administrator: Visitor, organisation: str) -> str:
    administrator.go_to("Links")
    administrator.page.get_by_text("Facilitator", exact=True).first.click()
    administrator.settle()
    box = administrator.page.get_by_role("combobox", name="For which organisation?")
    box.fill(organisation)
    box.press("Enter")
    administrator.settle()
    return make_link(administrator, FACILITATOR)


def _make_projectors_link(facilitator: Visitor) -> str:
    """Make it on the workshop's page."""
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
    return link


def _fill_room(trial: Trial) -> None:
    """Twelve join by the door, and one on paper."""
    page = trial.page
    trial.press("Open the door")
    code = page.locator(".join-code").inner_text().strip()
    expect(trial.wall.page.get_by_text(code).first).to_be_visible(timeout=PATIENCE)
    trial.picture("door")
    for number in range(len(KINDS)):
        phone = Person(trial.browser, trial.server, number)
        trial.phones.append(phone)
        phone.join(code, phone.voice)
    page.get_by_label("Heads in the room").fill(str(HEADS))
    page.keyboard.press("Tab")
    trial.shows(f"12 of {HEADS} in the room have joined.")
    trial.view("Participants")
    trial.lead.pick("Voice", CIVIL_SOCIETY)
    page.get_by_label("Name (optional)").fill(ON_PAPER)
    trial.press("Add")
    expect(page.get_by_text("13 participants", exact=True)).to_be_visible()
    trial.view("Lead")
    trial.press("Close the door")
    trial.picture("all-joined")


def _open(trial: Trial, vote: int) -> None:
    trial.press("Open the first vote" if vote == FIRST_VOTE else "Open the second vote")
    for phone in trial.phones:
        phone.sees("The first vote is open." if vote == FIRST_VOTE else "The second vote is open")


def _vote(trial: Trial, item: int, vote: int, numbers: Sequence[int] = range(len(KINDS))) -> None:
    for number in numbers:
        phone = trial.phones[number]
        phone.vote(rating_of(number, item, vote), remark_of(number, item, vote))
        phone.has_saved()


def _reveal(trial: Trial, item: int, vote: int) -> None:
    trial.shows("13 of 13 have voted.")
    trial.assert_blind(item, vote)
    trial.press("Close the vote")
    trial.assert_blind(item, vote)
    trial.press("Reveal the votes")
    for phone in trial.phones:
        phone.sees("The vote is revealed.")


def _let_through(trial: Trial, item: int, vote: int) -> None:
    for page in trial.everybody[1:]:
        own = trial.everybody.index(page) - 2
        assert remark_of((own + 1) % 12, item, vote) not in page.content()  # It waits for the facilitator.
    trial.page.get_by_role("button", name="Let 13 through", exact=True).click()
    trial.lead.settle()
    for phone in trial.phones:
        phone.sees(remark_of(12, item, vote))


def _whole_cycle(trial: Trial) -> Counter[str]:
    """Both votes on the first recommendation, agreed with a dissent; returns what it asked of the hands on “Lead”."""
    effort, before = Counter[str](), trial.effort()

    def type_in(vote: int) -> None:
        nonlocal effort, before
        effort += trial.effort() - before
        trial.type_in(0, vote)
        before = trial.effort()

    for vote, name in ((FIRST_VOTE, "first"), (SECOND_VOTE, "second")):
        _open(trial, vote)
        trial.picture(f"{name}-vote-open")
        _vote(trial, 0, vote)
        type_in(vote)
        _reveal(trial, 0, vote)
        trial.picture(f"{name}-vote-revealed")
        _let_through(trial, 0, vote)
    page = trial.page
    page.get_by_role("radio", name="Partial").click()
    trial.lead.settle()
    for label, text in (("Reason", REASON), ("Dissent", DISSENT), ("Next step", NEXT_STEP)):
        page.get_by_label(label).click()
        page.keyboard.type(text)
    trial.press("Record the agreed rating")
    expect(page.get_by_role("button", name="Reopen")).to_be_visible(timeout=PATIENCE)
    for phone in trial.phones:
        phone.sees(DISSENT)
    trial.picture("agreed")
    trial.press("Next →")
    trial.picture("next")
    return effort + (trial.effort() - before)


def _vote_twice(trial: Trial, item: int) -> None:
    for vote in (FIRST_VOTE, SECOND_VOTE):
        _open(trial, vote)
        _vote(trial, item, vote)
        trial.type_in(item, vote)
        _reveal(trial, item, vote)
        _let_through(trial, item, vote)


def _agree(trial: Trial, item: int, rating: str) -> None:
    trial.page.get_by_role("radio", name=rating).click()
    trial.lead.settle()
    trial.page.get_by_label("Reason").fill(f"{REASON}, {item}")
    trial.page.keyboard.press("Tab")
    trial.lead.settle()
    trial.press("Record the agreed rating")
    expect(trial.page.get_by_role("button", name="Reopen")).to_be_visible(timeout=PATIENCE)
    for phone in trial.phones:
        phone.sees(f"{REASON}, {item}")
    if trial.page.get_by_role("button", name="Next →").count():
        trial.press("Next →")


def _park_second(trial: Trial) -> None:
    """One is offline while the first vote goes on, and is heard all the same."""
    away = trial.phones[[kind for kind, _options in KINDS].index("offline")]
    _open(trial, FIRST_VOTE)
    away.context.set_offline(True)
    begun = time.monotonic()
    away.vote(rating_of(away.number, 1, FIRST_VOTE), remark_of(away.number, 1, FIRST_VOTE))
    expect(away.page.locator("#state")).to_contain_text("Not sent yet", timeout=PATIENCE)
    _vote(trial, 1, FIRST_VOTE, [number for number in range(12) if number != away.number])
    trial.type_in(1, FIRST_VOTE)
    trial.shows("12 of 13 have voted.")
    trial.page.wait_for_timeout(max(0.0, 1000 * (SECONDS_OFFLINE - time.monotonic() + begun)))
    away.context.set_offline(False)
    away.has_saved()
    _reveal(trial, 1, FIRST_VOTE)
    _let_through(trial, 1, FIRST_VOTE)
    _open(trial, SECOND_VOTE)
    _vote(trial, 1, SECOND_VOTE)
    trial.type_in(1, SECOND_VOTE)
    _reveal(trial, 1, SECOND_VOTE)
    _let_through(trial, 1, SECOND_VOTE)
    trial.press("Park")
    trial.shows("Parked")
    trial.picture("parked")
    trial.press("Next →")


def _agree_and_reopen_third(trial: Trial) -> None:
    """It is taken up again once it is agreed, and agreed otherwise; one remark is hidden."""
    _vote_twice(trial, 2)
    page = trial.page
    page.locator("[class*='st-key-room-reveal-']").first.get_by_text("Remarks", exact=True).click()
    remark = page.locator("[class*='st-key-remark-']").filter(has_text=HIDDEN)
    remark.get_by_role("button", name="Hide").click()
    trial.lead.settle()
    for phone in trial.phones:
        if phone.number != 3:
            phone.show_current()
            expect(phone.page.locator("#shown")).not_to_contain_text(HIDDEN, timeout=PATIENCE)
    _agree(trial, 2, "Absent")
    trial.press("← Back")
    trial.press("Reopen")
    trial.picture("reopened")
    page.get_by_label("Reason").fill("")
    _agree(trial, 2, "Partial")


def _kill_during_fourth(trial: Trial) -> None:
    """The server is gone while half have voted, and comes again: nobody reloads anything."""
    _open(trial, FIRST_VOTE)
    _vote(trial, 3, FIRST_VOTE, range(6))
    trial.server.kill()
    expect(trial.wall.page.get_by_text("Reconnecting to the laptop")).to_be_visible(timeout=PATIENCE)
    trial.picture("server-killed")
    trial.server.start()
    trial.shows("6 of 13 have voted.")
    _vote(trial, 3, FIRST_VOTE, range(6, 12))
    trial.type_in(3, FIRST_VOTE)
    trial.picture("after-the-kill")
    _reveal(trial, 3, FIRST_VOTE)
    _let_through(trial, 3, FIRST_VOTE)
    _open(trial, SECOND_VOTE)
    _vote(trial, 3, SECOND_VOTE)
    trial.type_in(3, SECOND_VOTE)
    _reveal(trial, 3, SECOND_VOTE)
    _let_through(trial, 3, SECOND_VOTE)
    _agree(trial, 3, "Implemented")


def _sleep_a_night(trial: Trial) -> None:
    """The laptop is closed and opened again: what is stored is a day older then."""
    trial.server.interrupt()
    engine = create_engine(f"sqlite:///{trial.server.database}")
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                # The audit log refuses to be changed.
                if table.name != "audit" and (isinstance(column.type, Instant) or column.name == "plan"):
                    keys = list(table.primary_key.columns)
                    for row in connection.execute(select(*keys, column).where(column.is_not(None))).all():
                        here = [key == value for key, value in zip(keys, row[:-1], strict=True)]
                        connection.execute(update(table).where(*here).values({column.name: _older(row[-1])}))
    engine.dispose()
    trial.server.start()
    trial.page.reload()
    trial.lead.settle()
    expect(trial.page.get_by_text("Day 2 of 2").first).to_be_visible()
    trial.picture("second-day")


def _older(value: dt.datetime | WorkshopPlan) -> dt.datetime | WorkshopPlan:
    """A day before."""
    if isinstance(value, WorkshopPlan):
        return replace(value, days=tuple(each - DAY for each in value.days))
    return value - DAY


def _finish(trial: Trial, folder: Path) -> dict[str, Path]:
    """Finish, and download every file."""
    page, found = trial.page, dict[str, Path]()

    def download(name: str) -> None:
        with page.expect_download() as started:
            page.get_by_test_id("stMain").get_by_role("button", name=name).last.click()
        found[name] = folder / started.value.suggested_filename
        started.value.save_as(found[name])

    trial.view("Finish and files")
    page.get_by_role("button", name="Finish the workshop").click()
    trial.press("Finish now")
    expect(page.get_by_text(re.compile("^Finished "))).to_be_visible(timeout=PATIENCE)
    for phone in trial.phones:
        phone.sees("finished")
    trial.picture("finished", is_lead=False)
    for name in ("Minutes (Word)", "Minutes (Excel)", "Ballots (CSV)", "Ballots (JSON)"):
        download(name)
    page.get_by_test_id("stMain").get_by_role("button", name="Results", exact=True).click()
    page.get_by_role("heading", name="Results", level=1).wait_for()
    trial.lead.settle()
    trial.picture("results", is_lead=False)
    trial.lead.view("Downloads")
    for name in ("Gap report (Excel)", "Gap report (Word)"):
        download(name)
    return found


def cells_of(path: Path) -> str:
    """All the words of a workbook."""
    book = openpyxl.load_workbook(path, read_only=True)
    return "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value is not None
    )


CELLS_OF = {".docx": words_of, ".xlsx": cells_of}


def counted(item: int, vote: int) -> str:
    """What the room was shown of a vote: “5 implemented, 4 partial, 4 absent (n = 13)”."""
    counts = Counter(rating_of(number, item, vote) for number in range(13))
    return f"{', '.join(f'{counts[word]} {word.lower()}' for word in RATINGS if counts[word])} (n = 13)"


def _assert_minutes(downloads: dict[str, Path]) -> None:
    """Every reveal, the reopening, the parking and the hidden remark are told; the days and who was there."""
    days = f"{date_text(TODAY - DAY)}, {date_text(TODAY)}"
    for name in ("Minutes (Word)", "Minutes (Excel)"):
        told = CELLS_OF[downloads[name].suffix](downloads[name])
        for words in (TITLE, FACILITATOR, "Kathmandu, hall 3", days, f"13 of {HEADS} present had joined", DISSENT):
            assert words in told, (name, words)
        assert "something was recorded on" not in told, name
        for item, vote in VOTES_OF_ROOM:
            assert counted(item, vote) in told, (name, item, vote)
            for number in range(13):
                is_hidden = remark_of(number, item, vote) == HIDDEN
                assert (remark_of(number, item, vote) in told) is not is_hidden, (name, item, vote, number)
        for words in ("With dissent: GCM10-01.", "Parked: GCM10-04.", f"1 remark hidden by {FACILITATOR}"):
            assert words in told, (name, words)
    told = words_of(downloads["Minutes (Word)"])
    for number, (item, vote) in enumerate(VOTES_OF_ROOM):
        title = "First vote revealed" if vote == FIRST_VOTE else "Second vote revealed"
        assert f"{title}: {counted(item, vote)}" in told, number
    assert [told.count(words) for words in (" revealed: ", " Reopened", ": Absent")] == [12, 1, 1]


def _assert_ballots(downloads: dict[str, Path]) -> None:
    """Every vote is there, once, as it was given and by whom; the remark that was hidden isn't."""
    rows = list(csv.DictReader(downloads["Ballots (CSV)"].read_text("utf-8-sig").splitlines()))
    expected = {
        (AGENDA[item], str(vote), str(number + 1)): (
            rating_of(number, item, vote).lower(),
            "" if (remark := remark_of(number, item, vote)) == HIDDEN else remark,
            ON_PAPER if number == 12 else f"Person {number}",
        )
        for item, vote in VOTES_OF_ROOM
        for number in range(13)
    }
    found = {
        (row["recommendation_id"], row["vote"], row["number"]): (row["rating"], row["remark"], row["name"])
        for row in rows
    }
    assert (len(rows), found) == (len(expected), expected)
    said = json.loads(downloads["Ballots (JSON)"].read_text())
    assert len(said["ballots"]) == len(rows)


def _assert_reports(downloads: dict[str, Path]) -> None:
    """They are about the six that were on the agenda, with the room's reasons, and say once that the others weren't."""
    others = [item.id for item in load_catalogue(GCM10).recommendations if item.id not in AGENDA]
    for name in ("Gap report (Word)", "Gap report (Excel)"):
        told = CELLS_OF[downloads[name].suffix](downloads[name])
        for words in (REASON, DISSENT, NEXT_STEP, counted(0, SECOND_VOTE), "The other 27 were not assessed"):
            assert words in told, (name, words)
        assert [item for item in AGENDA if item not in told] == [], name
        assert [item for item in others if item in told] == [], name
        assert "27 unknown" not in told, name
        assert HIDDEN not in told, name
