"""Reads assessments: one, several at once, and lists of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, bindparam, false, func, select, true

from assessment.domain.merging.matching import Described, are_twins
from assessment.domain.model import EMPTY_ANSWER, Answer, Assessment, Round, Status, Voice
from assessment.domain.permissions import EVERYTHING, Scope
from assessment.records.assessments import AssessmentListing, AssessmentState, AssessmentSummary, StoredAnswer
from assessment.records.errors import AssessmentAlreadyBegun, AssessmentDamaged, AssessmentUnknown, unreadable
from assessment.storage import row_mapping
from assessment.storage.catalogues import CatalogueStore
from assessment.storage.tables import answers, assessments, catalogues, changes, forks

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
    connection: Connection, assessment_id: str, *, lock: bool = False, deleted_too: bool = False
) -> row_mapping.AnyRow:
    """The row of an assessment; with `lock`, nobody else changes it until the transaction ends.

    Raises AssessmentUnknown, AssessmentDamaged.
    """
    statement = select(assessments).where(assessments.c.id == assessment_id)
    if lock:
        statement = statement.with_for_update()
    # Ids come from web addresses, and not every database can search for unprintable text.
    row = connection.execute(statement).one_or_none() if assessment_id.isprintable() else None
    if row is None or (row.deleted is not None and not deleted_too):
        raise AssessmentUnknown(assessment_id)
    return row_mapping.required(row)


def find_rows(connection: Connection, ids: Sequence[str], *columns: Column[Any]) -> dict[str, row_mapping.AnyRow]:
    """Columns of several assessments by id, in the order of the ids; all columns if none is named.

    Raises AssessmentUnknown for the first that doesn't exist.
    """
    found: dict[str, row_mapping.AnyRow] = {}
    wanted = (assessments.c.id, *columns) if columns else tuple(assessments.c)
    for part in batched_ids(each for each in ids if each.isprintable()):
        statement = select(*wanted).where(assessments.c.id.in_(part), assessments.c.deleted.is_(None))
        found |= {row[0]: row for row in connection.execute(statement)}
    for assessment_id in ids:
        if assessment_id not in found:
            raise AssessmentUnknown(assessment_id)
    return {assessment_id: found[assessment_id] for assessment_id in ids}


def read_revisions(connection: Connection, assessment_id: str) -> dict[str, int]:
    """The revision of every current answer of an assessment, by recommendation. Raises AssessmentDamaged."""
    found = connection.execute(
        select(answers.c.recommendation_id, answers.c.revision).where(answers.c.assessment_id == assessment_id)
    ).all()
    if spoilt := [key for key, revision in found if not (isinstance(key, str) and isinstance(revision, int))]:
        raise row_mapping.damaged_answers(assessment_id, spoilt)
    return {row.recommendation_id: row.revision for row in found}


def read_state(connection: Connection, assessment_id: str) -> AssessmentState:
    """What tells whether an assessment has changed. Raises AssessmentUnknown, AssessmentDamaged."""
    found = connection.execute(_STATE, {"assessment": assessment_id}) if assessment_id.isprintable() else None
    row = found.one_or_none() if found is not None else None
    if row is None:
        raise AssessmentUnknown(assessment_id)
    if row.status not in list(Status) or not isinstance(row.changed, dt.datetime):
        raise AssessmentDamaged(assessment_id, unreadable("status", "changed"))
    return AssessmentState(Status(row.status), row.changed, (row.answered, row.revisions, row.last))


def read_current(
    connection: Connection, assessment_id: str, known: Mapping[str, StoredAnswer]
) -> dict[str, StoredAnswer]:
    """The current answers that aren't the `known` versions. Raises AssessmentUnknown, AssessmentDamaged."""
    find_rows(connection, [assessment_id], assessments.c.id)
    columns = (answers.c.recommendation_id, answers.c.revision, answers.c.at)
    there = connection.execute(select(*columns).where(answers.c.assessment_id == assessment_id)).all()
    behind = [
        row.recommendation_id
        for row in there
        if row.recommendation_id not in known or not known[row.recommendation_id].is_version(row.revision, row.at)
    ]
    gone = set(known).difference(row.recommendation_id for row in there)
    found = {key: StoredAnswer(EMPTY_ANSWER, 0, "", None) for key in gone if known[key].revision}
    for part in batched_ids(behind):
        statement = (
            select(answers.c.recommendation_id, changes.c.answer, changes.c.revision, changes.c.author, changes.c.at)
            .outerjoin(changes, CURRENT)
            .where(answers.c.assessment_id == assessment_id, answers.c.recommendation_id.in_(part))
        )
        found |= row_mapping.current_answers(assessment_id, connection.execute(statement))
    return found


def read_assessments(connection: Connection, kept: CatalogueStore, ids: Sequence[str]) -> list[Assessment]:
    """Several assessments in the order of the ids. Raises AssessmentUnknown, AssessmentDamaged."""
    found = find_rows(connection, ids)
    read: dict[str, Assessment] = {}
    for part in batched_ids(ids):
        current = connection.execute(
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
            catalogue = kept.find(connection, row.catalogue_hash, key)
            read[key] = row_mapping.assessment(row, catalogue, by_id.get(key, []))
    return [read[assessment_id] for assessment_id in ids]


def read_readable(
    connection: Connection, kept: CatalogueStore, ids: Sequence[str]
) -> tuple[list[Assessment], list[AssessmentDamaged]]:
    """Those of several assessments that can be read, and why the others can't. Raises AssessmentUnknown."""
    try:
        return read_assessments(connection, kept, ids), []
    except AssessmentDamaged:
        sound, damaged = [], []
        for assessment_id in ids:
            try:
                sound += read_assessments(connection, kept, [assessment_id])
            except AssessmentDamaged as error:
                damaged.append(error)
        return sound, damaged


def read_versions(connection: Connection, assessment_id: str) -> dict[tuple[str, int], Answer]:
    """Every readable version of every answer by recommendation and revision, without revisions that had other values
    before a restore."""
    found = connection.execute(
        select(changes.c.recommendation_id, changes.c.revision, changes.c.answer).where(
            changes.c.assessment_id == assessment_id
        )
    )
    parted = {
        row.recommendation_id: range(row.after + 1, row.until + 1)
        for row in connection.execute(select(forks).where(forks.c.assessment_id == assessment_id))
    }
    return {
        (row.recommendation_id, row.revision): row.answer
        for row in found
        if isinstance(row.answer, Answer) and row.revision not in parted.get(row.recommendation_id, ())
    }


def read_related(
    connection: Connection, kept: CatalogueStore, assessment_id: str, scope: Scope = EVERYTHING
) -> list[Assessment]:
    """The other assessments of the same country and catalogue, in any version, oldest first, without those that can't
    be read. Raises AssessmentUnknown, AssessmentDamaged."""
    country = find_row(connection, assessment_id).country
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
            within(scope),
        )
        .order_by(assessments.c.created, assessments.c.id)
    )
    return read_readable(connection, kept, connection.execute(statement).scalars().all())[0]


def read_listed(connection: Connection, scope: Scope = EVERYTHING) -> list[AssessmentListing]:
    """Every assessment that isn't deleted and can be read, in no particular order, without its answers."""
    statement = (
        select(*_LISTED)
        .join(catalogues, catalogues.c.hash == assessments.c.catalogue_hash)
        .where(assessments.c.deleted.is_(None), within(scope))
    )
    return [row_mapping.listed(row) for row in connection.execute(statement) if row_mapping.is_readable(row)]


def find_twins(connection: Connection, response: Described, *, sample: bool, owner: str) -> list[AssessmentListing]:
    """The assessments of this owner that people can't tell from a response, of samples only the samples."""
    # Compared here and not in SQL, since names are stored as JSON.
    return [
        one
        for one in read_listed(connection)
        if (one.sample, one.owner) == (sample, owner) and are_twins(one, response)
    ]


def refuse_new_twin(
    connection: Connection, assessment_id: str, *, voice: Voice, organisation: str, in_round: Round
) -> None:
    """Raise AssessmentAlreadyBegun if an assessment with these details couldn't be told from another one.

    One that couldn't be told from it before is no reason to refuse.
    """
    before = next((one for one in read_listed(connection) if one.id == assessment_id), None)
    if before is None:
        return
    after = dataclasses.replace(before, voice=voice, organisation=organisation, round=in_round)
    if not are_twins(before, after):
        for twin in find_twins(connection, after, sample=before.sample, owner=before.owner):
            raise AssessmentAlreadyBegun(twin)


def read_summaries(connection: Connection, scope: Scope, *, deleted: bool) -> list[AssessmentSummary]:
    """The assessments that are deleted, or those that aren't, last changed first, without those that can't be read."""
    rows = [
        row
        for row in _summary_rows(connection, scope)
        if row_mapping.is_readable_summary(row) and (row.deleted is not None) == deleted
    ]
    assessed = _count_assessed(connection, rows)
    found = [row_mapping.summary(row, assessed.get(row.id, row.size)) for row in rows]
    return sorted(found, key=lambda summary: (summary.updated, summary.id), reverse=True)


def _count_assessed(connection: Connection, rows: Iterable[row_mapping.AnyRow]) -> dict[str, int]:
    """Of each assessment that keeps an agenda, how many recommendations count: those on it, and others rated since."""
    found = {row.id: set(row.asked) for row in rows if row.asked is not None}
    for part in batched_ids(found):
        statement = select(answers.c.assessment_id, answers.c.recommendation_id).where(
            answers.c.assessment_id.in_(part), answers.c.rating.is_not(None)
        )
        for assessment_id, recommendation_id in connection.execute(statement):
            found[assessment_id].add(recommendation_id)
    return {assessment_id: len(items) for assessment_id, items in found.items()}


def read_damaged(connection: Connection, scope: Scope) -> list[AssessmentDamaged]:
    """Why assessments are missing from the summaries."""
    damaged = []
    for row in _summary_rows(connection, scope):
        try:
            if not row_mapping.is_readable_summary(row_mapping.required(row)):
                raise AssessmentDamaged(row.id, unreadable("catalogues", "answers"))
        except AssessmentDamaged as error:
            damaged.append(error)
    return damaged


def _summary_rows(connection: Connection, scope: Scope) -> Iterable[row_mapping.AnyRow]:
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
        .where(within(scope))
    )
    return connection.execute(statement)


def read_answers_to(connection: Connection, ids: Sequence[str], recommendation_id: str) -> dict[str, Answer]:
    """The answers of several assessments to one recommendation, by id and in the order of the ids, without empty ones.
    Raises AssessmentUnknown, AssessmentDamaged."""
    found: dict[str, Answer] = {}
    known = find_rows(connection, ids, assessments.c.id)
    if not recommendation_id.isprintable():
        return found
    for part in batched_ids(known):
        statement = (
            select(answers.c.assessment_id, changes.c.answer)
            .outerjoin(changes, CURRENT)
            .where(answers.c.assessment_id.in_(part), answers.c.recommendation_id == recommendation_id)
        )
        current = {row.assessment_id: row.answer for row in connection.execute(statement)}
        for key, answer in current.items():
            if not isinstance(answer, Answer):
                raise row_mapping.damaged_answers(key, [recommendation_id])
        found |= {key: current[key] for key in part if key in current and not current[key].is_empty}
    return found
