"""What is read for many who ask at once, by the example of own ballots."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from assessment.domain.answer import Rating
from assessment.records.errors import StorageError
from assessment.records.workshops import OwnBallot
from assessment.web.ballot.booth import Ballots, Together
from tests.support import event_loop

KEY = ("GCM10-01", 1)


class Box:
    """A ballot box that answers when it is let, and remembers who was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.revision = 1
        self.is_let = Event()
        self.is_let.set()
        self.is_away = False

    def read(self, _workshop_id: str, participants: Sequence[str]) -> Sequence[Ballots]:
        self.asked.append(list(participants))
        seen = self.revision
        assert self.is_let.wait(10)
        if self.is_away:
            raise StorageError("away")
        ballot = OwnBallot(Rating.PARTIAL, "", seen, dt.datetime.now(dt.UTC))
        return [{KEY: ballot} for _participant in participants]


@pytest.fixture
def box() -> Box:
    return Box()


def test_all_who_ask_at_once_are_read_together(box: Box) -> None:
    async def ask() -> list[Ballots]:
        reading = Together[str, Ballots](box.read, ThreadPoolExecutor(4))
        return await asyncio.gather(*(reading.of("room", f"person {number % 100}") for number in range(150)))

    assert all(found[KEY].revision == 1 for found in event_loop.run(ask()))
    assert [sorted(each) for each in box.asked] == [sorted(f"person {number}" for number in range(100))]


def test_who_votes_while_others_are_read_sees_their_vote(box: Box) -> None:
    async def ask() -> tuple[Ballots, Ballots]:
        reading = Together[str, Ballots](box.read, ThreadPoolExecutor(4))
        box.is_let.clear()
        before = asyncio.create_task(reading.of("room", "Asha"))
        while not box.asked:
            await asyncio.sleep(0.01)
        box.revision = 2
        after = asyncio.create_task(reading.of("room", "Asha"))
        await asyncio.sleep(0)
        box.is_let.set()
        return await before, await after

    assert [found[KEY].revision for found in event_loop.run(ask())] == [1, 2]


def test_a_database_that_is_away_is_told_to_all_who_asked_and_no_one_else(box: Box) -> None:
    async def ask() -> None:
        reading = Together[str, Ballots](box.read, ThreadPoolExecutor(4))
        box.is_away = True
        told = await asyncio.gather(*(reading.of("room", name) for name in "ab"), return_exceptions=True)
        assert [type(each) for each in told] == [StorageError] * 2
        box.is_away = False
        assert (await reading.of("room", "a"))[KEY].revision == 1

    event_loop.run(ask())


def test_one_who_goes_away_takes_nothing_from_another_window_of_theirs(box: Box) -> None:
    async def ask() -> Ballots:
        reading = Together[str, Ballots](box.read, ThreadPoolExecutor(4))
        gone, here = (asyncio.create_task(reading.of("room", "Asha")) for _window in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        return await here

    assert event_loop.run(ask())[KEY].rating is Rating.PARTIAL
