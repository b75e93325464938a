"""deploy/Caddyfile: who is sent where, and what becomes of requests while a process is away."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assessment.web.ballot.forms import VOTE_BYTES
from assessment.web.ballot.protocol import BALLOT_PATHS
from tests.support.proxy import CADDYFILE, Proxy, for_a_test

COOKIE = "__Host-assessment_process"
MARK = "do-not-log-me"


class Process:
    """A process that tells its port, and keeps what it was asked; if it `breaks`, it closes the connection instead."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.breaks = False
        process = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                process._connections.append(self.connection)

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path != "/_stcore/health":
                    process.asked.append((self.command, self.path, body.decode()))
                    if process.breaks:
                        self.close_connection = True
                        return
                told = str(process.port).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            do_GET = do_POST = answer  # noqa: N815 - the library's names

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self._connections: list[socket.socket] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_arguments: None  # type: ignore[method-assign]
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@dataclass
class Site:
    proxy: Proxy
    pages: list[Process] = field(default_factory=list)
    ballots: list[Process] = field(default_factory=list)

    def ask(self, path: str, method: str = "GET", cookie: str = "", body: str = "") -> tuple[HTTPResponse, str]:
        connection = HTTPSConnection("localhost", self.proxy.port, timeout=20, context=self.proxy.trust())
        connection.request(method, path, body or None, {"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        told = answer.read().decode()
        connection.close()
        return answer, told

    def ports(self, processes: list[Process]) -> set[str]:
        return {str(process.port) for process in processes}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    pages, ballots = [Process(), Process()], [Process(), Process()]
    proxy = Proxy(tmp_path, [each.port for each in pages], [each.port for each in ballots])
    try:
        proxy.start()
        yield Site(proxy, pages, ballots)
    finally:
        proxy.stop()
        for process in (*pages, *ballots):
            with suppress(OSError):
                process.stop()


def test_the_ballot_is_at_any_of_its_processes_and_everything_else_at_those_of_the_pages(site: Site) -> None:
    for path in BALLOT_PATHS:
        asked = {site.ask(f"{path}?code={MARK}")[1] for _time in range(4)}
        assert asked == site.ports(site.ballots), path
    for path in ("/", "/enter", "/changes", "/static/ballot.js", "/ballots", "/joining", "/_stcore/stream"):
        assert site.ask(path)[1] in site.ports(site.pages), path


def test_it_speaks_no_tls_before_1_2_and_1_3_if_the_browser_can(site: Site) -> None:
    old, new = site.proxy.trust(), site.proxy.trust()
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(("127.0.0.1", site.proxy.port)) as plain,
        pytest.raises(ssl.SSLError, match="alert protocol version"),
    ):
        old.wrap_socket(plain, server_hostname="localhost")
    with (
        socket.create_connection(("127.0.0.1", site.proxy.port)) as plain,
        new.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        assert connection.version() == "TLSv1.3"


def test_a_visitor_of_the_pages_stays_at_one_process_by_a_cookie_for_tls_alone(site: Site) -> None:
    answer, first = site.ask("/")
    cookie, *attributes = (answer.getheader("Set-Cookie") or "").split("; ")
    assert cookie.startswith(f"{COOKIE}=")
    assert attributes == ["Path=/", "HttpOnly", "Secure", "SameSite=Lax"]
    for _time in range(6):
        answer, told = site.ask("/", cookie=cookie)
        assert (told, answer.getheader("Set-Cookie")) == (first, None)
    assert answer.getheader("Server") is None


def test_where_a_process_is_away_another_answers_and_keeps_the_visitor(site: Site) -> None:
    answer, first = site.ask("/")
    cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    gone = next(process for process in site.pages if str(process.port) == first)
    for process in (gone, site.ballots[0]):
        process.stop()
    for _time in range(8):
        answer, told = site.ask("/ballot")
        assert (answer.status, told) == (200, str(site.ballots[1].port))
    answer, told = site.ask("/", cookie=cookie)
    assert (answer.status, {told}) == (200, site.ports(site.pages) - {first})
    assert (answer.getheader("Set-Cookie") or "").startswith(f"{COOKIE}=")


def test_what_people_send_reaches_one_process_as_theirs_or_none(site: Site, tmp_path: Path) -> None:
    """Also in the moment before the proxy knows that a process is away, which here lasts."""
    unaware = tmp_path / "unaware"
    unaware.write_text(re.sub(r"^\s*(fail_duration|health_).*\n", "", CADDYFILE.read_text(), flags=re.MULTILINE))
    site.proxy.stop()
    site.proxy.start(unaware)
    site.ballots[0].stop()

    def send(number: int) -> int:
        return site.ask(f"/ballot?number={number}", "POST", body=f"vote {number} ")[0].status

    with ThreadPoolExecutor(4) as senders:
        assert set(senders.map(send, range(200))) == {200, 502}
    arrived = [(path, body) for _method, path, body in site.ballots[1].asked]
    assert [path for path, body in arrived if f"{path} " != f"/ballot?number={body.removeprefix('vote ')}"] == []
    assert len(set(arrived)) == len(arrived) == 100


def test_what_breaks_within_its_answer_is_asked_again_unless_it_may_have_been_stored(site: Site) -> None:
    broken, whole = site.ballots
    broken.breaks = True
    for _time in range(4):
        answer, told = site.ask(f"/ballot/now?code={MARK}", cookie=f"secret={MARK}")
        assert (answer.status, told) == (200, str(whole.port))
    whole.breaks = True
    answer, _told = site.ask("/ballot", "POST", cookie=f"secret={MARK}", body=MARK)
    assert answer.status in {502, 503}
    assert sum(method == "POST" for process in site.ballots for method, _path, _body in process.asked) == 1


def test_its_log_says_nothing_of_a_request_whatever_breaks(site: Site) -> None:
    for process in site.ballots:
        process.breaks = True
    answer, _told = site.ask(f"/ballot?code={MARK}", "POST", cookie=f"secret={MARK}", body=MARK)
    assert answer.status in {502, 503}
    assert '"status": 502' in site.proxy.log
    assert MARK not in site.proxy.log
    assert "remote_ip" not in site.proxy.log


def test_a_vote_of_any_length_gets_through_and_more_than_that_is_not_kept_in_memory(site: Site) -> None:
    longest = "x" * VOTE_BYTES
    assert site.ask("/ballot", "POST", body=longest)[0].status == 200
    assert longest in {body for process in site.ballots for _method, _path, body in process.asked}
    assert site.ask("/ballot", "POST", body=longest * 10)[0].status in {413, 502}
    assert all(len(body) <= 256_000 for process in site.ballots for _method, _path, body in process.asked)


@pytest.mark.parametrize("line", ["tls {folder}/certificate.pem {folder}/key.pem", "tls internal"])
def test_it_takes_a_certificate_that_is_given_or_makes_one(line: str, tmp_path: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=gaps.example", "-days", "2"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )
    file = tmp_path / "Caddyfile"
    text = CADDYFILE.read_text(encoding="utf-8")
    ways = {"tls internal": "# tls internal", "tls {folder}/certificate.pem {folder}/key.pem": "# tls /etc/caddy/"}
    (offered,) = [each for each in text.splitlines() if each.strip().startswith(ways[line])]
    text = text.replace(offered, line.format(folder=tmp_path))
    file.write_text(for_a_test(text, "gaps.example:1", [1], [2]), encoding="utf-8")
    checked = subprocess.run(["caddy", "validate", "--config", file], check=False, capture_output=True, text=True)
    assert "Valid configuration" in checked.stdout + checked.stderr
