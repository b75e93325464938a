"""Waiting for what only a script of the page can tell."""

from __future__ import annotations

from playwright.sync_api import Page

STEP = 50
"""Milliseconds between two looks."""
LOOKS = 200


def wait_until(page: Page, expression: str) -> None:
    """Wait until an expression is true in a page.

    Playwright's own way asks again from within the page, whose security policy lets no text become a script.
    """
    for _look in range(LOOKS):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(STEP)
    raise AssertionError(expression)
