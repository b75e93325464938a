"""Waiting for what only a script of the page can tell."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Error, Page

STEP = 50
"""Milliseconds between two looks."""
LOOKS = 200
IDLE = """async () => {
  for (let turn = 0; turn < 2; turn += 1) {
    await new Promise(requestAnimationFrame);
    await scheduler.postTask(() => {}, { priority: "background" });
  }
}"""
"""Wait until a page has nothing to do: what was clicked, or left, is sent, and what has come is drawn."""
DRAWN = """async patience => {
  const isThere = (selector) => document.querySelector(selector)?.checkVisibility();
  const end = performance.now() + patience;
  do {
    await (IDLE)();
    if (isThere("h1") && isThere('[data-testid="stApp"][data-test-script-state="notRunning"]')
      && !document.querySelector('[data-testid="stSkeleton"]')
      && isThere('[data-testid="stMain"]:not([aria-busy="true"])')) return true;
  } while (performance.now() < end);
  return false;
}""".replace("IDLE", IDLE)
"""Wait until a page of Streamlit's has nothing to do, and no script runs for it."""
DOCUMENTS = 5
"""To how many other documents one click may lead."""
STILL = """async () => {
  const shape = () => [...document.querySelectorAll("[data-testid=stMain], [data-testid=stMain] *")].length
    + " " + [document.documentElement, document.querySelector("[data-testid=stMain]") ?? document.body]
      .map((each) => [each.scrollWidth, each.scrollHeight]);
  for (let still = 0, before = ""; still < 6; before = shape()) {
    await new Promise(requestAnimationFrame);
    await scheduler.postTask(() => {}, { priority: "background" });
    still = shape() === before ? still + 1 : 0;
  }
}"""
"""Wait until a page hasn’t changed its shape for some frames, between which it had nothing to do."""


def wait_until(page: Page, expression: str) -> None:
    """Wait until an expression is true in a page.

    Playwright's own way asks again from within the page, whose security policy lets no text become a script.
    """
    for _look in range(LOOKS):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(STEP)
    raise AssertionError(expression)


def wait_until_idle(page: Page) -> None:
    with suppress(Error):  # What was clicked has led to another document.
        page.evaluate(IDLE)


def wait_until_drawn(page: Page, patience: float) -> None:
    """Wait until a page of Streamlit's has nothing to do, for a number of seconds at most."""
    for _document in range(DOCUMENTS):
        with suppress(Error):  # What was clicked has led to another document.
            assert page.evaluate(DRAWN, 1000 * patience), page.url
            return
    raise AssertionError(page.url)


def wait_until_still(page: Page) -> None:
    page.evaluate(STILL)


def resize(page: Page, width: int, height: int) -> None:
    """Give a page another size, and wait until it has taken its shape."""
    page.set_viewport_size({"width": width, "height": height})
    wait_until_still(page)
