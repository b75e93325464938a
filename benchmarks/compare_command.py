"""`compare` of two files from a cold start: the State and civil society of the sample data, as JSON.

As in `score_command`, modules are found compiled, as Python keeps them after the first start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from benchmarks.measure import Figure, time_rounds
from benchmarks.serving.server import ROOT

SAMPLES = ROOT / "data" / "samples"
FILES = [SAMPLES / "alvenia-state.json", SAMPLES / "alvenia-voice-of-civil-society.json"]


def run() -> list[Figure]:
    command = [sys.executable, "-m", "assessment", "compare", *map(str, FILES), "--json"]
    with TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def compare(_number: int) -> bytes:
            return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout

        assert len(json.loads(compare(0))["voices"]) == 1
        timing = time_rounds(compare, rounds=40, warm_up=2)
    return [Figure("cold start: p50", timing.p50, "ms", 800, detail=str(timing))]
