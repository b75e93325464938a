"""Connections that must bring something, since each takes one of the few files that a server may have open.

Uvicorn closes those that are idle after an answer, waits without end for the first request, and takes one of any size.
"""

from __future__ import annotations

import asyncio
import gc

from starlette.datastructures import MutableHeaders
from uvicorn.config import HTTP_PROTOCOLS
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from assessment.config import settings
from assessment.web.security_headers import SECURITY_HEADERS
from assessment.web.tls import protect

PATIENCE = 20.0
"""Seconds within which a request must have come with all its headers."""
HEAD_LIMIT = 65_536
"""Bytes of a request beside its body: its first line, its headers, and what stands between and after its chunks."""
TAKING_PATIENCE = 60.0
"""Seconds within which something of an answer must be taken that the network has no room for."""


class PatientConnection(HttpToolsProtocol):
    """A connection that is closed if it brings no whole request in time or too much beside a body, or takes nothing of
    its answer."""

    _deadline: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None
    _head = 0
    """Bytes that came of a request beside its body."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # Writing is paused as long as anything waits to be taken, also the rest of an answer that is complete.
        transport.set_write_buffer_limits(0)
        self._wait()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0

    def on_body(self, body: bytes) -> None:
        self._head -= len(body)
        super().on_body(body)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._head += len(data)
        if self._head > HEAD_LIMIT:
            self.transport.close()
        if self._is_answering():
            self._stop_waiting()
        else:
            self._wait()

    def send_400_response(self, msg: str) -> None:
        """Say that this is no request, with the headers of every answer: nothing else of the app sees it."""
        kind = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(msg)), "Connection": "close"}
        headers, public = MutableHeaders({**SECURITY_HEADERS, **kind}), settings().public_address
        if public is not None and public.scheme == "https":
            protect(headers)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.transport.write(f"HTTP/1.1 400 Bad Request\r\n{lines}\r\n{msg}".encode())
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_less()

    def resume_writing(self) -> None:
        self._stop_expecting()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_expecting()
        super().connection_lost(exc)

    def _expect_less(self, before: float = float("inf")) -> None:
        """Look now and then whether less waits to be taken."""
        left = self.transport.get_write_buffer_size()
        if left < before:
            self._taking = self.loop.call_later(TAKING_PATIENCE, self._expect_less, left)
        elif self.transport.get_protocol() is self:
            self.transport.abort()

    def _stop_expecting(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(PATIENCE, self._close)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _close(self) -> None:
        self._deadline = None
        # A websocket has taken the transport over, or an answer is on its way.
        if self.transport.get_protocol() is self and not self._is_answering():
            self.transport.close()


def use_patient_connections() -> None:
    """Let a server that chooses by itself how to speak HTTP, as Streamlit's does, take these connections.

    It chooses when it begins to serve, so this comes first.
    """
    HTTP_PROTOCOLS["auto"] = "assessment.web.connections:PatientConnection"


def collect_rarely() -> None:
    """Let Python look rarely for objects that nobody uses.

    A full room has hundreds of thousands, nearly all of which reference counts free: Python would look through all of
    them every few seconds, for a fifth of a second each time, in which nobody is answered.
    """
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
