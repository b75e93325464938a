"""The main job by somebody who has no pointer, and whose browser puts colours of its own in place of every page's."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visitor
from tests.browser.waiting import wait_until

FAR = 150
"""Keys after which nobody looks any further."""
FIRST, SECOND = "GCM10-12", "GCM10-13"
EVIDENCE = "The Act of 2019, section 3"
SAVED = re.compile(r"Saved \d\d:\d\d:\d\d")
HAS_RING = """() => {
  for (let each = document.activeElement, step = 0; each && step < 6; each = each.parentElement, step += 1) {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    if (outlineStyle === "solid" && parseFloat(outlineWidth) >= 3) return true;
  }
  return false;
}"""
"""Whether what has the focus, or the label or frame that stands for it, has a line of 3 pixels around it."""


class Typist(Visitor):
    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is on it, and is seen there."""
        target.wait_for()
        for _press in range(FAR):
            if target.evaluate("element => element === document.activeElement"):
                wait_until(self.page, HAS_RING)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} isn’t reached by keys")

    def press(self, target: Locator, *keys: str) -> None:
        self.reach(target)
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        self.settle()


@pytest.fixture
def typist(visitor: Visitor) -> Typist:
    visitor.page.emulate_media(forced_colors="active")
    return Typist(visitor.page, visitor.server)


def test_somebody_without_a_pointer_and_the_colours_of_the_page_takes_a_gap_report(typist: Typist) -> None:
    page, keyboard = typist.page, typist.page.keyboard
    typist.open("/?start=new")
    typist.write(page.get_by_role("textbox", name="Country or area"), "Mongolia")
    typist.press(page.get_by_role("combobox", name="Who answers?"), *"State")
    page.get_by_role("option", name="State", exact=True).wait_for()
    keyboard.press("Enter")
    typist.settle()
    typist.press(page.get_by_role("button", name="Begin"), "Enter")
    page.get_by_role("heading", name="Rate", level=1).wait_for()
    typist.settle()

    for keys, item, word in (("2", FIRST, "Partial"), ("n3", SECOND, "Absent")):
        for key in keys:
            keyboard.press(key)
            typist.settle()
        expect(typist.card(item).get_by_role("radio", name=word)).to_be_checked()
        expect(typist.card(item).get_by_text(SAVED)).to_be_visible()
    card = typist.card(SECOND)
    typist.press(card.get_by_role("checkbox").first, "Space")
    expect(card.get_by_role("checkbox").first).to_be_checked()
    typist.press(card.locator("summary", has_text="Evidence"), "Enter")
    typist.write(card.get_by_label("Evidence: what shows it?"), EVIDENCE)
    expect(card.get_by_text("Filled in: evidence")).to_be_visible()
    expect(card.get_by_role("radio", name="Absent")).to_be_checked()  # What is typed rates nothing.

    typist.press(page.get_by_role("radio", name="By theme"), "ArrowRight", "ArrowRight", "Space")
    page.get_by_role("heading", name="Review and submit", level=2).wait_for()
    typist.press(page.get_by_role("checkbox", name="We confirm these answers."), "Space")
    typist.press(page.get_by_role("button", name="Submit", exact=True), "Enter")
    expect(page.get_by_text("Submitted at ")).to_be_visible()
    typist.press(page.get_by_role("link", name="See the results"), "Enter")
    page.get_by_role("heading", name="Results", level=1).wait_for()
    typist.settle()
    with page.expect_download() as download:
        typist.press(page.get_by_role("button", name="Gap report (Excel)").first, "Enter")
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    assert {FIRST, SECOND, EVIDENCE} <= {str(cell.value) for row in book["Gaps"] for cell in row}
    assert typist.faults == []
