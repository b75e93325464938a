"""Fields of an answer: which of them differ, which are valid together, and how two people's ticks are merged. A
follow-up's are valid together in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from assessment.domain.follow_up import FollowUp
from assessment.domain.model import Answer
from assessment.errors import AnswerRefused, FollowUpRefused
from assessment.records.assessments import AnswerChange

Record = TypeVar("Record", Answer, FollowUp)
_NAMES = tuple(field.name for field in fields(Answer))


@dataclass(frozen=True, slots=True)
class FieldNews:
    """A field that somebody else has changed: its value before, and who changed it last."""

    before: Any
    author: str


def changed_fields(before: Answer, after: Answer) -> list[str]:
    """The names of the fields in which two answers differ."""
    return [name for name in _NAMES if getattr(before, name) != getattr(after, name)]


def field_authors(changes: Iterable[AnswerChange], after: int) -> dict[str, str]:
    """Who last changed each field that was changed after a revision; the changes are given oldest first."""
    return {
        name: change.by
        for change in changes
        if change.revision > after
        for name in changed_fields(change.before, change.after)
    }


def merged_measures(
    before: tuple[str, ...] | None, mine: tuple[str, ...] | None, theirs: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """The ticks of two people who both began with those before: each tick and each removal of either counts.

    Without a tick left nothing is said of them, unless this person says that none of them is in place.
    """
    first, added = {*(before or ())}, {*(mine or ())} - {*(before or ())}
    ticks = {*(theirs or ())} - (first - {*(mine or ())}) | added
    return tuple(sorted(ticks, key=lambda tick: (len(tick), tick))) if ticks else () if mine == () else None


def closest_valid(record: Record, changes: Mapping[str, Any]) -> tuple[Record, dict[str, str]]:
    """The record with as many of the changed fields as are valid together, and why each of the others isn't."""
    waiting, contradictions = dict(changes), dict[str, str]()
    # Twice, because one field may need a later one: a rating its reason.
    for name in [*changes, *changes]:
        if name in waiting:
            try:
                changed = replace(record, **{name: waiting[name]})
                changed.check_bounds(record)
            except (AnswerRefused, FollowUpRefused) as error:
                contradictions[name] = str(error)
            else:
                record = changed
                del waiting[name]
    return record, {name: contradictions[name] for name in waiting}
