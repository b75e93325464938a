"""An open database: transactions for reading and writing, whose failures are reported in sentences."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine

from assessment.storage.engines.driver_errors import translate_errors
from assessment.storage.migrations import migrate

_ERASES = "erases"


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
