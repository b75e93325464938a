"""Gates and transactions as tests need them: of the person at the machine, and of each role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from assessment.access.gate import Gate
from assessment.domain.catalogue import Catalogue
from assessment.domain.permissions import EVERYTHING, Action, Grant, Role, Scope
from assessment.domain.response import Response
from assessment.storage import writing
from assessment.storage.opening import Storage
from assessment.storage.transaction import Transaction

P = ParamSpec("P")
R = TypeVar("R")


def as_admin(storage: Storage, person: str = "", *, owner: str = "") -> Gate:
    """The gate of the person at the machine; with an `owner`, what they make belongs to this organisation."""
    return as_role(storage, Role.ADMINISTRATOR, Scope(organisation=owner or None), person)


def as_role(storage: Storage, role: Role, scope: Scope = EVERYTHING, person: str = "Bela") -> Gate:
    return Gate(storage, Grant(person, role, scope))


def in_transaction(
    gate: Gate, function: Callable[Concatenate[Transaction, P], R], *arguments: P.args, **named: P.kwargs
) -> R:
    """Call a function of storage in a transaction of its own."""
    with gate.writing(Action.ADMINISTER) as transaction:
        return function(transaction, *arguments, **named)


def store_response(
    gate: Gate, catalogue: Catalogue, response: Response, *, sample: bool = False, language: str = "en"
) -> str:
    """Store a response, also a second one that people couldn't tell from another."""
    with gate.writing(Action.CREATE) as transaction:
        transaction.lock_creation()
        now = dt.datetime.now(dt.UTC)
        return writing.create_assessment(transaction, catalogue, response, at=now, sample=sample, language=language)
