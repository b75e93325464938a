"""What comes over the line when somebody opens the app for the first time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_pages import PAGES

CODE_BOUND, FONTS_BOUND = 900_000, 600_000
"""Bytes of all that a page loads. Uncompressed, the code has three million and more."""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def chart_files(page: Page) -> list[str]:
    """The names of what has come to draw charts."""
    names: list[str] = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    return [name for name in names if "vega" in name.lower()]


@pytest.mark.parametrize("path", ["/", "/rate", "/results", "/compare", "/workshops"])
def test_a_first_visit_takes_few_bytes(context: BrowserContext, server: Server, path: str) -> None:
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    addresses: dict[str, str] = {}
    line.on("Network.responseReceived", lambda event: addresses.update({event["requestId"]: event["response"]["url"]}))
    code, fonts = list[float](), list[float]()

    def note(event: dict[str, Any]) -> None:
        is_font = addresses[event["requestId"]].endswith(".woff2")
        (fonts if is_font else code).append(event["encodedDataLength"])

    line.on("Network.loadingFinished", note)
    page.goto(server.url + path)
    page.get_by_role("heading", level=1).wait_for()
    # How much of it comes before the heading is another matter at each visit.
    page.wait_for_load_state("networkidle")
    assert 0 < sum(code) < CODE_BOUND
    assert sum(fonts) < FONTS_BOUND


def test_the_page_says_that_it_is_loading_until_it_is_drawn(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.route("**/static/js/**", lambda _route: None)  # The line is slow.
    page.goto(server.url, wait_until="commit")
    expect(page.get_by_text("Loading…")).to_be_visible()
    expect(page.get_by_text("Policy gap assessment")).to_be_visible()
    page.unroute_all()
    page.goto(server.url)
    page.get_by_role("heading", name="Policy gap assessment", level=1).wait_for()
    expect(page.get_by_text("Loading…")).to_have_count(0)


def test_a_browser_without_javascript_is_told_what_is_missing(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("This app needs JavaScript.")
    expect(page.get_by_text("Loading…")).to_be_hidden()
    context.close()


def test_no_page_loads_the_code_of_charts_before_a_chart_is_opened(with_samples: Visitor) -> None:
    for name in PAGES:
        with_samples.go_to(name)
        assert chart_files(with_samples.page) == [], name
