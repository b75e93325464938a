"""Takes ballots. What people wait for: its statements are put together once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, bindparam, exists, insert, select

from assessment.domain.answer import Rating
from assessment.domain.workshop.model import VOTES, Ballot
from assessment.domain.workshop.stages import open_vote
from assessment.i18n import gettext as _
from assessment.records.errors import (
    BallotOutdated,
    ParticipantUnknown,
    Refused,
    VoteNotOpen,
)
from assessment.records.workshops import BallotForm, OwnBallot
from assessment.storage.column_types import AnyRow
from assessment.storage.transaction import Transaction, matching, now
from assessment.storage.workshops.reading import TAKES_PART, find_participant, read_own_ballots
from assessment.storage.workshops.rows import find_running
from assessment.storage.workshops.tables import ballots, late_ballots, participants, stages

VERSIONS_LIMIT = 200
"""How often one ballot can be changed: each version is stored. It can always be withdrawn."""
_BY_TOKEN = (
    select(participants.c.id, participants.c.workshop_id)
    .where(participants.c.token_hash == bindparam("token"), TAKES_PART)
    .with_for_update()
)
_STANDING = (
    select(stages.c.stage, ballots.c.revision, ballots.c.rating, ballots.c.remark, ballots.c.form_id, ballots.c.at)
    .select_from(stages)
    .outerjoin(
        ballots,
        and_(
            ballots.c.workshop_id == stages.c.workshop_id,
            ballots.c.recommendation_id == stages.c.recommendation_id,
            ballots.c.vote == bindparam("vote"),
            ballots.c.participant_id == bindparam("participant"),
        ),
    )
    .where(stages.c.workshop_id == bindparam("workshop"), stages.c.recommendation_id == bindparam("recommendation"))
    .order_by(ballots.c.revision.desc())
    .limit(1)
)
# Nobody closes the vote until this ballot is stored.
_HELD = _STANDING.with_for_update(read=True, of=stages)
_HELD_AT_ONCE = _STANDING.with_for_update(read=True, of=stages, skip_locked=True)
_KEEP = insert(ballots).inline()
_LATE = {
    late_ballots.c.workshop_id: stages.c.workshop_id,
    late_ballots.c.recommendation_id: stages.c.recommendation_id,
    late_ballots.c.vote: bindparam("vote", type_=late_ballots.c.vote.type),
    late_ballots.c.participant_id: bindparam("participant", type_=late_ballots.c.participant_id.type),
}
# A phone may name a recommendation that there isn't, and send its vote often.
_NOTE_LATE = insert(late_ballots).from_select(
    list(_LATE),
    select(*_LATE.values()).where(
        stages.c.workshop_id == bindparam("workshop"),
        stages.c.recommendation_id == bindparam("recommendation"),
        ~exists().where(*(column == value for column, value in _LATE.items())),
    ),
)


def require_on_paper(transaction: Transaction, participant: AnyRow, form: BallotForm) -> None:
    """Raise Refused unless this participant votes on paper, and the ballot that stands came on paper too: it may
    have been handed over from a phone."""
    key = {"recommendation_id": form.recommendation, "vote": form.vote, "participant_id": participant.id}
    of_participant = matching(ballots, workshop_id=participant.workshop_id, **key)
    standing = select(ballots).where(of_participant).order_by(ballots.c.revision.desc()).limit(1)
    ballot = transaction.execute(standing).one_or_none() if is_askable(form) else None
    if not participant.on_paper or (ballot is not None and ballot.rating is not None and not ballot.on_paper):
        raise Refused(
            _(
                "This workshop is anonymous, so nobody else changes what somebody votes by phone. Add somebody who "
                "votes on paper, and merge the two: votes that were given stay, and others can be typed in."
            )
        )


def is_askable(form: BallotForm) -> bool:
    """Whether there can be such a vote: a phone may send anything."""
    return form.vote in VOTES and form.form_id.isprintable()


def cast(transaction: Transaction, token_hash: str, form: BallotForm) -> OwnBallot | VoteNotOpen:
    """Store the ballot of the person with this secret, or that it was withdrawn; sent twice, it is stored once.

    Gives back VoteNotOpen, to be raised after it is stored that somebody came too late. Raises ParticipantUnknown;
    BallotOutdated if they have voted again since the form was shown; AnswerRefused for the remark.
    """
    # Locked against their other phone.
    voter = transaction.execute(_BY_TOKEN, {"token": token_hash}).one_or_none()
    if voter is None:
        raise ParticipantUnknown
    try:
        return cast_ballot(transaction, voter.workshop_id, voter.id, form, at=now())
    except VoteNotOpen as error:
        if form.rating is None:
            raise
        if is_askable(form):
            # That it came too late, not what it said.
            transaction.execute(_NOTE_LATE, _key(voter.workshop_id, voter.id, form))
        return error


def cast_for(
    transaction: Transaction,
    workshop_id: str,
    participant_id: str,
    recommendation_id: str,
    vote: int,
    rating: Rating | None,
    remark: str = "",
) -> OwnBallot:
    """Store a ballot that a facilitator types in from paper, in place of the participant's last; without a rating,
    withdraw it.

    Raises what `cast` raises, and Refused in an anonymous workshop: with four ballots in place of what people
    voted, a fifth would be the rest.
    """
    workshop = find_running(transaction, workshop_id)
    participant = find_participant(transaction, workshop_id, participant_id)
    standing = read_own_ballots(transaction, workshop_id, [participant_id])[participant_id]
    last = standing.get((recommendation_id, vote))
    form = BallotForm(recommendation_id, vote, rating, remark, 0 if last is None else last.revision)
    if workshop.plan.anonymous:
        require_on_paper(transaction, participant, form)
    return cast_ballot(transaction, workshop_id, participant_id, form, at=now(), on_paper=True)


def cast_ballot(
    transaction: Transaction,
    workshop_id: str,
    participant_id: str,
    form: BallotForm,
    *,
    at: dt.datetime,
    on_paper: bool = False,
) -> OwnBallot:
    """Store a ballot, or that it was withdrawn; sent twice, it is stored once.

    Raises VoteNotOpen, BallotOutdated if the form was shown before the ballot that stands, Refused,
    AnswerRefused for a remark that is too long.
    """
    row = _find_standing(transaction, workshop_id, participant_id, form) if is_askable(form) else None
    if row is None:
        raise VoteNotOpen
    remark = form.remark if form.rating else ""
    if row.revision and form.form_id and (row.form_id, row.rating, row.remark) == (form.form_id, form.rating, remark):
        return OwnBallot(form.rating, remark, row.revision, row.at)
    if open_vote(row.stage) != form.vote:
        raise VoteNotOpen
    revision = row.revision or 0
    if revision != form.seen:
        raise BallotOutdated
    if revision >= VERSIONS_LIMIT and (form.rating is not None or row.rating is None):
        words = _("Not counted: you have changed this vote {limit} times. Your last vote stands; you can withdraw it.")
        raise Refused(words.format(limit=VERSIONS_LIMIT))
    if form.rating is not None:
        Ballot(participant_id, form.recommendation, form.vote, form.rating, remark)
    transaction.execute(
        _KEEP,
        {
            "workshop_id": workshop_id,
            "recommendation_id": form.recommendation,
            "vote": form.vote,
            "participant_id": participant_id,
            "revision": revision + 1,
            "rating": form.rating,
            "remark": remark,
            "form_id": form.form_id or None,
            "on_paper": on_paper,
            "at": at,
        },
    )
    return OwnBallot(form.rating, remark, revision + 1, at)


def _find_standing(transaction: Transaction, workshop_id: str, participant_id: str, form: BallotForm) -> AnyRow | None:
    """The stage and the ballot that stands, held until this one is stored; None if there is no such recommendation.

    A ballot that comes while the votes are revealed is answered at once, and doesn't wait for that.
    """
    key = _key(workshop_id, participant_id, form)
    if (row := transaction.execute(_HELD_AT_ONCE, key).one_or_none()) is not None:
        return row
    row = transaction.execute(_STANDING, key).one_or_none()
    is_open = row is not None and open_vote(row.stage) is not None
    return transaction.execute(_HELD, key).one_or_none() if is_open else row


def _key(workshop_id: str, participant_id: str, form: BallotForm) -> dict[str, str | int]:
    return {
        "workshop": workshop_id,
        "recommendation": form.recommendation,
        "vote": form.vote,
        "participant": participant_id,
    }
