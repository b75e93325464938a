"""What the reveals of an anonymous workshop show one after the other: each is held against all that were shown."""

from __future__ import annotations

from collections.abc import Callable

from assessment.access.workshops import (
    add_on_paper,
    finish_workshop,
    list_seats,
    merge_participants,
    read_outcome,
    read_reveals,
    remove_participant,
)
from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.disclosure import Figures, Shown, Withheld
from assessment.domain.workshop.stages import Step
from assessment.records.workshops import Newcomer
from assessment.storage.opening import Storage
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"


def anonymous_room(repository: Storage, people: int) -> Room:
    room = hold_room(repository, state=people, plan=a_plan(anonymous=True))
    room.steps(ITEM, Step.OPEN)
    return room


def reveal(room: Room, phones: range = range(0), rating: Rating = Rating.PARTIAL) -> Shown:
    """Let these phones vote, and reveal; gives what is shown of that."""
    room.vote_all(ITEM, dict.fromkeys(phones, rating))
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    return read_reveals(room.lead, room.id)[ITEM][-1].shown


def test_late_ballots_are_shown_once_they_are_five_and_stay_as_they_were_shown(repository: Storage) -> None:
    room = anonymous_room(repository, 10)
    first = reveal(room, range(5), Rating.IMPLEMENTED)
    room.steps(ITEM, Step.REOPEN)
    assert reveal(room, range(5, 6), Rating.ABSENT) is Withheld.TOO_FEW_CHANGES
    room.steps(ITEM, Step.REOPEN)
    last = reveal(room, range(6, 10), Rating.ABSENT)
    assert isinstance(first, Figures)
    assert isinstance(last, Figures)
    assert (first.together.implemented, last.together.implemented, last.together.absent) == (5, 5, 5)

    finish_workshop(room.lead, room.id)

    assert [each.shown for each in read_reveals(room.lead, room.id)[ITEM]] == [first, Withheld.TOO_FEW_CHANGES, last]
    assert read_outcome(room.lead, room.id).outcomes[0].votes == {1: last}


def test_who_withdraws_or_is_removed_or_merged_is_not_known_by_the_next_reveal(repository: Storage) -> None:
    changes: dict[str, Callable[[Room, str], object]] = {
        "withdrawn": lambda room, _who: room.vote(0, ITEM, None),
        "removed": lambda room, who: remove_participant(room.lead, room.id, who),
        "merged": lambda room, who: merge_participants(
            room.lead, room.id, who, add_on_paper(room.lead, room.id, Newcomer(Voice.STATE)).id
        ),
    }
    for change, make in changes.items():
        room = anonymous_room(repository, 6)
        assert isinstance(reveal(room, range(6)), Figures), change
        room.steps(ITEM, Step.REOPEN)
        make(room, list_seats(room.lead, room.id)[0].participant.id)
        assert reveal(room) is Withheld.TOO_FEW_CHANGES, change


def test_a_newcomer_to_the_second_vote_is_not_known_by_who_moved(repository: Storage) -> None:
    for first_voters, is_shown in ((range(6), True), (range(5), False)):
        room = anonymous_room(repository, 6)
        reveal(room, first_voters)
        room.steps(ITEM, Step.SECOND)
        second = reveal(room, range(6), Rating.ABSENT)
        assert isinstance(second, Figures)
        assert (second.moved is not None) == is_shown, first_voters
