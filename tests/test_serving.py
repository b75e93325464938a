"""The app as it is started, and what leaves the machine meanwhile: nothing."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import TypeVar

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from benchmarks.serving.client import Client
from tests.browser.server import APP, ROOT, Server
from tests.support import event_loop
from tests.support.wire import send_raw

Result = TypeVar("Result")
ANYWHERE = Path(ROOT.anchor)


class Watched:
    """A server, and the file in which what would leave the machine is noted."""

    def __init__(self, folder: Path, *command: str, cwd: Path = ANYWHERE) -> None:
        self.notes = folder / "outgoing"
        environment = {"PYTHONPATH": str(ROOT / "tests" / "outgoing"), "OUTGOING": str(self.notes)}
        self.server = Server(folder, command, cwd=cwd, environment=environment)

    def outgoing(self) -> str:
        return self.notes.read_text(encoding="utf-8") if self.notes.exists() else ""

    def refusal(self) -> str:
        """What a server that refuses to start says."""
        try:
            with pytest.raises(RuntimeError) as caught:
                self.server.start()
        finally:
            self.server.stop()
        return str(caught.value)


def test_what_would_leave_the_machine_is_noted(tmp_path: Path) -> None:
    notes = tmp_path / "outgoing"
    # Connecting a socket for datagrams sends nothing; 192.0.2.1 is nobody's address.
    connect_to = "socket.socket(type=socket.SOCK_DGRAM).connect(('{}', 9))"
    script = "; ".join(("import socket", *map(connect_to.format, ("127.0.0.1", "192.0.2.1"))))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests" / "outgoing"), "OUTGOING": str(notes)}
    subprocess.run([sys.executable, "-c", script], env=environment, check=False)
    assert notes.read_text(encoding="utf-8") == "socket.connect 192.0.2.1\n"


async def foreign_handshake(server: Server, origin: str) -> int:
    """The status with which a handshake of a page elsewhere is answered."""
    with pytest.raises(InvalidStatus) as caught:
        await connect(f"ws://127.0.0.1:{server.port}/_stcore/stream", origin=Origin(origin))
    return caught.value.response.status_code


async def foreign_handshakes(server: Server) -> set[int]:
    origins = ("http://evil.example", "null", "http://localhost:1")
    return set(await asyncio.gather(*(foreign_handshake(server, origin) for origin in origins)))


async def faults_of_a_visit(server: Server) -> list[str]:
    client = await Client(server.address, "method").open()
    await client.close()
    return client.faults


def status(server: Server, method: str, path: str, **headers: str) -> int:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, path, headers=headers)
    found = connection.getresponse().status
    connection.close()
    return found


def test_nothing_leaves_the_machine_from_whatever_folder_the_app_is_started(tmp_path: Path) -> None:
    watched = Watched(tmp_path, *APP)
    server = watched.server
    try:
        server.start()
        assert event_loop.run(foreign_handshakes(server)) == {403}
        assert event_loop.run(faults_of_a_visit(server)) == []
        for method in ("POST", "PUT", "DELETE"):
            assert status(server, method, "/_stcore/upload_file/a/b", Origin="http://evil.example") == 403
        assert status(server, "GET", "/", Host="evil.example") == 403
        assert status(server, "GET", "/static/js/missing.js") == 404
        assert status(server, "GET", "/join?code=AAAAAA") == 403
        log = server.database.with_name(f"{server.database.name}-wal")
        assert log.exists()
    finally:
        server.stop()
    assert not log.exists(), "a server that is stopped leaves a log beside its database"
    assert watched.outgoing() == ""
    assert "Traceback" not in server.log


@pytest.mark.parametrize(
    ("command", "policy"),
    [
        ("streamlit run app.py --server.port {port}", ""),
        ("uvicorn app:app --http assessment.web.connections:PatientConnection --port {port}", "DENY"),
    ],
)
def test_another_server_serves_it_from_a_checkout(tmp_path: Path, command: str, policy: str) -> None:
    watched = Watched(tmp_path, "-m", *command.split(), cwd=ROOT)
    try:
        watched.server.start()
        assert status(watched.server, "GET", "/") == 200
        assert event_loop.run(faults_of_a_visit(watched.server)) == []
        (refused,) = send_raw(watched.server.address, b"no request\r\n\r\n")
        assert refused.header("X-Frame-Options") == policy
    finally:
        watched.server.stop()
    assert watched.outgoing() == ""


def test_another_server_that_does_not_find_the_configuration_refuses_to_start(tmp_path: Path) -> None:
    watched = Watched(tmp_path, "-m", "uvicorn", "--app-dir", str(ROOT), "app:app", "--port", "{port}")
    told = watched.refusal()
    assert "differs from .streamlit/config.toml: start the app in its own folder" in told
    assert "Traceback" not in told
    assert watched.outgoing() == ""
