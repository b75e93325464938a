"""Links: who may come, as what, until when. A link has a key, told once and stored only as a hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, field

from assessment.access.gate import Gate, NotAllowed, reads, writes
from assessment.domain.permissions import Action, Role, Scope
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.records.audit import Event
from assessment.records.errors import Refused
from assessment.records.links import Link
from assessment.storage import links
from assessment.storage.assessments import find_rows
from assessment.storage.audit import record
from assessment.storage.transaction import Transaction, new_id, now

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


def _needed_scope(role: Role) -> str:
    return {
        Role.ADMINISTRATOR: _("An administrator’s link is for the whole server."),
        Role.FACILITATOR: _("A facilitator’s link needs an organisation."),
        Role.COEDITOR: _("A co-editor’s link needs a response."),
        Role.READER: _("A reader’s link needs a response or an organisation."),
        Role.PROJECTOR: _("A projector’s link needs a response or a workshop."),
        Role.PARTICIPANT: _("A participant’s link needs a workshop."),
    }[role]


def create_link(gate: Gate, role: Role, scope: Scope, name: str, ends: dt.datetime) -> NewLink:
    """Make a link for others; its key is told this once.

    Raises NotAllowed for a role that this person can't give, Refused if the role can't have that scope,
    EndRefused for an end that is too far away.
    """
    responses = [] if scope.assessment_id is None else [scope.assessment_id]
    with gate.writing(Action.SHARE, responses, workshop=scope.workshop_id) as transaction:
        grant = transaction.grant
        if role not in grant.grantable or not grant.scope.may_hold(scope):
            raise NotAllowed(Action.SHARE)
        if not scope.fits(role):
            raise Refused(_needed_scope(role))
        require_bounded(ends)
        find_rows(transaction, responses)
        made = NewLink(Link(new_id("l"), role, scope, name.strip(), now(), grant.person, ends), new_key())
        links.create_link(transaction, made.link, made.key_hash)
        opens = (scope.assessment_id, scope.workshop_id)
        record(transaction, Event.LINK_MADE, [made.link.id, *filter(None, opens)], role.value)
        return made


list_links = reads(Action.SHARE)(links.list_links)
revoke_link = writes(Action.SHARE, event=Event.LINK_REVOKED)(links.revoke_link)


@writes(Action.SHARE, event=Event.LINK_RENEWED)
def renew_link(transaction: Transaction, link_id: str, ends: dt.datetime) -> None:
    """Give a link another end. Raises EndRefused for one that is too far away."""
    require_bounded(ends)
    links.renew_link(transaction, link_id, ends)
