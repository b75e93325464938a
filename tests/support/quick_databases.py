"""Databases that cost little to make: for most tests they are only where something is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from assessment.storage import migrations
from assessment.storage.engines import database, sqlite
from assessment.storage.migrations import TablesForm, migrate, tables_form

_statements: dict[tuple[str, Path], Sequence[str]] = {}
"""What the migrations of this process sent to a new database, by its kind and by the folder of the migrations, of
which some tests have others."""


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
    key = (connection.dialect.name, migrations.FOLDER)
    if key not in _statements:
        _statements[key] = _migrate_and_listen(connection, place)
        return
    # The driver of SQLite takes one at a time.
    for script in _statements[key] if "sqlite" in key else [";".join(_statements[key])]:
        connection.exec_driver_sql(script)


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
