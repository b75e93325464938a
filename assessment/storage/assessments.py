"""Reads assessments: one, several at once, and lists of them; which rows are there, and in which part of the server.

Damaged data raises AssessmentDamaged where it would be used, and lists leave it out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, bindparam, false, func, select, true

from assessment.domain.catalogue import Catalogue
from assessment.domain.permissions import Scope
from assessment.domain.response import Assessment, Response, Round, Status
from assessment.records.assessments import AssessmentEvent, AssessmentListing, AssessmentState, AssessmentSummary
from assessment.records.errors import AssessmentDamaged, AssessmentUnknown, unreadable
from assessment.storage.column_types import AnyRow, damaged_columns
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
"""What a list says about an assessment."""

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


def find_row(transaction: Transaction, assessment_id: str, *, lock: bool = False, deleted_too: bool = False) -> AnyRow:
    """The row of an assessment; with `lock`, nobody else changes it until the transaction ends.

    Raises AssessmentUnknown, AssessmentDamaged.
    """
    statement = select(assessments).where(assessments.c.id == assessment_id)
    if lock:
        statement = statement.with_for_update()
    row = transaction.execute(statement).one_or_none()
    if row is None or (row.deleted is not None and not deleted_too):
        raise AssessmentUnknown(assessment_id)
    _require_sound(row)
    return row


def find_rows(transaction: Transaction, ids: Sequence[str], *columns: Column[Any]) -> dict[str, AnyRow]:
    """Columns of several assessments by id, in the order of the ids; all columns if none is named.

    Raises AssessmentUnknown for the first that doesn't exist.
    """
    by_id: dict[str, AnyRow] = {}
    wanted = (assessments.c.id, *columns) if columns else tuple(assessments.c)
    for part in batched_ids(ids):
        statement = select(*wanted).where(assessments.c.id.in_(part), assessments.c.deleted.is_(None))
        by_id |= {row[0]: row for row in transaction.execute(statement)}
    for assessment_id in ids:
        if assessment_id not in by_id:
            raise AssessmentUnknown(assessment_id)
    return {assessment_id: by_id[assessment_id] for assessment_id in ids}


def _require_sound(row: AnyRow) -> None:
    if damaged := damaged_columns(row, assessments):
        assessment_id = row.id if isinstance(row.id, str) else "\N{REPLACEMENT CHARACTER}"
        raise AssessmentDamaged(assessment_id, unreadable(*damaged))


def damaged_answers(assessment_id: str, recommendation_ids: Collection[object]) -> AssessmentDamaged:
    """The error for answers that can't be read."""
    return AssessmentDamaged(assessment_id, unreadable(*sorted(map(str, recommendation_ids))))


def read_revisions(transaction: Transaction, assessment_id: str) -> dict[str, int]:
    """The revision of every current answer of an assessment, by recommendation. Raises AssessmentDamaged."""
    rows = transaction.execute(
        select(answers.c.recommendation_id, answers.c.revision).where(answers.c.assessment_id == assessment_id)
    ).all()
    if damaged := [row.recommendation_id for row in rows if damaged_columns(row, answers)]:
        raise damaged_answers(assessment_id, damaged)
    return {row.recommendation_id: row.revision for row in rows}


def read_state(transaction: Transaction, assessment_id: str) -> AssessmentState:
    """What tells whether an assessment has changed: one small query, to be asked often."""
    row = transaction.execute(_STATE, {"assessment": assessment_id}).one_or_none()
    if row is None:
        raise AssessmentUnknown(assessment_id)
    if not (isinstance(row.status, Status) and isinstance(row.changed, dt.datetime)):
        raise AssessmentDamaged(assessment_id, unreadable("status", "changed"))
    return AssessmentState(row.status, row.changed, (row.answered, row.revisions, row.last))


def read_assessments(transaction: Transaction, ids: Sequence[str]) -> list[Assessment]:
    """Several assessments in the order of the ids. Raises AssessmentUnknown, AssessmentDamaged."""
    rows = find_rows(transaction, ids)
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
            catalogue = transaction.catalogue(rows[key].catalogue_hash, key)
            read[key] = _assessment(rows[key], catalogue, by_id.get(key, []))
    return [read[assessment_id] for assessment_id in ids]


def _assessment(row: AnyRow, catalogue: Catalogue, current: Sequence[AnyRow]) -> Assessment:
    """An assessment from its row and the latest changes of its answers. Raises AssessmentDamaged."""
    _require_sound(row)
    if damaged := [answer.recommendation_id for answer in current if not _is_readable(answer, catalogue)]:
        raise damaged_answers(row.id, damaged)
    return Assessment(
        id=row.id,
        catalogue=catalogue,
        response=Response(
            catalogue_id=catalogue.id,
            catalogue_version=catalogue.version,
            country=row.country,
            voice=row.voice,
            organisation=row.organisation,
            round=Round(row.round_label, row.round_date),
            anonymous=row.anonymous,
            answers={stored.recommendation_id: stored.answer for stored in current if not stored.answer.is_empty},
            asked=None if row.asked is None else frozenset(row.asked),
        ),
        status=row.status,
        created=row.created,
        updated=max([row.changed, *(stored.at for stored in current)]),
        revisions={stored.recommendation_id: stored.revision for stored in current},
    )


def _is_readable(stored: AnyRow, catalogue: Catalogue) -> bool:
    """Whether an answer can be read and its recommendation and measures are in the catalogue."""
    if damaged_columns(stored, changes) or stored.recommendation_id not in catalogue.by_id:
        return False
    ticked = stored.answer.ticked
    asked = catalogue.by_id[stored.recommendation_id]
    return not ticked or {measure.id for measure in asked.measures}.issuperset(ticked)


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
    row = find_row(transaction, assessment_id)
    catalogue_id = select(catalogues.c.id).where(catalogues.c.hash == row.catalogue_hash).scalar_subquery()
    statement = (
        select(assessments.c.id)
        .join(catalogues, catalogues.c.hash == assessments.c.catalogue_hash)
        .where(
            assessments.c.country == row.country,
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
    rows = transaction.execute(statement)
    return [AssessmentListing(**_identity(row)) for row in rows if not damaged_columns(row, assessments)]


def _identity(row: AnyRow) -> dict[str, Any]:
    """What every list says about an assessment."""
    same = ("id", "catalogue_hash", "country", "voice", "organisation", "anonymous", "language", "status", "sample")
    return {
        **{name: row._mapping[name] for name in (*same, "created", "owner")},
        "catalogue_id": row.catalogue_id,
        "catalogue_version": row.catalogue_version,
        "catalogue_title": row.catalogue_title,
        "round": Round(row.round_label, row.round_date),
        "asked": None if row.asked is None else frozenset(row.asked),
    }


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
        if not damaged_columns(row, assessments) and _is_counted(row) and (row.deleted is not None) == deleted
    ]
    assessed = _count_assessed(transaction, rows)
    summaries = [
        AssessmentSummary(
            **_identity(row),
            answered=row.answered,
            of=assessed.get(row.id, row.size),
            updated=row.changed if row.last is None else max(row.changed, row.last),
            deleted=row.deleted,
        )
        for row in rows
    ]
    return sorted(summaries, key=lambda summary: (summary.updated, summary.id), reverse=True)


def _is_counted(row: AnyRow) -> bool:
    """Whether a summary has its catalogue, and no more answers than that asks."""
    return row.size is not None and 0 <= row.answered <= row.size > 0


def _count_assessed(transaction: Transaction, rows: Iterable[AnyRow]) -> dict[str, int]:
    """Of each assessment that keeps an agenda, how many recommendations count: those on it, and others rated since."""
    counted = {row.id: set(row.asked) for row in rows if row.asked is not None}
    for part in batched_ids(counted):
        statement = select(answers.c.assessment_id, answers.c.recommendation_id).where(
            answers.c.assessment_id.in_(part), answers.c.rating.is_not(None)
        )
        for assessment_id, recommendation_id in transaction.execute(statement):
            counted[assessment_id].add(recommendation_id)
    return {assessment_id: len(items) for assessment_id, items in counted.items()}


def list_damaged(transaction: Transaction) -> list[AssessmentDamaged]:
    """Why assessments are missing from the summaries."""
    damaged = []
    for row in _summary_rows(transaction):
        try:
            _require_sound(row)
            if not _is_counted(row):
                raise AssessmentDamaged(row.id, unreadable("catalogues", "answers"))
        except AssessmentDamaged as error:
            damaged.append(error)
    return damaged


def _summary_rows(transaction: Transaction) -> Iterable[AnyRow]:
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


def read_events(transaction: Transaction, assessment_id: str) -> list[AssessmentEvent]:
    """The events of an assessment as a whole, oldest first. Raises AssessmentDamaged."""
    find_row(transaction, assessment_id)
    of_assessment = select(events).where(events.c.assessment_id == assessment_id).order_by(events.c.number)
    rows = transaction.execute(of_assessment).all()
    if any(damaged_columns(row, events) for row in rows):
        raise AssessmentDamaged(assessment_id, unreadable("events"))
    return [AssessmentEvent(row.at, row.author, row.kind, row.note) for row in rows]


def find_owners(transaction: Transaction, ids: Collection[str]) -> dict[str, str]:
    """The organisation to which each of these belongs, deleted ones too; without those that don't exist."""
    owners: dict[str, str] = {}
    for part in batched_ids(ids):
        statement = select(assessments.c.id, assessments.c.owner).where(assessments.c.id.in_(part))
        owners |= {row.id: row.owner for row in transaction.execute(statement)}
    return owners
