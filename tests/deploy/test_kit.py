"""A kit has all that its system needs and nothing else, and its starter installs from it alone."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

from deploy.kit.build import LOCK, PIP, ROOT, SYSTEMS, System, libraries, texts
from tests.support.kits import LINUX, PATIENCE, PYTHON, begin, offline, small_kit, start

NAMED = "3.13"
"""The Python of the kits that are handed out."""
MARKERS = {
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
}
PLATFORMS = {
    "windows": ["win_amd64"],
    "macos": list(mac_platforms((13, 0), "arm64")),
    "linux": ["manylinux2014_x86_64", *(f"manylinux_2_{minor}_x86_64" for minor in range(29))],
}
each_system = pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)


def fitting(system: System) -> set[Tag]:
    """The tags of wheels that the named Python takes on a system."""
    version, platforms = tuple(map(int, NAMED.split("."))), PLATFORMS[system.name]
    return {*cpython_tags(version, platforms=platforms), *compatible_tags(version, platforms=platforms)}


# What is in it


@each_system
def test_every_library_of_a_system_has_a_locked_wheel_that_its_python_takes(system: System) -> None:
    known = LOCK.read_text(encoding="utf-8") + PIP.read_text(encoding="utf-8")
    packages = libraries(system, NAMED)
    for package in packages:
        for wheel in package["wheels"]:
            name, version, _build, tags = parse_wheel_filename(wheel["url"].rpartition("/")[2])
            assert (name, str(version)) == (canonicalize_name(package["name"]), package["version"])
            assert tags & fitting(system), wheel["url"]
            assert f"sha256:{wheel['hashes']['sha256']}" in known, wheel["url"]
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    needed = [Requirement(each) for each in asked]
    there = {package["name"]: package["version"] for package in packages}
    for each in needed:
        is_needed = each.marker is None or each.marker.evaluate(MARKERS[system.name])
        assert (canonicalize_name(each.name) in there) == is_needed, each.name
        assert not is_needed or each.specifier.contains(there[canonicalize_name(each.name)])


def test_a_wheel_that_is_not_in_the_lock_goes_into_no_kit(monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = f"{{url = 'libraries/other.whl', hashes = {{sha256 = '{'0' * 64}'}}}}"
    monkeypatch.setattr("deploy.kit.build._resolve", lambda *_arguments: f"packages = [{{wheels = [{wheel}]}}]")
    with pytest.raises(ValueError, match=r"^Not in requirements.txt: .*/other.whl. Run “make lock”.$"):
        libraries(LINUX, NAMED)


@each_system
def test_a_starter_and_its_instructions_are_for_their_system(system: System) -> None:
    files = texts(system, NAMED, "0.9.0", [])
    starter, page = files[system.starter], files["Instructions.html"]
    assert set(files) == {
        system.starter,
        "Instructions.html",
        *(f"kit/{name}" for name in ("start.py", "kit.json", "no-python.txt", "requirements.txt")),
    }
    assert starter.isascii()
    assert starter.count("\r\n") == (starter.count("\n") if system.name == "windows" else 0)
    assert NAMED in starter
    # Nor may Python’s own manager on Windows fetch one while the starter looks for it.
    assert ("PYTHON_MANAGER_AUTOMATIC_INSTALL=false" in starter) == (system.name == "windows")
    # Nor may a file beside it pass for a program of Windows, which looks in the current folder first.
    assert ("cd /d" in starter.partition("chcp")[0]) == (system.name == "windows")
    assert "Unpack the whole zip first" in starter
    assert "python.org" in files["kit/no-python.txt"]
    assert system.starter in page
    others = {each.starter for each in SYSTEMS.values()} - {system.starter}
    assert not [name for name in others if name in page]
    # Nothing from outside, and no address but the one that is said.
    assert not re.search(r"https?:|url\(|<script|<link", page.replace("http://127.0.0.1:8501", ""))
    assert re.findall(r'src="([^;]*);', page) == ["data:image/png"]
    assert set(re.findall(r"[\w.]+\.(?:org|com|net)\b", page + starter)) <= {"python.org"}


# Its starter


@pytest.fixture(scope="session")
def pip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of pip that kits carry."""
    folder = tmp_path_factory.mktemp("pip")
    download = [sys.executable, "-m", "pip", "--quiet", "download", "--no-deps", "--require-hashes"]
    subprocess.run([*download, "--requirement", PIP, "--dest", folder], check=True)
    (wheel,) = folder.iterdir()
    return wheel


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "Zoë’s own folder"
    folder.mkdir()
    return folder


def programs(home: Path) -> list[Path]:
    return sorted((home / ".local" / "share" / "policy-gap-assessment").glob("program-*"))


def see_what_cannot_be_installed(kit: Path, home: Path) -> None:
    """It is said in a sentence, and nothing half done is left."""
    (wheel,) = kit.glob("kit/libraries/policy*")
    whole = wheel.read_bytes()
    wheel.write_bytes(whole + b"spoilt")
    status, said = start(kit, home)
    assert status == 1
    assert "could not be installed. Unpack the kit again" in said
    assert "Traceback" not in said
    log = home / ".local" / "share" / "policy-gap-assessment" / "installation.log"
    assert str(log) in said
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in log.read_text(encoding="utf-8")
    wheel.write_bytes(whole)

    facts = kit / "kit" / "kit.json"
    enough = facts.read_text(encoding="utf-8")
    facts.write_text(json.dumps({**json.loads(enough), "megabytes": 10**9}), encoding="utf-8")
    assert "There is too little space on this computer: 1000000000 MB must be free." in start(kit, home)[1]
    facts.write_text(enough, encoding="utf-8")
    assert programs(home) == []


def test_it_installs_once_from_the_folder_alone_and_an_update_in_two_windows_at_once(
    pip: Path, home: Path, tmp_path: Path
) -> None:
    kit = small_kit(tmp_path / "a stick, été", pip, "0.9.0")
    before = sorted(kit.rglob("*"))
    see_what_cannot_be_installed(kit, home)
    # What this computer’s pip and Python are told to do otherwise.
    (home / ".config" / "pip").mkdir(parents=True)
    (home / ".config" / "pip" / "pip.conf").write_text("[install]\ntarget = /nowhere\nno-binary = :all:\n")
    (home / "json.py").write_text("raise SystemExit('not the module of Python')")
    other = {"PIP_TARGET": "/nowhere", "PIP_REQUIRE_VIRTUALENV": "1", "PYTHONPATH": str(home)}
    status, said = start(kit, home, **other)
    assert status == 0, said
    assert "Installing, the first time only: 1 of 1" in said
    assert said.endswith("1 of 1\nThis is the app, version 0.9.0\n")
    (program,) = programs(home)
    assert program.parent.stat().st_mode & 0o077 == 0, "another user can put nothing in the place of the app"

    assert start(kit, home) == (0, "This is the app, version 0.9.0\n")
    assert programs(home) == [program]
    assert sorted(kit.rglob("*")) == before, "a stick can be read-only"

    interrupted, under_way = program.with_name("program-1"), program.with_name("program-2")
    for each in (interrupted, under_way):
        each.mkdir()
    os.utime(interrupted, (0, 0))
    newer = small_kit(tmp_path / "another stick", pip, "0.10.0")
    windows = [begin(newer, offline(home)) for _each in range(2)]
    for window in windows:
        said, _nothing = window.communicate(timeout=PATIENCE)
        assert (window.returncode, said.splitlines()[-1]) == (0, "This is the app, version 0.10.0"), said
    assert start(newer, home) == (0, "This is the app, version 0.10.0\n")
    assert {program, interrupted, under_way} & {*programs(home)} == {under_way}


def test_windows_that_end_installing_at_the_same_moment_keep_what_the_other_starts(
    pip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = small_kit(tmp_path / "stick", pip, "0.9.0")
    starter = SimpleNamespace(**runpy.run_path(str(kit / "kit" / "start.py")))
    moment = Barrier(2, timeout=PATIENCE)

    def find_nothing(_folder: Path, _version: str) -> None:
        moment.wait()

    def bring(program: Path, _log: object) -> None:
        starter.python_of(program).parent.mkdir(parents=True)
        starter.python_of(program).touch()

    monkeypatch.setitem(starter.install.__globals__, "installed", find_nothing)
    monkeypatch.setitem(starter.install.__globals__, "bring", bring)
    with ThreadPoolExecutor() as windows:
        begun = [windows.submit(starter.install, tmp_path / "home", "0.9.0") for _each in range(2)]
        for window in begun:
            assert starter.python_of(window.result()).exists()


def test_without_its_python_it_says_where_to_get_it(pip: Path, home: Path, tmp_path: Path) -> None:
    status, said = start(small_kit(tmp_path / "stick", pip, "0.9.0", python="3.99"), home)
    assert status == 1
    assert said.startswith("This app needs Python 3.99, which isn’t on this computer.\nGet it from python.org")
    assert programs(home) == []


def test_a_starter_that_was_opened_inside_the_zip_asks_to_unpack_it(home: Path, tmp_path: Path) -> None:
    alone = tmp_path / LINUX.starter
    alone.write_text(texts(LINUX, PYTHON, "0.9.0", [])[LINUX.starter], encoding="utf-8")
    alone.chmod(0o755)
    assert start(tmp_path, home) == (1, "Unpack the whole zip first, then start again.\n")
