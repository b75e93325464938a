"""The app in a process of its own, on a processor of its own where there are several."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.browser.server import APP, Server

BARE_PAGE = ("-m", "streamlit", "run", "benchmarks/serving/bare_page.py", "--server.port", "{port}")
"""Streamlit without anything of ours before it."""


@contextmanager
def serving(database: Path, command: Sequence[str] = APP, **environment: str) -> Iterator[str]:
    """Serve the app on a database, with more in its environment; gives its address once it answers."""
    given = {"ASSESSMENT_DATABASE_URL": f"sqlite:///{database}", **environment}
    server = Server(database.parent, command, environment=given)
    try:
        server.start()
        _part_processors(server.pid)
        yield server.address
    finally:
        server.stop()


def _part_processors(server: int) -> None:
    """The clients on one processor and the server on another, so that a figure is the server's."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(server, {1})
        os.sched_setaffinity(0, {0})
