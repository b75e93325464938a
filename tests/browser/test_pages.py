"""Every page for everybody: on phones and screens, for screen readers, and for people who enlarge what they see, choose
their own colours and spacing, or want nothing to move."""

from __future__ import annotations

import csv

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
from tests.support.room import hold_room

SIZES = {0.875, 1, 1.15, 1.35, 1.75, 2.5}
"""The sizes of type (pictures.css), as shares of the page's own."""
ENLARGED, LAPTOP = 320, 1280
"""Widths; the first is that of a small phone, and what a screen of 1280 has at 400 %. A laptop’s comes last, where the
next page can be chosen at the side."""
SIDES = ("By recommendation", "Voices", "Rounds", "How this was compared", "Downloads")
VIEWS: dict[str, tuple[str, ...]] = {
    "Start": (),
    "Rate": ("One at a time", "Review"),
    "Results": ("Follow-up plan", "All gaps", "Unknown", "Figures", "Downloads"),
    "Workshops": (),
    "Recommendations": (),
    "Method": (),
    "Compare": SIDES,
}
# WCAG 2.2, 1.4.12.
SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
"""
# The texts that a frame cuts off; in one that scrolls they can be read.
CLIPPED = """() => {
  const cuts = (style, axis) => ["hidden", "clip"].includes(style[axis]);
  const isCut = (element) => {
    const text = document.createRange();
    text.selectNodeContents(element);
    const place = text.getBoundingClientRect();
    for (let frame = element; frame; frame = frame.parentElement) {
      const style = getComputedStyle(frame), box = frame.getBoundingClientRect();
      // What is for screen readers alone is one pixel large; what is folded after some lines can be unfolded.
      if (box.width < 3 || box.height < 3 || /auto|scroll/.test(style.overflow)) return false;
      if (style.webkitLineClamp !== "none") return false;
      if (cuts(style, "overflowX") && (place.right > box.right + 2 || place.left < box.left - 2)) return true;
      if (cuts(style, "overflowY") && (place.bottom > box.bottom + 2 || place.top < box.top - 2)) return true;
    }
    return false;
  };
  const main = document.querySelector('[data-testid="stMain"]');
  const texts = [...main.querySelectorAll("*:not(svg, svg *)")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()));
  return texts.filter((element) => element.checkVisibility() && isCut(element)).map((element) => element.textContent);
}"""
BEYOND = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
  .map((each) => each.scrollWidth - each.clientWidth)"""
"""How many pixels of the page, and of its main part, lie beyond the right edge."""
MOVING = """() => [...document.querySelectorAll("body *")].map((element) => getComputedStyle(element)).filter(
  ({ animationName, transitionDuration }) => animationName !== "none" || transitionDuration !== "0s"
).map(({ animationName, transitionProperty }) => `${animationName} ${transitionProperty}`)"""
# Tables that turn their rows into blocks need no scrolling sideways.
SIDEWAYS = """() => [...document.querySelectorAll(".sheet.stack")]
  .filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.ariaLabel)"""
SIGHT = (ROOT / "benchmarks" / "screens" / "sight.js").read_text(encoding="utf-8")
CHART_CODE = "performance.getEntriesByType('resource').map(each => each.name).filter(each => /vega/i.test(each))"


def check(visitor: Visitor, name: str) -> None:
    """What is open is accessible and fits the screen at both widths, and nothing of it is cut off."""
    page = visitor.page
    visitor.resize(ENLARGED)
    # With more space between letters and lines, which is the harder case.
    spacing = page.add_style_tag(content=SPACING)
    assert page.evaluate(CLIPPED) == [], name
    assert max(page.evaluate(BEYOND)) <= 0, (name, ENLARGED)
    spacing.evaluate("style => style.remove()")
    assert page.evaluate(SIDEWAYS) == [], name
    assert page.get_by_role("button", name="Menu", exact=True).is_visible(), name
    visitor.resize(LAPTOP)
    assert max(page.evaluate(BEYOND)) <= 0, (name, LAPTOP)
    # Here the menu at the side is looked at too; the rest is the same at each width.
    assert accessibility_faults(page) == [], name
    assert page.locator("h1").count() == 1, name
    # For somebody who wants no motion.
    assert page.evaluate(MOVING) == [], name
    check_frame(visitor, name)


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


def test_every_page_and_view_is_accessible_fits_the_screen_and_marks_invented_places(
    visitor: Visitor, sample_id: str
) -> None:
    page = visitor.page
    visitor.open(f"/?assessment={sample_id}")
    for title, views in VIEWS.items():
        visitor.go_to(title)
        assert page.get_by_text("Sample data", exact=True).first.is_visible(), title
        check(visitor, title)
        for view in views:
            visitor.view(view)
            check(visitor, f"{title}, {view}")
        # The code that draws charts comes only once somebody opens one.
        assert page.evaluate(CHART_CODE) == [], title
    for entry in ("Begin an assessment", "Import completed files", "Work offline"):
        visitor.open(f"/?assessment={sample_id}")
        visitor.enter(entry)
        if entry == "Begin an assessment":
            page.get_by_text("More", exact=True).click()
            page.get_by_text("Leave the organisation’s name out of reports").wait_for()
        check(visitor, entry)
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
    for width, size in ((320, ""), (640, ""), (1280, "200%"), (1920, "")):
        enlarge_text(ada.page, size)
        ada.resize(width)
        assert max(ada.page.evaluate(BEYOND)) <= 0, width
        # Signing out is in the menu, which is closed where there is little room.
        assert set(unreadable(ada.page)) <= {"outside its box: Sign out"}, (width, size)
    enlarge_text(ada.page, "")
    assert accessibility_faults(ada.page) == []
    with ada.page.expect_download() as download:
        ada.page.get_by_role("button", name="Audit log (CSV)").click()
    rows = list(csv.DictReader(download.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["event"], row["person"], row["through"]) for row in rows[-1:]] == [("signed in", "Ada", "page")]
    assert ada.faults == []
    context.close()
