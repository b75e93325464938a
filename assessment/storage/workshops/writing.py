"""Changes workshops as a whole: prepares, describes, finishes, deletes them, and forgets their people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, insert, select, update

from assessment.domain.catalogue import Catalogue
from assessment.domain.workshop.model import Wifi
from assessment.domain.workshop.plan import HEADS_LIMIT, PlanRefused, WorkshopPlan
from assessment.domain.workshop.stages import Stage, unrevealed_vote
from assessment.i18n import gettext as _
from assessment.records.audit import Event
from assessment.records.errors import MovedMeanwhile, Refused
from assessment.records.workshops import WorkshopEventKind
from assessment.storage.audit import record
from assessment.storage.tables import links
from assessment.storage.transaction import Transaction, new_id, now
from assessment.storage.workshops.moving import (
    add_stages,
    describe_agreed_response,
    drop_stages,
    keep_agenda,
    require_not_begun,
)
from assessment.storage.workshops.remarks import UNSEEN, forget_unseen
from assessment.storage.workshops.rows import change_workshop, find_running, find_workshop, note_event
from assessment.storage.workshops.tables import (
    attendance,
    ballots,
    late_ballots,
    participants,
    remarks,
    stages,
    workshops,
)
from assessment.storage.writing import create_assessment

_OF_THE_DAY = ("clock_ends", "wifi_name", "wifi_password", "door_busy", "door_refused")
"""What is of no use when a workshop is finished."""
_LAST_ZONE = dt.timedelta(hours=12)
"""How far behind UTC a day ends last."""


def create_workshop(
    transaction: Transaction, catalogue: Catalogue, plan: WorkshopPlan, code: str, *, language: str = "en"
) -> str:
    """Store a new workshop with its agreed response, which is empty still; returns its id.

    Raises PlanRefused, TextRefused.
    """
    plan.check_recommendations(catalogue)
    workshop_id, at = new_id("w"), now()
    transaction.lock_creation()
    response = plan.agreed_response(catalogue)
    assessment_id = create_assessment(transaction, catalogue, response, at=at, language=language)
    transaction.execute(
        insert(workshops).values(
            id=workshop_id,
            assessment_id=assessment_id,
            catalogue_hash=catalogue.hash,
            owner=transaction.owner,
            plan=plan,
            code=code,
            door_open=False,
            version=1,
            roster=1,
            created=at,
            author=transaction.person,
        )
    )
    add_stages(transaction, workshop_id, plan.recommendations, at=at)
    note_event(transaction, workshop_id, WorkshopEventKind.PREPARED, at=at)
    return workshop_id


def change_plan(transaction: Transaction, workshop_id: str, plan: WorkshopPlan, *, seen: WorkshopPlan) -> None:
    """Decide otherwise than in the plan that was `seen`, before anybody has joined or a vote was opened. The agreed
    response follows.

    Raises MovedMeanwhile, Refused, PlanRefused, TextRefused.
    """
    at, workshop = now(), find_running(transaction, workshop_id)
    if workshop.plan != seen:
        raise MovedMeanwhile
    catalogue = transaction.catalogue(workshop.catalogue_hash, workshop.assessment_id)
    plan.check_recommendations(catalogue)
    require_not_begun(transaction, workshop)
    transaction.execute(delete(stages).where(stages.c.workshop_id == workshop_id))
    add_stages(transaction, workshop_id, plan.recommendations, at=at)
    describe_agreed_response(transaction, workshop, plan, catalogue)
    change_workshop(transaction, workshop_id, plan=plan, current=None)
    note_event(transaction, workshop_id, WorkshopEventKind.CHANGED, at=at)


def change_agenda(
    transaction: Transaction,
    workshop_id: str,
    recommendations: Sequence[str],
    minutes: Mapping[str, int],
    *,
    seen: WorkshopPlan,
) -> None:
    """Give a workshop another agenda than that of the plan that was `seen`; minutes of what is dropped go with it.

    Raises MovedMeanwhile, Refused, PlanRefused.
    """
    at, workshop = now(), find_running(transaction, workshop_id)
    if workshop.plan != seen:
        raise MovedMeanwhile
    agenda_minutes = {item: minutes[item] for item in recommendations if item in minutes}
    plan = replace(seen, recommendations=tuple(recommendations), minutes=agenda_minutes)
    plan.check_recommendations(transaction.catalogue(workshop.catalogue_hash, workshop.assessment_id))
    before, after = set(seen.recommendations), set(recommendations)
    drop_stages(transaction, workshop_id, before - after)
    add_stages(transaction, workshop_id, after - before, at=at)
    current = workshop.current if workshop.current in after else None
    change_workshop(transaction, workshop_id, plan=plan, current=current)
    note_event(transaction, workshop_id, WorkshopEventKind.AGENDA_CHANGED, at=at)


def set_days(transaction: Transaction, workshop_id: str, days: Sequence[dt.date]) -> None:
    """Name the days on which people meet, also once they do, in any order. Raises PlanRefused."""
    workshop = find_running(transaction, workshop_id)
    change_workshop(transaction, workshop_id, plan=replace(workshop.plan, days=tuple(sorted(days))))
    note_event(transaction, workshop_id, WorkshopEventKind.CHANGED, at=now())


def set_door(transaction: Transaction, workshop_id: str, *, is_open: bool) -> None:
    """Let people join by the code, or no longer."""
    find_running(transaction, workshop_id)
    change_workshop(transaction, workshop_id, door_open=is_open)
    kind = WorkshopEventKind.DOOR_OPENED if is_open else WorkshopEventKind.DOOR_CLOSED
    note_event(transaction, workshop_id, kind, at=now())


def set_code(transaction: Transaction, workshop_id: str, code: str) -> None:
    """Give a workshop another join code, so that the old one lets nobody in."""
    find_running(transaction, workshop_id)
    change_workshop(transaction, workshop_id, code=code)


def set_heads(transaction: Transaction, workshop_id: str, heads: int | None) -> None:
    """Note how many are in the room. Raises PlanRefused for a number that can't be."""
    if heads is not None and not 0 <= heads <= HEADS_LIMIT:
        raise PlanRefused(_("Write how many people are in the room, up to {limit}.").format(limit=HEADS_LIMIT))
    find_running(transaction, workshop_id)
    change_workshop(transaction, workshop_id, heads=heads)


def set_wifi(transaction: Transaction, workshop_id: str, wifi: Wifi | None) -> None:
    """Note the Wi-Fi of the room, or that nobody has to know it."""
    find_running(transaction, workshop_id)
    name, password = (wifi.name, wifi.password) if wifi else (None, None)
    change_workshop(transaction, workshop_id, wifi_name=name, wifi_password=password)


def set_clock(transaction: Transaction, workshop_id: str, ends: dt.datetime | None) -> None:
    """Note when the time that was given is over."""
    find_running(transaction, workshop_id)
    change_workshop(transaction, workshop_id, clock_ends=ends)


def go_to(transaction: Transaction, workshop_id: str, recommendation_id: str | None) -> None:
    """Let the room look at a recommendation, whatever its stage."""
    workshop = find_running(transaction, workshop_id)
    if recommendation_id in (None, *workshop.plan.recommendations):
        change_workshop(transaction, workshop_id, current=recommendation_id)


def finish_workshop(transaction: Transaction, workshop_id: str) -> bool:
    """Lock a workshop; an anonymous one forgets who voted what. The agreed response keeps what was on the agenda.
    Returns whether it wasn't finished before.

    Raises Refused while a vote is open or not revealed.
    """
    workshop = find_workshop(transaction, workshop_id, lock=True)
    if workshop.finished is not None:
        return False
    of_workshop = select(stages.c.stage).where(stages.c.workshop_id == workshop_id)
    require_nothing_hidden(transaction.execute(of_workshop).scalars().all())
    keep_agenda(transaction, workshop, transaction.catalogue(workshop.catalogue_hash, workshop.assessment_id))
    if workshop.plan.anonymous:
        # Before the code, a key: while that changes nobody can store anything, and none of them waits for us.
        forget_people(transaction, workshop_id, at=now())
    transaction.execute(delete(attendance).where(attendance.c.workshop_id == workshop_id))
    over = {"code": None, "door_open": False, **dict.fromkeys(_OF_THE_DAY)}
    change_workshop(transaction, workshop_id, finished=now(), **over)
    note_event(transaction, workshop_id, WorkshopEventKind.FINISHED, at=now())
    return True


def delete_workshop(transaction: Transaction, workshop_id: str) -> None:
    """Delete a workshop for good, with its people, ballots and links. Its agreed response stays."""
    transaction.lock_creation()
    find_workshop(transaction, workshop_id, lock=True)
    # As a vote does: first the person, then the stage.
    for table in (participants, stages):
        of_workshop = select(table).where(table.c.workshop_id == workshop_id)
        transaction.execute(of_workshop.order_by(*table.primary_key).with_for_update()).all()
    transaction.execute(delete(links).where(links.c.workshop_id == workshop_id))
    transaction.execute(delete(workshops).where(workshops.c.id == workshop_id))
    transaction.note_erasure()


def purge_workshops(transaction: Transaction, at: dt.datetime) -> None:
    """Forget who voted what where the time for which people were told is over."""
    due, _damaged = find_due(transaction, at, to_change=True)
    for workshop_id in due:
        forget_people(transaction, workshop_id, at=at)
        forget_unseen(transaction, workshop_id)
    if due:
        record(transaction, Event.VOTES_ERASED, due)


def find_due(transaction: Transaction, at: dt.datetime, *, to_change: bool = False) -> tuple[list[str], list[str]]:
    """The workshops in which this time is over; and those of which damage hides when it is. `to_change` locks them."""
    # Who has joined or voted since it was forgotten was told the same day.
    joined = select(participants.c.workshop_id).where(participants.c.joined.is_not(None))
    statement = select(workshops.c.id, workshops.c.plan).where(
        workshops.c.forgotten.is_(None)
        | workshops.c.id.in_(joined)
        | workshops.c.id.in_(select(ballots.c.workshop_id))
        | workshops.c.id.in_(select(attendance.c.workshop_id))
        | workshops.c.id.in_(select(remarks.c.workshop_id).where(UNSEEN))
    )
    if to_change:
        statement = statement.with_for_update(key_share=True)
    rows = transaction.execute(statement.order_by(workshops.c.id)).all()
    sound = [row for row in rows if isinstance(row.plan, WorkshopPlan)]
    due = [row.id for row in sound if row.plan.kept_until <= day_that_is_over(at)]
    return due, [row.id for row in rows if row not in sound]


def day_that_is_over(at: dt.datetime) -> dt.date:
    """The last day that is over everywhere: where it isn't, people may still be voting on the last day."""
    return (at - _LAST_ZONE).date() - dt.timedelta(days=1)


def require_nothing_hidden(found: Collection[Stage]) -> None:
    """Raise Refused while a vote is open, or closed and not revealed."""
    if any(unrevealed_vote(stage) for stage in found):
        raise Refused(
            _("A vote is still open, or closed and not revealed. Reveal it first, so that no ballot is lost unseen.")
        )


def forget_people(transaction: Transaction, workshop_id: str, *, at: dt.datetime) -> None:
    """Remove for good who voted what and when, and the names and secrets of all; what the room was shown stays."""
    # First people: someone voting in this moment then has no secret to do so.
    transaction.execute(
        update(participants)
        .where(participants.c.workshop_id == workshop_id)
        .values(name=None, token_hash=None, return_hash=None, form_hash=None, joined=None)
    )
    for table in (ballots, late_ballots, attendance):
        transaction.execute(delete(table).where(table.c.workshop_id == workshop_id))
    change_workshop(transaction, workshop_id, forgotten=at, door_busy=None, door_refused=None)
    transaction.note_erasure()
