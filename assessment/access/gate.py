"""The gate: the only way from pages, routes and commands to storage. It knows who asks, and what they may do.

What a role may do is said in `domain/permissions`, and enforced here and nowhere else. What is outside a person's scope
is unknown to them. A use case is a function of a transaction that `reads` or `writes` gives a person with a gate.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from enum import Enum, auto
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from assessment.domain.permissions import Action, Grant
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.i18n import mark
from assessment.records.audit import Event
from assessment.records.errors import AssessmentUnknown, WorkshopUnknown
from assessment.storage.assessments import find_owners
from assessment.storage.audit import record
from assessment.storage.opening import Storage
from assessment.storage.transaction import Transaction
from assessment.storage.workshops.reading import is_workshop_within

P = ParamSpec("P")
R = TypeVar("R")
_log = logging.getLogger(__name__)


class NotAllowed(AssessmentError):
    """This person may not do that."""

    def __init__(self, action: Action) -> None:
        self.action = action
        super().__init__(_("You are not allowed to do this. Ask the person who runs this server."))


class VisitEnded(AssessmentError):
    """The link or sign-in by which a person came has ended or was revoked, or they have signed out."""

    sentence = mark("You are no longer signed in. Come in again, or ask for a new link.")


class Gate:
    """Hands out transactions to one person: each is checked, signed with their name and limited to their scope.

    `comer` is the grant of the person at the machine, or finds that of a visit, anew in each transaction; None is
    nobody. `on_refusal` is called with what is refused before it is raised, except by `grant`.
    """

    def __init__(
        self,
        storage: Storage,
        comer: Grant | Callable[[Transaction], Grant | None] | None,
        on_refusal: Callable[[AssessmentError], None] | None = None,
    ) -> None:
        self._storage = storage
        self._comer = comer
        self._on_refusal = on_refusal

    @contextmanager
    def reading(
        self, action: Action, assessments: Collection[str] = (), *, workshop: str | None = None
    ) -> Iterator[Transaction]:
        """A transaction in which a person may read what an action needs. Raises VisitEnded, NotAllowed, and
        AssessmentUnknown or WorkshopUnknown for what is out of their scope."""
        with self._storage.reading() as transaction:
            yield self._admit(transaction, action, assessments, workshop)

    @contextmanager
    def writing(
        self, action: Action, assessments: Collection[str] = (), *, workshop: str | None = None
    ) -> Iterator[Transaction]:
        """A transaction in which a person may do that. Raises what `reading` raises."""
        with self._storage.writing() as transaction:
            yield self._admit(transaction, action, assessments, workshop)

    def note_export(
        self, action: Action, assessments: Collection[str] = (), *, workshop: str | None = None, note: str = ""
    ) -> None:
        """Note in the audit log that what was read leaves the software, before it is handed out."""
        with self.writing(action, assessments, workshop=workshop) as transaction:
            record(transaction, Event.EXPORTED, [*assessments] if workshop is None else [workshop], note)

    def administering(self) -> Storage:
        """The whole database, for who may administer it. Raises VisitEnded, NotAllowed."""
        self.require(Action.ADMINISTER)
        return self._storage

    def grant(self) -> Grant:
        """Who this is, and what they may do. Raises VisitEnded."""
        grant = self._find_grant()
        if grant is None:
            raise VisitEnded
        return grant

    def require(self, action: Action) -> Grant:
        """Who this is. Raises VisitEnded, NotAllowed."""
        return self._require(self._find_grant(), action)

    def _admit(
        self, transaction: Transaction, action: Action, assessments: Collection[str], workshop: str | None
    ) -> Transaction:
        admitted = transaction.of(self._require(self._find_grant(transaction), action))
        _require_assessments(admitted, assessments)
        if workshop is not None:
            _require_workshop(admitted, action, workshop)
        return admitted

    def _find_grant(self, transaction: Transaction | None = None) -> Grant | None:
        if not callable(self._comer):
            return self._comer
        if transaction is not None:
            return self._comer(transaction)
        with self._storage.reading() as own:
            return self._comer(own)

    def _require(self, grant: Grant | None, action: Action) -> Grant:
        if grant is None:
            raise self._refusal(VisitEnded())
        if action not in grant.actions:
            # No page offers it, so somebody tries.
            _log.warning("Refused to %s: %s", grant.visit_id or grant.sign_in_id, action)
            raise self._refusal(NotAllowed(action))
        return grant

    def _refusal(self, error: AssessmentError) -> AssessmentError:
        if self._on_refusal is not None:
            self._on_refusal(error)
        return error


class About(Enum):
    """What the first argument of a use case names; it must be in the person's scope."""

    NOTHING = auto()
    RESPONSE = auto()
    RESPONSES = auto()
    WORKSHOP = auto()


def reads(
    action: Action, about: About = About.NOTHING
) -> Callable[[Callable[Concatenate[Transaction, P], R]], Callable[Concatenate[Gate, P], R]]:
    """Make a use case of a function that reads: it is called with a gate, which admits only who may do the action."""
    return lambda function: _use_case(function, Gate.reading, action, about)


def writes(
    action: Action, about: About = About.NOTHING, *, event: Event | None = None
) -> Callable[[Callable[Concatenate[Transaction, P], R]], Callable[Concatenate[Gate, P], R]]:
    """The same of a function that changes something. An `event` about its first argument goes into the audit log,
    unless the function returns False: then there was nothing to change."""
    return lambda function: _use_case(function, Gate.writing, action, about, event)


def _use_case(
    function: Callable[Concatenate[Transaction, P], R],
    begin: Callable[..., AbstractContextManager[Transaction]],
    action: Action,
    about: About,
    event: Event | None = None,
) -> Callable[Concatenate[Gate, P], R]:
    @wraps(function)
    def admitted(gate: Gate, /, *arguments: P.args, **named: P.kwargs) -> R:
        with begin(gate, action, **_named(about, arguments)) as transaction:
            result = function(transaction, *arguments, **named)
            if event is not None and result is not False:
                record(transaction, event, [str(arguments[0])])
            return result

    return admitted


def _named(about: About, arguments: Sequence[Any]) -> dict[str, Any]:
    match about:
        case About.NOTHING:
            return {}
        case About.RESPONSE:
            return {"assessments": [arguments[0]]}
        case About.RESPONSES:
            return {"assessments": arguments[0]}
        case About.WORKSHOP:
            return {"workshop": arguments[0]}


def _require_assessments(transaction: Transaction, ids: Collection[str]) -> None:
    """Raises AssessmentUnknown for the first that is out of scope."""
    scope = transaction.scope
    if scope.is_server or not ids:
        return
    known = {scope.assessment_id}
    if scope.organisation is not None:
        owners = find_owners(transaction, ids)
        known |= {assessment_id for assessment_id, owner in owners.items() if owner == scope.organisation}
    for assessment_id in ids:
        if assessment_id not in known:
            raise AssessmentUnknown(assessment_id)


def _require_workshop(transaction: Transaction, action: Action, workshop_id: str) -> None:
    """Raises WorkshopUnknown if it is out of scope."""
    # A link to a response opens no workshop; but a co-editor of the agreed response is the note taker.
    may_be = transaction.scope.assessment_id is None or action is Action.MODERATE
    if not (may_be and is_workshop_within(transaction, workshop_id)):
        raise WorkshopUnknown(workshop_id)
