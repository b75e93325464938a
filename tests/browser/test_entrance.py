"""Coming in by a link and leaving again, on phones and projectors, with scripts and without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from assessment.domain.permissions import EVERYTHING, Role
from assessment.services.links import NewLink
from assessment.storage import Repository, open_repository
from assessment.web.changes import CHANGES
from tests.browser.accessibility import accessibility_faults
from tests.browser.server import SharedServer
from tests.browser.waiting import resize
from tests.support.links import a_link

ENDED = "Your link no longer works here. Open it again, or ask for a new one."


@pytest.fixture
def server(shared_server: SharedServer) -> SharedServer:
    return shared_server


@pytest.fixture
def repository(server: SharedServer) -> Iterator[Repository]:
    with open_repository(f"sqlite:///{server.database}") as opened:
        yield opened


@pytest.fixture
def coeditors(repository: Repository) -> NewLink:
    return a_link(repository, Role.COEDITOR)


@pytest.fixture(params=["with scripts", "without"])
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    has_scripts = request.param == "with scripts"
    context = browser.new_context(java_script_enabled=has_scripts)
    yield context
    context.close()


def proceed(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def test_a_person_comes_in_by_a_link_with_scripts_and_without(
    context: BrowserContext, server: SharedServer, coeditors: NewLink
) -> None:
    page, address = context.new_page(), coeditors.address(server.url)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith(server.url) else faults.append(request.url))
    page.goto(address)
    field = page.get_by_label("Paste your link here")
    if "#" in page.url:
        field.fill(address)
    else:
        assert page.get_by_text("Your link is ready.").is_visible()
        assert not field.is_visible()
    assert coeditors.key not in page.content()
    proceed(page)
    page.get_by_label("Your name").fill("Bela")
    proceed(page)
    page.wait_for_url(f"{server.url}/rate?assessment={coeditors.link.scope.assessment_id}")
    page.goto(f"{server.url}/leave")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{server.url}/")
    assert field.is_visible()
    assert faults == []


def test_a_link_that_is_opened_in_the_same_window_is_taken_too(
    browser: Browser, server: SharedServer, coeditors: NewLink
) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}/enter")
    page.goto(coeditors.address(server.url))
    proceed(page)
    page.get_by_label("Your name").wait_for()
    page.close()


def test_the_pages_are_accessible_and_fit_the_screen(
    browser: Browser, server: SharedServer, coeditors: NewLink, repository: Repository
) -> None:
    page = browser.new_page()

    def check(title: str) -> None:
        page.get_by_role("heading", name=title, level=1, exact=True).wait_for()
        assert page.title() == title
        assert page.locator("h1").all_inner_texts() == [title]
        for width in (320, 1280):
            resize(page, width, 700)
            assert accessibility_faults(page) == [], width
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(server.url)
    check("Policy gap assessment")
    page.get_by_label("Paste your link here").fill("nothing")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    check("Policy gap assessment")
    page.goto(coeditors.address(server.url))
    page.get_by_text("Your link is ready.").wait_for()
    page.keyboard.press("Enter")
    check("Who are you?")
    page.goto(f"{server.url}/leave")
    check("Sign out")
    page.goto(a_link(repository, Role.PARTICIPANT).address(server.url))
    page.get_by_text("Your link is ready.").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/join")
    check("Boruna 2026")
    page.close()


def test_whose_link_is_revoked_is_told_so_at_the_next_action(
    browser: Browser, server: SharedServer, coeditors: NewLink, repository: Repository
) -> None:
    page = browser.new_page()
    page.goto(coeditors.address(server.url))
    proceed(page)
    page.get_by_label("Your name").fill("Bela")
    proceed(page)
    page.get_by_role("heading", name="Rate", level=1).wait_for(timeout=60_000)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    # It is the action that tells them, and not the page's own look for what is new, which may come first.
    page.route(f"**{CHANGES}*", lambda route: route.abort())
    repository.links.revoke(coeditors.link.id, dt.datetime.now(dt.UTC), EVERYTHING, list(Role))
    page.get_by_role("radio").first.click()
    page.get_by_text(ENDED).wait_for()
    assert page.get_by_label("Paste your link here").is_visible()
    assert page.url == f"{server.url}/"
    page.close()
