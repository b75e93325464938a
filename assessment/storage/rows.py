"""Rows, as the values they stand for. The names of a row's columns are those of the statement that reads it.

A row of an assessment begins with the columns of its table, in their order. What a disk has spoilt raises
AssessmentDamaged and never goes into a value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from types import NoneType
from typing import Any

from sqlalchemy import Row

from assessment.language import gettext as _
from assessment.model import EMPTY_ANSWER, Answer, Assessment, Catalogue, Response, Round, Status, Voice
from assessment.storage.errors import AssessmentDamaged
from assessment.storage.records import Change, Event, EventKind, Listed, Summary
from assessment.strict import listed as few

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
}
"""What the columns of an assessment hold."""
_KIND_OF_EACH = tuple(_KINDS.values())
_VOICES, _STATUSES = frozenset(map(str, Voice)), frozenset(map(str, Status))


def are_of(values: Iterable[object], kinds: Iterable[type | tuple[type, ...]]) -> bool:
    """Whether each of some values is of its kind."""
    return all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=False))


def is_sound(row: AnyRow) -> bool:
    """Whether all that an assessment's own row holds can be read."""
    return are_of(row, _KIND_OF_EACH) and row.voice in _VOICES and row.status in _STATUSES


def required(row: AnyRow) -> AnyRow:
    """The row of an assessment. Raises AssessmentDamaged if something of it can't be read."""
    if is_sound(row):
        return row
    spoilt = [
        name for name, value, kind in zip(_KINDS, row, _KIND_OF_EACH, strict=False) if not isinstance(value, kind)
    ]
    coded = {"voice": _VOICES, "status": _STATUSES}
    spoilt += [name for name, codes in coded.items() if name not in spoilt and row._mapping[name] not in codes]
    shown = row.id if isinstance(row.id, str) else "\N{REPLACEMENT CHARACTER}"
    raise AssessmentDamaged(shown, _("{columns} can’t be read").format(columns=", ".join(spoilt)))


def damaged_answers(assessment_id: str, recommendation_ids: Collection[object]) -> AssessmentDamaged:
    """What is raised for answers that can't be read."""
    names = few(sorted(str(each) for each in recommendation_ids))
    return AssessmentDamaged(
        assessment_id, _("the answer to {recommendations} can’t be read").format(recommendations=names)
    )


def is_sound_answer(row: AnyRow, catalogue: Catalogue) -> bool:
    """Whether an answer can be read, and answers what it was asked."""
    if not (isinstance(row.answer, Answer) and isinstance(row.revision, int) and isinstance(row.at, dt.datetime)):
        return False
    asked = catalogue.by_id.get(row.recommendation_id)
    return asked is not None and (
        not row.answer.measures or {measure.id for measure in asked.measures}.issuperset(row.answer.measures)
    )


def assessment(row: AnyRow, catalogue: Catalogue, current: Sequence[AnyRow]) -> Assessment:
    """An assessment out of its row and the changes that made its answers what they are. Raises AssessmentDamaged."""
    row = required(row)
    if spoilt := [item.recommendation_id for item in current if not is_sound_answer(item, catalogue)]:
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


def is_sound_summary(row: AnyRow) -> bool:
    """Whether all that a summary is made of can be read: the assessment, and what is counted of its answers."""
    return (
        is_sound(row)
        and all(isinstance(each, str) for each in (row.catalogue_id, row.catalogue_version, row.catalogue_title))
        and isinstance(row.size, int)
        and 0 <= row.answered <= row.size > 0
        and isinstance(row.last, dt.datetime | None)
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


_CHANGE = (str, Answer, dt.datetime, str)
_EVENT = (dt.datetime, str, str, str)


def history(rows: Iterable[AnyRow]) -> list[Change]:
    """Changes out of their rows, the oldest first: each begins where the one before it ended.

    Raises AssessmentDamaged.
    """
    stands: dict[str, Answer] = {}
    changes = []
    for row in rows:
        if not are_of((row.recommendation_id, row.answer, row.at, row.author), _CHANGE):
            raise damaged_answers(row.assessment_id, [row.recommendation_id])
        before = stands.get(row.recommendation_id, EMPTY_ANSWER)
        changes.append(Change(row.at, row.author, row.recommendation_id, row.revision, before, row.answer))
        stands[row.recommendation_id] = row.answer
    return changes


def events(rows: Iterable[AnyRow]) -> list[Event]:
    """Events out of their rows. Raises AssessmentDamaged."""
    found = []
    for row in rows:
        is_sound = are_of((row.at, row.author, row.kind, row.note), _EVENT)
        if not (is_sound and row.kind in list(EventKind)):
            raise AssessmentDamaged(row.assessment_id, _("what happened to it can’t be read"))
        found.append(Event(row.at, row.author, EventKind(row.kind), row.note))
    return found
