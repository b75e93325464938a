"""Who takes part: joining, coming back, leaving a phone to another, voting on paper, being removed or merged."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from assessment.access.ballots import CodeRefused, ReturnCodeRefused
from assessment.access.workshops import (
    add_on_paper,
    cast_for,
    finish_workshop,
    list_revealed_ballots,
    list_seats,
    merge_participants,
    read_outcome,
    read_pulse,
    read_reveals,
    read_turnout,
    read_workshop,
    remove_participant,
    remove_since,
    renew_code,
    set_door,
    set_heads,
)
from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.stages import Step
from assessment.records.errors import (
    ParticipantUnknown,
    Refused,
    WorkshopFinished,
)
from assessment.records.workshops import BallotForm, Newcomer
from assessment.storage.opening import Storage
from assessment.storage.workshops import roster
from assessment.storage.workshops.reading import read_own_ballots
from tests.support.gates import as_admin, in_transaction
from tests.support.room import Room, a_plan, hold_room

ITEM, OTHER = "INV-01", "INV-02"
STATE, SOCIETY = Newcomer(Voice.STATE), Newcomer(Voice.CIVIL_SOCIETY)


def ids(room: Room) -> list[str]:
    return [seat.participant.id for seat in list_seats(room.lead, room.id)]


def shown(room: Room, item: str = ITEM) -> Figures:
    found = read_reveals(room.lead, room.id)[item][-1].shown
    assert isinstance(found, Figures)
    return found


class TestJoining:
    def test_one_form_with_the_codes_of_two_workshops_is_a_participant_of_each(self, repository: Storage) -> None:
        rooms = [hold_room(repository), hold_room(repository)]
        for room in rooms:
            set_door(room.lead, room.id, is_open=True)
            joined = room.box.join(room.id, STATE, "one form")
            assert room.box.seat(joined.token)[0] == room.id

        assert [len(list_seats(room.lead, room.id)) for room in rooms] == [1, 1]

    def test_whoever_was_removed_does_not_come_in_again_by_sending_their_form_again(self, repository: Storage) -> None:
        room = hold_room(repository)
        set_door(room.lead, room.id, is_open=True)
        room.box.join(room.id, STATE, "one form")
        remove_participant(room.lead, room.id, *ids(room))

        with pytest.raises(ParticipantUnknown, match="not in this workshop any more"):
            room.box.join(room.id, STATE, "one form")

    def test_a_finished_workshop_takes_nobody_and_has_no_code(self, repository: Storage) -> None:
        room = hold_room(repository)
        code = read_workshop(room.lead, room.id).code or ""
        assert room.box.find_workshop(f" {code.lower()[:3]}-{code[3:]}").id == room.id
        finish_workshop(room.lead, room.id)

        with pytest.raises(WorkshopFinished):
            room.box.join(room.id, STATE, "a form", invited=True)
        with pytest.raises(CodeRefused):
            room.box.find_workshop(code)

    def test_a_new_code_replaces_the_old_one(self, repository: Storage) -> None:
        room = hold_room(repository)
        old = read_workshop(room.lead, room.id).code or ""
        renew_code(room.lead, room.id)

        with pytest.raises(CodeRefused):
            room.box.find_workshop(old)
        assert room.box.find_workshop(read_workshop(room.lead, room.id).code or "").id == room.id

    def test_a_full_room_takes_nobody(self, repository: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(roster, "PARTICIPANTS_LIMIT", 2)
        room = hold_room(repository, state=2)

        with pytest.raises(Refused, match="has 2 participants"):
            room.box.join(room.id, STATE, "a form")

        remove_participant(room.lead, room.id, ids(room)[0])
        room.box.join(room.id, STATE, "a form")
        assert [seat.number for seat in list_seats(room.lead, room.id)] == [1, 2, 3]

    def test_what_a_workshop_does_not_offer_is_refused(self, repository: Storage) -> None:
        tables = {"tables": ("North", "South")}
        cases: list[tuple[dict[str, Any], Newcomer, str]] = [
            ({}, Newcomer(), "for whom you speak"),
            ({}, Newcomer(Voice.OTHER), "for whom you speak"),
            ({}, Newcomer(Voice.STATE, table="3"), "your table"),
            (tables, Newcomer(Voice.STATE), "your table"),
            (tables, Newcomer(Voice.STATE, "West"), "your table"),
            ({}, Newcomer(Voice.STATE, name=" \u200b"), "Write your name, or leave it out"),
            ({"anonymous": True}, Newcomer(Voice.STATE, name="Asha"), "leave your name out"),
        ]
        for plan, newcomer, message in cases:
            room = hold_room(repository, plan=a_plan(**plan))
            set_door(room.lead, room.id, is_open=True)
            with pytest.raises(Refused, match=message):
                room.box.join(room.id, newcomer, "a form")
            assert ids(room) == [], newcomer


class TestComingBack:
    def test_a_return_code_makes_another_phone_theirs_with_what_they_voted(self, repository: Storage) -> None:
        room = hold_room(repository, state=1)
        room.steps(ITEM, Step.OPEN)
        room.vote(0, ITEM, Rating.PARTIAL)

        token = room.box.come_back(f" {room.return_codes[0].lower().replace('-', ' ')}")

        _id, seat = room.box.seat(token)
        assert (
            in_transaction(as_admin(repository), read_own_ballots, room.id, [seat.participant.id])[seat.participant.id][
                ITEM, 1
            ].rating
            is Rating.PARTIAL
        )
        with pytest.raises(ParticipantUnknown):
            room.box.seat(room.phones[0])


class TestPaper:
    def test_a_ballot_on_paper_counts_and_is_marked_and_can_be_typed_anew(self, repository: Storage) -> None:
        room = hold_room(repository)
        on_paper = add_on_paper(room.lead, room.id, SOCIETY)
        room.steps(ITEM, Step.OPEN)
        cast_for(room.lead, room.id, on_paper.id, ITEM, 1, Rating.ABSENT, "misread")
        cast_for(room.lead, room.id, on_paper.id, ITEM, 1, Rating.PARTIAL, "")
        room.steps(ITEM, Step.CLOSE, Step.REVEAL)

        (ballot,) = list_revealed_ballots(room.lead, room.id)
        assert (ballot.rating, ballot.on_paper, ballot.revision) == (Rating.PARTIAL, True, 2)
        assert [seat.on_paper for seat in list_seats(room.lead, room.id)] == [True]

    def test_nobody_is_typed_in_for_who_is_not_in_the_room(self, repository: Storage) -> None:
        room, other = hold_room(repository, state=1), hold_room(repository, state=1)
        room.steps(ITEM, Step.OPEN)

        for who in (*ids(other), "nobody", "\0"):
            with pytest.raises(ParticipantUnknown):
                cast_for(room.lead, room.id, who, ITEM, 1, Rating.ABSENT, "")


class TestPaperInAnAnonymousWorkshop:
    @pytest.fixture
    def room(self, repository: Storage) -> Room:
        held = hold_room(repository, state=5, plan=a_plan(anonymous=True))
        held.steps(ITEM, Step.OPEN)
        return held

    def test_what_somebody_votes_by_phone_is_changed_by_nobody_else(self, room: Room) -> None:
        room.vote(0, ITEM, Rating.PARTIAL)

        for who, rating in product(ids(room)[:2], (Rating.ABSENT, None)):
            with pytest.raises(Refused, match="Add somebody who votes on paper, and merge the two"):
                cast_for(room.lead, room.id, who, ITEM, 1, rating)
        assert read_turnout(room.lead, room.id, ITEM, 1).voted == {"state": 1}
        room.vote_all(ITEM, dict.fromkeys(range(1, 5), Rating.PARTIAL))
        room.steps(ITEM, Step.CLOSE, Step.REVEAL)
        assert shown(room).together.partial == 5

    def test_who_goes_on_on_paper_keeps_what_they_voted_by_phone(self, room: Room) -> None:
        room.steps(OTHER, Step.OPEN)
        room.vote(0, ITEM, Rating.PARTIAL)
        first, second = (add_on_paper(room.lead, room.id, STATE) for _each in range(2))
        merge_participants(room.lead, room.id, ids(room)[0], first.id)
        merge_participants(room.lead, room.id, first.id, second.id)

        for rating in (Rating.ABSENT, None):
            with pytest.raises(Refused):
                cast_for(room.lead, room.id, second.id, ITEM, 1, rating)
        for rating in (Rating.ABSENT, Rating.PARTIAL):
            cast_for(room.lead, room.id, second.id, OTHER, 1, rating)
        room.vote_all(ITEM, dict.fromkeys(range(1, 5), Rating.PARTIAL))
        room.steps(ITEM, Step.CLOSE, Step.REVEAL)
        assert shown(room).together.partial == 5


class TestRemoving:
    def test_what_was_voted_and_is_not_revealed_does_not_count_and_what_was_revealed_stays(
        self, repository: Storage
    ) -> None:
        room = hold_room(repository, state=2)
        for item in (ITEM, OTHER):
            room.steps(item, Step.OPEN)
            room.vote_all(item, [Rating.ABSENT, Rating.PARTIAL])
        room.steps(ITEM, Step.CLOSE, Step.REVEAL)
        remove_participant(room.lead, room.id, ids(room)[0])
        assert read_turnout(room.lead, room.id, OTHER, 1).voted == {"state": 1}
        room.steps(OTHER, Step.CLOSE, Step.REVEAL)

        assert (shown(room, ITEM).together.absent, shown(room, OTHER).together.absent) == (1, 0)
        assert read_outcome(room.lead, room.id).participants == {"state": 1}

    def test_who_is_removed_neither_votes_nor_comes_back_nor_is_removed_again(self, repository: Storage) -> None:
        room = hold_room(repository, state=1)
        room.steps(ITEM, Step.OPEN)
        (who,) = ids(room)
        remove_participant(room.lead, room.id, who)

        with pytest.raises(ParticipantUnknown):
            room.box.cast(room.phones[0], BallotForm(ITEM, 1, Rating.ABSENT))
        with pytest.raises(ReturnCodeRefused):
            room.box.come_back(room.return_codes[0])
        with pytest.raises(ParticipantUnknown):
            remove_participant(room.lead, room.id, who)

    @pytest.mark.both_engines
    def test_all_who_joined_by_phone_since_a_time_go_in_one_step_and_nobody_else(self, repository: Storage) -> None:
        room = hold_room(repository, state=2)
        set_heads(room.lead, room.id, 2)
        room.steps(ITEM, Step.OPEN)
        room.let_in([STATE] * 3)
        on_paper = add_on_paper(room.lead, room.id, STATE)
        room.vote_all(ITEM, [Rating.ABSENT] * 5)
        since = list_seats(room.lead, room.id)[2].joined
        assert since is not None
        before = read_pulse(room.lead, room.id)

        assert remove_since(room.lead, room.id, since) == 3

        there = [seat.participant.id for seat in list_seats(room.lead, room.id) if seat.left is None]
        assert there == [*ids(room)[:2], on_paper.id]
        assert read_turnout(room.lead, room.id, ITEM, 1).voted == {"state": 2}
        assert read_pulse(room.lead, room.id) != before
        with pytest.raises(ParticipantUnknown):
            room.box.seat(room.phones[4])
        with pytest.raises(ReturnCodeRefused):
            room.box.come_back(room.return_codes[4])
        assert remove_since(room.lead, room.id, since) == 0


class TestMerging:
    @pytest.mark.both_engines
    def test_what_only_the_first_has_voted_is_handed_over_and_what_the_second_has_voted_stays(
        self, repository: Storage
    ) -> None:
        room = hold_room(repository, state=2)
        for item in (ITEM, OTHER):
            room.steps(item, Step.OPEN)
        room.vote(0, ITEM, Rating.ABSENT, "from the lost phone")
        room.vote(0, OTHER, Rating.ABSENT)
        room.vote(1, OTHER, Rating.PARTIAL)
        lost, new = ids(room)
        merge_participants(room.lead, room.id, lost, new)
        for item in (ITEM, OTHER):
            room.steps(item, Step.CLOSE, Step.REVEAL)

        assert {
            (each.participant, each.recommendation, each.rating) for each in list_revealed_ballots(room.lead, room.id)
        } == {
            (new, ITEM, Rating.ABSENT),
            (new, OTHER, Rating.PARTIAL),
        }
        assert shown(room).remarks == ("from the lost phone",)
        gone, stays = list_seats(room.lead, room.id)
        assert (gone.merged_into, gone.left is None, stays.left) == (new, False, None)

    def test_a_ballot_that_the_second_withdrew_is_replaced_and_one_that_the_first_withdrew_is_not_brought(
        self, repository: Storage
    ) -> None:
        room = hold_room(repository, state=2)
        for item in (ITEM, OTHER):
            room.steps(item, Step.OPEN)
        room.vote(0, ITEM, Rating.ABSENT)
        room.vote(1, ITEM, Rating.PARTIAL)
        room.vote(1, ITEM, None)
        room.vote(0, OTHER, Rating.ABSENT)
        room.vote(0, OTHER, None)
        merge_participants(room.lead, room.id, *ids(room))
        room.vote(1, OTHER, Rating.PARTIAL)
        for item in (ITEM, OTHER):
            room.steps(item, Step.CLOSE, Step.REVEAL)

        assert (shown(room).together.absent, shown(room).together.partial) == (1, 0)
        assert (shown(room, OTHER).together.absent, shown(room, OTHER).together.partial) == (0, 1)

    def test_what_was_revealed_stays_as_it_was(self, repository: Storage) -> None:
        room = hold_room(repository, state=2)
        room.steps(ITEM, Step.OPEN)
        room.vote_all(ITEM, [Rating.ABSENT, Rating.PARTIAL])
        room.steps(ITEM, Step.CLOSE, Step.REVEAL)
        before = list_revealed_ballots(room.lead, room.id), read_reveals(room.lead, room.id)
        merge_participants(room.lead, room.id, *ids(room))

        assert (list_revealed_ballots(room.lead, room.id), read_reveals(room.lead, room.id)) == before

    def test_nobody_is_merged_with_themselves_or_with_somebody_elsewhere(self, repository: Storage) -> None:
        room, other = hold_room(repository, state=1), hold_room(repository, state=1)

        (who,) = ids(room)
        for into in (who, *ids(other)):
            with pytest.raises(ParticipantUnknown):
                merge_participants(room.lead, room.id, who, into)
        assert [seat.left for seat in list_seats(room.lead, room.id)] == [None]
