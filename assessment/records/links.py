"""A link to a part of a server, as it is listed; its key is known to nobody but the person who has it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from assessment.domain.permissions import Role, Scope
from assessment.errors import AssessmentError
from assessment.i18n import mark

VISIT_LASTS = dt.timedelta(days=30)
"""Then a person opens their link once more, however long it lets people in."""


class LinkUnknown(AssessmentError):
    """There is no such link, or its time is over."""

    sentence = mark("There is no such link. List the links, and try again.")


class LinkState(StrEnum):
    """Whether a link lets people in."""

    OPEN = "open"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Link:
    """A link without its key, which nobody can read again. All times are aware and in UTC."""

    id: str
    role: Role
    scope: Scope
    name: str
    """What it is called in lists, such as whom it was given to."""
    created: dt.datetime
    author: str
    ends: dt.datetime
    revoked: dt.datetime | None = None
    last_used: dt.datetime | None = None

    def is_open(self, at: dt.datetime) -> bool:
        """Whether it lets people in at a time."""
        return self.state(at) is LinkState.OPEN

    def visit_ends(self, began: dt.datetime) -> dt.datetime:
        """The end of a visit by it."""
        return min(self.ends, began + VISIT_LASTS)

    def state(self, at: dt.datetime) -> LinkState:
        """What has become of it at a time."""
        if self.revoked is not None:
            return LinkState.REVOKED
        return LinkState.OPEN if at < self.ends else LinkState.ENDED
