"""Databases that cost little to make: for most tests they are only where something is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from assessment.storage.engines import database, sqlite
from assessment.storage.migrations import TablesForm, migrate, tables_form

_statements: dict[str, Sequence[str]] = {}
"""What the migrations of this process sent to a new database, by its kind."""


@contextmanager
def quick_databases() -> Iterator[None]:
    """Migrate one new database of each kind, and send the same statements to every other, without Alembic. SQLite
    doesn't wait for the disk: no test cuts the power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "migrate", _migrate_as_before)
        patch.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, "synchronous = OFF"))
        yield


@contextmanager
def databases_as_shipped() -> Iterator[None]:
    """Within `quick_databases`: take no short cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "migrate", migrate)
        patch.setattr(sqlite, "_PRAGMAS", sqlite._PRAGMAS[:-1])
        yield


def _migrate_as_before(connection: Connection, place: str) -> None:
    if tables_form(connection, place) is not TablesForm.MISSING:
        migrate(connection, place)
        return
    kind = connection.dialect.name
    if kind not in _statements:
        _statements[kind] = _migrate_and_listen(connection, place)
    elif kind == "sqlite":
        for statement in _statements[kind]:
            connection.exec_driver_sql(statement)
    else:
        connection.exec_driver_sql(";".join(_statements[kind]))


def _migrate_and_listen(connection: Connection, place: str) -> Sequence[str]:
    heard: list[str] = []

    def listen(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_others: Any) -> None:
        if not statement.lstrip().startswith(("SELECT", "PRAGMA")):
            assert not parameters, "a migration has parameters, which would be lost"
            heard.append(statement)

    event.listen(connection, "before_cursor_execute", listen)
    migrate(connection, place)
    event.remove(connection, "before_cursor_execute", listen)
    return heard
