"""A Streamlit server in a process of its own, on a processor of its own where there are several."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = {"ASSESSMENT_MODE": "shared", "ASSESSMENT_ADDRESS": "127.0.0.1"}
"""What lets a server be shared, though only this machine reaches it."""


@contextmanager
def serving(script: str, database: Path, **environment: str) -> Iterator[str]:
    """Run a script or app of this project, with more in its environment; gives its address once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", address.rsplit(":", 1)[1]]
    given = {
        "PYTHONPATH": str(ROOT),
        "ASSESSMENT_DATABASE_URL": f"sqlite:///{database}",
        "ASSESSMENT_PORT": address.rsplit(":", 1)[1],
        **environment,
    }
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **given}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(address)
        _part_processors(process.pid)
        yield address
    finally:
        process.terminate()
        process.wait()


def _part_processors(server: int) -> None:
    """The clients on one processor and the server on another, so that a figure is the server's."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(server, {1})
        os.sched_setaffinity(0, {0})


def _wait_for(address: str) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=2):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
