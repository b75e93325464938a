"""Votes that come in the same moment: how they are stored, and what each person is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from assessment.access import ballots
from assessment.access.entrance import Entrance
from assessment.access.links import key_hash
from assessment.access.workshops import list_seats, read_turnout, remove_participant
from assessment.domain.answer import Rating
from assessment.domain.workshop.stages import Step
from assessment.errors import AssessmentError
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.records.errors import StorageError
from assessment.records.workshops import BallotForm, OwnBallot
from assessment.storage.engines.database import Database
from assessment.storage.opening import Storage, open_storage
from assessment.web.ballot.booth import Booth
from tests.conftest import MakeDatabase
from tests.support import event_loop
from tests.support.room import Room, hold_room

pytestmark = pytest.mark.both_engines
ITEM, OTHER = "INV-01", "INV-02"
CROWD = 20


@pytest.fixture
def room(repository: Storage) -> Room:
    return a_room(repository)


def a_room(repository: Storage) -> Room:
    opened = hold_room(repository, state=CROWD)
    opened.steps(ITEM, Step.OPEN)
    return opened


def a_form(number: int, rating: Rating | None = Rating.PARTIAL, **changes: Any) -> BallotForm:
    values: dict[str, Any] = {"recommendation": ITEM, "vote": 1, "rating": rating, "form_id": f"form {number}"}
    return BallotForm(**values | changes)


@contextmanager
def held_commits(monkeypatch: pytest.MonkeyPatch, fails: bool = False) -> Iterator[tuple[list[int], threading.Event]]:
    """The transactions that write. They are stored only once the event is set, or with `fails` not then either."""
    writing, go, really_write = list[int](), threading.Event(), Database.writing

    @contextmanager
    def write(database: Database) -> Iterator[Any]:
        with really_write(database) as connection:
            yield connection
            writing.append(len(writing))
            assert go.wait(20)
            if fails:
                raise StorageError("the power is gone")

    with monkeypatch.context() as patched:
        patched.setattr(Database, "writing", write)
        # Who is there is stored in transactions of its own, several where people are slow to come.
        patched.setattr(ballots, "SOON", 600)
        yield writing, go


async def cast_at_once(
    room: Room, forms: Sequence[BallotForm], go: threading.Event | None = None, writing: Sequence[int] = ()
) -> tuple[int, list[OwnBallot | BaseException]]:
    """Let each phone send one of these; gives how many were told anything before `go`, and what all were told."""
    booth = Booth(lambda: Entrance(room.repository))
    voters = [(phone, await booth.voter(phone)) for phone in room.phones[: len(forms)]]
    sending = [
        asyncio.create_task(booth.cast(phone, voter, form)) for (phone, voter), form in zip(voters, forms, strict=True)
    ]
    told = 0
    if go is not None:
        while not writing:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        told = sum(each.done() for each in sending)
        go.set()
    return told, await asyncio.gather(*sending, return_exceptions=True)


def count_voted(room: Room) -> int:
    return sum(read_turnout(room.lead, room.id, ITEM, 1).voted.values())


def test_votes_that_come_while_others_are_stored_are_one_transaction_and_each_is_told_after_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held_commits(monkeypatch) as (writing, go):
        early, told = event_loop.run(cast_at_once(room, [a_form(each) for each in range(CROWD)], go, writing))
    assert early == 0, "nobody is told before their vote is on disk"
    assert [each.revision for each in told if isinstance(each, OwnBallot)] == [1] * CROWD
    assert len(writing) <= 2
    assert count_voted(room) == CROWD


def test_votes_whose_transaction_fails_are_told_so_and_count_once_they_are_sent_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = [a_form(each) for each in range(CROWD)]
    with held_commits(monkeypatch, fails=True) as (writing, go):
        _early, told = event_loop.run(cast_at_once(room, forms, go, writing))
    assert {type(each) for each in told} == {StorageError}
    assert count_voted(room) == 0
    _early, told = event_loop.run(cast_at_once(room, forms))
    assert {type(each) for each in told} == {OwnBallot}
    assert count_voted(room) == CROWD


def test_of_votes_that_come_together_each_is_told_what_it_would_be_alone(room: Room) -> None:
    phones = [key_hash(phone) for phone in room.phones]
    room.steps(OTHER, Step.OPEN, Step.CLOSE)
    gone = list_seats(room.lead, room.id)[6].participant.id
    remove_participant(room.lead, room.id, gone)
    sent = [
        (phones[0], a_form(0)),
        (phones[1], a_form(1, seen=3)),
        (phones[2], a_form(2, remark="long " * PASSAGE_LIMIT)),
        (phones[3], a_form(3, recommendation=OTHER)),
        (phones[4], a_form(4, recommendation="there is none")),
        (phones[5], a_form(5)),
        (phones[5], a_form(5)),
        (phones[5], a_form(50, Rating.ABSENT)),
        (phones[5], a_form(51, Rating.ABSENT, seen=1)),
        (phones[5], a_form(52, None, seen=2)),
        (phones[6], a_form(6)),
        (phones[7], a_form(7)),
    ]
    told = room.box.cast_together(sent)
    assert [f"{each.revision}" if isinstance(each, OwnBallot) else type(each).__name__ for each in told] == [
        "1",
        "BallotOutdated",
        "AnswerRefused",
        "VoteNotOpen",
        "VoteNotOpen",
        "1",
        "1",
        "BallotOutdated",
        "2",
        "3",
        "NoneType",
        "1",
    ], "who isn't found is looked for alone"
    assert told[5] == told[6]
    assert count_voted(room) == 2
    assert read_turnout(room.lead, room.id, OTHER, 1).late == 1


def test_a_vote_that_cannot_be_stored_takes_no_other_with_it(room: Room) -> None:
    with room.repository._database.writing() as connection:
        connection.exec_driver_sql("CREATE UNIQUE INDEX only_one ON ballots (workshop_id) WHERE rating = 'absent'")
    # The first is stored alone, and the others while it is.
    ratings = [Rating.PARTIAL, Rating.ABSENT, Rating.ABSENT, *[Rating.PARTIAL] * (CROWD - 3)]
    forms = [a_form(number, rating) for number, rating in enumerate(ratings)]
    _early, told = event_loop.run(cast_at_once(room, forms))
    refused = [each for each in told if isinstance(each, AssessmentError)]
    assert [isinstance(each, StorageError) for each in refused] == [True]
    assert count_voted(room) == CROWD - 1


def test_a_vote_that_has_to_wait_holds_up_no_other(make_postgresql: MakeDatabase) -> None:
    url = make_postgresql()
    with open_storage(url) as repository, psycopg.connect(url) as other:
        room = a_room(repository)
        slow, *_rest = list_seats(room.lead, room.id)
        other.execute("SELECT * FROM participants WHERE id = %s FOR UPDATE", [slow.participant.id])

        async def vote() -> list[bool]:
            sending = asyncio.create_task(cast_at_once(room, [a_form(each) for each in range(CROWD)]))
            while await asyncio.to_thread(count_voted, room) < CROWD - 1:
                await asyncio.sleep(0.02)
            other.rollback()
            _early, told = await sending
            return [isinstance(each, OwnBallot) for each in told]

        assert event_loop.run(vote()) == [True] * CROWD
