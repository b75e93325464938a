"""The follow-up plan: what is done about each gap, by whom and by when, and how far it has come.

It is a record of its own. It begins with what the answer says of responsible body, action and target date, and goes on
when the answers are submitted and locked (docs/method.md, *Follow-up plan*).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessment.domain.answer import ANSWER_FIELDS, Answer
from assessment.domain.fields import IDENTITY_FIELDS, Field, Kind, SharingLevel, described, fields_of, first_problem
from assessment.domain.gaps import Gap
from assessment.errors import FollowUpRefused
from assessment.i18n import mark
from assessment.parsing.limits import length_problem


class FollowUpStatus(StrEnum):
    """How far the action on a gap has come."""

    NOT_STARTED = "not_started"
    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    POSTPONED = "postponed"
    NOT_PURSUED = "not_pursued"


CLOSED = frozenset({FollowUpStatus.DONE, FollowUpStatus.NOT_PURSUED})
"""Nothing more is expected: an action with one of these is never overdue."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is done about one gap. `status_date` is the day since which the status holds; the note is about the status.

    Raises FollowUpRefused for a text that is too long and for a day that is out of range.
    """

    status: FollowUpStatus = described(
        Kind.CODE, mark("Status"), default=FollowUpStatus.NOT_STARTED, codes=FollowUpStatus, width=8
    )
    status_date: dt.date | None = described(Kind.DAY, mark("Date of the status"), question=mark("Since"), width=8.5)
    note: str = described(Kind.PASSAGE, mark("Note on the status"), readers=SharingLevel.FULL, width=9)
    responsible: str = described(Kind.LINE, mark("Responsible body"), readers=SharingLevel.PARTNERS, width=11)
    action: str = described(
        Kind.PASSAGE, mark("Action"), question=mark("Next action"), readers=SharingLevel.PARTNERS, width=11.5
    )
    target_date: dt.date | None = described(Kind.DAY, mark("Target date"), width=8.5)

    def __post_init__(self) -> None:
        for field in FOLLOW_UP_FIELDS:
            if field.is_text and (wrong := length_problem(getattr(self, field.name))):
                raise FollowUpRefused(" ".join(wrong))

    def check_bounds(self, before: FollowUp) -> None:
        """Check the days that are new in this follow-up, compared with the one before. Raises FollowUpRefused.

        A target date that came from the answer of an earlier version may be out of range, and is kept.
        """
        if wrong := first_problem(FOLLOW_UP_FIELDS, self, before):
            raise FollowUpRefused(" ".join(wrong))

    @property
    def is_empty(self) -> bool:
        return self == EMPTY_FOLLOW_UP

    def is_overdue(self, today: dt.date) -> bool:
        """Whether the target date has passed and the action is neither done nor given up."""
        return self.target_date is not None and self.target_date < today and self.status not in CLOSED


FOLLOW_UP_FIELDS: tuple[Field, ...] = fields_of(FollowUp)
_IN_ANSWER = {field.name for field in ANSWER_FIELDS}
FIRST_FIELDS = tuple(field for field in FOLLOW_UP_FIELDS if field.name in _IN_ANSWER)
"""Those with which the answer begins a follow-up."""
PLANNED_FIELDS = (*FIRST_FIELDS, *(field for field in FOLLOW_UP_FIELDS if field not in FIRST_FIELDS))
"""All of them as a plan lists them: what is to be done, then how far it has come."""
FIELDS = {field.name: field for field in (*IDENTITY_FIELDS, *ANSWER_FIELDS, *FOLLOW_UP_FIELDS)}
"""All fields by name. Those of one name in an answer and a follow-up mean the same, and the same people read them."""
EMPTY_FOLLOW_UP = FollowUp()


def first_follow_up(answer: Answer) -> FollowUp:
    """The follow-up with which the plan for a gap begins."""
    return FollowUp(**{field.name: getattr(answer, field.name) for field in FIRST_FIELDS})


@dataclass(frozen=True, slots=True)
class PlannedGap:
    """A gap with its place in the plan."""

    gap: Gap
    follow_up: FollowUp
    is_stored: bool
    """Whether somebody has saved it; otherwise it is what the answer says."""


def follow_up_plan(gaps: Sequence[Gap], stored: Mapping[str, FollowUp]) -> list[PlannedGap]:
    """The plan for the gaps, in their order; `stored` is by recommendation id."""
    return [
        PlannedGap(gap, follow_up or first_follow_up(gap.answer), is_stored=follow_up is not None)
        for gap in gaps
        for follow_up in [stored.get(gap.recommendation.id)]
    ]


def responsible_bodies(plan: Sequence[PlannedGap]) -> list[str]:
    """The bodies that are named in the plan, each once, in alphabetical order; not the empty name."""
    return sorted({name for planned in plan if (name := planned.follow_up.responsible.strip())}, key=str.casefold)
