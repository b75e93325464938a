"""SQLite, the embedded default."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event

from assessment.storage.database import Database
from assessment.storage.failures import told
from assessment.storage.turns import Turns

BUSY_SECONDS = 5.0
"""How long a change waits for another program that is writing."""

_PRAGMAS = (
    # What was saved is on the disk, and not in a cache that a power cut empties (fullfsync: on a Mac too).
    "synchronous = FULL",
    "fullfsync = ON",
    "foreign_keys = ON",
    # What is deleted for good is overwritten, and not merely forgotten: an answer can endanger who gave it.
    "secure_delete = ON",
)


class SqliteDatabase(Database):
    """A file. It has one writer at a time, so a transaction that writes holds the file's lock from its beginning."""

    locks_rows = False

    def __init__(self, place: str, engine: Engine, file: Path) -> None:
        super().__init__(place, engine, engine, file)
        self._turns = Turns()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        # Other processes are waited for by SQLite, which looks again now and then; threads need not sleep so long.
        with told(self.place), self._turns.turn(BUSY_SECONDS), super().writing() as connection:
            yield connection

    def _begin_reading(self, connection: Connection) -> None:
        _begin(connection, "BEGIN")

    def _begin_writing(self, connection: Connection) -> None:
        _begin(connection, "BEGIN IMMEDIATE")

    def _lock_migration(self, connection: Connection) -> None:
        """Whoever writes is alone."""

    def lock_tables(self, connection: Connection) -> None:
        """Whoever writes is alone."""


def sqlite_database(file: Path) -> SqliteDatabase:
    """The database that the app works with. Its folder is made; readers don't wait for writers (WAL).

    Raises DatabaseReadOnly or another StorageError if the file can't be made.
    """
    place = str(file)
    with told(place):
        file.parent.mkdir(parents=True, exist_ok=True)
        _make_private(file)
    # A connection is no thread's own, because Streamlit runs every rerun in a new thread.
    pool = {"pool_size": 5, "max_overflow": 20, "pool_timeout": BUSY_SECONDS, "pool_use_lifo": True}
    return SqliteDatabase(place, _engine(file, "WAL", poolclass=QueuePool, **pool), file)


def sqlite_file(file: Path, place: str) -> SqliteDatabase:
    """A database that is one file and no more, not even while it is open: to be moved about, as backups are."""
    with told(place):
        _make_private(file)
    return SqliteDatabase(place, _engine(file, "DELETE", poolclass=NullPool), file)


def _make_private(file: Path) -> None:
    """Make the file, if it isn't there, so that no other user of the machine can read it."""
    if not file.exists():
        file.touch(mode=0o600)


def _engine(file: Path, journal: str, **pool: Any) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        # isolation_level None: the driver begins no transaction by itself, `_begin` does.
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False},
        **pool,
    )

    def prepare(connection: Any, _record: object) -> None:
        for pragma in (f"journal_mode = {journal}", *_PRAGMAS):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    return engine


def _begin(connection: Connection, words: str) -> None:
    # Past SQLAlchemy, whose own events for this make every statement dearer.
    driver: Any = connection.connection.driver_connection
    driver.execute(words)
