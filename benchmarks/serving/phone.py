"""A participant's phone under measurement: it speaks just enough HTTP, over one connection that stays open."""

from __future__ import annotations

import asyncio
import random
import re
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from assessment.services.workshops.ballot_box import BALLOT_COOKIE

POLL_SECONDS = 2.0
"""How often a phone asks whether the room has moved on."""
PATIENCE = 30
"""Seconds until an answer that hasn't come is an error."""
RATINGS = ("implemented", "partial", "absent", "not_applicable", "dont_know")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)
_COOKIE = re.compile(rf"\r\nset-cookie: *{BALLOT_COOKIE}=([^;\r]+)".encode(), re.IGNORECASE)
_FIELD = re.compile(rb'<input type="hidden" name="(\w+)" value="([^"]*)"')
_VERSION = re.compile(rb'data-version="(\d+)"')
_REVISION = re.compile(rb'"revision": ?(\d+)')
_RETURN_CODE = re.compile(rb"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")

Key = tuple[str, int]
"""A recommendation and a vote."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    head: bytes
    body: bytes


class Wire:
    """Asks one server over one connection, which is opened again where the server has closed it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, headers: str = "", body: bytes = b"") -> Answer:
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._address}\r\n{headers}"
        if method == "POST":
            head += (
                f"Origin: http://{self._address}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n"
            )
        request = f"{head}\r\n".encode() + body
        try:
            return await self._send(request)
        except (EOFError, ConnectionError):
            self.close()
            return await self._send(request)

    async def _send(self, request: bytes) -> Answer:
        if self._streams is None:
            host, _colon, port = self._address.rpartition(":")
            self._streams = await asyncio.open_connection(host, int(port))
        reader, writer = self._streams
        writer.write(request)
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            body = await reader.readexactly(int(length[1])) if length else b""
        return Answer(int(head[9:12]), head, body)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


@dataclass
class Phone:
    """Joins, follows the room, and votes at random; remembers what it was told."""

    number: int
    address: str
    code: str
    voice: str
    seconds: list[float] = field(default_factory=list)
    """How long each vote took."""
    asks: list[float] = field(default_factory=list)
    """How long it took to hear that nothing has changed."""
    acknowledged: dict[Key, tuple[int, str]] = field(default_factory=dict)
    """The revision and rating of the last ballot that was called saved."""
    pages: list[tuple[int, float]] = field(default_factory=list)
    """The version of each page that was fetched, and when it was there."""
    late: int = 0
    """Votes that were told not to be counted."""
    faults: list[str] = field(default_factory=list)
    token: str = ""
    return_code: str = ""
    _fields: dict[str, str] = field(default_factory=dict)
    _tag: str = ""

    def __post_init__(self) -> None:
        self._wire = Wire(self.address)
        self._chance = random.Random(self.number)

    async def join(self) -> None:
        page = await self._wire.ask("GET", f"/join?{urlencode({'code': self.code})}")
        form = {name.decode(): value.decode() for name, value in _FIELD.findall(page.body)}
        form |= {"code": self.code, "consent": "yes", "voice": self.voice}
        answer = await self._wire.ask("POST", "/join", body=urlencode(form).encode())
        given, written = _COOKIE.search(answer.head), _RETURN_CODE.search(answer.body)
        if given is None or written is None:
            raise RuntimeError(answer.body.decode())
        self.token, self.return_code = given[1].decode(), written[0].decode()

    async def work(self, end: float, think: float) -> None:
        """Follow the room and vote now and then, until the end."""
        await self._fetch()
        ask = time.perf_counter() + self._chance.uniform(0, POLL_SECONDS)
        vote = time.perf_counter() + self._chance.expovariate(1 / think)
        while (following := min(ask, vote)) < end:
            await asyncio.sleep(max(0, following - time.perf_counter()))
            try:
                if following == ask:
                    await self._ask_where()
                    ask = max(ask + POLL_SECONDS, time.perf_counter())
                else:
                    await self._vote()
                    vote = time.perf_counter() + self._chance.expovariate(1 / think)
            except (OSError, EOFError, TimeoutError) as error:
                self.faults.append(repr(error))
                ask = vote = time.perf_counter() + POLL_SECONDS
        self._wire.close()

    @property
    def _cookie(self) -> str:
        return f"Cookie: {BALLOT_COOKIE}={self.token}\r\n"

    async def _fetch(self) -> None:
        page = await self._wire.ask("GET", "/ballot", self._cookie)
        version = _VERSION.search(page.body)
        if page.status != 200 or version is None:
            self.faults.append(f"a page: {page.status}")
            return
        self.pages.append((int(version[1]), time.perf_counter()))
        form, _withdraw, _rest = page.body.partition(b'id="withdraw"')
        self._fields = {name.decode(): value.decode() for name, value in _FIELD.findall(form)}

    async def _ask_where(self) -> None:
        start = time.perf_counter()
        known = f"If-None-Match: {self._tag}\r\n" if self._tag else ""
        answer = await self._wire.ask("GET", "/ballot/now", self._cookie + known)
        self.asks.append(time.perf_counter() - start)
        if answer.status == 200:
            if tag := _TAG.search(answer.head):
                self._tag = tag[1].decode()
            await self._fetch()
        elif answer.status != 304:
            self.faults.append(f"where the room is: {answer.status}")

    async def _vote(self) -> None:
        if "vote" not in self._fields:
            return
        key = self._fields["item"], int(self._fields["vote"])
        rating = self._chance.choice(RATINGS)
        form = self._fields | {"rating": rating, "remark": "", "form": secrets.token_urlsafe(12)}
        start = time.perf_counter()
        headers = f"{self._cookie}Accept: application/json\r\n"
        answer = await self._wire.ask("POST", "/ballot", headers, urlencode(form).encode())
        taken = time.perf_counter() - start
        revision = _REVISION.search(answer.body)
        if answer.status == 200 and revision:
            self.seconds.append(taken)
            self.acknowledged[key] = int(revision[1]), rating
            self._fields["seen"] = revision[1].decode()
        elif answer.status == 409:
            self.late += 1
        else:
            self.faults.append(f"a vote: {answer.status} {answer.body[:200].decode('utf-8', 'replace')}")
