"""Backups: one SQLite file with everything, whichever database is in use.

A backup is a database like any other, with the same tables and the same migrations, so an older one can be restored
by a newer version of the software.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from sqlalchemy import Connection, delete, insert, select

from assessment.storage.database import Database
from assessment.storage.errors import BackupExists, BackupMissing, NotADatabase
from assessment.storage.failures import told
from assessment.storage.migrations import stored_revision
from assessment.storage.sqlite import SqliteDatabase, sqlite_file
from assessment.storage.tables import metadata

_ROWS_AT_ONCE = 500


def write_backup(database: Database, path: Path) -> None:
    """Write what the database holds at this moment into a new file. Raises BackupExists, StorageError."""
    if path.exists():
        raise BackupExists(path)
    with database.reading() as connection:
        _write_file(connection, path)


def restore_backup(database: Database, path: Path) -> Path:
    """Replace what the database holds by what a backup holds, having kept the former in a new backup; gives its path.

    Raises BackupMissing, NotADatabase, DatabaseNewer or another StorageError; then nothing was replaced.
    """
    now = dt.datetime.now(dt.UTC)
    kept = (database.file or path).parent / f"before-restore-{now:%Y%m%d-%H%M%S-%f}.db"
    with _copy_of(path) as backup, backup.reading() as source, database.writing() as target:
        # Nobody else writes from here on, so whatever was saved until now is in the backup that is kept.
        database.lock_tables(target)
        _write_file(target, kept)
        for table in reversed(metadata.sorted_tables):
            target.execute(delete(table))
        try:
            _copy_rows(source, target)
        except (ValueError, TypeError) as error:
            raise NotADatabase(str(path)) from error
    return kept


def _write_file(source: Connection, path: Path) -> None:
    """Write a new backup; until it is whole it lies in a folder of its own, so half a backup never has its name."""
    with told(str(path)), TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        unfinished = Path(folder) / path.name
        with closing(sqlite_file(unfinished, str(path)).migrate()) as backup, backup.writing() as target:
            _copy_rows(source, target)
        if path.exists():
            raise BackupExists(path)
        unfinished.rename(path)


def _copy_rows(source: Connection, target: Connection) -> None:
    for table in metadata.sorted_tables:
        # The target numbers its rows itself, in the same order: so a server's counter goes on from there.
        columns = [column for column in table.columns if column.name != "number"]
        statement = select(*columns).order_by(*table.primary_key).execution_options(yield_per=_ROWS_AT_ONCE)
        for part in source.execute(statement).mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])


@contextmanager
def _copy_of(path: Path) -> Iterator[SqliteDatabase]:
    """A backup's copy, checked and brought to the newest form of the tables; removed in the end."""
    if not path.is_file():
        raise BackupMissing(path)
    place = str(path)
    with told(gettempdir()), TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        with told(place), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as given:
            if given.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise NotADatabase(place)
            with told(str(copy)), closing(sqlite3.connect(copy)) as target:
                given.backup(target)
        with closing(sqlite_file(copy, place)) as backup:
            with backup.reading() as connection:
                if stored_revision(connection, place) is None:
                    raise NotADatabase(place)
            yield backup.migrate()
