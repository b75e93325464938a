"""Workshops: prepared and led by facilitators, followed by readers and projectors, moderated by note takers.

Nothing here shows a ballot before it is revealed, or who voted what in an anonymous workshop.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from assessment.access.assessments import is_typed
from assessment.access.ballots import list_waited_for, new_join_code
from assessment.access.gate import Gate
from assessment.access.outcome import compute_outcome
from assessment.access.turnstile import TURNSTILE, Slowing
from assessment.domain.model import Catalogue, Rating
from assessment.domain.permissions import Action
from assessment.domain.workshop.model import AgreedRating, Participant, Remark, RemarkState, Wifi
from assessment.domain.workshop.outcome import WorkshopOutcome
from assessment.domain.workshop.plan import HEADS_LIMIT, PlanRefused, WorkshopPlan
from assessment.domain.workshop.stages import Stage, Step
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.records.workshops import (
    Agreement,
    Newcomer,
    OwnBallot,
    Place,
    Revealed,
    RevealedBallot,
    Seat,
    Turnout,
    Workshop,
    WorkshopListing,
)
from assessment.storage.transaction import Transaction
from assessment.storage.workshops import moving, reading, roster, voting, writing
from assessment.storage.workshops import remarks as stored_remarks


class TitleMismatch(AssessmentError):
    """The title typed to delete a workshop isn't its title."""

    def __init__(self, title: str) -> None:
        super().__init__(_("Nothing was deleted. To delete this workshop, type its title: {title}").format(title=title))


class BallotsAreSecret(AssessmentError):
    """Who voted what in an anonymous workshop is shown to nobody."""

    def __init__(self) -> None:
        super().__init__(_("This workshop is anonymous: who voted what is shown to nobody."))


def create_workshop(gate: Gate, catalogue: Catalogue, plan: WorkshopPlan, *, language: str = "en") -> str:
    with gate.writing(Action.LEAD) as transaction:
        return writing.create_workshop(transaction, catalogue, plan, new_join_code(), language=language)


def list_workshops(gate: Gate) -> list[WorkshopListing]:
    with gate.reading(Action.READ) as transaction:
        return reading.list_workshops(transaction)


def read_workshop(gate: Gate, workshop_id: str, action: Action = Action.READ) -> Workshop:
    with gate.reading(action, workshop=workshop_id) as transaction:
        return reading.read_workshop(transaction, workshop_id)


def read_pulse(gate: Gate, workshop_id: str) -> tuple[int, int]:
    with gate.reading(Action.READ, workshop=workshop_id) as transaction:
        return reading.read_pulse(transaction, workshop_id)


def read_turnout(gate: Gate, workshop_id: str, recommendation_id: str, vote: int) -> Turnout:
    with gate.reading(Action.READ, workshop=workshop_id) as transaction:
        return reading.read_turnout(transaction, workshop_id, recommendation_id, vote)


def read_reveals(gate: Gate, workshop_id: str) -> dict[str, tuple[Revealed, ...]]:
    with gate.reading(Action.READ, workshop=workshop_id) as transaction:
        return reading.read_reveals(transaction, workshop_id)


def read_agreements(gate: Gate, workshop_id: str) -> dict[str, tuple[Agreement, ...]]:
    with gate.reading(Action.READ, workshop=workshop_id) as transaction:
        return reading.read_agreements(transaction, workshop_id)


def find_room_of(gate: Gate, assessment_id: str) -> Workshop | None:
    """The running workshop whose agreed response this is, for who takes notes in it; None if there is none."""
    with gate.reading(Action.MODERATE, [assessment_id]) as transaction:
        workshop_id = reading.find_workshop_of(transaction, assessment_id)
        workshop = None if workshop_id is None else reading.read_workshop(transaction, workshop_id)
    return None if workshop is None or workshop.finished is not None else workshop


def list_remarks(gate: Gate, workshop_id: str) -> list[Remark]:
    """The remarks of votes that were revealed, those that the room doesn't see among them."""
    with gate.reading(Action.MODERATE, workshop=workshop_id) as transaction:
        return reading.read_remarks(transaction, workshop_id)


def moderate_remarks(gate: Gate, workshop_id: str, remarks: Sequence[Remark], state: RemarkState) -> None:
    with gate.writing(Action.MODERATE, workshop=workshop_id) as transaction:
        stored_remarks.moderate(transaction, workshop_id, remarks, state)


def list_seats(gate: Gate, workshop_id: str) -> list[Seat]:
    with gate.reading(Action.LEAD, workshop=workshop_id) as transaction:
        return reading.read_seats(transaction, workshop_id)


def change_plan(gate: Gate, workshop_id: str, plan: WorkshopPlan, *, seen: WorkshopPlan) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        writing.change_plan(transaction, workshop_id, plan, seen=seen)


def set_days(gate: Gate, workshop_id: str, days: Sequence[dt.date]) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        writing.set_days(transaction, workshop_id, days)


def change_agenda(
    gate: Gate, workshop_id: str, recommendations: Sequence[str], minutes: Mapping[str, int], *, seen: WorkshopPlan
) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        writing.change_agenda(transaction, workshop_id, recommendations, minutes, seen=seen)


def set_door(gate: Gate, workshop_id: str, *, is_open: bool) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        writing.set_door(transaction, workshop_id, is_open=is_open)


def renew_code(gate: Gate, workshop_id: str) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        writing.set_code(transaction, workshop_id, new_join_code())


def set_heads(gate: Gate, workshop_id: str, heads: int | None) -> None:
    """Raises PlanRefused for a number that can't be."""
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        if heads is not None and not 0 <= heads <= HEADS_LIMIT:
            raise PlanRefused(_("Write how many people are in the room, up to {limit}.").format(limit=HEADS_LIMIT))
        writing.set_heads(transaction, workshop_id, heads)


def set_wifi(gate: Gate, workshop_id: str, wifi: Wifi | None) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        writing.set_wifi(transaction, workshop_id, wifi)


def set_clock(gate: Gate, workshop_id: str, ends: dt.datetime | None) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        writing.set_clock(transaction, workshop_id, ends)


def go_to(gate: Gate, workshop_id: str, recommendation_id: str | None) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        writing.go_to(transaction, workshop_id, recommendation_id)


def take_step(gate: Gate, workshop_id: str, recommendation_id: str, step: Step, *, seen: Place | None = None) -> Stage:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        return moving.take_step(transaction, workshop_id, recommendation_id, step, seen=seen)


def record_agreement(
    gate: Gate, workshop_id: str, recommendation_id: str, agreed: AgreedRating, *, seen: Place | None = None
) -> Stage:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        return moving.record_agreement(transaction, workshop_id, recommendation_id, agreed, seen=seen)


def count_missing(gate: Gate, workshop_id: str, recommendation_id: str, vote: int) -> int:
    """How many are there and haven't voted."""
    with gate.reading(Action.LEAD, workshop=workshop_id) as transaction:
        return len(list_waited_for(transaction, workshop_id, recommendation_id, vote))


def list_not_voted(gate: Gate, workshop_id: str, recommendation_id: str, vote: int) -> list[Seat]:
    """Who takes part and hasn't voted. Raises BallotsAreSecret."""
    with gate.reading(Action.LEAD, workshop=workshop_id) as transaction:
        _refuse_anonymous(transaction, workshop_id)
        voters = reading.read_voters(transaction, workshop_id, recommendation_id, vote)
        return [each for each in _present(transaction, workshop_id) if each.participant.id not in voters]


def list_typed_in(gate: Gate, workshop_id: str, recommendation_id: str, vote: int) -> list[Seat]:
    """Whose vote was typed in from paper, without what it says."""
    with gate.reading(Action.LEAD, workshop=workshop_id) as transaction:
        voters = reading.read_voters(transaction, workshop_id, recommendation_id, vote, on_paper=True)
        return [each for each in _present(transaction, workshop_id) if each.participant.id in voters]


def _present(transaction: Transaction, workshop_id: str) -> list[Seat]:
    return [seat for seat in reading.read_seats(transaction, workshop_id) if seat.left is None]


def _refuse_anonymous(transaction: Transaction, workshop_id: str) -> None:
    if reading.read_workshop(transaction, workshop_id).plan.anonymous:
        raise BallotsAreSecret


def add_on_paper(gate: Gate, workshop_id: str, newcomer: Newcomer) -> Participant:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        return roster.add_on_paper(transaction, workshop_id, newcomer)


def cast_for(
    gate: Gate,
    workshop_id: str,
    participant_id: str,
    recommendation_id: str,
    vote: int,
    rating: Rating | None,
    remark: str = "",
) -> OwnBallot:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        return voting.cast_for(transaction, workshop_id, participant_id, recommendation_id, vote, rating, remark)


def remove_participant(gate: Gate, workshop_id: str, participant_id: str) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        roster.remove_participant(transaction, workshop_id, participant_id)


def remove_since(gate: Gate, workshop_id: str, since: dt.datetime) -> int:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        return roster.remove_since(transaction, workshop_id, since)


def merge_participants(gate: Gate, workshop_id: str, participant_id: str, into: str) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        roster.merge_participants(transaction, workshop_id, participant_id, into)


def find_slowing(gate: Gate, workshop_id: str) -> Slowing | None:
    """Whether somebody waits at the door because many have joined, and how many that were."""
    with gate.reading(Action.READ, workshop=workshop_id):
        return TURNSTILE.slowing(workshop_id)


def let_more_in(gate: Gate, workshop_id: str) -> None:
    """Let as many join at once as at the beginning."""
    with gate.reading(Action.LEAD, workshop=workshop_id):
        TURNSTILE.give_more(workshop_id)


def finish_workshop(gate: Gate, workshop_id: str) -> None:
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        writing.finish_workshop(transaction, workshop_id)


def delete_workshop(gate: Gate, workshop_id: str, title: str) -> None:
    """Delete a workshop for good, whose title the person has typed. Raises TitleMismatch."""
    with gate.writing(Action.LEAD, workshop=workshop_id) as transaction:
        expected = reading.read_workshop(transaction, workshop_id).plan.title
        if not is_typed(title, expected):
            raise TitleMismatch(expected)
        writing.delete_workshop(transaction, workshop_id)


def list_revealed_ballots(gate: Gate, workshop_id: str) -> list[RevealedBallot]:
    """Who voted what, as it was revealed. Raises BallotsAreSecret."""
    with gate.reading(Action.LEAD, workshop=workshop_id) as transaction:
        _refuse_anonymous(transaction, workshop_id)
        return reading.read_revealed_ballots(transaction, workshop_id)


def read_outcome(gate: Gate, workshop_id: str, action: Action = Action.READ) -> WorkshopOutcome:
    """What a workshop came to until now."""
    with gate.reading(action, workshop=workshop_id) as transaction:
        return compute_outcome(transaction, workshop_id)


def read_outcome_of(gate: Gate, assessment_id: str) -> WorkshopOutcome | None:
    """What the workshop came to whose agreed response this is; None if it is none's."""
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        workshop_id = reading.find_workshop_of(transaction, assessment_id)
        return None if workshop_id is None else compute_outcome(transaction, workshop_id)
