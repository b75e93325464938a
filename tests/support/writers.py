"""People who write into one response at once, by co-editors' links, and note what the screen told them."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import re
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from websockets.exceptions import WebSocketException

from assessment.domain.answer import Answer, Rating
from assessment.labels.codes import rating_label
from assessment.records.assessments import AnswerChange
from benchmarks.serving.client import Client

RATED = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT)
SAVED = re.compile(r"✓ Saved (\d\d:\d\d:\d\d)(?! ·)")
"""What a card says of what this session has saved; what others saved is followed by their name."""
CONFLICT = "Not saved:"
MARK = re.compile(rb"text-\d+-\d+")
"""The texts that writers write: each is written once."""
GONE = (WebSocketException, OSError, TimeoutError)
"""What a client sees of a server that was killed."""
RETRY_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A change that the screen called saved."""

    recommendation_id: str
    name: str
    value: Rating | str


class WatchfulClient(Client):
    """A session that notes when it first saw each text of a writer."""

    def __init__(self, address: str, cookie: str, assessment_id: str, writer: Writer) -> None:
        super().__init__(address, "rate", cookie, assessment=assessment_id)
        self._writer = writer

    async def _receive(self) -> bytes:
        frame = await super()._receive()
        for mark in MARK.findall(frame):
            self._writer.seen.setdefault(mark.decode(), time.time())
        return frame


@dataclass
class Writer:
    """Somebody who changes a rating or a text now and then, and reads what the screen says of it."""

    number: int
    address: str
    cookie: str
    assessment_id: str
    recommendation_ids: Sequence[str]
    pause: float
    acknowledged: list[Acknowledged] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)
    """When each text was first seen, or written by themselves; in seconds since 1970."""
    sent: list[float] = field(default_factory=list)
    """When they changed something, called saved or not."""
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"Writer {self.number}"

    async def work(self, over: asyncio.Event) -> None:
        """Write until it is over; come back whenever the server does."""
        chance = random.Random(self.number)  # noqa: S311 - the same in each run
        while not over.is_set():
            client = WatchfulClient(self.address, self.cookie, self.assessment_id, self)
            try:
                await client.open()
                while not over.is_set():
                    await asyncio.sleep(chance.expovariate(1 / self.pause))
                    await client.poll()
                    await self._change(client, chance)
                await client.close()
            except GONE:
                self.counts["broken off"] += 1
                await asyncio.sleep(RETRY_SECONDS)
            self.faults += client.faults

    async def _change(self, client: Client, chance: random.Random) -> None:
        item = chance.choice(self.recommendation_ids)
        client.texts.clear()
        if chance.random() < 1 / 2:
            rating = chance.choice(RATED)
            change = self._sending(item, "rating", rating)
            await client.choose(_key(client, item, "rating"), rating_label(rating))
        else:
            if not client.keys(f":{item}:evidence:"):
                await client.unfold(f"{self.assessment_id}:{item}:details")
                client.texts.clear()
            if not client.keys(f":{item}:evidence:"):
                return  # What others had changed was drawn in that moment, and this isn't yet.
            change = self._sending(item, "evidence", f"text-{self.number}-{len(self.sent)}")
            await client.write(_key(client, item, "evidence"), str(change.value))
        if self._is_conflict(client):
            await self._settle(client, chance, change)
        else:
            self._note(client, change)

    async def _settle(self, client: Client, chance: random.Random, change: Acknowledged) -> None:
        """Decide which version is right."""
        self.counts["conflicts"] += 1
        keeps = chance.random() < 1 / 2
        button = f"{'mine' if keeps else 'theirs'}-{change.recommendation_id}"
        client.texts.clear()
        change = self._sending(change.recommendation_id, change.name, change.value)
        await client.press(button)
        if keeps and not self._is_conflict(client):
            self._note(client, change)
        elif self._is_conflict(client):
            self.counts["conflicts"] += 1
            client.texts.clear()
            await client.press(f"theirs-{change.recommendation_id}")

    def _sending(self, item: str, name: str, value: Rating | str) -> Acknowledged:
        self.sent.append(time.time())
        if name == "evidence":
            self.seen.setdefault(value, self.sent[-1])
        return Acknowledged(item, name, value)

    def _note(self, client: Client, change: Acknowledged) -> None:
        # A card that is drawn anew because of others still tells when something was saved before.
        sent = dt.datetime.fromtimestamp(int(self.sent[-1])).astimezone()
        told = [found[1] for text in client.texts if (found := SAVED.search(text))]
        if any(when >= f"{sent:%H:%M:%S}" for when in told):
            self.acknowledged.append(change)
            self.counts["saved"] += 1
        else:
            self.counts["not called saved"] += 1

    def _is_conflict(self, client: Client) -> bool:
        return any(text.startswith(CONFLICT) for text in client.texts)


def _key(client: Client, item: str, name: str) -> str:
    (key,) = client.keys(f":{item}:{name}:")
    return key


def find_losses(writers: Sequence[Writer], history: Sequence[AnswerChange]) -> list[str]:
    """What contradicts that every acknowledged change is in the history, and that nobody overwrote what they hadn't
    seen. `history` has all changes of all answers."""
    by_item: dict[str, list[AnswerChange]] = {}
    for change in sorted(history, key=lambda change: change.revision):
        by_item.setdefault(change.recommendation_id, []).append(change)
    by_name = {writer.name: writer for writer in writers}
    losses = []
    for item, changes in by_item.items():
        if [change.revision for change in changes] != list(range(1, len(changes) + 1)):
            losses.append(f"{item}: revisions {[change.revision for change in changes]}")
        before = Answer()
        for change in changes:
            if change.before != before:
                losses.append(f"{item}, revision {change.revision}: does not follow from the one before")
            before = change.after
            losses += _unseen(item, change, by_name)
    for writer in writers:
        for said in writer.acknowledged:
            if not any(_is_in(said, writer.name, change) for change in by_item.get(said.recommendation_id, [])):
                losses.append(f"{writer.name}: {said} is not in the history")
    return losses


def _is_in(said: Acknowledged, author: str, change: AnswerChange) -> bool:
    # A rating that somebody else gave in the same moment needs no revision of its own.
    by_them = change.by == author or isinstance(said.value, Rating)
    return by_them and getattr(change.after, said.name) == said.value


def _unseen(item: str, change: AnswerChange, writers: dict[str, Writer]) -> list[str]:
    """The text that a revision has overwritten, if who did so had not seen it."""
    overwritten, new = change.before.evidence, change.after.evidence
    writer = writers.get(change.by)
    if writer is None or overwritten in ("", new):
        return []
    # They do one thing after the other: what was saved then is what they had sent last.
    sent = writer.sent[bisect_left(writer.sent, change.at.timestamp()) - 1]
    if writer.seen.get(overwritten, sent) < sent:
        return []
    return [f"{item}, revision {change.revision}: {change.by} overwrote {overwritten}, which they had not seen"]


def tell(writers: Sequence[Writer], history: Sequence[AnswerChange], *, kills: int = 0) -> str:
    """What happened, in a sentence or two."""
    counts = sum((writer.counts for writer in writers), Counter())
    told = ", ".join(f"{counts[name]} {name}" for name in ("saved", "conflicts", "not called saved", "broken off"))
    killed = f" The server was killed {kills} times." if kills else ""
    return f"{len(writers)} writers: {told}; {len(history)} revisions in the history.{killed}"
