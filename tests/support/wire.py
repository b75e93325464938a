"""What goes over the wire, to the character: requests as somebody hostile writes them, and a session's raw frames."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from benchmarks.serving.client import QUICK_ACK, Client

PATIENCE = 20
"""Seconds until what isn't answered has failed."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """All values of a header, in one line."""
        return ", ".join(value for each, value in self.headers if each.lower() == name.lower())

    @property
    def text(self) -> str:
        """Everything that can be read in it."""
        lines = [f"{name}: {value}" for name, value in self.headers]
        return "\n".join([*lines, self.body.decode("utf-8", "replace")])


class Caller:
    """Asks one server again and again over one connection."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection = HTTPConnection(address, timeout=PATIENCE)

    def ask(
        self,
        method: str,
        path: str,
        *,
        cookie: str = "",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Reply:
        """Ask as a page of the server does, unless `headers` say otherwise. `Host` and `Origin` are replaced by those
        given, and any header may be there twice."""
        given = {name.lower() for name, _value in headers}
        own = [("Host", self._address), ("Origin", f"http://{self._address}"), ("Cookie", cookie)]
        sent = [(name, value) for name, value in own if value and name.lower() not in given]
        try:
            return self._send(method, path, [*sent, *headers], body)
        except (HTTPException, OSError):
            # The server has closed the connection that was kept open, as it may.
            self._connection.close()
            return self._send(method, path, [*sent, *headers], body)

    def _send(self, method: str, path: str, headers: Iterable[tuple[str, str]], body: bytes | None) -> Reply:
        connection = self._connection
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None and "content-length" not in {name.lower() for name, _value in headers}:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        if QUICK_ACK is not None and connection.sock is not None:
            connection.sock.setsockopt(socket.IPPROTO_TCP, QUICK_ACK, 1)
        answer = connection.getresponse()
        return Reply(answer.status, tuple(answer.getheaders()), answer.read())

    def close(self) -> None:
        self._connection.close()


def send_raw(address: str, request: bytes) -> list[Reply]:
    """The answers of a server to bytes that needn't be a request at all; none if it hangs up."""
    host, _colon, port = address.rpartition(":")
    received = b""
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection, suppress(ConnectionError):
        connection.sendall(request)
        with suppress(OSError):  # It may have hung up already.
            connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65536):
            received += part
    answers = (each.partition(b"\r\n\r\n") for each in re.split(rb"^HTTP/1\.1 ", received, flags=re.MULTILINE)[1:])
    return [
        Reply(int(first[:3]), tuple(tuple(line.split(": ", 1)) for line in lines), body)
        for head, _end, body in answers
        for first, *lines in [head.decode("latin-1").split("\r\n")]
    ]


class Listener(Client):
    """A session that keeps every frame that it was sent."""

    def __init__(self, address: str, page: str = "", cookie: str = "", **query: str) -> None:
        super().__init__(address, page, cookie, **query)
        self.frames: list[bytes] = []

    async def _receive(self) -> bytes:
        frame = await super()._receive()
        self.frames.append(frame)
        return frame

    @property
    def text(self) -> str:
        """Everything that can be read in its frames."""
        return b"\n".join(self.frames).decode("utf-8", "replace")


async def handshake(address: str, cookie: str = "", *, session: str = "", **headers: str) -> int | ClientConnection:
    """The status with which a handshake is refused, or the open socket."""
    protocols = [Subprotocol(name) for name in ("streamlit", "none", session) if name]
    try:
        return await connect(
            f"ws://{address}/_stcore/stream",
            origin=Origin(f"http://{address}"),
            subprotocols=protocols,
            additional_headers=[*((("Cookie", cookie),) if cookie else ()), *headers.items()],
            max_size=None,
            compression=None,
        )
    except InvalidStatus as refused:
        return refused.response.status_code


async def say(connection: ClientConnection, message: BackMsg) -> tuple[list[ForwardMsg], bytes]:
    """What a session answers to a message until its script has finished, or the socket is closed; and all its bytes."""
    await connection.send(message.SerializeToString())
    messages: list[ForwardMsg] = []
    frames = b""
    while True:
        try:
            frame: Any = await connection.recv()
        except ConnectionClosed:
            return messages, frames
        frames += bytes(frame)
        messages.append(ForwardMsg.FromString(bytes(frame)))
        if messages[-1].WhichOneof("type") == "script_finished":
            return messages, frames
