"""People who have come in by a co-editor's link."""

from __future__ import annotations

import datetime as dt

from assessment.domain.permissions import Role, Scope
from assessment.services.access import Access
from assessment.services.entrance import VISIT_COOKIE, Entrance
from assessment.storage import Repository


def begin_visit(repository: Repository, assessment_id: str, person: str) -> str:
    """Let somebody in by a link of their own to a response; returns the secret of their visit."""
    access = Access.personal(repository, "The administrator")
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    link = access.create_link(Role.COEDITOR, Scope(assessment_id=assessment_id), "", ends)
    token, _grant = Entrance(repository).enter(link.key, person)
    return token


def cookie_of(token: str) -> str:
    """What a browser sends of a visit."""
    return f"{VISIT_COOKIE}={token}"
