"""What is decided before anybody joins, and what a facilitator sets while people are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product

import pytest

from assessment.access.assessments import read_assessment, read_events
from assessment.access.workshops import (
    change_agenda,
    change_plan,
    finish_workshop,
    go_to,
    list_seats,
    list_workshops,
    read_outcome,
    read_pulse,
    read_workshop,
    remove_participant,
    renew_code,
    set_clock,
    set_days,
    set_door,
    set_heads,
)
from assessment.domain.answer import Rating
from assessment.domain.response import Round, Voice
from assessment.domain.workshop.plan import PlanRefused
from assessment.domain.workshop.stages import Step
from assessment.records.assessments import EventKind
from assessment.records.errors import (
    MovedMeanwhile,
    RecommendationUnknown,
    Refused,
    VoteNotOpen,
    WorkshopFinished,
    WorkshopUnknown,
)
from assessment.records.workshops import BallotForm
from assessment.storage.opening import Storage
from assessment.storage.workshops.writing import create_workshop
from tests.support.catalogues import a_catalogue
from tests.support.gates import as_admin, in_transaction
from tests.support.room import Room, a_plan, hold_room

ITEM, OTHER = "INV-01", "INV-02"


def test_another_plan_is_followed_by_the_agreed_response(repository: Storage) -> None:
    room = hold_room(repository)
    plan = a_plan(
        title="Boruna again",
        country="XXB",
        recommendations=(OTHER,),
        voice=Voice.STATE,
        organisation="Ministry",
        round=Round("2027", dt.date(2027, 1, 1)),
    )
    change_plan(room.lead, room.id, plan, seen=a_plan())

    workshop = read_workshop(room.lead, room.id)
    assert (workshop.plan, [*workshop.places]) == (plan, [OTHER])
    response = read_assessment(as_admin(repository), workshop.assessment_id or "").response
    assert (response.country, response.voice, response.organisation) == ("XXB", Voice.STATE, "Ministry")
    assert response.round == plan.round
    assert read_events(as_admin(repository), workshop.assessment_id or "")[-1].kind is EventKind.IDENTITY_CHANGED
    room.steps(OTHER, Step.OPEN)


def test_a_plan_is_not_changed_once_somebody_has_joined_or_a_vote_was_opened(repository: Storage) -> None:
    joined, opened = hold_room(repository, state=1), hold_room(repository)
    opened.steps(ITEM, Step.OPEN)

    for room in (joined, opened):
        with pytest.raises(Refused):
            change_plan(room.lead, room.id, a_plan(title="Another"), seen=a_plan())
        assert read_workshop(room.lead, room.id).plan.title == "Boruna 2026"


def test_a_plan_has_recommendations_of_the_catalogue(repository: Storage) -> None:
    room = hold_room(repository)
    plan = a_plan(recommendations=("NO-01",))
    with pytest.raises(PlanRefused):
        in_transaction(as_admin(repository, "Asha"), create_workshop, a_catalogue(), plan, "ABC234")
    with pytest.raises(PlanRefused):
        change_plan(room.lead, room.id, plan, seen=a_plan())
    with pytest.raises(PlanRefused):
        change_agenda(room.lead, room.id, ["NO-01"], {}, seen=read_workshop(room.lead, room.id).plan)
    assert [each.id for each in list_workshops(as_admin(repository))] == [room.id]


def agenda(room: Room) -> list[str]:
    return [each.recommendation.id for each in read_outcome(room.lead, room.id).agenda]


def plan_agenda(room: Room, *ids: str, **minutes: int) -> None:
    planned = {each.replace("_", "-"): number for each, number in minutes.items()}
    change_agenda(room.lead, room.id, ids, planned, seen=read_workshop(room.lead, room.id).plan)


@pytest.mark.both_engines
def test_the_agenda_is_changed_during_the_day_until_there_are_votes(repository: Storage) -> None:
    room = hold_room(repository, state=2, plan=a_plan(recommendations=(ITEM, OTHER)))
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.ABSENT)
    room.steps(OTHER, Step.OPEN)

    plan_agenda(room, "INV-03", OTHER, ITEM, INV_03=5, INV_02=10)
    assert agenda(room) == ["INV-03", OTHER, ITEM]
    assert [each.recommendation.id for each in read_outcome(room.lead, room.id).outcomes] == [ITEM, OTHER, "INV-03"]
    room.steps("INV-03", Step.OPEN)
    with pytest.raises(Refused, match="There are votes on INV-01"):
        plan_agenda(room, "INV-03", OTHER)
    assert agenda(room) == ["INV-03", OTHER, ITEM]

    # It was opened, and nobody has voted.
    go_to(room.lead, room.id, OTHER)
    plan_agenda(room, "INV-03", ITEM, INV_03=5, INV_02=10)
    workshop = read_workshop(room.lead, room.id)
    assert (agenda(room), workshop.plan.minutes, workshop.current) == (["INV-03", ITEM], {"INV-03": 5}, None)
    with pytest.raises(VoteNotOpen):
        room.box.cast(room.phones[0], BallotForm(OTHER, 1, Rating.ABSENT))


def test_of_two_who_change_the_agenda_at_once_the_second_is_told(repository: Storage) -> None:
    room = hold_room(repository, plan=a_plan(recommendations=(ITEM, OTHER)))
    seen = read_workshop(room.lead, room.id).plan
    change_agenda(room.lead, room.id, (OTHER, ITEM), {}, seen=seen)
    with pytest.raises(MovedMeanwhile):
        change_agenda(room.lead, room.id, (ITEM,), {}, seen=seen)
    with pytest.raises(MovedMeanwhile):
        change_plan(room.lead, room.id, replace(seen, title="Another"), seen=seen)
    assert (agenda(room), read_workshop(room.lead, room.id).plan.title) == ([OTHER, ITEM], seen.title)


@pytest.mark.both_engines
def test_days_are_kept_in_their_order_and_changed_also_once_people_have_joined(repository: Storage) -> None:
    room, first = hold_room(repository, state=1), dt.date(2026, 11, 24)
    days = [first + dt.timedelta(days=number) for number in range(15)]
    set_days(room.lead, room.id, [days[1], days[0]])
    plan = read_workshop(room.lead, room.id).plan
    assert plan.days == (days[0], days[1])
    assert [plan.place_of_day(day) for day in days[:3]] == [(1, 2), (2, 2), None]
    for refused in (days, [first, first]):
        with pytest.raises(PlanRefused, match="up to 14 days, each named once"):
            set_days(room.lead, room.id, refused)
    set_days(room.lead, room.id, [])
    assert read_workshop(room.lead, room.id).plan.days == ()


def test_an_agenda_is_not_empty_and_minutes_are_a_number_that_can_be(repository: Storage) -> None:
    room = hold_room(repository)
    with pytest.raises(PlanRefused, match="nothing to vote on"):
        plan_agenda(room)
    for minutes in (0, 481):
        with pytest.raises(PlanRefused, match="Plan 1 to 480 minutes"):
            plan_agenda(room, ITEM, INV_01=minutes)


def test_heads_and_clock_are_seen_by_all_and_an_impossible_number_is_refused(repository: Storage) -> None:
    room = hold_room(repository)
    ends = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)
    version, _roster = read_pulse(room.lead, room.id)
    set_heads(room.lead, room.id, 0)
    set_heads(room.lead, room.id, 40)
    set_clock(room.lead, room.id, ends)
    for heads in (-1, 10_001, 2**70):
        with pytest.raises(PlanRefused):
            set_heads(room.lead, room.id, heads)

    workshop = read_workshop(room.lead, room.id)
    assert (workshop.heads, workshop.clock_ends, workshop.version) == (40, ends, version + 3)
    set_clock(room.lead, room.id, None)
    assert read_workshop(room.lead, room.id).clock_ends is None


def test_the_room_goes_to_what_it_votes_on_and_nowhere_else(repository: Storage) -> None:
    room = hold_room(repository)
    go_to(room.lead, room.id, OTHER)
    go_to(room.lead, room.id, "NO-01")
    assert read_workshop(room.lead, room.id).current == OTHER
    for unknown in ("NO-01", "", "\0"):
        with pytest.raises(RecommendationUnknown):
            room.steps(unknown, Step.OPEN)


def test_a_workshop_that_is_not_there_is_told(repository: Storage) -> None:
    room = hold_room(repository)
    asks: list[Callable[[str], object]] = [
        partial(read_workshop, room.lead),
        partial(list_seats, room.lead),
        partial(finish_workshop, room.lead),
        partial(read_outcome, room.lead),
    ]
    for ask, workshop_id in product(asks, ("", "gone", "\0", "\ud800")):
        with pytest.raises(WorkshopUnknown):
            ask(workshop_id)


def test_nothing_is_finished_while_a_vote_is_hidden_and_nothing_changes_afterwards(repository: Storage) -> None:
    room = hold_room(repository, state=1)
    room.steps(ITEM, Step.OPEN)
    with pytest.raises(Refused, match="Reveal it first"):
        finish_workshop(room.lead, room.id)
    room.steps(ITEM, Step.CLOSE)
    with pytest.raises(Refused):
        finish_workshop(room.lead, room.id)
    room.steps(ITEM, Step.REVEAL)
    finish_workshop(room.lead, room.id)

    (seat,) = list_seats(room.lead, room.id)
    changes: list[Callable[[], object]] = [
        lambda: room.steps(OTHER, Step.OPEN),
        lambda: set_door(room.lead, room.id, is_open=True),
        lambda: renew_code(room.lead, room.id),
        lambda: set_heads(room.lead, room.id, 1),
        lambda: go_to(room.lead, room.id, OTHER),
        lambda: change_plan(room.lead, room.id, a_plan(), seen=a_plan()),
        lambda: remove_participant(room.lead, room.id, seat.participant.id),
    ]
    for change in changes:
        with pytest.raises(WorkshopFinished):
            change()
