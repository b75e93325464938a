"""When participants were seen last, as the processes that answer phones tell each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select

from assessment.storage.transaction import Transaction
from assessment.storage.workshops.reading import TAKES_PART
from assessment.storage.workshops.tables import attendance, participants, workshops

_RUNNING = workshops.c.finished.is_(None)


def note_seen(transaction: Transaction, participant_ids: Collection[str], at: dt.datetime) -> None:
    """Store that participants of running workshops were seen: many together, since phones ask every few seconds."""
    them = participants.c.id.in_(participant_ids)
    # Finishing a workshop waits for this, or this for it, so that nothing is noted of one that is over.
    running = select(workshops.c.id).where(
        workshops.c.id.in_(select(participants.c.workshop_id).where(them).distinct()), _RUNNING
    )
    ids = transaction.execute(running.order_by(workshops.c.id).with_for_update(read=True, key_share=True)).scalars()
    there = select(participants.c.id, participants.c.workshop_id).where(
        them, TAKES_PART, participants.c.workshop_id.in_(ids.all())
    )
    transaction.put(
        attendance,
        [
            {"participant_id": row.id, "workshop_id": row.workshop_id, "seen": at}
            for row in transaction.execute(there.order_by(participants.c.id))
        ],
    )


def read_seen(transaction: Transaction, workshop_id: str, since: dt.datetime) -> set[str]:
    """The ids of those who were seen since a time."""
    seen = select(attendance.c.participant_id).where(attendance.c.workshop_id == workshop_id, attendance.c.seen > since)
    return set(transaction.execute(seen).scalars())
