"""What people come to do, and what it asks of their hands at one size of a screen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, ViewportSize

from assessment.access.assessments import read_assessment
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from benchmarks.screens.person import TURNED, Effort, Person, beginning
from benchmarks.screens.setting import Setting, said_of_gap
from tests.support.gates import as_admin

RESPONSIBLE = "Ministry of Justice"
SAVED = re.compile(r"Saved \d\d:\d\d:\d\d")
TABS = 300
"""After so many, nobody looks any further."""
Tasks = Iterator[tuple[str, Effort]]
"""The name of a task and what it asks."""


def begin_assessment(setting: Setting, browser: Browser, size: ViewportSize) -> Tasks:
    person = Person(browser, setting.server, size)
    person.begin_task("/")
    person.reach_new_assessment()
    person.click(person.country)
    person.write("Chile")
    if person.country.get_attribute("role") == "combobox":
        person.press("Enter")
    person.visitor.settle()
    person.pick("Who answers?", "State")
    person.click(person.page.get_by_role("button", name="Begin", exact=True))
    person.page.get_by_role("heading", name="Rate", level=1).wait_for()
    yield "begin an assessment", person.effort
    person.close()


def rate_all(setting: Setting, browser: Browser, size: ViewportSize) -> Tasks:
    for way in (rate_by_theme, rate_one_at_a_time, rate_by_keys):
        person, assessment_id = Person(browser, setting.server, size), setting.begin()
        person.begin_task(f"/rate?assessment={assessment_id}")
        way(setting, person, assessment_id)
        person.visitor.settle()
        rated = read_assessment(as_admin(setting.repository), assessment_id).response.answers
        assert len(rated) == len(setting.catalogue.recommendations), f"{way.__name__}: {len(rated)} rated"
        yield f"rate 33 {way.__doc__}", person.effort
        person.close()


def rate_by_theme(setting: Setting, person: Person, _assessment_id: str) -> None:
    """by pointer, by theme"""
    themes = setting.catalogue.themes
    for place, theme in enumerate(themes):
        person.page.get_by_role("heading", name=theme.name, level=2).wait_for()
        person.visitor.settle()
        for item in setting.catalogue.by_theme[theme.id]:
            _rate(person, item)
        if theme is not themes[-1]:
            person.turn(person.page.get_by_role("button", name=f"{themes[place + 1].name} →"))


def rate_one_at_a_time(setting: Setting, person: Person, _assessment_id: str) -> None:
    """by pointer, one at a time"""
    items = [item for items in setting.catalogue.by_theme.values() for item in items]
    person.turn(person.page.get_by_role("radio", name="One at a time"))
    move_on = person.page.get_by_text("Move on after a rating")
    if moves_on := move_on.count():
        person.click(move_on)
    for item in items:
        if not person.visitor.card(item.id).count():
            person.turn(person.page.get_by_role("button", name="Next →"))
        _rate(person, item)
        if moves_on:
            person.ask("whenStill", TURNED)


def _rate(person: Person, item: Recommendation) -> None:
    person.read_item(item)
    person.click(person.visitor.card(item.id).get_by_role("radio", name="Partial"))


def rate_by_keys(setting: Setting, person: Person, assessment_id: str) -> None:
    """by keys"""
    for rated in range(len(setting.catalogue.recommendations)):
        _press_until_rated(setting, person, assessment_id, rated + 1)


ON = """() => {
  const at = document.activeElement, group = at.closest('[class*="st-key-card-"] [role="radiogroup"]');
  if (at.textContent.trim().endsWith("→")) return "on";
  return group && !group.querySelector('[aria-checked="true"]') ? "rating" : "";
}"""
"""Whether the focus is on an unrated recommendation's ratings, or on the way to the next theme."""


def _press_until_rated(setting: Setting, person: Person, assessment_id: str, number: int) -> None:
    """Rate one more by its key, or else by the keys that every page has."""

    def are_rated() -> bool:
        return len(read_assessment(as_admin(setting.repository), assessment_id).response.answers) == number

    for keys in ([] if number == 1 else ["n"], []):
        for key in keys:
            person.press(key)
            person.ask("whenStill", TURNED)
        person.page.keyboard.press("2")
        person.visitor.settle()
        if are_rated():
            person.effort.keys += 1
            return
    for _tab in range(TABS):
        person.press("Tab")
        match person.page.evaluate(ON):
            case "rating":
                person.press("Space")
                person.visitor.settle()
                assert are_rated()
                return
            case "on":
                person.press("Enter")
                person.ask("whenStill", TURNED)
    raise AssertionError(f"nobody finds the ratings of recommendation {number} by keys")


def find_gaps(setting: Setting, browser: Browser, size: ViewportSize) -> Tasks:
    person, gaps = Person(browser, setting.server, size), setting.gaps
    person.begin_task(f"/rate?assessment={setting.full}")
    person.go_to("Results")
    for gap in gaps[:3]:
        person.read(said_of_gap(gap))
    yield "find the three gravest gaps, with who and by when, from Rate", person.effort
    person.close()


def assign_body(setting: Setting, browser: Browser, size: ViewportSize) -> Tasks:
    """In the follow-up plan; or in the answer itself, where the page has no such plan."""
    person, item = Person(browser, setting.server, size), setting.gaps[2].recommendation.id
    person.begin_task(f"/results?assessment={setting.full}")
    planned = person.main.locator("summary").filter(has_text=f"3. {item}")
    if planned.count():
        person.click(planned)
        field = person.page.get_by_role("textbox", name="Responsible body")
    else:
        _find_answer(person, item)
        field = person.visitor.card(item).get_by_label("Responsible body")
    person.click(field)
    person.press("Control+a")
    person.write(RESPONSIBLE)
    person.press("Tab")
    person.page.get_by_text(SAVED).first.wait_for()
    yield "assign a responsible body to the third gap, from Results", person.effort
    person.close()


def _find_answer(person: Person, item: str) -> None:
    """Open the details of an answer on Rate."""
    person.go_to("Rate")
    person.click(person.page.get_by_text("Filter and search", exact=True))
    person.click(person.page.get_by_label("Search in the recommendations, their sources and your own texts"))
    person.write(item)
    person.press("Enter")
    person.page.get_by_role("heading", name="1 recommendation found").wait_for()
    person.visitor.settle()
    person.click(person.visitor.card(item).get_by_text("Evidence, responsible body, next steps"))


_FILES = count(1)


def import_file(setting: Setting, browser: Browser, size: ViewportSize) -> Tasks:
    person, number = Person(browser, setting.server, size), next(_FILES)
    answers = {item.id: {"rating": Rating.PARTIAL.value} for item in setting.catalogue.recommendations[:10]}
    content = {
        "format": "gap-assessment-response/2",
        "catalogue": {"id": setting.catalogue.id, "version": setting.catalogue.version},
        "country": "BOL",
        "voice": "state",
        "round": {"label": f"Round {number}"},
        "answers": answers,
    }
    person.begin_task("/")
    field = person.reach_upload()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "completed.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        with person.page.expect_file_chooser() as chooser:
            field.get_by_role("button", name="Upload", exact=True).click()
        person.effort.clicks += 2  # This one, and one on the file.
        chooser.value.set_files(file)
        person.page.get_by_role("heading", name="What would change").wait_for()
        person.visitor.settle()
        person.click(person.page.get_by_role("button", name="Import", exact=True))
        person.page.get_by_text("Imported: 10 answers from 1 file").wait_for()
    yield "import a file", person.effort
    person.close()


def export_report(setting: Setting, browser: Browser, size: ViewportSize) -> Tasks:
    person = Person(browser, setting.server, size)
    person.begin_task(f"/rate?assessment={setting.full}")
    person.go_to("Results")
    button = person.page.get_by_role("button", name="Gap report (Excel)").first
    person.reach(button)
    with person.page.expect_download() as download:
        person.click(button)
    assert download.value.suggested_filename.endswith(".xlsx")
    yield "export the gap report, from Rate", person.effort
    person.close()


def compare_two(setting: Setting, browser: Browser, size: ViewportSize) -> Tasks:
    """State and civil society of one country, on what they contest."""
    person = Person(browser, setting.server, size)
    person.begin_task("/")
    person.go_to("Compare")
    person.click(person.page.get_by_role("radio", name="Voices", exact=True))
    person.read([beginning("How far the two agree")])
    yield "compare two voices, from Start", person.effort
    person.close()


def lead_vote(setting: Setting, browser: Browser, size: ViewportSize) -> Tasks:
    room, person = setting.hold_workshop(), Person(browser, setting.server, size)
    item = setting.catalogue.recommendations[0].id
    person.begin_task(f"/workshops?workshop={room.id}")
    person.click(person.page.get_by_role("button", name="Open the first vote"))
    room.vote_all(item, [Rating.PARTIAL] * 4 + [Rating.ABSENT] * 3)
    person.page.get_by_text("7 of 7").wait_for()
    for step in ("Close the vote", "Reveal the votes"):
        person.click(person.page.get_by_role("button", name=step))
    person.click(person.page.get_by_role("radio", name="Partial"))
    reason = person.page.get_by_label("Reason")
    person.click(reason)
    person.write("Two of five")
    person.click(person.page.get_by_role("button", name="Record the agreed rating"))
    person.page.get_by_role("button", name="Reopen").wait_for()
    person.click(person.page.get_by_role("button", name="Next").first)
    yield "lead one vote, to the next recommendation", person.effort
    person.close()
