"""What machines do in the middle of a vote: nothing acknowledged is lost or counted twice; errors are sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from assessment.access.ballots import BallotBox
from assessment.access.workshops import list_revealed_ballots, list_seats, read_reveals, read_turnout
from assessment.domain.answer import Rating
from assessment.domain.workshop.stages import Step
from assessment.records.errors import DatabaseBusy, DiskFull, StorageError
from assessment.records.workshops import BallotForm
from assessment.storage.engines import postgresql, sqlite
from assessment.storage.opening import Storage, open_storage
from assessment.storage.workshops.reading import read_own_ballots
from tests.conftest import MakeDatabase
from tests.support.gates import as_admin, in_transaction
from tests.support.room import Room, hold_room

ITEM = "INV-01"
PHONES = 2
LONG = "long " * 500


@contextmanager
def voting(url: str, phones: int = PHONES) -> Iterator[Room]:
    with open_storage(url) as repository:
        room = hold_room(repository, state=phones)
        room.steps(ITEM, Step.OPEN)
        yield room


def a_form(seen: int, remark: str = "") -> BallotForm:
    return BallotForm(ITEM, 1, Rating.ABSENT, remark, seen, f"form {seen + 1}")


def vote_on(room: Room, seen: Iterable[int], remark: str = "") -> None:
    """Vote again and again with one phone."""
    for revision in seen:
        room.box.cast(room.phones[0], a_form(revision, remark))


def revisions(repository: Storage, room: Room) -> list[int]:
    """How often each has voted, in the order in which they joined."""
    seats = list_seats(as_admin(repository), room.id)
    people = [seat.participant.id for seat in seats]
    own = in_transaction(as_admin(repository), read_own_ballots, room.id, people)
    return [own[each][ITEM, 1].revision if (ITEM, 1) in own[each] else 0 for each in people]


def count_ballots(repository: Storage) -> int:
    with repository._database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM ballots").scalar_one())


def test_a_full_disk_is_told_and_the_ballot_counts_once_there_is_room(file: Path) -> None:
    pages = {"most": 130}

    def limit(connection: Any, _record: object) -> None:
        # SQLite's own limit raises the very error that a full disk does.
        connection.execute(f"PRAGMA max_page_count = {pages['most']}")

    url = f"sqlite:///{file}"
    sa.event.listen(sa.Engine, "connect", limit)
    try:
        with voting(url) as room:
            with pytest.raises(DiskFull, match=r"is full\. This change was not saved"):
                vote_on(room, range(1_000), LONG)
            seen = revisions(room.repository, room)[0]
            assert count_ballots(room.repository) == seen > 0
            pages["most"] = 1_000_000
        with open_storage(url) as repository:
            assert BallotBox(repository).cast(room.phones[0], a_form(seen, LONG)).revision == seen + 1
            assert count_ballots(repository) == seen + 1
    finally:
        sa.event.remove(sa.Engine, "connect", limit)


class TestBusyDatabase:
    def test_a_locked_file_is_told_and_the_ballot_counts_once_it_is_free(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
        with voting(f"sqlite:///{file}") as room, closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseBusy, match="in use by another program"):
                room.box.cast(room.phones[0], a_form(0))
            with pytest.raises(DatabaseBusy):
                room.steps(ITEM, Step.CLOSE)
            # A reader doesn't wait.
            assert read_turnout(room.lead, room.id, ITEM, 1).voted == {}
            other.execute("ROLLBACK")
            self.send_again(room)

    def test_a_locked_row_is_told_and_the_ballot_counts_once_it_is_free(
        self, make_postgresql: MakeDatabase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgresql, "BUSY_SECONDS", 0.1)
        address = make_postgresql()
        with voting(address) as room, psycopg.connect(address) as other:
            for table in ("participants", "stages"):
                other.execute(f"SELECT * FROM {table} FOR UPDATE".encode())  # noqa: S608 - our tables
                with pytest.raises(DatabaseBusy):
                    room.box.cast(room.phones[0], a_form(0))
                other.rollback()
            self.send_again(room)

    @staticmethod
    def send_again(room: Room) -> None:
        for _time in range(2):
            assert room.box.cast(room.phones[0], a_form(0)).revision == 1
        room.steps(ITEM, Step.CLOSE, Step.REVEAL)
        assert len(list_revealed_ballots(room.lead, room.id)) == 1


def test_a_reveal_that_fails_in_the_middle_shows_nothing_and_can_be_done_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with voting(database_url) as room:
        room.vote_all(ITEM, [Rating.ABSENT] * PHONES)
        room.steps(ITEM, Step.CLOSE)
        with monkeypatch.context() as broken:
            broken.setattr("assessment.storage.workshops.moving._set_stage", _fail)
            with pytest.raises(StorageError):
                room.steps(ITEM, Step.REVEAL)
        assert read_reveals(room.lead, room.id) == {}
        room.steps(ITEM, Step.REVEAL)
        assert len(read_reveals(room.lead, room.id)[ITEM]) == 1
        assert len(list_revealed_ballots(room.lead, room.id)) == PHONES


def _fail(*_arguments: object, **_named: object) -> None:
    raise OSError("the power is gone")
