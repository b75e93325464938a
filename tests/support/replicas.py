"""Processes that share a database: those that serve the pages, and those that answer phones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tests.browser.server import ROOT
from tests.support.ports import free_port

PATIENCE = 60
"""Seconds until a process that doesn't answer has failed."""
PAGES = ("streamlit", "run", "app.py", "--server.port")
PHONES = ("assessment", "serve", "--ballots")


class Replica:
    """One process at a port of its own; it can be killed and started again."""

    def __init__(
        self, database_url: str, log: Path, *, pages: bool = False, environment: Mapping[str, str] = {}
    ) -> None:
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self._log = log
        self._command = (*PAGES, str(self.port)) if pages else PHONES
        self._environment = {
            **os.environ,
            "ASSESSMENT_DATABASE_URL": database_url,
            "ASSESSMENT_MODE": "shared",
            "ASSESSMENT_ADDRESS": "127.0.0.1",
            "ASSESSMENT_PORT": str(self.port),
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def start(self, *, wait: bool = True) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self._command], cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until it answers. Raises RuntimeError where it ends instead."""
        assert self.process is not None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(self.log)
            try:
                with urllib.request.urlopen(f"http://{self.address}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(self.log)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End it as a service is ended; gives its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)
