"""Workshops that were held: voted on, talked over, agreed and parked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assessment.access.assessments import read_assessment, save_answer
from assessment.access.workshops import record_agreement, set_heads
from assessment.domain.answer import Rating
from assessment.domain.response import Round
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Step
from assessment.storage.opening import Storage
from tests.support.gates import as_admin
from tests.support.room import Room, a_plan, hold_room

FIRST, SECOND, THIRD = "INV-01", "INV-02", "INV-03"
AGREED = AgreedRating(
    Rating.PARTIAL,
    reason="Two of five shelters",
    dissent="Dina: there are none in the north",
    evidence="Shelter register 2026",
    next_step="Open one in the north by June",
)
REMARK = "=1+1 <b>none</b> in the north"


def hold_workshop(repository: Storage, *, state: int = 3, civil_society: int = 3, **changes: Any) -> Room:
    """The first recommendation is voted on twice and agreed, then changed; the second is parked, the rest is left."""
    about: dict[str, Any] = {"country": "XAA", "round": Round("2026 baseline")}
    plan = a_plan(**about | changes)
    room = hold_room(repository, state=state, civil_society=civil_society, plan=plan)
    people = range(len(room.phones))
    room.steps(FIRST, Step.OPEN)
    for phone in people:
        room.vote(phone, FIRST, Rating.IMPLEMENTED if phone < state else Rating.ABSENT, REMARK if not phone else "")
    room.steps(FIRST, Step.CLOSE, Step.REVEAL, Step.SECOND)
    room.vote_all(FIRST, [Rating.PARTIAL for _phone in people])
    room.steps(FIRST, Step.CLOSE, Step.REVEAL)
    record_agreement(room.lead, room.id, FIRST, AGREED)
    room.steps(SECOND, Step.OPEN)
    room.vote_all(SECOND, [Rating.DONT_KNOW for _phone in people])
    room.steps(SECOND, Step.CLOSE, Step.REVEAL, Step.PARK)
    set_heads(room.lead, room.id, 2 * len(people))
    return room


def change_agreed_answer(room: Room) -> None:
    """Rate the first recommendation otherwise in the agreed response, after it was agreed."""
    assessment_id = room.response
    stored = read_assessment(as_admin(room.repository), assessment_id)
    changed = replace(stored.response.answer(FIRST), rating=Rating.ABSENT)
    save_answer(
        as_admin(room.repository, "Chen"), assessment_id, FIRST, changed, expected_revision=stored.revisions[FIRST]
    )
