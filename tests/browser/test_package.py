"""The package as it is handed out: the wheel, and the kit of this system, with no checkout near and nothing but this
machine to be reached."""

from __future__ import annotations

import hashlib
import json
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
from io import BytesIO
from pathlib import Path

import pytest
from packaging.utils import parse_wheel_filename
from playwright.sync_api import Browser, expect

from assessment import __version__
from deploy.kit.build import LOCK, PIP, build
from tests.browser.conftest import Visitor
from tests.browser.server import PATIENCE, ROOT, Server
from tests.support.kits import LINUX, PYTHON, begin, offline, unpack
from tests.support.ports import free_port

NAME = "policy-gap-assessment"
TRAPS = ("assessment", "click", "json", "streamlit", "pickle")
"""Modules that lie in the current folder by chance or on purpose; none may be taken from there."""
LONGEST_PATH = 259
"""Characters of a path on Windows, where it isn’t told otherwise."""
WINDOWS_FOLDER = rf"C:\Users\{'n' * 20}\AppData\Local\policy-gap-assessment\program-12345678\Lib\site-packages" + "\\"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", f"--outdir={folder}", str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def kit(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(LINUX, PYTHON, wheel, tmp_path_factory.mktemp("kit"))


def test_the_wheel_has_one_package_one_command_and_the_version_of_the_changelog(wheel: Path) -> None:
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
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert list(project["scripts"]) == [NAME]


def test_the_kit_holds_the_locked_wheels_no_path_too_long_for_windows_and_nothing_else(kit: Path) -> None:
    locked = LOCK.read_text(encoding="utf-8") + PIP.read_text(encoding="utf-8")
    with zipfile.ZipFile(kit) as archive:
        (top,) = {name.partition("/")[0] for name in archive.namelist()}
        names = {name.removeprefix(f"{top}/") for name in archive.namelist()}
        wheels = {name: archive.read(f"{top}/{name}") for name in names if name.endswith(".whl")}
        own = {
            "Instructions.html",
            *(f"kit/{name}" for name in ("start.py", "kit.json", "no-python.txt", "requirements.txt")),
        }
        assert names - wheels.keys() == {LINUX.starter, *own}
        listed = archive.read(f"{top}/kit/requirements.txt").decode().splitlines()
        modes = {name: archive.getinfo(f"{top}/{name}").external_attr >> 16 for name in (LINUX.starter, *own)}
    assert modes == {LINUX.starter: 0o755, **dict.fromkeys(own, 0o644)}
    expected = set()
    for path, content in wheels.items():
        name, version, _build, _tags = parse_wheel_filename(path.rpartition("/")[2])
        sha = hashlib.sha256(content).hexdigest()
        if name != "pip":
            expected.add(f"{name}=={version} --hash=sha256:{sha}")
        assert name == NAME or f"sha256:{sha}" in locked, path
        with zipfile.ZipFile(BytesIO(content)) as files:
            longest = max(files.namelist(), key=len)
        assert len(WINDOWS_FOLDER + longest) <= LONGEST_PATH, longest
    assert set(listed) == expected


def test_the_instructions_are_one_page_that_loads_nothing(kit: Path, tmp_path: Path, browser: Browser) -> None:
    with zipfile.ZipFile(kit) as archive:
        (inside,) = [name for name in archive.namelist() if name.endswith("Instructions.html")]
        instructions = Path(archive.extract(inside, tmp_path))
    requests: list[str] = []
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.on("request", lambda request: requests.append(request.url))
    page.goto(instructions.as_uri())
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.images[0].naturalWidth") > 0
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.close()


class Owner:
    """A person with a stick, a folder of their own and one in which files lie that others have sent."""

    def __init__(self, kit: Path, folder: Path) -> None:
        self.stick = unpack(kit, folder / "the stick, été")
        self.home, self.current, self.opened = (folder / name for name in ("home", "downloads", "opened"))
        for each in (self.home, self.current):
            each.mkdir()
        for name in TRAPS:
            (self.current / f"{name}.py").write_text("raise SystemExit('taken from the current folder')")
        # Options of another program of Streamlit's, with which ours would refuse to start.
        (self.current / ".streamlit").mkdir()
        (self.current / ".streamlit" / "config.toml").write_text("[server]\nport = 9\nmaxUploadSize = 900\n")
        opener = folder / "opener"
        opener.write_text(f'#!/bin/sh\necho "$1" > "{self.opened}"\n', encoding="utf-8")
        opener.chmod(0o700)
        self.environment = offline(self.home, BROWSER=str(opener))
        self.programs = self.home / ".local" / "share" / NAME

    @property
    def command(self) -> Path:
        """What the kit has installed."""
        (program,) = self.programs.glob("program-*")
        return program / "bin" / NAME

    def said(self, *words: str, **more: str) -> str:
        """What a command that succeeds prints."""
        done = subprocess.run(
            [self.command, *words], cwd=self.current, env={**self.environment, **more}, capture_output=True,
            check=False, encoding="utf-8",
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.command, *words], cwd=self.current, env={**self.environment, **more}, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip


@contextmanager
def said_until(last_line: str, app: subprocess.Popen[str]) -> Iterator[list[str]]:
    """The lines of an app, to one that begins so; it is ended afterwards if it isn’t yet."""
    try:
        assert app.stdout is not None
        lines = []
        for line in app.stdout:
            lines.append(line.rstrip("\n"))
            if line.startswith(last_line):
                break
        yield lines
    finally:
        app.kill()
        app.communicate()


def address_in(lines: list[str]) -> str:
    told = "\n".join(lines)
    found = re.search(r"^    (http://127\.0\.0\.1:\d+)$", told, re.MULTILINE)
    assert found is not None, told
    return found[1]


@pytest.fixture
def visitor(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at a browser, before any app runs."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield Visitor(context.new_page(), Server(tmp_path))
    context.close()


def install_and_rate(owner: Owner, visitor: Visitor) -> str:
    """Start it by a double-click, rate, and close the window; returns where in the app the answer is."""
    window = begin(owner.stick, owner.environment)
    with said_until("To stop", window) as lines:
        told, address = "\n".join(lines), address_in(lines)
        assert "Installing, the first time only: " in told
        assert str(owner.programs) in told
        visitor.server.url = address
        visitor.open()
        expect(visitor.page.get_by_text(f"Your answers are in {owner.programs / 'assessments.db'}.")).to_be_visible()
        visitor.begin("Ghana", "State")
        visitor.rate("GCM10-12", "Absent")
        visitor.page.get_by_text(re.compile(r"^Saved")).first.wait_for()
        assert visitor.faults == []
        assert owner.opened.read_text(encoding="utf-8").strip() == address
        path = visitor.page.url.removeprefix(address)
        visitor.page.goto("about:blank")
        # Once it runs, the app is all that the window has.
        window.send_signal(signal.SIGHUP)
        window.communicate(timeout=PATIENCE)
    return path


def find_the_answer(owner: Owner, visitor: Visitor, path: str) -> None:
    """Start it by its command, while another program has its port, and stop it."""
    with socket.socket() as taken:
        with suppress(OSError):  # Somebody else has it, which is as good.
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", 8501))
            taken.listen()
        app = owner.start()
        with said_until("To stop", app) as lines:
            address = address_in(lines)
            assert lines[0] == "Starting. This takes a few seconds …"
            port = address.rpartition(":")[2]
            assert f"Another program uses port 8501, so the address has {port} this time." in lines
            assert f"Your answers are kept on this computer, in {owner.programs / 'assessments.db'}" in lines
            assert lines[-1] == "To stop, press Ctrl+C here, or close this window."
            assert "Streamlit" not in "\n".join(lines)
            visitor.server.url = address
            visitor.open(path)
            expect(visitor.rating("GCM10-12", "Absent")).to_be_checked()
            assert visitor.faults == []
            app.send_signal(signal.SIGINT)
            assert app.communicate(timeout=PATIENCE)[0].split() == ["Stopped."]
            assert app.returncode == 0
            visitor.page.goto("about:blank")
            visitor.faults.clear()  # A browser complains of an app that is gone, and may.


def report_and_import(owner: Owner) -> None:
    assert owner.said("--version") == f"{NAME}, version {__version__}\n"
    assert owner.said("--help").startswith(f"Usage: {NAME} ")
    (stored,) = json.loads(owner.said("responses", "--json"))
    assert (stored["country"], stored["answered"]) == ("GHA", 1)
    report = owner.said("report", stored["id"]).strip()
    assert re.fullmatch(r"gap-report-GHA-state-[\d-]+\.xlsx", report)
    assert (owner.current / report).stat().st_size > 10_000
    owner.said("report", stored["id"], "-o", "report.docx")
    assert zipfile.is_zipfile(owner.current / "report.docx")
    # A large file is read by a process of its own.
    sample = (ROOT / "data" / "samples" / "boruna-civil-society.json").read_bytes()
    (owner.current / "large.json").write_bytes(sample + b" " * 600_000)
    made = json.loads(owner.said("import", "large.json", "--json"))
    assert len(made["import"]["responses"]) == 1


def wait_until_it_listens(port: int) -> None:
    for _look in range(10 * PATIENCE):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.1):
            return
        time.sleep(0.1)


def share_by_links(owner: Owner, visitor: Visitor) -> None:
    port = free_port()
    settings = {
        "ASSESSMENT_DATABASE_URL": f"sqlite:///{owner.current / 'shared.db'}",
        "ASSESSMENT_ADDRESS": "127.0.0.1",
        "ASSESSMENT_PORT": str(port),
    }
    made = json.loads(owner.said("links", "create", "administrator", "--json", **settings))
    app = owner.start("serve", "--json", **settings)
    with said_until("{", app) as lines:
        assert json.loads(lines[-1])["addresses"] == []
        wait_until_it_listens(port)
        visitor.server.url = f"http://127.0.0.1:{port}"
        visitor.page.goto(visitor.server.url)
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        visitor.page.goto(f"{visitor.server.url}/enter#{made['links'][0].partition('#')[2]}")
        visitor.page.get_by_label("Your name").fill("Asha")
        visitor.page.get_by_role("button", name="Continue").click()
        visitor.page.get_by_role("button", name="Begin an assessment").wait_for()
        assert visitor.faults == []
        app.send_signal(signal.SIGTERM)
        assert "Traceback" not in app.communicate(timeout=PATIENCE)[0]


def test_a_person_installs_it_from_a_stick_rates_finds_the_answer_again_reports_and_shares(
    kit: Path, tmp_path: Path, visitor: Visitor
) -> None:
    owner = Owner(kit, tmp_path)
    path = install_and_rate(owner, visitor)
    find_the_answer(owner, visitor, path)
    report_and_import(owner)
    share_by_links(owner, visitor)
