"""People who vote by phone without a browser, and send again what wasn't answered, as its script does."""

from __future__ import annotations

import asyncio
import random
import re
import secrets
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from assessment.access.ballots import BALLOT_COOKIE
from assessment.access.links import key_hash
from assessment.storage.opening import Storage
from assessment.storage.workshops.reading import find_seat, read_own_ballots
from benchmarks.serving.phone import RATINGS, Wire
from tests.support.gates import as_admin, in_transaction

GONE = (OSError, EOFError, TimeoutError)
"""What a phone sees of a server that was killed."""
RETRY_SECONDS = 0.2
_CSRF = re.compile(rb'name="csrf" value="([^"]+)"')
_REVISION = re.compile(rb'"revision": ?(\d+)')


@dataclass
class Voter:
    """Votes again and again on one recommendation. A form that isn't answered is sent again, twice if need be."""

    number: int
    address: str
    token: str
    item: str
    pause: float = 0.1
    acknowledged: list[tuple[int, str]] = field(default_factory=list)
    """The revision and rating of each form that was called saved, in order."""
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    async def work(self, over: asyncio.Event) -> None:
        """Vote until it is over; what was sent is then answered."""
        chance = random.Random(self.number)  # noqa: S311 - the same in each run
        wire = Wire(self.address)
        csrf = await self._form_secret(wire)
        while not over.is_set():
            await asyncio.sleep(chance.expovariate(1 / self.pause))
            rating = chance.choice(RATINGS)
            seen = self.acknowledged[-1][0] if self.acknowledged else 0
            form = {
                "csrf": csrf,
                "item": self.item,
                "vote": "1",
                "seen": str(seen),
                "form": secrets.token_urlsafe(12),
                "rating": rating,
                "remark": "",
            }
            await self._send(wire, form)
            if chance.random() < 1 / 10:
                await self._send(wire, form, again=True)
        wire.close()

    async def _send(self, wire: Wire, form: dict[str, str], *, again: bool = False) -> None:
        while True:
            try:
                answer = await wire.ask("POST", "/ballot", self._headers, urlencode(form).encode())
            except GONE:
                wire.close()
                self.counts["broken off"] += 1
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if answer.status in (429, 502, 503):  # The proxy says 502 of a process that was killed meanwhile.
                self.counts[f"told {answer.status}"] += 1
                await asyncio.sleep(1)
                continue
            break
        revision = _REVISION.search(answer.body)
        if answer.status != 200 or revision is None:
            self.faults.append(f"{answer.status} {answer.body[:300].decode('utf-8', 'replace')}")
        elif again:
            if int(revision[1]) != self.acknowledged[-1][0]:
                self.faults.append(f"sent twice, counted twice: {revision[1].decode()}")
        else:
            self.acknowledged.append((int(revision[1]), form["rating"]))

    async def _form_secret(self, wire: Wire) -> str:
        while True:
            try:
                page = await wire.ask("GET", "/ballot", self._headers)
            except GONE:
                wire.close()
                await asyncio.sleep(RETRY_SECONDS)
                continue
            found = _CSRF.search(page.body)
            if found is None:
                raise RuntimeError(page.body.decode("utf-8", "replace"))
            return found[1].decode()

    @property
    def _headers(self) -> str:
        return f"Cookie: {BALLOT_COOKIE}={self.token}\r\nAccept: application/json\r\n"


def find_lost(repository: Storage, workshop_id: str, voters: list[Voter]) -> list[str]:
    """What contradicts that each ballot that was called saved is stored, and stored once."""
    wrong = []
    for voter in voters:
        found = in_transaction(as_admin(repository), find_seat, key_hash(voter.token))
        participant = "" if found is None else found[1].participant.id
        own = in_transaction(as_admin(repository), read_own_ballots, workshop_id, [participant])[participant]
        stored = own.get((voter.item, 1))
        last = (0, None) if stored is None else (stored.revision, stored.rating)
        if [revision for revision, _rating in voter.acknowledged] != [*range(1, len(voter.acknowledged) + 1)]:
            wrong.append(f"voter {voter.number}: {voter.acknowledged}")
        if voter.acknowledged and last != voter.acknowledged[-1]:
            wrong.append(f"voter {voter.number}: {last} is stored, and {voter.acknowledged[-1]} was called saved")
    return wrong
