"""Coming in by a link and leaving again: with scripts and without, and in a hall, where a name leads to the server.

Under such a name a page is no secure context, as in a hall without TLS: some of what browsers can do isn't there.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.access.links import NewLink
from assessment.domain.permissions import Role
from assessment.storage.links import revoke_link
from assessment.storage.opening import Storage
from assessment.web.visits import CHANGES
from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Visitor
from tests.browser.hall import LAPTOP, PHONE, administrators_link, come_in, make_link
from tests.browser.server import SharedServer
from tests.browser.waiting import resize
from tests.support.gates import as_admin, in_transaction
from tests.support.links import a_link

ENDED = "You are no longer signed in. Come in again, or ask for a new link."


@pytest.fixture
def server(shared_server: SharedServer) -> SharedServer:
    return shared_server


@pytest.fixture
def coeditors(repository: Storage) -> NewLink:
    return a_link(repository, Role.COEDITOR)


def proceed(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def check(page: Page, title: str) -> None:
    """A page is accessible, and fits a phone and a laptop."""
    page.get_by_role("heading", name=title, level=1, exact=True).wait_for()
    assert page.title() == title
    assert page.locator("h1").all_inner_texts() == [title]
    for width in (1280, 320):
        resize(page, width, 700)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_faults(page) == []


def test_a_person_without_scripts_comes_in_by_a_link_and_signs_out(
    browser: Browser, server: SharedServer, coeditors: NewLink
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page, address = context.new_page(), coeditors.address(server.url)
    page.goto(address)
    page.get_by_label("Paste your link, or type the code").fill(address)
    proceed(page)
    assert coeditors.key not in page.url
    page.get_by_label("Your name").fill("Bela")
    proceed(page)
    page.wait_for_url(f"{server.url}/rate?assessment={coeditors.link.scope.assessment_id}")
    page.goto(f"{server.url}/leave")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{server.url}/")
    assert page.get_by_label("Paste your link, or type the code").is_visible()
    # The next person at the computer goes back, and isn't in.
    for _step in range(4):
        page.go_back()
    assert page.get_by_label("Paste your link, or type the code").input_value() == ""
    assert [cookie["name"] for cookie in context.cookies()] == []
    context.close()


def test_a_person_comes_in_by_accessible_pages_and_is_told_at_the_next_action_that_their_link_is_revoked(
    visitor: Visitor, server: SharedServer, coeditors: NewLink, repository: Storage
) -> None:
    page, field = visitor.page, visitor.page.get_by_label("Paste your link, or type the code")
    page.goto(f"{server.url}/enter")
    check(page, "Policy gap assessment")
    field.fill("nothing")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    check(page, "Policy gap assessment")
    visitor.faults.clear()  # A browser complains of a form that is refused, and may.
    page.goto(a_link(repository, Role.PARTICIPANT).address(server.url))
    page.get_by_text("Your link is ready.").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/join")
    check(page, "Boruna 2026")

    # A link that is opened in the same window is taken too.
    page.goto(f"{server.url}/enter")
    page.goto(coeditors.address(server.url))
    page.get_by_text("Your link is ready.").wait_for()
    assert not field.is_visible()
    assert coeditors.key not in page.content()
    page.keyboard.press("Enter")
    check(page, "Who are you?")
    page.get_by_label("Your name").fill("Bela")
    proceed(page)
    visitor.settle()
    assert page.url == f"{server.url}/rate?assessment={coeditors.link.scope.assessment_id}"

    # It is the action that tells them, and not the page's own look for what is new, which may come first.
    page.route(f"**{CHANGES}*", lambda route: route.abort())
    assert visitor.faults == []
    in_transaction(as_admin(repository), revoke_link, coeditors.link.id)
    page.get_by_role("radio", name="Partial").first.click()
    page.get_by_text(ENDED).wait_for()
    assert field.is_visible()
    assert page.url == f"{server.url}/"


def test_a_hall_from_the_administrators_link_to_a_coeditor_who_is_out(
    browser: Browser, hall_server: SharedServer
) -> None:
    of_administrator = browser.new_context(viewport=LAPTOP, reduced_motion="reduce")
    of_coeditor = browser.new_context(viewport=PHONE, has_touch=True)
    ada = come_in(of_administrator, hall_server, administrators_link(hall_server), "Ada")
    ada.open_new(country="NPL")
    ada.go_to("Links")
    ada.page.get_by_text("Co-editor", exact=True).first.click()
    ada.settle()
    chen = come_in(of_coeditor, hall_server, make_link(ada, "Chen"), "Chen")
    expect(chen.page.get_by_role("heading", name="Rate", level=1)).to_be_visible()
    item = chen.page.locator("[class*='st-key-card-']").first
    item.get_by_role("radio", name="Partial").click()
    expect(item.get_by_text(re.compile(r"Saved \d\d:\d\d:\d\d"))).to_be_visible()
    assert chen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    ada.go_to("Rate")
    seen = ada.page.locator("[class*='st-key-card-']").first
    expect(seen.get_by_role("radio", name="Partial")).to_have_attribute("aria-checked", "true")
    expect(seen.get_by_text("Chen")).to_be_visible()
    ada.go_to("Links")
    made = ada.page.locator("[class*='st-key-link-']").filter(has_text="Chen").first
    made.get_by_role("button", name="Revoke").click()
    ada.page.get_by_text("Anyone using this link is signed out at once.").wait_for()
    ada.page.get_by_role("button", name="Revoke").last.click()
    expect(ada.page.get_by_text(re.compile("^Revoked "))).to_be_visible()

    # A page that is open looks every other second for what others do, which is its next action.
    expect(chen.page.get_by_text(ENDED)).to_be_visible()
    expect(chen.page.get_by_label("Paste your link, or type the code")).to_be_visible()

    assert (ada.faults, chen.faults) == ([], [])
    for context in (of_administrator, of_coeditor):
        context.close()
