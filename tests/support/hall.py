"""A shared server with the responses of two organisations, and people with keys of every kind.

Every text that is stored bears the name of a bird or place that tells whose it is, so that a text that reaches
somebody whom it doesn't concern is recognised wherever it comes out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assessment.access.assessments import (
    list_imports,
    list_summaries,
    read_assessment,
    read_events,
    read_history,
    save_answer,
    store_import,
)
from assessment.access.entrance import Entrance
from assessment.access.links import VISIT_COOKIE, NewLink, create_link, list_links, renew_link
from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.merge import Change, ImportPlan
from assessment.domain.permissions import EVERYTHING, Action, Role, Scope
from assessment.domain.response import Round, Voice
from assessment.storage import links
from assessment.storage.opening import Storage, open_storage
from assessment.storage.workshops.writing import create_workshop
from tests.browser.server import ROOT, SharedServer
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, in_transaction, store_response
from tests.support.room import a_plan

MINISTRY, COALITION = "Aviary Ministry", "Lagoon Coalition"
NOW = dt.datetime.now(dt.UTC)
TOMORROW, YESTERDAY = NOW + dt.timedelta(days=1), NOW - dt.timedelta(days=1)

OWNERS: Mapping[str, str] = {"kestrel": MINISTRY, "heron": MINISTRY, "plover": COALITION, "osprey": ""}
"""The responses by the bird that stands in all their texts, and whose they are."""
COUNTRIES = {"kestrel": "NPL", "heron": "NPL", "plover": "XAC", "osprey": "XAB"}
PLACES = {MINISTRY: "aviary", COALITION: "lagoon", "": "zenith"}
"""What tells that a text is about an organisation, or about the server as a whole, and none of its responses."""
RATED = "INV-01"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who comes to the server with something. `role` is None where it lets nobody in."""

    name: str
    role: Role | None
    token: str | None = None
    """What their browser has in our cookie; None for no cookie."""
    birds: frozenset[str] = frozenset()
    """The responses that they may read."""
    words: frozenset[str] = frozenset()
    """All the words of OWNERS and PLACES that they may see."""

    @property
    def cookie(self) -> str:
        return "" if self.token is None else f"{VISIT_COOKIE}={self.token}"

    @property
    def opens_streamlit(self) -> bool:
        return self.role is not None and self.role is not Role.PARTICIPANT

    def may(self, action: Action) -> bool:
        return self.role is not None and action in ALLOWED_BY_DOCUMENT[self.role]

    @property
    def strange_words(self) -> frozenset[str]:
        """What nothing that reaches them may have in it."""
        return frozenset({*OWNERS, *PLACES.values()}) - self.words

    def __str__(self) -> str:
        return self.name


READING = frozenset({Action.READ})
ALLOWED_BY_DOCUMENT: Mapping[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(set(Action) - {Action.VOTE}),
    Role.FACILITATOR: frozenset(set(Action) - {Action.VOTE, Action.ADMINISTER}),
    Role.COEDITOR: READING | {Action.EXPORT, Action.ANSWER, Action.SUBMIT},
    Role.READER: READING | {Action.EXPORT},
    Role.PROJECTOR: READING,
    Role.PARTICIPANT: frozenset({Action.VOTE}),
}
"""Who may do what, written down a second time: what is tested isn't asked what is right."""


@dataclass
class Hall:
    """A shared server, what is stored there, and who comes."""

    server: SharedServer
    repository: Storage
    catalogue: Catalogue
    ids: dict[str, str] = field(default_factory=dict)
    """The ids of the responses, by bird."""
    workshop_id: str = ""
    """A workshop of the ministry's."""
    links: dict[str, NewLink] = field(default_factory=dict)
    """By the names of their holders."""
    holders: dict[str, Holder] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.server.address

    @property
    def secrets(self) -> set[str]:
        """Every key and every visit's secret, which nothing may ever tell."""
        keys = {link.key for link in self.links.values()}
        return keys | {holder.token for holder in self.holders.values() if holder.token and holder.role is not None}

    def visit(self, link: NewLink, person: str) -> str:
        token, _grant = Entrance(self.repository).enter(link.key, person)
        return token

    def state(self) -> object:
        """All that is stored, to see that nothing has changed."""
        repository = self.repository
        responses = [
            (bird, read_assessment(as_admin(repository), of), read_events(as_admin(repository), of))
            for bird, of in self.ids.items()
        ]
        histories = [read_history(as_admin(repository), of) for of in self.ids.values()]
        links = {(link.id, link.ends, link.revoked) for link in list_links(as_admin(repository))}
        return (
            responses,
            histories,
            links,
            len(list_summaries(as_admin(repository))),
            len(list_imports(as_admin(repository))),
        )


@contextmanager
def open_hall(folder: Path, *, environment: Mapping[str, str] = {}) -> Iterator[Hall]:
    """Fill a database, and serve it in shared mode; what would leave the machine is noted."""
    outgoing = {"PYTHONPATH": str(ROOT / "tests" / "outgoing"), "OUTGOING": str(folder / "outgoing")}
    server = SharedServer(folder, environment={**outgoing, **environment})
    with open_storage(server.environment["ASSESSMENT_DATABASE_URL"]) as repository:
        hall = Hall(server, repository, a_catalogue())
        _fill(hall)
        server.start()
        try:
            yield hall
        finally:
            server.stop()


def _fill(hall: Hall) -> None:
    for bird, owner in OWNERS.items():
        hall.ids[bird] = _store_response(hall, bird, owner)
    plan = a_plan(hall.catalogue, title="aviary workshop", country="NPL")
    hall.workshop_id = in_transaction(
        as_admin(hall.repository, "aviary leader", owner=MINISTRY), create_workshop, hall.catalogue, plan, "ABC234"
    )
    scopes = {
        "administrator": (Role.ADMINISTRATOR, EVERYTHING),
        "facilitator": (Role.FACILITATOR, Scope(organisation=MINISTRY)),
        "another organisation’s facilitator": (Role.FACILITATOR, Scope(organisation=COALITION)),
        "co-editor": (Role.COEDITOR, Scope(assessment_id=hall.ids["kestrel"])),
        "another response’s co-editor": (Role.COEDITOR, Scope(assessment_id=hall.ids["plover"])),
        "reader of a response": (Role.READER, Scope(assessment_id=hall.ids["kestrel"])),
        "reader of an organisation": (Role.READER, Scope(organisation=MINISTRY)),
        "projector": (Role.PROJECTOR, Scope(assessment_id=hall.ids["kestrel"])),
        "participant": (Role.PARTICIPANT, Scope(workshop_id=hall.workshop_id)),
    }
    for name, (role, scope) in scopes.items():
        _let_in(hall, name, role, scope)
    _add_ended(hall, "co-editor", *scopes["co-editor"])
    for name, token in {
        "nobody": None,
        "empty": "",
        "altered": _altered(hall.holders["administrator"].token or ""),
        "cut short": (hall.holders["administrator"].token or "")[:-1],
        "a key in the place of a visit": hall.links["administrator"].key,
        "hostile": "../../etc/passwd%00%0d%0a",
    }.items():
        hall.holders[name] = Holder(name, None, token)


def _store_response(hall: Hall, bird: str, owner: str) -> str:
    answer = Answer(
        Rating.ABSENT,
        evidence=f"{bird} evidence",
        evidence_url=f"https://{bird}.example/evidence",
        law_reference=f"{bird} law",
        responsible=f"{bird} body",
        action=f"{bird} action",
        comment=f"{bird} comment",
    )
    response = a_response(
        hall.catalogue,
        {RATED: answer},
        country=COUNTRIES[bird],
        voice=Voice.CIVIL_SOCIETY,
        organisation=f"{bird} respondent",
        round=Round(f"{bird} 2026"),
    )
    assessment_id = store_response(as_admin(hall.repository, f"{bird} author", owner=owner), hall.catalogue, response)
    save_answer(
        as_admin(hall.repository, f"{bird} writer"),
        assessment_id,
        "INV-03",
        Answer(Rating.PARTIAL, comment=f"{bird} saved"),
        expected_revision=0,
    )
    file = f"{bird}-returned.xlsx"
    answer = Answer(Rating.PARTIAL, comment=f"{bird} imported")
    imported = {"INV-02": Change(answer, EMPTY_ANSWER, 0, (file,))}
    plan = ImportPlan(assessment_id, hall.catalogue, response, imported, (file,), ())
    store_import(as_admin(hall.repository, f"{bird} importer", owner=owner), [plan])
    return assessment_id


def _words(scope: Scope, role: Role, ids: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """The birds, and all the words, that somebody with this scope may see."""
    birds = {
        bird
        for bird, owner in OWNERS.items()
        if scope.is_server or scope.assessment_id == ids[bird] or (scope.organisation and scope.organisation == owner)
    }
    places = set(PLACES.values()) if scope.is_server else set()
    if scope.organisation is not None:
        places.add(PLACES[scope.organisation])
    if scope.workshop_id is not None:
        places.add(PLACES[MINISTRY])
    return frozenset(birds), frozenset(birds | places)


def _let_in(hall: Hall, name: str, role: Role, scope: Scope) -> None:
    birds, words = _words(scope, role, hall.ids)
    link = _make_link(hall, name, role, scope)
    hall.links[name] = link
    hall.holders[name] = Holder(name, role, hall.visit(link, f"Person {len(hall.holders)}"), birds, words)


def _make_link(hall: Hall, name: str, role: Role, scope: Scope, ends: dt.datetime = TOMORROW) -> NewLink:
    bird = next((bird for bird, of in hall.ids.items() if of == scope.assessment_id), None)
    owner = MINISTRY if scope.workshop_id else scope.organisation or ""
    place = bird or PLACES.get(owner, "zenith")
    access = as_admin(hall.repository, "The administrator")
    return create_link(access, role, scope, f"{place} link of the {name}", ends)


def _add_ended(hall: Hall, name: str, role: Role, scope: Scope) -> None:
    """Holders who came in by a link of this kind, before it or their visit ended."""
    gate = as_admin(hall.repository)
    revoked, expired, left = (f"{how} {name}" for how in ("revoked", "expired", "signed-out"))
    for ended in (revoked, expired, left):
        link = hall.links[ended] = _make_link(hall, ended, role, scope)
        hall.holders[ended] = Holder(ended, None, hall.visit(link, f"Person {len(hall.holders)}"))
    in_transaction(gate, links.revoke_link, hall.links[revoked].link.id)
    renew_link(gate, hall.links[expired].link.id, YESTERDAY)
    Entrance(hall.repository).leave(hall.holders[left].token or "")


def _altered(token: str) -> str:
    return token[:-1] + ("A" if token[-1] != "A" else "B")
