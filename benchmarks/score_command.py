"""`score` from a cold start, against a Python process that only imports PyYAML and reads the two files.

The floor reads the catalogue with PyYAML's loader in C, the fastest way there is. It neither knows an option nor checks
or counts anything; half of what ours takes beside it goes into importing argparse, dataclasses and pathlib.

Both find their modules compiled, as Python keeps them after the first start and `make` when it installs. Where the
environment forbids keeping them, our modules alone would be compiled at every start: PyYAML's came compiled.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Figure, compare
from benchmarks.serving.bare_page import CATALOGUE
from benchmarks.serving.server import ROOT

RESPONSE = ROOT / "data" / "samples" / "alvenia-state.json"
FLOOR = """
import json, sys, yaml
with open(sys.argv[1], encoding="utf-8") as file:
    yaml.load(file, yaml.CSafeLoader)
with open(sys.argv[2], encoding="utf-8") as file:
    json.load(file)
"""


def run() -> list[Figure]:
    ours = [sys.executable, "-m", "assessment", "score", str(RESPONSE), "--json"]
    floor = [sys.executable, "-c", FLOOR, str(CATALOGUE), str(RESPONSE)]
    with TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        assert json.loads(_output(ours, environment))["overall"]["applicable"] > 0
        comparison = compare(
            lambda _number: _output(ours, environment),
            lambda _number: _output(floor, environment),
            rounds=40,
            warm_up=2,
        )
    return [
        Figure("cold start: p50", comparison.ours.p50, "ms", 500),
        Figure("against reading the two files", comparison.ratio, "x", 2, detail=str(comparison)),
    ]


def _output(command: list[str], environment: Mapping[str, str]) -> bytes:
    return subprocess.run(command, cwd=Path(ROOT), env=environment, check=True, capture_output=True).stdout
