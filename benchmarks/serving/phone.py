"""A participant's phone under measurement: it speaks just enough HTTP, over one connection that stays open."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from assessment.access.ballots import BALLOT_COOKIE

WAIT_SECONDS = 8
"""For how long a phone waits for the room to move on, before it asks again."""
PAUSE_SECONDS = 2.0
"""The most seconds after which it asks for the first time, and those after a fault."""
PATIENCE = 30
"""Seconds until an answer that hasn't come is an error."""
AWAY = (502, 503)
"""What a proxy answers for a process that is away."""
RATINGS = ("implemented", "partial", "absent", "not_applicable", "dont_know")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PACKED = re.compile(rb"\r\ncontent-encoding: *gzip", re.IGNORECASE)
_TAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)
_COOKIE = re.compile(rf"\r\nset-cookie: *{BALLOT_COOKIE}=([^;\r]+)".encode(), re.IGNORECASE)
_FIELD = re.compile(rb'<input type="hidden" name="(\w+)" value="([^"]*)"')
_VERSION = re.compile(rb'data-version="(\d+)"')
_ROSTER = re.compile(rb'data-roster="(\d+)"')
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
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._address}\r\nAccept-Encoding: gzip\r\n{headers}"
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
        if _PACKED.search(head):
            body = gzip.decompress(body)
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
    acknowledged: dict[Key, tuple[int, str]] = field(default_factory=dict)
    """The revision and rating of the last ballot that was called saved."""
    pages: list[tuple[int, float]] = field(default_factory=list)
    """The version of each page that was fetched, and when it was there."""
    resent: list[float] = field(default_factory=list)
    """How long each vote took that was sent again, because the process was away that it had come to."""
    late: int = 0
    """Votes that were told not to be counted."""
    faults: list[str] = field(default_factory=list)
    token: str = ""
    return_code: str = ""
    _fields: dict[str, str] = field(default_factory=dict)
    _csrf: str = ""
    _seen: dict[Key, int] = field(default_factory=dict)
    """The revision of each ballot that one knows of."""
    _roster: bytes = b""
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
        await self.fetch()
        following = asyncio.create_task(self.follow())
        await self.vote_until(end, think)
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        self._wire.close()

    async def follow(self) -> None:
        """Hear on a connection of its own when the room moves on, as a browser does."""
        wire = Wire(self.address)
        await asyncio.sleep(self._chance.uniform(0, PAUSE_SECONDS))
        try:
            while True:
                try:
                    await self._look(wire)
                except (OSError, EOFError, TimeoutError) as error:
                    self.faults.append(repr(error))
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            wire.close()

    async def vote_until(self, end: float, think: float) -> None:
        while (vote := time.perf_counter() + self._chance.expovariate(1 / think)) < end:
            await asyncio.sleep(vote - time.perf_counter())
            try:
                await self.vote()
            except (OSError, EOFError, TimeoutError) as error:
                self.faults.append(repr(error))
        await asyncio.sleep(end - time.perf_counter())

    @property
    def _cookie(self) -> str:
        return f"Cookie: {BALLOT_COOKIE}={self.token}\r\n"

    async def fetch(self) -> None:
        """Get the page as it is."""
        await self._read(await self._wire.ask("GET", "/ballot", self._cookie))

    async def _look(self, wire: Wire) -> None:
        """Get what is the same for the room once it has moved on; what is one's own is asked for where it may be other
        than what one was told."""
        waits = f"If-None-Match: {self._tag}\r\nPrefer: wait={WAIT_SECONDS}\r\n"
        page = await wire.ask("GET", "/ballot/shown", self._cookie + waits)
        roster = _ROSTER.search(page.body)
        if roster is not None and roster[1] != self._roster:
            own = await wire.ask("GET", "/ballot/own", f"{self._cookie}Accept: application/json\r\n")
            for ballot in json.loads(own.body)["ballots"]:
                self._seen[ballot["item"], ballot["vote"]] = ballot["revision"]
            self._roster = roster[1]
        await self._read(page)

    async def _read(self, page: Answer) -> None:
        version, tag = _VERSION.search(page.body), _TAG.search(page.head)
        if page.status == 304:
            return
        if page.status != 200 or version is None or tag is None:
            if page.status not in AWAY:
                self.faults.append(f"a page: {page.status}")
            await asyncio.sleep(PAUSE_SECONDS)
            return
        self.pages.append((int(version[1]), time.perf_counter()))
        form, _withdraw, _rest = page.body.partition(b'id="withdraw"')
        fields = {name.decode(): value.decode() for name, value in _FIELD.findall(form)}
        self._csrf = fields.get("csrf") or self._csrf
        if "vote" in fields:
            key = fields["item"], int(fields["vote"])
            if _ROSTER.search(page.body):
                fields["seen"] = str(self._seen.get(key, 0))
            self._seen[key] = int(fields["seen"])
        self._fields = fields | {"csrf": self._csrf}
        self._tag = tag[1].decode()

    async def vote(self) -> None:
        fields = self._fields
        if "vote" not in fields:
            return
        key = fields["item"], int(fields["vote"])
        rating = self._chance.choice(RATINGS)
        form = fields | {"rating": rating, "remark": "", "form": secrets.token_urlsafe(12)}
        start = time.perf_counter()
        headers = f"{self._cookie}Accept: application/json\r\n"
        body, tries = urlencode(form).encode(), 1
        while (answer := await self._wire.ask("POST", "/ballot", headers, body)).status in AWAY:
            # As the ballot's script does.
            await asyncio.sleep(3 + self._chance.random())
            tries += 1
        taken = time.perf_counter() - start
        revision = _REVISION.search(answer.body)
        if answer.status == 200 and revision:
            (self.seconds if tries == 1 else self.resent).append(taken)
            self.acknowledged[key] = int(revision[1]), rating
            fields["seen"] = revision[1].decode()
            self._seen[key] = int(revision[1])
        elif answer.status == 409:
            self.late += 1
        else:
            self.faults.append(f"a vote: {answer.status} {answer.body[:200].decode('utf-8', 'replace')}")
