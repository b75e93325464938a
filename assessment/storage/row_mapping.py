"""Turns rows into values. The names of a row's columns are those of the statement that reads it.

A row of an assessment begins with the columns of its table, in order. Damaged data raises AssessmentDamaged and never
becomes a value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from types import NoneType
from typing import Any

from sqlalchemy import Row

from assessment.domain.model import EMPTY_ANSWER, Answer, Assessment, Catalogue, Response, Round, Status, Voice
from assessment.records.assessments import (
    AnswerChange,
    AssessmentListing,
    AssessmentSummary,
    Event,
    EventKind,
    Stored,
)
from assessment.records.errors import AssessmentDamaged, unreadable

AnyRow = Row[*tuple[Any, ...]]

_KINDS: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "catalogue_hash": str,
    "country": str,
    "voice": str,
    "organisation": str,
    "round_label": str,
    "round_date": (dt.date, NoneType),
    "anonymous": bool,
    "language": str,
    "sample": bool,
    "status": str,
    "created": dt.datetime,
    "changed": dt.datetime,
    "deleted": (dt.datetime, NoneType),
    "owner": str,
    "asked": (tuple, NoneType),
}
"""The types of an assessment's columns."""
_KIND_OF_EACH = tuple(_KINDS.values())
_VOICES, _STATUSES = frozenset(map(str, Voice)), frozenset(map(str, Status))


def have_types(values: Iterable[object], kinds: Iterable[type | tuple[type, ...]]) -> bool:
    """Whether each of some values has its type."""
    return all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=False))


def is_readable(row: AnyRow) -> bool:
    """Whether everything in an assessment's own row can be read."""
    return have_types(row, _KIND_OF_EACH) and row.voice in _VOICES and row.status in _STATUSES


def required(row: AnyRow) -> AnyRow:
    """The row of an assessment. Raises AssessmentDamaged if part of it can't be read."""
    if is_readable(row):
        return row
    spoilt = [
        name for name, value, kind in zip(_KINDS, row, _KIND_OF_EACH, strict=False) if not isinstance(value, kind)
    ]
    coded = {"voice": _VOICES, "status": _STATUSES}
    spoilt += [name for name, codes in coded.items() if name not in spoilt and row._mapping[name] not in codes]
    shown = row.id if isinstance(row.id, str) else "\N{REPLACEMENT CHARACTER}"
    raise AssessmentDamaged(shown, unreadable(*spoilt))


def damaged_answers(assessment_id: str, recommendation_ids: Collection[object]) -> AssessmentDamaged:
    """The error for answers that can't be read."""
    return AssessmentDamaged(assessment_id, unreadable(*sorted(str(each) for each in recommendation_ids)))


def is_readable_answer(row: AnyRow, catalogue: Catalogue) -> bool:
    """Whether an answer can be read and its recommendation and measures are in the catalogue."""
    if not (isinstance(row.answer, Answer) and isinstance(row.revision, int) and isinstance(row.at, dt.datetime)):
        return False
    asked = catalogue.by_id.get(row.recommendation_id)
    return asked is not None and (
        not row.answer.ticked or {measure.id for measure in asked.measures}.issuperset(row.answer.ticked)
    )


def assessment(row: AnyRow, catalogue: Catalogue, current: Sequence[AnyRow]) -> Assessment:
    """An assessment from its row and the latest changes of its answers. Raises AssessmentDamaged."""
    row = required(row)
    if spoilt := [item.recommendation_id for item in current if not is_readable_answer(item, catalogue)]:
        raise damaged_answers(row.id, spoilt)
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
            asked=_agenda(row),
        ),
        status=Status(row.status),
        created=row.created,
        updated=max([row.changed, *(item.at for item in current)]),
        revisions={item.recommendation_id: item.revision for item in current},
    )


def listed(row: AnyRow) -> AssessmentListing:
    return AssessmentListing(**_identity(row))


def _identity(row: AnyRow) -> dict[str, Any]:
    """What every list says about an assessment."""
    return {
        "id": row.id,
        "catalogue_id": row.catalogue_id,
        "catalogue_version": row.catalogue_version,
        "catalogue_title": row.catalogue_title,
        "catalogue_hash": row.catalogue_hash,
        "country": row.country,
        "voice": Voice(row.voice),
        "organisation": row.organisation,
        "round": Round(row.round_label, row.round_date),
        "anonymous": row.anonymous,
        "language": row.language,
        "status": Status(row.status),
        "sample": row.sample,
        "created": row.created,
        "owner": row.owner,
        "asked": _agenda(row),
    }


def _agenda(row: AnyRow) -> frozenset[str] | None:
    return None if row.asked is None else frozenset(row.asked)


def is_readable_summary(row: AnyRow) -> bool:
    """Whether everything in a summary can be read: the assessment and its counts."""
    return (
        is_readable(row)
        and all(isinstance(each, str) for each in (row.catalogue_id, row.catalogue_version, row.catalogue_title))
        and isinstance(row.size, int)
        and 0 <= row.answered <= row.size > 0
        and isinstance(row.last, dt.datetime | None)
    )


def summary(row: AnyRow, of: int) -> AssessmentSummary:
    """`of` is how many recommendations count."""
    return AssessmentSummary(
        **_identity(row),
        answered=row.answered,
        of=of,
        updated=row.changed if row.last is None else max(row.changed, row.last),
        deleted=row.deleted,
    )


_CURRENT = (str, Answer, int, str, dt.datetime)
_CHANGE = (str, Answer, dt.datetime, str)
_EVENT = (dt.datetime, str, str, str)


def current_answers(assessment_id: str, rows: Iterable[AnyRow]) -> dict[str, Stored[Answer]]:
    """Current answers by recommendation, from their rows. Raises AssessmentDamaged."""
    found = list(rows)
    if spoilt := [row.recommendation_id for row in found if not have_types(row, _CURRENT)]:
        raise damaged_answers(assessment_id, spoilt)
    return {row.recommendation_id: Stored(row.answer, row.revision, row.author, row.at) for row in found}


def history(rows: Iterable[AnyRow]) -> list[AnswerChange]:
    """Changes from their rows, oldest first, each with the answer before and after.

    Raises AssessmentDamaged.
    """
    stands: dict[str, Answer] = {}
    changes = []
    for row in rows:
        if not have_types((row.recommendation_id, row.answer, row.at, row.author), _CHANGE):
            raise damaged_answers(row.assessment_id, [row.recommendation_id])
        before = stands.get(row.recommendation_id, EMPTY_ANSWER)
        changes.append(AnswerChange(row.at, row.author, row.recommendation_id, row.revision, before, row.answer))
        stands[row.recommendation_id] = row.answer
    return changes


def events(rows: Iterable[AnyRow]) -> list[Event]:
    """Events from their rows. Raises AssessmentDamaged."""
    found = []
    for row in rows:
        is_sound = have_types((row.at, row.author, row.kind, row.note), _EVENT)
        if not (is_sound and row.kind in list(EventKind)):
            raise AssessmentDamaged(row.assessment_id, unreadable("events"))
        found.append(Event(row.at, row.author, EventKind(row.kind), row.note))
    return found
