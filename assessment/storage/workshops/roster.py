"""Who takes part: joining, coming back, being added on paper, removed or merged."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, func, insert, select, update

from assessment.domain.workshop.door import TOLD_FOR, Slowing, busy_until, seats_at_once
from assessment.domain.workshop.model import VOTES, Participant
from assessment.domain.workshop.plan import PARTICIPANTS_LIMIT, WorkshopPlan
from assessment.domain.workshop.stages import unrevealed_vote
from assessment.i18n import gettext as _
from assessment.parsing.limits import check_name, is_blank
from assessment.records.errors import ParticipantUnknown, Refused
from assessment.records.workshops import Admission, Newcomer, Secrets, WorkshopEventKind
from assessment.storage.column_types import AnyRow
from assessment.storage.transaction import Transaction, matching, new_id, now
from assessment.storage.workshops.reading import TAKES_PART, find_participant, participant_of
from assessment.storage.workshops.rows import change_workshop, find_running, find_workshop, note_event
from assessment.storage.workshops.tables import ballots, participants, stages, workshops


def check_newcomer(plan: WorkshopPlan, newcomer: Newcomer) -> None:
    """Raise Refused for what this workshop doesn't offer or needs, TextRefused for the name."""
    if (newcomer.voice is None) == bool(plan.voices) or newcomer.voice not in (None, *plan.voices):
        raise Refused(_("Choose for whom you speak."))
    if (newcomer.table is None) == bool(plan.tables) or newcomer.table not in (None, *plan.tables):
        raise Refused(_("Choose your table."))
    if newcomer.name is not None and plan.anonymous:
        raise Refused(_("This workshop is anonymous: leave your name out."))
    if newcomer.name is not None and is_blank(newcomer.name):
        raise Refused(_("Write your name, or leave it out."))
    check_name(newcomer.name or "")


def join(
    transaction: Transaction,
    workshop_id: str,
    newcomer: Newcomer,
    secrets: Secrets,
    *,
    through_door: bool = True,
    admit: Admission | None = None,
) -> Participant:
    """Let somebody take part; the same form sent twice is one participant. `admit` is asked for each new seat.

    Raises Refused, also unless the door is open or they don't come through it, TextRefused and JoiningSlowed.
    """
    workshop = find_running(transaction, workshop_id)
    if through_door and not workshop.door_open:
        raise Refused(_("Nobody can join at the moment. Ask the facilitator to open the door."))
    return add_participant(transaction, workshop, newcomer, secrets, at=now(), admit=admit)


def add_on_paper(transaction: Transaction, workshop_id: str, newcomer: Newcomer) -> Participant:
    """Let somebody take part who votes on paper. Raises Refused, TextRefused."""
    workshop = find_running(transaction, workshop_id)
    participant = add_participant(transaction, workshop, newcomer, Secrets(), at=now())
    note_event(transaction, workshop_id, WorkshopEventKind.ADDED, at=now())
    return participant


def add_participant(
    transaction: Transaction,
    workshop: AnyRow,
    newcomer: Newcomer,
    secrets: Secrets,
    *,
    at: dt.datetime,
    admit: Admission | None = None,
) -> Participant:
    """Let somebody take part, in the lock of the workshop's row. Raises Refused and what `check_newcomer` raises;
    ParticipantUnknown for the form of somebody who was removed or has left this phone since.

    `admit` is asked before a new seat is given, which then also raises JoiningSlowed."""
    check_newcomer(workshop.plan, newcomer)
    if secrets.form is not None:
        known = transaction.execute(select(participants).where(participants.c.form_hash == secrets.form)).one_or_none()
        if known is not None:
            # The person who has the phone now may send it again by going back.
            if known.left is not None or known.token_hash is None:
                raise ParticipantUnknown
            transaction.execute(
                update(participants)
                .where(participants.c.id == known.id)
                .values(token_hash=secrets.token, return_hash=secrets.return_code, on_paper=False)
            )
            return participant_of(known)
    of_workshop = participants.c.workshop_id == workshop.id
    # A number is given once, and a person who was removed leaves room for another.
    numbers = select(func.max(participants.c.number), func.count().filter(TAKES_PART)).where(of_workshop)
    last, there = transaction.execute(numbers).one()
    if there >= PARTICIPANTS_LIMIT:
        words = _("This workshop has {limit} participants and can’t take more.")
        raise Refused(words.format(limit=PARTICIPANTS_LIMIT))
    if admit is not None:
        admit(workshop.plan)
        busy = busy_until(workshop.door_busy, workshop.heads, at)
        transaction.execute(update(workshops).where(workshops.c.id == workshop.id).values(door_busy=busy))
    participant = Participant(new_id("p"), newcomer.voice, newcomer.table, newcomer.name)
    transaction.execute(
        insert(participants).values(
            id=participant.id,
            workshop_id=workshop.id,
            number=(last or 0) + 1,
            voice=participant.voice,
            seat=participant.table,
            name=participant.name,
            token_hash=secrets.token,
            return_hash=secrets.return_code,
            form_hash=secrets.form,
            on_paper=secrets.token is None,
            joined=at,
        )
    )
    return participant


def note_slowed(transaction: Transaction, workshop_id: str) -> None:
    """Remember that somebody had to wait at the door, once in a while: a program may knock often."""
    at, refused = now(), workshops.c.door_refused
    is_news = refused.is_(None) | (refused < at - TOLD_FOR / 4)
    transaction.execute(update(workshops).where(workshops.c.id == workshop_id, is_news).values(door_refused=at))


def find_slowing(transaction: Transaction, workshop_id: str) -> Slowing | None:
    """Whether somebody had to wait at the door just now, and why."""
    workshop = find_workshop(transaction, workshop_id)
    if workshop.door_refused is None or now() - workshop.door_refused > TOLD_FOR:
        return None
    return Slowing(seats_at_once(workshop.heads), workshop.heads)


def let_more_in(transaction: Transaction, workshop_id: str) -> None:
    """Let as many join at once as at the beginning."""
    empty = {"door_busy": None, "door_refused": None}
    transaction.execute(update(workshops).where(workshops.c.id == workshop_id).values(empty))


def come_back(transaction: Transaction, return_hash: str, token_hash: str) -> str:
    """Know the person with a return code by another secret from now on; returns the workshop's id.

    Raises ParticipantUnknown.
    """
    # The form by which they joined may still be on the phone that they have lost.
    row = _know_otherwise(
        transaction, participants.c.return_hash == return_hash, token_hash=token_hash, form_hash=None, on_paper=False
    )
    if row is None:
        raise ParticipantUnknown
    return str(row.workshop_id)


def leave_phone(transaction: Transaction, token_hash: str) -> None:
    """Forget this secret: its person comes back by their return code."""
    _know_otherwise(transaction, participants.c.token_hash == token_hash, token_hash=None)


def _know_otherwise(transaction: Transaction, who: ColumnElement[bool], **secrets: object) -> AnyRow | None:
    """Change the secrets of somebody who takes part, and let all who know them look again; None if there is nobody."""
    asked = select(participants).where(who, TAKES_PART)
    participant = transaction.execute(asked).one_or_none()
    if participant is None:
        return None
    # The workshop first, as removing and merging people lock it first.
    find_workshop(transaction, participant.workshop_id, lock=True)
    row = transaction.execute(asked.with_for_update()).one_or_none()
    if row is not None:
        transaction.execute(update(participants).where(participants.c.id == row.id).values(**secrets))
        transaction.execute(
            update(workshops).where(workshops.c.id == row.workshop_id).values(roster=workshops.c.roster + 1)
        )
    return row


def remove_participant(transaction: Transaction, workshop_id: str, participant_id: str) -> None:
    """Let somebody take part no longer; what they voted and isn't revealed isn't counted.

    Raises ParticipantUnknown.
    """
    find_running(transaction, workshop_id)
    _remove(transaction, workshop_id, participant_id)
    _note_removal(transaction, workshop_id, WorkshopEventKind.REMOVED)


def remove_since(transaction: Transaction, workshop_id: str, since: dt.datetime) -> int:
    """Do the same with all who joined by phone at a time or later; returns how many that were."""
    find_running(transaction, workshop_id)
    joined = (participants.c.workshop_id == workshop_id, participants.c.joined >= since, TAKES_PART)
    # Who is just voting ends that first.
    rows = transaction.execute(select(participants).where(*joined).order_by(participants.c.id).with_for_update())
    ids = [row.id for row in rows if not row.on_paper]
    out = update(participants).where(participants.c.id.in_(ids))
    transaction.execute(out.values(left=now(), token_hash=None, return_hash=None))
    _note_removal(transaction, workshop_id, WorkshopEventKind.REMOVED, f"{len(ids)} since {since.isoformat()}")
    return len(ids)


def merge_participants(transaction: Transaction, workshop_id: str, participant_id: str, into: str) -> None:
    """Make one participant of two: where only the first has voted and nothing is revealed yet, the second has then.

    What was revealed stays as it was. Raises ParticipantUnknown.
    """
    find_running(transaction, workshop_id)
    if participant_id == into:
        raise ParticipantUnknown
    # Both before anything is read: who is just voting ends that first, and it is handed over too.
    for either_id in sorted((participant_id, into)):
        find_participant(transaction, workshop_id, either_id)
    for place in transaction.execute(select(stages).where(stages.c.workshop_id == workshop_id)).all():
        vote = unrevealed_vote(place.stage)
        if vote in VOTES:
            _hand_over_ballot(transaction, workshop_id, place.recommendation_id, vote, participant_id, into)
    _remove(transaction, workshop_id, participant_id, merged_into=into)
    _note_removal(transaction, workshop_id, WorkshopEventKind.MERGED)


def _remove(transaction: Transaction, workshop_id: str, participant_id: str, *, merged_into: str | None = None) -> None:
    find_participant(transaction, workshop_id, participant_id)
    transaction.execute(
        update(participants)
        .where(participants.c.id == participant_id)
        .values(left=now(), merged_into=merged_into, token_hash=None, return_hash=None)
    )


def _note_removal(transaction: Transaction, workshop_id: str, kind: WorkshopEventKind, note: str = "") -> None:
    change_workshop(transaction, workshop_id, roster=workshops.c.roster + 1)
    note_event(transaction, workshop_id, kind, at=now(), note=note)


def _hand_over_ballot(
    transaction: Transaction, workshop_id: str, recommendation_id: str, vote: int, participant_id: str, into: str
) -> None:
    of_vote = matching(ballots, workshop_id=workshop_id, recommendation_id=recommendation_id, vote=vote)
    statement = select(ballots).where(of_vote).order_by(ballots.c.revision.desc()).limit(1)
    ballot = transaction.execute(statement.where(ballots.c.participant_id == participant_id)).one_or_none()
    own = transaction.execute(statement.where(ballots.c.participant_id == into)).one_or_none()
    if ballot is not None and ballot.rating is not None and (own is None or own.rating is None):
        revision = 1 if own is None else own.revision + 1
        transaction.execute(
            insert(ballots).values({**ballot._mapping, "participant_id": into, "revision": revision, "form_id": None})
        )
