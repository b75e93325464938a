"""What the server says to a browser with every answer."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.browser.server import Server


@pytest.mark.parametrize("path", ["/", "/rate", "/_stcore/health", "/nothing/here"])
def test_every_answer_keeps_the_doors_shut(server: Server, path: str) -> None:
    try:
        with urllib.request.urlopen(server.url + path) as answer:
            headers = answer.headers
    except urllib.error.HTTPError as error:
        headers = error.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


class PageElsewhere(BaseHTTPRequestHandler):
    """A page of somebody else, which a person has open beside the app."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title>")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing of it."""


@pytest.fixture(scope="module")
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


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_page_elsewhere_gets_nothing_from_the_app(
    browser: Browser, server: Server, port_elsewhere: int, host: str
) -> None:
    page = browser.new_page()
    page.goto(f"http://{host}:{port_elsewhere}")
    seen = {name: page.evaluate(deed, server.url) for name, deed in DEEDS.items()}
    page.close()
    assert seen == dict.fromkeys(DEEDS, "refused")


def test_a_link_on_a_page_elsewhere_leads_to_the_app(browser: Browser, server: Server, port_elsewhere: int) -> None:
    page = browser.new_page()
    page.goto(f"http://localhost:{port_elsewhere}")
    page.evaluate("url => { location.href = url; }", server.url)
    page.get_by_role("heading", name="Policy gap assessment", level=1).wait_for()
    page.close()
