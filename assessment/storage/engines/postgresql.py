"""PostgreSQL, for servers."""

from __future__ import annotations

import time
from typing import Any

from psycopg import OperationalError
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from assessment.storage.engines.database import Database
from assessment.storage.tables import metadata

CONNECT_SECONDS = 10
BUSY_SECONDS = 5
"""How long a change waits for another that locks the same rows."""
WORK_MEMORY = "32MB"
TRUSTED_SECONDS = 1.0
"""For how long after its use a connection is taken to be open still."""

_MIGRATION_LOCK, _MAKING_LOCK = 4_207_110_310, 4_207_110_311
"""Arbitrary numbers that no other program on the same database uses."""


class PostgresqlDatabase(Database):
    """A database on a server, which other processes share."""

    def _find_mark(self) -> str:
        # Which transactions a reader sees: of two that differ in one that has stored something, the texts differ.
        with self._read() as connection:
            return str(connection.execute(text("SELECT pg_current_snapshot()::text")).scalar_one())

    def _begin_reading(self, connection: Connection) -> None:
        """The driver does, with the first statement."""

    def _begin_writing(self, connection: Connection) -> None:
        """The driver does, with the first statement."""

    def _lock_migration(self, connection: Connection) -> None:
        _lock(connection, _MIGRATION_LOCK)

    def lock_creation(self, connection: Connection) -> None:
        _lock(connection, _MAKING_LOCK)

    def lock_tables(self, connection: Connection) -> None:
        names = ", ".join(table.name for table in metadata.sorted_tables)
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def _lock(connection: Connection, number: int) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": number})


def postgresql_database(url: URL) -> PostgresqlDatabase:
    """The database at a server's address. It connects only when it is first used."""
    # One snapshot for all that a transaction reads, as in SQLite; writers lock rows and read the newest state. Each has
    # connections of its own: to change one from kind to kind took longer than most statements.
    readers = _engine(url, "REPEATABLE READ", read_only=True)
    writers = _engine(url, "READ COMMITTED", read_only=False)
    return PostgresqlDatabase(url.render_as_string(hide_password=True), readers, writers)


def _engine(url: URL, isolation_level: str, *, read_only: bool) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": CONNECT_SECONDS},
        isolation_level=isolation_level,
        hide_parameters=True,
        pool_size=5,
        max_overflow=10,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.read_only = read_only or None  # The server may take no changes at all.
        connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        # Ratings of thousands of assessments are aggregated in memory, not on disk.
        connection.execute(f"SET work_mem = '{WORK_MEMORY}'")
        # Compiling takes longer than it saves, even for our largest statement.
        connection.execute("SET jit = off")
        connection.commit()

    @event.listens_for(engine, "checkin")
    def note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def check(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        """Make another connection of one that the server may have closed since it was used."""
        if time.monotonic() - record.info.get("used", time.monotonic()) < TRUSTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except OperationalError as closed:
            raise DisconnectionError from closed

    return engine
