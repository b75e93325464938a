"""People who have come in by a co-editor's link."""

from __future__ import annotations

import datetime as dt

from assessment.access.entrance import Entrance
from assessment.access.links import VISIT_COOKIE, create_link
from assessment.domain.permissions import Role, Scope
from assessment.storage.opening import Storage
from tests.support.gates import as_admin


def begin_visit(repository: Storage, assessment_id: str, person: str) -> str:
    """Let somebody in by a link of their own to a response; returns the secret of their visit."""
    access = as_admin(repository, "The administrator")
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    link = create_link(access, Role.COEDITOR, Scope(assessment_id=assessment_id), "", ends)
    token, _grant = Entrance(repository).enter(link.key, person)
    return token


def begin_leading(repository: Storage, organisation: str, workshop_id: str) -> tuple[str, str]:
    """Let in a facilitator of an organisation and a projector of a workshop; returns the secrets of their visits."""
    access = as_admin(repository, "The administrator")
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    scopes = {Role.FACILITATOR: Scope(organisation=organisation), Role.PROJECTOR: Scope(workshop_id=workshop_id)}
    leader, projector = (
        Entrance(repository).enter(create_link(access, role, scope, "", ends).key, str(role))[0]
        for role, scope in scopes.items()
    )
    return leader, projector


def cookie_of(token: str) -> str:
    """What a browser sends of a visit."""
    return f"{VISIT_COOKIE}={token}"
