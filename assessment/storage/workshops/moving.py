"""Puts recommendations on their way through the room and moves them: opens, closes and reveals votes, agrees, parks."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress

from sqlalchemy import ColumnElement, Table, and_, delete, func, insert, select, update

from assessment.domain.answer import EMPTY_ANSWER, Answer
from assessment.domain.catalogue import Catalogue
from assessment.domain.workshop.disclosure import Reveal, Withheld, disclose, require_participants, show_everything
from assessment.domain.workshop.model import AgreedRating, Ballot
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import (
    Stage,
    Step,
    UndoTooLate,
    can_undo,
    move,
    open_vote,
    undo_refusal,
    unrevealed_vote,
)
from assessment.i18n import gettext as _
from assessment.records.assessments import EventKind, SavedAnswer
from assessment.records.errors import AssessmentUnknown, MovedMeanwhile, RecommendationUnknown, Refused
from assessment.records.workshops import Place, WorkshopEventKind
from assessment.storage.answers import read_current_answers, save_answer
from assessment.storage.assessments import find_row
from assessment.storage.column_types import AnyRow
from assessment.storage.transaction import Transaction, matching, now
from assessment.storage.workshops.reading import TAKES_PART, read_revealed_ballots, read_standing_ballots
from assessment.storage.workshops.remarks import keep_remarks
from assessment.storage.workshops.rows import change_workshop, find_running, note_event
from assessment.storage.workshops.tables import (
    agreements,
    ballots,
    late_ballots,
    participants,
    revealed_ballots,
    reveals,
    stages,
)
from assessment.storage.writing import update_assessment


def add_stages(
    transaction: Transaction, workshop_id: str, recommendation_ids: Iterable[str], *, at: dt.datetime
) -> None:
    """Put what is voted on at the beginning of its way."""
    first = {"workshop_id": workshop_id, "stage": Stage.NOT_OPENED, "revision": 0, "changed": at}
    transaction.insert(stages, [{**first, "recommendation_id": key} for key in recommendation_ids])


def drop_stages(transaction: Transaction, workshop_id: str, recommendation_ids: Collection[str]) -> None:
    """Take recommendations off their way. Raises Refused if there are votes on one."""

    def these(table: Table) -> ColumnElement[bool]:
        return and_(table.c.workshop_id == workshop_id, table.c.recommendation_id.in_(recommendation_ids))

    # A vote that is being cast ends first.
    transaction.execute(select(stages.c.stage).where(these(stages)).order_by(*stages.primary_key).with_for_update())
    voted_on: set[str] = set()
    for table in (ballots, reveals):
        voted_on.update(transaction.execute(select(table.c.recommendation_id).where(these(table)).distinct()).scalars())
    if voted_on:
        named = ", ".join(sorted(voted_on))
        words = _("There are votes on {named}, so it stays on the agenda. Park it instead.")
        raise Refused(words.format(named=named))
    for table in (late_ballots, stages):
        transaction.execute(delete(table).where(these(table)))


def require_not_begun(transaction: Transaction, workshop: AnyRow) -> None:
    """Raise Refused if anybody has joined, or a vote was opened."""
    joined = select(participants.c.id).where(participants.c.workshop_id == workshop.id)
    opened = select(stages.c.stage).where(stages.c.workshop_id == workshop.id, stages.c.stage != Stage.NOT_OPENED)
    if transaction.execute(joined).first() or transaction.execute(opened).first():
        raise Refused(_("Somebody has joined already, so this can’t be changed. Prepare another workshop."))


def describe_agreed_response(
    transaction: Transaction, workshop: AnyRow, plan: WorkshopPlan, catalogue: Catalogue
) -> None:
    """Let the agreed response be of the country or area, voice and round that another plan says."""
    response = plan.agreed_response(catalogue)
    wanted = {
        "country": response.country,
        "voice": response.voice,
        "organisation": response.organisation,
        "round_label": response.round.label,
        "round_date": response.round.date,
    }
    # If it was deleted, that is told when something is agreed.
    _describe(transaction, workshop, wanted, deleted_too=False)


def keep_agenda(transaction: Transaction, workshop: AnyRow, catalogue: Catalogue) -> None:
    """Let the agreed response say what the room had on its agenda, if that wasn't everything."""
    asked = workshop.plan.recommendations
    if len(asked) < len(catalogue.recommendations):
        _describe(transaction, workshop, {"asked": tuple(sorted(asked))}, deleted_too=True)


def _describe(transaction: Transaction, workshop: AnyRow, wanted: Mapping[str, object], *, deleted_too: bool) -> None:
    """Change these columns of the agreed response, unless it was deleted."""
    with suppress(AssessmentUnknown):
        row = find_row(transaction, workshop.assessment_id or "", lock=True, deleted_too=deleted_too)
        changed = {name: value for name, value in wanted.items() if row._mapping[name] != value}
        if changed:
            note = ", ".join(changed)
            update_assessment(transaction, row.id, EventKind.IDENTITY_CHANGED, note=note, **changed)


def take_step(
    transaction: Transaction, workshop_id: str, recommendation_id: str, step: Step, *, seen: Place | None = None
) -> Stage:
    """Do one step with one recommendation, at which the room then is; returns its stage.

    With `seen`, it must still be where it was when somebody decided this. Raises RecommendationUnknown,
    MovedMeanwhile, MoveRefused, UndoTooLate, TooFewParticipants; taking up again what was agreed also
    Refused, AssessmentSubmitted. For an agreed rating there is `record_agreement`.
    """
    workshop = find_running(transaction, workshop_id)
    stage = _move(transaction, workshop, recommendation_id, step, at=now(), seen=seen)
    if step is Step.TAKE_UP:
        _withdraw_agreement(transaction, workshop, recommendation_id)
    change_workshop(transaction, workshop_id, current=recommendation_id)
    return stage


def record_agreement(
    transaction: Transaction,
    workshop_id: str,
    recommendation_id: str,
    agreed: AgreedRating,
    *,
    seen: Place | None = None,
) -> Stage:
    """Record an agreed rating, which becomes an answer of the agreed response.

    Raises what `take_step` raises, and Refused, AssessmentSubmitted, AnswerRefused.
    """
    at, workshop = now(), find_running(transaction, workshop_id)
    stage = _move(transaction, workshop, recommendation_id, Step.AGREE, at=at, seen=seen)
    number, earlier, _revision = _last_agreement(transaction, workshop_id, recommendation_id)
    saved = _write_agreed_answer(
        transaction,
        workshop.assessment_id,
        recommendation_id,
        lambda before, _current: agreed.answer(before, earlier),
    )
    recorded = {"number": number + 1, "agreed": agreed, "revision": saved.revision, "at": at}
    of = {"workshop_id": workshop_id, "recommendation_id": recommendation_id, "author": transaction.person}
    transaction.insert(agreements, [{**of, **recorded}])
    change_workshop(transaction, workshop_id, current=recommendation_id)
    return stage


def _move(
    transaction: Transaction,
    workshop: AnyRow,
    recommendation_id: str,
    step: Step,
    *,
    at: dt.datetime,
    seen: Place | None = None,
) -> Stage:
    """Do one step, in the lock of the workshop's row."""
    place = _place(transaction, workshop.id, recommendation_id)
    # Both, because a backup that is restored counts again from what it knows.
    if seen is not None and (seen.stage, seen.revision) != (place.stage, place.revision):
        raise MovedMeanwhile
    stage = move(place.stage, step)
    if step is Step.UNDO:
        _require_undoable(transaction, place, at=at)
    if (opened := open_vote(stage)) is not None:
        _prepare_vote(transaction, workshop, recommendation_id, opened)
    if step is Step.REVEAL and (closed := unrevealed_vote(place.stage)) is not None:
        _reveal(transaction, workshop, recommendation_id, closed, at=at)
    _set_stage(transaction, workshop.id, recommendation_id, stage, at=at)
    kind = WorkshopEventKind(step.value)
    note_event(transaction, workshop.id, kind, at=at, recommendation_id=recommendation_id)
    return stage


def _place(transaction: Transaction, workshop_id: str, recommendation_id: str) -> AnyRow:
    of_place = matching(stages, workshop_id=workshop_id, recommendation_id=recommendation_id)
    row = transaction.execute(select(stages).where(of_place).with_for_update()).one_or_none()
    if row is None:
        raise RecommendationUnknown(recommendation_id)
    return row


def _require_undoable(transaction: Transaction, place: AnyRow, *, at: dt.datetime) -> None:
    """Raise UndoTooLate if somebody has acted on the last step. The place is locked, so that no ballot comes now."""
    key = {"workshop_id": place.workshop_id, "recommendation_id": place.recommendation_id}

    def has_any(table: Table) -> bool:
        of_vote = select(table.c.vote).where(matching(table, **key, vote=unrevealed_vote(place.stage)))
        return transaction.execute(of_vote.limit(1)).first() is not None

    is_voted_on = has_any(ballots) or has_any(reveals)
    if not can_undo(place.stage, is_voted_on=is_voted_on, is_missed=has_any(late_ballots), age=at - place.changed):
        raise UndoTooLate(undo_refusal(place.stage))


def _set_stage(
    transaction: Transaction, workshop_id: str, recommendation_id: str, stage: Stage, *, at: dt.datetime
) -> None:
    moved = update(stages).where(matching(stages, workshop_id=workshop_id, recommendation_id=recommendation_id))
    transaction.execute(moved.values(stage=stage, revision=stages.c.revision + 1, changed=at))


def _prepare_vote(transaction: Transaction, workshop: AnyRow, recommendation_id: str, vote: int) -> None:
    """Before a vote takes ballots: an anonymous one needs people enough, and late ballots are sent anew."""
    if workshop.plan.anonymous:
        there = select(func.count()).where(participants.c.workshop_id == workshop.id, TAKES_PART)
        require_participants(transaction.execute(there).scalar_one())
    of_vote = matching(late_ballots, workshop_id=workshop.id, recommendation_id=recommendation_id, vote=vote)
    transaction.execute(delete(late_ballots).where(of_vote))


def _reveal(transaction: Transaction, workshop: AnyRow, recommendation_id: str, vote: int, *, at: dt.datetime) -> None:
    """Store which ballots are in force now, and what the room is shown of them."""
    standing = read_standing_ballots(transaction, workshop.id, recommendation_id, vote)
    breakdown = workshop.plan.breakdown
    now = Reveal(
        vote,
        tuple(ballot for ballot, _who in standing),
        {who.id: who.part(breakdown) for _ballot, who in standing},
    )
    earlier = _earlier_reveals(transaction, workshop.id, recommendation_id)
    shown = disclose([*earlier, now])[-1] if workshop.plan.anonymous else show_everything(now, earlier, breakdown)
    key = {"workshop_id": workshop.id, "recommendation_id": recommendation_id, "number": len(earlier) + 1}
    texts = () if isinstance(shown, Withheld) else shown.remarks
    without_remarks = shown if isinstance(shown, Withheld) else dataclasses.replace(shown, remarks=())
    transaction.execute(insert(reveals).values(**key, vote=vote, at=at, shown=without_remarks))
    keep_remarks(transaction, key, vote, texts, workshop.plan.remarks)
    rows = [
        {
            **key,
            "participant_id": ballot.participant,
            "vote": vote,
            "revision": ballot.revision,
            "part": now.parts[ballot.participant],
        }
        for ballot in now.ballots
    ]
    transaction.insert(revealed_ballots, rows)


def _earlier_reveals(transaction: Transaction, workshop_id: str, recommendation_id: str) -> list[Reveal]:
    """The reveals of a recommendation until now, those without a ballot among them."""
    statement = (
        select(reveals.c.number, reveals.c.vote)
        .where(matching(reveals, workshop_id=workshop_id, recommendation_id=recommendation_id))
        .order_by(reveals.c.number)
    )
    in_force = read_revealed_ballots(transaction, workshop_id, recommendation_id)
    return [
        Reveal(
            row.vote,
            tuple(
                Ballot(
                    ballot.participant, recommendation_id, ballot.vote, ballot.rating, ballot.remark, ballot.revision
                )
                for ballot in in_force
                if ballot.reveal == row.number
            ),
            {ballot.participant: ballot.part for ballot in in_force if ballot.reveal == row.number},
        )
        for row in transaction.execute(statement).all()
    ]


def _withdraw_agreement(transaction: Transaction, workshop: AnyRow, recommendation_id: str) -> None:
    """Take the rating out of the agreed response again, unless somebody has changed that answer since.

    Raises Refused, AssessmentSubmitted.
    """
    _number, _agreed, agreed_revision = _last_agreement(transaction, workshop.id, recommendation_id)
    _write_agreed_answer(
        transaction,
        workshop.assessment_id,
        recommendation_id,
        lambda before, current: dataclasses.replace(before, rating=None) if current == agreed_revision else before,
    )


def _last_agreement(
    transaction: Transaction, workshop_id: str, recommendation_id: str
) -> tuple[int, AgreedRating | None, int]:
    """The number, content and answer's revision of the last agreed rating; 0, None and 0 if there is none."""
    statement = (
        select(agreements.c.number, agreements.c.agreed, agreements.c.revision)
        .where(matching(agreements, workshop_id=workshop_id, recommendation_id=recommendation_id))
        .order_by(agreements.c.number.desc())
        .limit(1)
    )
    row = transaction.execute(statement).one_or_none()
    return (0, None, 0) if row is None else (row.number, row.agreed, row.revision)


def _write_agreed_answer(
    transaction: Transaction,
    assessment_id: str | None,
    recommendation_id: str,
    change: Callable[[Answer, int], Answer],
) -> SavedAnswer:
    """Change an answer of the agreed response; `change` is given the stored one and its revision."""
    try:
        find_row(transaction, assessment_id or "", lock=True)
        stored = read_current_answers(transaction, assessment_id or "", {}).get(recommendation_id)
    except AssessmentUnknown:
        words = _("The agreed response of this workshop was deleted. Restore it on the page Start.")
        raise Refused(words) from None
    before, revision = (EMPTY_ANSWER, 0) if stored is None else (stored.record, stored.revision)
    return save_answer(
        transaction,
        assessment_id or "",
        recommendation_id,
        change(before, revision),
        expected_revision=revision,
    )
