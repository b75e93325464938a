"""Every page for everybody: on phones and screens, for screen readers, and for people who enlarge what they see, choose
their own colours and spacing, or want nothing to move."""

from __future__ import annotations

import csv

import pytest
from playwright.sync_api import Browser

from assessment.domain.answer import Rating
from assessment.domain.workshop.stages import Step
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage
from tests.browser.accessibility import accessibility_faults
from tests.browser.clipping import enlarge_text, unreadable
from tests.browser.conftest import Visitor
from tests.browser.hall import LAPTOP as DESK
from tests.browser.hall import administrators_link, come_in
from tests.browser.server import ROOT, SharedServer
from tests.browser.waiting import wait_until_still
from tests.support.room import hold_room

SIZES = {0.875, 1, 1.15, 1.35, 1.75, 2.5}
"""The sizes of type (pictures.css), as shares of the page's own."""
ENLARGED, LAPTOP = 320, 1280
"""Widths; the first is that of a small phone, and what a screen of 1280 has at 400 %."""
EDGE = 8
"""Pixels at each side of the window in which nothing stands."""
WALKS: tuple[dict[str, tuple[str, ...]], ...] = (
    {"Start": (), "Rate": ("One at a time", "Review"), "Workshops": (), "Recommendations": (), "Method": ()},
    {"Results": ("Follow-up plan", "All gaps", "Unknown", "Figures", "Downloads")},
    {"Compare": ("By recommendation", "Voices", "Rounds", "How this was compared", "Downloads")},
)
"""Pages and their views, as they are looked at one after the other."""
# WCAG 2.2, 1.4.12.
SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
"""
UNFOLD = """() => document.querySelectorAll('[data-testid="stExpander"] details:not([open]) > summary')
  .forEach((each) => each.click())"""
MOVING = """() => [...document.querySelectorAll("body *")].map((element) => getComputedStyle(element)).filter(
  ({ animationName, transitionDuration }) => animationName !== "none" || transitionDuration !== "0s"
).map(({ animationName, transitionProperty }) => `${animationName} ${transitionProperty}`)"""
# Tables that turn their rows into blocks need no scrolling sideways.
SIDEWAYS = """() => [...document.querySelectorAll(".sheet.stack")]
  .filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.ariaLabel)"""
SIGHT = (ROOT / "benchmarks" / "screens" / "sight.js").read_text(encoding="utf-8")
CHART_CODE = "performance.getEntriesByType('resource').map(each => each.name).filter(each => /vega/i.test(each))"


def check(visitor: Visitor, name: str) -> None:
    """What is open at a laptop’s width is accessible and well framed. With every fold open nothing of it is cut off in
    letters of twice the size, on a small phone, and there with more space between letters and lines."""
    page = visitor.page
    wait_until_still(page)
    assert unreadable(page) == [], name
    # Here the menu at the side is looked at too; the rest is the same at each width.
    assert accessibility_faults(page) == [], name
    assert page.locator("h1").count() == 1, name
    # For somebody who wants no motion.
    assert page.evaluate(MOVING) == [], name
    check_frame(visitor, name)
    page.evaluate(UNFOLD)
    visitor.settle()
    enlarge_text(page, "200%")
    wait_until_still(page)
    assert unreadable(page) == [], (name, "200 %")
    enlarge_text(page, "")
    visitor.resize(ENLARGED)
    assert unreadable(page) == [], (name, ENLARGED)
    assert page.evaluate(SIDEWAYS) == [], name
    assert page.get_by_role("button", name="Menu", exact=True).is_visible(), name
    spacing = page.add_style_tag(content=SPACING)
    assert unreadable(page) == [], (name, "spaced")
    spacing.evaluate("style => style.remove()")
    visitor.resize(LAPTOP)


def check_frame(visitor: Visitor, name: str) -> None:
    """Every row of what is open begins where the title does, its type has the six sizes, and one button is filled."""
    visitor.page.evaluate(f"() => {{ {SIGHT} }}")
    frame = visitor.page.evaluate("sight.frame()")
    root = visitor.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert frame["edges"] == [
        visitor.page.locator("h1").evaluate("h1 => Math.round(h1.getBoundingClientRect().left)")
    ], name
    assert {round(size / root, 3) for size in frame["sizes"]} <= SIZES, (name, frame["sizes"])
    assert frame["filled"] <= 1, name


def check_keys(visitor: Visitor) -> None:
    """The keys fold out beside the edge of a screen of any width."""
    for width in (320, 360, LAPTOP):
        visitor.resize(width)
        keys = visitor.page.locator("details.keys")
        if keys.get_attribute("open") is None:
            keys.locator("summary").click()
        box = keys.locator("> div").bounding_box()
        assert box is not None
        assert box["x"] >= EDGE, width
        assert box["x"] + box["width"] <= width - EDGE, width


@pytest.mark.parametrize("pages", WALKS, ids=" ".join)
def test_every_page_and_view_is_accessible_fits_the_screen_and_marks_invented_places(
    visitor: Visitor, sample_id: str, pages: dict[str, tuple[str, ...]]
) -> None:
    page = visitor.page
    visitor.open(f"/?assessment={sample_id}")
    for title, views in pages.items():
        visitor.go_to(title)
        assert page.get_by_text("Sample data", exact=True).first.is_visible(), title
        check(visitor, title)
        if title == "Rate":
            check_keys(visitor)
        for view in views:
            visitor.view(view)
            check(visitor, f"{title}, {view}")
        # The code that draws charts comes only once somebody opens one.
        assert page.evaluate(CHART_CODE) == [], title
    assert visitor.faults == []


def test_every_entry_and_one_recommendation_are_accessible_and_fit_the_screen(visitor: Visitor, sample_id: str) -> None:
    page = visitor.page
    visitor.open(f"/?assessment={sample_id}")
    for entry in ("Begin an assessment", "Import completed files", "Work offline"):
        visitor.enter(entry)
        if entry == "Begin an assessment":
            page.get_by_text("More", exact=True).click()
            page.get_by_text("Leave the organisation’s name out of reports").wait_for()
        check(visitor, entry)
        page.get_by_role("button", name="← Start").click()
    visitor.open(f"/compare?assessment={sample_id}&side=recommendations&recommendation=GCM10-03")
    page.get_by_role("heading", name="Who implements this, and how").wait_for()
    check(visitor, "one recommendation")
    assert visitor.faults == []


def test_every_view_of_a_workshop_is_accessible_and_fits_the_screen(visitor: Visitor, repository: Storage) -> None:
    catalogue = catalogue_for("gcm-10")
    room, item = hold_room(repository, state=3, catalogue=catalogue), catalogue.recommendations[0].id
    room.steps(item, Step.OPEN)
    room.vote_all(item, [Rating.PARTIAL, Rating.IMPLEMENTED, Rating.ABSENT])
    room.steps(item, Step.CLOSE, Step.REVEAL)
    visitor.open(f"/workshops?workshop={room.id}")
    for view in ("Prepare", "Lead", "Participants", "Finish and files"):
        visitor.view(view)
        check(visitor, view)
    assert visitor.faults == []


def test_the_administrators_page_fits_every_screen_and_gives_the_log(
    browser: Browser, hall_server: SharedServer
) -> None:
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    ada = come_in(context, hall_server, administrators_link(hall_server), "Ada")
    ada.go_to("Administration")
    check(ada, "Administration")
    ada.page.emulate_media(forced_colors="active")
    for width in (320, 640, 1920):
        ada.resize(width)
        assert unreadable(ada.page) == [], width
    assert accessibility_faults(ada.page) == []
    with ada.page.expect_download() as download:
        ada.page.get_by_role("button", name="Audit log (CSV)").click()
    rows = list(csv.DictReader(download.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["event"], row["person"], row["through"]) for row in rows[-1:]] == [("signed in", "Ada", "page")]
    assert ada.faults == []
    context.close()
