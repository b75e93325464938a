"""Where the app listens, and who reaches it there."""

from __future__ import annotations

import errno
import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from assessment.config import Settings, read_settings
from assessment.services.diagnosis import (
    Check,
    Finding,
    Outcome,
    check_connections,
    check_mode,
    check_port,
    check_reach,
)
from tests.support.ports import free_port


def settings_with(**given: str) -> Settings:
    return read_settings({f"ASSESSMENT_{name}": value for name, value in given.items()})


def shared(**given: str) -> Settings:
    return settings_with(**{"MODE": "shared", "PORT": str(free_port()), **given})


def checked(settings: Settings, *, to_start: bool = False) -> list[Finding]:
    found = [check_port(settings, to_start=to_start), *check_reach(settings)]
    assert {each.check for each in found} == {Check.EXPOSURE}
    assert all(bool(each.fix) == (each.outcome is not Outcome.OK) for each in found)
    return found


def said(found: list[Finding], outcome: Outcome) -> str:
    return "\n".join(f"{each.what} {each.fix}" for each in found if each.outcome is outcome)


@pytest.fixture
def in_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.services.diagnosis.reachable_origins", lambda _settings: ["http://10.0.0.7:8501"])


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port at which something listens that doesn't answer as the app does."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


def test_each_mode_is_explained() -> None:
    (personal,) = check_mode(settings_with())
    (of_shared,) = check_mode(settings_with(MODE="shared", PORT="9000", HOST_NAMES="hall.example", ADDRESS="10.0.0.7"))
    assert personal.outcome is of_shared.outcome is Outcome.OK
    assert "only this computer" in personal.what
    assert "everybody needs a link" in of_shared.what


def test_settings_of_shared_mode_without_it_are_a_problem() -> None:
    _mode, found = check_mode(settings_with(PORT="9000", HOST_NAMES="hall.example", ADDRESS="10.0.0.7"))
    assert found.outcome is Outcome.PROBLEM
    assert "ASSESSMENT_ADDRESS, ASSESSMENT_PORT, ASSESSMENT_HOST_NAMES" in found.what
    assert "ASSESSMENT_MODE=shared" in found.fix
    _mode, found = check_mode(settings_with(PORT="9000"))
    assert found.what.endswith(": ASSESSMENT_PORT.")


@pytest.mark.usefixtures("in_a_network")
def test_plain_http_in_a_network_is_a_notice() -> None:
    found = checked(shared(ADDRESS="0.0.0.0"))
    assert "http://10.0.0.7:8501" in said(found, Outcome.OK)
    assert "isn’t encrypted" in said(found, Outcome.NOTICE)
    assert said(found, Outcome.PROBLEM) == ""


def test_a_computer_in_no_network_is_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.services.diagnosis.reachable_origins", lambda _settings: [])
    assert "in no network" in said(checked(shared(ADDRESS="0.0.0.0")), Outcome.NOTICE)


def test_a_server_that_listens_to_itself_alone_is_a_notice() -> None:
    found = checked(shared(ADDRESS="127.0.0.1"))
    assert said(found, Outcome.NOTICE).startswith("No other computer can reach the app")


def test_behind_a_proxy_only_tls_and_only_the_proxy_are_without_a_notice() -> None:
    without_proxy = "without going through the proxy"
    for public, address, notices in (
        ("https://gaps.example.org", "127.0.0.1", []),
        ("http://gaps.example.org", "127.0.0.1", ["isn’t encrypted"]),
        ("http://gaps.example.org", "0.0.0.0", ["isn’t encrypted", without_proxy]),
    ):
        found = checked(shared(PUBLIC_ADDRESS=public, ADDRESS=address))
        assert public in said(found, Outcome.OK)
        of_notices = [each.what for each in found if each.outcome is Outcome.NOTICE]
        assert len(of_notices) == len(notices), (public, address)
        assert all(words in what for words, what in zip(notices, of_notices, strict=True)), (public, address)


def test_a_port_of_another_program_is_a_problem(monkeypatch: pytest.MonkeyPatch, taken_port: int) -> None:
    monkeypatch.setattr("assessment.services.diagnosis.PATIENCE", 0.1)
    found = checked(shared(ADDRESS="127.0.0.1", PORT=str(taken_port)))
    assert f"Another program uses port {taken_port}" in said(found, Outcome.PROBLEM)
    assert "ASSESSMENT_PORT" in said(found, Outcome.PROBLEM)


def test_that_the_app_runs_already_is_a_problem_only_where_it_is_to_start() -> None:
    class Healthy(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok" if self.path == "/_stcore/health" else b"")

        def log_message(self, *_arguments: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Healthy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            settings = shared(ADDRESS="127.0.0.1", PORT=str(server.server_port))
            words = f"The app already runs at port {server.server_port}."
            assert words in said(checked(settings), Outcome.OK)
            assert words in said(checked(settings, to_start=True), Outcome.PROBLEM)
        finally:
            server.shutdown()


def test_an_address_that_is_not_this_computers_is_a_problem() -> None:
    # 198.51.100.1 is nobody's address.
    found = checked(shared(ADDRESS="198.51.100.1"))
    assert "198.51.100.1 is not an address of this computer" in said(found, Outcome.PROBLEM)


def test_a_port_that_only_root_may_use_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    found = checked(settings_with(MODE="shared", ADDRESS="127.0.0.1", PORT="80"))
    assert "may not listen at port 80" in said(found, Outcome.PROBLEM)


@pytest.mark.parametrize(
    ("phones", "outcome"), [(120, Outcome.NOTICE), (999, Outcome.NOTICE), (1_000, Outcome.OK), (5_112, Outcome.OK)]
)
def test_too_few_connections_for_a_hall_are_told_in_phones(phones: int, outcome: Outcome) -> None:
    found = check_connections(phones)
    assert (found.outcome, found.what) == (outcome, f"About {phones:,} phones can be connected at once.")
