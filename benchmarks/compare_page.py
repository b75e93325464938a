"""The page “Compare” on 193 countries with three voices in five rounds on 800 recommendations, 2.3 million answers: how
long it takes until it is drawn, in a server that has just started and later, and in how much memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.catalogues import load_catalogue
from benchmarks.gap_report import CATALOGUE, LARGE, larger
from benchmarks.measure import Figure, Timing
from benchmarks.world.making import make_world

ROOT = Path(__file__).parent.parent
ROUNDS = 5
SECONDS = 3
"""How long anybody waits for the first look."""


def run() -> list[Figure]:
    with TemporaryDirectory() as folder:
        database = Path(folder) / "assessments.db"
        world = make_world(f"sqlite:///{database}", larger(load_catalogue(CATALOGUE), LARGE), rounds=ROUNDS)
        # In a process of its own, which has nothing else in it and starts nothing else.
        command = [sys.executable, "-m", "benchmarks.serving.painting", str(database)]
        told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    first = told["seconds"]["as it opens"][0] * 1000
    detail = f"{world.answers:,} answers"
    return [
        Figure("the first look after the start of the server", first, "ms", SECONDS * 1000, detail=detail),
        *(_figure(name, seconds) for name, seconds in told["seconds"].items()),
        Figure("the most memory that the server had", told["peak_megabytes"], "MB", 1000),
    ]


def _figure(name: str, seconds: list[float]) -> Figure:
    # The first of them did what a server does once, such as reading the catalogue.
    timing = Timing.of(seconds[1:])
    return Figure(f"{name}: p50", timing.p50, "ms", SECONDS * 1000, detail=str(timing))
