"""Backups: one SQLite file with everything, whichever database is in use.

A backup is a database like any other, with the same tables and migrations, so an older one can be restored by a newer
version of the software. Damaged data is backed up as it is, so that copying loses nothing; only an undamaged backup is
restored.

Links, visits and sign-ins stay where they are: a backup opens no door, and restoring one brings back no link that was
revoked. Of the audit logs of both the longer goes on, so that a restore takes back nothing that was written in it, and
a new server continues the log of the old. A log that can't be read isn't replaced, and doesn't replace another.
Nor has a backup who is there at the moment.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Row,
    Table,
    TableClause,
    Text,
    case,
    column,
    delete,
    insert,
    select,
    table,
    update,
)
from sqlalchemy.types import TypeDecorator

from assessment.atomic_files import already_exists, atomic_file, no_file
from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.records.audit import Point
from assessment.records.errors import BackupDamaged, NotADatabase, StorageError
from assessment.storage.audit import is_readable, read_ends
from assessment.storage.engines.database import Database, note_erasure, translate_errors
from assessment.storage.engines.file_copy import copy_database
from assessment.storage.engines.sqlite import SqliteDatabase, sqlite_file
from assessment.storage.integrity_check import check
from assessment.storage.migrations import stored_revision
from assessment.storage.safety_copies import copy_before_restore
from assessment.storage.tables import (
    assessments,
    audit,
    audit_chain,
    changes,
    forks,
    links,
    metadata,
    presence,
    sign_ins,
    visits,
)
from assessment.storage.workshops.tables import attendance, workshops

_ROWS_AT_ONCE = 500
_DOORS = (links, visits, sign_ins)
_OF_THE_MOMENT = (attendance, presence)
_LEFT_OUT = (*_DOORS, *_OF_THE_MOMENT)
_LOG = (audit, audit_chain)
_CONTENT = [stored_table for stored_table in metadata.sorted_tables if stored_table not in _LEFT_OUT]


def write_backup(database: Database, path: Path) -> tuple[Problem, ...]:
    """Write the current content of the database to a new file; returns the damage in it.

    An incomplete file never has its name. Raises StorageError.
    """
    if path.exists():
        raise StorageError(already_exists(path))
    with translate_errors(str(path)), atomic_file(path) as unfinished:
        is_whole = _copy(database, unfinished, str(path))
        with closing(sqlite_file(unfinished, str(path))) as copy, copy.writing() as connection:
            for left_out in reversed(_LEFT_OUT):
                connection.execute(delete(left_out))
        if path.exists():
            raise StorageError(already_exists(path))
        with closing(sqlite_file(unfinished, str(path))) as backup, backup.reading() as connection:
            problems = check(connection).problems
    return (
        problems
        if is_whole
        else (Problem("", _("Some rows could not be read and are not in the copy."), ""), *problems)
    )


def restore_backup(database: Database, path: Path, note: Callable[[Connection, Point], None]) -> Path:
    """Replace the content of the database with a backup, after saving the former in a new backup; returns its path.
    `note` is called at the end, with the head of the audit log that doesn't go on.

    What is stored then is read back and compared with the backup before anybody sees it.

    Raises BackupDamaged, NotADatabase, DatabaseOlder, DatabaseNewer or another StorageError, with
    nothing replaced.
    """
    safety_copy = copy_before_restore((database.file or path).parent)
    with _copy_of(path) as backup, backup.reading() as source, database.writing() as target:
        # Nobody else writes from here on, so everything saved until now is in the new backup.
        database.lock_tables(target)
        write_backup(database, safety_copy)
        parted = list(_forks(target, source))
        doors = [(door, [dict(row) for row in target.execute(select(door)).mappings()]) for door in _DOORS]
        counts = target.execute(select(workshops.c.id, workshops.c.version, workshops.c.roster)).all()
        own, other = read_ends(target)[1], read_ends(source)[1]
        kept = () if own.number < other.number and is_readable(target) and is_readable(source) else _LOG
        for stored_table in reversed(metadata.sorted_tables):
            if stored_table not in kept:
                target.execute(delete(stored_table))
        copied = [stored_table for stored_table in _CONTENT if stored_table not in kept]
        _copy_rows(source, target, copied)
        _compare_rows(source, target, copied, str(path))
        _keep_doors(target, doors)
        _count_on(target, counts)
        target.execute(delete(forks))
        if parted:
            target.execute(insert(forks), parted)
        note_erasure(target)
        note(target, other if kept else own)
    return safety_copy


def _keep_doors(target: Connection, doors: Sequence[tuple[Table, Sequence[dict[str, Any]]]]) -> None:
    """Keep the links, visits and sign-ins of the database, except those to what is no longer there."""
    there = {None, *target.execute(select(assessments.c.id)).scalars()}
    held = {None, *target.execute(select(workshops.c.id)).scalars()}
    (_links, link_rows), (_visits, begun), signed_in = doors
    link_rows = [row for row in link_rows if row["assessment_id"] in there and row["workshop_id"] in held]
    ids = {row["id"] for row in link_rows}
    for door, rows in ((links, link_rows), (visits, [row for row in begun if row["link_id"] in ids]), signed_in):
        if rows:
            target.execute(insert(door), rows)


def _count_on(target: Connection, counts: Iterable[Row[str, int, int]]) -> None:
    """Let each workshop count on from where it was: no phone may take what is restored for what it has seen."""
    for workshop_id, *before in counts:
        further = {
            counter: case((counter > count, counter), else_=count) + 1
            for counter, count in zip((workshops.c.version, workshops.c.roster), before, strict=True)
        }
        target.execute(update(workshops).where(workshops.c.id == workshop_id).values(further))


def _forks(before: Connection, after: Connection) -> Iterator[dict[str, Any]]:
    """Which revisions of the restored answers have, or had before, other values than they will have."""
    known = [
        {(row.assessment_id, row.recommendation_id): row for row in connection.execute(select(forks))}
        for connection in (before, after)
    ]
    for (assessment_id,) in after.execute(select(assessments.c.id)).all():
        there, here = _history(before, assessment_id), _history(after, assessment_id)
        for item in {**there, **here}:
            old, new = there.get(item, []), here.get(item, [])
            in_common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))
            spans = [(row.after, row.until) for by_item in known if (row := by_item.get((assessment_id, item)))]
            if in_common < len(old):
                spans.append((in_common, len(old)))
            if spans:
                yield {
                    "assessment_id": assessment_id,
                    "recommendation_id": item,
                    "after": min(after for after, _until in spans),
                    "until": max(until for _after, until in spans),
                }


def _history(connection: Connection, assessment_id: str) -> dict[str, list[tuple[Any, ...]]]:
    """By recommendation, the time and content of each version, oldest first."""
    rows = connection.execute(
        select(changes.c.recommendation_id, changes.c.at, changes.c.answer)
        .where(changes.c.assessment_id == assessment_id)
        .order_by(changes.c.recommendation_id, changes.c.revision)
    )
    return {
        item: [tuple(row)[1:] for row in versions]
        for item, versions in groupby(rows, lambda row: row.recommendation_id)
    }


def _copy(database: Database, path: Path, place: str) -> bool:
    """Copy everything to a new file, called `place` in messages; returns whether everything could be read."""
    path.touch(mode=0o600)
    with database.reading() as source:
        driver = source.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            with translate_errors(place):
                return copy_database(driver, path)
        with closing(sqlite_file(path, place).migrate()) as backup, backup.writing() as target:
            target.execute(delete(audit_chain))
            _copy_rows(source, target, _CONTENT)
    return True


def _copy_rows(source: Connection, target: Connection, tables: Iterable[Table]) -> None:
    for stored_table in tables:
        raw = _raw_table(stored_table)
        for part in _rows(source, stored_table).mappings().partitions():
            target.execute(insert(raw), [dict(row) for row in part])


def _compare_rows(source: Connection, target: Connection, tables: Iterable[Table], place: str) -> None:
    """Read back what was copied. Raises StorageError for what isn't the same, wherever a database sorts it."""
    for stored_table in tables:
        if _sum_of_rows(source, stored_table) != _sum_of_rows(target, stored_table):
            raise StorageError(
                _("{place}: “{table}” was not stored as it is in the backup, so nothing was restored.").format(
                    place=place, table=stored_table.name
                )
            )


def _sum_of_rows(connection: Connection, stored_table: Table) -> int:
    rows = _rows(connection, stored_table)
    return sum(int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest()) for row in rows)


def _rows(connection: Connection, stored_table: Table) -> CursorResult[Any]:
    """All rows of a table in their order, without the numbers that a database gives them itself.

    A server's counter so continues from where the rows of a backup end.
    """
    raw = _raw_table(stored_table)
    copied = [raw.c[each.name] for each in stored_table.columns if each is not stored_table.autoincrement_column]
    statement = select(*copied).order_by(*(raw.c[each.name] for each in stored_table.primary_key))
    return connection.execute(statement.execution_options(yield_per=_ROWS_AT_ONCE))


def _raw_table(stored_table: Table) -> TableClause:
    return table(stored_table.name, *(column(each.name, _raw(each.type)) for each in stored_table.columns))


def _raw(kind: Any) -> Any:
    """Copy what is stored as text as it is."""
    return Text() if isinstance(kind, TypeDecorator) and isinstance(kind.impl, Text) else kind


@contextmanager
def _copy_of(path: Path) -> Iterator[SqliteDatabase]:
    """A copy of a backup, checked and migrated to the current tables; removed at the end."""
    if not path.is_file():
        raise StorageError(no_file(path))
    place = str(path)
    with translate_errors(gettempdir()), TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        with (
            translate_errors(place),
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
        ):
            if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise NotADatabase(place)
            with translate_errors(str(copy)), closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        with closing(sqlite_file(copy, place)) as backup:
            with backup.reading() as connection:
                if stored_revision(connection, place) is None:
                    raise NotADatabase(place)
            backup.migrate()
            with backup.reading() as connection:
                if problems := check(connection).problems:
                    raise BackupDamaged(place, problems)
            yield backup
