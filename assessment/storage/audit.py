"""The audit log as it is stored: entries are only ever added, in the transaction of what they tell, and pruned.

Damage stops nothing that must be noted: the log goes on, and keeps showing where it is damaged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, Select, delete, func, insert, outerjoin, select, update

from assessment.records.audit import BEGINNING, AuditLog, Entry, Event, Point, StoredEntry, last_before
from assessment.storage.column_types import AnyRow, TypedText, damaged_columns
from assessment.storage.engines.database import INSERT
from assessment.storage.tables import audit, audit_chain, sign_ins, visits
from assessment.storage.transaction import Transaction, now

_UNREADABLE = Entry(0, dt.datetime.fromtimestamp(0, dt.UTC), "unreadable", "", "", "", "")
"""What stands for an entry that can't be read; no hash fits it."""
_LOST = Point(-1, "")
"""The head where it can't be read."""


def record(transaction: Transaction, event: Event, about: Sequence[str] = (), note: str = "") -> None:
    """Add an entry. That locks the whole log, so it is the last thing that a transaction does."""
    (_anchor, head), grant = read_ends(transaction.connection, to_change=True), transaction.grant
    who = grant.visit_id or grant.sign_in_id or ""
    entry = Entry(head.number + 1, now(), event, who, grant.through, " ".join(about), note)
    own_hash = entry.hash_after(head.hash)
    values = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    transaction.execute(insert(audit).values(**values, hash=own_hash))
    transaction.execute(update(audit_chain).values(number=entry.number, hash=own_hash))


def read_log(transaction: Transaction) -> AuditLog:
    """The whole log, with the names of those who are still known."""
    entries = tuple(map(_stored, transaction.execute(_with_names().order_by(audit.c.number))))
    return AuditLog(entries, *read_ends(transaction.connection))


def read_ends(connection: Connection, *, to_change: bool = False) -> tuple[Point, Point]:
    """The last entry that was pruned, and the newest; `to_change` locks them.

    Where they are lost, or the head is behind the entries, the head is one number after the newest entry: the log goes
    on without an entry of this number, so it says ever after that one is missing.
    """
    statement = select(audit_chain).with_for_update() if to_change else select(audit_chain)
    rows = connection.execute(statement).all()
    if to_change and not _are_ends(rows):
        connection.execute(delete(audit_chain).where(audit_chain.c.pruned.in_([row.pruned for row in rows])))
        lost = INSERT[connection.dialect.name](audit_chain).values(pruned=0, anchor="", number=_LOST.number, hash="")
        connection.execute(lost.on_conflict_do_nothing())
        # Another process may have done so first, and gone on.
        rows = connection.execute(statement).all()
    anchor, head = BEGINNING, _LOST
    if _are_ends(rows):
        anchor, head = Point(rows[0].pruned, rows[0].anchor), Point(rows[0].number, rows[0].hash)
    newest = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    last = BEGINNING if row is None else Point(row.number, _readable(row.hash))
    return anchor, head if head.number >= last.number else Point(last.number + 1, last.hash)


def is_readable(connection: Connection) -> bool:
    """Whether the log has its ends, and all its values can be read."""
    entries = connection.execute(select(audit))
    return _are_ends(connection.execute(select(audit_chain)).all()) and not any(
        damaged_columns(row, audit) for row in entries
    )


def _are_ends(rows: Sequence[AnyRow]) -> bool:
    return len(rows) == 1 and not damaged_columns(rows[0], audit_chain)


def read_newest(transaction: Transaction, at_most: int) -> list[StoredEntry]:
    """The newest entries, newest first."""
    newest = _with_names().order_by(audit.c.number.desc()).limit(at_most)
    return list(map(_stored, transaction.execute(newest)))


def find_last(transaction: Transaction, event: Event) -> dt.datetime | None:
    """When something was last noted; None if it never was, or longer ago than entries are kept."""
    noted = select(audit.c.at).where(audit.c.event == event).order_by(audit.c.number.desc())
    times = transaction.execute(noted).scalars()
    return next((at for at in times if isinstance(at, dt.datetime)), None)


def prune_log(transaction: Transaction, before: dt.datetime) -> None:
    """Remove what is older than a time, and keep the number and hash of its last entry. From an entry on that doesn't
    fit all is kept, so that it is found."""
    anchor, _head = read_ends(transaction.connection, to_change=True)
    old = transaction.execute(_with_names().where(audit.c.at < before).order_by(audit.c.number))
    last = last_before(map(_stored, old), anchor, before)
    if last.number > anchor.number:
        transaction.execute(update(audit_chain).values(pruned=last.number, anchor=last.hash))
        transaction.execute(delete(audit).where(audit.c.number <= last.number))


def _with_names() -> Select[*tuple[object, ...]]:
    """Entries with the names of those who are still known, each by a visit or a sign-in."""
    known = [func.coalesce(visits.c[name], sign_ins.c[name], type_=TypedText) for name in ("person", "came_from")]
    by_visit = outerjoin(audit, visits, visits.c.id == audit.c.who)
    by_either = outerjoin(by_visit, sign_ins, sign_ins.c.id == audit.c.who)
    return select(audit, known[0].label("person"), known[1].label("came_from")).select_from(by_either)


def _stored(row: AnyRow) -> StoredEntry:
    names = Entry.__dataclass_fields__
    is_sound = set(damaged_columns(row, audit)).isdisjoint(names)
    values = {name: row._mapping[name] for name in names}
    entry = Entry(**values) if is_sound else replace(_UNREADABLE, number=row.number)
    return StoredEntry(entry, _readable(row.hash), _readable(row.person), _readable(row.came_from))


def _readable(value: object) -> str:
    return value if isinstance(value, str) else ""
