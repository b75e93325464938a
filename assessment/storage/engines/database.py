"""An open database: transactions for reading and writing. What drivers and disks report becomes a sentence; only here
are their codes known."""

from __future__ import annotations

import errno
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assessment.records.errors import (
    DatabaseBusy,
    DatabaseFailed,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
    NotADatabase,
    StorageError,
)
from assessment.storage.migrations import migrate

INSERT: Mapping[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""Statements that can also change the row that is there, by the name of the dialect."""

_ERASES = "erases"

_SQLITE = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseReadOnly,
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
    sqlite3.SQLITE_NOTADB: NotADatabase,
    sqlite3.SQLITE_CORRUPT: NotADatabase,
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "53100": DiskFull,
    "25006": DatabaseReadOnly,
    "42501": DatabaseReadOnly,
    "55P03": DatabaseBusy,
    "57014": DatabaseBusy,
    "40001": DatabaseBusy,
    "40P01": DatabaseBusy,
    "53300": DatabaseBusy,
}
_UNREACHABLE_CLASSES = ("08", "28", "3D", "57")

_SYSTEM = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EACCES: DatabaseReadOnly,
    errno.EPERM: DatabaseReadOnly,
    errno.EROFS: DatabaseReadOnly,
    errno.ENOENT: DatabaseReadOnly,
    errno.ENOTDIR: DatabaseReadOnly,
    errno.EEXIST: DatabaseReadOnly,
    errno.EISDIR: DatabaseReadOnly,
}


@contextmanager
def translate_errors(place: str) -> Iterator[None]:
    """Errors of a driver or the disk inside the block become a `StorageError` that names `place`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise _translation(error, place) from error


def _translation(error: BaseException, place: str) -> StorageError:
    if isinstance(error, PoolTimeout | TimeoutError):
        return DatabaseBusy(place)
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    # PostgreSQL adds the row as a detail, and nobody may read there what somebody voted or answered.
    primary: str | None = getattr(getattr(cause, "diag", None), "message_primary", None)
    reason = primary or str(cause).strip()
    if isinstance(cause, sqlite3.Error):
        # The low byte is the type of error; the rest only specifies it.
        kind = _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    elif isinstance(cause, OSError):
        kind = _SYSTEM.get(cause.errno or 0)
    else:
        state: str | None = getattr(cause, "sqlstate", None)
        kind = _POSTGRESQL.get(state or "")
        lost = isinstance(error, DBAPIError) and (error.connection_invalidated or error.statement is None)
        if kind is None and (lost or (state or "").startswith(_UNREACHABLE_CLASSES)):
            return DatabaseUnreachable(place, reason)
    return DatabaseFailed(place, reason) if kind is None else kind(place)


def note_erasure(connection: Connection) -> None:
    """Say that this transaction erases something for good, of which no trace may stay in the database's log either."""
    connection.info[_ERASES] = True


def erases(connection: Connection) -> bool:
    """Whether a transaction erases something for good; asked once."""
    return bool(connection.info.pop(_ERASES, False))


class Database(ABC):
    """What SQLite and PostgreSQL have in common, and the methods that each implements.

    `place` names it in messages, without a password; `file` is its path, if it is a file.
    """

    locks_rows = True
    """Whether different rows can be written at the same time, so that each row needs a lock."""

    def __init__(self, place: str, readers: Engine, writers: Engine, file: Path | None = None) -> None:
        self.place = place
        self.file = file
        self._readers = readers
        self._writers = writers

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database, whatever is written meanwhile."""
        with translate_errors(self.place), self._read() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on disk when it ends, or has no effect if it ends with an exception."""
        with translate_errors(self.place), self._write() as connection:
            yield connection

    def migrate(self) -> Self:
        """Migrate the tables to the current version, one process at a time.

        Raises DatabaseOlder, DatabaseNewer, NotADatabase, or another StorageError, with the database closed.
        """
        with translate_errors(self.place):
            self._migrate()
        return self

    def mark(self) -> str:
        """What is another as soon as anybody has stored anything, by whichever process."""
        with translate_errors(self.place):
            return self._find_mark()

    def close(self) -> None:
        """Close all connections that aren't in use."""
        self._readers.dispose()
        self._writers.dispose()

    # What follows raises what the driver or the disk raises; the methods above say it in a sentence.
    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._readers.connect() as connection:
            self._begin_reading(connection)
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._writers.begin() as connection:
            self._begin_writing(connection)
            erases(connection)  # What a transaction said that came to nothing.
            yield connection

    def _migrate(self) -> None:
        try:
            with self._write() as connection:
                self._lock_migration(connection)
                migrate(connection, self.place)
        except BaseException:
            self.close()
            raise

    @abstractmethod
    def _find_mark(self) -> str:
        """What `mark` gives."""

    @abstractmethod
    def _begin_reading(self, connection: Connection) -> None:
        """Begin the transaction, if the driver doesn't."""

    @abstractmethod
    def _begin_writing(self, connection: Connection) -> None:
        """Begin the transaction, if the driver doesn't."""

    @abstractmethod
    def _lock_migration(self, connection: Connection) -> None:
        """Wait until no other process migrates the tables, and stop others from it until the transaction ends."""

    @abstractmethod
    def lock_creation(self, connection: Connection) -> None:
        """Stop everybody else from creating responses until the transaction ends. Must be the first lock."""

    @abstractmethod
    def lock_tables(self, connection: Connection) -> None:
        """Stop everybody else from writing until the transaction ends."""
