"""Commands from a cold start, on the sample data, with JSON for output.

Our modules are compiled, as Python keeps them after the first start and `make` when it installs. Where the environment
forbids keeping them, they would be compiled at every start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from benchmarks.measure import Figure, time_rounds
from tests.browser.server import ROOT

SAMPLES = ROOT / "data" / "samples"
STATE, CIVIL_SOCIETY = (str(SAMPLES / f"alvenia-{name}.json") for name in ("state", "voice-of-civil-society"))


def run() -> list[Figure]:
    return [_cold("score", STATE, bound=300), _cold("compare", STATE, CIVIL_SOCIETY, bound=800)]


def _cold(command: str, *files: str, bound: int) -> Figure:
    with TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def call(_number: int) -> bytes:
            arguments = [sys.executable, "-m", "assessment", command, *files, "--json"]
            return subprocess.run(arguments, cwd=ROOT, env=environment, check=True, capture_output=True).stdout

        assert json.loads(call(0))
        timing = time_rounds(call, rounds=40, warm_up=2)
    return Figure(f"{command}: p50", timing.p50, "ms", bound, detail=str(timing))
