"""Copies SQLite files page by page, so that data that can't be read now isn't lost by copying."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

_ANY_VALUE = "iif(typeof({place}) = 'blob', CAST({place} AS TEXT), {place})"
"""Bytes were text in some encoding: no table has anything else that is read as bytes."""


def copy_database(source: sqlite3.Connection, path: Path) -> bool:
    """Copy a database to a new or empty file; returns whether every row could be read.

    If pages are damaged, the copy has every row that can be reached from the first or the last. Raises sqlite3.Error if
    it can't be written, or nothing can be read.
    """
    with closing(sqlite3.connect(path)) as target:
        source.backup(target)
        # A single file, whatever the source.
        target.execute("PRAGMA journal_mode = DELETE")
        if _can_be_read(target):
            return True
        salvaged = path.with_name(f"salvaged-{path.name}")
        salvaged.touch(mode=0o600)
        with closing(sqlite3.connect(salvaged, isolation_level=None)) as rest:
            _salvage(target, rest)
    salvaged.replace(path)
    return False


def _can_be_read(database: sqlite3.Connection) -> bool:
    database.text_factory = bytes
    try:
        for name, _sql in _tables(database):
            for _row in database.execute(f"SELECT * FROM {name}"):  # noqa: S608 - the names are those of our tables
                pass
    except sqlite3.DatabaseError:
        return False
    return True


def _salvage(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    target.execute("PRAGMA ignore_check_constraints = ON")
    target.execute("BEGIN")
    for name, sql in _tables(source):
        target.execute(sql)
        key = [column for _number, column, *_rest, place in source.execute(f"PRAGMA table_info({name})") if place]
        for order in ("", " ORDER BY " + ", ".join(f"{column.decode()} DESC" for column in key) if key else ""):
            with suppress(sqlite3.DatabaseError):
                for row in source.execute(f"SELECT * FROM {name}{order}"):  # noqa: S608 - as above
                    values = ", ".join(_ANY_VALUE.format(place=f"?{place + 1}") for place in range(len(row)))
                    target.execute(f"INSERT OR IGNORE INTO {name} VALUES ({values})", row)  # noqa: S608 - as above
    for (sql,) in source.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"):
        target.execute(sql.decode())
    target.execute("COMMIT")


def _tables(database: sqlite3.Connection) -> list[tuple[str, str]]:
    """The names of the tables and the SQL that creates them."""
    rows = database.execute(
        "SELECT CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_master "
        "WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [(name.decode(), sql.decode()) for name, sql in rows.fetchall()]
