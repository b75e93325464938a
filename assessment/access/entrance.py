"""The entrance: opens the database, and lets people in by their links. It hands out gates, and no transaction.

Entering a link begins a visit, whose secret the person’s browser keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from assessment.access.ballots import BallotBox
from assessment.access.gate import Gate
from assessment.access.links import KEY_LENGTH, key_hash, new_key
from assessment.domain.permissions import Action, Grant, Role, Scope
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.parsing.limits import is_blank
from assessment.records.links import Link
from assessment.storage import links
from assessment.storage.opening import Storage, open_storage
from assessment.storage.transaction import now


class KeyRefused(AssessmentError):
    """No link has this key, or it has ended or was revoked; nobody is told which."""

    def __init__(self) -> None:
        super().__init__(_("This link doesn’t work, or no longer. Ask the person who gave it to you for a new one."))


class NameMissing(AssessmentError):
    """The person’s name signs what they change, so it is needed."""

    def __init__(self, link: Link) -> None:
        self.link = link
        super().__init__(_("Your name signs what you change. Please write it."))


class Entrance:
    """An open database, as everything outside `access` sees it. Threads may share it.

    Every method raises StorageError if the database can't do what was asked.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._storage.close()

    def remove_what_is_due(self) -> None:
        """Remove for good what people were told isn't stored any longer; once a day, so it may be called often."""
        self._storage.remove_what_is_due()

    def personal_gate(self, person: str, *, organisation: str = "") -> Gate:
        """The gate of the person at the machine, who may do everything; for an `organisation`, as its facilitator."""
        if organisation:
            return Gate(self._storage, Grant(person, Role.FACILITATOR, Scope(organisation=organisation)))
        return Gate(self._storage, Grant(person, Role.ADMINISTRATOR))

    def visit_gate(self, token: str | None, on_refusal: Callable[[AssessmentError], None] | None = None) -> Gate:
        """The gate of a visit; it is closed to somebody without one."""
        return Gate(self._storage, _visit_hash(token), on_refusal)

    def ballot_box(self) -> BallotBox:
        """The door for participants."""
        return BallotBox(self._storage)

    def enter(self, key: str, person: str) -> tuple[str, Grant]:
        """Begin a visit; returns its secret, which the person’s browser keeps, and what it allows.

        Raises KeyRefused; NameMissing without a name if the link lets people change something; TextRefused for a name
        that is too long.
        """
        at, link = now(), self.find_link(key)
        # Participants say who they are when they join, and in an anonymous workshop not even then.
        is_nameless = is_blank(person) or link.role is Role.PARTICIPANT
        grant = Grant("" if is_nameless else person.strip(), link.role, link.scope, link.id, link.visit_ends(at))
        if not grant.person and Action.ANSWER in grant.actions:
            raise NameMissing(link)
        token = new_key()
        with self._storage.writing() as transaction:
            links.begin_visit(transaction.of(grant), link.id, key_hash(token), at)
        return token, grant

    def find_link(self, key: str) -> Link:
        """The link with this key. Raises KeyRefused."""
        if len(key) != KEY_LENGTH:
            raise KeyRefused
        with self._storage.reading() as transaction:
            link = links.find_link(transaction, key_hash(key), now())
        if link is None:
            raise KeyRefused
        return link

    def leave(self, token: str) -> None:
        """End a visit."""
        with self._storage.writing() as transaction:
            links.end_visit(transaction, key_hash(token), now())

    def grant(self, token: str | None) -> Grant | None:
        """What a visit allows now; None without a visit, or if it or its link has ended."""
        visit = _visit_hash(token)
        if visit is None:
            return None
        with self._storage.reading() as transaction:
            return links.find_grant(transaction, visit, now())

    def note_use(self, grant: Grant) -> None:
        """Remember when the link of a visit was last used, to the minute, so that not every page writes."""
        if grant.link_id is None:
            return
        with self._storage.reading() as transaction:
            is_noted = links.is_use_noted(transaction, grant.link_id, now())
        if not is_noted:
            with self._storage.writing() as transaction:
                links.note_use(transaction, grant.link_id, now())


def open_entrance(url: str) -> Entrance:
    """Open the database at an address. Raises what `open_storage` raises."""
    return Entrance(open_storage(url))


def _visit_hash(token: str | None) -> str | None:
    return key_hash(token) if token and len(token) == KEY_LENGTH else None
