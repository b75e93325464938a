"""What the checker axe finds on a page, at the levels A and AA of WCAG 2.2 and of good practice."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.waiting import wait_until

LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
GOOD_PRACTICE = "best-practice"
OF_STREAMLIT = {"presentation-role-conflict": '[data-testid="stFileUploaderDropzone"]'}
"""What Streamlit's widgets do otherwise, by the rule: the selector of the elements that it is about."""
# What is in order is thousands of elements, which take longer to describe than to check.
DRAWN = """!document.querySelector('[data-testid="stApp"]:not([data-test-script-state="notRunning"])')"""
RUN = """options => axe.run({ ...options, resultTypes: ["violations"] }).then(({ violations }) => violations)"""


def violations(page: Page, **options: Any) -> list[dict[str, Any]]:
    """What the checker finds, which stays on a page once it is there, when nothing on it is being drawn anew."""
    wait_until(page, DRAWN)
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate(RUN, options)
    return found


def accessibility_faults(page: Page) -> list[tuple[str, str]]:
    """The rule that is broken and the beginning of the element's HTML, for each fault that isn't Streamlit's own."""
    return [
        (fault["id"], node["html"][:200])
        for fault in violations(page, runOnly=[*LEVELS, GOOD_PRACTICE])
        for node in fault["nodes"]
        if not _is_of_streamlit(page, fault["id"], node["target"][0])
    ]


def _is_of_streamlit(page: Page, rule: str, target: str) -> bool:
    within = OF_STREAMLIT.get(rule)
    return within is not None and bool(
        page.locator(target).evaluate("(element, within) => element.matches(within)", within)
    )
