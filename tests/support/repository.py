"""Storage as tests call it: what is named here works in a transaction of its own, signed by `author`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from assessment.domain.model import Assessment, Catalogue, Response
from assessment.domain.permissions import EVERYTHING, Grant, Role, Scope
from assessment.records.workshops import BallotForm, OwnBallot
from assessment.storage import answers, assessments, follow_ups, imports, links, tallies, writing
from assessment.storage.opening import Storage, open_storage
from assessment.storage.transaction import Transaction
from assessment.storage.workshops import moving, reading, remarks, roster, voting
from assessment.storage.workshops import writing as workshop_writing

Calls = Mapping[str, Callable[..., Any]]


def read_assessment(transaction: Transaction, assessment_id: str) -> Assessment:
    return assessments.read_assessments(transaction, [assessment_id])[0]


def find_catalogue(transaction: Transaction, catalogue_id: str, version: str) -> Catalogue | None:
    return transaction.catalogues.find_version(transaction.connection, catalogue_id, version)


def create(transaction: Transaction, catalogue: Catalogue, response: Response, **options: Any) -> str:
    transaction.lock_creation()
    return writing.create_assessment(transaction, catalogue, response, at=dt.datetime.now(dt.UTC), **options)


def cast(transaction: Transaction, token_hash: str, form: BallotForm) -> OwnBallot:
    found = voting.cast(transaction, token_hash, form)
    assert isinstance(found, OwnBallot)
    return found


READ: Calls = {
    "summaries": assessments.list_summaries,
    "deleted": partial(assessments.list_summaries, deleted=True),
    "damaged_assessments": assessments.list_damaged,
    "listings": assessments.list_listings,
    "assessment": read_assessment,
    "assessments": assessments.read_assessments,
    "readable_assessments": assessments.read_undamaged,
    "related_assessments": assessments.read_related,
    "state": assessments.read_state,
    "events": assessments.read_events,
    "catalogue_of": assessments.read_catalogue_of,
    "catalogue": find_catalogue,
    "theme_tallies": tallies.count_themes,
    "common_items": tallies.find_common_items,
    "ratings": tallies.read_ratings,
    "answers_to": answers.read_answers_to,
    "current_answers": answers.read_current_answers,
    "answer_versions": answers.read_answer_versions,
    "history": answers.read_history,
    "answer_sources": imports.read_answer_sources,
    "imports": imports.list_imports,
    "imported_submissions": imports.read_imported_submissions,
}
CHANGED: Calls = {
    "create": create,
    "create_once": writing.create_once,
    "save_answer": answers.save_answer,
    "save_import": imports.save_import,
    "undo_import": imports.undo_import,
    "submit": writing.submit,
    "reopen": writing.reopen,
    "update_identity": writing.update_identity,
    "hand_over": writing.hand_over,
    "delete": writing.delete_assessment,
    "undelete": writing.undelete,
    "purge": writing.purge_assessments,
}
PLANS_READ: Calls = {"current": follow_ups.read_follow_ups, "history": follow_ups.read_follow_up_history}
PLANS_CHANGED: Calls = {"save": follow_ups.save_follow_ups}
LINKS_READ: Calls = {"links": links.list_links}
LINKS_CHANGED: Calls = {
    "create": links.create_link,
    "revoke": links.revoke_link,
    "renew": links.renew_link,
    "begin_visit": links.begin_visit,
    "purge": links.purge_links,
}
WORKSHOPS_READ: Calls = {
    "listings": reading.list_workshops,
    "workshop": reading.read_workshop,
    "of_assessment": reading.find_workshop_of,
    "pulse": reading.read_pulse,
    "seats": reading.read_seats,
    "seat": reading.find_seat,
    "turnout": reading.read_turnout,
    "voters": reading.read_voters,
    "reveals": reading.read_reveals,
    "revealed_ballots": reading.read_revealed_ballots,
    "agreements": reading.read_agreements,
    "events": reading.read_events,
    "remarks": reading.read_remarks,
    "own_ballots": reading.read_own_ballots,
}
WORKSHOPS_CHANGED: Calls = {
    "create": workshop_writing.create_workshop,
    "change_plan": workshop_writing.change_plan,
    "change_agenda": workshop_writing.change_agenda,
    "set_days": workshop_writing.set_days,
    "set_door": workshop_writing.set_door,
    "set_code": workshop_writing.set_code,
    "set_heads": workshop_writing.set_heads,
    "set_wifi": workshop_writing.set_wifi,
    "set_clock": workshop_writing.set_clock,
    "go_to": workshop_writing.go_to,
    "finish": workshop_writing.finish_workshop,
    "delete": workshop_writing.delete_workshop,
    "purge": workshop_writing.purge_workshops,
    "step": moving.take_step,
    "agree": moving.record_agreement,
    "join": roster.join,
    "come_back": roster.come_back,
    "leave": roster.leave_phone,
    "add_on_paper": roster.add_on_paper,
    "remove": roster.remove_participant,
    "remove_since": roster.remove_since,
    "merge": roster.merge_participants,
    "cast": cast,
    "cast_for": voting.cast_for,
    "moderate": remarks.moderate,
}


class Aggregate:
    """The functions on one kind of thing."""

    def __init__(self, storage: Storage, read: Calls, changed: Calls) -> None:
        self._storage, self._read, self._changed = storage, read, changed

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name in self._read:
            return partial(_call, self._storage.reading, self._read[name])
        if name in self._changed:
            return partial(_call, self._storage.writing, self._changed[name])
        raise AttributeError(name)


def _call(
    begin: Callable[[], AbstractContextManager[Transaction]],
    function: Callable[..., Any],
    *arguments: Any,
    author: str = "",
    owner: str = "",
    scope: Scope = EVERYTHING,
    **named: Any,
) -> Any:
    part = Scope(organisation=owner) if owner else scope
    with begin() as transaction:
        return function(transaction.of(Grant(author, Role.ADMINISTRATOR, part)), *arguments, **named)


class Repository(Storage):
    """An open database with the functions on what is in it."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return getattr(Aggregate(self, READ, CHANGED), name)

    @property
    def follow_ups(self) -> Aggregate:
        return Aggregate(self, PLANS_READ, PLANS_CHANGED)

    @property
    def links(self) -> Aggregate:
        return Aggregate(self, LINKS_READ, LINKS_CHANGED)

    @property
    def workshops(self) -> Aggregate:
        return Aggregate(self, WORKSHOPS_READ, WORKSHOPS_CHANGED)


def open_repository(url: str) -> Repository:
    return repository_of(open_storage(url))


def repository_of(storage: Storage) -> Repository:
    """The same open database with the functions on what is in it."""
    found = Repository.__new__(Repository)
    found.__dict__ = storage.__dict__
    return found
