"""A process that answers phones and nothing else: with no Streamlit in it, behind the same checks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

import pytest

from tests.browser.server import PHONES, SharedServer
from tests.conftest import MakeDatabase


@pytest.fixture(scope="module")
def process(make_postgresql: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedServer]:
    given = {"ASSESSMENT_DATABASE_URL": make_postgresql()}
    process = SharedServer(tmp_path_factory.mktemp("phones"), PHONES, environment=given)
    process.start()
    yield process
    process.stop()


def ask(process: SharedServer, path: str, method: str = "GET", body: str = "", **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", process.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, named)
    return connection.getresponse()


def test_it_has_none_of_streamlit_and_of_what_reads_and_writes_documents() -> None:
    script = (
        "import sys; from assessment.web.ballot.server import make_app, settings; make_app(settings());"
        "print({'streamlit', 'pandas', 'docx', 'altair', 'xlsxwriter', 'python_calamine'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_it_says_that_it_runs_and_has_nothing_else_than_the_ballot(process: SharedServer) -> None:
    assert ask(process, "/_stcore/health").read() == b"ok"
    for path in ("/", "/rate", "/enter", "/_stcore/stream", "/changes/00", "/static/js/main.js", "/leave"):
        answer = ask(process, path)
        assert (answer.status, answer.read()) == (404, b"There is nothing here for you."), path
    assert ask(process, "/_stcore/health", "POST").status == 403  # It comes from no page of ours.


def test_phones_get_their_pages_under_the_same_headers_and_checks(process: SharedServer) -> None:
    join = ask(process, "/join")
    assert join.status == 200
    assert b"Code" in join.read()
    headers = {name.lower(): value for name, value in join.getheaders()}
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers
    assert ask(process, "/ballot.css").status == 200
    assert ask(process, "/join", Host="evil.example").status == 403
    form = urlencode({"code": "ABC234"})
    kind = "application/x-www-form-urlencoded"
    assert ask(process, "/join", "POST", form, Origin="http://evil.example", Content_Type=kind).status == 403
    assert ask(process, "/join", "POST", form, Origin=f"http://{process.address}", Content_Type=kind).status == 403
    forwarded = ask(process, "/join", X_Forwarded_For="192.0.2.1")
    assert b"ASSESSMENT_PUBLIC_ADDRESS" in forwarded.read()
