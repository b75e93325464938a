"""A hall: one server, and people who come to it by a name, each with a browser and a link of their own.

Under such a name a page is no secure context, as in a hall without TLS: some of what browsers can do isn't there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.chromium import ARGUMENTS, system_browser
from tests.browser.conftest import Visitor
from tests.browser.server import ROOT, SharedServer

NAME = "hall.test"
PHONE, LAPTOP = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)
ITEM = "GCM10-01"
ENDED = "Your link no longer works here. Open it again, or ask for a new one."


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SharedServer]:
    server = SharedServer(tmp_path, environment={"ASSESSMENT_HOST_NAMES": NAME})
    server.start()
    server.url = f"http://{NAME}:{server.port}"  # As browsers know it.
    yield server
    server.stop()


@pytest.fixture
def hall_browser(browser: Browser) -> Iterator[Browser]:
    """A browser for which the name leads to this machine."""
    arguments = [*ARGUMENTS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    launched = browser.browser_type.launch(executable_path=system_browser(), args=arguments)
    yield launched
    launched.close()


def administrators_link(server: SharedServer) -> str:
    """What the administrator of the machine reads in the terminal."""
    settings = {
        "ASSESSMENT_DATABASE_URL": f"sqlite:///{server.database}",
        "ASSESSMENT_MODE": "shared",
        "ASSESSMENT_ADDRESS": "127.0.0.1",
        "ASSESSMENT_PORT": str(server.port),
        "ASSESSMENT_HOST_NAMES": NAME,
    }
    done = subprocess.run(
        [sys.executable, "-m", "assessment", "links", "create", "administrator", "--name", "Ada"],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        check=True,
        text=True,
    )
    found = re.search(rf"http://{re.escape(NAME)}:{server.port}/enter#\S+", done.stdout)
    assert found is not None, done.stdout
    return found[0]


def is_accessible(page: Page) -> bool:
    violations = Axe().run(page).response["violations"]
    assert violations == []
    return True


def come_in(context: BrowserContext, server: SharedServer, link: str, name: str) -> Visitor:
    """Open a link, and give a name, as a person does."""
    visitor = Visitor(context.new_page(), server)
    page = visitor.page
    page.goto(link)
    expect(page.get_by_text("Your link is ready.")).to_be_visible()
    assert "#" not in page.url
    assert page.evaluate("isSecureContext") is False
    assert is_accessible(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert is_accessible(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Continue").click()
    visitor.settle()
    return visitor


def make_link(visitor: Visitor, name: str) -> str:
    """Make the link that the page “Links” is asked for, and copy it."""
    page = visitor.page
    page.get_by_label("Who is it for?").fill(name)
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("heading", name=f"The link for {name}")).to_be_visible()
    visitor.settle()
    assert is_accessible(page)
    page.get_by_role("button", name="Copy").click()
    visitor.settle()
    link = page.get_by_label("Link", exact=True).input_value()
    page.get_by_role("button", name="Done").click()
    visitor.settle()
    assert link.partition("#")[2] not in page.content()
    return link


def test_a_hall_from_the_administrators_link_to_a_coeditor_who_is_out(
    hall_browser: Browser, server: SharedServer
) -> None:
    of_administrator, of_facilitator = (hall_browser.new_context(viewport=LAPTOP) for _person in range(2))
    of_coeditor = hall_browser.new_context(viewport=PHONE, has_touch=True)

    ada = come_in(of_administrator, server, administrators_link(server), "Ada")
    ada.go_to("Links")
    ada.page.get_by_text("Facilitator", exact=True).first.click()
    ada.settle()
    box = ada.page.get_by_role("combobox", name="For which organisation?")
    box.fill("Ministry")
    box.press("Enter")
    ada.settle()
    facilitators = make_link(ada, "Bikram")

    bikram = come_in(of_facilitator, server, facilitators, "Bikram")
    bikram.begin("Nepal", "State")
    bikram.go_to("Links")
    coeditors = make_link(bikram, "Chen")

    chen = come_in(of_coeditor, server, coeditors, "Chen")
    expect(chen.page.get_by_role("heading", name="Rate", level=1)).to_be_visible()
    item = chen.page.locator("[class*='st-key-card-']").first
    item.get_by_role("radio", name="Partial").click()
    expect(item.get_by_text(re.compile(r"Saved \d\d:\d\d:\d\d"))).to_be_visible()
    chen.settle()
    assert is_accessible(chen.page)
    assert chen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    bikram.go_to("Rate")
    seen = bikram.page.locator("[class*='st-key-card-']").first
    expect(seen.get_by_role("radio", name="Partial")).to_have_attribute("aria-checked", "true")
    expect(seen.get_by_text("Chen")).to_be_visible()
    bikram.go_to("Links")
    made = bikram.page.locator("[class*='st-key-link-']").filter(has_text="Chen").first
    made.get_by_role("button", name="Revoke").click()
    bikram.page.get_by_text("Whoever came by it is out at once.").wait_for()
    bikram.page.get_by_role("button", name="Revoke").last.click()
    expect(bikram.page.get_by_text(re.compile("^Revoked "))).to_be_visible()

    # A page that is open looks every other second for what others do, which is its next action.
    expect(chen.page.get_by_text(ENDED)).to_be_visible(timeout=20_000)
    expect(chen.page.get_by_label("Paste your link here")).to_be_visible()
    assert is_accessible(chen.page)
    bikram.go_to("Rate")
    expect(seen.get_by_role("radio", name="Partial")).to_have_attribute("aria-checked", "true")

    assert (ada.faults, bikram.faults, chen.faults) == ([], [], [])
    for context in (of_administrator, of_facilitator, of_coeditor):
        context.close()
