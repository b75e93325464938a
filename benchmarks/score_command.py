"""`score` from a cold start, against a Python process that only imports PyYAML and reads the two files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Figure, compare
from benchmarks.serving.bare_page import CATALOGUE
from benchmarks.serving.server import ROOT

RESPONSE = ROOT / "data" / "samples" / "alvenia-state.json"
# PyYAML as everybody calls it, and with the loader in C, which few know.
FLOOR = """
import json, sys, yaml
with open(sys.argv[1], encoding="utf-8") as file:
    yaml.load(file, yaml.{loader})
with open(sys.argv[2], encoding="utf-8") as file:
    json.load(file)
"""


def run() -> list[Figure]:
    ours = [sys.executable, "-m", "assessment", "score", str(RESPONSE), "--json"]
    floor, c_floor = (
        [sys.executable, "-c", FLOOR.format(loader=loader), str(CATALOGUE), str(RESPONSE)]
        for loader in ("SafeLoader", "CSafeLoader")
    )
    assert json.loads(_output(ours))["overall"]["applicable"] > 0
    comparison = compare(lambda _number: _output(ours), lambda _number: _output(floor), rounds=20, warm_up=2)
    with_c = compare(lambda _number: _output(ours), lambda _number: _output(c_floor), rounds=20, warm_up=2)
    return [
        Figure("cold start: p50", comparison.ours.p50, "ms", 500),
        Figure("against reading the two files", comparison.ratio, "x", 2, detail=str(comparison)),
        Figure("against reading them with the loader in C", with_c.ratio, "x", 4, detail=str(with_c)),
    ]


def _output(command: list[str]) -> bytes:
    return subprocess.run(command, cwd=Path(ROOT), check=True, capture_output=True).stdout
