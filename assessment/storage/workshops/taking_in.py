"""Stores a whole workshop that was exported elsewhere, as a new one: nobody has a secret by which to come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Connection, insert, select

from assessment.domain.workshop.archive import ArchivedReveal, WorkshopArchive
from assessment.domain.workshop.events import WorkshopEventKind
from assessment.domain.workshop.model import Participant
from assessment.storage.catalogues import CatalogueStore
from assessment.storage.follow_ups import begin_follow_ups
from assessment.storage.workshops.moving import note_event
from assessment.storage.workshops.tables import (
    agreements,
    ballots,
    participants,
    revealed_ballots,
    reveals,
    stages,
    workshop_events,
    workshops,
)
from assessment.storage.writing import create_assessment, new_id


def store_archive(
    connection: Connection,
    kept: CatalogueStore,
    archive: WorkshopArchive,
    code: str,
    *,
    at: dt.datetime,
    author: str,
    owner: str,
    language: str,
) -> str:
    """Store a workshop with its agreed response and the plan of that, its door closed; returns its id.

    A finished one has no join code. Raises what `create_assessment` does, and FollowUpRefused.
    """
    workshop_id, assessment_id = new_id("w"), None
    kept.save(connection, archive.catalogue)
    if archive.response is not None:
        assessment_id = create_assessment(
            connection, kept, archive.catalogue, archive.response, at=at, author=author, language=language, owner=owner
        )
        begin_follow_ups(connection, assessment_id, archive.response, archive.follow_ups, at=at, author=author)
    connection.execute(
        insert(workshops).values(
            id=workshop_id,
            assessment_id=assessment_id,
            catalogue_hash=archive.catalogue.hash,
            owner=owner,
            plan=archive.plan,
            code=None if archive.finished else code,
            door_open=False,
            heads=archive.heads,
            version=1,
            roster=1,
            created=archive.created,
            author=archive.author,
            finished=archive.finished,
            forgotten=archive.forgotten,
        )
    )
    _store_places(connection, workshop_id, archive)
    people = _store_seats(connection, workshop_id, archive)
    for recommendation_id, found in archive.reveals.items():
        _store_reveals(connection, workshop_id, recommendation_id, found, people, archive)
    _store_agreements(connection, workshop_id, archive)
    for event in archive.events:
        connection.execute(
            insert(workshop_events).values(
                workshop_id=workshop_id,
                at=event.at,
                author=event.author,
                kind=event.kind.value,
                recommendation_id=event.recommendation,
                note=event.note,
            )
        )
    note_event(connection, workshop_id, WorkshopEventKind.IMPORTED, at=at, author=author, note=archive.origin)
    return workshop_id


def has_copy(connection: Connection, origin: str, owner: str) -> bool:
    """Whether the workshop with this id, or one imported from it, is here; an owner knows only of their own."""
    imported = select(workshop_events.c.workshop_id).where(
        workshop_events.c.kind == WorkshopEventKind.IMPORTED.value, workshop_events.c.note == origin
    )
    statement = select(workshops.c.id).where((workshops.c.id == origin) | workshops.c.id.in_(imported))
    if owner:
        statement = statement.where(workshops.c.owner == owner)
    return connection.execute(statement).first() is not None


def _store_places(connection: Connection, workshop_id: str, archive: WorkshopArchive) -> None:
    rows = [
        {
            "workshop_id": workshop_id,
            "recommendation_id": recommendation_id,
            "stage": place.stage.value,
            "revision": place.revision,
            "changed": place.changed,
        }
        for recommendation_id, place in archive.places.items()
    ]
    connection.execute(insert(stages), rows)


def _store_seats(connection: Connection, workshop_id: str, archive: WorkshopArchive) -> dict[int, Participant]:
    """The participants by their numbers, under new ids."""
    people = {seat.number: Participant(new_id("p"), seat.voice, seat.table, seat.name) for seat in archive.seats}
    rows = [
        {
            "id": people[seat.number].id,
            "workshop_id": workshop_id,
            "number": seat.number,
            "voice": None if seat.voice is None else seat.voice.value,
            "seat": seat.table,
            "name": seat.name,
            "on_paper": seat.on_paper,
            "joined": seat.joined,
            "left": seat.left,
            "merged_into": None if seat.merged_into is None else people[seat.merged_into].id,
        }
        for seat in archive.seats
    ]
    if rows:
        connection.execute(insert(participants), rows)
    return people


def _store_reveals(
    connection: Connection,
    workshop_id: str,
    recommendation_id: str,
    found: tuple[ArchivedReveal, ...],
    people: dict[int, Participant],
    archive: WorkshopArchive,
) -> None:
    of_recommendation = {"workshop_id": workshop_id, "recommendation_id": recommendation_id}
    rows = [
        {**of_recommendation, "number": number, "vote": each.vote, "at": each.at, "shown": each.shown}
        for number, each in enumerate(found, start=1)
    ]
    connection.execute(insert(reveals), rows)
    given = [of_recommendation | row for row in _ballot_rows(found, people)]
    in_force = [
        {
            **of_recommendation,
            "number": number,
            "participant_id": people[ballot.number].id,
            "vote": each.vote,
            "revision": ballot.revision,
            "part": people[ballot.number].part(archive.plan.breakdown),
        }
        for number, each in enumerate(found, start=1)
        for ballot in each.ballots
    ]
    if given:
        connection.execute(insert(ballots), given)
        connection.execute(insert(revealed_ballots), in_force)


def _ballot_rows(found: tuple[ArchivedReveal, ...], people: dict[int, Participant]) -> Iterator[dict[str, object]]:
    """Each ballot once, though it was in force at several reveals; when it was given isn't known any better."""
    seen: set[tuple[int, int, int]] = set()
    for each in found:
        for ballot in each.ballots:
            key = (each.vote, ballot.number, ballot.revision)
            if key not in seen:
                seen.add(key)
                yield {
                    "vote": each.vote,
                    "participant_id": people[ballot.number].id,
                    "revision": ballot.revision,
                    "rating": ballot.rating.value,
                    "remark": ballot.remark,
                    "form_id": None,
                    "on_paper": ballot.on_paper,
                    "at": each.at,
                }


def _store_agreements(connection: Connection, workshop_id: str, archive: WorkshopArchive) -> None:
    answered = {} if archive.response is None else archive.response.answers
    rows = []
    for recommendation_id, found in archive.agreements.items():
        stored = int(recommendation_id in answered and not answered[recommendation_id].is_empty)
        # What was changed after it was agreed has another revision than the answer as it is stored now.
        last = 1 - stored if recommendation_id in archive.changed_after else stored
        rows += [
            {
                "workshop_id": workshop_id,
                "recommendation_id": recommendation_id,
                "number": number,
                "agreed": each.agreed,
                "revision": last,
                "at": each.at,
                "author": each.author,
            }
            for number, each in enumerate(found, start=1)
        ]
    if rows:
        connection.execute(insert(agreements), rows)
