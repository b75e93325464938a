"""What a hall needs: people who come by a name, each with a browser and a link of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from playwright.sync_api import BrowserContext, ViewportSize, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import HALL as NAME
from tests.browser.conftest import Visitor
from tests.browser.server import ROOT, SharedServer

PHONE, LAPTOP = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)


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


def come_in(context: BrowserContext, server: SharedServer, link: str, name: str) -> Visitor:
    """Open a link, and give a name, as a person does."""
    visitor = Visitor(context.new_page(), server)
    page = visitor.page
    page.goto(link)
    expect(page.get_by_text("Your link is ready.")).to_be_visible()
    assert "#" not in page.url
    assert page.evaluate("isSecureContext") is False
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
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
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Copy").click()
    visitor.settle()
    link = page.get_by_label("Link", exact=True).input_value()
    page.get_by_role("button", name="Done").click()
    visitor.settle()
    assert link.partition("#")[2] not in page.content()
    return link
