"""The app as a person starts it, in a process of its own, on a database of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds until a server that doesn't answer has failed."""


STREAMLIT = ("streamlit", "run", "app.py", "--server.port")
"""The module of Python that serves the app, and what it is told before the port."""


class Server:
    """`streamlit run app.py` on a free port of this machine, or what another command serves, started in `cwd`."""

    def __init__(
        self, folder: Path, command: Sequence[str] = STREAMLIT, *, cwd: Path = ROOT, environment: Mapping[str, str] = {}
    ) -> None:
        self.folder = folder
        self.database = folder / "assessments.db"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command, self._cwd = command, cwd
        self.environment = {**os.environ, "ASSESSMENT_DATABASE_URL": f"sqlite:///{self.database}", **environment}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers. Raises RuntimeError where it ends instead."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._command, str(self.port)],
                cwd=self._cwd,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(self.log)
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(self.log)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def interrupt(self) -> None:
        """End it as Ctrl+C does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")


class SharedServer(Server):
    """The same in shared mode, at an address of this machine."""

    def __init__(self, folder: Path, address: str = "127.0.0.1", *, environment: Mapping[str, str] = {}) -> None:
        command = ("streamlit", "run", "app.py", "--server.address", address, "--server.port")
        super().__init__(folder, command, environment=environment)
        self.environment |= {
            "ASSESSMENT_MODE": "shared",
            "ASSESSMENT_ADDRESS": address,
            "ASSESSMENT_PORT": str(self.port),
        }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
