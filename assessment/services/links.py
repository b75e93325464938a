"""How people come in by a link, and leave. A link has a key, told once and stored only as a hash, and an end.

Entering a link begins a visit, whose secret the person’s browser keeps.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Self

from assessment.domain.permissions import Action, Grant, Role, Scope
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.parsing.limits import is_blank
from assessment.records.links import Link
from assessment.storage.repository import Repository
from assessment.storage.writing import new_link_id

KEY_BYTES = 24
"""Random bytes of a key: 192 bits."""
KEY_LENGTH = 32
"""Characters of a key, in the alphabet of base64 for web addresses."""
DAYS, ADMINISTRATOR_DAYS = 14, 30
"""How long a link lets people in if nobody says otherwise: others’ links, and administrators’."""
MOST_DAYS = 366
VISIT_COOKIE = "assessment_visit"
"""The cookie in which a person's browser keeps the secret of their visit."""


def new_key() -> str:
    """A secret of KEY_LENGTH characters that can't be guessed."""
    return secrets.token_urlsafe(KEY_BYTES)


def key_hash(secret: str) -> str:
    """The SHA-256 of a secret, by which it is found again. It needs no salt, because no two are alike or guessable."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that was just made, with its key."""

    link: Link
    key: str = field(repr=False)

    @classmethod
    def of(cls, role: Role, scope: Scope, name: str, *, author: str, ends: dt.datetime) -> Self:
        link = Link(new_link_id(), role, scope, name, dt.datetime.now(dt.UTC), author, ends)
        return cls(link, new_key())

    @property
    def key_hash(self) -> str:
        return key_hash(self.key)

    def address(self, origin: str) -> str:
        """What the person is given. The key stands after “#”, so that it is never part of a request or its log."""
        return f"{origin}/enter#{self.key}"


class EndRefused(AssessmentError):
    """A link must end in the future, and within a year."""

    def __init__(self) -> None:
        super().__init__(
            _("A link ends after 1 to {most} days. Give another number of days or date.").format(most=MOST_DAYS)
        )


def usual_days(role: Role) -> int:
    """For how many days a new link of this role lets people in, unless somebody says otherwise."""
    return ADMINISTRATOR_DAYS if role is Role.ADMINISTRATOR else DAYS


def end_after(days: int) -> dt.datetime:
    """The end of a link that lets people in for some days from now. Raises EndRefused."""
    if not 1 <= days <= MOST_DAYS:
        raise EndRefused
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


def end_of_day(day: dt.date) -> dt.datetime:
    """The end of a link whose last day is `day`, where this computer is. Raises EndRefused."""
    today = dt.datetime.now().astimezone().date()
    if not today <= day < today + dt.timedelta(days=MOST_DAYS):
        raise EndRefused
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min).astimezone(dt.UTC)


def require_bounded(ends: dt.datetime) -> None:
    """Raises EndRefused for an end that is too far away."""
    if ends > dt.datetime.now(dt.UTC) + dt.timedelta(days=MOST_DAYS, hours=1):
        raise EndRefused


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
        now, link = _now(), self.find_link(key)
        # Participants say who they are when they join, and in an anonymous workshop not even then.
        is_nameless = is_blank(person) or link.role is Role.PARTICIPANT
        grant = Grant("" if is_nameless else person.strip(), link.role, link.scope, link.id, link.ends)
        if not grant.person and Action.ANSWER in grant.actions:
            raise NameMissing(link)
        token = new_key()
        self._links.begin_visit(link.id, key_hash(token), grant.person, now)
        return token, grant

    def find_link(self, key: str) -> Link:
        """The link with this key. Raises KeyRefused."""
        link = self._links.find(key_hash(key), _now()) if len(key) == KEY_LENGTH else None
        if link is None:
            raise KeyRefused
        return link

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
