"""The entrance: opens the database, and lets people in by their links, or as their organisation’s provider has proved
who they are. It hands out gates, and no transaction.

Entering a link or signing in begins a visit, whose secret the person’s browser keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from assessment.access import sign_ins
from assessment.access.ballots import BallotBox
from assessment.access.gate import Gate
from assessment.access.links import KEY_LENGTH, key_hash, new_key
from assessment.access.presence import PRESENCE
from assessment.domain.permissions import Action, Grant, Role, Scope, Through
from assessment.errors import AssessmentError, FileRefused
from assessment.i18n import gettext as _
from assessment.i18n import mark
from assessment.parsing.limits import AUDIT_DAYS, is_blank
from assessment.records.audit import Event
from assessment.records.links import Link
from assessment.records.sign_ins import Identity, SignInRefused, SignInUnavailable
from assessment.storage import links
from assessment.storage import sign_ins as stored_sign_ins
from assessment.storage.audit import record
from assessment.storage.opening import Storage, open_storage
from assessment.storage.transaction import Transaction, new_id, now


class KeyRefused(AssessmentError):
    """No link has this key, or it has ended or was revoked; nobody is told which."""

    sentence = mark("This link doesn’t work, or no longer. Ask the person who gave it to you for a new one.")


class NameMissing(AssessmentError):
    """The person’s name signs what they change, so it is needed."""

    def __init__(self, link: Link) -> None:
        self.link = link
        super().__init__(_("Your name signs what you change. Please write it."))


class Entrance(AbstractContextManager["Entrance"]):
    """An open database, as everything outside `access` sees it. Threads may share it.

    `sign_in` is the file that says who may sign in, if anybody may. Every method raises StorageError if the database
    can't do what was asked.
    """

    def __init__(self, storage: Storage, sign_in: Path | None = None) -> None:
        self._storage, self._sign_in = storage, sign_in

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._storage.close()

    def remove_what_is_due(self) -> None:
        """Remove for good what people were told isn't stored any longer; once a day, so it may be called often."""
        self._storage.remove_what_is_due()

    def personal_gate(self, person: str, through: Through = Through.COMMAND, *, organisation: str = "") -> Gate:
        """The gate of the person at the machine, who may do everything; for an `organisation`, as its facilitator."""
        role = Role.FACILITATOR if organisation else Role.ADMINISTRATOR
        return Gate(self._storage, Grant(person, role, Scope(organisation=organisation or None), through=through))

    def visit_gate(self, token: str | None, on_refusal: Callable[[AssessmentError], None] | None = None) -> Gate:
        """The gate of a visit; it is closed to somebody without one."""
        visit = _visit_hash(token)
        return Gate(self._storage, None if visit is None else partial(self._find_grant, visit), on_refusal)

    def look(self, fresh_for: float) -> str:
        """As `Storage.mark`. Other processes are told who is on the pages of this one."""
        if self._storage.is_shared:
            PRESENCE.exchange(self._storage)
        return self._storage.mark(fresh_for)

    def ballot_box(self) -> BallotBox:
        """The door for participants."""
        return BallotBox(self._storage)

    def enter(self, key: str, person: str, came_from: str | None = None) -> tuple[str, Grant]:
        """Begin a visit; returns its secret, which the person’s browser keeps, and what it allows. The network address
        from which they came is kept as long as their name.

        Raises KeyRefused; NameMissing without a name if the link lets people change something; TextRefused for a name
        that is too long.
        """
        at, link = now(), self.find_link(key)
        # Participants say who they are when they join, and in an anonymous workshop not even then.
        takes_part = link.role is Role.PARTICIPANT
        name = "" if takes_part or is_blank(person) else person.strip()
        # Without an id nothing of theirs can be in the audit log.
        visit_id = None if takes_part else new_id("v")
        grant = Grant(name, link.role, link.scope, link.id, link.visit_ends(at), visit_id=visit_id)
        if not grant.person and Action.ANSWER in grant.actions:
            raise NameMissing(link)
        token = new_key()
        with self._storage.writing() as transaction:
            admitted = transaction.of(grant)
            links.begin_visit(admitted, link.id, key_hash(token), at, None if takes_part else came_from)
            if grant.visit_id is not None:
                record(admitted, Event.SIGNED_IN, [link.id])
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

    def sign_in(self, identity: Identity, came_from: str | None = None) -> tuple[str, Grant]:
        """Begin the visit of somebody whom the provider knows; returns its secret, and what it allows.

        Raises SignInRefused for whom the file doesn't name, SignInUnavailable if it can't be read.
        """
        if self._sign_in is None:
            raise SignInRefused
        try:
            made, grant = sign_ins.new_sign_in(sign_ins.load_rules(self._sign_in), identity)
        except (FileRefused, OSError) as error:
            raise SignInUnavailable from error
        token = new_key()
        with self._storage.writing() as transaction:
            admitted = transaction.of(grant)
            stored_sign_ins.begin_sign_in(admitted, made, key_hash(token), came_from)
            record(admitted, Event.SIGNED_IN, note="account")
        return token, grant

    def leave(self, token: str) -> None:
        """End a visit."""
        with self._storage.writing() as transaction:
            came = stored_sign_ins.end_visit(transaction, key_hash(token), now())
            if came is not None:
                record(transaction.of(Grant("", Role.READER, visit_id=came)), Event.SIGNED_OUT)

    def grant(self, token: str | None) -> Grant | None:
        """What a visit allows now; None without a visit, or if it, its link or the right to sign in has ended."""
        visit = _visit_hash(token)
        if visit is None:
            return None
        with self._storage.reading() as transaction:
            return self._find_grant(visit, transaction)

    def _find_grant(self, visit: str, transaction: Transaction) -> Grant | None:
        if (grant := links.find_grant(transaction, visit, now())) or self._sign_in is None:
            return grant
        return sign_ins.find_grant(transaction, visit, self._sign_in)

    def note_use(self, grant: Grant) -> None:
        """Remember when the link of a visit was last used, to the minute, so that not every page writes."""
        if grant.link_id is None:
            return
        with self._storage.reading() as transaction:
            is_noted = links.is_use_noted(transaction, grant.link_id, now())
        if not is_noted:
            with self._storage.writing() as transaction:
                links.note_use(transaction, grant.link_id, now())


def open_entrance(url: str, sign_in: Path | None = None, *, audit_days: int = AUDIT_DAYS) -> Entrance:
    """Open the database at an address; `sign_in` as in `Entrance`. Raises what `open_storage` raises."""
    return Entrance(open_storage(url, audit_days), sign_in)


def _visit_hash(token: str | None) -> str | None:
    return key_hash(token) if token and len(token) == KEY_LENGTH else None
