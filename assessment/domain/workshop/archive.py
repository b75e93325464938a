"""A whole workshop as it leaves one server and is taken into another: without secrets, and without a ballot that
nobody has seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from assessment.domain.follow_up import FollowUp
from assessment.domain.model import Catalogue, Rating, Response, Voice
from assessment.domain.workshop.encoding import Shown
from assessment.domain.workshop.events import WorkshopEventKind
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import Stage


@dataclass(frozen=True, slots=True)
class ArchivedPlace:
    """Where a recommendation is on its way; `revision` is how often it was moved."""

    stage: Stage
    revision: int
    changed: dt.datetime


@dataclass(frozen=True, slots=True)
class ArchivedSeat:
    """A participant, known by their number in the workshop."""

    number: int
    voice: Voice | None
    table: str | None
    name: str | None
    on_paper: bool
    joined: dt.datetime | None
    left: dt.datetime | None
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class ArchivedBallot:
    """A ballot that was in force at a reveal; `number` is that of the participant."""

    number: int
    revision: int
    rating: Rating
    remark: str
    on_paper: bool


@dataclass(frozen=True, slots=True)
class ArchivedReveal:
    """What the room was shown at a reveal; without ballots where nobody may know or nobody knows who voted what."""

    vote: int
    at: dt.datetime
    shown: Shown
    ballots: tuple[ArchivedBallot, ...]


@dataclass(frozen=True, slots=True)
class ArchivedAgreement:
    """An agreed rating as it was recorded."""

    agreed: AgreedRating
    at: dt.datetime
    author: str


@dataclass(frozen=True, slots=True)
class ArchivedEvent:
    """Something that happened in the workshop."""

    at: dt.datetime
    author: str
    kind: WorkshopEventKind
    recommendation: str | None
    note: str


@dataclass(frozen=True, slots=True)
class WorkshopArchive:
    """A workshop with everything that may leave it. What is by recommendation is in document order."""

    origin: str
    """The id that the workshop has where it was exported."""
    plan: WorkshopPlan
    catalogue: Catalogue
    heads: int | None
    created: dt.datetime
    author: str
    finished: dt.datetime | None
    forgotten: dt.datetime | None
    places: Mapping[str, ArchivedPlace]
    seats: tuple[ArchivedSeat, ...]
    reveals: Mapping[str, tuple[ArchivedReveal, ...]]
    agreements: Mapping[str, tuple[ArchivedAgreement, ...]]
    changed_after: Collection[str]
    """The recommendations whose answer was changed after it was agreed."""
    events: tuple[ArchivedEvent, ...]
    response: Response | None
    """The agreed response; None if it was deleted."""
    follow_ups: Mapping[str, FollowUp] = field(default_factory=dict)
    """Those of the agreed response that somebody has saved, as they are now."""
