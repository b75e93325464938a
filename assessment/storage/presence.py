"""Who has which response open, as the processes of a server tell each other. A mark that isn't renewed is worthless."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from assessment.storage.tables import presence
from assessment.storage.transaction import Transaction

Marks = Mapping[str, tuple[str, str]]
"""By session: the response that it has open, and its person's name."""


def exchange_marks(transaction: Transaction, own: Marks, gone: Collection[str], until: dt.datetime) -> None:
    """Store a process's own marks, and remove those of its sessions that are gone."""
    transaction.put(
        presence,
        [
            {"session": session, "assessment_id": assessment_id, "name": name, "until": until}
            for session, (assessment_id, name) in sorted(own.items())
        ],
    )
    transaction.execute(delete(presence).where(presence.c.session.in_(gone)))


def read_marks(transaction: Transaction, at: dt.datetime) -> dict[str, tuple[str, str]]:
    """The marks of all processes."""
    rows = transaction.execute(select(presence).where(presence.c.until > at))
    return {row.session: (row.assessment_id, row.name) for row in rows}


def purge_marks(transaction: Transaction, at: dt.datetime) -> None:
    """Remove what a process that was killed has left."""
    transaction.execute(delete(presence).where(presence.c.until < at))
