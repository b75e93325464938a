"""People who do something in a workshop in the same moment."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg
import pytest

from assessment.access.links import key_hash
from assessment.access.workshops import (
    finish_workshop,
    list_seats,
    merge_participants,
    read_agreements,
    read_outcome,
    read_reveals,
    read_turnout,
    read_workshop,
    record_agreement,
    remove_participant,
    set_door,
    take_step,
)
from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Stage, Step, UndoTooLate
from assessment.records.errors import MovedMeanwhile, ParticipantUnknown, VoteNotOpen
from assessment.records.workshops import BallotForm, Newcomer, OwnBallot
from assessment.storage.opening import Storage, open_storage
from assessment.storage.workshops.reading import find_seat, read_revealed_ballots
from tests.conftest import MakeDatabase
from tests.support.at_once import call_at_once
from tests.support.gates import as_admin, in_transaction
from tests.support.room import Room, a_plan, hold_room

ITEM, OTHER = "INV-01", "INV-02"
CROWD = 16


@pytest.fixture
def make_database(request: pytest.FixtureRequest) -> MakeDatabase:
    """SQLite lets only one write at a time, so most races are those of PostgreSQL."""
    make: MakeDatabase = request.getfixturevalue(f"make_{getattr(request, 'param', 'postgresql')}")
    return make


def shown(room: Room, reveal: int = -1) -> Figures:
    found = read_reveals(room.lead, room.id)[ITEM][reveal].shown
    assert isinstance(found, Figures)
    return found


def close_and_reveal(room: Room, item: str = ITEM) -> None:
    room.steps(item, Step.CLOSE, Step.REVEAL)


@pytest.mark.both_engines
def test_of_many_ballots_against_a_close_each_is_in_the_reveal_or_refused(repository: Storage) -> None:
    room = hold_room(repository, state=CROWD, civil_society=CROWD)
    room.steps(ITEM, Step.OPEN)
    ballots = [
        partial(room.box.cast, phone, BallotForm(ITEM, 1, Rating.PARTIAL, form_id=secrets.token_urlsafe()))
        for phone in room.phones
    ]

    results = call_at_once([*ballots[:CROWD], partial(close_and_reveal, room), *ballots[CROWD:]])

    assert results.pop(CROWD) is None
    told = Counter(type(each) for each in results)
    assert told.keys() <= {OwnBallot, VoteNotOpen}
    assert shown(room).together.partial == told[OwnBallot]
    assert read_turnout(room.lead, room.id, ITEM, 1).late == told[VoteNotOpen]
    assert told[OwnBallot] == len(in_transaction(as_admin(repository), read_revealed_ballots, room.id))


def test_who_votes_while_votes_are_revealed_is_answered_at_once(make_postgresql: MakeDatabase) -> None:
    """A reveal of a thousand ballots takes a while, and the database waits for no lock longer than five seconds."""
    url = make_postgresql()
    with open_storage(url) as repository, psycopg.connect(url) as revealing:
        room = hold_room(repository, state=1)
        room.steps(ITEM, Step.OPEN)
        saved = BallotForm(ITEM, 1, Rating.PARTIAL, form_id="sent before")
        own = room.box.cast(room.phones[0], saved)
        room.steps(ITEM, Step.CLOSE)
        revealing.execute("SELECT * FROM stages FOR UPDATE")

        with pytest.raises(VoteNotOpen):
            room.box.cast(room.phones[0], BallotForm(ITEM, 1, Rating.ABSENT, seen=1, form_id="sent after"))
        assert room.box.cast(room.phones[0], saved) == own


def test_a_vote_that_is_stored_while_its_voter_is_merged_is_handed_over(make_postgresql: MakeDatabase) -> None:
    url = make_postgresql()
    with open_storage(url) as repository, psycopg.connect(url) as voting:
        room = hold_room(repository, state=2)
        room.steps(ITEM, Step.OPEN)
        lost, new = (seat.participant.id for seat in list_seats(room.lead, room.id))
        # As a phone does: its person first, then the stage, and then the ballot.
        voting.execute("SELECT * FROM participants WHERE id = %s FOR UPDATE", [lost])
        with ThreadPoolExecutor(1) as thread:
            merged = thread.submit(partial(merge_participants, room.lead), room.id, lost, new)
            while not merged.done() and not voting.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                time.sleep(0.01)
            voting.execute("SELECT * FROM stages WHERE recommendation_id = %s FOR SHARE", [ITEM])
            voting.execute(
                "INSERT INTO ballots (workshop_id, recommendation_id, vote, participant_id, revision, rating, remark, "
                "on_paper, at) VALUES (%s, %s, 1, %s, 1, 'absent', '\"\"', false, %s)",
                [room.id, ITEM, lost, read_workshop(room.lead, room.id).created],
            )
            voting.commit()
            merged.result()

        close_and_reveal(room)
        assert shown(room).together.absent == 1


@pytest.mark.both_engines
def test_people_vote_while_the_room_is_moved_and_people_join_leave_and_come_back(repository: Storage) -> None:
    """Whatever happens at once, nobody is told that the database is busy."""
    room = hold_room(repository, state=CROWD)
    room.steps(ITEM, Step.OPEN)
    room.steps(OTHER, Step.OPEN)
    ids = [seat.participant.id for seat in list_seats(room.lead, room.id)]

    def move(item: str) -> None:
        for _time in range(5):
            room.steps(item, Step.CLOSE, Step.REOPEN)

    def vote(phone: str, item: str) -> None:
        for revision in range(5):
            try:
                room.box.cast(phone, BallotForm(item, 1, Rating.ABSENT, seen=revision, form_id=secrets.token_urlsafe()))
            except (VoteNotOpen, ParticipantUnknown):
                return

    results = call_at_once(
        [
            partial(move, ITEM),
            partial(move, OTHER),
            *(partial(vote, phone, item) for phone in room.phones[:8] for item in (ITEM, OTHER)),
            *(partial(merge_participants, room.lead, room.id, ids[number], ids[number + 8]) for number in range(4)),
            *(partial(remove_participant, room.lead, room.id, ids[number]) for number in range(4, 7)),
            *(partial(room.box.come_back, code) for code in room.return_codes[:9]),
            *(partial(room.box.join, room.id, Newcomer(Voice.STATE), secrets.token_urlsafe()) for _each in range(3)),
        ]
    )

    refused = [each for each in results if isinstance(each, Exception)]
    assert {str(each) for each in refused} <= {"Nobody has this return code. Compare it with what you wrote down."}
    assert {seat.left is None for seat in list_seats(room.lead, room.id)[:7]} == {False}


def test_somebody_comes_back_in_the_moment_in_which_they_are_removed(repository: Storage) -> None:
    room = hold_room(repository, state=CROWD)
    ids = [seat.participant.id for seat in list_seats(room.lead, room.id)]

    results = call_at_once(
        [
            call
            for number in range(CROWD)
            for call in (
                partial(room.box.come_back, room.return_codes[number]),
                partial(remove_participant, room.lead, room.id, ids[number]),
            )
        ]
    )

    assert [each for each in results[1::2] if each is not None] == []
    assert {str(each) for each in results[::2] if isinstance(each, Exception)} <= {
        "Nobody has this return code. Compare it with what you wrote down."
    }


def test_of_two_facilitators_who_agree_at_once_one_is_told_that_the_other_was_first(repository: Storage) -> None:
    for number in range(3):
        room = hold_room(repository, state=1)
        room.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
        seen = read_workshop(room.lead, room.id).places[ITEM]
        ratings = [AgreedRating(Rating.ABSENT, dissent=f"Asha {number}"), AgreedRating(Rating.PARTIAL, dissent="Bela")]

        results = call_at_once(
            [partial(record_agreement, room.lead, room.id, ITEM, rating, seen=seen) for rating in ratings]
        )

        assert Counter(map(type, results)) == {Stage: 1, MovedMeanwhile: 1}
        (agreement,) = read_agreements(room.lead, room.id)[ITEM]
        assert agreement.agreed == ratings[results.index(Stage.AGREED_AFTER_FIRST)]
        outcome = read_outcome(room.lead, room.id).outcomes[0]
        assert (outcome.answer.rating, outcome.is_changed) == (agreement.agreed.rating, False)


def test_opening_is_undone_or_somebody_has_voted_and_never_both(repository: Storage) -> None:
    for _round in range(5):
        room = hold_room(repository, state=1)
        room.steps(ITEM, Step.OPEN)
        form = BallotForm(ITEM, 1, Rating.ABSENT)
        results = call_at_once(
            [partial(take_step, room.lead, room.id, ITEM, Step.UNDO), partial(room.box.cast, room.phones[0], form)]
        )
        assert {type(each) for each in results} in ({Stage, VoteNotOpen}, {UndoTooLate, OwnBallot})


def test_two_phones_of_one_participant_are_one_ballot(repository: Storage) -> None:
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN)
    forms = [BallotForm(ITEM, 1, rating, form_id=rating) for rating in (Rating.ABSENT, Rating.PARTIAL)]

    results = call_at_once([partial(room.box.cast, room.phones[0], form) for form in forms * 5])

    stored = {each.rating for each in results if isinstance(each, OwnBallot)}
    assert len(stored) == 1
    assert {type(each).__name__ for each in results} == {"OwnBallot", "BallotOutdated"}
    close_and_reveal(room)
    (ballot,) = in_transaction(as_admin(repository), read_revealed_ballots, room.id)
    assert (ballot.rating, ballot.revision) == (stored.pop(), 1)


def test_one_phone_that_comes_late_several_times_at_once_is_late_once(repository: Storage) -> None:
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN, Step.CLOSE)

    results = call_at_once(
        [partial(room.box.cast, room.phones[0], BallotForm(ITEM, 1, Rating.ABSENT, form_id="1"))] * 10
    )

    assert {type(each) for each in results} == {VoteNotOpen}
    assert read_turnout(room.lead, room.id, ITEM, 1).late == 1


def test_the_same_form_of_joining_sent_several_times_at_once_is_one_participant(repository: Storage) -> None:
    room = hold_room(repository)
    set_door(room.lead, room.id, is_open=True)

    results = call_at_once([partial(room.box.join, room.id, Newcomer(Voice.STATE), "one form")] * 10)

    assert [each for each in results if isinstance(each, Exception)] == []
    assert len(list_seats(room.lead, room.id)) == 1
    opens = [each for each in results if in_transaction(as_admin(repository), find_seat, key_hash(each.token))]
    assert len(opens) == 1, "only what was sent last can be known by"


def test_who_comes_too_late_while_an_anonymous_workshop_is_finished_leaves_no_trace(repository: Storage) -> None:
    room = hold_room(repository, state=CROWD, plan=a_plan(anonymous=True))
    room.steps(ITEM, Step.OPEN)
    room.vote_all(ITEM, [Rating.PARTIAL] * 5)
    close_and_reveal(room)
    late = [partial(room.box.cast, phone, BallotForm(ITEM, 1, Rating.PARTIAL)) for phone in room.phones]

    results = call_at_once([*late[:8], partial(finish_workshop, room.lead, room.id), *late[8:]])

    assert results.pop(8) is True
    assert {type(each) for each in results} <= {VoteNotOpen, ParticipantUnknown}
    assert read_turnout(room.lead, room.id, ITEM, 1).late == 0
