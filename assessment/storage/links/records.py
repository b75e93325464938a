"""A link that lets people in, as storage returns it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessment.domain.permissions import Role, Scope


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
        return self.revoked is None and at < self.ends
