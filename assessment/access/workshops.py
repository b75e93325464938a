"""Workshops: prepared and led by facilitators, followed by readers and projectors, moderated by note takers.

Nothing here shows a ballot before it is revealed, or who voted what in an anonymous workshop. What a use case needs is
said where it is made.
"""

from __future__ import annotations

from collections.abc import Sequence

from assessment.access.assessments import require_typed
from assessment.access.ballots import list_waited_for, new_join_code
from assessment.access.gate import About, Gate, reads, writes
from assessment.access.outcome import compute_outcome
from assessment.domain.catalogue import Catalogue
from assessment.domain.permissions import Action
from assessment.domain.workshop.model import Remark, RemarkState
from assessment.domain.workshop.outcome import WorkshopOutcome
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.errors import AssessmentError
from assessment.i18n import mark
from assessment.records.audit import Event
from assessment.records.workshops import (
    RevealedBallot,
    Seat,
    Workshop,
)
from assessment.storage.audit import record
from assessment.storage.transaction import Transaction
from assessment.storage.workshops import moving, reading, remarks, roster, voting, writing

WORKSHOP = About.WORKSHOP


class BallotsAreSecret(AssessmentError):
    """Who voted what in an anonymous workshop is shown to nobody."""

    sentence = mark("This workshop is anonymous: who voted what is shown to nobody.")


list_workshops = reads(Action.READ)(reading.list_workshops)
read_pulse = reads(Action.READ, WORKSHOP)(reading.read_pulse)
read_turnout = reads(Action.READ, WORKSHOP)(reading.read_turnout)
read_reveals = reads(Action.READ, WORKSHOP)(reading.read_reveals)
read_agreements = reads(Action.READ, WORKSHOP)(reading.read_agreements)

find_slowing = reads(Action.READ, WORKSHOP)(roster.find_slowing)
let_more_in = writes(Action.LEAD, WORKSHOP)(roster.let_more_in)

list_remarks = reads(Action.MODERATE, WORKSHOP)(reading.read_remarks)

change_plan = writes(Action.LEAD, WORKSHOP, event=Event.PLAN_CHANGED)(writing.change_plan)
change_agenda = writes(Action.LEAD, WORKSHOP, event=Event.AGENDA_CHANGED)(writing.change_agenda)
set_days = writes(Action.LEAD, WORKSHOP, event=Event.DAYS_CHANGED)(writing.set_days)
set_door = writes(Action.LEAD, WORKSHOP)(writing.set_door)
set_heads = writes(Action.LEAD, WORKSHOP)(writing.set_heads)
set_wifi = writes(Action.LEAD, WORKSHOP)(writing.set_wifi)
set_clock = writes(Action.LEAD, WORKSHOP)(writing.set_clock)
go_to = writes(Action.LEAD, WORKSHOP)(writing.go_to)
take_step = writes(Action.LEAD, WORKSHOP)(moving.take_step)
record_agreement = writes(Action.LEAD, WORKSHOP)(moving.record_agreement)
finish_workshop = writes(Action.LEAD, WORKSHOP, event=Event.WORKSHOP_FINISHED)(writing.finish_workshop)

list_seats = reads(Action.LEAD, WORKSHOP)(reading.read_seats)
add_on_paper = writes(Action.LEAD, WORKSHOP)(roster.add_on_paper)
cast_for = writes(Action.LEAD, WORKSHOP)(voting.cast_for)
remove_participant = writes(Action.LEAD, WORKSHOP, event=Event.PARTICIPANT_REMOVED)(roster.remove_participant)
remove_since = writes(Action.LEAD, WORKSHOP, event=Event.PARTICIPANTS_REMOVED)(roster.remove_since)
merge_participants = writes(Action.LEAD, WORKSHOP, event=Event.PARTICIPANTS_MERGED)(roster.merge_participants)


@writes(Action.MODERATE, WORKSHOP)
def moderate_remarks(transaction: Transaction, workshop_id: str, found: Sequence[Remark], state: RemarkState) -> None:
    remarks.moderate(transaction, workshop_id, found, state)
    if state is RemarkState.REDACTED:
        record(transaction, Event.REMARK_REDACTED, [workshop_id])


@writes(Action.LEAD)
def create_workshop(transaction: Transaction, catalogue: Catalogue, plan: WorkshopPlan, *, language: str = "en") -> str:
    return writing.create_workshop(transaction, catalogue, plan, new_join_code(), language=language)


def read_workshop(gate: Gate, workshop_id: str, action: Action = Action.READ) -> Workshop:
    with gate.reading(action, workshop=workshop_id) as transaction:
        return reading.read_workshop(transaction, workshop_id)


@reads(Action.MODERATE, About.RESPONSE)
def find_room_of(transaction: Transaction, assessment_id: str) -> Workshop | None:
    """The running workshop whose agreed response this is, for who takes notes in it; None if there is none."""
    workshop_id = reading.find_workshop_of(transaction, assessment_id)
    if workshop_id is None or not reading.is_workshop_within(transaction, workshop_id):
        return None
    workshop = reading.read_workshop(transaction, workshop_id)
    return workshop if workshop.finished is None else None


@writes(Action.LEAD, WORKSHOP)
def renew_code(transaction: Transaction, workshop_id: str) -> None:
    writing.set_code(transaction, workshop_id, new_join_code())


@reads(Action.LEAD, WORKSHOP)
def count_missing(transaction: Transaction, workshop_id: str, recommendation_id: str, vote: int) -> int:
    """How many are there and haven't voted."""
    return len(list_waited_for(transaction, workshop_id, recommendation_id, vote))


@reads(Action.LEAD, WORKSHOP)
def list_not_voted(transaction: Transaction, workshop_id: str, recommendation_id: str, vote: int) -> list[Seat]:
    """Who takes part and hasn't voted. Raises BallotsAreSecret."""
    _refuse_anonymous(transaction, workshop_id)
    voters = reading.read_voters(transaction, workshop_id, recommendation_id, vote)
    return [seat for seat in _present(transaction, workshop_id) if seat.participant.id not in voters]


@reads(Action.LEAD, WORKSHOP)
def list_typed_in(transaction: Transaction, workshop_id: str, recommendation_id: str, vote: int) -> list[Seat]:
    """Whose vote was typed in from paper, without what it says."""
    voters = reading.read_voters(transaction, workshop_id, recommendation_id, vote, on_paper=True)
    return [seat for seat in _present(transaction, workshop_id) if seat.participant.id in voters]


def _present(transaction: Transaction, workshop_id: str) -> list[Seat]:
    return [seat for seat in reading.read_seats(transaction, workshop_id) if seat.left is None]


def _refuse_anonymous(transaction: Transaction, workshop_id: str) -> None:
    if reading.read_workshop(transaction, workshop_id).plan.anonymous:
        raise BallotsAreSecret


@writes(Action.LEAD, WORKSHOP, event=Event.WORKSHOP_DELETED)
def delete_workshop(transaction: Transaction, workshop_id: str, title: str) -> None:
    """Delete a workshop for good, whose title the person has typed. Raises Refused."""
    require_typed(title, reading.read_workshop(transaction, workshop_id).plan.title)
    writing.delete_workshop(transaction, workshop_id)


@reads(Action.LEAD, WORKSHOP)
def list_revealed_ballots(transaction: Transaction, workshop_id: str) -> list[RevealedBallot]:
    """Who voted what, as it was revealed. Raises BallotsAreSecret."""
    _refuse_anonymous(transaction, workshop_id)
    return reading.read_revealed_ballots(transaction, workshop_id)


def read_outcome(gate: Gate, workshop_id: str, action: Action = Action.READ) -> WorkshopOutcome:
    """What a workshop came to until now; to export it, or the ballots as who leads it, goes into the audit log."""
    with gate.reading(action, workshop=workshop_id) as transaction:
        outcome = compute_outcome(transaction, workshop_id)
    if action is not Action.READ:
        gate.note_export(action, workshop=workshop_id)
    return outcome


@reads(Action.READ, About.RESPONSE)
def read_outcome_of(transaction: Transaction, assessment_id: str) -> WorkshopOutcome | None:
    """What the workshop came to whose agreed response this is; None if it is none's."""
    workshop_id = reading.find_workshop_of(transaction, assessment_id)
    return None if workshop_id is None else compute_outcome(transaction, workshop_id)
