"""What storage returns about workshops, as frozen values. All times are aware and in UTC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Voice
from assessment.domain.workshop.disclosure import Shown
from assessment.domain.workshop.model import AgreedRating, Participant, Wifi
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import Stage

Admission = Callable[[WorkshopPlan], None]
"""Refuses a new seat by raising, knowing the plan as it is stored."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recommendation is on its way; `revision` is how often it was moved."""

    stage: Stage
    revision: int
    changed: dt.datetime


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop, without people and ballots."""

    id: str
    owner: str
    plan: WorkshopPlan
    catalogue: Catalogue
    assessment_id: str | None
    """The agreed response; None if it was deleted for good."""
    code: str | None
    """The join code; None when it is finished."""
    door_open: bool
    heads: int | None
    """How many are in the room, as a facilitator counted."""
    current: str | None
    """The recommendation at which the room is."""
    clock_ends: dt.datetime | None
    wifi: Wifi | None
    version: int
    """Grows with everything that the room sees."""
    roster: int
    """Grows with every participant who is removed, merged or comes back."""
    created: dt.datetime
    author: str
    finished: dt.datetime | None
    forgotten: dt.datetime | None
    """Since when it isn't stored any more who voted what."""
    places: Mapping[str, Place]
    """By recommendation, in document order."""

    def seconds_left(self, now: dt.datetime) -> int:
        """What is left of the time that the facilitator gave; 0 where no clock runs."""
        if self.clock_ends is None or self.finished is not None:
            return 0
        return max(0, round((self.clock_ends - now).total_seconds()))


@dataclass(frozen=True, slots=True)
class WorkshopListing:
    """A workshop in a list."""

    id: str
    owner: str
    plan: WorkshopPlan
    assessment_id: str | None
    door_open: bool
    participants: int
    created: dt.datetime
    finished: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A participant as they are stored."""

    participant: Participant
    number: int
    on_paper: bool
    joined: dt.datetime | None
    left: dt.datetime | None = None
    """When they were removed or merged; None while they take part."""
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who wants to take part, as they say it."""

    voice: Voice | None = None
    table: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Secrets:
    """The hashes by which a participant is known; all empty for one who votes on paper."""

    token: str | None = None
    return_code: str | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class BallotForm:
    """What a ballot's form says; without a rating it withdraws the ballot that stands."""

    recommendation: str
    vote: int
    rating: Rating | None
    remark: str = ""
    seen: int = 0
    """The revision of the ballot that stood when the form was shown; 0 if there was none."""
    form_id: str = ""
    """What tells this form from others, so that sending it twice is once."""


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """A participant's own ballot as it stands; without a rating it was withdrawn."""

    rating: Rating | None
    remark: str
    revision: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many take part and how many of them have voted, by part (`Participant.part`)."""

    present: Mapping[str, int]
    voted: Mapping[str, int]
    late: int
    """Ballots that came after the vote was closed and aren't counted."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """What the room was shown at a reveal."""

    vote: int
    at: dt.datetime
    shown: Shown


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreed rating as it was recorded; `revision` is that of the answer which it became."""

    agreed: AgreedRating
    revision: int
    at: dt.datetime
    author: str


@dataclass(frozen=True, slots=True)
class RevealedBallot:
    """A ballot that was in force at a reveal, with who gave it."""

    reveal: int
    """Counted for each recommendation from 1."""
    participant: str
    part: str
    recommendation: str
    vote: int
    revision: int
    rating: Rating
    remark: str
    on_paper: bool


class WorkshopEventKind(StrEnum):
    """What can happen in a workshop. It is kept with its time and author, for who looks into the database."""

    PREPARED = "prepared"
    CHANGED = "changed"
    AGENDA_CHANGED = "agenda"
    DOOR_OPENED = "door_opened"
    DOOR_CLOSED = "door_closed"
    OPENED = "open"
    CLOSED = "close"
    REVEALED = "reveal"
    SECOND_OPENED = "second"
    REOPENED = "reopen"
    AGREED = "agree"
    PARKED = "park"
    TAKEN_UP = "take_up"
    UNDONE = "undo"
    ADDED = "added"
    REMOVED = "removed"
    MERGED = "merged"
    FINISHED = "finished"
    IMPORTED = "imported"
    """From another server; nothing writes this any more, but a database may have it."""


@dataclass(frozen=True, slots=True)
class WorkshopEvent:
    """Something that happened in a workshop."""

    at: dt.datetime
    author: str
    kind: WorkshopEventKind
    recommendation: str | None
