"""What somebody meets who comes for the first time, and what a page of somebody else gets from the app."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.server import Server

CODE_BOUND, FONTS_BOUND = 900_000, 600_000
"""Bytes of all that a page loads. Uncompressed, the code has three million and more."""


def test_a_first_visit_takes_few_bytes_and_is_told_that_the_page_is_loading(browser: Browser, server: Server) -> None:
    context = browser.new_context()
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
    page.goto(server.url)
    page.get_by_role("heading", name="Policy gap assessment", level=1).wait_for()
    expect(page.get_by_text("Loading…")).to_have_count(0)
    # How much of it comes before the heading is another matter at each visit.
    page.wait_for_load_state("networkidle")
    assert 0 < sum(code) < CODE_BOUND
    assert sum(fonts) < FONTS_BOUND

    page.route("**/static/js/**", lambda _route: None)  # The line is slow.
    page.goto(server.url, wait_until="commit")
    expect(page.get_by_text("Loading…")).to_be_visible()
    expect(page.get_by_text("Policy gap assessment")).to_be_visible()
    context.close()


def test_a_browser_without_javascript_is_told_what_is_missing(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("This app needs JavaScript.")
    expect(page.get_by_text("Loading…")).to_be_hidden()
    context.close()


class PageElsewhere(BaseHTTPRequestHandler):
    """A page of somebody else, which a person has open beside the app."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title>")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing of it."""


@pytest.fixture
def port_elsewhere() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), PageElsewhere) as elsewhere:
        Thread(target=elsewhere.serve_forever).start()
        yield elsewhere.server_port
        elsewhere.shutdown()


# What a page can do without being asked: each gives what the page sees of it.
DEEDS = {
    "websocket": """url => new Promise(done => {
        const socket = new WebSocket(url.replace("http", "ws") + "/_stcore/stream", ["streamlit"]);
        socket.onopen = () => done("open");
        socket.onerror = () => done("refused");
    })""",
    "form": """url => fetch(url + "/_stcore/upload_file/a/b", {method: "POST", mode: "no-cors", body: "a=b"})
        .then(answer => answer.type, () => "refused")""",
    "upload": """url => fetch(url + "/_stcore/upload_file/a/b", {method: "PUT", body: "x"})
        .then(answer => "read", () => "refused")""",
    "reading": """url => fetch(url + "/_stcore/metrics").then(answer => "read", () => "refused")""",
    "image": """url => new Promise(done => {
        const image = new Image();
        image.onload = () => done("shown");
        image.onerror = () => done("refused");
        image.src = url + "/favicon.png";
    })""",
}


def test_a_page_elsewhere_gets_nothing_from_the_app_and_its_link_leads_there(
    browser: Browser, server: Server, port_elsewhere: int
) -> None:
    with urllib.request.urlopen(f"{server.url}/_stcore/health") as answer:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    page = browser.new_page()
    for host in ("127.0.0.1", "localhost"):
        page.goto(f"http://{host}:{port_elsewhere}")
        seen = {name: page.evaluate(deed, server.url) for name, deed in DEEDS.items()}
        assert seen == dict.fromkeys(DEEDS, "refused"), host
    page.evaluate("url => { location.href = url; }", server.url)
    page.get_by_role("heading", name="Policy gap assessment", level=1).wait_for()
    page.close()
