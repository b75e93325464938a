"""A page elsewhere that opens the websocket again and again, and what keeping it out costs everybody else."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Figure, compare
from benchmarks.serving.server import BARE_PAGE, serving

HANDSHAKES = 100
ROUNDS = 1000
WARM_UP = 100
PATIENCE = 60
"""Seconds until an answer that hasn't come is an error."""
HANDSHAKE = (
    "GET /_stcore/stream HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{number}.example\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def run() -> list[Figure]:
    with (
        TemporaryDirectory() as folder,
        _silence() as proxy,
        serving(Path(folder) / "ours.db", http_proxy=proxy, https_proxy=proxy) as ours,
        serving(Path(folder) / "floor.db", BARE_PAGE) as floor,
    ):
        milliseconds = _health_meanwhile(ours)
        comparison = compare(
            lambda _number: _ask_health(ours), lambda _number: _ask_health(floor), rounds=ROUNDS, warm_up=WARM_UP
        )
    slowest = f"health during {HANDSHAKES} refused handshakes: the slowest"
    return [
        Figure(slowest, max(milliseconds), "ms", 100, detail=f"{len(milliseconds)} answers"),
        Figure("health behind our checks against bare Streamlit", comparison.ratio, "x", 1.5, detail=str(comparison)),
    ]


@contextmanager
def _silence() -> Iterator[str]:
    """A proxy that never answers: who looks for something on the internet waits, as behind many a firewall."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def _ask_health(address: str) -> None:
    with urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=PATIENCE) as answer:
        assert answer.read() == b"ok"


def _health_meanwhile(address: str) -> list[float]:
    """The milliseconds of ten answers, of which the first comes after all handshakes that were sent before it."""
    host, port = address.split(":")
    with ExitStack() as stack:
        pages = [stack.enter_context(socket.create_connection((host, int(port)), PATIENCE)) for _ in range(HANDSHAKES)]
        for number, page in enumerate(pages):
            page.sendall(HANDSHAKE.format(address=address, number=number).encode())
        milliseconds = []
        for _round in range(10):
            start = time.perf_counter()
            _ask_health(address)
            milliseconds.append((time.perf_counter() - start) * 1000)
        assert all(page.recv(100).startswith(b"HTTP/1.1 403 ") for page in pages)
    return milliseconds
