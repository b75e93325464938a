"""Reads workshops. Nothing here reads a ballot that isn't revealed, except a participant's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from assessment.domain.permissions import Scope
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.model import Ballot, Participant, Remark, RemarkState, Wifi
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.records.errors import ParticipantUnknown, WorkshopUnknown
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
    WorkshopListing,
)
from assessment.storage.column_types import AnyRow, damaged_columns
from assessment.storage.tables import assessments
from assessment.storage.transaction import Transaction, matching
from assessment.storage.workshops.rows import find_workshop
from assessment.storage.workshops.tables import (
    agreements,
    ballots,
    late_ballots,
    participants,
    remarks,
    revealed_ballots,
    reveals,
    stages,
    workshop_events,
    workshops,
)

_REVEAL = ("workshop_id", "recommendation_id", "number")
TAKES_PART = participants.c.left.is_(None)
_HANDED_ON = (
    select(assessments.c.id)
    .where(assessments.c.id == workshops.c.assessment_id, assessments.c.owner != workshops.c.owner)
    .exists()
)
"""Whether the agreed response is another organisation's since: who leads a workshop reads and writes that, and who
works with that reads the remarks of a room of others."""
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
        return and_(workshops.c.assessment_id == scope.assessment_id, ~_HANDED_ON)
    return workshops.c.id.is_not(None)


def led_by(organisation: str) -> ColumnElement[bool]:
    """The workshops that an organisation leads."""
    return and_(workshops.c.owner == organisation, ~_HANDED_ON)


def read_workshop(transaction: Transaction, workshop_id: str) -> Workshop:
    """Raises AssessmentDamaged for its catalogue."""
    row = find_workshop(transaction, workshop_id)
    catalogue = transaction.catalogue(row.catalogue_hash, row.assessment_id)
    places = {
        place.recommendation_id: Place(place.stage, place.revision, place.changed)
        for place in transaction.execute(select(stages).where(stages.c.workshop_id == workshop_id))
    }
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
        places={item: places[item] for item in row.plan.recommendations},
    )


def is_workshop_within(transaction: Transaction, workshop_id: str) -> bool:
    """Whether there is such a workshop in the transaction's scope."""
    statement = select(workshops.c.id).where(workshops.c.id == workshop_id, within(transaction.scope))
    return transaction.execute(statement).one_or_none() is not None


def find_workshop_of(transaction: Transaction, assessment_id: str) -> str | None:
    """The workshop whose agreed response this is."""
    statement = select(workshops.c.id, workshops.c.plan).where(workshops.c.assessment_id == assessment_id)
    rows = transaction.execute(statement.order_by(workshops.c.created.desc()))
    return next((row.id for row in rows if isinstance(row.plan, WorkshopPlan)), None)


def read_pulse(transaction: Transaction, workshop_id: str) -> tuple[int, int]:
    """The version and the roster: one small query, to be asked often."""
    statement = select(workshops.c.version, workshops.c.roster).where(workshops.c.id == workshop_id)
    row = transaction.execute(statement).one_or_none()
    if row is None:
        raise WorkshopUnknown(workshop_id)
    return row.version, row.roster


def find_by_code(transaction: Transaction, code: str) -> str | None:
    """The workshop that has this join code."""
    workshop_id: str | None = transaction.execute(
        select(workshops.c.id).where(workshops.c.code == code)
    ).scalar_one_or_none()
    return workshop_id


def find_seat(transaction: Transaction, token_hash: str) -> tuple[str, Seat] | None:
    """The workshop and the seat of the person with this secret."""
    statement = select(participants).where(participants.c.token_hash == token_hash, TAKES_PART)
    row = transaction.execute(statement).one_or_none()
    return None if row is None else (row.workshop_id, seat_of(row))


def list_workshops(transaction: Transaction) -> list[WorkshopListing]:
    """The workshops in the transaction's scope, newest first, without those that are damaged."""
    counted = (
        select(participants.c.workshop_id, func.count().label("there"))
        .where(TAKES_PART)
        .group_by(participants.c.workshop_id)
        .subquery()
    )
    statement = (
        select(workshops, counted.c.there)
        .outerjoin(counted, counted.c.workshop_id == workshops.c.id)
        .where(within(transaction.scope))
        .order_by(workshops.c.created.desc())
    )
    return [
        WorkshopListing(
            row.id, row.owner, row.plan, row.assessment_id, row.door_open, row.there or 0, row.created, row.finished
        )
        for row in transaction.execute(statement)
        if isinstance(row.plan, WorkshopPlan)
    ]


def read_seats(transaction: Transaction, workshop_id: str) -> list[Seat]:
    """Everybody who ever took part, by number."""
    find_workshop(transaction, workshop_id)
    statement = select(participants).where(participants.c.workshop_id == workshop_id).order_by(participants.c.number)
    return [seat_of(row) for row in transaction.execute(statement)]


def read_seats_of_phones(transaction: Transaction, workshop_id: str, token_hashes: Sequence[str]) -> dict[str, Seat]:
    """The seats of those who take part, by the hashes of their secrets."""
    statement = select(participants).where(
        participants.c.workshop_id == workshop_id, participants.c.token_hash.in_(token_hashes), TAKES_PART
    )
    return {row.token_hash: seat_of(row) for row in transaction.execute(statement)}


def find_participant(transaction: Transaction, workshop_id: str, participant_id: str) -> AnyRow:
    """The row of somebody who takes part. Raises ParticipantUnknown."""
    statement = select(participants).where(
        participants.c.id == participant_id, participants.c.workshop_id == workshop_id, TAKES_PART
    )
    row = transaction.execute(statement.with_for_update()).one_or_none()
    if row is None:
        raise ParticipantUnknown
    return row


def seat_of(row: AnyRow) -> Seat:
    return Seat(participant_of(row), row.number, row.on_paper, row.joined, row.left, row.merged_into)


def participant_of(row: AnyRow) -> Participant:
    return Participant(row.id, row.voice, row.seat, row.name)


def _standing(workshop_id: str, recommendation_id: str, vote: int) -> Select[tuple[object, ...]]:
    """The ballots of a vote that would be in force if it were revealed now, with the rows of who gave them."""
    of_vote = matching(ballots, workshop_id=workshop_id, recommendation_id=recommendation_id, vote=vote)
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
    transaction: Transaction, workshop_id: str, recommendation_id: str, vote: int
) -> list[tuple[Ballot, Participant]]:
    """The ballots of a vote as they are: to be revealed, and for nothing else."""
    return [
        (Ballot(row.id, recommendation_id, vote, row.rating, row.remark, row.revision), participant_of(row))
        for row in transaction.execute(_standing(workshop_id, recommendation_id, vote))
    ]


def read_turnout(transaction: Transaction, workshop_id: str, recommendation_id: str, vote: int) -> Turnout:
    """How many have voted, without what they voted."""
    workshop = find_workshop(transaction, workshop_id)
    breakdown = workshop.plan.breakdown
    there = transaction.execute(select(participants).where(participants.c.workshop_id == workshop.id, TAKES_PART))
    voted = transaction.execute(_standing(workshop.id, recommendation_id, vote))
    came_late = matching(late_ballots, workshop_id=workshop.id, recommendation_id=recommendation_id, vote=vote)
    return Turnout(
        present=Counter(participant_of(row).part(breakdown) for row in there),
        voted=Counter(participant_of(row).part(breakdown) for row in voted),
        late=transaction.execute(select(func.count()).where(came_late)).scalar_one(),
    )


def read_voters(
    transaction: Transaction, workshop_id: str, recommendation_id: str, vote: int, *, on_paper: bool = False
) -> set[str]:
    """The ids of those whose ballot stands, without what they voted; `on_paper` asks for what was typed in only."""
    statement = _standing(workshop_id, recommendation_id, vote)
    if on_paper:
        statement = statement.where(ballots.c.on_paper.is_(True))
    return {row.id for row in transaction.execute(statement)}


def read_own_ballots(
    transaction: Transaction, workshop_id: str, participant_ids: Sequence[str]
) -> dict[str, dict[tuple[str, int], OwnBallot]]:
    """The ballots of some participants as they stand: of each, by recommendation and vote."""
    by_participant: dict[str, dict[tuple[str, int], OwnBallot]] = {participant: {} for participant in participant_ids}
    for row in transaction.execute(_OWN_BALLOTS, {"workshop": workshop_id, "participants": participant_ids}):
        ballot = OwnBallot(row.rating, row.remark, row.revision, row.at)
        by_participant[row.participant_id][row.recommendation_id, row.vote] = ballot
    return by_participant


def read_remarks(transaction: Transaction, workshop_id: str) -> list[Remark]:
    """The remarks of all reveals of a workshop, in alphabetical order of each, without those that can't be read."""
    statement = (
        select(remarks, reveals.c.vote)
        .join(reveals, and_(*(reveals.c[name] == remarks.c[name] for name in _REVEAL)))
        .where(remarks.c.workshop_id == workshop_id)
        .order_by(remarks.c.recommendation_id, remarks.c.number, remarks.c.place)
    )
    return [
        Remark(row.recommendation_id, row.vote, row.number, row.place, row.text, row.state, row.author)
        for row in transaction.execute(statement)
        if not damaged_columns(row, remarks)
    ]


def read_reveals(transaction: Transaction, workshop_id: str) -> dict[str, tuple[Revealed, ...]]:
    """What the room was shown, by recommendation, in the order in which it was."""
    statement = select(reveals).where(reveals.c.workshop_id == workshop_id).order_by(reveals.c.number)
    let_through: dict[tuple[str, int], list[str]] = {}
    for remark in read_remarks(transaction, workshop_id):
        if remark.state is RemarkState.SHOWN:
            let_through.setdefault((remark.recommendation, remark.reveal), []).append(remark.text)
    by_recommendation: dict[str, list[Revealed]] = {}
    for row in transaction.execute(statement):
        shown = row.shown
        if isinstance(shown, Figures):
            shown = replace(shown, remarks=tuple(let_through.get((row.recommendation_id, row.number), ())))
        by_recommendation.setdefault(row.recommendation_id, []).append(Revealed(row.vote, row.at, shown))
    return {recommendation: tuple(revealed) for recommendation, revealed in by_recommendation.items()}


def read_revealed_ballots(
    transaction: Transaction, workshop_id: str, recommendation_id: str | None = None
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
            row.rating,
            row.remark,
            row.on_paper,
        )
        for row in transaction.execute(statement)
    ]


def read_agreements(transaction: Transaction, workshop_id: str) -> dict[str, tuple[Agreement, ...]]:
    """The agreed ratings, by recommendation, in the order in which they were recorded."""
    statement = select(agreements).where(agreements.c.workshop_id == workshop_id).order_by(agreements.c.number)
    by_recommendation: dict[str, list[Agreement]] = {}
    for row in transaction.execute(statement):
        by_recommendation.setdefault(row.recommendation_id, []).append(
            Agreement(row.agreed, row.revision, row.at, row.author)
        )
    return {recommendation: tuple(recorded) for recommendation, recorded in by_recommendation.items()}


def read_events(transaction: Transaction, workshop_id: str) -> list[WorkshopEvent]:
    """What happened, in its order, without what can't be read."""
    statement = select(workshop_events).where(workshop_events.c.workshop_id == workshop_id)
    return [
        WorkshopEvent(row.at, row.author, row.kind, row.recommendation_id)
        for row in transaction.execute(statement.order_by(workshop_events.c.number))
        if not damaged_columns(row, workshop_events)
    ]
