"""The wheel in an environment of its own: a person starts it, rates, reports and shares it, with no checkout near."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from assessment import __version__
from tests.browser.conftest import Visitor
from tests.browser.server import PATIENCE, ROOT, Server
from tests.support.ports import free_port

NAME = "policy-gap-assessment"
TRAPS = ("assessment", "click", "json", "streamlit", "pickle")
"""Modules that lie in the current folder by chance or on purpose; none may be taken from there."""


class Installation:
    """The wheel, installed with its libraries, and a person who has nothing else."""

    def __init__(self, wheel: Path, folder: Path) -> None:
        self.home, self.current = folder / "home", folder / "downloads"
        for each in (self.home, self.current):
            each.mkdir()
        for name in TRAPS:
            (self.current / f"{name}.py").write_text("raise SystemExit('taken from the current folder')")
        # Options of another program of Streamlit's, with which ours would refuse to start.
        (self.current / ".streamlit").mkdir()
        (self.current / ".streamlit" / "config.toml").write_text("[server]\nport = 9\nmaxUploadSize = 900\n")
        environment = folder / "environment"
        _run(sys.executable, "-m", "uv", "venv", "--python", sys.executable, environment)
        install = (sys.executable, "-m", "uv", "pip", "install", "--python", environment)
        what = ("-c", ROOT / "requirements.txt", wheel)
        try:
            _run(*install, "--offline", *what)
        except subprocess.CalledProcessError:
            _run(*install, *what)
        self.command = environment / ("Scripts" if sys.platform == "win32" else "bin") / NAME

    @property
    def data(self) -> Path:
        return self.home / ".local" / "share" / NAME / "assessments.db"

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ASSESSMENT_"))}
        return {**kept, "HOME": str(self.home), "XDG_DATA_HOME": "", **more}

    def said(self, *words: str | Path, **more: str) -> str:
        """What a command that succeeds prints."""
        done = subprocess.run(
            [self.command, *words], cwd=self.current, env=self.environment(**more), capture_output=True, text=True,
            check=False, encoding="utf-8",
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    @contextmanager
    def started(self, last_line: str, *words: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
        """The app, and what it says until it has said a line that begins so."""
        process = subprocess.Popen(
            [self.command, *words], cwd=self.current, env=self.environment(**more), text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            lines = []
            for line in process.stdout:
                lines.append(line.rstrip("\n"))
                if line.startswith(last_line):
                    break
            yield process, lines
        finally:
            process.kill()
            process.communicate()


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(wheel, tmp_path_factory.mktemp("installation"))


@pytest.fixture
def visitor(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at a browser, before any app runs."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield Visitor(context.new_page(), Server(tmp_path))
    context.close()


def test_the_wheel_has_one_package_one_command_and_the_version_of_the_changelog(
    wheel: Path, installation: Installation
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        about = archive.read(metadata).decode()
    assert {name.partition("/")[0] for name in names} == {
        "assessment",
        f"policy_gap_assessment-{__version__}.dist-info",
    }
    assert not [name for name in names if name.endswith((".db", ".pyc", ".pot"))]
    assert f"\nVersion: {__version__}\n" in about
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == __version__
    assert installation.said("--version") == f"{NAME}, version {__version__}\n"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert list(project["scripts"]) == [NAME]
    assert installation.said("--help").startswith(f"Usage: {NAME} ")


def test_a_person_starts_it_is_told_where_it_and_the_answers_are_rates_and_takes_a_report(
    installation: Installation, visitor: Visitor, tmp_path: Path
) -> None:
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{opened}"\n')
    browser.chmod(0o700)
    with socket.socket() as taken:
        with suppress(OSError):  # Somebody else has it, which is as good.
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", 8501))
            taken.listen()
        with installation.started("To stop", BROWSER=str(browser)) as (process, lines):
            told = "\n".join(lines)
            assert lines[0] == "Starting. This takes a few seconds …"
            address = re.search(r"^    (http://127\.0\.0\.1:(\d+))$", told, re.MULTILINE)
            assert address is not None, told
            assert f"Another program uses port 8501, so the address has {address[2]} this time." in lines
            assert f"Your answers are kept on this computer, in {installation.data}" in lines
            assert lines[-1] == "To stop, press Ctrl+C here, or close this window."
            assert "Streamlit" not in told
            visitor.server.url = address[1]
            visitor.open()
            expect(visitor.page.get_by_text(f"Your answers are in {installation.data}.")).to_be_visible()
            visitor.begin("Ghana", "State")
            visitor.rate("GCM10-12", "Absent")
            visitor.page.get_by_text(re.compile(r"^Saved")).first.wait_for()
            assert visitor.faults == []
            assert opened.read_text().strip() == address[1]
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=PATIENCE)[0].split() == ["Stopped."]
            assert process.returncode == 0
    (stored,) = json.loads(installation.said("responses", "--json"))
    assert (stored["country"], stored["answered"]) == ("GHA", 1)
    report = installation.said("report", stored["id"]).strip()
    assert re.fullmatch(r"gap-report-GHA-state-[\d-]+\.xlsx", report)
    assert (installation.current / report).stat().st_size > 10_000
    installation.said("report", stored["id"], "-o", "report.docx")
    assert zipfile.is_zipfile(installation.current / "report.docx")


def test_files_are_imported_small_and_large(installation: Installation) -> None:
    sample = (ROOT / "data" / "samples" / "boruna-civil-society.json").read_bytes()
    # A large file is read by a process of its own.
    for name, content in {"small.json": sample, "large.json": sample + b" " * 600_000}.items():
        (installation.current / name).write_bytes(content)
        database = f"sqlite:///{installation.current / name}.db"
        made = json.loads(installation.said("import", name, "--json", ASSESSMENT_DATABASE_URL=database))
        assert len(made["import"]["responses"]) == 1, name


def test_it_is_shared_by_links(installation: Installation, visitor: Visitor) -> None:
    port = free_port()
    settings = {
        "ASSESSMENT_DATABASE_URL": f"sqlite:///{installation.current / 'shared.db'}",
        "ASSESSMENT_ADDRESS": "127.0.0.1",
        "ASSESSMENT_PORT": str(port),
    }
    made = json.loads(installation.said("links", "create", "administrator", "--json", **settings))
    with installation.started("{", "serve", "--json", **settings) as (process, lines):
        assert json.loads(lines[-1])["addresses"] == []
        visitor.server.url = f"http://127.0.0.1:{port}"
        wait_until_it_listens(port)
        visitor.page.goto(visitor.server.url)
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        key = made["links"][0].partition("#")[2]
        visitor.page.goto(f"{visitor.server.url}/enter#{key}")
        visitor.page.get_by_label("Your name").fill("Asha")
        visitor.page.get_by_role("button", name="Continue").click()
        visitor.page.get_by_role("button", name="Begin an assessment").wait_for()
        assert visitor.faults == []
        process.send_signal(signal.SIGTERM)
        assert "Traceback" not in process.communicate(timeout=PATIENCE)[0]


def wait_until_it_listens(port: int) -> None:
    for _look in range(10 * PATIENCE):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.1):
            return
        time.sleep(0.1)
