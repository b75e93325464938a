"""What the checker axe finds on a page, at the levels A and AA of WCAG 2.2 and of good practice."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
GOOD_PRACTICE = "best-practice"
OF_STREAMLIT = {"presentation-role-conflict": '[data-testid="stFileUploaderDropzone"]'}
"""What Streamlit's widgets do otherwise, by the rule: the selector of the elements that it is about."""


def accessibility_faults(page: Page) -> list[tuple[str, str]]:
    """The rule that is broken and the beginning of the element's HTML, for each fault that isn't Streamlit's own."""
    options = {"runOnly": [*LEVELS, GOOD_PRACTICE]}
    return [
        (fault["id"], node["html"][:200])
        for fault in Axe().run(page, options=options).response["violations"]
        for node in fault["nodes"]
        if not _is_of_streamlit(page, fault["id"], node["target"][0])
    ]


def _is_of_streamlit(page: Page, rule: str, target: str) -> bool:
    within = OF_STREAMLIT.get(rule)
    return within is not None and bool(
        page.locator(target).evaluate("(element, within) => element.matches(within)", within)
    )
