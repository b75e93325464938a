"""SQLite, the embedded default."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event

from assessment.storage.columns import text_or_spoilt
from assessment.storage.database import Database
from assessment.storage.errors import DatabaseDisplaced
from assessment.storage.failures import told
from assessment.storage.standing import Keeper
from assessment.storage.turns import Turns

BUSY_SECONDS = 5.0
"""How long a change waits for another program that is writing."""

_PRAGMAS = (
    # Saved data is on the disk, not in a cache that a power cut empties (fullfsync: on a Mac too).
    "synchronous = FULL",
    "fullfsync = ON",
    "foreign_keys = ON",
    # Data deleted for good is overwritten: an answer can endanger the person who gave it.
    "secure_delete = ON",
)


class SqliteDatabase(Database):
    """A file. It has one writer at a time, so a writing transaction locks the file from its beginning."""

    locks_rows = False

    def __init__(self, place: str, engine: Engine, file: Path) -> None:
        super().__init__(place, engine, engine, file)
        self._turns = Turns()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        # SQLite waits for other processes by polling; threads needn't sleep that long.
        with told(self.place), self._turns.turn(BUSY_SECONDS), super().writing() as connection:
            yield connection

    def _begin_reading(self, connection: Connection) -> None:
        _begin(connection, "BEGIN")

    def _begin_writing(self, connection: Connection) -> None:
        _begin(connection, "BEGIN IMMEDIATE")

    def _lock_migration(self, connection: Connection) -> None:
        """SQLite has only one writer at a time."""

    def lock_making(self, connection: Connection) -> None:
        """SQLite has only one writer at a time."""

    def lock_tables(self, connection: Connection) -> None:
        """SQLite has only one writer at a time."""


class WatchedSqliteDatabase(SqliteDatabase):
    """The file that the app uses for days: another program may delete, move, empty or replace it meanwhile.

    SQLite would go on writing to the file it had opened, and nobody would ever see it again. So before each
    transaction, and after each that writes, the file must be where it was. If it isn't, the open file is rescued and
    that is reported; from the next transaction on, the file found there then is opened.
    """

    def __init__(self, place: str, engine: Engine, file: Path) -> None:
        super().__init__(place, engine, file)
        self._path = file
        self._keeper: Keeper | None = None
        self._mutex = threading.RLock()
        self._in_use = 0
        """The number of open transactions."""
        self._opener: int | None = None
        """The thread that is opening the file."""

    def migrate(self) -> Self:
        with self._mutex, told(self.place):
            self._opener = threading.get_ident()
            try:
                super().migrate()
                self._keeper = Keeper(self._path, partial(_connect, self._path))
            finally:
                self._opener = None
        return self

    def close(self) -> None:
        with self._mutex:
            super().close()
            if self._keeper is not None:
                self._keeper.close()
                self._keeper = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with told(self.place), self._standing(), super().reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        if self._opener == threading.get_ident():
            with Database.writing(self) as connection:
                yield connection
            return
        with told(self.place), self._turns.turn(BUSY_SECONDS), self._standing():
            with Database.writing(self) as connection:
                yield connection
            self._require_standing(written=True)

    @contextmanager
    def _standing(self) -> Iterator[None]:
        with self._mutex:
            self._require_standing()
            self._in_use += 1
        try:
            yield
        finally:
            with self._mutex:
                self._in_use -= 1

    def _require_standing(self, *, written: bool = False) -> None:
        """Raises DatabaseDisplaced if the file isn't the one that was opened.

        Reopens it if that was reported before, or if nothing is lost, while nobody else uses it; what was just
        `written` may have gone to a file that is gone, so then it must be reported.
        """
        with self._mutex:
            keeper = self._keeper
            if self._opener == threading.get_ident() or (keeper is not None and keeper.stands()):
                return
            was_told = not written and (keeper is None or (keeper.rescued is not None and keeper.has_file()))
            loses_nothing = keeper is not None and keeper.lacks_log_only()
            if self._in_use > int(written) or not (was_told or loses_nothing):
                raise DatabaseDisplaced(self.place, keeper.rescue() if keeper else None)
            self.close()
            self.migrate()


def sqlite_database(file: Path) -> SqliteDatabase:
    """The database that the app uses. Its folder is created; readers don't wait for writers (WAL).

    Raises DatabaseReadOnly or another StorageError if the file can't be created.
    """
    place = str(file)
    with told(place):
        file.parent.mkdir(parents=True, exist_ok=True)
        _make_private(file)
    # Connections are shared between threads, because Streamlit runs every rerun in a new thread.
    pool = {"pool_size": 5, "max_overflow": 20, "pool_timeout": BUSY_SECONDS, "pool_use_lifo": True}
    return WatchedSqliteDatabase(place, _engine(file, "WAL", poolclass=QueuePool, **pool), file)


def sqlite_file(file: Path, place: str) -> SqliteDatabase:
    """A database in a single file, even while it is open, so that it can be moved, such as a backup."""
    with told(place):
        _make_private(file)
    return SqliteDatabase(place, _engine(file, "DELETE", poolclass=NullPool), file)


def _make_private(file: Path) -> None:
    """Create the file, if it doesn't exist, so that no other user of the machine can read it."""
    if not file.exists():
        file.touch(mode=0o600)


def _engine(file: Path, journal: str, **pool: Any) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        creator=partial(_connect, file),
        **pool,
    )

    def prepare(connection: Any, _record: object) -> None:
        connection.text_factory = text_or_spoilt
        for pragma in (f"journal_mode = {journal}", *_PRAGMAS):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    return engine


def _connect(file: Path) -> sqlite3.Connection:
    """A connection to an existing file: SQLite would create a missing one."""
    return sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,  # The driver begins no transaction by itself, `_begin` does.
        check_same_thread=False,
    )


def _begin(connection: Connection, words: str) -> None:
    # Not through SQLAlchemy, whose events for this make every statement slower.
    driver: Any = connection.connection.driver_connection
    driver.execute(words)
