"""People who have come in by a co-editor's link."""

from __future__ import annotations

import datetime as dt

from assessment.access.entrance import Entrance
from assessment.access.links import VISIT_COOKIE
from assessment.domain.permissions import Role, Scope
from tests.support.gates import Access
from tests.support.repository import Repository


def begin_visit(repository: Repository, assessment_id: str, person: str) -> str:
    """Let somebody in by a link of their own to a response; returns the secret of their visit."""
    access = Access.personal(repository, "The administrator")
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    link = access.create_link(Role.COEDITOR, Scope(assessment_id=assessment_id), "", ends)
    token, _grant = Entrance(repository).enter(link.key, person)
    return token


def begin_leading(repository: Repository, organisation: str, workshop_id: str) -> tuple[str, str]:
    """Let in a facilitator of an organisation and a projector of a workshop; returns the secrets of their visits."""
    access = Access.personal(repository, "The administrator")
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    scopes = {Role.FACILITATOR: Scope(organisation=organisation), Role.PROJECTOR: Scope(workshop_id=workshop_id)}
    leader, projector = (
        Entrance(repository).enter(access.create_link(role, scope, "", ends).key, str(role))[0]
        for role, scope in scopes.items()
    )
    return leader, projector


def cookie_of(token: str) -> str:
    """What a browser sends of a visit."""
    return f"{VISIT_COOKIE}={token}"
