"""Answers: each is stored in every version, and the current one is found by its revision."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import Table, and_, bindparam, select, update

from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Status
from assessment.errors import AnswerRefused
from assessment.i18n import gettext as _
from assessment.records.assessments import AnswerChange, SavedAnswer, Stored
from assessment.records.errors import (
    AssessmentSubmitted,
    AssessmentUnknown,
    ChangedMeanwhile,
    RecommendationUnknown,
)
from assessment.storage.assessments import CURRENT, batched_ids, damaged_answers, find_row, find_rows
from assessment.storage.column_types import damaged_columns
from assessment.storage.tables import answers, assessments, changes, forks
from assessment.storage.transaction import Transaction, matching, now

# Saving an answer is what people wait for: the statement that reads it is put together once.
_STORED_ANSWER = (
    select(
        assessments.c.catalogue_hash,
        assessments.c.status,
        answers.c.revision.label("current"),
        changes.c.revision,
        changes.c.answer,
        changes.c.at,
        changes.c.author,
    )
    .select_from(assessments)
    .outerjoin(
        answers,
        and_(answers.c.assessment_id == assessments.c.id, answers.c.recommendation_id == bindparam("recommendation")),
    )
    .outerjoin(changes, CURRENT)
    .where(assessments.c.id == bindparam("assessment"), assessments.c.deleted.is_(None))
)


def read_current_answers(
    transaction: Transaction, assessment_id: str, known: Mapping[str, Stored[Answer]]
) -> dict[str, Stored[Answer]]:
    """The current answers by recommendation, without those of which the current version is `known`."""
    find_rows(transaction, [assessment_id], assessments.c.id)
    columns = (answers.c.recommendation_id, answers.c.revision, answers.c.at)
    there = transaction.execute(select(*columns).where(answers.c.assessment_id == assessment_id)).all()
    behind = [
        row.recommendation_id
        for row in there
        if row.recommendation_id not in known or not known[row.recommendation_id].is_version(row.revision, row.at)
    ]
    gone = set(known).difference(row.recommendation_id for row in there)
    current = {key: Stored(EMPTY_ANSWER) for key in gone if known[key].revision}
    for part in batched_ids(behind):
        statement = (
            select(answers.c.recommendation_id, changes.c.answer, changes.c.revision, changes.c.author, changes.c.at)
            .outerjoin(changes, CURRENT)
            .where(answers.c.assessment_id == assessment_id, answers.c.recommendation_id.in_(part))
        )
        rows = transaction.execute(statement).all()
        if damaged := [row.recommendation_id for row in rows if damaged_columns(row, changes)]:
            raise damaged_answers(assessment_id, damaged)
        current |= {row.recommendation_id: Stored(row.answer, row.revision, row.author, row.at) for row in rows}
    return current


def read_answer_versions(transaction: Transaction, assessment_id: str) -> dict[tuple[str, int], Answer]:
    """Every readable version of every answer by recommendation and revision, without revisions that had other values
    before a restore."""
    find_row(transaction, assessment_id)
    rows = transaction.execute(
        select(changes.c.recommendation_id, changes.c.revision, changes.c.answer).where(
            changes.c.assessment_id == assessment_id
        )
    )
    parted = {
        row.recommendation_id: range(row.after + 1, row.until + 1)
        for row in transaction.execute(select(forks).where(forks.c.assessment_id == assessment_id))
    }
    return {
        (row.recommendation_id, row.revision): row.answer
        for row in rows
        if isinstance(row.answer, Answer) and row.revision not in parted.get(row.recommendation_id, ())
    }


def read_answers_to(transaction: Transaction, ids: Sequence[str], recommendation_id: str) -> dict[str, Answer]:
    """The answers of several assessments to one recommendation, by id and in the order of the ids, without empty ones.
    Raises AssessmentUnknown, AssessmentDamaged."""
    by_id: dict[str, Answer] = {}
    known = find_rows(transaction, ids, assessments.c.id)
    for part in batched_ids(known):
        statement = (
            select(answers.c.assessment_id, changes.c.answer)
            .outerjoin(changes, CURRENT)
            .where(answers.c.assessment_id.in_(part), answers.c.recommendation_id == recommendation_id)
        )
        current = {row.assessment_id: row.answer for row in transaction.execute(statement)}
        for key, answer in current.items():
            if not isinstance(answer, Answer):
                raise damaged_answers(key, [recommendation_id])
        by_id |= {key: current[key] for key in part if key in current and not current[key].is_empty}
    return by_id


def read_history(
    transaction: Transaction, assessment_id: str, recommendation_id: str | None = None
) -> list[AnswerChange]:
    """Every change of every answer, or of one, oldest first, with the answer before and after."""
    find_row(transaction, assessment_id)
    statement = select(changes).where(changes.c.assessment_id == assessment_id).order_by(changes.c.number)
    if recommendation_id is not None:
        statement = statement.where(changes.c.recommendation_id == recommendation_id)
    stands: dict[str, Answer] = {}
    history = []
    for row in transaction.execute(statement):
        if damaged_columns(row, changes):
            raise damaged_answers(assessment_id, [row.recommendation_id])
        before = stands.get(row.recommendation_id, EMPTY_ANSWER)
        history.append(AnswerChange(row.at, row.author, row.recommendation_id, row.revision, before, row.answer))
        stands[row.recommendation_id] = row.answer
    return history


def check_answer(answer: Answer, catalogue: Catalogue, recommendation_id: str) -> Answer:
    """The answer, if the recommendation exists and the answer is valid for it.

    Raises RecommendationUnknown, AnswerRefused.
    """
    recommendation = catalogue.by_id.get(recommendation_id)
    if recommendation is None:
        raise RecommendationUnknown(recommendation_id)
    unknown = set(answer.ticked).difference(measure.id for measure in recommendation.measures)
    if unknown:
        raise AnswerRefused(
            _("{recommendation} has no measure “{id}”.").format(recommendation=recommendation_id, id=min(unknown))
        )
    try:
        rating = None if answer.rating is None else Rating(answer.rating)
    except ValueError:
        raise AnswerRefused(_("“{rating}” is not a rating.").format(rating=answer.rating)) from None
    # Only now the answer is checked by the rules of its rating: a browser may send any text for one.
    return dataclasses.replace(answer, rating=rating)


def save_answer(
    transaction: Transaction,
    assessment_id: str,
    recommendation_id: str,
    answer: Answer,
    *,
    expected_revision: int,
    seen: Answer | None = None,
) -> SavedAnswer:
    """Replace the answer of `expected_revision` (0: never answered) with a new one.

    If the answer that was `seen` is given, the stored one must be equal to it: after a restore, or in another file
    of the same name, the same revision may have another answer.

    Saving the stored answer again is not a change, whatever revision is expected, so sending one twice is harmless.
    Clearing an answer is a change like any other. Raises ChangedMeanwhile if the stored revision isn't the
    expected one, AssessmentSubmitted, AssessmentDamaged, RecommendationUnknown, AnswerRefused.
    """
    if transaction.database.locks_rows:
        # Not in the statement that reads the answer, which wouldn't see the change it had waited for.
        find_row(transaction, assessment_id, lock=True)
    key = {"assessment": assessment_id, "recommendation": recommendation_id}
    row = transaction.execute(_STORED_ANSWER, key).one_or_none()
    if row is None:
        raise AssessmentUnknown(assessment_id)
    if row.current != row.revision or not isinstance(row.answer, Answer | None):
        raise damaged_answers(assessment_id, [recommendation_id])
    answer = check_answer(answer, transaction.catalogue(row.catalogue_hash, assessment_id), recommendation_id)
    stored, revision = row.answer or EMPTY_ANSWER, row.revision or 0
    at = now()
    if answer == stored:
        return SavedAnswer(revision, row.at or at, changed=False)
    answer.check_bounds(stored)
    if row.status == Status.SUBMITTED:
        raise AssessmentSubmitted
    if revision != expected_revision or seen not in (None, stored):
        raise ChangedMeanwhile(recommendation_id, Stored(stored, revision, row.author or "", row.at))
    append_versions(transaction, assessment_id, {recommendation_id: answer}, {recommendation_id: revision}, at=at)
    return SavedAnswer(revision + 1, at, changed=True)


def append_versions(
    transaction: Transaction,
    assessment_id: str,
    given: Mapping[str, Answer],
    revisions: Mapping[str, int],
    *,
    at: dt.datetime,
) -> None:
    """Add a version of each of these answers after the current revisions; 0 or missing: none yet."""
    versions = [
        {
            "assessment_id": assessment_id,
            "recommendation_id": key,
            "revision": revisions.get(key, 0) + 1,
            "at": at,
            "author": transaction.person,
            "answer": answer,
            "rating": answer.rating,
        }
        for key, answer in given.items()
    ]
    transaction.insert(changes, [_columns(version, changes) for version in versions])
    current = [_columns(version, answers) for version in versions]
    transaction.insert(answers, [row for row in current if row["revision"] == 1])
    for row in current:
        if row["revision"] != 1:
            replaced = matching(answers, assessment_id=assessment_id, recommendation_id=row["recommendation_id"])
            transaction.execute(update(answers).where(replaced).values(row))


def _columns(version: Mapping[str, object], table: Table) -> dict[str, object]:
    return {name: value for name, value in version.items() if name in table.columns}
