"""What was erased for good is in no file of the folder: not in the database, its log, or an automatic copy.

The bytes of every file are read, as a finder of the laptop can read them.
"""

from __future__ import annotations

import datetime as dt
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assessment.access.assessments import save_answer, update_identity
from assessment.access.entrance import Entrance
from assessment.access.links import create_link
from assessment.access.workshops import delete_workshop, finish_workshop, list_remarks, moderate_remarks
from assessment.domain.answer import Answer, Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Round, Voice
from assessment.domain.workshop.model import RemarkState
from assessment.domain.workshop.stages import Step
from assessment.records.workshops import Newcomer
from assessment.storage.links import purge_links
from assessment.storage.opening import Storage, inspect_database, open_storage
from assessment.storage.safety_copies import find_copies
from assessment.storage.workshops.writing import purge_workshops
from assessment.storage.writing import delete_assessment, purge_assessments
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, in_transaction, store_response
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"
TELLTALE = "The shelter at Quay 7"
"""Stands in each text that is to be erased."""


@pytest.fixture
def repository(file: Path) -> Iterator[Storage]:
    with open_storage(f"sqlite:///{file}") as opened:
        yield opened


def files_with_telltale(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and TELLTALE.encode() in path.read_bytes()]


def a_telltale_room(repository: Storage, *, anonymous: bool = True) -> Room:
    """Votes with remarks that were revealed, overwritten and withdrawn, beside those of another workshop."""
    other = hold_room(repository, state=6)
    plan = a_plan(anonymous=anonymous, kept_until=dt.datetime.now(dt.UTC).date())
    room = hold_room(repository, state=6, civil_society=5, plan=plan)
    if not anonymous:
        room.let_in([Newcomer(Voice.STATE, name=f"{TELLTALE} {number}") for number in range(30)])
    for each in (other, room):
        each.steps(ITEM, Step.OPEN)
    for turn in range(3):
        for phone in range(len(room.phones)):
            other.vote(phone % 6, ITEM, Rating.PARTIAL, f"Elsewhere {phone} {turn}")
            room.vote(phone, ITEM, Rating.ABSENT, f"{TELLTALE}, {phone} {turn} " * 20)
    room.vote(0, ITEM, None)
    return room


def reveal_without_remarks(room: Room) -> None:
    for phone in range(len(room.phones)):
        room.vote(phone, ITEM, Rating.ABSENT)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)


def finish(repository: Storage) -> None:
    room = a_telltale_room(repository)
    reveal_without_remarks(room)
    finish_workshop(room.lead, room.id)


def redact(repository: Storage) -> None:
    room = hold_room(repository, state=2)
    room.steps(ITEM, Step.OPEN)
    for phone in (0, 1):
        room.vote(phone, ITEM, Rating.ABSENT, f"{TELLTALE} {phone}")
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    moderate_remarks(room.lead, room.id, list_remarks(room.lead, room.id), RemarkState.REDACTED)


def delete(repository: Storage) -> None:
    room = a_telltale_room(repository)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    delete_workshop(room.lead, room.id, "Boruna 2026")


def let_the_day_pass(repository: Storage) -> None:
    reveal_without_remarks(a_telltale_room(repository, anonymous=False))
    in_transaction(as_admin(repository), purge_workshops, dt.datetime.now(dt.UTC) + dt.timedelta(days=3))


def let_thirty_days_pass(repository: Storage) -> None:
    assessment_id = a_telltale_response(repository)
    in_transaction(as_admin(repository, "Asha"), delete_assessment, assessment_id)
    in_transaction(as_admin(repository), purge_assessments, dt.datetime.now(dt.UTC) + dt.timedelta(days=31))


def make_anonymous(repository: Storage) -> None:
    assessment_id = store_response(
        as_admin(repository, "Asha"), a_catalogue(), a_response(a_catalogue(), organisation=TELLTALE)
    )
    update_identity(
        as_admin(repository, "Asha"),
        assessment_id,
        voice=Voice.STATE,
        organisation="",
        in_round=Round("2026"),
        anonymous=True,
    )


def let_a_visitor_be_forgotten(repository: Storage) -> None:
    assessment_id = store_response(as_admin(repository, "Asha"), a_catalogue(), a_response(a_catalogue()))
    access = as_admin(repository, "Asha")
    made = create_link(
        access,
        Role.COEDITOR,
        Scope(assessment_id=assessment_id),
        TELLTALE,
        dt.datetime.now(dt.UTC) + dt.timedelta(days=1),
    )
    Entrance(repository).enter(made.key, TELLTALE)
    in_transaction(as_admin(repository), purge_links, dt.datetime.now(dt.UTC) + dt.timedelta(days=40))


def a_telltale_response(repository: Storage) -> str:
    catalogue = a_catalogue()
    kept = store_response(as_admin(repository, "Asha"), catalogue, a_response(catalogue, country="XAB"))
    erased = store_response(as_admin(repository, "Asha"), catalogue, a_response(catalogue, country="XAC"))
    for turn in range(5):
        for assessment_id, text in ((kept, "Elsewhere"), (erased, TELLTALE)):
            answer = Answer(Rating.ABSENT, comment=f"{text} {turn} " * 30)
            save_answer(as_admin(repository, "Asha"), assessment_id, ITEM, answer, expected_revision=turn)
    return erased


WAYS: list[Callable[[Storage], None]] = [
    finish,
    redact,
    delete,
    let_the_day_pass,
    let_thirty_days_pass,
    make_anonymous,
    let_a_visitor_be_forgotten,
]


@pytest.mark.parametrize("erase", WAYS, ids=lambda way: way.__name__)
def test_what_was_erased_is_in_no_file_while_the_server_goes_on(
    repository: Storage, file: Path, erase: Callable[[Storage], None]
) -> None:
    erase(repository)

    assert files_with_telltale(file.parent) == []
    assert inspect_database(f"sqlite:///{file}").traces_since is None


def test_while_another_program_reads_the_log_waits_and_doctor_says_since_when(repository: Storage, file: Path) -> None:
    assessment_id = a_telltale_response(repository)
    in_transaction(as_admin(repository, "Asha"), delete_assessment, assessment_id)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM assessments").fetchone()
        in_transaction(as_admin(repository), purge_assessments, dt.datetime.now(dt.UTC) + dt.timedelta(days=31))

        assert files_with_telltale(file.parent) != []
        since = inspect_database(f"sqlite:///{file}").traces_since
        assert since is not None
        assert abs(since - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
        reader.execute("COMMIT")
        end = time.monotonic() + 20
        while files_with_telltale(file.parent) and time.monotonic() < end:
            time.sleep(0.1)
    assert files_with_telltale(file.parent) == []
    assert inspect_database(f"sqlite:///{file}").traces_since is None


_ERASES_AND_WAITS = """
import datetime as dt, sqlite3, sys, time
from assessment.storage.opening import open_storage
from assessment.storage.writing import purge_assessments
repository = open_storage(f"sqlite:///{sys.argv[1]}")
reader = sqlite3.connect(sys.argv[1], isolation_level=None)
reader.execute("BEGIN")
reader.execute("SELECT count(*) FROM assessments").fetchone()
with repository.writing() as transaction:
    purge_assessments(transaction, dt.datetime.now(dt.UTC) + dt.timedelta(days=31))
print("erased", flush=True)
time.sleep(600)
"""


def test_a_kill_before_the_log_was_emptied_is_made_up_for_at_the_next_start(file: Path) -> None:
    with open_storage(f"sqlite:///{file}") as repository:
        in_transaction(as_admin(repository, "Asha"), delete_assessment, a_telltale_response(repository))
        killed = subprocess.Popen([sys.executable, "-c", _ERASES_AND_WAITS, str(file)], stdout=subprocess.PIPE)
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"erased\n"
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        assert files_with_telltale(file.parent) != []

        with open_storage(f"sqlite:///{file}"):
            assert files_with_telltale(file.parent) == []


class TestCopies:
    def test_a_restore_leaves_no_trace_but_the_copy_it_tells_of(self, repository: Storage, file: Path) -> None:
        backup = file.parent.parent / "backup.db"
        repository.backup(backup)
        a_telltale_response(repository)
        kept = repository.restore(backup)

        assert files_with_telltale(file.parent) == [kept.name]
        assert inspect_database(f"sqlite:///{file}").copies == (kept,)

    def test_copies_go_after_thirty_days_and_nothing_else_does(self, repository: Storage, file: Path) -> None:
        def named(days: int, before: str) -> Path:
            made = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
            return file.with_name(f"{before}-{made:%Y%m%d-%H%M%S-%f}.db")

        old = [named(31, "before-restore"), named(31, "assessments-rescued")]
        young = [named(29, "before-restore"), named(29, "assessments-rescued")]
        of_others = [named(31, "backup"), named(31, "others-rescued"), file.with_name("before-restore-1.db")]
        for path in (*old, *young, *of_others):
            path.touch()
        assert set(find_copies(file)) == {*old, *young}
        repository.remove_what_is_due()
        assert all(path.exists() for path in old), "it was looked for today"

        with open_storage(f"sqlite:///{file}"):
            assert not any(path.exists() for path in old)
            assert all(path.exists() for path in (*young, *of_others))

    def test_a_database_that_is_called_like_a_copy_stays(self, tmp_path: Path) -> None:
        file = tmp_path / "before-restore-20200101-000000-000000.db"
        for _time in range(2):
            open_storage(f"sqlite:///{file}").close()
        assert file.exists()
