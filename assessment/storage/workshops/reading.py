"""Reads workshops. Nothing here reads a ballot that isn't revealed, except a participant's own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, select

from assessment.domain.model import Catalogue, Rating, Voice
from assessment.domain.permissions import Scope
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.model import Ballot, Participant, RemarkState, Wifi
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import Stage
from assessment.records.workshop_errors import ParticipantUnknown, WorkshopDamaged, WorkshopUnknown
from assessment.records.workshops import (
    Agreement,
    OwnBallot,
    Place,
    Revealed,
    RevealedBallot,
    Seat,
    Turnout,
    Workshop,
    WorkshopEvent,
    WorkshopEventKind,
    WorkshopListing,
)
from assessment.storage.catalogues import CatalogueStore
from assessment.storage.row_mapping import AnyRow
from assessment.storage.tables import assessments
from assessment.storage.workshops.remarks import read_remarks
from assessment.storage.workshops.tables import (
    agreements,
    ballots,
    late_ballots,
    participants,
    revealed_ballots,
    reveals,
    stages,
    workshop_events,
    workshops,
)

TAKES_PART = participants.c.left.is_(None)
_OWN_BALLOTS = (
    select(ballots)
    .where(
        ballots.c.workshop_id == bindparam("workshop"),
        ballots.c.participant_id.in_(bindparam("participants", expanding=True)),
    )
    .order_by(ballots.c.revision)
)


def within(scope: Scope) -> ColumnElement[bool]:
    """The workshops in a part of the server."""
    if scope.workshop_id is not None:
        return workshops.c.id == scope.workshop_id
    if scope.organisation is not None:
        return led_by(scope.organisation)
    if scope.assessment_id is not None:
        return workshops.c.assessment_id == scope.assessment_id
    return workshops.c.id.is_not(None)


def led_by(organisation: str) -> ColumnElement[bool]:
    """The workshops that an organisation leads: not those whose agreed response was handed to another
    since: who leads a workshop reads and writes that."""
    response = select(assessments.c.id).where(assessments.c.id == workshops.c.assessment_id)
    return and_(workshops.c.owner == organisation, ~response.where(assessments.c.owner != organisation).exists())


def find_workshop(connection: Connection, workshop_id: str, *, lock: bool = False) -> AnyRow:
    """The row of a workshop; with `lock`, nobody else moves it until the transaction ends.

    Raises WorkshopUnknown, WorkshopDamaged.
    """
    statement = select(workshops).where(workshops.c.id == workshop_id)
    if lock:
        # Ballots refer to this row and may be stored meanwhile: it is no key that changes.
        statement = statement.with_for_update(key_share=True)
    row = connection.execute(statement).one_or_none() if workshop_id.isprintable() else None
    if row is None:
        raise WorkshopUnknown(workshop_id)
    if not isinstance(row.plan, WorkshopPlan):
        raise WorkshopDamaged(workshop_id)
    return row


def read_workshop(connection: Connection, kept: CatalogueStore, workshop_id: str) -> Workshop:
    """Raises WorkshopUnknown, AssessmentDamaged."""
    row = find_workshop(connection, workshop_id)
    catalogue = kept.find(connection, row.catalogue_hash, row.assessment_id or "")
    places = {
        each.recommendation_id: Place(Stage(each.stage), each.revision, each.changed)
        for each in connection.execute(select(stages).where(stages.c.workshop_id == workshop_id))
    }
    return _workshop(row, catalogue, places)


def _workshop(row: AnyRow, catalogue: Catalogue, places: dict[str, Place]) -> Workshop:
    return Workshop(
        id=row.id,
        owner=row.owner,
        plan=row.plan,
        catalogue=catalogue,
        assessment_id=row.assessment_id,
        code=row.code,
        door_open=row.door_open,
        heads=row.heads,
        current=row.current,
        clock_ends=row.clock_ends,
        wifi=Wifi(row.wifi_name, row.wifi_password or "") if isinstance(row.wifi_name, str) else None,
        version=row.version,
        roster=row.roster,
        created=row.created,
        author=row.author,
        finished=row.finished,
        forgotten=row.forgotten,
        places={each: places[each] for each in row.plan.recommendations},
    )


def read_listings(connection: Connection, scope: Scope) -> list[WorkshopListing]:
    """The workshops in a part of the server, newest first, without those that are damaged."""
    counted = (
        select(participants.c.workshop_id, func.count().label("there"))
        .where(TAKES_PART)
        .group_by(participants.c.workshop_id)
        .subquery()
    )
    statement = (
        select(workshops, counted.c.there)
        .outerjoin(counted, counted.c.workshop_id == workshops.c.id)
        .where(within(scope))
        .order_by(workshops.c.created.desc())
    )
    return [
        WorkshopListing(
            row.id, row.owner, row.plan, row.assessment_id, row.door_open, row.there or 0, row.created, row.finished
        )
        for row in connection.execute(statement)
        if isinstance(row.plan, WorkshopPlan)
    ]


def read_seats(connection: Connection, workshop_id: str) -> list[Seat]:
    """Everybody who ever took part, by number."""
    statement = select(participants).where(participants.c.workshop_id == workshop_id).order_by(participants.c.number)
    return [seat_of(row) for row in connection.execute(statement)]


def read_seats_of_phones(connection: Connection, workshop_id: str, token_hashes: Sequence[str]) -> dict[str, Seat]:
    """The seats of those who take part, by the hashes of their secrets."""
    statement = select(participants).where(
        participants.c.workshop_id == workshop_id, participants.c.token_hash.in_(token_hashes), TAKES_PART
    )
    return {row.token_hash: seat_of(row) for row in connection.execute(statement)}


def find_participant(connection: Connection, workshop_id: str, participant_id: str) -> AnyRow:
    """The row of somebody who takes part. Raises ParticipantUnknown."""
    statement = select(participants).where(
        participants.c.id == participant_id, participants.c.workshop_id == workshop_id, TAKES_PART
    )
    row = connection.execute(statement.with_for_update()).one_or_none() if participant_id.isprintable() else None
    if row is None:
        raise ParticipantUnknown
    return row


def seat_of(row: AnyRow) -> Seat:
    return Seat(participant_of(row), row.number, row.on_paper, row.joined, row.left, row.merged_into)


def participant_of(row: AnyRow) -> Participant:
    return Participant(row.id, None if row.voice is None else Voice(row.voice), row.seat, row.name)


def _standing(workshop_id: str, recommendation_id: str, vote: int) -> Select[tuple[object, ...]]:
    """The ballots of a vote that would be in force if it were revealed now, with the rows of who gave them."""
    of_vote = and_(
        ballots.c.workshop_id == workshop_id,
        ballots.c.recommendation_id == recommendation_id,
        ballots.c.vote == vote,
    )
    last = (
        select(ballots.c.participant_id, func.max(ballots.c.revision).label("revision"))
        .where(of_vote)
        .group_by(ballots.c.participant_id)
        .subquery()
    )
    return (
        select(ballots.c.rating, ballots.c.remark, ballots.c.revision, participants)
        .join(last, and_(last.c.participant_id == ballots.c.participant_id, last.c.revision == ballots.c.revision))
        .join(participants, participants.c.id == ballots.c.participant_id)
        .where(of_vote, ballots.c.rating.is_not(None), TAKES_PART)
        .order_by(participants.c.number)
    )


def read_standing_ballots(
    connection: Connection, workshop_id: str, recommendation_id: str, vote: int
) -> list[tuple[Ballot, Participant]]:
    """The ballots of a vote as they are: to be revealed, and for nothing else."""
    return [
        (
            Ballot(row.id, recommendation_id, vote, Rating(row.rating), row.remark, row.revision),
            participant_of(row),
        )
        for row in connection.execute(_standing(workshop_id, recommendation_id, vote))
    ]


def read_turnout(connection: Connection, workshop: AnyRow, recommendation_id: str, vote: int) -> Turnout:
    """How many have voted, without what they voted."""
    breakdown = workshop.plan.breakdown
    there = connection.execute(select(participants).where(participants.c.workshop_id == workshop.id, TAKES_PART))
    voted = connection.execute(_standing(workshop.id, recommendation_id, vote))
    late = select(func.count()).where(
        late_ballots.c.workshop_id == workshop.id,
        late_ballots.c.recommendation_id == recommendation_id,
        late_ballots.c.vote == vote,
    )
    return Turnout(
        present=Counter(participant_of(row).part(breakdown) for row in there),
        voted=Counter(participant_of(row).part(breakdown) for row in voted),
        late=connection.execute(late).scalar_one(),
    )


def read_voters(
    connection: Connection, workshop_id: str, recommendation_id: str, vote: int, *, on_paper: bool = False
) -> set[str]:
    """The ids of those whose ballot stands, without what they voted; `on_paper` asks for what was typed in only."""
    statement = _standing(workshop_id, recommendation_id, vote)
    if on_paper:
        statement = statement.where(ballots.c.on_paper.is_(True))
    return {row.id for row in connection.execute(statement)}


def read_own_ballots(
    connection: Connection, workshop_id: str, participant_ids: Sequence[str]
) -> dict[str, dict[tuple[str, int], OwnBallot]]:
    """The ballots of some participants as they stand: of each, by recommendation and vote."""
    found: dict[str, dict[tuple[str, int], OwnBallot]] = {participant: {} for participant in participant_ids}
    askable = [participant for participant in found if participant.isprintable()]
    for row in connection.execute(_OWN_BALLOTS, {"workshop": workshop_id, "participants": askable}):
        found[row.participant_id][row.recommendation_id, row.vote] = own_ballot(row)
    return found


def own_ballot(row: AnyRow) -> OwnBallot:
    return OwnBallot(None if row.rating is None else Rating(row.rating), row.remark, row.revision, row.at)


def read_reveals(connection: Connection, workshop_id: str) -> dict[str, tuple[Revealed, ...]]:
    """What the room was shown, by recommendation, in the order in which it was."""
    statement = select(reveals).where(reveals.c.workshop_id == workshop_id).order_by(reveals.c.number)
    let_through: dict[tuple[str, int], list[str]] = {}
    for remark in read_remarks(connection, workshop_id):
        if remark.state is RemarkState.SHOWN:
            let_through.setdefault((remark.recommendation, remark.reveal), []).append(remark.text)
    found: dict[str, list[Revealed]] = {}
    for row in connection.execute(statement):
        shown = row.shown
        if isinstance(shown, Figures):
            shown = replace(shown, remarks=tuple(let_through.get((row.recommendation_id, row.number), ())))
        found.setdefault(row.recommendation_id, []).append(Revealed(row.vote, row.at, shown))
    return {recommendation: tuple(each) for recommendation, each in found.items()}


def read_revealed_ballots(
    connection: Connection, workshop_id: str, recommendation_id: str | None = None
) -> list[RevealedBallot]:
    """The ballots that were in force at each reveal, by recommendation, reveal and participant."""
    key = ("workshop_id", "recommendation_id", "vote", "participant_id", "revision")
    statement = (
        select(revealed_ballots, ballots.c.rating, ballots.c.remark, ballots.c.on_paper)
        .join(ballots, and_(*(ballots.c[name] == revealed_ballots.c[name] for name in key)))
        .where(revealed_ballots.c.workshop_id == workshop_id)
        .order_by(revealed_ballots.c.recommendation_id, revealed_ballots.c.number, revealed_ballots.c.participant_id)
    )
    if recommendation_id is not None:
        statement = statement.where(revealed_ballots.c.recommendation_id == recommendation_id)
    return [
        RevealedBallot(
            row.number,
            row.participant_id,
            row.part,
            row.recommendation_id,
            row.vote,
            row.revision,
            Rating(row.rating),
            row.remark,
            row.on_paper,
        )
        for row in connection.execute(statement)
    ]


def read_agreements(connection: Connection, workshop_id: str) -> dict[str, tuple[Agreement, ...]]:
    """The agreed ratings, by recommendation, in the order in which they were recorded."""
    statement = select(agreements).where(agreements.c.workshop_id == workshop_id).order_by(agreements.c.number)
    found: dict[str, list[Agreement]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.recommendation_id, []).append(Agreement(row.agreed, row.revision, row.at, row.author))
    return {recommendation: tuple(each) for recommendation, each in found.items()}


def read_events(connection: Connection, workshop_id: str) -> list[WorkshopEvent]:
    """What happened, in its order, without what can't be read."""
    statement = select(workshop_events).where(workshop_events.c.workshop_id == workshop_id)
    return [
        WorkshopEvent(row.at, row.author, WorkshopEventKind(row.kind), row.recommendation_id)
        for row in connection.execute(statement.order_by(workshop_events.c.number))
        if row.kind in list(WorkshopEventKind) and isinstance(row.author, str) and isinstance(row.at, dt.datetime)
    ]
