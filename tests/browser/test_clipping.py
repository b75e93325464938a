"""On a small phone and with letters of twice the size nothing is cut off, on any page, in any view, in any fold."""

from __future__ import annotations

import pytest

from assessment.domain.answer import Rating
from assessment.domain.workshop.stages import Step
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage
from tests.browser.clipping import enlarge_text, unreadable
from tests.browser.conftest import Visitor
from tests.browser.test_pages import VIEWS
from tests.browser.waiting import wait_until_still
from tests.support.room import hold_room

SIZES = ((320, ""), (1280, "200%"))
"""The width of the window, and the size of letters."""
EDGE = 8
"""Pixels at each side of the window in which nothing stands."""
UNFOLD = """() => document.querySelectorAll('[data-testid="stExpander"] details:not([open]) > summary')
  .forEach((each) => each.click())"""


def look(visitor: Visitor, view: str) -> dict[tuple[str, int, str], list[str]]:
    """What can't be read, by view and size."""
    found = {}
    visitor.page.evaluate(UNFOLD)
    visitor.settle()
    for width, size in SIZES:
        enlarge_text(visitor.page, size)
        visitor.resize(width)
        wait_until_still(visitor.page)
        if faults := unreadable(visitor.page):
            found[view, width, size] = faults
    enlarge_text(visitor.page, "")
    return found


@pytest.mark.parametrize("title", VIEWS)
def test_nothing_of_a_page_is_cut_off(visitor: Visitor, sample_id: str, title: str) -> None:
    visitor.open(f"/?assessment={sample_id}")
    visitor.go_to(title)
    found = look(visitor, title)
    for view in VIEWS[title]:
        visitor.view(view)
        found |= look(visitor, view)
    assert found == {}


def test_nothing_of_a_workshop_is_cut_off(visitor: Visitor, repository: Storage) -> None:
    catalogue = catalogue_for("gcm-10")
    room, item = hold_room(repository, state=3, catalogue=catalogue), catalogue.recommendations[0].id
    room.steps(item, Step.OPEN)
    room.vote_all(item, [Rating.PARTIAL, Rating.IMPLEMENTED, Rating.ABSENT])
    room.steps(item, Step.CLOSE, Step.REVEAL)
    visitor.open(f"/workshops?workshop={room.id}")
    found: dict[tuple[str, int, str], list[str]] = {}
    for view in ("Prepare", "Lead", "Participants", "Finish and files"):
        visitor.view(view)
        found |= look(visitor, view)
    assert found == {}


def test_the_keys_fold_out_beside_the_edge_of_a_small_screen(visitor: Visitor, sample_id: str) -> None:
    visitor.open(f"/rate?assessment={sample_id}")
    for width in (320, 360, 1280):
        visitor.resize(width)
        keys = visitor.page.locator("details.keys")
        if keys.get_attribute("open") is None:
            keys.locator("summary").click()
        box = keys.locator("> div").bounding_box()
        assert box is not None
        assert box["x"] >= EDGE, width
        assert box["x"] + box["width"] <= width - EDGE, width
