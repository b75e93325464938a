"""Connections that bring no request, or too large a one, are closed, and no others."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from assessment.web import connections
from assessment.web.connections import PatientConnection
from tests.browser.server import ROOT
from tests.support import event_loop


async def answer_slowly(scope: Scope, _receive: Receive, send: Send) -> None:
    await asyncio.sleep(0.5)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def told(port: int, *parts: bytes) -> bytes:
    """What the server says until it closes a connection on which these parts are sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await asyncio.sleep(0.05)
    found = await asyncio.wait_for(reader.read(), timeout=5)
    writer.close()
    return found


def test_who_sends_nothing_half_a_request_or_too_much_is_closed_and_a_slow_answer_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.2)

    async def talk() -> list[bytes]:
        listening = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            answer_slowly, http=PatientConnection, lifespan="off", log_level="error", timeout_keep_alive=1
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        port, request = listening.getsockname()[1], b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        found = await asyncio.gather(
            told(port),
            told(port, b"GET / HT"),
            told(port, request),
            told(port, request[:9], request[9:], b"GET"),
            told(port, request[:-2], *(b"X: " + b"x" * 30_000 + b"\r\n" for _each in range(3)), b"\r\n"),
        )
        server.should_exit = True
        await serving
        return list(found)

    nothing, half, whole, and_half_another, much = event_loop.run(talk())
    assert (nothing, half, much) == (b"", b"", b"")
    assert whole.startswith(b"HTTP/1.1 200")
    assert and_half_another.startswith(b"HTTP/1.1 200")


def test_the_app_as_a_program_takes_such_connections() -> None:
    """As the command starts it, and as Streamlit’s server then chooses."""
    code = (
        "import runpy, uvicorn\n"
        "def run(server, sockets):\n"
        "    server.config.load()\n"
        "    server.started = True\n"
        "    print(server.config.http_protocol_class.__name__)\n"
        "uvicorn.Server.run = run\n"
        "runpy.run_path('app.py', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert "PatientConnection" in done.stdout.splitlines()
