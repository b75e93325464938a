"""Writes assessments: new ones, versions of answers, and events."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import Connection, insert, update

from assessment.bounds import check_name
from assessment.errors import AnswerRefused
from assessment.language import gettext as _
from assessment.model import Answer, Catalogue, Rating, Response, Status
from assessment.storage.catalogues import KeptCatalogues
from assessment.storage.errors import CatalogueMismatch, RecommendationUnknown
from assessment.storage.records import EventKind
from assessment.storage.tables import answers, assessments, changes, events


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def new_id(kind: str) -> str:
    """An id that can't be guessed: the letter of its type, then only letters and digits."""
    return f"{kind}{uuid.uuid4().hex}"


def checked(answer: Answer, catalogue: Catalogue, recommendation_id: str) -> Answer:
    """The answer, if the recommendation exists and the answer is valid for it.

    Raises RecommendationUnknown, AnswerRefused.
    """
    recommendation = catalogue.by_id.get(recommendation_id)
    if recommendation is None:
        raise RecommendationUnknown(recommendation_id)
    unknown = set(answer.measures).difference(measure.id for measure in recommendation.measures)
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
    kept: KeptCatalogues,
    catalogue: Catalogue,
    response: Response,
    *,
    at: dt.datetime,
    author: str,
    sample: bool = False,
    language: str = "en",
) -> str:
    """Store a response as a new assessment, with its answers as first versions; returns its id.

    Raises CatalogueMismatch, RecommendationUnknown, AnswerRefused, TextRefused.
    """
    if (response.catalogue_id, response.catalogue_version) != (catalogue.id, catalogue.version):
        raise CatalogueMismatch(
            f"{response.catalogue_id} {response.catalogue_version}", f"{catalogue.id} {catalogue.version}"
        )
    for name in (response.organisation, response.round.label):
        check_name(name)
    said = {
        recommendation_id: checked(answer, catalogue, recommendation_id)
        for recommendation_id, answer in response.answers.items()
        if not answer.is_empty
    }
    for answer in said.values():
        answer.check_bounds()
    assessment_id = new_id("a")
    kept.keep(connection, catalogue)
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
        )
    )
    append_versions(connection, assessment_id, said, {}, at=at, author=author)
    record(connection, assessment_id, EventKind.CREATED, at=at, author=author)
    return assessment_id


def append_versions(
    connection: Connection,
    assessment_id: str,
    said: Mapping[str, Answer],
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
        for key, answer in said.items()
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


def alter(
    connection: Connection, assessment_id: str, kind: EventKind, *, author: str, note: str = "", **values: object
) -> None:
    """Change columns of an assessment, and record the event."""
    at = now()
    connection.execute(update(assessments).where(assessments.c.id == assessment_id).values(changed=at, **values))
    record(connection, assessment_id, kind, at=at, author=author, note=note)


def record(
    connection: Connection, assessment_id: str, kind: EventKind, *, at: dt.datetime, author: str, note: str = ""
) -> None:
    """Add an event of an assessment as a whole."""
    connection.execute(
        insert(events).values(assessment_id=assessment_id, at=at, author=author, kind=kind.value, note=note)
    )
