"""What the server says to a browser with every answer."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPConnection

import pytest

from tests.browser.server import Server


@pytest.mark.parametrize("path", ["/", "/rate", "/_stcore/health", "/nothing/here"])
def test_every_answer_keeps_the_doors_shut(server: Server, path: str) -> None:
    try:
        with urllib.request.urlopen(server.url + path) as answer:
            headers = answer.headers
    except urllib.error.HTTPError as error:
        headers = error.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


@pytest.mark.parametrize(("host", "status"), [("evil.example", 403), ("localhost", 101)])
def test_a_session_opens_only_under_a_name_of_this_server(server: Server, host: str, status: int) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest("GET", "/_stcore/stream", skip_host=True)
    for name, value in {
        "Host": host,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "streamlit, none",
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == status
    connection.close()
