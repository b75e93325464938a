"""From an empty environment to the first rating: what a person types, waits for and downloads, by wheel and by clone.

The minutes are the network's too; nothing is taken from a cache.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from benchmarks.measure import Figure
from tests.browser.chromium import launch
from tests.browser.conftest import Visitor
from tests.browser.server import ROOT, Server

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
DOWNLOADED = re.compile(r"Downloading \S+ \(([\d.]+) (kB|MB)\)")
LARGEST = 12


def run() -> list[Figure]:
    with TemporaryDirectory() as folder:
        made = Path(folder, "dist")
        subprocess.run(
            [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", made, ROOT],
            check=True, capture_output=True,
        )  # fmt: skip
        (wheel,) = made.glob("*.whl")
        by_wheel = ("python3 -m venv environment", f"environment/bin/pip install {wheel}")
        by_clone = (f"git clone -q {ROOT} clone", "make -C clone .venv/installed")
        return [
            *_installed(Path(folder, "wheel"), "wheel", by_wheel, "environment/bin/policy-gap-assessment"),
            *_installed(Path(folder, "clone"), "clone", by_clone, "make -C clone run"),
        ]


def _installed(folder: Path, name: str, install: Sequence[str], start: str) -> list[Figure]:
    folder.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ASSESSMENT_"))}
    environment |= {"XDG_DATA_HOME": str(folder), "PIP_NO_CACHE_DIR": "1"}
    began = time.monotonic()
    told = ""
    for command in install:
        done = subprocess.run(command.split(), cwd=folder, env=environment, check=True, capture_output=True, text=True)
        told += done.stdout
    installed = time.monotonic()
    process = subprocess.Popen(
        start.split(), cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        address = _address(process)
        started = time.monotonic()
        _rate(address, folder)
        rated = time.monotonic()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
    (packages,) = folder.rglob("site-packages")
    sizes = sorted(((_megabytes(path), path.name) for path in packages.iterdir()), reverse=True)
    return [
        Figure(f"{name}: installed", installed - began, "s", 300, f"{_downloaded(told):.0f} MB downloaded"),
        Figure(f"{name}: from start to address", started - installed, "s", 30),
        Figure(f"{name}: from address to first rating", rated - started, "s", 30),
        Figure(
            f"{name}: on disk",
            _megabytes(packages),
            "MB",
            750,
            ", ".join(f"{path} {size:.0f}" for size, path in sizes[:LARGEST]),
        ),
    ]


def _address(process: subprocess.Popen[str]) -> str:
    """Where the app says that it is."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := ADDRESS.search(line):
            return found[0]
    raise RuntimeError(process.args)


def _rate(address: str, folder: Path) -> None:
    """Do what a person does who wants to rate and nothing else."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        server = Server(folder)
        server.url = address
        visitor = Visitor(browser.new_page(), server)
        visitor.open()
        visitor.begin("Ghana", "State")
        visitor.rate("GCM10-12", "Absent")
        visitor.page.get_by_text(re.compile(r"^Saved")).first.wait_for()
        browser.close()


def _downloaded(told: str) -> float:
    """Megabytes that pip says it has fetched."""
    return sum(float(size) / (1000 if unit == "kB" else 1) for size, unit in DOWNLOADED.findall(told))


def _megabytes(path: Path) -> float:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(each.stat().st_size for each in files if each.is_file()) / 1_000_000
