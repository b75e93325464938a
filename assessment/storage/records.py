"""What storage tells about assessments, as frozen values. All times are aware and in UTC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessment.comparison import LeftOutReason, ThemeTallies
from assessment.errors import Problem
from assessment.model import Answer, Round, Status, Voice


@dataclass(frozen=True, slots=True)
class Summary:
    """An assessment in a list: everything but its answers.

    `answered` counts answers with a rating, `of` the recommendations; `deleted` is None unless it was deleted.
    """

    id: str
    catalogue_id: str
    catalogue_version: str
    catalogue_title: str
    country: str
    voice: Voice
    organisation: str
    round: Round
    anonymous: bool
    language: str
    sample: bool
    status: Status
    answered: int
    of: int
    created: dt.datetime
    updated: dt.datetime
    deleted: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """An assessment to choose from: whose it is and what it answers, and nothing that has to be counted."""

    id: str
    catalogue_id: str
    catalogue_version: str
    catalogue_hash: str
    country: str
    voice: Voice
    organisation: str
    round: Round
    anonymous: bool
    status: Status
    sample: bool


@dataclass(frozen=True, slots=True)
class Unshared:
    """A recommendation on which assessments can't be compared, the first reason why not, and because of how many."""

    recommendation_id: str
    reason: LeftOutReason
    count: int
    """Of the assessments because of which it isn't compared."""
    ids: tuple[str, ...]
    """Theirs, where they are few (`strict.FEW`); otherwise empty."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What assessments can be compared on, as `comparison.common` says it of responses; both in document order."""

    items: tuple[str, ...]
    """Ids of the recommendations that each rates in the same words."""
    left_out: tuple[Unshared, ...]


@dataclass(frozen=True, slots=True)
class ThemeMatrix:
    """What assessments can be compared on and their figures by theme, all of one moment."""

    shared: Shared
    tallies: ThemeTallies
    """On what is shared: what may be compared."""
    own_tallies: ThemeTallies
    """On everything that each was asked: each for itself."""


@dataclass(frozen=True, slots=True)
class State:
    """What a page asks again and again: is it submitted, and how often has each answer changed?"""

    status: Status
    revisions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a database, and all that is wrong with it."""

    responses: int
    answers: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer that is on disk. `changed` is False if it stood there already; then `at` is when that was saved."""

    revision: int
    at: dt.datetime
    changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of an answer's history."""

    at: dt.datetime
    by: str
    recommendation_id: str
    revision: int
    before: Answer
    after: Answer


class EventKind(StrEnum):
    """What can happen to an assessment as a whole."""

    CREATED = "created"
    SUBMITTED = "submitted"
    REOPENED = "reopened"
    IDENTITY_CHANGED = "identity_changed"
    DELETED = "deleted"
    UNDELETED = "undeleted"
    IMPORTED = "imported"
    IMPORT_UNDONE = "import_undone"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an assessment as a whole."""

    at: dt.datetime
    by: str
    kind: EventKind
    note: str


@dataclass(frozen=True, slots=True)
class Imported:
    """An import that was made: one step, whatever it brought, and undone as one.

    `assessment_ids` are those that are still there; `answers` counts the versions of answers that it wrote; `undone`
    is None unless it was undone.
    """

    id: str
    at: dt.datetime
    by: str
    files: tuple[str, ...]
    assessment_ids: tuple[str, ...]
    answers: int
    undone: dt.datetime | None
