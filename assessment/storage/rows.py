"""Rows, as the values they stand for. The names of a row's columns are those of the statement that reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row

from assessment.model import EMPTY_ANSWER, Answer, Assessment, Catalogue, Response, Round, Status, Voice
from assessment.storage.records import Change, Event, EventKind, Listed, Summary

AnyRow = Row[*tuple[Any, ...]]


def assessment(row: AnyRow, catalogue: Catalogue, current: Sequence[AnyRow]) -> Assessment:
    """An assessment out of its row and the changes that made its answers what they are."""
    return Assessment(
        id=row.id,
        catalogue=catalogue,
        response=Response(
            catalogue_id=catalogue.id,
            catalogue_version=catalogue.version,
            country=row.country,
            voice=Voice(row.voice),
            organisation=row.organisation,
            round=Round(row.round_label, row.round_date),
            anonymous=row.anonymous,
            answers={item.recommendation_id: item.answer for item in current if not item.answer.is_empty},
        ),
        status=Status(row.status),
        created=row.created,
        updated=max([row.changed, *(item.at for item in current)]),
        revisions={item.recommendation_id: item.revision for item in current},
    )


def listed(row: AnyRow) -> Listed:
    return Listed(
        id=row.id,
        catalogue_id=row.catalogue_id,
        catalogue_version=row.catalogue_version,
        catalogue_hash=row.catalogue_hash,
        country=row.country,
        voice=Voice(row.voice),
        organisation=row.organisation,
        round=Round(row.round_label, row.round_date),
        anonymous=row.anonymous,
        status=Status(row.status),
        sample=row.sample,
    )


def summary(row: AnyRow) -> Summary:
    return Summary(
        id=row.id,
        catalogue_id=row.catalogue_id,
        catalogue_version=row.catalogue_version,
        catalogue_title=row.catalogue_title,
        country=row.country,
        voice=Voice(row.voice),
        organisation=row.organisation,
        round=Round(row.round_label, row.round_date),
        anonymous=row.anonymous,
        language=row.language,
        sample=row.sample,
        status=Status(row.status),
        answered=row.answered,
        of=row.size,
        created=row.created,
        updated=row.changed if row.last is None else max(row.changed, row.last),
        deleted=row.deleted,
    )


def history(rows: Iterable[AnyRow]) -> list[Change]:
    """Changes out of their rows, the oldest first: each begins where the one before it ended."""
    stands: dict[str, Answer] = {}
    changes = []
    for row in rows:
        before = stands.get(row.recommendation_id, EMPTY_ANSWER)
        changes.append(Change(row.at, row.author, row.recommendation_id, row.revision, before, row.answer))
        stands[row.recommendation_id] = row.answer
    return changes


def events(rows: Iterable[AnyRow]) -> list[Event]:
    return [Event(row.at, row.author, EventKind(row.kind), row.note) for row in rows]
