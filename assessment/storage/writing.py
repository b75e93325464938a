"""Writes assessments: new ones, versions of answers, and events."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from assessment.domain.model import EMPTY_ANSWER, Answer, Catalogue, Rating, Response, Status
from assessment.errors import AnswerRefused
from assessment.i18n import gettext as _
from assessment.parsing.limits import check_name
from assessment.records.assessments import EventKind, SavedAnswer
from assessment.records.errors import (
    AnswerChangedMeanwhile,
    AssessmentSubmitted,
    AssessmentUnknown,
    CatalogueMismatch,
    RecommendationUnknown,
)
from assessment.storage.assessment_queries import CURRENT
from assessment.storage.catalogues import CatalogueStore
from assessment.storage.row_mapping import damaged_answers
from assessment.storage.tables import answers, assessments, changes, events

# Saving an answer is what people wait for: its statements are put together once.
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
_APPEND_CHANGE = insert(changes).inline()
_FIRST_ANSWER = insert(answers).inline()
_NEXT_ANSWER = update(answers).where(
    answers.c.assessment_id == bindparam("assessment"), answers.c.recommendation_id == bindparam("recommendation")
)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def new_id(kind: str) -> str:
    """An id that can't be guessed: the letter of its type, then only letters and digits."""
    return f"{kind}{uuid.uuid4().hex}"


def new_link_id() -> str:
    return new_id("l")


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


def create_assessment(
    connection: Connection,
    kept: CatalogueStore,
    catalogue: Catalogue,
    response: Response,
    *,
    at: dt.datetime,
    author: str,
    sample: bool = False,
    language: str = "en",
    owner: str = "",
) -> str:
    """Store a response as a new assessment, with its answers as first versions; returns its id.

    Raises CatalogueMismatch, RecommendationUnknown, AnswerRefused, TextRefused.
    """
    if (response.catalogue_id, response.catalogue_version) != (catalogue.id, catalogue.version):
        raise CatalogueMismatch(
            f"{response.catalogue_id} {response.catalogue_version}", f"{catalogue.id} {catalogue.version}"
        )
    for name in (response.organisation, response.round.label, owner):
        check_name(name)
    given = {
        recommendation_id: check_answer(answer, catalogue, recommendation_id)
        for recommendation_id, answer in response.answers.items()
        if not answer.is_empty
    }
    for answer in given.values():
        answer.check_bounds()
    assessment_id = new_id("a")
    kept.save(connection, catalogue)
    connection.execute(
        insert(assessments).values(
            id=assessment_id,
            catalogue_hash=catalogue.hash,
            country=response.country,
            voice=response.voice.value,
            organisation=response.organisation,
            round_label=response.round.label,
            round_date=response.round.date,
            anonymous=response.anonymous,
            language=language,
            sample=sample,
            status=Status.DRAFT.value,
            created=at,
            changed=at,
            owner=owner,
            asked=None if response.asked is None else tuple(sorted(response.asked)),
        )
    )
    append_versions(connection, assessment_id, given, {}, at=at, author=author)
    record_event(connection, assessment_id, EventKind.CREATED, at=at, author=author)
    return assessment_id


def write_answer(
    connection: Connection,
    kept: CatalogueStore,
    assessment_id: str,
    recommendation_id: str,
    answer: Answer,
    *,
    expected_revision: int,
    author: str,
    seen: Answer | None,
) -> SavedAnswer:
    """Put an answer in the place of another, as `Repository.save_answer` says, and raises what that raises."""
    if not assessment_id.isprintable():
        raise AssessmentUnknown(assessment_id)
    if not recommendation_id.isprintable():
        raise RecommendationUnknown(recommendation_id)
    key = {"assessment": assessment_id, "recommendation": recommendation_id}
    row = connection.execute(_STORED_ANSWER, key).one_or_none()
    if row is None:
        raise AssessmentUnknown(assessment_id)
    if row.current != row.revision or not isinstance(row.answer, Answer | None):
        raise damaged_answers(assessment_id, [recommendation_id])
    answer = check_answer(answer, kept.find(connection, row.catalogue_hash, assessment_id), recommendation_id)
    stored, revision = row.answer or EMPTY_ANSWER, row.revision or 0
    at = now()
    if answer == stored:
        return SavedAnswer(revision, row.at or at, changed=False)
    answer.check_bounds(stored)
    if row.status == Status.SUBMITTED:
        raise AssessmentSubmitted
    if revision != expected_revision or seen not in (None, stored):
        raise AnswerChangedMeanwhile(answer, stored, revision, row.author or "", row.at)
    identity = {"assessment_id": assessment_id, "recommendation_id": recommendation_id}
    version = {"revision": revision + 1, "at": at}
    connection.execute(_APPEND_CHANGE, {**identity, **version, "author": author, "answer": answer})
    if revision == 0:
        connection.execute(_FIRST_ANSWER, {**identity, **version, "rating": answer.rating})
    else:
        connection.execute(_NEXT_ANSWER, {**key, **version, "rating": answer.rating})
    return SavedAnswer(revision + 1, at, changed=True)


def append_versions(
    connection: Connection,
    assessment_id: str,
    given: Mapping[str, Answer],
    revisions: Mapping[str, int],
    *,
    at: dt.datetime,
    author: str,
) -> None:
    """Add a version of each of these answers after the current revisions; 0 or missing: none yet."""
    versions = [
        {
            "assessment_id": assessment_id,
            "recommendation_id": key,
            "revision": revisions.get(key, 0) + 1,
            "at": at,
            "author": author,
            "answer": answer,
            "rating": answer.rating,
        }
        for key, answer in given.items()
    ]
    if not versions:
        return
    connection.execute(insert(changes), [_columns(version, "author", "answer") for version in versions])
    first = [version for version in versions if version["revision"] == 1]
    if first:
        connection.execute(insert(answers), [_columns(version, "rating") for version in first])
    for version in versions:
        if version["revision"] != 1:
            connection.execute(
                update(answers)
                .where(answers.c.assessment_id == assessment_id)
                .where(answers.c.recommendation_id == version["recommendation_id"])
                .values(revision=version["revision"], rating=version["rating"], at=at)
            )


def _columns(version: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: version[name] for name in ("assessment_id", "recommendation_id", "revision", "at", *names)}


def update_assessment(
    connection: Connection, assessment_id: str, kind: EventKind, *, author: str, note: str = "", **values: object
) -> None:
    """Change columns of an assessment, and record the event."""
    at = now()
    connection.execute(update(assessments).where(assessments.c.id == assessment_id).values(changed=at, **values))
    record_event(connection, assessment_id, kind, at=at, author=author, note=note)


def record_event(
    connection: Connection, assessment_id: str, kind: EventKind, *, at: dt.datetime, author: str, note: str = ""
) -> None:
    """Add an event of an assessment as a whole."""
    connection.execute(
        insert(events).values(assessment_id=assessment_id, at=at, author=author, kind=kind.value, note=note)
    )
