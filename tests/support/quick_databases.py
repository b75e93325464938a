"""Databases that cost little to make: for most tests they are only where something is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine.default import DefaultDialect

from assessment.storage import migrations
from assessment.storage.engines import database, postgresql, sqlite
from assessment.storage.migrations import TablesForm, migrate, tables_form

_make_private = sqlite._make_private
_statements: dict[Path, str] = {}
"""What the migrations of a folder sent to a new PostgreSQL database; some tests have other migrations."""


@contextmanager
def quick_databases() -> Iterator[None]:
    """Migrate one new database of each kind, and make every other like it, without Alembic. SQLite doesn't wait for
    the disk: no test cuts the power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "migrate", _migrate_as_before)
        patch.setattr(sqlite, "_make_private", _copy_a_new_one)
        patch.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, "synchronous = OFF"))
        # What a statement was compiled to for one database, it is for all of its kind.
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
        create = partial(create_engine, execution_options={"compiled_cache": {}})
        for engines in (sqlite, postgresql):
            patch.setattr(engines, "create_engine", create)
        _new_file(migrations.FOLDER)  # Before a test changes what it is made with.
        yield


@contextmanager
def databases_as_shipped() -> Iterator[None]:
    """Within `quick_databases`: take no short cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "migrate", migrate)
        patch.setattr(sqlite, "_make_private", _make_private)
        patch.setattr(sqlite, "_PRAGMAS", sqlite._PRAGMAS[:-1])
        yield


def _copy_a_new_one(file: Path) -> None:
    if not file.exists():
        unfinished = file.with_name(uuid4().hex)
        _make_private(unfinished)
        unfinished.write_bytes(_new_file(migrations.FOLDER))
        with suppress(FileExistsError):
            file.hardlink_to(unfinished)
        unfinished.unlink()
    _make_private(file)


@cache
def _new_file(_folder: Path) -> bytes:
    """What is in the file of a new SQLite database, by the folder of the migrations."""
    with databases_as_shipped(), TemporaryDirectory() as folder:
        file = Path(folder) / "new.db"
        with closing(sqlite.sqlite_database(file).migrate()):
            pass
        return file.read_bytes()


def _migrate_as_before(connection: Connection, place: str) -> None:
    is_new = connection.dialect.name == "postgresql" and tables_form(connection, place) is TablesForm.MISSING
    if is_new and migrations.FOLDER in _statements:
        connection.exec_driver_sql(_statements[migrations.FOLDER])
    elif is_new:
        _statements[migrations.FOLDER] = _migrate_and_listen(connection, place)
    else:
        migrate(connection, place)


def _migrate_and_listen(connection: Connection, place: str) -> str:
    heard: list[str] = []

    def listen(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_others: Any) -> None:
        if not statement.lstrip().startswith("SELECT"):
            assert not parameters, "a migration has parameters, which would be lost"
            heard.append(statement)

    event.listen(connection, "before_cursor_execute", listen)
    migrate(connection, place)
    event.remove(connection, "before_cursor_execute", listen)
    return ";".join(heard)
