"""Two rooms whose votes are revealed together: what one sees of the other."""

from __future__ import annotations

import pytest

from assessment.domain.model import Rating, Voice
from assessment.domain.permissions import Grant, Role, Scope
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.stages import Stage, Step
from assessment.services.access import Access
from assessment.services.workshops.facilitation import Facilitation
from assessment.storage import Newcomer, OtherRoomNotReady, Repository, WorkshopUnknown
from tests.support.room import Room, a_plan, hold_room

ITEM, ALONE = "INV-01", "INV-02"


def screen_of(room: Room) -> Facilitation:
    """What the projector of a room may ask."""
    grant = Grant("Screen", Role.PROJECTOR, Scope(workshop_id=room.id))
    return Facilitation(Access(room.repository, lambda: grant), room.repository)


def reveal(room: Room, item: str) -> None:
    room.steps(item, Step.OPEN)
    room.vote_all(item, [Rating.ABSENT])
    room.steps(item, Step.CLOSE, Step.REVEAL)


def test_a_room_sees_of_the_other_what_was_revealed_in_both_and_nothing_else(repository: Repository) -> None:
    here = hold_room(repository, state=1, plan=a_plan(title="Here"))
    there = hold_room(repository, plan=a_plan(title="There"))
    there.let_in([Newcomer(Voice.CIVIL_SOCIETY)])
    screen = screen_of(here)
    assert screen.other_room(here.id) is None
    reveal(there, ALONE)
    here.lead.join_rooms(here.id, there.id)
    there.steps(ITEM, Step.OPEN)
    there.vote_all(ITEM, [Rating.PARTIAL])
    there.steps(ITEM, Step.CLOSE)
    before = screen.other_room(here.id)
    assert before is not None
    assert (before.plan.title, before.reveals) == ("There", {})
    reveal(here, ITEM)
    after = screen.other_room(here.id)
    assert after is not None
    assert list(after.reveals) == [ITEM]
    shown = after.reveals[ITEM][-1].shown
    assert isinstance(shown, Figures)
    assert shown.together.partial == 1
    with pytest.raises(WorkshopUnknown):
        screen.reveals(there.id)
    with pytest.raises(WorkshopUnknown):
        screen.other_room(there.id)


def test_nobody_who_is_still_to_vote_again_sees_how_the_other_room_has(repository: Repository) -> None:
    here, there = hold_room(repository, state=1), hold_room(repository, state=1)
    here.lead.join_rooms(here.id, there.id)
    for room in (here, there):
        room.steps(ITEM, Step.OPEN)
        room.vote_all(ITEM, [Rating.ABSENT])
        room.steps(ITEM, Step.CLOSE)
    here.steps(ITEM, Step.REVEAL)
    there.steps(ITEM, Step.SECOND)
    there.vote_all(ITEM, [Rating.PARTIAL])
    there.steps(ITEM, Step.CLOSE, Step.REVEAL)
    here.steps(ITEM, Step.SECOND)

    assert votes_of_other(here) == [1]

    here.steps(ITEM, Step.CLOSE, Step.REVEAL)
    assert votes_of_other(here) == [1, 2]


def two_rooms(repository: Repository) -> tuple[Room, Room]:
    """Two rooms that have closed their first vote, and are revealed together."""
    here, there = hold_room(repository, state=1), hold_room(repository, state=1)
    here.lead.join_rooms(here.id, there.id)
    for room in (here, there):
        room.steps(ITEM, Step.OPEN)
        room.vote_all(ITEM, [Rating.ABSENT])
        room.steps(ITEM, Step.CLOSE)
    return here, there


def stage(room: Room) -> Stage:
    return room.lead.workshop(room.id).places[ITEM].stage


@pytest.mark.parametrize("second", [(Step.SECOND,), (Step.SECOND, Step.CLOSE)], ids=["open", "closed"])
def test_a_first_vote_that_is_revealed_again_reveals_no_second_vote(
    repository: Repository, second: tuple[Step, ...]
) -> None:
    here, there = two_rooms(repository)
    here.steps(ITEM, Step.REVEAL, Step.REOPEN, Step.CLOSE)
    there.steps(ITEM, *second)
    before = stage(there)
    here.steps(ITEM, Step.REVEAL)

    assert (stage(here), stage(there)) == (Stage.FIRST_REVEALED, before)
    assert [each.vote for each in there.lead.reveals(there.id)[ITEM]] == [1]


@pytest.mark.parametrize("reopened", [(Step.REOPEN,), (Step.REOPEN, Step.CLOSE)], ids=["open", "closed"])
def test_a_second_vote_waits_for_the_first_of_the_other_room_and_does_not_reveal_it(
    repository: Repository, reopened: tuple[Step, ...]
) -> None:
    here, there = two_rooms(repository)
    here.steps(ITEM, Step.REVEAL, Step.SECOND, Step.CLOSE)
    there.steps(ITEM, *reopened)
    before = stage(there)
    with pytest.raises(OtherRoomNotReady):
        here.steps(ITEM, Step.REVEAL)
    assert (stage(here), stage(there)) == (Stage.SECOND_CLOSED, before)

    # Neither waits for the other without end.
    there.steps(ITEM, *([Step.CLOSE] if before is Stage.FIRST_OPEN else []), Step.REVEAL)
    assert (stage(here), stage(there)) == (Stage.SECOND_CLOSED, Stage.FIRST_REVEALED)
    here.steps(ITEM, Step.REVEAL)
    assert (stage(here), stage(there)) == (Stage.SECOND_REVEALED, Stage.FIRST_REVEALED)


def votes_of_other(room: Room) -> list[int]:
    other = room.lead.other_room(room.id)
    assert other is not None
    return [each.vote for each in other.reveals[ITEM]]
