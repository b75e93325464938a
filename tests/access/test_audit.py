"""The audit log: each thing that it is for leaves one entry, which names nobody, and no change to it goes unseen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assessment.access import assessments, links, sign_ins, workshops
from assessment.access.entrance import Entrance
from assessment.access.gate import Gate
from assessment.access.sign_ins import FORMAT
from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.fields import SharingLevel
from assessment.domain.merging.merge import Change, ImportPlan
from assessment.domain.permissions import Action, Role, Scope, Through
from assessment.domain.response import Voice
from assessment.domain.workshop.model import RemarkState
from assessment.domain.workshop.stages import Step
from assessment.errors import AssessmentError
from assessment.labels.formatting import response_name
from assessment.records.audit import AuditLog, Event, Misfit, Point, StoredEntry
from assessment.records.errors import DatabaseFailed, StorageError
from assessment.records.sign_ins import Identity
from assessment.records.workshops import Newcomer
from assessment.services.exports import stored_export
from assessment.services.workshop_files import WorkshopFiles
from assessment.storage.audit import prune_log, read_log, record
from assessment.storage.links import purge_links
from assessment.storage.opening import Storage, open_storage
from assessment.storage.sign_ins import purge_sign_ins
from assessment.storage.tables import metadata
from assessment.storage.transaction import Transaction
from assessment.storage.workshops.writing import purge_workshops
from assessment.storage.writing import purge_assessments
from tests.conftest import MakeDatabase
from tests.support.at_once import call_at_once
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, in_transaction, store_response
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"
CATALOGUE = a_catalogue()
DAY = dt.timedelta(days=1)
TELLTALE = "Quay 7"
"""Stands in every name, answer and remark of these tests."""


def tomorrow() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + DAY


def the_log(storage: Storage) -> AuditLog:
    return assessments.read_log(as_admin(storage))


def since(storage: Storage, before: Point) -> list[StoredEntry]:
    """What was added to the log after this point."""
    return [stored for stored in the_log(storage).entries if stored.entry.number > before.number]


@dataclass
class World:
    """A server with a response and two workshops, and a person who came by a link."""

    storage: Storage
    folder: Path
    response: str
    room: Room
    person: Gate
    link: str
    visit: str
    token: str


@pytest.fixture
def world(repository: Storage, tmp_path: Path) -> World:
    response = a_response(CATALOGUE, organisation=TELLTALE)
    stored = store_response(as_admin(repository), CATALOGUE, response)
    gate = as_admin(repository, TELLTALE)
    answer = Answer(Rating.ABSENT, comment=TELLTALE)
    assessments.save_answer(gate, stored, ITEM, answer, expected_revision=0)
    room = hold_room(repository, state=1, plan=a_plan(anonymous=False))
    room.let_in([Newcomer(Voice.STATE, name=f"{TELLTALE} {number}") for number in range(3)])
    room.steps(ITEM, Step.OPEN)
    for phone in range(4):
        room.vote(phone, ITEM, Rating.ABSENT, f"{TELLTALE} {phone}")
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    made = links.create_link(gate, Role.ADMINISTRATOR, Scope(), TELLTALE, tomorrow())
    entrance = Entrance(repository)
    token, grant = entrance.enter(made.key, TELLTALE, "192.0.2.7")
    assert grant.visit_id is not None
    person = entrance.visit_gate(token)
    return World(repository, tmp_path, stored, room, person, made.link.id, grant.visit_id, token)


# What people do, each through the gate of the person who came by the link. Returns the ids that it is about.


def make_link(world: World) -> list[str]:
    made = links.create_link(world.person, Role.READER, Scope(assessment_id=world.response), TELLTALE, tomorrow())
    return [made.link.id, world.response]


def renew_link(world: World) -> list[str]:
    links.renew_link(world.person, world.link, tomorrow())
    return [world.link]


def revoke_link(world: World) -> list[str]:
    made = links.create_link(as_admin(world.storage), Role.READER, Scope(world.response), TELLTALE, tomorrow())
    for _again in range(2):
        links.revoke_link(world.person, made.link.id)
    return [made.link.id]


def sign_out(world: World) -> list[str]:
    for _again in range(2):
        Entrance(world.storage).leave(world.token)
    return []


def download_report(world: World) -> list[str]:
    stored_export(world.person, world.response, SharingLevel.FULL, 0.5, "en").json()
    return [world.response]


def write_data(world: World) -> list[str]:
    sources, _damaged = assessments.gather_sources(world.person, None, Action.EXPORT)
    return [source.name for source in sources]


def download_minutes(world: World) -> list[str]:
    WorkshopFiles(world.person, world.room.id, "en").minutes_excel()
    return [world.room.id]


def download_votes(world: World) -> list[str]:
    WorkshopFiles(world.person, world.room.id, "en").ballots_csv()
    return [world.room.id]


def back_up(world: World) -> list[str]:
    assessments.write_backup(world.person, world.folder / "backup.db")
    return []


def import_files(world: World, gate: Gate | None = None) -> list[str]:
    changes = {"INV-02": Change(Answer(Rating.ABSENT, comment=TELLTALE), EMPTY_ANSWER)}
    plan = ImportPlan(world.response, CATALOGUE, a_response(CATALOGUE), changes, (f"{TELLTALE}.xlsx",), ())
    return [assessments.store_import(gate or world.person, [plan]).id, world.response]


def undo_import(world: World) -> list[str]:
    import_id, _response = import_files(world, as_admin(world.storage))
    assessments.undo_import(world.person, import_id)
    return [import_id]


def delete_response(world: World, gate: Gate | None = None) -> list[str]:
    name = response_name(assessments.read_assessment(as_admin(world.storage), world.response).response)
    assessments.delete_assessment(gate or world.person, world.response, name)
    return [world.response]


def restore_response(world: World) -> list[str]:
    delete_response(world, as_admin(world.storage))
    for _again in range(2):
        assessments.undelete_assessment(world.person, world.response)
    return [world.response]


def hand_over(world: World) -> list[str]:
    for _again in range(2):
        assessments.hand_over(world.person, world.response, TELLTALE)
    return [world.response]


def change_plan(world: World) -> list[str]:
    prepared = workshops.create_workshop(as_admin(world.storage), CATALOGUE, a_plan())
    workshops.change_plan(world.person, prepared, a_plan(title=TELLTALE), seen=a_plan())
    return [prepared]


def change_agenda(world: World) -> list[str]:
    seen = workshops.read_workshop(world.person, world.room.id).plan
    workshops.change_agenda(world.person, world.room.id, [ITEM, "INV-02"], {}, seen=seen)
    return [world.room.id]


def set_days(world: World) -> list[str]:
    workshops.set_days(world.person, world.room.id, [tomorrow().date()])
    return [world.room.id]


def finish_workshop(world: World) -> list[str]:
    for _again in range(2):
        workshops.finish_workshop(world.person, world.room.id)
    return [world.room.id]


def delete_workshop(world: World) -> list[str]:
    workshops.delete_workshop(world.person, world.room.id, "Boruna 2026")
    return [world.room.id]


def redact_remark(world: World) -> list[str]:
    found = workshops.list_remarks(world.person, world.room.id)
    workshops.moderate_remarks(world.person, world.room.id, found[:1], RemarkState.HIDDEN)
    workshops.moderate_remarks(world.person, world.room.id, found[:1], RemarkState.REDACTED)
    return [world.room.id]


def _participants(world: World) -> list[str]:
    return [seat.participant.id for seat in workshops.list_seats(world.person, world.room.id)]


def remove_participant(world: World) -> list[str]:
    workshops.remove_participant(world.person, world.room.id, _participants(world)[0])
    return [world.room.id]


def remove_since(world: World) -> list[str]:
    workshops.remove_since(world.person, world.room.id, dt.datetime.now(dt.UTC) - DAY)
    return [world.room.id]


def merge_participants(world: World) -> list[str]:
    workshops.merge_participants(world.person, world.room.id, *_participants(world)[:2])
    return [world.room.id]


def restore_backup(world: World) -> list[str]:
    world.storage.backup(world.folder / "earlier.db")
    assessments.restore_stored_data(world.person, world.folder / "earlier.db")
    return []


BY_PEOPLE: list[tuple[Event, Callable[[World], list[str]]]] = [
    (Event.LINK_MADE, make_link),
    (Event.LINK_RENEWED, renew_link),
    (Event.LINK_REVOKED, revoke_link),
    (Event.SIGNED_OUT, sign_out),
    (Event.EXPORTED, download_report),
    (Event.EXPORTED, write_data),
    (Event.EXPORTED, download_minutes),
    (Event.EXPORTED, download_votes),
    (Event.BACKED_UP, back_up),
    (Event.RESTORED, restore_backup),
    (Event.IMPORTED, import_files),
    (Event.IMPORT_UNDONE, undo_import),
    (Event.RESPONSE_DELETED, delete_response),
    (Event.RESPONSE_UNDELETED, restore_response),
    (Event.HANDED_OVER, hand_over),
    (Event.PLAN_CHANGED, change_plan),
    (Event.AGENDA_CHANGED, change_agenda),
    (Event.DAYS_CHANGED, set_days),
    (Event.WORKSHOP_FINISHED, finish_workshop),
    (Event.WORKSHOP_DELETED, delete_workshop),
    (Event.REMARK_REDACTED, redact_remark),
    (Event.PARTICIPANT_REMOVED, remove_participant),
    (Event.PARTICIPANTS_REMOVED, remove_since),
    (Event.PARTICIPANTS_MERGED, merge_participants),
]


@pytest.mark.parametrize(("event", "act"), BY_PEOPLE, ids=lambda value: getattr(value, "__name__", None))
def test_what_people_do_leaves_one_entry_with_who_what_when_and_through_what(
    world: World, event: Event, act: Callable[[World], list[str]]
) -> None:
    before, began = the_log(world.storage).head, dt.datetime.now(dt.UTC)

    about = act(world)

    (stored,) = [stored for stored in since(world.storage, before) if stored.entry.who]
    entry = stored.entry
    assert (entry.event, entry.who, entry.about) == (event, world.visit, " ".join(about))
    assert (stored.person, entry.through) == (TELLTALE, Through.PAGE)
    assert began <= entry.at <= dt.datetime.now(dt.UTC)
    assert_names_nobody(world)


def assert_names_nobody(world: World) -> None:
    """Nothing that people typed or was secret is in the tables of the log."""
    secrets = [world.token, *world.room.phones, *world.room.return_codes, *_participants_ever(world)]
    with world.storage.reading() as transaction:
        for name in ("audit", "audit_chain"):
            for row in transaction.execute(sa.select(metadata.tables[name])):
                words = " ".join(map(str, row))
                assert not [word for word in (TELLTALE, "Quay", "192.0.2", "Asha", *secrets) if word in words], row


def _participants_ever(world: World) -> list[str]:
    with world.storage.reading() as transaction:
        return [row.id for row in transaction.execute(sa.select(metadata.tables["participants"].c.id))]


def test_every_event_of_people_is_tried() -> None:
    by_itself = {Event.RESPONSES_ERASED, Event.VOTES_ERASED}
    tried_below = {Event.SIGNED_IN, Event.ACCOUNT_SIGNED_OUT}
    assert {event for event, _act in BY_PEOPLE} | by_itself | tried_below == set(Event)


def test_a_link_entered_leaves_one_entry_and_a_participants_none(world: World) -> None:
    signed_in = [stored for stored in the_log(world.storage).entries if stored.entry.event == Event.SIGNED_IN]
    assert [(stored.entry.who, stored.entry.about) for stored in signed_in] == [(world.visit, world.link)]
    scope = Scope(workshop_id=world.room.id)
    made = links.create_link(as_admin(world.storage), Role.PARTICIPANT, scope, "", tomorrow())
    before = the_log(world.storage).head

    token, _grant = Entrance(world.storage).enter(made.key, TELLTALE, "192.0.2.8")
    Entrance(world.storage).leave(token)

    assert since(world.storage, before) == []


def test_an_account_that_signs_in_and_out_or_is_signed_out_leaves_one_entry_each(world: World) -> None:
    rules = world.folder / "sign-in.yaml"
    rules.write_text(
        f"format: {FORMAT}\nissuer: https://login.example.org\nclient: gaps\nadministrators: {{groups: [leads]}}\n",
        encoding="utf-8",
    )
    before, entrance = the_log(world.storage).head, Entrance(world.storage, rules)
    ada = Identity("https://login.example.org ada", TELLTALE, f"{TELLTALE}@example.org", ("leads",))
    token, grant = entrance.sign_in(ada, "192.0.2.9")
    entrance.leave(token)
    sign_ins.end_sign_ins(world.person, grant.sign_in_id or "")

    added = since(world.storage, before)
    assert [(stored.entry.event, stored.entry.who, stored.entry.about, stored.entry.note) for stored in added] == [
        (Event.SIGNED_IN, grant.sign_in_id, "", "account"),
        (Event.SIGNED_OUT, grant.sign_in_id, "", ""),
        (Event.ACCOUNT_SIGNED_OUT, world.visit, grant.sign_in_id, ""),
    ]
    assert [(stored.person, stored.came_from) for stored in added[:2]] == [(TELLTALE, "192.0.2.9")] * 2
    assert_names_nobody(world)
    with world.storage.writing() as transaction:
        purge_sign_ins(transaction, dt.datetime.now(dt.UTC) + 60 * DAY)
    assert [(stored.person, stored.came_from) for stored in since(world.storage, before)[:2]] == [("", "")] * 2


def test_what_the_software_erases_by_itself_leaves_one_entry_each(world: World) -> None:
    delete_response(world)
    before, later = the_log(world.storage).head, dt.datetime.now(dt.UTC) + 400 * DAY
    with world.storage.writing() as transaction:
        purge_assessments(transaction, later)
        purge_workshops(transaction, later)
    with world.storage.writing() as transaction:
        purge_assessments(transaction, later)
        purge_workshops(transaction, later)

    told = [
        (stored.entry.event, stored.entry.through, stored.entry.who, stored.entry.about)
        for stored in since(world.storage, before)
    ]
    assert told == [
        (Event.RESPONSES_ERASED, Through.ITSELF, "", world.response),
        (Event.VOTES_ERASED, Through.ITSELF, "", world.room.id),
    ]


def record_and_fail(transaction: Transaction) -> None:
    record(transaction, Event.BACKED_UP)
    raise AssessmentError


def test_what_is_refused_or_fails_leaves_no_entry(world: World) -> None:
    before = the_log(world.storage)

    with pytest.raises(AssessmentError):
        assessments.delete_assessment(world.person, world.response, "another name")
    with pytest.raises(AssessmentError):
        stored_export(world.person, "nothing", SharingLevel.FULL, 0.5, "en")
    with pytest.raises(AssessmentError):
        in_transaction(world.person, record_and_fail)

    assert the_log(world.storage) == before


def test_a_persons_name_and_address_are_erased_and_the_log_still_fits(world: World) -> None:
    download_report(world)
    assert {stored.came_from for stored in the_log(world.storage).entries if stored.entry.who} == {"192.0.2.7"}
    with world.storage.writing() as transaction:
        purge_links(transaction, dt.datetime.now(dt.UTC) + 60 * DAY)

    log = the_log(world.storage)
    known = {(stored.entry.who, stored.person, stored.came_from) for stored in log.entries[-2:]}
    assert known == {(world.visit, "", "")}
    assert not log.misfits()
    with world.storage.reading() as transaction:
        assert transaction.execute(sa.select(metadata.tables["visits"])).all() == []


# The chain


@pytest.fixture
def log_of_nine(database_url: str) -> Iterator[Storage]:
    with open_storage(database_url) as storage:
        for _number in range(9):
            in_transaction(as_admin(storage), record, Event.BACKED_UP)
        yield storage


def tamper(storage: Storage, *statements: str) -> None:
    with storage.writing() as transaction:
        change_log(transaction, statements)


def change_log(transaction: Transaction, statements: Sequence[str]) -> None:
    """Change the log as an administrator of the database can, who removes the guards first."""
    is_file = transaction.connection.dialect.name == "sqlite"
    guards = ("audit_unchanged", "audit_kept") if is_file else ("audit_guard",)
    for guard in guards:
        transaction.execute(sa.text(f"DROP TRIGGER {guard}{'' if is_file else ' ON audit'}"))
    for statement in statements:
        transaction.execute(sa.text(statement))


SWAPPED = [
    "UPDATE audit SET number = 100 WHERE number = 3",
    "UPDATE audit SET number = 3 WHERE number = 6",
    "UPDATE audit SET number = 6 WHERE number = 100",
]
TAIL = ["DELETE FROM audit WHERE number > 7"]
WHOLE_TAIL = [*TAIL, "UPDATE audit_chain SET number = 7, hash = (SELECT hash FROM audit WHERE number = 7)"]


CHANGES = [
    (["UPDATE audit SET event = 'exported' WHERE number = 4"], 4, "was changed"),
    (["UPDATE audit SET who = 'v1' WHERE number = 1"], 1, "was changed"),
    (["UPDATE audit SET hash = 'abc' WHERE number = 9"], 9, "was changed"),
    (["DELETE FROM audit WHERE number IN (5, 6)"], 5, "is missing"),
    (["DELETE FROM audit WHERE number < 3"], 1, "is missing"),
    (SWAPPED, 3, "was changed"),
    (TAIL, 8, "is missing"),
    (["UPDATE audit_chain SET hash = 'abc'"], 9, "isn’t the last"),
    (["UPDATE audit_chain SET pruned = 2", "DELETE FROM audit WHERE number < 3"], 3, "what was pruned"),
]
"""What is done to a log of nine entries, the first number that doesn't fit, and what is said of it."""


@pytest.mark.both_engines
def test_a_change_is_told_by_the_first_number_that_does_not_fit(log_of_nine: Storage) -> None:
    assert not the_log(log_of_nine).misfits()
    with log_of_nine.writing() as transaction:
        for statements, number, what in CHANGES:
            with transaction.connection.begin_nested() as tampering:
                change_log(transaction, statements)
                misfit = read_log(transaction).misfits()[0]
                tampering.rollback()
            assert misfit.number == number, statements
            assert what in misfit.what, statements


def test_no_change_hides_another(log_of_nine: Storage) -> None:
    kept = the_log(log_of_nine).entries[5].point
    tamper(log_of_nine, "UPDATE audit SET who = 'v1' WHERE number = 2", "DELETE FROM audit WHERE number IN (5, 6)")

    assert [misfit.number for misfit in the_log(log_of_nine).misfits(kept)] == [2, 5, 7, 6]


LOST = ["DELETE FROM audit_chain"]


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("statements", "missing"),
    [
        (LOST, 11),
        (["INSERT INTO audit_chain VALUES (5, '', 10, '')"], 11),
        (["UPDATE audit_chain SET number = 7, hash = (SELECT hash FROM audit WHERE number = 7)"], 11),
        ([*TAIL, *LOST], 8),
        (["DELETE FROM audit", *LOST], 1),
    ],
)
def test_a_damaged_log_holds_up_no_erasure_and_goes_on_with_a_gap(
    log_of_nine: Storage, database_url: str, statements: list[str], missing: int
) -> None:
    gate = as_admin(log_of_nine)
    deleted = store_response(gate, CATALOGUE, a_response(CATALOGUE))
    assessments.delete_assessment(gate, deleted, response_name(a_response(CATALOGUE)))
    tamper(log_of_nine, *statements)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assessment.storage.opening.now", lambda: dt.datetime.now(dt.UTC) + 31 * DAY)
        open_storage(database_url).close()

    log = the_log(log_of_nine)
    assert (log.entries[-1].entry.event, log.entries[-1].entry.about) == (Event.RESPONSES_ERASED, deleted)
    in_transaction(gate, record, Event.BACKED_UP)
    log = the_log(log_of_nine)
    assert [stored.entry.number for stored in log.entries[-2:]] == [missing + 1, missing + 2]
    assert log.misfits() == [Misfit(missing, "is missing.")]


@pytest.mark.both_engines
def test_writers_at_once_go_on_together_where_the_end_is_lost(make_database: MakeDatabase) -> None:
    url = make_database()
    with open_storage(url) as storage, open_storage(url) as another:
        gates = [as_admin(storage), as_admin(another)]
        tamper(storage, *LOST)
        several = [partial(in_transaction, gate, record, Event.BACKED_UP) for gate in gates for _number in range(5)]

        assert call_at_once(several) == [None] * 10

        log = the_log(storage)
        assert [stored.entry.number for stored in log.entries] == [*range(2, 12)]
        assert log.misfits() == [Misfit(1, "is missing.")]


def test_what_was_cut_off_or_rewritten_is_told_by_a_head_that_was_kept(log_of_nine: Storage) -> None:
    kept = the_log(log_of_nine).head
    assert not the_log(log_of_nine).misfits(kept)
    tamper(log_of_nine, *WHOLE_TAIL)
    assert not the_log(log_of_nine).misfits()
    assert the_log(log_of_nine).misfits(kept) == [Misfit(9, "isn’t the one whose hash was kept.")]

    for _number in range(4):
        in_transaction(as_admin(log_of_nine), record, Event.BACKED_UP)
    assert the_log(log_of_nine).misfits(kept) == [Misfit(9, "isn’t the one whose hash was kept.")]


@pytest.mark.both_engines
@pytest.mark.parametrize("statement", ["UPDATE audit SET note = 'x'", "DELETE FROM audit WHERE number = 9"])
def test_the_database_itself_refuses_to_change_or_remove_an_entry(log_of_nine: Storage, statement: str) -> None:
    with pytest.raises(DatabaseFailed, match="only added to"), log_of_nine.writing() as transaction:
        transaction.execute(sa.text(statement))
    assert not the_log(log_of_nine).misfits()


def test_a_role_that_does_not_own_the_tables_does_its_work_and_cannot_change_the_log(
    make_postgresql: MakeDatabase, tmp_path: Path
) -> None:
    url, role = sa.make_url(make_postgresql()).set(drivername="postgresql+psycopg"), f"app_{uuid.uuid4().hex}"
    owners, apps = (each.render_as_string(hide_password=False) for each in (url, url.set(username=role)))
    open_storage(owners).close()
    engine = sa.create_engine(owners)
    with engine.begin() as connection:
        schema = connection.scalar(sa.text("SELECT current_schema()"))
        connection.execute(sa.text(f"CREATE ROLE {role} LOGIN"))
        connection.execute(sa.text(f"GRANT USAGE ON SCHEMA {schema} TO {role}"))
        for rights, what in (("SELECT, INSERT, UPDATE, DELETE", "TABLES"), ("USAGE", "SEQUENCES")):
            connection.execute(sa.text(f"GRANT {rights} ON ALL {what} IN SCHEMA {schema} TO {role}"))
    engine.dispose()

    with open_storage(apps) as storage:
        gate = as_admin(storage)
        in_transaction(gate, record, Event.EXPORTED)
        assessments.write_backup(gate, tmp_path / "backup.db")
        assessments.restore_stored_data(gate, tmp_path / "backup.db")
        in_transaction(gate, prune_log, tomorrow())
        in_transaction(gate, record, Event.EXPORTED)
        for statement in ("UPDATE audit SET note = 'x'", "DELETE FROM audit", "DROP TRIGGER audit_guard ON audit"):
            with pytest.raises(StorageError), storage.writing() as transaction:
                transaction.execute(sa.text(statement))
        log = the_log(storage)
        assert (log.anchor.number, [stored.entry.number for stored in log.entries]) == (3, [4])
        assert not log.misfits()


@pytest.mark.both_engines
def test_writers_at_once_leave_no_gap(make_database: MakeDatabase) -> None:
    url = make_database()
    with open_storage(url) as storage, open_storage(url) as another:
        gates = [as_admin(storage), as_admin(another)]
        several = [partial(in_transaction, gate, record, Event.BACKED_UP) for gate in gates for _number in range(20)]

        assert call_at_once(several) == [None] * 40

        log = the_log(storage)
        assert [stored.entry.number for stored in log.entries] == [*range(1, 41)]
        assert not log.misfits()


@pytest.mark.both_engines
def test_what_is_pruned_leaves_an_anchor_on_which_the_rest_stands(log_of_nine: Storage) -> None:
    log = the_log(log_of_nine)
    head, middle = log.head, log.entries[4]
    in_transaction(as_admin(log_of_nine), prune_log, middle.entry.at)
    pruned = the_log(log_of_nine)

    assert [stored.entry.number for stored in pruned.entries] == [5, 6, 7, 8, 9]
    assert pruned.anchor == log.entries[3].point
    assert not pruned.misfits(head)
    in_transaction(as_admin(log_of_nine), prune_log, tomorrow())
    in_transaction(as_admin(log_of_nine), record, Event.BACKED_UP)
    rest = the_log(log_of_nine)
    assert (rest.anchor, [stored.entry.number for stored in rest.entries]) == (head, [10])
    assert not rest.misfits(head)


def test_what_does_not_fit_is_not_pruned(log_of_nine: Storage) -> None:
    tamper(log_of_nine, "UPDATE audit SET note = 'x' WHERE number = 4")
    in_transaction(as_admin(log_of_nine), prune_log, tomorrow())

    assert [misfit.number for misfit in the_log(log_of_nine).misfits()] == [4]


def test_a_server_prunes_what_is_older_than_its_days(database_url: str) -> None:
    with open_storage(database_url) as storage:
        in_transaction(as_admin(storage), record, Event.BACKED_UP)
    with open_storage(database_url, audit_days=1) as storage:
        assert len(the_log(storage).entries) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assessment.storage.opening.now", lambda: dt.datetime.now(dt.UTC) + 2 * DAY)
        with open_storage(database_url, audit_days=3) as storage:
            assert len(the_log(storage).entries) == 1
        with open_storage(database_url, audit_days=1) as storage:
            assert the_log(storage).entries == ()


def test_anybody_can_check_the_hashes_by_the_documented_rule(log_of_nine: Storage) -> None:
    previous = ""
    for stored in the_log(log_of_nine).entries:
        names = ("number", "event", "who", "through", "about", "note")
        told: dict[str, Any] = {name: getattr(stored.entry, name) for name in names}
        told["at"] = stored.entry.at.isoformat()
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256((previous + text).encode()).hexdigest() == stored.hash
        previous = stored.hash


# Backups


@pytest.mark.both_engines
def test_a_restored_server_goes_on_with_its_own_log(make_database: MakeDatabase, tmp_path: Path) -> None:
    with open_storage(make_database()) as storage:
        gate = as_admin(storage)
        assessments.write_backup(gate, tmp_path / "backup.db")
        store_response(gate, CATALOGUE, a_response(CATALOGUE))
        assessments.write_backup(gate, tmp_path / "later.db")
        before = the_log(storage)
        assessments.restore_stored_data(gate, tmp_path / "backup.db")

        log = the_log(storage)
        assert log.entries[:-1] == before.entries
        assert (log.entries[-1].entry.event, log.entries[-1].entry.note) == (Event.RESTORED, "0:")
        assert not log.misfits(before.head)


def test_a_restore_replaces_no_log_whose_end_was_removed(log_of_nine: Storage, tmp_path: Path) -> None:
    gate = as_admin(log_of_nine)
    assessments.write_backup(gate, tmp_path / "backup.db")
    tamper(log_of_nine, "DELETE FROM audit WHERE number > 4", "DELETE FROM audit_chain")
    assessments.restore_stored_data(gate, tmp_path / "backup.db")

    log = the_log(log_of_nine)
    assert (log.entries[-1].entry.number, log.entries[-1].entry.event) == (6, Event.RESTORED)
    assert log.misfits() == [Misfit(5, "is missing.")]


def test_what_cannot_be_read_in_the_log_holds_up_no_backup_and_no_restore(
    log_of_nine: Storage, make_sqlite: MakeDatabase, tmp_path: Path
) -> None:
    tamper(log_of_nine, "UPDATE audit SET at = 'x' WHERE number = 9")
    assert assessments.find_last_backup(as_admin(log_of_nine)) == the_log(log_of_nine).entries[7].entry.at
    assert assessments.write_backup(as_admin(log_of_nine), tmp_path / "backup.db") == ()
    with open_storage(make_sqlite()) as new:
        for storage in (log_of_nine, new):
            assessments.restore_stored_data(as_admin(storage), tmp_path / "backup.db")
        assert [misfit.number for misfit in the_log(log_of_nine).misfits()] == [9]
        # The damaged log isn't taken over, and which it was is told.
        assert the_log(new).entries[0].entry.note.startswith("9:")


@pytest.mark.both_engines
def test_a_new_server_goes_on_with_the_log_of_the_old(make_database: MakeDatabase, tmp_path: Path) -> None:
    with open_storage(make_database()) as old:
        for _number in range(3):
            in_transaction(as_admin(old), record, Event.BACKED_UP)
        old.backup(tmp_path / "backup.db")
        before = the_log(old)
    with open_storage(make_database()) as new:
        in_transaction(as_admin(new), record, Event.BACKED_UP)
        own = the_log(new).head
        assessments.restore_stored_data(as_admin(new), tmp_path / "backup.db")

        log = the_log(new)
        assert log.entries[:-1] == before.entries
        assert (log.entries[-1].entry.event, log.entries[-1].entry.note) == (Event.RESTORED, str(own))
        assert not log.misfits(before.head)
