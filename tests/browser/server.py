"""The app as a person starts it, in a process of its own, on a database of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds until a server that doesn't answer has failed."""
APP = (str(ROOT / "app.py"),)
"""What the command becomes without a word, and with `serve`, which asks for an administrator's link first."""
PHONES = ("-m", "assessment.web.ballot.server")
"""What `serve --ballots` becomes."""
SHARED = {"ASSESSMENT_MODE": "shared", "ASSESSMENT_ADDRESS": "127.0.0.1"}
"""What lets a server be shared, though only this machine reaches it."""


class Server:
    """The app on a free port of this machine, or what Python serves by another command, started in `cwd`.

    In a command, `{port}` stands for the port.
    """

    def __init__(
        self,
        folder: Path,
        command: Sequence[str] = APP,
        *,
        cwd: Path = ROOT,
        log: str = "server.log",
        environment: Mapping[str, str] = {},
    ) -> None:
        self.folder = folder
        self.database = folder / "assessments.db"
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.address}"
        self._command, self._cwd, self._log = command, cwd, folder / log
        self.environment = {
            **os.environ,
            "BROWSER": "true",  # A program that does nothing: no window opens before those who test.
            "ASSESSMENT_DATABASE_URL": f"sqlite:///{self.database}",
            "ASSESSMENT_PORT": str(self.port),
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        """Start, and wait until it answers. Raises RuntimeError where it ends instead."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *(each.format(port=self.port) for each in self._command)],
                cwd=self._cwd,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until it answers. Raises RuntimeError where it ends instead."""
        assert self._process is not None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(self.log)
            try:
                with urllib.request.urlopen(f"http://{self.address}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(self.log)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def interrupt(self) -> None:
        """End it as Ctrl+C does."""
        self._end(signal.SIGINT)

    def stop(self) -> int:
        """End it as a service is ended; gives its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(how)
        return self._process.wait(PATIENCE)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")


class SharedServer(Server):
    """The same in shared mode, at an address of this machine."""

    def __init__(
        self,
        folder: Path,
        command: Sequence[str] = APP,
        *,
        log: str = "server.log",
        environment: Mapping[str, str] = {},
    ) -> None:
        super().__init__(folder, command, log=log, environment={**SHARED, **environment})
