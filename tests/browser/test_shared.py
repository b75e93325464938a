"""A hall: one server, and people who come to it by a name, each with a browser and a link of their own.

Under such a name a page is no secure context, as in a hall without TLS: some of what browsers can do isn't there.
"""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.hall import LAPTOP, PHONE, administrators_link, come_in, is_accessible, make_link
from tests.browser.server import SharedServer

ITEM = "GCM10-01"
ENDED = "Your link no longer works here. Open it again, or ask for a new one."


def test_a_hall_from_the_administrators_link_to_a_coeditor_who_is_out(
    hall_browser: Browser, hall_server: SharedServer
) -> None:
    of_administrator, of_facilitator = (hall_browser.new_context(viewport=LAPTOP) for _person in range(2))
    of_coeditor = hall_browser.new_context(viewport=PHONE, has_touch=True)

    ada = come_in(of_administrator, hall_server, administrators_link(hall_server), "Ada")
    ada.go_to("Links")
    ada.page.get_by_text("Facilitator", exact=True).first.click()
    ada.settle()
    box = ada.page.get_by_role("combobox", name="For which organisation?")
    box.fill("Ministry")
    box.press("Enter")
    ada.settle()
    facilitators = make_link(ada, "Bikram")

    bikram = come_in(of_facilitator, hall_server, facilitators, "Bikram")
    bikram.begin("Nepal", "State")
    bikram.go_to("Links")
    coeditors = make_link(bikram, "Chen")

    chen = come_in(of_coeditor, hall_server, coeditors, "Chen")
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
