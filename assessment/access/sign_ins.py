"""Signing in at the organisation's own provider instead of coming by a link.

A file says who may: the addresses and groups of administrators, and of each organisation's facilitators. It is asked
anew in each transaction, so a person whom it no longer names is out at once (docs/sign-in.md).
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import string
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from assessment.access.gate import reads, writes
from assessment.access.links import key_hash
from assessment.codec import Wrong, entries, mapping, read_record, report, texts
from assessment.domain.permissions import EVERYTHING, Action, Grant, Role, Scope
from assessment.errors import FileRefused, Problem
from assessment.parsing.limits import NAME_LIMIT, WhatAndFix, between, exactly, like, name_problem, written
from assessment.parsing.message_text import appears_again, keep_one
from assessment.parsing.validation import FileValidation, decode_utf8, duplicates
from assessment.parsing.web_origin import is_loopback
from assessment.parsing.yaml_reader import read_yaml
from assessment.records.audit import Event
from assessment.records.sign_ins import Identity, SignIn, SignInRefused
from assessment.storage import sign_ins
from assessment.storage.transaction import Transaction, new_id, now

FORMAT = "gap-assessment-sign-in/1"
SIZE_LIMIT = 1_000_000
USUAL_HOURS, MOST_HOURS = 10, 24
"""How long a sign-in lasts: a day of a workshop, unless the file says otherwise."""

_Name = Annotated[str, written(NAME_LIMIT), name_problem]
_Address = Annotated[str, like(r"[^@\s]+@[^@\s]+", "anna@example.org")]
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_log = logging.getLogger(__name__)


def _small(address: str) -> str:
    """An e-mail address as it is compared. Other letters than those of ASCII stay: “ß” isn't “ss” in the name of a
    domain, nor “ſ” the “s” of somebody's name, and either may be another person's."""
    return address.translate(_SMALL)


def is_safe_address(url: str) -> bool:
    """Whether what goes to an address of the provider stays between it and us."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def _issuer_problem(issuer: str) -> WhatAndFix:
    if is_safe_address(issuer) and not re.search(r"[\s?#]", issuer):
        return None
    return f"“{issuer}” is not an issuer.", "Write it as the provider does, such as https://login.example.org."


@dataclass(frozen=True, slots=True)
class People:
    """Those who have a verified address, or are in a group."""

    addresses: tuple[_Address, ...] = ()
    groups: tuple[_Name, ...] = ()

    def include(self, address: str, groups: Collection[str]) -> bool:
        has_address = bool(address) and _small(address) in map(_small, self.addresses)
        return has_address or not set(groups).isdisjoint(self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facilitators(People):
    """The facilitators of one organisation."""

    organisation: _Name


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRules:
    """The file: who signs people in, whom, as what and for how long."""

    format: Annotated[str, exactly(FORMAT)]
    issuer: Annotated[str, _issuer_problem]
    client: _Name
    """The name that the provider has for this app."""
    name: Annotated[str, name_problem] = ""
    """Whose accounts these are, for the button."""
    hours: Annotated[int, between(1, MOST_HOURS)] = USUAL_HOURS
    groups_claim: _Name = "groups"
    """Where the provider says in which groups somebody is."""
    administrators: People = People()
    facilitators: tuple[Facilitators, ...] = ()

    @property
    def everybody(self) -> tuple[People, ...]:
        return (self.administrators, *self.facilitators)

    def place_of(self, address: str, groups: Collection[str]) -> tuple[Role, Scope] | None:
        """What somebody may be here: the first that the file says of them, or None."""
        if self.administrators.include(address, groups):
            return Role.ADMINISTRATOR, EVERYTHING
        for people in self.facilitators:
            if people.include(address, groups):
                return Role.FACILITATOR, Scope(organisation=people.organisation.strip())
        return None


def load_rules(path: Path) -> SignInRules:
    """Read the file, or find it in memory if it hasn't changed. Raises FileRefused with every problem, OSError."""
    there = path.stat()
    read = _loaded(path.absolute(), there.st_mtime_ns, there.st_size)
    if isinstance(read, SignInRules):
        return read
    raise FileRefused(read)


@lru_cache(maxsize=2)
def _loaded(path: Path, _modified: int, _size: int) -> SignInRules | tuple[Problem, ...]:
    with path.open("rb") as file:
        content = file.read(SIZE_LIMIT + 1)
    try:
        return read_rules(content, path.name)
    except FileRefused as error:
        _log.error("Nobody can sign in, nor is signed in any longer: %s", error)
        return error.problems


def read_rules(content: bytes, file: str) -> SignInRules:
    """The rules in a file's bytes. Raises FileRefused with all problems."""
    reading = FileValidation(file)
    reading.check_size(content, SIZE_LIMIT, "Name groups in it instead of people.")
    data = read_yaml(decode_utf8(content, reading), reading)
    rules = read_record(SignInRules, data, reading)
    report(reading, data, _contradictions(data))
    reading.close()
    assert rules is not None  # noqa: S101 - else there was a problem
    return rules


def _contradictions(data: object) -> Iterator[Wrong]:
    parts: list[tuple[Any, Any]] = [(("administrators",), mapping(data, "administrators"))]
    parts += entries(data, "facilitators")
    named = [_small(text) for _place, part in parts for text in texts(part, "addresses")]
    named += [f"group {text}" for _place, part in parts for text in texts(part, "groups")]
    if not named:
        yield (), "Nobody may sign in.", "Name addresses or groups of administrators or facilitators."
    for name in duplicates(named):
        yield (), appears_again(name), keep_one()


def new_sign_in(rules: SignInRules, identity: Identity) -> tuple[SignIn, Grant]:
    """A sign-in that begins now, and what it allows; of the identity it keeps its name, and what the rules name.

    Raises SignInRefused.
    """
    groups = {group for people in rules.everybody for group in people.groups}
    began = now()
    made = SignIn(
        new_id("s"),
        key_hash(identity.subject),
        identity.name,
        identity.address if any(people.include(identity.address, ()) for people in rules.everybody) else "",
        tuple(sorted(groups.intersection(identity.groups))),
        began,
        began + dt.timedelta(hours=rules.hours),
    )
    grant = grant_of(rules, made)
    if grant is None:
        raise SignInRefused
    return made, grant


def grant_of(rules: SignInRules, sign_in: SignIn) -> Grant | None:
    """What somebody who has signed in may do by now; None if the rules no longer name them."""
    place = rules.place_of(sign_in.address, sign_in.groups)
    return None if place is None else Grant(sign_in.person, *place, ends=sign_in.ends, sign_in_id=sign_in.id)


def find_grant(transaction: Transaction, visit: str, file: Path) -> Grant | None:
    """What the visit of somebody who has signed in allows now; None if there is none, or the file can't be read."""
    sign_in = sign_ins.find_sign_in(transaction, visit, now())
    if sign_in is None:
        return None
    try:
        return grant_of(load_rules(file), sign_in)
    except (FileRefused, OSError):
        return None


list_sign_ins = reads(Action.ADMINISTER)(sign_ins.list_sign_ins)
end_sign_ins = writes(Action.ADMINISTER, event=Event.ACCOUNT_SIGNED_OUT)(sign_ins.end_sign_ins)
