"""What a workshop came to, put together from what is stored of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessment.domain.answer import EMPTY_ANSWER
from assessment.domain.response import Assessment
from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE, Remark, RemarkState
from assessment.domain.workshop.outcome import Happening, Outcome, WorkshopOutcome
from assessment.domain.workshop.stages import AGREED, Step
from assessment.i18n import gettext as _
from assessment.records.errors import AssessmentUnknown
from assessment.records.workshops import Agreement, Revealed, Workshop, WorkshopEvent, WorkshopEventKind
from assessment.storage.assessments import read_assessments
from assessment.storage.transaction import Transaction
from assessment.storage.workshops.reading import (
    read_agreements,
    read_events,
    read_remarks,
    read_reveals,
    read_seats,
    read_workshop,
)


def by_itself() -> str:
    """What signs a step that nobody took."""
    return _("by itself")


def compute_outcome(transaction: Transaction, workshop_id: str) -> WorkshopOutcome:
    workshop = read_workshop(transaction, workshop_id)
    reveals, agreements = read_reveals(transaction, workshop_id), read_agreements(transaction, workshop_id)
    agreed_response = _agreed_response(transaction, workshop)
    seats, events = read_seats(transaction, workshop_id), read_events(transaction, workshop_id)
    kept_back = [
        replace(remark, text="")
        for remark in read_remarks(transaction, workshop_id)
        if remark.state in (RemarkState.HIDDEN, RemarkState.REDACTED)
    ]
    done = [event for event in events if event.kind not in _BEFORE]
    return WorkshopOutcome(
        id=workshop.id,
        plan=workshop.plan,
        catalogue=workshop.catalogue,
        outcomes=tuple(
            _outcome(
                workshop,
                recommendation_id,
                reveals.get(recommendation_id, ()),
                agreements.get(recommendation_id, ()),
                events,
                [remark for remark in kept_back if remark.recommendation == recommendation_id],
                agreed_response,
            )
            for recommendation_id in workshop.catalogue.by_id
            if recommendation_id in workshop.places
        ),
        participants=Counter(seat.participant.part(workshop.plan.breakdown) for seat in seats if seat.left is None),
        heads=workshop.heads,
        created=workshop.created,
        finished=workshop.finished,
        times=tuple(event.at for event in done),
        facilitators=tuple(dict.fromkeys(event.author for event in done if event.author not in ("", by_itself()))),
    )


def _agreed_response(transaction: Transaction, workshop: Workshop) -> Assessment | None:
    if workshop.assessment_id is None:
        return None
    try:
        return read_assessments(transaction, [workshop.assessment_id])[0]
    except AssessmentUnknown:
        return None


def _outcome(
    workshop: Workshop,
    recommendation_id: str,
    revealed: Sequence[Revealed],
    agreements: Sequence[Agreement],
    events: Sequence[WorkshopEvent],
    kept_back: Sequence[Remark],
    agreed_response: Assessment | None,
) -> Outcome:
    stage = workshop.places[recommendation_id].stage
    last = agreements[-1] if agreements else None
    answer, revision = EMPTY_ANSWER, 0
    if agreed_response is not None:
        answer = agreed_response.response.answer(recommendation_id)
        revision = agreed_response.revisions.get(recommendation_id, 0)
    return Outcome(
        recommendation=workshop.catalogue.by_id[recommendation_id],
        stage=stage,
        votes={reveal.vote: reveal.shown for reveal in revealed},
        agreed=None if last is None else last.agreed,
        answer=answer,
        is_changed=last is not None and stage in AGREED and revision != last.revision,
        history=tuple(_history(recommendation_id, revealed, agreements, events)),
        kept_back=tuple(remark for remark in kept_back if _is_last(remark, revealed)),
    )


def _is_last(remark: Remark, revealed: Sequence[Revealed]) -> bool:
    """Whether a remark is of the last reveal of its vote."""
    return remark.reveal == max(number for number, reveal in enumerate(revealed, start=1) if reveal.vote == remark.vote)


_BEFORE = {
    WorkshopEventKind.PREPARED,
    WorkshopEventKind.CHANGED,
    WorkshopEventKind.AGENDA_CHANGED,
    WorkshopEventKind.IMPORTED,
}
"""What is done before the room comes together."""
_STEPS = {WorkshopEventKind(step.value) for step in Step}
_TOLD = {
    WorkshopEventKind.SECOND_OPENED: Step.SECOND,
    WorkshopEventKind.REOPENED: Step.REOPEN,
    WorkshopEventKind.PARKED: Step.PARK,
    WorkshopEventKind.TAKEN_UP: Step.TAKE_UP,
}
"""The steps that are told beside reveals and agreed ratings, which are stored with what they say."""


def _not_undone(recommendation_id: str, events: Sequence[WorkshopEvent]) -> list[WorkshopEvent]:
    """The steps of a recommendation without those that were undone, and without undoing."""
    steps: list[WorkshopEvent] = []
    for event in events:
        if event.recommendation == recommendation_id and event.kind in _STEPS:
            if event.kind is not WorkshopEventKind.UNDONE:
                steps.append(event)
            elif steps:
                steps.pop()
    return steps


def _history(
    recommendation_id: str,
    revealed: Sequence[Revealed],
    agreements: Sequence[Agreement],
    events: Sequence[WorkshopEvent],
) -> Iterator[Happening]:
    """What happened to a recommendation, in its order, each with the vote at which it then was."""
    happened = [Happening(reveal.at, Step.REVEAL, reveal.vote, shown=reveal.shown) for reveal in revealed]
    happened += [
        Happening(agreement.at, Step.AGREE, FIRST_VOTE, rating=agreement.agreed.rating) for agreement in agreements
    ]
    happened += [
        Happening(event.at, _TOLD[event.kind], FIRST_VOTE)
        for event in _not_undone(recommendation_id, events)
        if event.kind in _TOLD
    ]
    vote = FIRST_VOTE
    for happening in sorted(happened, key=lambda happening: happening.at):
        vote = SECOND_VOTE if happening.step is Step.SECOND else vote
        yield happening if happening.step is Step.REVEAL else replace(happening, vote=vote)
