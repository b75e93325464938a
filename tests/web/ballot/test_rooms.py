"""Where each room is, as a thousand phones ask it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest

from assessment.access.ballots import BallotBox, Room
from assessment.access.workshops import delete_workshop, read_pulse
from assessment.domain.answer import Rating
from assessment.domain.workshop.stages import Stage, Step
from assessment.records.errors import StorageError, WorkshopUnknown
from assessment.storage.opening import Storage
from assessment.web.ballot import rooms as rooms_module
from assessment.web.ballot.rooms import FRESH_FOR, Rooms
from tests.support import event_loop
from tests.support.gates import as_admin
from tests.support.room import a_plan, hold_room
from tests.web.ballot.test_allowance import Clock

ITEM = "INV-01"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rooms(repository: Storage, clock: Callable[[], float], monkeypatch: pytest.MonkeyPatch) -> Rooms:
    # Of that the clock of a test knows nothing.
    monkeypatch.setattr(rooms_module, "FRESH_FOR_PEOPLE", -1)
    return Rooms(lambda: BallotBox(repository), ThreadPoolExecutor(4), clock)


def look(rooms: Rooms, workshop_id: str, times: int = 1) -> list[Room]:
    async def all_at_once() -> list[Room]:
        return await asyncio.gather(*(rooms.room(workshop_id, FRESH_FOR) for _time in range(times)))

    return event_loop.run(all_at_once())


def test_who_asks_at_the_same_time_waits_for_the_same_look(rooms: Rooms, repository: Storage) -> None:
    room = hold_room(repository)
    with patch.object(BallotBox, "room", autospec=True, side_effect=BallotBox.room) as read:
        found = look(rooms, room.id, 50)
    assert {each.workshop.id for each in found} == {room.id}
    assert read.call_count == 1


def test_while_nothing_is_stored_no_room_is_looked_at(rooms: Rooms, repository: Storage, clock: Clock) -> None:
    held = [hold_room(repository) for _room in range(3)]
    for room in held:
        look(rooms, room.id)
    with patch.object(BallotBox, "pulse", autospec=True, side_effect=BallotBox.pulse) as pulse:
        for room in held * 2:
            clock.now += FRESH_FOR
            look(rooms, room.id)
        assert pulse.call_count == 0
        held[0].steps(ITEM, Step.OPEN)
        clock.now += FRESH_FOR
        assert look(rooms, held[0].id)[0].workshop.places[ITEM].stage is Stage.FIRST_OPEN


def test_a_room_is_looked_at_again_when_it_is_known_no_longer(rooms: Rooms, repository: Storage, clock: Clock) -> None:
    room = hold_room(repository)
    look(rooms, room.id)
    room.steps(ITEM, Step.OPEN)
    assert look(rooms, room.id)[0].workshop.places[ITEM].stage is Stage.NOT_OPENED
    clock.now += FRESH_FOR
    assert look(rooms, room.id)[0].workshop.places[ITEM].stage is Stage.FIRST_OPEN


def test_while_the_database_is_away_a_room_is_as_it_was(rooms: Rooms, repository: Storage, clock: Clock) -> None:
    room = hold_room(repository)
    away = patch.object(BallotBox, "mark", side_effect=StorageError("away"))
    with away, pytest.raises(StorageError):
        look(rooms, room.id)
    look(rooms, room.id)
    clock.now += FRESH_FOR
    with away:
        assert look(rooms, room.id)[0].workshop.id == room.id


def test_a_workshop_that_was_deleted_is_no_room(rooms: Rooms, repository: Storage, clock: Clock) -> None:
    room = hold_room(repository)
    look(rooms, room.id)
    delete_workshop(room.lead, room.id, "Boruna 2026")
    clock.now += FRESH_FOR
    with pytest.raises(WorkshopUnknown):
        look(rooms, room.id)


def test_only_where_the_room_is_votes_are_revealed_by_themselves(
    rooms: Rooms, repository: Storage, clock: Clock
) -> None:
    room = hold_room(repository, state=1, plan=a_plan(reveals_itself=True))
    for item in (ITEM, "INV-02"):
        room.steps(item, Step.OPEN)
        room.vote(0, item, Rating.PARTIAL)
    for _look in range(500):
        clock.now += FRESH_FOR
        places = look(rooms, room.id)[0].workshop.places
        if places["INV-02"].stage is Stage.FIRST_REVEALED:
            break
    assert (places[ITEM].stage, places["INV-02"].stage) == (Stage.FIRST_OPEN, Stage.FIRST_REVEALED)


def wait(
    rooms: Rooms, room: Room, phones: int, seconds: float, act: Callable[[], object], fresh_for: float = 0
) -> set[tuple[int, int]]:
    """The version and roster that phones find after they have waited; meanwhile something is done."""

    async def wait_once() -> tuple[int, int]:
        await rooms.wait_for_move(room, seconds)
        found = await rooms.room(room.workshop.id, fresh_for)
        return found.workshop.version, found.workshop.roster

    async def wait_together() -> set[tuple[int, int]]:
        waiting = [asyncio.create_task(wait_once()) for _phone in range(phones)]
        await asyncio.sleep(0)
        await asyncio.to_thread(act)
        return set(await asyncio.gather(*waiting))

    return event_loop.run(wait_together())


def test_who_waits_hears_of_a_move_by_one_look(repository: Storage) -> None:
    room, rooms = hold_room(repository), Rooms(lambda: BallotBox(repository), ThreadPoolExecutor(4))
    (known,) = look(rooms, room.id)
    with patch.object(BallotBox, "pulse", autospec=True, side_effect=BallotBox.pulse) as pulse:
        found = wait(rooms, known, 50, 60, lambda: room.steps(ITEM, Step.OPEN), FRESH_FOR)
    assert found == {read_pulse(as_admin(repository), room.id)} != {(known.workshop.version, known.workshop.roster)}
    assert pulse.call_count < 50
