"""What phones send, whatever it is, and when."""

from __future__ import annotations

import datetime as dt

import pytest

from assessment.access.workshops import (
    list_revealed_ballots,
    read_outcome,
    read_reveals,
    read_turnout,
    record_agreement,
)
from assessment.domain.answer import Rating
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Step
from assessment.errors import AnswerRefused
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.records.errors import BallotOutdated, Refused, VoteNotOpen
from assessment.records.workshops import BallotForm
from assessment.storage.opening import Storage
from assessment.storage.workshops import voting
from tests.support.room import hold_room

ITEM = "INV-01"


@pytest.mark.both_engines
def test_a_ballot_for_what_is_not_voted_on_is_neither_counted_nor_late(repository: Storage) -> None:
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN)
    strange = [
        *(BallotForm(item, 1, Rating.ABSENT) for item in ("NO-01", "", "\0", "\ud800")),
        *(BallotForm(ITEM, vote, Rating.ABSENT) for vote in (0, 3, 2**70)),
        *(BallotForm(ITEM, 1, Rating.ABSENT, form_id=form_id) for form_id in ("\0", "\ud800")),
    ]
    for form in strange:
        with pytest.raises(VoteNotOpen, match="Not counted"):
            room.box.cast(room.phones[0], form)
    for seen in (1, -1, 2**70):
        with pytest.raises(BallotOutdated):
            room.box.cast(room.phones[0], BallotForm(ITEM, 1, Rating.ABSENT, seen=seen))

    turnouts = [read_turnout(room.lead, room.id, ITEM, vote) for vote in (0, 1, 2, 3)]
    assert [(turnout.voted, turnout.late) for turnout in turnouts] == [({}, 0)] * 4


@pytest.mark.both_engines
def test_a_remark_is_kept_to_the_letter_and_one_that_is_too_long_is_refused(repository: Storage) -> None:
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN)
    strange = "\0 \ud800 \u202e 😀 \\ <b>"
    room.vote(0, ITEM, Rating.ABSENT, strange)

    with pytest.raises(AnswerRefused):
        room.vote(0, ITEM, Rating.PARTIAL, "x" * (PASSAGE_LIMIT + 1))

    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    shown = read_reveals(room.lead, room.id)[ITEM][0].shown
    assert isinstance(shown, Figures)
    assert (shown.remarks, shown.together.absent) == ((strange,), 1)


def test_a_ballot_is_changed_so_often_and_not_without_end_and_can_always_be_withdrawn(
    repository: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voting, "VERSIONS_LIMIT", 3)
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN)
    for _time in range(3):
        room.vote(0, ITEM, Rating.ABSENT)

    with pytest.raises(Refused, match="you have changed this vote 3 times"):
        room.vote(0, ITEM, Rating.PARTIAL)
    assert read_turnout(room.lead, room.id, ITEM, 1).voted == {"state": 1}
    room.vote(0, ITEM, None)
    assert read_turnout(room.lead, room.id, ITEM, 1).voted == {}
    for rating in (Rating.PARTIAL, None):
        with pytest.raises(Refused):
            room.vote(0, ITEM, rating)


def test_a_vote_from_a_phone_that_was_away_counts_once_if_it_is_still_open(repository: Storage) -> None:
    """The network goes in the middle of an answer: the phone doesn't know whether its vote was stored."""
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN)
    form = BallotForm(ITEM, 1, Rating.PARTIAL, "", 0, "kept on the phone")
    stored = room.box.cast(room.phones[0], form)
    room.steps(ITEM, Step.CLOSE)

    assert room.box.cast(room.phones[0], form) == stored, "it is told when it was stored, though the vote is closed"
    room.steps(ITEM, Step.REVEAL)
    assert room.box.cast(room.phones[0], form) == stored
    assert len(list_revealed_ballots(room.lead, room.id)) == 1
    assert read_turnout(room.lead, room.id, ITEM, 1).late == 0


def test_a_clock_that_is_set_back_changes_no_order(repository: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    room = hold_room(repository, state=1)
    hours = iter(range(100))
    start = dt.datetime.now(dt.UTC)
    monkeypatch.setattr(voting, "now", lambda: start - dt.timedelta(hours=next(hours)))
    room.steps(ITEM, Step.OPEN)
    for rating in (Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED):
        room.vote(0, ITEM, rating)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL, Step.SECOND)
    room.vote(0, ITEM, Rating.ABSENT)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)

    first, second = (each.shown for each in read_reveals(room.lead, room.id)[ITEM])
    assert isinstance(first, Figures)
    assert isinstance(second, Figures)
    assert (first.together.implemented, second.together.absent) == (1, 1)
    assert second.moved is not None
    assert second.moved.lowered == 1
    record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.PARTIAL))
    outcome = read_outcome(room.lead, room.id).outcomes[0]
    assert (outcome.answer.rating, outcome.is_changed) == (Rating.PARTIAL, False)
