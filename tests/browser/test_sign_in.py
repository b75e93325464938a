"""Signing in with the organisation's account in a real browser, and out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Visitor
from tests.browser.server import SharedServer
from tests.support.provider import SECRET, Provider, running_provider, write_rules


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture
def server(tmp_path: Path, provider: Provider) -> Iterator[SharedServer]:
    server = SharedServer(tmp_path)
    server.environment |= {
        "ASSESSMENT_PUBLIC_ADDRESS": server.url,
        "ASSESSMENT_SIGN_IN": str(write_rules(tmp_path, provider.url)),
        "ASSESSMENT_SIGN_IN_SECRET": SECRET,
    }
    server.start()
    yield server
    server.stop()


def test_a_facilitator_signs_in_at_the_provider_and_out_again(
    browser: Browser, server: SharedServer, provider: Provider
) -> None:
    context = browser.new_context()
    # The mock's own page would fetch a style sheet.
    context.route(re.compile("^https:"), lambda route: route.abort())
    page = context.new_page()
    visitor = Visitor(page, server)
    page.goto(server.url)
    assert accessibility_faults(page) == []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Sign in with Ministry of Labour").click()
    assert page.url.startswith(f"{provider.url}/oauth2/authorize?")
    page.get_by_placeholder("sub").fill("stranger")
    page.get_by_role("button", name="Authorize", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(
        "Your account has no access to this server. Ask the person who runs it."
    )
    page.get_by_role("link", name="Sign in with Ministry of Labour").click()
    page.get_by_placeholder("sub").fill("bela")
    page.get_by_role("button", name="Authorize", exact=True).click()
    page.wait_for_url(f"{server.url}/")
    visitor.settle()
    expect(page.get_by_text("Bela · Facilitator · Labour")).to_be_visible()
    assert "Signed in" not in page.content()
    other = context.new_page()
    other.goto(f"{server.url}/leave")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url(re.compile(f"^{re.escape(provider.url)}/oauth2/end_session"))
    # What was open elsewhere ends at the next click, and going back lets nobody in.
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Compare").click()
    expect(page.get_by_role("link", name="Sign in with Ministry of Labour")).to_be_visible()
    other.get_by_role("button", name="End session").click()
    other.wait_for_url(f"{server.url}/")
    assert other.get_by_role("link", name="Sign in with Ministry of Labour").is_visible()
    other.go_back()
    assert [each["name"] for each in context.cookies(server.url) if "assessment" in each["name"]] == []
    context.close()
