"""Takes ballots. What people wait for: its statements are put together once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from assessment.domain.answer import Rating
from assessment.domain.workshop.model import VOTES, Ballot
from assessment.domain.workshop.stages import Stage, open_vote
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.records.errors import BallotOutdated, ParticipantUnknown, Refused, VoteNotOpen
from assessment.records.workshops import BallotForm, OwnBallot
from assessment.storage.column_types import AnyRow
from assessment.storage.transaction import Transaction, matching, now
from assessment.storage.workshops.reading import TAKES_PART, find_participant, read_own_ballots
from assessment.storage.workshops.rows import change_workshop, find_running
from assessment.storage.workshops.tables import ballots, late_ballots, participants, stages, workshops

_Key = tuple[str, str, int]
"""A workshop, a recommendation and a vote."""
Sent = tuple[str, BallotForm]
"""The hash of somebody's secret, and what they vote."""
VERSIONS_LIMIT = 200
"""How often one ballot can be changed: each version is stored. It can always be withdrawn."""
_BALLOT = ("workshop_id", "recommendation_id", "vote", "participant_id")
_BY_TOKEN = select(participants.c.token_hash, participants.c.id, participants.c.workshop_id).where(
    participants.c.token_hash.in_(bindparam("tokens", expanding=True)), TAKES_PART
)
_LOCKED, _LOCKED_AT_ONCE = _BY_TOKEN.with_for_update(), _BY_TOKEN.with_for_update(skip_locked=True)
_VERSIONS = ballots.alias()
_NEWEST = (
    select(func.max(_VERSIONS.c.revision))
    .where(*(_VERSIONS.c[name] == ballots.c[name] for name in _BALLOT))
    .correlate(ballots)
    .scalar_subquery()
)
_STANDING = (
    select(
        stages.c.stage,
        ballots.c.participant_id,
        ballots.c.revision,
        ballots.c.rating,
        ballots.c.remark,
        ballots.c.form_id,
        ballots.c.at,
    )
    .select_from(stages)
    .outerjoin(
        ballots,
        and_(
            ballots.c.workshop_id == stages.c.workshop_id,
            ballots.c.recommendation_id == stages.c.recommendation_id,
            ballots.c.vote == bindparam("vote"),
            ballots.c.participant_id.in_(bindparam("participants", expanding=True)),
            ballots.c.revision == _NEWEST,
        ),
    )
    .where(stages.c.workshop_id == bindparam("workshop"), stages.c.recommendation_id == bindparam("recommendation"))
)
# Nobody closes the vote until these ballots are stored.
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


@dataclass(frozen=True, slots=True)
class _Voter:
    """Somebody who takes part, locked against their other phone."""

    workshop_id: str
    id: str


@dataclass(frozen=True, slots=True)
class _Vote:
    """The votes on a recommendation, as they are while nobody closes it."""

    stage: Stage
    standing: dict[str, tuple[OwnBallot, str | None]]
    """The last ballot of each of those who are asked about, and the form that brought it."""


def cast(
    transaction: Transaction, sent: Sequence[Sent], *, waits: bool = True
) -> list[OwnBallot | AssessmentError | None]:
    """Store ballots, or that they were withdrawn, each as if it had come alone and in their order; sent twice, one is
    stored once. Gives of each what became of it.

    The errors are ParticipantUnknown; VoteNotOpen, for which it is stored that somebody came too late;
    BallotOutdated if they have voted again since the form was shown; Refused; AnswerRefused for the remark. Unless
    it `waits` for those who hold locks, and where one that can't be stored would take others with it, it gives None
    for a ballot that has to be cast alone.
    """
    tokens = list(dict.fromkeys(token for token, _form in sent))
    voters = {
        row.token_hash: _Voter(row.workshop_id, row.id)
        for row in transaction.execute(_LOCKED if waits else _LOCKED_AT_ONCE, {"tokens": tokens})
    }
    votes = _find_votes(transaction, [(voters[token], form) for token, form in sent if token in voters], waits=waits)
    told: list[OwnBallot | AssessmentError | None] = []
    stored, late, at = list[dict[str, object]](), list[dict[str, object]](), now()
    for token, form in sent:
        voter = voters.get(token)
        if voter is None:
            told.append(ParticipantUnknown() if waits else None)
            continue
        key = _vote_key(voter.workshop_id, form)
        if is_askable(form) and key not in votes:
            told.append(None)
            continue
        try:
            ballot, is_new = _next_ballot(vote := votes.get(key), voter.id, form, at)
        except AssessmentError as error:
            told.append(error)
            if isinstance(error, VoteNotOpen) and form.rating is not None and is_askable(form):
                # That it came too late, not what it said.
                late.append(_parameters(key) | {"participant": voter.id})
            continue
        told.append(ballot)
        if is_new and vote is not None:
            vote.standing[voter.id] = ballot, form.form_id
            stored.append(_row(voter, form, ballot))
    if late:
        transaction.execute(_NOTE_LATE, late)
    if stored and len(sent) == 1:
        transaction.execute(_KEEP, stored)
    elif stored:
        try:
            with transaction.connection.begin_nested():
                transaction.execute(_KEEP, stored)
        except SQLAlchemyError:
            return [None] * len(sent)
    return told


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
    voter = _Voter(workshop_id, participant_id)
    found = _find_votes(transaction, [(voter, form)], waits=True).get(_vote_key(workshop_id, form))
    ballot, is_new = _next_ballot(found, participant_id, form, now())
    if is_new:
        transaction.execute(_KEEP, _row(voter, form, ballot, on_paper=True))
    if is_new and not participant.on_paper:
        # Their phone doesn't know of it.
        change_workshop(transaction, workshop_id, version=workshops.c.version, roster=workshops.c.roster + 1)
    return ballot


def _next_ballot(vote: _Vote | None, participant_id: str, form: BallotForm, at: dt.datetime) -> tuple[OwnBallot, bool]:
    """The ballot that a form makes, or that it has made before; and whether it is new.

    Raises VoteNotOpen, BallotOutdated if the form was shown before the ballot that stands, Refused,
    AnswerRefused for a remark that is too long.
    """
    if vote is None:
        raise VoteNotOpen
    last, last_form = vote.standing.get(participant_id, (None, None))
    remark = form.remark if form.rating else ""
    if last and form.form_id and (last_form, last.rating, last.remark) == (form.form_id, form.rating, remark):
        return last, False
    if open_vote(vote.stage) != form.vote:
        raise VoteNotOpen
    revision = last.revision if last else 0
    if revision != form.seen:
        raise BallotOutdated
    if revision >= VERSIONS_LIMIT and (form.rating is not None or last is None or last.rating is None):
        words = _("Not counted: you have changed this vote {limit} times. Your last vote stands; you can withdraw it.")
        raise Refused(words.format(limit=VERSIONS_LIMIT))
    if form.rating is not None:
        Ballot(participant_id, form.recommendation, form.vote, form.rating, remark)
    return OwnBallot(form.rating, remark, revision + 1, at), True


def _find_votes(
    transaction: Transaction, asked: Sequence[tuple[_Voter, BallotForm]], *, waits: bool
) -> dict[_Key, _Vote | None]:
    """Each vote that is asked about, held until the ballots are stored; None if there is no such recommendation. What
    somebody else holds is left out, unless it `waits`.

    A ballot that comes while the votes are revealed is answered at once, and doesn't wait for that.
    """
    people: dict[_Key, list[str]] = {}
    for voter, form in asked:
        if is_askable(form):
            people.setdefault(_vote_key(voter.workshop_id, form), []).append(voter.id)
    votes: dict[_Key, _Vote | None] = {}
    for key in sorted(people):
        parameters = _parameters(key) | {"participants": list(dict.fromkeys(people[key]))}
        rows = transaction.execute(_HELD_AT_ONCE, parameters).all()
        if not rows:
            rows = transaction.execute(_STANDING, parameters).all()
            if rows and open_vote(rows[0].stage) is not None:
                if not waits:
                    continue
                rows = transaction.execute(_HELD, parameters).all()
        standing = {
            row.participant_id: (OwnBallot(row.rating, row.remark, row.revision, row.at), row.form_id)
            for row in rows
            if row.revision
        }
        votes[key] = _Vote(rows[0].stage, standing) if rows else None
    return votes


def _vote_key(workshop_id: str, form: BallotForm) -> _Key:
    return workshop_id, form.recommendation, form.vote


def _parameters(key: _Key) -> dict[str, Any]:
    return dict(zip(("workshop", "recommendation", "vote"), key, strict=True))


def _row(voter: _Voter, form: BallotForm, ballot: OwnBallot, *, on_paper: bool = False) -> dict[str, object]:
    return {
        "workshop_id": voter.workshop_id,
        "recommendation_id": form.recommendation,
        "vote": form.vote,
        "participant_id": voter.id,
        "revision": ballot.revision,
        "rating": ballot.rating,
        "remark": ballot.remark,
        "form_id": form.form_id or None,
        "on_paper": on_paper,
        "at": ballot.at,
    }
