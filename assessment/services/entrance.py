"""How people come in by a link, and leave: the only use of a key."""

from __future__ import annotations

import datetime as dt

from assessment.domain.permissions import Action, Grant
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.services.keys import KEY_LENGTH, key_hash, new_key
from assessment.storage import Link, Repository

VISIT_COOKIE = "assessment_visit"
"""The cookie in which a person's browser keeps the secret of their visit."""


class KeyRefused(AssessmentError):
    """No link has this key, or it has ended or was revoked; nobody is told which."""

    def __init__(self) -> None:
        super().__init__(_("This link doesn’t work, or no longer. Ask whoever gave it to you for a new one."))


class NameMissing(AssessmentError):
    """The person’s name signs what they change, so it is needed."""

    def __init__(self, link: Link) -> None:
        self.link = link
        super().__init__(_("Your name signs what you change. Please write it."))


class Entrance:
    """Lets people in by their links. Every method raises StorageError if the database can't do what was asked."""

    def __init__(self, repository: Repository) -> None:
        self._links = repository.links

    def enter(self, key: str, person: str) -> tuple[str, Grant]:
        """Begin a visit; returns its secret, which the person’s browser keeps, and what it allows.

        Raises KeyRefused; NameMissing without a name if the link lets people change something; TextRefused for a name
        that is too long.
        """
        now = _now()
        link = self._links.find(key_hash(key), now) if len(key) == KEY_LENGTH else None
        if link is None:
            raise KeyRefused
        grant = Grant(person.strip(), link.role, link.scope, link.id, link.ends)
        if not grant.person and Action.ANSWER in grant.actions:
            raise NameMissing(link)
        token = new_key()
        self._links.begin_visit(link.id, key_hash(token), grant.person, now)
        return token, grant

    def leave(self, token: str) -> None:
        """End a visit."""
        self._links.end_visit(key_hash(token), _now())

    def grant(self, token: str | None) -> Grant | None:
        """What a visit allows now; None without a visit, or if it or its link has ended."""
        return self._links.grant(key_hash(token), _now()) if token and len(token) == KEY_LENGTH else None

    def note_use(self, grant: Grant) -> None:
        """Remember when the link of a visit was last used, to the minute."""
        if grant.link_id is not None:
            self._links.note_use(grant.link_id, _now())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
