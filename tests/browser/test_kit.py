"""The kit of this system, from its zip to a rated recommendation, with nothing but this machine to be reached."""

from __future__ import annotations

import hashlib
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.utils import parse_wheel_filename
from playwright.sync_api import Browser, expect

from deploy.kit.build import LOCK, PIP, build
from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.support.kits import LINUX, PATIENCE, PYTHON, begin, offline, unpack

LONGEST_PATH = 259
"""Characters of a path on Windows, where it isn’t told otherwise."""
WINDOWS_FOLDER = rf"C:\Users\{'n' * 20}\AppData\Local\policy-gap-assessment\program-12345678\Lib\site-packages" + "\\"


@pytest.fixture(scope="module")
def kit(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(LINUX, PYTHON, wheel, tmp_path_factory.mktemp("kit"))


@contextmanager
def started(folder: Path, home: Path, browser: Path) -> Iterator[tuple[str, str]]:
    """The app, started by a double-click: its address, and what is said until it says how to stop."""
    window = begin(folder, offline(home, BROWSER=str(browser)))
    try:
        assert window.stdout is not None
        lines = []
        for line in window.stdout:
            lines.append(line)
            if line.startswith("To stop"):
                break
        told = "".join(lines)
        address = re.search(r"http://127\.0\.0\.1:\d+", told)
        assert address is not None, told
        yield address[0], told
    finally:
        # Once it runs, the app is all that the window has.
        window.send_signal(signal.SIGHUP)
        window.communicate(timeout=PATIENCE)


def test_it_holds_the_locked_wheels_and_nothing_else(kit: Path) -> None:
    locked = LOCK.read_text(encoding="utf-8") + PIP.read_text(encoding="utf-8")
    with ZipFile(kit) as archive:
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
        assert name == "policy-gap-assessment" or f"sha256:{sha}" in locked, path
    assert set(listed) == expected


def test_no_path_becomes_too_long_for_windows(kit: Path, tmp_path: Path) -> None:
    with ZipFile(kit) as archive:
        wheels = [name for name in archive.namelist() if name.endswith(".whl")]
        for name in wheels:
            with ZipFile(archive.extract(name, tmp_path)) as wheel:
                longest = max(wheel.namelist(), key=len)
            assert len(WINDOWS_FOLDER + longest) <= LONGEST_PATH, longest


def test_a_person_starts_it_rates_and_finds_the_answer_after_the_second_start(
    kit: Path, tmp_path: Path, browser: Browser
) -> None:
    folder = unpack(kit, tmp_path / "the stick, été")
    home, opened, opener = (tmp_path / name for name in ("home", "opened", "opener"))
    home.mkdir()
    opener.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n', encoding="utf-8")
    opener.chmod(0o700)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    visitor = Visitor(context.new_page(), Server(tmp_path))

    with started(folder, home, opener) as (address, told):
        assert "Installing, the first time only: " in told
        assert str(home / ".local" / "share" / "policy-gap-assessment") in told
        visitor.server.url = address
        visitor.open()
        visitor.begin("Ghana", "State")
        visitor.rate("GCM10-12", "Absent")
        visitor.page.get_by_text(re.compile(r"^Saved")).first.wait_for()
        assert visitor.faults == []
        path = visitor.page.url.removeprefix(address)
        visitor.page.goto("about:blank")
    with started(folder, home, opener) as (address, told):
        assert "Installing" not in told
        visitor.server.url = address
        visitor.open(path)
        expect(visitor.rating("GCM10-12", "Absent")).to_be_checked()
        assert opened.read_text(encoding="utf-8").split()[-1] == address
    context.close()


def test_the_instructions_are_one_page_that_loads_nothing(kit: Path, tmp_path: Path, browser: Browser) -> None:
    folder = unpack(kit, tmp_path / "stick")
    requests: list[str] = []
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.on("request", lambda request: requests.append(request.url))
    page.goto((folder / "Instructions.html").as_uri())
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.images[0].naturalWidth") > 0
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.close()
