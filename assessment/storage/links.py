"""Links and visits: what storage returns of them, and how they are kept. Secrets come here only as hashes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, or_, select, update

from assessment.domain.permissions import Grant, Scope
from assessment.parsing.limits import check_name
from assessment.records.links import VISIT_LASTS, Link, LinkUnknown
from assessment.storage.assessments import within
from assessment.storage.column_types import AnyRow
from assessment.storage.tables import assessments, links, visits
from assessment.storage.transaction import Transaction, now
from assessment.storage.workshops.reading import led_by
from assessment.storage.workshops.tables import workshops

KEPT_AFTER_END = dt.timedelta(days=30)
"""How long links that ended or were revoked stay in lists, and with them the names of those who came by them."""
LAST_USED_PRECISION = dt.timedelta(minutes=1)
"""How exactly the last use of a link is known, so that not every page writes."""

# Asked before every action: its statement is put together once.
_VISIT = (
    select(visits.c.person, visits.c.began, visits.c.id.label("visit_id"), links)
    .join(links, links.c.id == visits.c.link_id)
    .where(visits.c.token_hash == bindparam("token_hash"), visits.c.ended.is_(None))
)


def create_link(transaction: Transaction, link: Link, key_hash: str) -> None:
    """Store a new link. Raises TextRefused for its names, AssessmentUnknown."""
    for name in (link.name, link.scope.organisation or ""):
        check_name(name)
    transaction.execute(
        insert(links).values(
            id=link.id,
            key_hash=key_hash,
            role=link.role,
            organisation=link.scope.organisation,
            assessment_id=link.scope.assessment_id,
            workshop_id=link.scope.workshop_id,
            name=link.name,
            created=link.created,
            author=link.author,
            ends=link.ends,
        )
    )


def list_links(transaction: Transaction) -> list[Link]:
    """The links that the transaction's person may give, to their scope or something in it, newest first."""
    return [_link(row) for row in transaction.execute(_listed(transaction.grant).order_by(links.c.created.desc()))]


def revoke_link(transaction: Transaction, link_id: str) -> bool:
    """Let nobody in by a link from now on; returns whether that is new. Raises LinkUnknown."""
    if _required(transaction, link_id).revoked is not None:
        return False
    transaction.execute(update(links).where(links.c.id == link_id).values(revoked=now()))
    return True


def renew_link(transaction: Transaction, link_id: str, ends: dt.datetime) -> None:
    """Give a link another end. Raises LinkUnknown, also for one that is revoked."""
    if _required(transaction, link_id).revoked is not None:
        raise LinkUnknown
    transaction.execute(update(links).where(links.c.id == link_id).values(ends=ends))


def find_link(transaction: Transaction, key_hash: str, at: dt.datetime) -> Link | None:
    """The link with this key, if it lets people in at a time."""
    row = transaction.execute(select(links).where(links.c.key_hash == key_hash)).one_or_none()
    link = None if row is None else _link(row)
    return link if link is not None and link.is_open(at) else None


def begin_visit(
    transaction: Transaction, link_id: str, token_hash: str, at: dt.datetime, came_from: str | None = None
) -> None:
    """Let the transaction's person in by a link that `find_link` found. Raises TextRefused for the name."""
    grant = transaction.grant
    check_name(grant.person)
    values = {"link_id": link_id, "person": grant.person, "began": at, "id": grant.visit_id, "came_from": came_from}
    transaction.execute(insert(visits).values(token_hash=token_hash, **values))
    transaction.execute(update(links).where(links.c.id == link_id).values(last_used=at))


def find_grant(transaction: Transaction, token_hash: str, at: dt.datetime) -> Grant | None:
    """What a visit allows at a time; None if it, or its link, has ended or never was."""
    row = transaction.execute(_VISIT, {"token_hash": token_hash}).one_or_none()
    if row is None or not (link := _link(row)).is_open(at) or at >= (ends := link.visit_ends(row.began)):
        return None
    return Grant(row.person, link.role, link.scope, link.id, ends, visit_id=row.visit_id)


def is_use_noted(transaction: Transaction, link_id: str, at: dt.datetime) -> bool:
    """Whether the use of a link was noted a moment ago, or there is no such link."""
    last = links.c.last_used
    is_news = or_(last.is_(None), last < at - LAST_USED_PRECISION)
    return transaction.execute(select(links.c.id).where(links.c.id == link_id, is_news)).first() is None


def note_use(transaction: Transaction, link_id: str, at: dt.datetime) -> None:
    """Remember that a link is used."""
    transaction.execute(update(links).where(links.c.id == link_id).values(last_used=at))


def purge_links(transaction: Transaction, at: dt.datetime) -> None:
    """Remove for good what ended longer than KEPT_AFTER_END ago, with the names of those who came by it."""
    before = at - KEPT_AFTER_END
    ended = delete(links).where(or_(links.c.ends < before, links.c.revoked < before))
    left = delete(visits).where(or_(visits.c.ended < before, visits.c.began < before - VISIT_LASTS))
    if transaction.execute(ended).rowcount + transaction.execute(left).rowcount:
        transaction.note_erasure()


def _listed(grant: Grant) -> Select[tuple[Any, ...]]:
    scope, roles = grant.scope, grant.grantable
    inside: ColumnElement[bool] = links.c.assessment_id.in_(select(assessments.c.id).where(within(scope)))
    if scope.organisation is not None:
        of_workshops = links.c.workshop_id.in_(select(workshops.c.id).where(led_by(scope.organisation)))
        inside = or_(inside, links.c.organisation == scope.organisation, of_workshops)
    statement = select(links).where(links.c.role.in_(roles))
    return statement if scope.is_server else statement.where(inside)


def _required(transaction: Transaction, link_id: str) -> Link:
    row = transaction.execute(_listed(transaction.grant).where(links.c.id == link_id).with_for_update()).one_or_none()
    if row is None:
        raise LinkUnknown
    return _link(row)


def _link(row: AnyRow) -> Link:
    scope = Scope(row.organisation, row.assessment_id, row.workshop_id)
    return Link(row.id, row.role, scope, row.name, row.created, row.author, row.ends, row.revoked, row.last_used)
