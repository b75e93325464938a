"""SQLite, the embedded default."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, Table, create_engine, event

from assessment.records.errors import DatabaseFileReplaced
from assessment.storage.column_types import Coded, text_or_corrupted
from assessment.storage.engines.database import Database, erases, translate_errors
from assessment.storage.engines.file_watch import OpenedFile
from assessment.storage.engines.log_traces import LogTraces
from assessment.storage.tables import metadata

BUSY_SECONDS = 5.0
"""How long a change waits for another program that is writing."""
AGAIN_SECONDS = 2.0
"""How long after it failed emptying the log is tried again."""

_PRAGMAS = (
    # Saved data is on the disk, not in a cache that a power cut empties (fullfsync: on a Mac too).
    "synchronous = FULL",
    "fullfsync = ON",
    "foreign_keys = ON",
    # Data deleted for good is overwritten: an answer can endanger the person who gave it.
    "secure_delete = ON",
)


class FairLock:
    """A lock that threads get in the order in which they asked for it.

    Python's own lock goes to the first thread that comes once it is free, most often the one that has just given it
    back; another can wait for seconds.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        """The turns of the thread that holds the lock, and of those that wait for it."""

    @contextmanager
    def held(self, patience: float) -> Iterator[None]:
        """Hold the lock. Raises TimeoutError if it isn't our turn within `patience` seconds."""
        turn = threading.Event()
        with self._mutex:
            self._queue.append(turn)
            if self._queue[0] is turn:
                turn.set()
        if not turn.wait(patience):
            with self._mutex:
                if not turn.is_set():
                    self._queue.remove(turn)
                    raise TimeoutError
        try:
            yield
        finally:
            with self._mutex:
                self._queue.popleft()
                if self._queue:
                    self._queue[0].set()


class SqliteDatabase(Database):
    """A file. It has one writer at a time, so a writing transaction locks the file from its beginning."""

    locks_rows = False

    def __init__(self, place: str, engine: Engine, file: Path) -> None:
        super().__init__(place, engine, engine, file)
        self._lock = FairLock()

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        # SQLite waits for other processes by polling; threads needn't sleep that long.
        with self._lock.held(BUSY_SECONDS), super()._write() as connection:
            yield connection

    def _find_mark(self) -> str:
        raise NotImplementedError("Nobody follows a file that isn't watched.")

    def _begin_reading(self, connection: Connection) -> None:
        _begin(connection, "BEGIN")

    def _begin_writing(self, connection: Connection) -> None:
        _begin(connection, "BEGIN IMMEDIATE")

    def _lock_migration(self, connection: Connection) -> None:
        """SQLite has only one writer at a time."""

    def lock_creation(self, connection: Connection) -> None:
        """SQLite has only one writer at a time."""

    def lock_tables(self, connection: Connection) -> None:
        """SQLite has only one writer at a time."""


class WatchedSqliteDatabase(SqliteDatabase):
    """The file that the app uses for days: another program may delete, move, empty or replace it meanwhile.

    SQLite would go on writing to the file it had opened, and nobody would ever see it again. So before each
    transaction, and after each that writes, the file must be where it was. If it isn't, the open file is rescued and
    that is reported; from the next transaction on, the file found there then is opened.

    After a transaction that erases something the log is emptied, again and again until that succeeds.
    """

    def __init__(self, place: str, engine: Engine, file: Path) -> None:
        super().__init__(place, engine, file)
        self._path = file
        self._opened: OpenedFile | None = None
        self._mutex = threading.RLock()
        self._in_use = 0
        """The number of open transactions."""
        self._opener: int | None = None
        """The thread that is opening the file."""
        self._traces = LogTraces(file, partial(_connect_without_rules, file), [table.name for table in _rearranged()])
        self._removing: threading.Event | None = None
        """Ends the thread that empties the log, while there is one."""

    def close(self) -> None:
        with self._mutex:
            super().close()
            if self._opened is not None:
                self._opened.close()
                self._opened = None
            if self._removing is not None:
                self._removing.set()
                self._removing = None
            if self._traces.remain():
                self._traces.remove()

    def _migrate(self) -> None:
        with self._mutex:
            self._opener = threading.get_ident()
            try:
                super()._migrate()
                self._opened = OpenedFile(self._path, partial(_connect, self._path))
                if self._traces.remain():
                    self._remove_traces()
            finally:
                self._opener = None

    def _find_mark(self) -> str:
        with self._mutex:
            self._require_standing()
            return "" if self._opened is None else self._opened.version()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._standing(), super()._read() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if self._opener == threading.get_ident():
            with Database._write(self) as connection:
                yield connection
            return
        with self._lock.held(BUSY_SECONDS), self._standing():
            with Database._write(self) as connection:
                yield connection
                if has_erased := erases(connection):
                    self._traces.expect()
            self._require_standing(written=True)
            if has_erased:
                self._remove_traces()

    def _remove_traces(self) -> None:
        """Empty the log, now or as soon as nobody reads it."""
        if self._traces.remove():
            return
        with self._mutex:
            # The thread below may just have succeeded, before this was erased.
            self._traces.expect()
            if self._removing is None:
                self._removing = threading.Event()
                # It ends with the process: the file beside the database says what is left to do.
                threading.Thread(target=self._keep_removing, args=(self._removing,), daemon=True).start()

    def _keep_removing(self, over: threading.Event) -> None:
        while not over.wait(AGAIN_SECONDS):
            self._traces.remove()
            with self._mutex:
                if not self._traces.remain():
                    self._removing = None
                    return

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
        """Raises DatabaseFileReplaced if the file isn't the one that was opened.

        Reopens it if that was reported before, or if nothing is lost, while nobody else uses it; what was just
        `written` may have gone to a file that is gone, so then it must be reported.
        """
        with self._mutex:
            opened = self._opened
            if self._opener == threading.get_ident() or (opened is not None and opened.stands()):
                return
            was_told = not written and (opened is None or (opened.rescued is not None and opened.has_file()))
            loses_nothing = opened is not None and opened.lacks_log_only()
            if self._in_use > int(written) or not (was_told or loses_nothing):
                raise DatabaseFileReplaced(self.place, opened.rescue() if opened else None)
            self.close()
            self._migrate()


def sqlite_database(file: Path) -> SqliteDatabase:
    """The database that the app uses. Its folder is created; readers don't wait for writers (WAL).

    Raises DatabaseReadOnly or another StorageError if the file can't be created.
    """
    place = str(file)
    with translate_errors(place):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_private(file)
    # Connections are shared between threads, because Streamlit runs every rerun in a new thread.
    pool = {"pool_size": 5, "max_overflow": 20, "pool_timeout": BUSY_SECONDS, "pool_use_lifo": True}
    return WatchedSqliteDatabase(place, _engine(file, "WAL", poolclass=QueuePool, **pool), file)


def sqlite_file(file: Path, place: str) -> SqliteDatabase:
    """A database in a single file, even while it is open, so that it can be moved, such as a backup."""
    with translate_errors(place):
        _make_private(file)
    return SqliteDatabase(place, _engine(file, "DELETE", poolclass=NullPool), file)


def sqlite_snapshot(file: Path) -> SqliteDatabase:
    """An existing database as it is: whatever is read, neither the file nor its folder changes."""
    # Without its log nobody has the file open, and SQLite would make one to look into the file.
    log = file.with_name(f"{file.name}-wal")
    mode = "mode=ro" if log.exists() else "immutable=1"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)
        connection.text_factory = text_or_corrupted
        return connection

    engine = create_engine(URL.create("sqlite", database=str(file)), creator=connect, poolclass=NullPool)
    return SqliteDatabase(str(file), engine, file)


def _make_private(file: Path) -> None:
    """Create the file, if it doesn't exist, so that no other user of the machine can read it."""
    if not file.exists():
        file.touch(mode=0o600)


def _engine(file: Path, journal: str, **pool: Any) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        creator=partial(_connect, file),
        hide_parameters=True,
        **pool,
    )

    def prepare(connection: Any, _record: object) -> None:
        connection.text_factory = text_or_corrupted
        _prepare(connection, journal)

    event.listen(engine, "connect", prepare)
    return engine


def _set_journal_mode(connection: sqlite3.Connection, mode: str) -> None:
    """Of two processes that open a new file at once, SQLite refuses one here without waiting for the other."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode = {mode}")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                raise
            time.sleep(0.01)
        else:
            return


def _prepare(connection: Any, journal: str) -> None:
    _set_journal_mode(connection, journal)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _connect_without_rules(file: Path, patience: float) -> sqlite3.Connection:
    """A connection that waits for others only so many seconds, and takes rows as they are."""
    connection = _connect(file, patience)
    _prepare(connection, "WAL")
    # What is copied meanwhile must come to no other file.
    for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _rearranged() -> list[Table]:
    """The tables of what people wrote whose rows change or come in between. Others are only added to at their end, or
    are what is long: nothing in them ever moves."""
    return [
        table
        for table in metadata.sorted_tables
        if table.autoincrement_column is None and any(isinstance(column.type, Coded) for column in table.columns)
    ]


def _connect(file: Path, patience: float | None = None) -> sqlite3.Connection:
    """A connection to an existing file: SQLite would create a missing one."""
    return sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS if patience is None else patience,
        isolation_level=None,  # The driver begins no transaction by itself, `_begin` does.
        check_same_thread=False,
    )


def _begin(connection: Connection, words: str) -> None:
    # Not through SQLAlchemy, whose events for this make every statement slower.
    driver: Any = connection.connection.driver_connection
    driver.execute(words)
