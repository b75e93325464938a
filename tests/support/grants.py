"""Access as somebody with a role has it."""

from __future__ import annotations

from assessment.domain.permissions import EVERYTHING, Grant, Role, Scope
from assessment.services.access import Access
from assessment.storage.repository import Repository


def as_role(repository: Repository, role: Role, scope: Scope = EVERYTHING, person: str = "Bela") -> Access:
    """The access of a role in a part of the server."""
    return Access(repository, lambda: Grant(person, role, scope))
