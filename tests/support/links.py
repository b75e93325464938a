"""Links for tests, and the visits of those who enter them."""

from __future__ import annotations

import datetime as dt

from assessment.access.assessments import create_assessment
from assessment.access.entrance import Entrance
from assessment.access.links import NewLink, create_link
from assessment.domain.permissions import EVERYTHING, Role, Scope
from assessment.storage.opening import Storage
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin
from tests.support.room import a_workshop

ORGANISATION = "Ministry"


def a_scope(repository: Storage, role: Role) -> Scope:
    """A scope that a role can have."""
    match role:
        case Role.ADMINISTRATOR:
            return EVERYTHING
        case Role.FACILITATOR:
            return Scope(organisation=ORGANISATION)
        case Role.PARTICIPANT:
            return Scope(workshop_id=a_workshop(repository))
        case _:
            catalogue = a_catalogue()
            access = as_admin(repository, "Asha")
            return Scope(assessment_id=create_assessment(access, catalogue, a_response(catalogue)))


def a_link(repository: Storage, role: Role, name: str = "Chen", within: dt.timedelta = dt.timedelta(days=1)) -> NewLink:
    """A link that ends after a time."""
    ends = dt.datetime.now(dt.UTC) + within
    return create_link(as_admin(repository, "Asha"), role, a_scope(repository, role), name, ends)


def a_visit(repository: Storage, role: Role, person: str = "Bela") -> str:
    """The secret of a visit by somebody who has entered a link."""
    token, _grant = Entrance(repository).enter(a_link(repository, role).key, person)
    return token
