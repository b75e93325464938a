"""The main job without a pointer, and in the few colours that a person has chosen for every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, expect

from assessment.domain.model import Rating
from tests.browser.conftest import Visitor
from tests.browser.server import Server

FAR = 150
"""Keys after which nobody looks any further."""
LEAST = 3
"""Pixels of the line around what has the focus."""
FIRST, SECOND = "GCM10-12", "GCM10-13"
EVIDENCE = "The Act of 2019, section 3"
SAVED = re.compile(r"Saved \d\d:\d\d:\d\d")


class Typist:
    """Somebody who has keys and no pointer."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page, self.keyboard = visitor, visitor.page, visitor.page.keyboard

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is on it."""
        target.wait_for()
        for _press in range(FAR):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.keyboard.press("Tab")
        raise AssertionError(f"{target} isn’t reached by keys")

    def press(self, target: Locator, *keys: str) -> None:
        self.reach(target)
        for key in keys:
            self.keyboard.press(key)
        self.visitor.settle()

    def pick(self, label: str, option: str) -> None:
        self.reach(self.page.get_by_role("combobox", name=label))
        self.keyboard.type(option)
        self.page.get_by_role("option", name=option, exact=True).wait_for()
        self.keyboard.press("Enter")
        self.visitor.settle()


def test_somebody_without_a_pointer_assesses_submits_and_takes_the_gap_report(visitor: Visitor) -> None:
    typist, page = Typist(visitor), visitor.page
    visitor.open()
    typist.pick("Country or area", "Mongolia")
    typist.pick("Who answers?", "State")
    typist.press(page.get_by_role("button", name="Begin"), "Enter")
    page.get_by_role("heading", name="Rate", level=1).wait_for()
    visitor.settle()

    for keys, item, word in (("2", FIRST, "Partial"), ("n3", SECOND, "Absent")):
        for key in keys:
            typist.keyboard.press(key)
            visitor.settle()
        expect(visitor.card(item).get_by_role("radio", name=word)).to_be_checked()
        expect(visitor.card(item).get_by_text(SAVED)).to_be_visible()
    card = visitor.card(SECOND)
    typist.press(card.get_by_role("checkbox").first, "Space")
    typist.press(card.locator("summary", has_text="Evidence"), "Enter")
    typist.reach(card.get_by_label("Evidence: what shows it?"))
    typist.keyboard.type(EVIDENCE)
    typist.keyboard.press("Tab")
    visitor.settle()
    expect(card.get_by_text("Filled in: evidence")).to_be_visible()
    expect(card.get_by_role("radio", name="Absent")).to_be_checked()  # What is typed rates nothing.

    typist.press(page.get_by_role("radio", name="By theme"), "ArrowRight", "ArrowRight", "Space")
    page.get_by_role("heading", name="Review and submit", level=2).wait_for()
    typist.press(page.get_by_role("checkbox", name="We confirm these answers."), "Space")
    typist.press(page.get_by_role("button", name="Submit", exact=True), "Enter")
    expect(page.get_by_text("Submitted at ")).to_be_visible()
    typist.press(page.get_by_role("link", name="See the results"), "Enter")
    page.get_by_role("heading", name="Results", level=1).wait_for()
    visitor.settle()
    with page.expect_download() as download:
        typist.press(page.get_by_role("button", name="Gap report (Excel)").first, "Enter")
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    said = {str(cell.value) for row in book["Gaps"] for cell in row}
    assert {FIRST, SECOND, EVIDENCE} <= said
    assert visitor.faults == []


@pytest.fixture
def few_colours(browser: Browser, server: Server) -> Iterator[Visitor]:
    """Somebody whose browser puts colours of its own in place of every page's."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, forced_colors="active")
    visitor = Visitor(context.new_page(), server)
    yield visitor
    assert visitor.faults == []
    context.close()


def test_a_chosen_rating_and_the_focus_are_seen_without_the_colours_of_the_page(few_colours: Visitor) -> None:
    few_colours.open_new({FIRST: Rating.PARTIAL})
    typist, card = Typist(few_colours), few_colours.card(FIRST)
    chosen, other = (card.get_by_role("radio", name=word) for word in ("Partial", "Absent"))
    colour = "element => getComputedStyle(element).backgroundColor"
    assert chosen.evaluate(colour) != other.evaluate(colour)

    typist.press(card.get_by_role("radio").first, "ArrowRight", "ArrowRight")
    expect(other).to_be_focused()
    for focused in (other, card.locator("summary", has_text="Evidence")):
        typist.reach(focused)
        expect(focused).to_have_css("outline-style", "solid")
        assert focused.evaluate("element => parseFloat(getComputedStyle(element).outlineWidth)") >= LEAST
    expect(other).not_to_have_css("outline-style", "solid")
