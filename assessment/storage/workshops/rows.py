"""The row of a workshop: found, locked, changed; and what is noted as an event of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert, select, update

from assessment.domain.workshop.plan import WorkshopPlan
from assessment.records.errors import WorkshopDamaged, WorkshopFinished, WorkshopUnknown
from assessment.records.workshops import WorkshopEventKind
from assessment.storage.column_types import AnyRow
from assessment.storage.transaction import Transaction
from assessment.storage.workshops.tables import workshop_events, workshops


def find_workshop(transaction: Transaction, workshop_id: str, *, lock: bool = False) -> AnyRow:
    """The row of a workshop; with `lock`, nobody else moves it until the transaction ends.

    Raises WorkshopUnknown, WorkshopDamaged.
    """
    statement = select(workshops).where(workshops.c.id == workshop_id)
    if lock:
        # Ballots refer to this row and may be stored meanwhile: it is no key that changes.
        statement = statement.with_for_update(key_share=True)
    row = transaction.execute(statement).one_or_none()
    if row is None:
        raise WorkshopUnknown(workshop_id)
    if not isinstance(row.plan, WorkshopPlan):
        raise WorkshopDamaged(workshop_id)
    return row


def find_running(transaction: Transaction, workshop_id: str) -> AnyRow:
    """The row of a workshop that isn't finished, locked. Raises WorkshopUnknown, WorkshopFinished."""
    row = find_workshop(transaction, workshop_id, lock=True)
    if row.finished is not None:
        raise WorkshopFinished
    return row


def change_workshop(transaction: Transaction, workshop_id: str, **values: object) -> None:
    """Change columns of a workshop, and let the room see that something has changed."""
    values.setdefault("version", workshops.c.version + 1)
    transaction.execute(update(workshops).where(workshops.c.id == workshop_id).values(**values))


def note_event(
    transaction: Transaction,
    workshop_id: str,
    kind: WorkshopEventKind,
    *,
    at: dt.datetime,
    recommendation_id: str | None = None,
    note: str = "",
) -> None:
    transaction.execute(
        insert(workshop_events).values(
            workshop_id=workshop_id,
            at=at,
            author=transaction.person,
            kind=kind,
            recommendation_id=recommendation_id,
            note=note,
        )
    )
