"""Reads assessments: one, several at once, and lists of them; which rows are there, and in which part of the server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, bindparam, false, func, select, true

from assessment.domain.model import Assessment, Catalogue, Status
from assessment.domain.permissions import Scope
from assessment.records.assessments import AssessmentListing, AssessmentState, AssessmentSummary, Event
from assessment.records.errors import AssessmentDamaged, AssessmentUnknown, unreadable
from assessment.storage import row_mapping
from assessment.storage.tables import answers, assessments, catalogues, changes, events
from assessment.storage.transaction import Transaction

BATCH_SIZE = 10_000
"""How many ids one statement names. SQLite allows 32,766 parameters and PostgreSQL 65,535; the fewer statements the
better, since PostgreSQL reads all answers for each that names many."""

CURRENT = and_(
    changes.c.assessment_id == answers.c.assessment_id,
    changes.c.recommendation_id == answers.c.recommendation_id,
    changes.c.revision == answers.c.revision,
)
"""Joins each answer with its latest change."""

_LISTED = (
    *assessments.c,
    catalogues.c.id.label("catalogue_id"),
    catalogues.c.version.label("catalogue_version"),
    catalogues.c.title.label("catalogue_title"),
)
"""What a list says about an assessment; its own columns first."""

# Every open page asks this every other second: it is put together once. Of two histories that parted at a restore, the
# times of the last changes differ, whatever the revisions are.
_STATE = (
    select(
        assessments.c.status,
        assessments.c.changed,
        func.count(answers.c.revision).label("answered"),
        func.coalesce(func.sum(answers.c.revision), 0).label("revisions"),
        func.max(answers.c.at).label("last"),
    )
    .outerjoin(answers, answers.c.assessment_id == assessments.c.id)
    .where(assessments.c.id == bindparam("assessment"), assessments.c.deleted.is_(None))
    .group_by(assessments.c.id)
)


def within(scope: Scope) -> ColumnElement[bool]:
    """The condition that an assessment is in a part of the server."""
    if scope.workshop_id is not None:
        return false()
    if scope.assessment_id is not None:
        return assessments.c.id == scope.assessment_id
    return true() if scope.organisation is None else assessments.c.owner == scope.organisation


def batched_ids(ids: Iterable[str]) -> Iterator[list[str]]:
    """Ids, each once, in parts that one statement can name."""
    distinct = list(dict.fromkeys(ids))
    for start in range(0, len(distinct), BATCH_SIZE):
        yield distinct[start : start + BATCH_SIZE]


def find_row(
    transaction: Transaction, assessment_id: str, *, lock: bool = False, deleted_too: bool = False
) -> row_mapping.AnyRow:
    """The row of an assessment; with `lock`, nobody else changes it until the transaction ends.

    Raises AssessmentUnknown, AssessmentDamaged.
    """
    statement = select(assessments).where(assessments.c.id == assessment_id)
    if lock:
        statement = statement.with_for_update()
    # Ids come from web addresses, and not every database can search for unprintable text.
    row = transaction.execute(statement).one_or_none() if assessment_id.isprintable() else None
    if row is None or (row.deleted is not None and not deleted_too):
        raise AssessmentUnknown(assessment_id)
    return row_mapping.required(row)


def find_rows(transaction: Transaction, ids: Sequence[str], *columns: Column[Any]) -> dict[str, row_mapping.AnyRow]:
    """Columns of several assessments by id, in the order of the ids; all columns if none is named.

    Raises AssessmentUnknown for the first that doesn't exist.
    """
    found: dict[str, row_mapping.AnyRow] = {}
    wanted = (assessments.c.id, *columns) if columns else tuple(assessments.c)
    for part in batched_ids(each for each in ids if each.isprintable()):
        statement = select(*wanted).where(assessments.c.id.in_(part), assessments.c.deleted.is_(None))
        found |= {row[0]: row for row in transaction.execute(statement)}
    for assessment_id in ids:
        if assessment_id not in found:
            raise AssessmentUnknown(assessment_id)
    return {assessment_id: found[assessment_id] for assessment_id in ids}


def read_revisions(transaction: Transaction, assessment_id: str) -> dict[str, int]:
    """The revision of every current answer of an assessment, by recommendation. Raises AssessmentDamaged."""
    found = transaction.execute(
        select(answers.c.recommendation_id, answers.c.revision).where(answers.c.assessment_id == assessment_id)
    ).all()
    if spoilt := [key for key, revision in found if not (isinstance(key, str) and isinstance(revision, int))]:
        raise row_mapping.damaged_answers(assessment_id, spoilt)
    return {row.recommendation_id: row.revision for row in found}


def read_state(transaction: Transaction, assessment_id: str) -> AssessmentState:
    """What tells whether an assessment has changed: one small query, to be asked often."""
    found = transaction.execute(_STATE, {"assessment": assessment_id}) if assessment_id.isprintable() else None
    row = found.one_or_none() if found is not None else None
    if row is None:
        raise AssessmentUnknown(assessment_id)
    if row.status not in list(Status) or not isinstance(row.changed, dt.datetime):
        raise AssessmentDamaged(assessment_id, unreadable("status", "changed"))
    return AssessmentState(Status(row.status), row.changed, (row.answered, row.revisions, row.last))


def read_assessments(transaction: Transaction, ids: Sequence[str]) -> list[Assessment]:
    """Several assessments in the order of the ids. Raises AssessmentUnknown, AssessmentDamaged."""
    found = find_rows(transaction, ids)
    read: dict[str, Assessment] = {}
    for part in batched_ids(ids):
        current = transaction.execute(
            select(
                answers.c.assessment_id, answers.c.recommendation_id, changes.c.revision, changes.c.answer, changes.c.at
            )
            # An answer whose change is missing is found, and refused.
            .outerjoin(changes, CURRENT)
            .where(answers.c.assessment_id.in_(part))
            .order_by(answers.c.assessment_id, answers.c.recommendation_id)
        )
        by_id = {key: list(group) for key, group in groupby(current, lambda row: row.assessment_id)}
        for key in part:
            row = found[key]
            catalogue = transaction.catalogue(row.catalogue_hash, key)
            read[key] = row_mapping.assessment(row, catalogue, by_id.get(key, []))
    return [read[assessment_id] for assessment_id in ids]


def read_assessment(transaction: Transaction, assessment_id: str) -> Assessment:
    return read_assessments(transaction, [assessment_id])[0]


def read_undamaged(transaction: Transaction, ids: Sequence[str]) -> tuple[list[Assessment], list[AssessmentDamaged]]:
    """Those of several assessments that can be read, and why the others can't. Raises AssessmentUnknown."""
    try:
        return read_assessments(transaction, ids), []
    except AssessmentDamaged:
        sound, damaged = [], []
        for assessment_id in ids:
            try:
                sound += read_assessments(transaction, [assessment_id])
            except AssessmentDamaged as error:
                damaged.append(error)
        return sound, damaged


def read_related(transaction: Transaction, assessment_id: str) -> list[Assessment]:
    """The other assessments of the same country and catalogue, in any version, oldest first, without those that can't
    be read. Raises AssessmentUnknown, AssessmentDamaged."""
    country = find_row(transaction, assessment_id).country
    catalogue_id = (
        select(catalogues.c.id)
        .join(assessments, assessments.c.catalogue_hash == catalogues.c.hash)
        .where(assessments.c.id == assessment_id)
        .scalar_subquery()
    )
    statement = (
        select(assessments.c.id)
        .join(catalogues, catalogues.c.hash == assessments.c.catalogue_hash)
        .where(
            assessments.c.country == country,
            catalogues.c.id == catalogue_id,
            assessments.c.id != assessment_id,
            assessments.c.deleted.is_(None),
            within(transaction.scope),
        )
        .order_by(assessments.c.created, assessments.c.id)
    )
    return read_undamaged(transaction, transaction.execute(statement).scalars().all())[0]


def list_listings(transaction: Transaction) -> list[AssessmentListing]:
    """Every assessment that isn't deleted and can be read, in no particular order, without its answers."""
    statement = (
        select(*_LISTED)
        .join(catalogues, catalogues.c.hash == assessments.c.catalogue_hash)
        .where(assessments.c.deleted.is_(None), within(transaction.scope))
    )
    return [row_mapping.listed(row) for row in transaction.execute(statement) if row_mapping.is_readable(row)]


def list_summaries(transaction: Transaction) -> list[AssessmentSummary]:
    """The assessments that aren't deleted, last changed first, without those that can't be read."""
    return _list_summaries(transaction, deleted=False)


def list_deleted(transaction: Transaction) -> list[AssessmentSummary]:
    """The same of those that can be undeleted."""
    return _list_summaries(transaction, deleted=True)


def _list_summaries(transaction: Transaction, *, deleted: bool) -> list[AssessmentSummary]:
    rows = [
        row
        for row in _summary_rows(transaction)
        if row_mapping.is_readable_summary(row) and (row.deleted is not None) == deleted
    ]
    assessed = _count_assessed(transaction, rows)
    found = [row_mapping.summary(row, assessed.get(row.id, row.size)) for row in rows]
    return sorted(found, key=lambda summary: (summary.updated, summary.id), reverse=True)


def _count_assessed(transaction: Transaction, rows: Iterable[row_mapping.AnyRow]) -> dict[str, int]:
    """Of each assessment that keeps an agenda, how many recommendations count: those on it, and others rated since."""
    found = {row.id: set(row.asked) for row in rows if row.asked is not None}
    for part in batched_ids(found):
        statement = select(answers.c.assessment_id, answers.c.recommendation_id).where(
            answers.c.assessment_id.in_(part), answers.c.rating.is_not(None)
        )
        for assessment_id, recommendation_id in transaction.execute(statement):
            found[assessment_id].add(recommendation_id)
    return {assessment_id: len(items) for assessment_id, items in found.items()}


def list_damaged(transaction: Transaction) -> list[AssessmentDamaged]:
    """Why assessments are missing from the summaries."""
    damaged = []
    for row in _summary_rows(transaction):
        try:
            if not row_mapping.is_readable_summary(row_mapping.required(row)):
                raise AssessmentDamaged(row.id, unreadable("catalogues", "answers"))
        except AssessmentDamaged as error:
            damaged.append(error)
    return damaged


def _summary_rows(transaction: Transaction) -> Iterable[row_mapping.AnyRow]:
    counts = (
        select(
            answers.c.assessment_id,
            func.count(answers.c.rating).label("answered"),
            func.max(answers.c.at).label("last"),
        )
        .group_by(answers.c.assessment_id)
        .subquery()
    )
    statement = (
        select(
            *_LISTED,
            catalogues.c.size,
            func.coalesce(counts.c.answered, 0).label("answered"),
            counts.c.last,
        )
        .outerjoin(catalogues, catalogues.c.hash == assessments.c.catalogue_hash)
        .outerjoin(counts, counts.c.assessment_id == assessments.c.id)
        .where(within(transaction.scope))
    )
    return transaction.execute(statement)


def read_catalogue_of(transaction: Transaction, assessment_id: str) -> Catalogue:
    """The catalogue that an assessment answers."""
    return transaction.catalogue(find_row(transaction, assessment_id).catalogue_hash, assessment_id)


def read_events(transaction: Transaction, assessment_id: str) -> list[Event]:
    """The events of an assessment as a whole, oldest first."""
    find_row(transaction, assessment_id)
    of_assessment = select(events).where(events.c.assessment_id == assessment_id)
    return row_mapping.events(transaction.execute(of_assessment.order_by(events.c.number)))


def find_owners(transaction: Transaction, ids: Collection[str]) -> dict[str, str]:
    """The organisation to which each of these belongs, deleted ones too; without those that don't exist."""
    found: dict[str, str] = {}
    for part in batched_ids(each for each in ids if each.isprintable()):
        statement = select(assessments.c.id, assessments.c.owner).where(assessments.c.id.in_(part))
        found |= {row.id: row.owner for row in transaction.execute(statement)}
    return found
