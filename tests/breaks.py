"""Breaks the code in the places of `breaks.yaml`, one at a time in a copy, and expects its test to fail for its reason.

`make breaks` ends with 1 if a text is no longer found once, if a test fails unbroken, or if a break isn't caught.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from tests.browser.server import ROOT

BREAKS = ROOT / "tests" / "breaks.yaml"


@dataclass(frozen=True, slots=True)
class Break:
    """A fault that a person would suffer from, and the test that must see it."""

    loses: str
    file: str
    text: str
    """What must occur in the file exactly once."""
    becomes: str
    test: str
    because: str
    """What the failure must say."""


def read_breaks(path: Path = BREAKS) -> list[Break]:
    return [Break(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def run_tests(checkout: Path, *tests: str) -> tuple[bool, str]:
    """Whether they pass, and what pytest printed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--tb=short", *tests],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 0, done.stdout + done.stderr


def verdict(checkout: Path, each: Break) -> str:
    """What is wrong with a break; empty if its test catches it."""
    path = checkout / each.file
    if not path.exists():
        return f"THE FILE IS GONE: {each.file}"
    sound = path.read_text(encoding="utf-8")
    if (found := sound.count(each.text)) != 1:
        return f"THE TEXT IS THERE {found} TIMES, NOT ONCE: {each.file}: {each.text.strip()}"
    path.write_text(sound.replace(each.text, each.becomes), encoding="utf-8")
    try:
        passes, printed = run_tests(checkout, each.test)
    finally:
        path.write_text(sound, encoding="utf-8")
    if passes:
        return f"NOT CAUGHT by {each.test}"
    if f"FAILED {each.test}" not in printed or each.because not in printed:
        return f"FAILED FOR ANOTHER REASON than “{each.because}”: {each.test}\n{printed[-3000:]}"
    return ""


def copy_checkout(folder: Path) -> Path:
    """A copy of what git knows, with changes that aren't committed yet."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def main(*wanted: str) -> int:
    """Try every break, or those whose loss has one of these words in it; returns the exit status."""
    breaks = [each for each in read_breaks() if not wanted or any(word in each.loses for word in wanted)]
    missed = 0
    with TemporaryDirectory(prefix="breaks-", ignore_cleanup_errors=True) as folder:
        checkout = copy_checkout(Path(folder))
        sound, printed = run_tests(checkout, *dict.fromkeys(each.test for each in breaks))
        if not sound:
            print(f"THE TESTS FAIL WITHOUT A BREAK:\n{printed[-5000:]}")
            return 1
        for each in breaks:
            wrong = verdict(checkout, each)
            missed += bool(wrong)
            print(f"MISSED  {each.loses}\n        {wrong}" if wrong else f"caught  {each.loses}", flush=True)
    print(f"{len(breaks) - missed} of {len(breaks)} breaks are caught.")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
