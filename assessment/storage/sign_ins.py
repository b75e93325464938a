"""Sign-ins as they are kept: with hashes in place of the visit's secret and of the provider's id of the person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert, or_, select, update

from assessment.records.sign_ins import SignIn, SignInUnknown
from assessment.storage.column_types import AnyRow
from assessment.storage.links import KEPT_AFTER_END
from assessment.storage.tables import sign_ins, visits
from assessment.storage.transaction import Transaction, matching, now


def begin_sign_in(transaction: Transaction, sign_in: SignIn, token_hash: str, came_from: str | None = None) -> None:
    transaction.execute(
        insert(sign_ins).values(
            id=sign_in.id,
            token_hash=token_hash,
            subject_hash=sign_in.subject_hash,
            person=sign_in.person,
            address=sign_in.address,
            groups=sign_in.groups,
            began=sign_in.began,
            ends=sign_in.ends,
            came_from=came_from,
        )
    )


def find_sign_in(transaction: Transaction, token_hash: str, at: dt.datetime) -> SignIn | None:
    """The sign-in whose visit has this secret, if it lasts at a time."""
    lasts = (sign_ins.c.token_hash == token_hash, sign_ins.c.ended.is_(None), sign_ins.c.ends > at)
    row = transaction.execute(select(sign_ins).where(*lasts)).one_or_none()
    return None if row is None else _sign_in(row)


def list_sign_ins(transaction: Transaction) -> list[SignIn]:
    """Who is signed in, newest first."""
    lasting = select(sign_ins).where(sign_ins.c.ended.is_(None), sign_ins.c.ends > now())
    return [_sign_in(row) for row in transaction.execute(lasting.order_by(sign_ins.c.began.desc(), sign_ins.c.id))]


def end_visit(transaction: Transaction, token_hash: str, at: dt.datetime) -> str | None:
    """End the visit with this secret, by a link or a sign-in; returns its id, or None if it has none, has ended or
    never began."""
    ended: list[str | None] = []
    for table in (visits, sign_ins):
        own = matching(table, token_hash=token_hash, ended=None)
        ended += transaction.execute(update(table).where(own).values(ended=at).returning(table.c.id)).scalars()
    return next(iter(ended), None)


def end_sign_ins(transaction: Transaction, sign_in_id: str) -> None:
    """Sign a person out wherever they are signed in. Raises SignInUnknown."""
    subject = transaction.execute(select(sign_ins.c.subject_hash).where(sign_ins.c.id == sign_in_id)).scalar()
    if subject is None:
        raise SignInUnknown
    theirs = (sign_ins.c.subject_hash == subject, sign_ins.c.ended.is_(None))
    transaction.execute(update(sign_ins).where(*theirs).values(ended=now()))


def purge_sign_ins(transaction: Transaction, at: dt.datetime) -> None:
    """Remove for good what ended longer than KEPT_AFTER_END ago, with the names."""
    before = at - KEPT_AFTER_END
    over = delete(sign_ins).where(or_(sign_ins.c.ends < before, sign_ins.c.ended < before))
    if transaction.execute(over).rowcount:
        transaction.note_erasure()


def _sign_in(row: AnyRow) -> SignIn:
    return SignIn(row.id, row.subject_hash, row.person, row.address, tuple(row.groups), row.began, row.ends)
