"""Opens the database at an address; or looks at what is there, and creates, migrates and removes nothing."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import URL, Connection, func, make_url, select, text
from sqlalchemy.exc import ArgumentError

from assessment.domain.permissions import Grant
from assessment.errors import Problem
from assessment.parsing.limits import AUDIT_DAYS
from assessment.records.assessments import CheckResult, StorageFacts
from assessment.records.audit import Event, Misfit, Point
from assessment.records.errors import DatabaseUrlRefused
from assessment.records.links import Link
from assessment.storage.audit import find_last, prune_log, read_log, record
from assessment.storage.backup import restore_backup, write_backup
from assessment.storage.catalogues import CatalogueStore
from assessment.storage.engines.database import Database, translate_errors
from assessment.storage.engines.log_traces import traces_since
from assessment.storage.engines.postgresql import postgresql_database
from assessment.storage.engines.sqlite import sqlite_database, sqlite_snapshot
from assessment.storage.integrity_check import check
from assessment.storage.links import list_links, purge_links
from assessment.storage.migrations import TablesForm, stored_revision, tables_form
from assessment.storage.presence import purge_marks
from assessment.storage.safety_copies import find_copies, remove_old_copies
from assessment.storage.sign_ins import purge_sign_ins
from assessment.storage.tables import assessments, changes, events, links
from assessment.storage.transaction import NOBODY, Transaction, now
from assessment.storage.workshops.writing import day_that_is_over, find_due, purge_workshops
from assessment.storage.writing import purge_assessments

KEPT_AFTER_DELETION = dt.timedelta(days=30)
"""How long a deleted assessment can be restored."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found at a database's address. All times are aware and in UTC.

    `place` names it in messages, without a password; `file` is its path, if it is a file, whether or not it exists.
    """

    place: str
    file: Path | None
    tables: TablesForm
    is_writable: bool
    newest_change: dt.datetime | None = None
    """The last thing that was stored; None if nothing was, or the tables are older."""
    links: tuple[Link, ...] = ()
    """All links, newest first; none if the tables are older."""
    traces_since: dt.datetime | None = None
    """Since when what was erased may still be in the log of the file; None if it isn't."""
    copies: tuple[Path, ...] = ()
    """The copies that the software made beside the file by itself, with all that was in it then."""
    misfits: tuple[Misfit, ...] = ()
    """Where the audit log isn't what was written."""
    overdue: int = 0
    """Of how many responses and workshops something is stored that was to be erased more than a day ago."""
    last_backup: dt.datetime | None = None


class Storage(AbstractContextManager["Storage"]):
    """An open database. Threads may share it.

    Every method raises StorageError if the database can't do what was asked.
    """

    def __init__(self, database: Database, audit_days: int = AUDIT_DAYS) -> None:
        self._database = database
        self._audit_days = audit_days
        self._catalogues = CatalogueStore()
        self._last_removal: dt.date | None = None
        """The last day after which things were removed."""
        self._marking = threading.Lock()
        self._mark, self._marked = "", float("-inf")

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction that sees one state of the database, whatever is written meanwhile."""
        with self._database.reading() as connection:
            yield Transaction(connection, self._database, self._catalogues)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction that is on disk when it ends, or has no effect if it ends with an exception."""
        with self._database.writing() as connection:
            yield Transaction(connection, self._database, self._catalogues)

    def remove_what_is_due(self) -> None:
        """Remove for good what people were told isn't stored any longer, once a day: a server may run for months.

        On every other call it only compares two days.
        """
        at, before = now(), self._last_removal
        if before == day_that_is_over(at):
            return
        self._last_removal = day_that_is_over(at)
        try:
            for purge, until in (
                (purge_assessments, at - KEPT_AFTER_DELETION),
                (purge_links, at),
                (purge_sign_ins, at),
                (purge_workshops, at),
                (prune_log, at - dt.timedelta(days=self._audit_days)),
                (purge_marks, at),
            ):
                with self.writing() as transaction:
                    purge(transaction, until)
            if self._database.file is not None:
                remove_old_copies(self._database.file, at)
        except BaseException:
            self._last_removal = before
            raise

    @property
    def is_shared(self) -> bool:
        """Whether other processes may serve from this database."""
        return self._database.file is None

    def mark(self, fresh_for: float) -> str:
        """A text that changes whenever anybody stores anything; it is at most `fresh_for` seconds old.

        All who ask in this process share one small query.
        """
        with self._marking:
            if time.monotonic() - self._marked > fresh_for:
                marked = time.monotonic()
                self._mark, self._marked = self._database.mark(), marked
            return self._mark

    def check(self) -> CheckResult:
        """Check all stored data for damage."""
        with self._database.reading() as connection:
            return check(connection)

    def backup(self, path: Path) -> tuple[Problem, ...]:
        """Write everything to a new SQLite file, as of one moment, while others go on writing.

        Damaged data is copied as it is; returns the damage. Raises StorageError if `path` exists.
        """
        return write_backup(self._database, path)

    def restore(self, path: Path, grant: Grant = NOBODY) -> Path:
        """Replace everything with a backup, as the person with this grant; `path` is only read.

        The current data is first saved in a new backup next to the database's file, or next to `path` if the database
        is on a server; returns the path of that backup. Raises NotADatabase, DatabaseOlder or
        DatabaseNewer for a file that can't be restored, BackupDamaged for a damaged one, with nothing changed.
        """

        def note(connection: Connection, other: Point) -> None:
            transaction = Transaction(connection, self._database, self._catalogues, grant)
            record(transaction, Event.RESTORED, note=str(other))

        return restore_backup(self._database, path, note)


def open_storage(url: str, audit_days: int = AUDIT_DAYS) -> Storage:
    """The database at an address: `sqlite:////folder/assessments.db` or `postgresql://user:password@server/name`.

    Creates what doesn't exist yet, migrates older tables, and removes for good what was deleted, and links that ended,
    more than 30 days ago, who voted what in workshops where people were told that it is kept until now, and what the
    audit log has had for longer than `audit_days`. Several processes may open the same database. Raises
    DatabaseUrlRefused, DatabaseOlder, DatabaseNewer, DatabaseReadOnly, DatabaseUnreachable or another StorageError.
    """
    storage = Storage(_database(url).migrate(), audit_days)
    try:
        storage.remove_what_is_due()
    except BaseException:
        storage.close()
        raise
    return storage


def inspect_database(url: str) -> Inspection:
    """Look at the database at an address. Raises DatabaseUrlRefused, DatabaseOlder, DatabaseNewer, NotADatabase,
    DatabaseUnreachable or another StorageError."""
    location = _read_url(url)
    if isinstance(location, Path):
        with translate_errors(str(location)):
            if not location.exists():
                return Inspection(str(location), location, TablesForm.MISSING, _may_be_made(location))
        may_write = os.access(location, os.W_OK) and os.access(location.parent, os.W_OK)
        return _look(sqlite_snapshot(location), may_write)
    return _look(postgresql_database(location), may_write=True)


def measure(transaction: Transaction) -> StorageFacts:
    """How large the database is, and of which version its tables are."""
    database, connection = transaction.database, transaction.connection
    tables = stored_revision(connection, database.place) or ""
    if database.file is None:
        size = connection.scalar(text("SELECT pg_database_size(current_database())"))
        return StorageFacts("PostgreSQL", size or 0, None, tables)
    pages = connection.scalar(text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"))
    return StorageFacts("SQLite", pages or 0, shutil.disk_usage(database.file.parent).free, tables)


def existing_folder(file: Path) -> Path:
    """The folder of a file, or the nearest above it that exists."""
    return next(folder for folder in file.absolute().parents if folder.exists())


def _database(address: str) -> Database:
    location = _read_url(address)
    return sqlite_database(location) if isinstance(location, Path) else postgresql_database(location)


def _read_url(address: str) -> Path | URL:
    """The file of an SQLite database, or the address of a PostgreSQL database. Raises DatabaseUrlRefused."""
    try:
        url: URL = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUrlRefused from error
    match url.drivername:
        case "sqlite" if url.database not in (None, "", ":memory:") and not url.query:
            return Path(url.database)
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return url
    raise DatabaseUrlRefused


def _may_be_made(file: Path) -> bool:
    folder = existing_folder(file)
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _look(database: Database, may_write: bool) -> Inspection:
    try:
        with database.reading() as connection:
            form = tables_form(connection, database.place)
            may_write = may_write if database.file else _server_may_write(connection, form)
            inspection = Inspection(database.place, database.file, form, may_write)
            if form is TablesForm.CURRENT:
                whole = Transaction(connection, database, CatalogueStore())
                inspection = replace(
                    inspection,
                    newest_change=_newest(connection),
                    links=tuple(list_links(whole)),
                    misfits=tuple(read_log(whole).misfits()),
                    overdue=_count_overdue(whole, now() - dt.timedelta(days=1)),
                    last_backup=find_last(whole, Event.BACKED_UP),
                )
    finally:
        database.close()
    if database.file is None:
        return inspection
    return replace(inspection, traces_since=traces_since(database.file), copies=tuple(find_copies(database.file)))


def _newest(connection: Connection) -> dt.datetime | None:
    times = (connection.scalar(select(func.max(column))) for column in (changes.c.at, events.c.at, links.c.created))
    return max((time for time in times if time is not None), default=None)


def _count_overdue(transaction: Transaction, at: dt.datetime) -> int:
    deleted = select(func.count()).where(assessments.c.deleted < at - KEPT_AFTER_DELETION)
    due, damaged = find_due(transaction, at)
    return len(due) + len(damaged) + int(transaction.execute(deleted).scalar_one())


def _server_may_write(connection: Connection, form: TablesForm) -> bool:
    """Whether a PostgreSQL server lets us write: it may be a copy that follows another, or we may only read."""
    # The transaction that looks is itself one that only reads, so the server's own rule is asked for.
    only_read = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'"
    if connection.scalar(text(only_read)):
        return False
    if form is TablesForm.CURRENT:
        return bool(connection.scalar(text("SELECT has_table_privilege('changes', 'INSERT')")))
    return bool(connection.scalar(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")))
