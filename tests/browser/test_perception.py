"""Pages for people who use the keyboard, enlarge what they see, or choose their own colours and spacing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Visitor
from tests.browser.test_pages import PAGES

ENLARGED, PHONE, LAPTOP = 320, 360, 1280
"""Widths; the first is what a screen of 1280 has at 400 %."""
VIEWS = {
    "Start": ("New assessment", "Import completed files", "Work offline", "Sample data"),
    "Rate": ("One at a time", "Review"),
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
# Whether what has the focus, or the frame or label that stands for it, has a ring.
HAS_RING = """() => {
  let element = document.activeElement;
  for (let step = 0; element && step < 6; step++, element = element.parentElement) {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    if (outlineStyle === "solid" && parseFloat(outlineWidth) >= 3 && outlineColor === "rgb(11, 79, 108)") return true;
  }
  return false;
}"""
BACKGROUND = "element => getComputedStyle(element).backgroundColor"
FOCUSED = "() => document.activeElement.outerHTML.slice(0, 200)"
MOVING = """() => [...document.querySelectorAll("body *")].map((element) => getComputedStyle(element)).filter(
  ({ animationName, transitionDuration }) => animationName !== "none" || transitionDuration !== "0s"
).map(({ animationName, transitionProperty }) => `${animationName} ${transitionProperty}`)"""
STOPS = 60


def overflow(page: Page) -> int:
    """How many pixels of the page lie beyond its right edge."""
    found: int = page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth")
    return found


def assert_whole(page: Page, name: str) -> None:
    """Everything can be read by scrolling in one direction."""
    assert overflow(page) <= 0, name
    assert page.evaluate(CLIPPED) == [], name


def test_nothing_is_cut_off_at_400_percent_or_with_more_space_between_letters_and_lines(with_samples: Visitor) -> None:
    page = with_samples.page
    for name in PAGES:
        with_samples.go_to(name)
        with_samples.resize(ENLARGED)
        assert_whole(page, name)
        spacing = page.add_style_tag(content=SPACING)
        for width in (ENLARGED, LAPTOP):
            with_samples.resize(width)
            assert_whole(page, f"{name}, spaced, {width}")
        spacing.evaluate("style => style.remove()")


def test_whatever_has_the_focus_has_a_ring(with_samples: Visitor) -> None:
    page = with_samples.page
    for name in PAGES:
        with_samples.go_to(name)
        page.evaluate("document.activeElement.blur()")
        for _stop in range(STOPS):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            assert page.evaluate(HAS_RING), (name, page.evaluate(FOCUSED))


@pytest.mark.parametrize("name", VIEWS)
def test_each_view_of_a_page_is_accessible(with_samples: Visitor, name: str) -> None:
    with_samples.go_to(name)
    for view in VIEWS[name]:
        with_samples.view(view)
        for width in (PHONE, LAPTOP):
            with_samples.resize(width)
            assert accessibility_faults(with_samples.page) == [], (view, width)
            assert overflow(with_samples.page) <= 0, (view, width)


def test_in_the_readers_own_colours_what_is_chosen_differs_from_what_is_not(with_samples: Visitor) -> None:
    page = with_samples.page
    with_samples.go_to("Rate")
    page.emulate_media(forced_colors="active")
    for one, chosen, other in (
        ("rating", '[role="radio"][aria-checked="true"]', '[role="radio"][aria-checked="false"]'),
        ("measure", "label:has(:checked) > div:has(> svg)", "label:not(:has(:checked)) > div:not([data-testid])"),
    ):
        card = page.locator('[class*="st-key-card-"]').filter(has=page.locator(chosen)).first
        colours = [card.locator(each).first.evaluate(BACKGROUND) for each in (chosen, other)]
        assert colours[0] != colours[1], one


def test_nothing_moves_for_who_wants_no_motion(with_samples: Visitor) -> None:
    page = with_samples.page
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == []
