"""The proxy of `deploy/Caddyfile` in front of servers of this machine, with TLS.

`python -m tests.support.proxy` makes sure that the programs of a server are there: Caddy, age and systemd’s.
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.browser.server import ROOT
from tests.support.ports import free_port

CADDYFILE = ROOT / "deploy" / "Caddyfile"
NAME = "gaps.example.org"
"""What stands in the files for the name of a server."""
PROGRAMS = {"caddy": "caddy", "age": "age", "systemd-analyze": "systemd", "openssl": "openssl"}
"""The programs of a server that tests run, with Debian’s packages of them."""
MISSING = (
    f"The tests of a server need {', '.join(PROGRAMS)}. Install them (on Debian and Ubuntu: "
    f"`sudo apt-get install {' '.join(PROGRAMS.values())}`)."
)
PATIENCE = 30
_FOR_A_TEST = """{{
	skip_install_trust
	http_port {port}
"""


class Proxy:
    """Caddy at `https://localhost:port`, with a certificate of its own making, in front of processes at these ports.

    Those must be told where people come in: `environment`. Without `tls`, it is at `http://localhost:port`.
    """

    def __init__(self, folder: Path, pages: Sequence[int], ballots: Sequence[int], *, tls: bool = True) -> None:
        self.port = free_port()
        self.address = f"localhost:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{self.address}"
        self._tls = tls
        self.environment = {"ASSESSMENT_PUBLIC_ADDRESS": self.url}
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._pages, self._ballots = pages, ballots

    def start(self, caddyfile: Path = CADDYFILE) -> None:
        file = self._folder / "Caddyfile"
        file.write_text(for_a_test(caddyfile.read_text(encoding="utf-8"), self.url, self._pages, self._ballots))
        environment = {**os.environ, "XDG_DATA_HOME": str(self._folder), "XDG_CONFIG_HOME": str(self._folder)}
        with (self._folder / "caddy.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["caddy", "run", "--config", str(file)], env=environment, stdout=log, stderr=log
            )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=2) as plain:
                    if self._tls:
                        self.trust().wrap_socket(plain, server_hostname="localhost").close()
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(self.log)

    def trust(self) -> ssl.SSLContext:
        """What trusts the proxy’s own certificates, and nothing else."""
        return ssl.create_default_context(cafile=self._folder / "caddy" / "pki" / "authorities" / "local" / "root.crt")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    @property
    def log(self) -> str:
        return (self._folder / "caddy.log").read_text(errors="replace")


def for_a_test(caddyfile: str, address: str, pages: Sequence[int], ballots: Sequence[int]) -> str:
    """The file with another address and other ports, which leaves the machine’s own ports and certificates alone."""
    moved = caddyfile.replace(NAME, address)
    for there, ports in {"127.0.0.1:8601 127.0.0.1:8602": ballots, "127.0.0.1:8501": pages}.items():
        assert f"{there} {{" in moved
        moved = moved.replace(there, " ".join(f"127.0.0.1:{port}" for port in ports))
    return moved.replace("{\n", _FOR_A_TEST.format(port=free_port()), 1)


def install() -> None:
    """Bring the programs from the system’s packages as root on Debian; else say what is missing."""
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        sys.exit(MISSING)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = PROGRAMS.values()
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        if subprocess.run(["apt-get", *arguments], check=False, env=environment).returncode:
            sys.exit(MISSING)
    if not all(map(shutil.which, PROGRAMS)):
        sys.exit(MISSING)


if __name__ == "__main__" and not all(map(shutil.which, PROGRAMS)):
    install()
