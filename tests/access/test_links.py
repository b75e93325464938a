"""How people come in by a link, how long it lets them, and when it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from assessment.access.assessments import hand_over
from assessment.access.entrance import Entrance, KeyRefused, NameMissing
from assessment.access.gate import Gate, NotAllowed
from assessment.access.links import (
    KEY_LENGTH,
    EndRefused,
    NewLink,
    create_link,
    end_after,
    end_of_day,
    key_hash,
    list_links,
    renew_link,
    require_bounded,
    revoke_link,
)
from assessment.access.workshops import create_workshop
from assessment.domain.permissions import GRANTABLE, Grant, Role, Scope
from assessment.errors import TextRefused
from assessment.parsing.limits import NAME_LIMIT
from assessment.records.errors import AssessmentUnknown, Refused, WorkshopUnknown
from assessment.records.links import LinkUnknown
from assessment.storage.links import purge_links
from assessment.storage.opening import Storage
from assessment.storage.tables import links, visits
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_role, in_transaction, store_response
from tests.support.room import a_plan

START = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
TOMORROW = dt.datetime.now(dt.UTC) + DAY


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The time, which a test can move."""
    moment = [START]
    monkeypatch.setattr("assessment.access.entrance.now", lambda: moment[0])
    return moment


def facilitator(repository: Storage, organisation: str) -> Gate:
    return as_role(repository, Role.FACILITATOR, Scope(organisation))


@pytest.fixture
def assessment_id(asha: Gate) -> str:
    catalogue = a_catalogue()
    return store_response(asha, catalogue, a_response(catalogue))


@pytest.fixture
def link(asha: Gate, assessment_id: str) -> NewLink:
    return create_link(asha, Role.COEDITOR, Scope(assessment_id=assessment_id), "the ministry", START + 14 * DAY)


@pytest.fixture
def door(repository: Storage, clock: list[dt.datetime]) -> Entrance:
    return Entrance(repository)


def test_a_key_lets_people_in_under_the_name_they_give(door: Entrance, link: NewLink, assessment_id: str) -> None:
    token, grant = door.enter(link.key, "  Bela ")

    scope = Scope(assessment_id=assessment_id)
    assert grant == Grant("Bela", Role.COEDITOR, scope, link.link.id, link.link.ends, visit_id=grant.visit_id)
    assert door.grant(token) == grant


def test_several_people_come_by_one_link_and_leave_one_by_one(door: Entrance, link: NewLink) -> None:
    (first, _asha), (second, bela) = door.enter(link.key, "Asha"), door.enter(link.key, "Bela")

    door.leave(first)

    assert door.grant(first) is None
    assert door.grant(second) == bela


def test_who_changes_something_gives_a_name(door: Entrance, link: NewLink) -> None:
    for blank in ("", "  ", "\u200b\u2060", "\u3164"):
        with pytest.raises(NameMissing):
            door.enter(link.key, blank)
    with pytest.raises(TextRefused):
        door.enter(link.key, "a" * (NAME_LIMIT + 1))


def test_a_link_ends_on_time_for_those_outside_and_inside(
    door: Entrance, link: NewLink, clock: list[dt.datetime]
) -> None:
    token, grant = door.enter(link.key, "Bela")
    clock[0] = link.link.ends - dt.timedelta(microseconds=1)
    assert door.grant(token) == grant

    clock[0] = link.link.ends

    assert door.grant(token) is None
    with pytest.raises(KeyRefused):
        door.enter(link.key, "Bela")


def test_a_visit_lasts_a_month_at_most_and_then_the_link_is_opened_once_more(
    repository: Storage, asha: Gate, door: Entrance, clock: list[dt.datetime]
) -> None:
    link = create_link(asha, Role.ADMINISTRATOR, Scope(), "", START + 300 * DAY)
    token, grant = door.enter(link.key, "Bela")
    assert grant.ends == START + 30 * DAY
    clock[0] = START + 30 * DAY - dt.timedelta(microseconds=1)
    assert door.grant(token) == grant

    clock[0] = START + 30 * DAY
    assert door.grant(token) is None
    again, _grant = door.enter(link.key, "Bela")
    assert door.grant(again) is not None

    in_transaction(asha, purge_links, START + 61 * DAY)
    with repository._database.reading() as connection:
        assert [row.began for row in connection.execute(select(visits))] == [START + 30 * DAY]


def test_a_renewed_link_lets_the_same_people_in_again(
    asha: Gate, door: Entrance, link: NewLink, clock: list[dt.datetime]
) -> None:
    token, grant = door.enter(link.key, "Bela")
    clock[0] = link.link.ends + DAY

    renew_link(asha, link.link.id, clock[0] + DAY)

    assert door.grant(token) == replace(grant, ends=clock[0] + DAY)
    assert door.enter(link.key, "Chen")[1].person == "Chen"


def test_a_revoked_link_shuts_out_everybody_at_once(asha: Gate, door: Entrance, link: NewLink) -> None:
    token, _grant = door.enter(link.key, "Bela")

    revoke_link(asha, link.link.id)

    assert door.grant(token) is None
    with pytest.raises(KeyRefused):
        door.enter(link.key, "Bela")


def test_what_a_role_may_not_do_is_noted_when_somebody_tries(
    door: Entrance, link: NewLink, caplog: pytest.LogCaptureFixture
) -> None:
    token, grant = door.enter(link.key, "Bela")
    with pytest.raises(NotAllowed):
        create_link(door.visit_gate(token), Role.READER, link.link.scope, "", START + DAY)
    assert caplog.messages == [f"Refused to {grant.visit_id}: share"]


def test_any_other_text_is_refused_in_the_same_words(door: Entrance, link: NewLink) -> None:
    altered = link.key[:-1] + ("A" if link.key[-1] != "A" else "B")
    for text in ("", altered, link.key + "A", link.key.swapcase(), "\ud800" * KEY_LENGTH, "é" * KEY_LENGTH):
        assert door.grant(text) is None, text
        with pytest.raises(KeyRefused, match="This link doesn’t work, or no longer"):
            door.enter(text, "Bela")


def test_the_last_use_is_known_to_the_minute(
    asha: Gate, door: Entrance, link: NewLink, clock: list[dt.datetime]
) -> None:
    assert list_links(asha)[0].last_used is None
    _token, grant = door.enter(link.key, "Bela")
    assert list_links(asha)[0].last_used == START

    clock[0] = START + dt.timedelta(seconds=59)
    door.note_use(grant)
    assert list_links(asha)[0].last_used == START
    clock[0] = START + dt.timedelta(seconds=61)
    door.note_use(grant)

    assert list_links(asha)[0].last_used == clock[0]


def test_links_and_names_are_gone_a_month_after_their_end(
    asha: Gate, door: Entrance, link: NewLink, clock: list[dt.datetime]
) -> None:
    door.enter(link.key, "Bela")
    other = create_link(asha, Role.ADMINISTRATOR, Scope(), "", START + 365 * DAY)
    left, _grant = door.enter(other.key, "Chen")
    door.leave(left)

    in_transaction(asha, purge_links, link.link.ends + 30 * DAY)
    assert len(list_links(asha)) == 2
    in_transaction(asha, purge_links, link.link.ends + 31 * DAY)

    assert [each.id for each in list_links(asha)] == [other.link.id]


def test_no_secret_is_stored(repository: Storage, door: Entrance, link: NewLink) -> None:
    token, _grant = door.enter(link.key, "Bela")

    with repository._database.reading() as connection:
        stored = " ".join(str(row) for table in (links, visits) for row in connection.execute(select(table)))

    assert key_hash(link.key) in stored
    assert key_hash(token) in stored
    assert link.key not in stored
    assert token not in stored
    assert link.key not in repr(link)


# Who makes which links


@pytest.mark.parametrize("giver", Role)
def test_each_role_makes_links_only_for_the_roles_it_may_give(
    repository: Storage, asha: Gate, assessment_id: str, giver: Role
) -> None:
    hand_over(asha, assessment_id, "Ministry")
    response = Scope(assessment_id=assessment_id)
    workshop = Scope(workshop_id=create_workshop(facilitator(repository, "Ministry"), a_catalogue(), a_plan()))
    gate = as_role(repository, giver, Scope() if giver is Role.ADMINISTRATOR else Scope("Ministry"))
    for role, scope in {
        Role.ADMINISTRATOR: Scope(),
        Role.FACILITATOR: Scope("Ministry"),
        Role.COEDITOR: response,
        Role.READER: response,
        Role.PROJECTOR: workshop,
        Role.PARTICIPANT: workshop,
    }.items():
        if role in GRANTABLE.get(giver, set()):
            made = create_link(gate, role, scope, "Asha", TOMORROW)
            assert made.link.id in [link.id for link in list_links(gate)], role
        else:
            with pytest.raises(NotAllowed):
                create_link(gate, role, scope, "Asha", TOMORROW)
    assert {link.role for link in list_links(asha)} == GRANTABLE.get(giver, set())


def test_a_facilitator_makes_no_link_to_what_is_anothers(repository: Storage, assessment_id: str) -> None:
    coalition = facilitator(repository, "Coalition")
    with pytest.raises(AssessmentUnknown):
        create_link(coalition, Role.COEDITOR, Scope(assessment_id=assessment_id), "", TOMORROW)
    with pytest.raises(NotAllowed):
        create_link(coalition, Role.READER, Scope(organisation="Ministry"), "", TOMORROW)
    for workshop_id in (create_workshop(facilitator(repository, "Ministry"), a_catalogue(), a_plan()), "gone"):
        with pytest.raises(WorkshopUnknown):
            create_link(coalition, Role.PROJECTOR, Scope(workshop_id=workshop_id), "", TOMORROW)


def test_a_link_has_the_scope_of_its_role(asha: Gate, assessment_id: str) -> None:
    with pytest.raises(Refused, match="needs a response"):
        create_link(asha, Role.COEDITOR, Scope(organisation="Ministry"), "", TOMORROW)
    with pytest.raises(Refused, match="for the whole server"):
        create_link(asha, Role.ADMINISTRATOR, Scope(assessment_id=assessment_id), "", TOMORROW)
    with pytest.raises(AssessmentUnknown):
        create_link(asha, Role.COEDITOR, Scope(assessment_id="gone"), "", TOMORROW)


def test_another_organisations_links_are_neither_listed_nor_revoked(
    repository: Storage, asha: Gate, assessment_id: str
) -> None:
    hand_over(asha, assessment_id, "Ministry")
    link = create_link(asha, Role.COEDITOR, Scope(assessment_id=assessment_id), "", TOMORROW).link
    of_facilitator = create_link(asha, Role.FACILITATOR, Scope(organisation="Ministry"), "", TOMORROW).link
    coalition, ministry = facilitator(repository, "Coalition"), facilitator(repository, "Ministry")

    assert list_links(coalition) == []
    with pytest.raises(LinkUnknown):
        revoke_link(coalition, link.id)
    with pytest.raises(LinkUnknown):
        renew_link(coalition, link.id, TOMORROW)
    assert [each.id for each in list_links(ministry)] == [link.id]
    with pytest.raises(LinkUnknown):
        revoke_link(ministry, of_facilitator.id)
    revoke_link(ministry, link.id)
    assert next(each for each in list_links(asha) if each.id == link.id).revoked is not None
    with pytest.raises(LinkUnknown):
        renew_link(ministry, link.id, TOMORROW)


# How long links let people in


def today() -> dt.date:
    """Asked by each test when it runs, for it may run after midnight."""
    return dt.datetime.now().astimezone().date()


def test_a_link_lasts_so_many_days_from_now_and_a_year_at_most() -> None:
    for days in (1, 14, 366):
        before = dt.datetime.now(dt.UTC)
        assert before + days * DAY <= end_after(days) <= dt.datetime.now(dt.UTC) + days * DAY
        require_bounded(end_after(days))
    for days in (-1, 0, 367, 10**30):
        with pytest.raises(EndRefused, match="A link ends after 1 to 366 days"):
            end_after(days)


def test_a_link_works_until_the_end_of_its_last_day_where_this_computer_is() -> None:
    for days in (0, 1, 365):
        ends = end_of_day(today() + days * DAY)
        assert ends.tzinfo is dt.UTC
        assert ends.astimezone().date() == today() + (days + 1) * DAY
        assert ends.astimezone().time() == dt.time.min
        require_bounded(ends)
    for day in (today() - DAY, today() + 366 * DAY, dt.date.min, dt.date.max):
        with pytest.raises(EndRefused):
            end_of_day(day)


def test_the_gate_refuses_an_end_that_is_too_far_away(asha: Gate) -> None:
    made = create_link(asha, Role.ADMINISTRATOR, Scope(), "", end_after(1))
    far = dt.datetime.now(dt.UTC) + 367 * DAY
    with pytest.raises(EndRefused):
        create_link(asha, Role.ADMINISTRATOR, Scope(), "", far)
    with pytest.raises(EndRefused):
        renew_link(asha, made.link.id, far)
    assert list_links(asha) == [made.link]
