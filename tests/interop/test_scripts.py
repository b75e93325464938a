"""The scripts of our own pages are understood by browsers of the year 2009: they are parsed as ECMAScript 5."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.browser.server import ROOT
from tests.interop.programs import MODULES, PATIENCE

WEB = ROOT / "assessment" / "web"
SCRIPTS = sorted(WEB.rglob("*.js"))


def parse(script: Path) -> str:
    """What the parser finds wrong; nothing in what it understands."""
    command = [MODULES / ".bin" / "acorn", "--ecma5", "--silent", script]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_understood_by_the_oldest_browsers(script: Path) -> None:
    assert parse(script) == ""


def test_what_is_newer_is_noticed(tmp_path: Path) -> None:
    for number, newer in enumerate(("const a = 1;", "var a = () => 1;", "var a = `b`;", "f(a,);", "var a = {b};")):
        script = tmp_path / f"{number}.js"
        script.write_text(newer, encoding="utf-8")
        assert parse(script) != "", newer
