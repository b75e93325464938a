"""What is decided before anybody joins, and what a facilitator sets while people are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from assessment.domain.model import Round, Voice
from assessment.domain.workshop.plan import PlanRefused
from assessment.domain.workshop.stages import Stage, Step
from assessment.storage import (
    EventKind,
    OtherRoomNotReady,
    RecommendationUnknown,
    Repository,
    WorkshopBegun,
    WorkshopFinished,
    WorkshopInProgress,
    WorkshopUnknown,
)
from tests.support.catalogues import a_catalogue
from tests.support.room import Room, a_plan, hold_room

ITEM, OTHER = "INV-01", "INV-02"


def test_another_plan_is_followed_by_the_agreed_response(repository: Repository) -> None:
    room = hold_room(repository)
    plan = a_plan(
        title="Boruna again",
        country="XXB",
        recommendations=(OTHER,),
        voice=Voice.STATE,
        organisation="Ministry",
        round=Round("2027", dt.date(2027, 1, 1)),
    )
    room.lead.change_plan(room.id, plan)

    workshop = room.lead.workshop(room.id)
    assert (workshop.plan, [*workshop.places]) == (plan, [OTHER])
    response = repository.assessment(workshop.assessment_id or "").response
    assert (response.country, response.voice, response.organisation) == ("XXB", Voice.STATE, "Ministry")
    assert response.round == plan.round
    assert repository.events(workshop.assessment_id or "")[-1].kind is EventKind.IDENTITY_CHANGED
    room.steps(OTHER, Step.OPEN)


def test_a_plan_is_not_changed_once_somebody_has_joined_or_a_vote_was_opened(repository: Repository) -> None:
    joined, opened = hold_room(repository, state=1), hold_room(repository)
    opened.steps(ITEM, Step.OPEN)

    for room in (joined, opened):
        with pytest.raises(WorkshopBegun):
            room.lead.change_plan(room.id, a_plan(title="Another"))
        assert room.lead.workshop(room.id).plan.title == "Boruna 2026"


@pytest.mark.parametrize("recommendations", [("INV-02", "INV-01"), ("NO-01",)])
def test_a_plan_has_recommendations_of_the_catalogue_in_its_order(
    repository: Repository, recommendations: tuple[str, ...]
) -> None:
    plan = a_plan(recommendations=recommendations)
    with pytest.raises(PlanRefused):
        repository.workshops.create(a_catalogue(), plan, "ABC234", author="Asha")
    room = hold_room(repository)
    with pytest.raises(PlanRefused):
        room.lead.change_plan(room.id, plan)
    assert [each.id for each in repository.workshops.listings()] == [room.id]


def test_heads_and_clock_are_seen_by_all_and_an_impossible_number_is_refused(repository: Repository) -> None:
    room = hold_room(repository)
    ends = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)
    version, _roster = room.lead.pulse(room.id)
    room.lead.set_heads(room.id, 0)
    room.lead.set_heads(room.id, 40)
    room.lead.set_clock(room.id, ends)
    for heads in (-1, 10_001, 2**70):
        with pytest.raises(PlanRefused):
            room.lead.set_heads(room.id, heads)

    workshop = room.lead.workshop(room.id)
    assert (workshop.heads, workshop.clock_ends, workshop.version) == (40, ends, version + 3)
    room.lead.set_clock(room.id, None)
    assert room.lead.workshop(room.id).clock_ends is None


def test_the_room_goes_to_what_it_votes_on_and_nowhere_else(repository: Repository) -> None:
    room = hold_room(repository)
    room.lead.go_to(room.id, OTHER)
    room.lead.go_to(room.id, "NO-01")
    assert room.lead.workshop(room.id).current == OTHER
    for unknown in ("NO-01", "", "\0"):
        with pytest.raises(RecommendationUnknown):
            room.steps(unknown, Step.OPEN)


@pytest.mark.parametrize("workshop_id", ["", "gone", "\0", "\ud800"])
def test_a_workshop_that_is_not_there_is_told(repository: Repository, workshop_id: str) -> None:
    room = hold_room(repository)
    asks: list[Callable[[str], object]] = [room.lead.workshop, room.lead.seats, room.lead.finish, room.lead.outcome]
    for ask in asks:
        with pytest.raises(WorkshopUnknown):
            ask(workshop_id)


def test_nothing_is_finished_while_a_vote_is_hidden_and_nothing_changes_afterwards(repository: Repository) -> None:
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN)
    with pytest.raises(WorkshopInProgress, match="Reveal it first"):
        room.lead.finish(room.id)
    room.steps(ITEM, Step.CLOSE)
    with pytest.raises(WorkshopInProgress):
        room.lead.finish(room.id)
    room.steps(ITEM, Step.REVEAL)
    room.lead.finish(room.id)

    (seat,) = room.lead.seats(room.id)
    changes: list[Callable[[], object]] = [
        lambda: room.steps(OTHER, Step.OPEN),
        lambda: room.lead.set_door(room.id, is_open=True),
        lambda: room.lead.renew_code(room.id),
        lambda: room.lead.set_heads(room.id, 1),
        lambda: room.lead.go_to(room.id, OTHER),
        lambda: room.lead.change_plan(room.id, a_plan()),
        lambda: room.lead.remove(room.id, seat.participant.id),
        lambda: room.lead.join_rooms(room.id, None),
    ]
    for change in changes:
        with pytest.raises(WorkshopFinished):
            change()


class TestTwoRooms:
    @pytest.fixture
    def rooms(self, repository: Repository) -> tuple[Room, Room]:
        one, two = hold_room(repository, state=1), hold_room(repository, civil_society=1)
        one.lead.join_rooms(one.id, two.id)
        return one, two

    def test_neither_reveals_before_the_other_has_closed(self, rooms: tuple[Room, Room]) -> None:
        one, two = rooms
        one.steps(ITEM, Step.OPEN, Step.CLOSE)
        for step in (None, Step.OPEN):
            if step:
                two.steps(ITEM, step)
            with pytest.raises(OtherRoomNotReady, match="Boruna 2026"):
                one.steps(ITEM, Step.REVEAL)
            assert one.lead.workshop(one.id).places[ITEM].stage is Stage.FIRST_CLOSED
        two.steps(ITEM, Step.CLOSE)
        version, _roster = two.lead.pulse(two.id)
        one.steps(ITEM, Step.REVEAL)

        assert [len(room.lead.reveals(room.id)[ITEM]) for room in rooms] == [1, 1]
        assert two.lead.pulse(two.id)[0] == version + 1, "the other room hears of it"
        assert [room.lead.events(room.id)[-1].kind.value for room in rooms] == ["reveal", "reveal"]

    def test_a_room_does_not_wait_for_one_that_is_finished_deleted_apart_or_votes_on_something_else(
        self, repository: Repository
    ) -> None:
        partings: list[Callable[[Room], None]] = [
            lambda room: room.lead.finish(room.id),
            lambda room: room.lead.delete(room.id, "Boruna 2026"),
            lambda room: room.lead.join_rooms(room.id, None),
            lambda room: room.lead.change_plan(room.id, a_plan(recommendations=(OTHER,))),
        ]
        for part in partings:
            here, there = hold_room(repository, state=1), hold_room(repository)
            here.lead.join_rooms(here.id, there.id)
            part(there)
            here.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
            assert len(here.lead.reveals(here.id)[ITEM]) == 1

    def test_a_third_room_parts_the_two(self, repository: Repository, rooms: tuple[Room, Room]) -> None:
        one, two = rooms
        three = hold_room(repository)
        three.lead.join_rooms(three.id, one.id)

        assert [room.lead.workshop(room.id).other_room for room in (one, two, three)] == [three.id, None, one.id]

    def test_a_room_is_not_joined_with_itself_or_with_one_of_another_catalogue(self, rooms: tuple[Room, Room]) -> None:
        one, two = rooms
        other = a_catalogue(version="2.0")
        another = one.lead.create(other, a_plan(other))
        for room in (one.id, another):
            with pytest.raises(PlanRefused, match="same catalogue"):
                one.lead.join_rooms(one.id, room)
        assert one.lead.workshop(one.id).other_room == two.id
