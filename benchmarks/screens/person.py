"""Somebody at a browser, whose clicks, keys and scrolling are counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, ViewportSize

from assessment.domain.catalogue import Recommendation
from tests.browser.conftest import Visitor
from tests.browser.server import Server

SIGHT = Path(__file__).with_name("sight.js")
BEGINNING = 40
"""Characters by which a text is recognised, and of which the beginning of a quotation consists at least."""
PATIENCE = 15_000
"""Milliseconds after which what doesn't come isn't there."""
DRAWN, TURNED = 1000, 500
"""Milliseconds without any movement after which a page is drawn, and after which it has gone on to something else."""
SLIDES = 500
"""Milliseconds in which the navigation slides in or out."""
STEPS = 20
"""How often somebody scrolls until they give up."""


@dataclass(slots=True)
class Effort:
    """What a task has asked of the hands: clicks, keys pressed, and pixels scrolled by hand in any direction."""

    clicks: int = 0
    keys: int = 0
    pixels: int = 0

    def __str__(self) -> str:
        return f"{self.clicks} clicks, {self.keys} keys, {self.pixels:,} px"


class Person:
    """Reads a page, and scrolls no further than it takes to see what they need. What a page scrolls itself is free."""

    def __init__(self, browser: Browser, server: Server, size: ViewportSize) -> None:
        self._context = browser.new_context(viewport=size, accept_downloads=True)
        self._context.add_init_script(path=SIGHT)
        self.visitor = Visitor(self._context.new_page(), server)
        self.page = self.visitor.page
        self.page.set_default_timeout(PATIENCE)
        self.height = size["height"]
        self.effort = Effort()

    def close(self) -> None:
        assert self.visitor.faults == [], self.visitor.faults
        self._context.close()

    def begin_task(self, path: str) -> None:
        """Come to a page with nothing done yet."""
        self.open(path)
        self.effort = Effort()

    def open(self, path: str) -> None:
        """Come to a page, and wait until its last widget and chart are drawn."""
        self.visitor.open(path)
        self.ask("whenStill", DRAWN)

    @property
    def main(self) -> Locator:
        return self.page.get_by_test_id("stMain")

    def ask(self, name: str, *arguments: object) -> Any:
        """What sight.js says."""
        return self.page.evaluate(f"given => sight.{name}(...given)", list(arguments))

    def ask_of(self, name: str, locator: Locator) -> Any:
        return locator.evaluate(f"element => sight.{name}(element)")

    def reach(self, locator: Locator) -> None:
        """Scroll until it is seen."""
        locator.wait_for()
        self._scroll(lambda: self.ask_of("lackOf", locator))

    def read_item(self, item: Recommendation) -> None:
        """Scroll until a question, the beginning of its quotation and each of its ratings have been seen, in turn."""
        for part in range(self.ask("partsOf", *recognised(item))):
            self._scroll(partial(self.ask, "partLacks", part, *recognised(item)))

    def read(self, words: Sequence[str]) -> None:
        """Scroll to a place that says all these words, until each has been seen."""
        assert self.ask("placeOfWords", list(words)) is not None, f"nowhere is said {', '.join(words)}"
        for part in range(len(words)):
            self._scroll(partial(self.ask, "lackOfWords", part, list(words)))

    def _scroll(self, lack: Callable[[], float | None]) -> None:
        """Scroll as long as something lacks so many pixels to be seen, and the page gives way."""
        for _step in range(STEPS):
            moved = self.ask("scroll", pixels) if (pixels := lack()) else 0
            self.effort.pixels += round(moved)
            if not moved:
                return
        raise AssertionError("what is looked for is never seen")

    def click(self, locator: Locator) -> None:
        self.reach(locator)
        locator.click()
        self.effort.clicks += 1
        self.visitor.settle()

    def turn(self, locator: Locator) -> None:
        """Click on what brings something else, and wait until the page shows it from its beginning."""
        self.click(locator)
        self.ask("whenStill", TURNED)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.effort.keys += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.effort.keys += len(text)

    def pick(self, label: str, option: str) -> None:
        """Choose an option of a list by its first letters."""
        box = self.page.get_by_role("combobox", name=label)
        self.reach(box)
        box.click()
        self.effort.clicks += 1
        self.write(option)
        self.page.get_by_role("option", name=option, exact=True).wait_for()
        self.press("Enter")
        self.visitor.settle()

    def go_to(self, page: str) -> None:
        """Choose a page in the navigation, which a phone shows on request and may go on showing."""
        link = self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=page, exact=True)
        if is_hidden := not self._is_on_screen(link):
            self.page.get_by_test_id("stExpandSidebarButton").click()
            self.effort.clicks += 1
            self.page.wait_for_timeout(SLIDES)
        link.click()
        self.effort.clicks += 1
        self.page.get_by_role("heading", name=page, level=1, exact=True).wait_for()
        self.visitor.settle()
        self.ask("whenStill", DRAWN)
        if is_hidden and self._is_on_screen(link):
            self.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
            self.effort.clicks += 1
            self.page.wait_for_timeout(SLIDES)

    def reach_upload(self) -> Locator:
        """On Start, go where files are imported."""
        field = self.page.get_by_test_id("stFileUploaderDropzone")
        self._unfold(field, "Import completed files")
        return field

    def reach_new_assessment(self) -> None:
        """On Start, go where an assessment is begun."""
        self._unfold(self.country, "Begin an assessment")

    @property
    def country(self) -> Locator:
        """Where a country or area is named."""
        return self.page.get_by_role("textbox", name="Country or area").or_(
            self.page.get_by_role("combobox", name="Country or area")
        )

    def _unfold(self, wanted: Locator, words: str) -> None:
        """See something that may be behind these words."""
        place = self.main.get_by_text(words, exact=True).first
        if not wanted.is_visible():
            self.click(place)
        self.reach(wanted)

    def _is_on_screen(self, locator: Locator) -> bool:
        box = locator.bounding_box() if locator.count() else None
        return box is not None and box["x"] >= 0 and box["width"] > 0


def recognised(item: Recommendation) -> tuple[str, str, str]:
    """The id of a recommendation, and how its question and its quotation begin on the screen."""
    return item.id, beginning(item.question), beginning(item.text)


def beginning(text: str) -> str:
    return re.sub(r"\s+", " ", text)[:BEGINNING].strip()
