"""The audit log as it is stored: entries are only ever added, in the transaction of what they tell, and pruned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection, Select, delete, func, insert, outerjoin, select, update

from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.records.audit import AuditLog, Entry, Event, Point, StoredEntry, last_before
from assessment.records.errors import DatabaseDamaged, unreadable
from assessment.storage.column_types import AnyRow, TypedText, damaged_columns
from assessment.storage.tables import audit, audit_chain, sign_ins, visits
from assessment.storage.transaction import Transaction, now

_UNREADABLE = Entry(0, dt.datetime.min.replace(tzinfo=dt.UTC), "unreadable", "", "", "", "")
"""What stands for an entry that can't be read; no hash fits it."""


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
    """The last entry that was pruned, and the newest; `to_change` locks them. Raises DatabaseDamaged."""
    statement = select(audit_chain).with_for_update() if to_change else select(audit_chain)
    row = connection.execute(statement).one_or_none()
    if row is None or (damaged := damaged_columns(row, audit_chain)):
        problem = Problem("audit_chain", f"{unreadable(*(damaged if row else ['audit_chain']))}.", "")
        raise DatabaseDamaged([problem], _("Restore a backup from before the damage."))
    return Point(row.pruned, row.anchor), Point(row.number, row.hash)


def read_newest(transaction: Transaction, at_most: int) -> list[StoredEntry]:
    """The newest entries, newest first."""
    newest = _with_names().order_by(audit.c.number.desc()).limit(at_most)
    return list(map(_stored, transaction.execute(newest)))


def find_last(transaction: Transaction, event: Event) -> dt.datetime | None:
    """When something was last noted; None if it never was, or longer ago than entries are kept."""
    last: dt.datetime | None = transaction.execute(select(func.max(audit.c.at)).where(audit.c.event == event)).scalar()
    return last


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
    entry = Entry(**{name: row._mapping[name] for name in names}) if is_sound else _UNREADABLE
    return StoredEntry(entry, row.hash, row.person or "", row.came_from or "")
