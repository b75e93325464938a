"""What is no longer stored after a workshop was finished, kept long enough, deleted, or a backup was restored."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assessment.access.assessments import read_assessment
from assessment.access.links import create_link, list_links
from assessment.access.workshops import (
    add_on_paper,
    cast_for,
    delete_workshop,
    finish_workshop,
    list_revealed_ballots,
    list_seats,
    list_workshops,
    read_agreements,
    read_outcome,
    read_reveals,
    read_workshop,
    record_agreement,
    remove_participant,
)
from assessment.domain.answer import Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Voice
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Step
from assessment.records.errors import ParticipantUnknown, VoteNotOpen, WorkshopDamaged, WorkshopUnknown
from assessment.records.workshops import BallotForm, Newcomer
from assessment.storage.links import begin_visit
from assessment.storage.opening import Storage, open_storage
from assessment.storage.tables import links, metadata, visits
from assessment.storage.workshops.attendance import note_seen
from assessment.storage.workshops.writing import purge_workshops
from tests.conftest import MakeDatabase
from tests.support.gates import as_admin, in_transaction
from tests.support.room import Room, a_plan, hold_room

ITEM, OTHER = "INV-01", "INV-02"
OVER = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=2)
TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


def rows(repository: Storage, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    with repository._database.reading() as connection:
        return list(connection.execute(sa.select(table)).all())


def of_workshops() -> Iterator[sa.Table]:
    """The tables that have something of a workshop's."""
    for table in metadata.sorted_tables:
        if table.name == "workshops" or "workshop_id" in table.c:
            yield table


def full_room(repository: Storage, **plan: Any) -> Room:
    """A room in which everything has happened that is stored: revealed, unrevealed, late, removed, agreed, linked."""
    room = hold_room(repository, state=6, civil_society=5, plan=a_plan(**plan))
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.ABSENT, "a remark")
    room.vote_all(ITEM, dict.fromkeys(range(1, 10), Rating.ABSENT))
    room.steps(ITEM, Step.CLOSE)
    with pytest.raises(VoteNotOpen):
        room.vote(10, ITEM, Rating.ABSENT)
    room.steps(ITEM, Step.REVEAL)
    record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.ABSENT))
    remove_participant(room.lead, room.id, list_seats(room.lead, room.id)[5].participant.id)
    room.steps(OTHER, Step.OPEN)
    room.vote(0, OTHER, Rating.PARTIAL, "unrevealed remark")
    access = as_admin(repository, "Asha")
    for role in (Role.PROJECTOR, Role.PARTICIPANT):
        create_link(access, role, Scope(workshop_id=room.id), "", TOMORROW)
    return room


def reveal_all(room: Room) -> None:
    room.steps(OTHER, Step.CLOSE, Step.REVEAL)


class TestDeleting:
    def test_nothing_of_it_is_left_in_any_table_and_another_stays(self, repository: Storage) -> None:
        kept = full_room(repository)
        before = {table.name: rows(repository, table) for table in metadata.sorted_tables}
        gone = full_room(repository)
        link = next(each for each in list_links(as_admin(repository, "Asha")) if each.scope.workshop_id == gone.id)
        in_transaction(as_admin(repository, "Bela"), begin_visit, link.id, "a hash", dt.datetime.now(dt.UTC))
        assert all(rows(repository, table) for table in of_workshops())
        response = gone.response
        delete_workshop(gone.lead, gone.id, " boruna 2026")

        for table in of_workshops():
            if table.name != "workshops":
                assert rows(repository, table) == before[table.name], table.name
        assert [row.id for row in rows(repository, metadata.tables["workshops"])] == [kept.id]
        assert rows(repository, visits) == []
        assert read_assessment(as_admin(repository), response).response.rating(ITEM) is Rating.ABSENT
        for ask in (
            partial(read_workshop, gone.lead),
            partial(read_outcome, gone.lead),
            partial(list_seats, gone.lead),
            partial(finish_workshop, gone.lead),
        ):
            with pytest.raises(WorkshopUnknown):
                ask(gone.id)
        with pytest.raises(ParticipantUnknown):
            gone.box.cast(gone.phones[0], BallotForm(OTHER, 1, Rating.ABSENT))
        assert not repository.check().problems


def who_voted_what(repository: Storage) -> list[object]:
    """Every row that says who voted, what, or when, or by what somebody is known."""
    found: list[object] = []
    for name in ("ballots", "late_ballots", "revealed_ballots", "attendance"):
        found += rows(repository, metadata.tables[name])
    secret = ("name", "token_hash", "return_hash", "form_hash", "joined")
    people = rows(repository, metadata.tables["participants"])
    return found + [value for row in people for column in secret if (value := row._mapping[column]) is not None]


class TestFinishing:
    @pytest.mark.both_engines
    def test_an_anonymous_workshop_forgets_who_voted_what_and_when_and_keeps_what_was_shown(
        self, repository: Storage
    ) -> None:
        room = full_room(repository, anonymous=True)
        reveal_all(room)
        before = (
            read_reveals(room.lead, room.id),
            read_outcome(room.lead, room.id).outcomes,
            read_agreements(room.lead, room.id),
        )
        assert who_voted_what(repository)
        assert rows(repository, metadata.tables["attendance"])
        finish_workshop(room.lead, room.id)
        finish_workshop(room.lead, room.id)

        # Whom a process has seen before is written by nobody after.
        people = [seat.participant.id for seat in list_seats(room.lead, room.id)]
        in_transaction(as_admin(repository), note_seen, people, dt.datetime.now(dt.UTC))
        assert who_voted_what(repository) == []
        (workshop,) = rows(repository, metadata.tables["workshops"])
        assert (workshop.door_busy, workshop.door_refused) == (None, None)
        after = (
            read_reveals(room.lead, room.id),
            read_outcome(room.lead, room.id).outcomes,
            read_agreements(room.lead, room.id),
        )
        assert after == before
        assert read_workshop(room.lead, room.id).forgotten is not None
        assert not repository.check().problems

    def test_a_named_one_keeps_it_until_the_day_that_people_were_told(self, repository: Storage) -> None:
        room = full_room(repository)
        reveal_all(room)
        finish_workshop(room.lead, room.id)
        before = who_voted_what(repository)
        until = read_workshop(room.lead, room.id).plan.kept_until
        # It is over everywhere at noon.
        last_day = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(11, 59), dt.UTC)
        in_transaction(as_admin(repository), purge_workshops, last_day)
        assert who_voted_what(repository) == before
        outcome = read_outcome(room.lead, room.id).outcomes

        in_transaction(as_admin(repository), purge_workshops, last_day + dt.timedelta(minutes=1))

        assert who_voted_what(repository) == []
        assert read_outcome(room.lead, room.id).outcomes == outcome
        assert list_revealed_ballots(room.lead, room.id) == []
        with pytest.raises(ParticipantUnknown):
            room.box.seat(room.phones[0])


class TestWhileItRuns:
    def test_what_was_kept_long_enough_is_forgotten_at_the_first_visit_after_that(
        self, repository: Storage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = [dt.datetime.now(dt.UTC)]
        monkeypatch.setattr("assessment.storage.opening.now", lambda: clock[0])
        full_room(repository, kept_until=clock[0].date())
        before = who_voted_what(repository)
        repository.remove_what_is_due()
        assert who_voted_what(repository) == before
        clock[0] += dt.timedelta(days=2)
        repository.remove_what_is_due()
        assert who_voted_what(repository) == []


class TestOpeningAgain:
    def test_what_is_given_after_the_day_that_people_were_told_is_forgotten_too(self, database_url: str) -> None:
        with open_storage(database_url) as repository:
            room = full_room(repository, kept_until=OVER)
            paper = add_on_paper(room.lead, room.id, Newcomer(Voice.STATE)).id
        with open_storage(database_url) as repository:
            again = hold_room(repository)
            room = Room(repository, again.lead, again.box, room.id)
            room.let_in([Newcomer(Voice.STATE, name="Dina")])
            room.vote(0, OTHER, Rating.ABSENT)
            delete_workshop(room.lead, again.id, "Boruna 2026")
        with open_storage(database_url) as repository:
            assert who_voted_what(repository) == []
            again = hold_room(repository)
            cast_for(again.lead, room.id, paper, OTHER, 1, Rating.ABSENT)
            delete_workshop(again.lead, again.id, "Boruna 2026")
        with open_storage(database_url) as repository:
            assert who_voted_what(repository) == []

    def test_a_damaged_workshop_keeps_nobody_from_the_rest(self, database_url: str) -> None:
        with open_storage(database_url) as repository:
            whole, damaged = hold_room(repository), hold_room(repository)
            with repository._database.writing() as connection:
                connection.exec_driver_sql(f"UPDATE workshops SET plan = '{{' WHERE id = '{damaged.id}'")  # noqa: S608
        with open_storage(database_url) as repository:
            assert [each.id for each in list_workshops(as_admin(repository))] == [whole.id]
            with pytest.raises(WorkshopDamaged, match="python -m assessment check"):
                read_workshop(as_admin(repository), damaged.id)
            assert [damaged.id in problem.where for problem in repository.check().problems] == [True]


class TestBackup:
    def test_a_running_workshop_goes_on_elsewhere_with_votes_that_nobody_has_seen(
        self, repository: Storage, tmp_path: Path, make_postgresql: MakeDatabase
    ) -> None:
        room = full_room(repository)
        repository.backup(tmp_path / "backup.db")
        with closing(sqlite3.connect(tmp_path / "backup.db")) as backup:
            assert "unrevealed remark" in str(backup.execute("SELECT remark FROM ballots").fetchall())
        with open_storage(make_postgresql()) as elsewhere:
            elsewhere.restore(tmp_path / "backup.db")
            there = hold_room(elsewhere)
            there = Room(elsewhere, there.lead, there.box, room.id, room.phones, room.return_codes)

            assert read_workshop(there.lead, room.id) == read_workshop(room.lead, room.id)
            assert list_seats(there.lead, room.id) == list_seats(room.lead, room.id)
            there.vote(1, OTHER, Rating.ABSENT)
            assert there.box.come_back(room.return_codes[2])
            reveal_all(there)
            assert {
                each.rating for each in list_revealed_ballots(there.lead, room.id) if each.recommendation == OTHER
            } == {
                Rating.PARTIAL,
                Rating.ABSENT,
            }
            assert not elsewhere.check().problems
            delete_workshop(there.lead, room.id, "Boruna 2026")
            assert room.id not in str([rows(elsewhere, table) for table in of_workshops()])

    def test_a_restore_keeps_links_to_workshops_that_are_there_and_no_others(
        self, repository: Storage, tmp_path: Path
    ) -> None:
        room = full_room(repository)
        repository.backup(tmp_path / "backup.db")
        later = full_room(repository)
        assert {row.workshop_id for row in rows(repository, links)} == {room.id, later.id}

        repository.restore(tmp_path / "backup.db")

        assert {row.workshop_id for row in rows(repository, links)} == {room.id}
