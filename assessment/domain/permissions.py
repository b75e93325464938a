"""Who may do what: the roles, what each allows, and within which part of a server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """Something that a person may be allowed to do."""

    READ = "read"
    EXPORT = "export"
    ANSWER = "answer"
    """Answer, and keep the follow-up plan, which goes on after submission."""
    SUBMIT = "submit"
    CREATE = "create"
    """Begin responses and import files."""
    DESCRIBE = "describe"
    """Change who answers, and the round."""
    REOPEN = "reopen"
    DELETE = "delete"
    SHARE = "share"
    """Make links for others, see and revoke them."""
    LEAD = "lead"
    """Prepare and lead workshops, and finish them."""
    MODERATE = "moderate"
    """Let the remarks of a workshop through, hide and redact them."""
    VOTE = "vote"
    ADMINISTER = "administer"


class Role(StrEnum):
    """What a link makes of the person who enters it, and the file of sign-ins of the person who signs in."""

    ADMINISTRATOR = "administrator"
    FACILITATOR = "facilitator"
    COEDITOR = "co-editor"
    READER = "reader"
    PROJECTOR = "projector"
    PARTICIPANT = "participant"


ALLOWED: Mapping[Role, frozenset[Action]] = {
    # Who leads doesn't vote.
    Role.ADMINISTRATOR: frozenset(Action) - {Action.VOTE},
    Role.FACILITATOR: frozenset(Action) - {Action.VOTE, Action.ADMINISTER},
    Role.COEDITOR: frozenset({Action.READ, Action.EXPORT, Action.ANSWER, Action.SUBMIT, Action.MODERATE}),
    Role.READER: frozenset({Action.READ, Action.EXPORT}),
    Role.PROJECTOR: frozenset({Action.READ}),
    Role.PARTICIPANT: frozenset({Action.VOTE}),
}
"""What each role may do within its scope."""

GRANTABLE: Mapping[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.FACILITATOR: frozenset({Role.COEDITOR, Role.READER, Role.PROJECTOR, Role.PARTICIPANT}),
}
"""The roles for which each role may make links."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a server; without any of these it is the whole server."""

    organisation: str | None = None
    """The responses that belong to this organisation."""
    assessment_id: str | None = None
    workshop_id: str | None = None

    @property
    def is_server(self) -> bool:
        return self == EVERYTHING

    def may_hold(self, other: Scope) -> bool:
        """Whether another scope can be a part of this one; whose a response or workshop is, only storage knows."""
        return self.is_server or (not other.is_server and other.organisation in (None, self.organisation))

    def fits(self, role: Role) -> bool:
        """Whether a role can have this scope."""
        named = {name for name in ("organisation", "assessment_id", "workshop_id") if getattr(self, name)}
        return named in _SCOPES[role]


EVERYTHING = Scope()

_ORGANISATION, _ASSESSMENT, _WORKSHOP = {"organisation"}, {"assessment_id"}, {"workshop_id"}
_SCOPES: Mapping[Role, tuple[set[str], ...]] = {
    Role.ADMINISTRATOR: (set(),),
    Role.FACILITATOR: (_ORGANISATION,),
    Role.COEDITOR: (_ASSESSMENT,),
    Role.READER: (_ASSESSMENT, _ORGANISATION),
    Role.PROJECTOR: (_ASSESSMENT, _WORKSHOP),
    Role.PARTICIPANT: (_WORKSHOP,),
}


class Through(StrEnum):
    """Through what somebody does something."""

    PAGE = "page"
    COMMAND = "command"
    ITSELF = "by itself"
    """What the software does without being asked."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one person may do, and the name that signs their changes."""

    person: str
    role: Role
    scope: Scope = EVERYTHING
    link_id: str | None = None
    """The link by which they came, if they did."""
    ends: dt.datetime | None = None
    """When that link or sign-in ends."""
    sign_in_id: str | None = None
    """The sign-in by which they came; the person at the machine came by neither."""
    visit_id: str | None = None
    """The visit by a link, as the audit log calls it; a participant's has no name there."""
    through: Through = Through.PAGE

    @property
    def actions(self) -> frozenset[Action]:
        return ALLOWED[self.role]

    @property
    def grantable(self) -> frozenset[Role]:
        """The roles for which this person may make links."""
        return GRANTABLE.get(self.role, frozenset())
