"""How a shared server is started: what it prints where, and when it refuses."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assessment import config
from assessment.access.entrance import Entrance
from assessment.cli.start import become
from assessment.storage.opening import open_storage
from tests.browser.server import ROOT, Server
from tests.conftest import MakeDatabase
from tests.support.commands import refused, said, said_json, use_own_settings
from tests.support.ports import free_port

if sys.platform != "win32":
    import resource

KEY = re.compile(r"/enter#([\w-]{32})")


class Became(Exception):
    """The command would now run another program."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.command, self.environment = list(command), environment


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: int) -> None:
    use_own_settings(monkeypatch, tmp_path, ADDRESS="127.0.0.1", PORT=str(port), HOST_NAMES="hall.example room.example")

    def become(command: Sequence[str], environment: Mapping[str, str]) -> None:
        raise Became(command, environment)

    monkeypatch.setattr("assessment.cli.serving.become", become)


def started(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[Became, str]:
    """What the command would become, and what it prints before."""
    with pytest.raises(Became) as caught:
        said(capsys, "serve", *words)
    out, err = capsys.readouterr()
    assert err == ""
    return caught.value, out


def test_without_a_terminal_and_an_administrators_link_nothing_is_started(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for words in ((), ("--json",)):
        told = refused(capsys, "serve", *words)
        assert "Make one: python -m assessment links create administrator" in told
    assert list(tmp_path.iterdir()) == []


def test_the_app_is_started_in_shared_mode_where_the_settings_say(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    monkeypatch.setenv("ASSESSMENT_MODE", "personal")
    said(capsys, "links", "create", "administrator")
    became, printed = started(capsys)
    assert became.command == [str(ROOT / "app.py")]
    assert became.environment["ASSESSMENT_MODE"] == "shared"
    lines = printed.splitlines()
    assert f"http://hall.example:{port}" in lines
    assert f"or http://room.example:{port}" in lines
    assert any(set(line) <= set(" █▄▀") and len(line) > 20 for line in lines)
    assert "\x1b" not in printed


def test_a_process_for_phones_shares_a_postgresql_database_and_needs_no_link(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, make_postgresql: MakeDatabase, port: int
) -> None:
    assert "on PostgreSQL only: set ASSESSMENT_DATABASE_URL" in refused(capsys, "serve", "--ballots")
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", make_postgresql())
    config.settings.cache_clear()
    became, printed = started(capsys, "--ballots")
    assert became.command == ["-m", "assessment.web.ballot.server"]
    assert became.environment["ASSESSMENT_MODE"] == "shared"
    assert f"Phones are answered at 127.0.0.1:{port}, for the proxy." in printed
    assert "/enter#" not in printed


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_server_may_have_as_many_connections_as_the_system_permits(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "links", "create", "administrator")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, hard - 1), hard))
        _became, printed = started(capsys)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)
        assert "connections" in printed
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_json_is_one_line_without_a_key(capsys: pytest.CaptureFixture[str], port: int) -> None:
    said(capsys, "links", "create", "administrator")
    _became, printed = started(capsys, "--json")
    assert printed.count("\n") == 1
    start = json.loads(printed)
    assert set(start) == {"addresses", "notices"}
    assert start["addresses"] == [f"http://hall.example:{port}", f"http://room.example:{port}"]
    assert {frozenset(each) for each in start["notices"]} == {frozenset({"check", "state", "what", "fix"})}


def test_no_name_of_a_link_is_shown_to_a_room(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "links", "create", "administrator", "--name", "Bela", "--days", "1")
    _became, printed = started(capsys)
    assert "Bela" not in printed
    assert "! exposure, notice:" in printed


def test_every_problem_is_told_and_nothing_is_started(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: int
) -> None:
    said(capsys, "links", "create", "administrator")
    use_own_settings(monkeypatch, tmp_path, WORD_TEMPLATE=str(tmp_path / "nothing.docx"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        monkeypatch.setattr("assessment.services.diagnosis.PATIENCE", 0.1)
        told = refused(capsys, "serve").splitlines()
    assert len(told) == 2
    assert "nothing.docx" in told[0]
    assert f"Another program uses port {port}. Stop that program" in told[1]


def test_a_setting_that_cannot_be_used_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_own_settings(monkeypatch, tmp_path, ADDRESS="hall.example")
    assert refused(capsys, "serve").startswith("ASSESSMENT_ADDRESS is “hall.example”. Use an IP address")


def test_on_windows_the_command_waits_for_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit) as ended:
        become(["-c", "raise SystemExit(3)"], os.environ)
    assert ended.value.code == 3

    def interrupt(*_arguments: object, **_more: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "call", interrupt)
    become([], os.environ)


# In a terminal


def test_only_a_terminal_is_shown_the_first_administrators_link_and_only_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert KEY.search(refused(capsys, "serve", "--json")) is None
    _became, shown = started(capsys)
    (key,) = KEY.findall(shown)
    with open_storage(config.settings().database_url) as repository:
        Entrance(repository).enter(key, "Asha")
    _became, shown = started(capsys)
    assert KEY.search(shown) is None
    (link,) = said_json(capsys, "links", "list")
    assert (link["role"], link["name"]) == ("administrator", "First administrator")


# As it is started


def test_no_key_and_no_request_comes_into_a_log(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = said_json(capsys, "links", "create", "administrator")
    database = {"ASSESSMENT_DATABASE_URL": os.environ["ASSESSMENT_DATABASE_URL"]}
    server = Server(tmp_path, ("-m", "assessment", "serve"), environment=database)
    try:
        server.start()
        urllib.request.urlopen(f"{server.url}/_stcore/health?looked-for").close()
    finally:
        server.stop()
    logged = server.log
    assert f"http://hall.example:{server.port}" in logged
    assert KEY.search(logged) is None
    assert made["links"][0].partition("#")[2] not in logged
    assert "looked-for" not in logged
    assert "Traceback" not in logged
    # Streamlit's own lines would name the address of personal mode.
    assert "8501" not in logged
    assert "view your Streamlit app" not in logged
