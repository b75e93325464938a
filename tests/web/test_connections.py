"""Connections that bring no request, or too large a one, are closed, and no others."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from assessment.web import connections
from assessment.web.connections import PatientConnection
from tests.support import event_loop

REQUEST, LINE = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"X: " + 30_000 * b"x" + b"\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
LONG = bytes(15_000_000)
"""More than a network has room for whose receiver takes little ahead."""


async def answer_slowly(scope: Scope, _receive: Receive, send: Send) -> None:
    await asyncio.sleep(0.5)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def answer_at_length(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(LONG))]})
    await send({"type": "http.response.body", "body": LONG})


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[int]:
    """The port at which an app is served on such connections."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=PatientConnection, lifespan="off", log_level="error", timeout_keep_alive=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    yield listening.getsockname()[1]
    server.should_exit = True
    await task


async def told(port: int, *parts: bytes) -> bytes:
    """What the server says until it closes a connection on which these parts are sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found = b""
    with suppress(ConnectionError):  # It may be closed before all of it was read.
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
        async with serving(answer_slowly) as port:
            return await asyncio.gather(
                told(port),
                told(port, b"GET / HT"),
                told(port, REQUEST),
                told(port, REQUEST[:9], REQUEST[9:], b"GET"),
                told(port, REQUEST[:-2], *(LINE for _each in range(3)), b"\r\n"),
                told(port, CHUNKED + b"1\r\na\r\n0\r\n" + 3 * LINE),
                told(port, CHUNKED + 5 * (b"7530\r\n" + 30_000 * b"a" + b"\r\n") + b"0\r\n\r\n"),
            )

    nothing, half, whole, and_half_another, much, much_after_the_body, long_body = event_loop.run(talk())
    assert (nothing, half, much, much_after_the_body) == (b"", b"", b"", b"")
    assert whole.startswith(b"HTTP/1.1 200")
    assert and_half_another.startswith(b"HTTP/1.1 200")
    assert long_body.startswith(b"HTTP/1.1 200")


def test_who_takes_nothing_of_an_answer_is_closed_and_who_takes_it_slowly_gets_it_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "TAKING_PATIENCE", 0.8)

    def ask(port: int) -> socket.socket:
        """A connection with a request whose answer the network has no room for."""
        asking = socket.socket()
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        asking.connect(("127.0.0.1", port))
        asking.sendall(REQUEST)
        return asking

    def take(asking: socket.socket, wait: float) -> int:
        """How many bytes come to somebody who waits before each part of them."""
        taken = 0
        with asking, asking.makefile("rb") as answer, suppress(ConnectionError):
            while part := answer.read(len(LONG) // 15):
                taken += len(part)
                time.sleep(wait)
        return taken

    async def talk() -> tuple[int, int]:
        async with serving(answer_at_length) as port:
            slowly = asyncio.create_task(asyncio.to_thread(take, ask(port), 0.1))
            asking = ask(port)
            for _look in range(4):  # One after the other, as the server looks: however busy the machine is.
                await asyncio.sleep(connections.TAKING_PATIENCE)
            return await asyncio.to_thread(take, asking, 0), await slowly

    nothing, slowly = event_loop.run(talk())
    assert nothing < len(LONG)
    assert slowly >= len(LONG)
