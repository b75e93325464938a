"""The follow-up plan: what is done about each gap, by whom and by when, and how far it has come.

It is a record of its own. It begins with what the answer says of responsible body, action and target date, and goes on
when the answers are submitted and locked (docs/method.md, *Follow-up plan*).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from assessment.domain.gaps import Gap
from assessment.domain.model import Answer
from assessment.errors import FollowUpRefused
from assessment.parsing.limits import length_problem, status_date_problem, target_date_problem


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

    status: FollowUpStatus = FollowUpStatus.NOT_STARTED
    status_date: dt.date | None = None
    note: str = ""
    responsible: str = ""
    action: str = ""
    target_date: dt.date | None = None

    def __post_init__(self) -> None:
        for text in (self.note, self.responsible, self.action):
            if wrong := length_problem(text):
                raise FollowUpRefused(" ".join(wrong))

    def check_bounds(self, before: FollowUp) -> None:
        """Check the days that are new in this follow-up, compared with the one before. Raises FollowUpRefused.

        A target date that came from the answer of an earlier version may be out of range, and is kept.
        """
        if self.target_date not in (None, before.target_date) and (wrong := target_date_problem(self.target_date)):
            raise FollowUpRefused(" ".join(wrong))
        if self.status_date not in (None, before.status_date) and (wrong := status_date_problem(self.status_date)):
            raise FollowUpRefused(" ".join(wrong))

    @property
    def is_empty(self) -> bool:
        return self == EMPTY_FOLLOW_UP

    def is_overdue(self, today: dt.date) -> bool:
        """Whether the target date has passed and the action is neither done nor given up."""
        return self.target_date is not None and self.target_date < today and self.status not in CLOSED


FOLLOW_UP_FIELDS = tuple(each.name for each in fields(FollowUp))
EMPTY_FOLLOW_UP = FollowUp()


def first_follow_up(answer: Answer) -> FollowUp:
    """The follow-up with which the plan for a gap begins."""
    return FollowUp(responsible=answer.responsible, action=answer.action, target_date=answer.target_date)


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
    return sorted({name for each in plan if (name := each.follow_up.responsible.strip())}, key=str.casefold)
