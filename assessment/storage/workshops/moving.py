"""Puts recommendations on their way through the room and moves them: opens, closes and reveals votes, agrees, parks."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, insert, select, update

from assessment.domain.model import EMPTY_ANSWER, Answer, Catalogue
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
from assessment.records.assessments import EventKind, SavedAnswer
from assessment.records.errors import AssessmentUnknown, RecommendationUnknown
from assessment.records.workshop_errors import (
    AgreedResponseMissing,
    MovedMeanwhile,
    StaysOnAgenda,
    WorkshopBegun,
    WorkshopFinished,
)
from assessment.records.workshops import Place, WorkshopEventKind
from assessment.storage.assessment_queries import find_row, read_current
from assessment.storage.catalogues import CatalogueStore
from assessment.storage.row_mapping import AnyRow
from assessment.storage.workshops.reading import (
    TAKES_PART,
    find_workshop,
    read_revealed_ballots,
    read_standing_ballots,
)
from assessment.storage.workshops.remarks import keep_remarks
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
from assessment.storage.writing import update_assessment, write_answer


def find_running(connection: Connection, workshop_id: str) -> AnyRow:
    """The row of a workshop that isn't finished, locked. Raises WorkshopUnknown, WorkshopFinished."""
    row = find_workshop(connection, workshop_id, lock=True)
    if row.finished is not None:
        raise WorkshopFinished
    return row


def change_workshop(connection: Connection, workshop_id: str, **values: object) -> None:
    """Change columns of a workshop, and let the room see that something has changed."""
    values.setdefault("version", workshops.c.version + 1)
    connection.execute(update(workshops).where(workshops.c.id == workshop_id).values(**values))


def note_event(
    connection: Connection,
    workshop_id: str,
    kind: WorkshopEventKind,
    *,
    at: dt.datetime,
    author: str,
    recommendation_id: str | None = None,
    note: str = "",
) -> None:
    connection.execute(
        insert(workshop_events).values(
            workshop_id=workshop_id,
            at=at,
            author=author,
            kind=kind.value,
            recommendation_id=recommendation_id,
            note=note,
        )
    )


def add_stages(connection: Connection, workshop_id: str, recommendation_ids: Iterable[str], *, at: dt.datetime) -> None:
    """Put what is voted on at the beginning of its way."""
    rows = [
        {
            "workshop_id": workshop_id,
            "recommendation_id": each,
            "stage": Stage.NOT_OPENED.value,
            "revision": 0,
            "changed": at,
        }
        for each in recommendation_ids
    ]
    if rows:
        connection.execute(insert(stages), rows)


def drop_stages(connection: Connection, workshop_id: str, recommendation_ids: Collection[str]) -> None:
    """Take recommendations off their way. Raises StaysOnAgenda if there are votes on one."""

    def these(table: Table) -> ColumnElement[bool]:
        return and_(table.c.workshop_id == workshop_id, table.c.recommendation_id.in_(recommendation_ids))

    # Whoever is just voting ends that first.
    connection.execute(select(stages.c.stage).where(these(stages)).order_by(*stages.primary_key).with_for_update())
    voted_on: set[str] = set()
    for table in (ballots, reveals):
        voted_on.update(connection.execute(select(table.c.recommendation_id).where(these(table)).distinct()).scalars())
    if voted_on:
        raise StaysOnAgenda(voted_on)
    for table in (late_ballots, stages):
        connection.execute(delete(table).where(these(table)))


def require_not_begun(connection: Connection, workshop: AnyRow) -> None:
    """Raise WorkshopBegun if anybody has joined, or a vote was opened."""
    joined = select(participants.c.id).where(participants.c.workshop_id == workshop.id)
    opened = select(stages.c.stage).where(stages.c.workshop_id == workshop.id, stages.c.stage != Stage.NOT_OPENED.value)
    if connection.execute(joined).first() or connection.execute(opened).first():
        raise WorkshopBegun


def replace_stages(connection: Connection, workshop_id: str, plan: WorkshopPlan, *, at: dt.datetime) -> None:
    """Vote on what another plan says."""
    connection.execute(delete(stages).where(stages.c.workshop_id == workshop_id))
    add_stages(connection, workshop_id, plan.recommendations, at=at)


def describe_agreed_response(
    connection: Connection, workshop: AnyRow, plan: WorkshopPlan, catalogue: Catalogue, *, author: str
) -> None:
    """Let the agreed response be of the country or area, voice and round that another plan says."""
    response = plan.agreed_response(catalogue)
    wanted = {
        "country": response.country,
        "voice": response.voice.value,
        "organisation": response.organisation,
        "round_label": response.round.label,
        "round_date": response.round.date,
    }
    with suppress(AssessmentUnknown):  # It was deleted; that is told when something is agreed.
        row = find_row(connection, workshop.assessment_id or "", lock=True)
        changed = {name: value for name, value in wanted.items() if row._mapping[name] != value}
        if changed:
            note = ", ".join(changed)
            update_assessment(connection, row.id, EventKind.IDENTITY_CHANGED, author=author, note=note, **changed)


def keep_agenda(connection: Connection, workshop: AnyRow, catalogue: Catalogue, *, author: str) -> None:
    """Let the agreed response say what the room had on its agenda, if that wasn't everything."""
    asked = workshop.plan.recommendations
    if len(asked) == len(catalogue.recommendations):
        return
    with suppress(AssessmentUnknown):  # It was deleted for good.
        row = find_row(connection, workshop.assessment_id or "", lock=True, deleted_too=True)
        kept = tuple(sorted(asked))
        update_assessment(connection, row.id, EventKind.IDENTITY_CHANGED, author=author, note="asked", asked=kept)


def take_step(
    connection: Connection,
    workshop: AnyRow,
    recommendation_id: str,
    step: Step,
    *,
    at: dt.datetime,
    author: str,
    seen: Place | None = None,
) -> Stage:
    """Do one step with one recommendation, in the lock of the workshop's row; returns its stage then.

    With `seen`, it must still be where it was when somebody decided this. Raises RecommendationUnknown, MovedMeanwhile,
    MoveRefused, UndoTooLate, TooFewParticipants.
    """
    place = _place(connection, workshop.id, recommendation_id)
    # Both, because a backup that is restored counts again from what it knows.
    if seen is not None and (seen.stage, seen.revision) != (place.stage, place.revision):
        raise MovedMeanwhile
    stage = move(Stage(place.stage), step)
    if step is Step.UNDO:
        _require_undoable(connection, place, at=at)
    if open_vote(stage) is not None:
        _prepare_vote(connection, workshop, recommendation_id, open_vote(stage) or 0)
    if step is Step.REVEAL:
        vote = unrevealed_vote(Stage(place.stage)) or 0
        _reveal(connection, workshop, recommendation_id, vote, at=at)
    _set_stage(connection, workshop.id, recommendation_id, stage, at=at)
    kind = WorkshopEventKind(step.value)
    note_event(connection, workshop.id, kind, at=at, author=author, recommendation_id=recommendation_id)
    return stage


def _place(connection: Connection, workshop_id: str, recommendation_id: str) -> AnyRow:
    statement = select(stages).where(
        stages.c.workshop_id == workshop_id, stages.c.recommendation_id == recommendation_id
    )
    row = connection.execute(statement.with_for_update()).one_or_none() if recommendation_id.isprintable() else None
    if row is None:
        raise RecommendationUnknown(recommendation_id)
    return row


def _require_undoable(connection: Connection, place: AnyRow, *, at: dt.datetime) -> None:
    """Raise UndoTooLate if somebody has acted on the last step. The place is locked, so that no ballot comes now."""
    stage = Stage(place.stage)
    vote = unrevealed_vote(stage)

    def has_any(table: Table) -> bool:
        of_vote = select(table.c.vote).where(
            table.c.workshop_id == place.workshop_id,
            table.c.recommendation_id == place.recommendation_id,
            table.c.vote == vote,
        )
        return connection.execute(of_vote.limit(1)).first() is not None

    is_voted_on = has_any(ballots) or has_any(reveals)
    if not can_undo(stage, is_voted_on=is_voted_on, is_missed=has_any(late_ballots), age=at - place.changed):
        raise UndoTooLate(undo_refusal(stage))


def _set_stage(
    connection: Connection, workshop_id: str, recommendation_id: str, stage: Stage, *, at: dt.datetime
) -> None:
    connection.execute(
        update(stages)
        .where(stages.c.workshop_id == workshop_id, stages.c.recommendation_id == recommendation_id)
        .values(stage=stage.value, revision=stages.c.revision + 1, changed=at)
    )


def _prepare_vote(connection: Connection, workshop: AnyRow, recommendation_id: str, vote: int) -> None:
    """Before a vote takes ballots: an anonymous one needs people enough, and late ballots are sent anew."""
    if workshop.plan.anonymous:
        there = select(func.count()).where(participants.c.workshop_id == workshop.id, TAKES_PART)
        require_participants(connection.execute(there).scalar_one())
    connection.execute(
        delete(late_ballots).where(
            late_ballots.c.workshop_id == workshop.id,
            late_ballots.c.recommendation_id == recommendation_id,
            late_ballots.c.vote == vote,
        )
    )


def _reveal(connection: Connection, workshop: AnyRow, recommendation_id: str, vote: int, *, at: dt.datetime) -> None:
    """Store which ballots are in force now, and what the room is shown of them."""
    standing = read_standing_ballots(connection, workshop.id, recommendation_id, vote)
    breakdown = workshop.plan.breakdown
    now = Reveal(
        vote,
        tuple(ballot for ballot, _who in standing),
        {who.id: who.part(breakdown) for _ballot, who in standing},
    )
    earlier = _earlier_reveals(connection, workshop.id, recommendation_id)
    shown = disclose([*earlier, now])[-1] if workshop.plan.anonymous else show_everything(now, earlier, breakdown)
    key = {"workshop_id": workshop.id, "recommendation_id": recommendation_id, "number": len(earlier) + 1}
    texts = () if isinstance(shown, Withheld) else shown.remarks
    kept = shown if isinstance(shown, Withheld) else dataclasses.replace(shown, remarks=())
    connection.execute(insert(reveals).values(**key, vote=vote, at=at, shown=kept))
    keep_remarks(connection, key, vote, texts, workshop.plan.remarks)
    if standing:
        connection.execute(
            insert(revealed_ballots),
            [
                {
                    **key,
                    "participant_id": ballot.participant,
                    "vote": vote,
                    "revision": ballot.revision,
                    "part": now.parts[ballot.participant],
                }
                for ballot in now.ballots
            ],
        )


def _earlier_reveals(connection: Connection, workshop_id: str, recommendation_id: str) -> list[Reveal]:
    """The reveals of a recommendation until now, those without a ballot among them."""
    statement = (
        select(reveals.c.number, reveals.c.vote)
        .where(reveals.c.workshop_id == workshop_id, reveals.c.recommendation_id == recommendation_id)
        .order_by(reveals.c.number)
    )
    in_force = read_revealed_ballots(connection, workshop_id, recommendation_id)
    return [
        Reveal(
            row.vote,
            tuple(
                Ballot(each.participant, recommendation_id, each.vote, each.rating, each.remark, each.revision)
                for each in in_force
                if each.reveal == row.number
            ),
            {each.participant: each.part for each in in_force if each.reveal == row.number},
        )
        for row in connection.execute(statement).all()
    ]


def record_agreement(
    connection: Connection,
    kept: CatalogueStore,
    workshop: AnyRow,
    recommendation_id: str,
    agreed: AgreedRating,
    *,
    at: dt.datetime,
    author: str,
) -> None:
    """Write an agreed rating into the agreed response, and remember it as it was agreed.

    Raises AgreedResponseMissing, AssessmentSubmitted, AnswerRefused.
    """
    number, earlier, _revision = _last_agreement(connection, workshop.id, recommendation_id)
    saved = _write_agreed_answer(
        connection,
        kept,
        workshop.assessment_id,
        recommendation_id,
        lambda before, _current: agreed.answer(before, earlier),
        author=author,
    )
    connection.execute(
        insert(agreements).values(
            workshop_id=workshop.id,
            recommendation_id=recommendation_id,
            number=number + 1,
            agreed=agreed,
            revision=saved.revision,
            at=at,
            author=author,
        )
    )


def withdraw_agreement(
    connection: Connection, kept: CatalogueStore, workshop: AnyRow, recommendation_id: str, *, author: str
) -> None:
    """Take the rating out of the agreed response again, unless somebody has changed that answer since.

    Raises AgreedResponseMissing, AssessmentSubmitted.
    """
    _number, _agreed, agreed_revision = _last_agreement(connection, workshop.id, recommendation_id)
    _write_agreed_answer(
        connection,
        kept,
        workshop.assessment_id,
        recommendation_id,
        lambda before, current: dataclasses.replace(before, rating=None) if current == agreed_revision else before,
        author=author,
    )


def _last_agreement(
    connection: Connection, workshop_id: str, recommendation_id: str
) -> tuple[int, AgreedRating | None, int]:
    """The number, content and answer's revision of the last agreed rating; 0, None and 0 if there is none."""
    statement = (
        select(agreements.c.number, agreements.c.agreed, agreements.c.revision)
        .where(agreements.c.workshop_id == workshop_id, agreements.c.recommendation_id == recommendation_id)
        .order_by(agreements.c.number.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return (0, None, 0) if row is None else (row.number, row.agreed, row.revision)


def _write_agreed_answer(
    connection: Connection,
    kept: CatalogueStore,
    assessment_id: str | None,
    recommendation_id: str,
    change: Callable[[Answer, int], Answer],
    *,
    author: str,
) -> SavedAnswer:
    """Change an answer of the agreed response; `change` is given the stored one and its revision."""
    try:
        find_row(connection, assessment_id or "", lock=True)
        stored = read_current(connection, assessment_id or "", {}).get(recommendation_id)
    except AssessmentUnknown:
        raise AgreedResponseMissing from None
    before, revision = (EMPTY_ANSWER, 0) if stored is None else (stored.answer, stored.revision)
    return write_answer(
        connection,
        kept,
        assessment_id or "",
        recommendation_id,
        change(before, revision),
        expected_revision=revision,
        author=author,
        seen=None,
    )
