"""What storage returns about assessments, as frozen values. All times are aware and in UTC."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic

from assessment.domain.answer import Answer
from assessment.domain.comparison.compare import LeftOutReason
from assessment.domain.merging.settlement import Record
from assessment.domain.response import Round, Status, Voice
from assessment.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentListing:
    """An assessment in a list: its identity and catalogue, without answers and without figures."""

    id: str
    catalogue_id: str
    catalogue_version: str
    catalogue_title: str
    catalogue_hash: str
    country: str
    voice: Voice
    organisation: str
    round: Round
    anonymous: bool
    language: str
    status: Status
    sample: bool
    created: dt.datetime
    owner: str = ""
    """The organisation whose facilitators work with it; empty if only administrators do."""
    asked: frozenset[str] | None = None
    """What a workshop had on its agenda; None where everything was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentSummary(AssessmentListing):
    """An assessment in a list, with how far it is; counting takes longer than listing.

    `answered` counts answers with a rating, `of` the recommendations; `deleted` is None unless it was deleted.
    """

    answered: int
    of: int
    updated: dt.datetime
    deleted: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ExcludedItem:
    """A recommendation on which assessments can't be compared, with the first reason and how many cause it."""

    recommendation_id: str
    reason: LeftOutReason
    count: int
    """The number of assessments that prevent the comparison."""
    ids: tuple[str, ...]
    """Their ids, if they are few (`strict.FEW`); otherwise empty."""


@dataclass(frozen=True, slots=True)
class CommonItems:
    """On which recommendations assessments can be compared, like `comparison.common`; both in document order."""

    items: tuple[str, ...]
    """Ids of the recommendations that all of them rate in the same wording."""
    left_out: tuple[ExcludedItem, ...]


@dataclass(frozen=True, slots=True)
class AssessmentState:
    """What a page checks again and again. Two states are equal if nothing has changed between them."""

    status: Status
    changed: dt.datetime
    """When the assessment itself was last changed, as its status or its round; not its answers."""
    answers: tuple[int, int, dt.datetime | None]
    """How many answers there are, how often they have changed in all, and when last."""


@dataclass(frozen=True, slots=True)
class Stored(Generic[Record]):
    """One version of an answer or a follow-up, with its signature; `file` is what it came from, if it came from one.

    What nobody has saved is of revision 0: an answer that isn't stored any more, and what an answer says of its gap.
    """

    record: Record
    revision: int = 0
    author: str = ""
    at: dt.datetime | None = None
    file: str = ""

    def is_version(self, revision: int, at: dt.datetime | None) -> bool:
        """Whether it is this version. After a restore the same revision may have another time, and other content."""
        return (self.revision, self.at) == (revision, at)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The content of a database in figures, and all its problems."""

    responses: int
    answers: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """A saved answer. `changed` is False if it was already stored; then `at` is when that was saved."""

    revision: int
    at: dt.datetime
    changed: bool


@dataclass(frozen=True, slots=True)
class AnswerChange:
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
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class AssessmentEvent:
    """Something that happened to an assessment as a whole."""

    at: dt.datetime
    by: str
    kind: EventKind
    note: str


@dataclass(frozen=True, slots=True)
class StorageFacts:
    """How much a database holds, in bytes; `free` is what its disk has left, where that is this computer’s."""

    engine: str
    size: int
    free: int | None
    tables: str
    """The version of its tables."""


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import, which is undone as one step.

    `assessment_ids` are those that still exist; `answers` and `follow_ups` are the numbers of
    versions that it wrote; `undone` is None unless it was undone.
    """

    id: str
    at: dt.datetime
    by: str
    files: tuple[str, ...]
    assessment_ids: tuple[str, ...]
    answers: int
    undone: dt.datetime | None
    follow_ups: int = 0
