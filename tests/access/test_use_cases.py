"""Every use case, asked as every role about its own and others' things, as docs/security.md says."""

from __future__ import annotations

import datetime as dt
import inspect
import itertools
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import assessment.access
from assessment.access import assessments, links, sign_ins, workshops
from assessment.access.entrance import Entrance
from assessment.access.gate import Gate, NotAllowed, VisitEnded
from assessment.access.links import KEY_LENGTH
from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.follow_up import FollowUp
from assessment.domain.merging.merge import Change, ImportPlan
from assessment.domain.permissions import ALLOWED, Action, Role, Scope
from assessment.domain.response import Round, Voice
from assessment.domain.workshop.model import AgreedRating, RemarkState
from assessment.domain.workshop.stages import Step
from assessment.errors import AssessmentError
from assessment.records.errors import AssessmentUnknown, WorkshopUnknown
from assessment.records.workshops import Newcomer
from assessment.storage.opening import Storage
from assessment.storage.workshops import reading
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, as_role, in_transaction, store_response
from tests.support.room import a_plan, hold_room

ITEM = "INV-01"
ABSENT = Answer(Rating.ABSENT)
TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
CATALOGUE = a_catalogue()


class About(Enum):
    """What a use case is about: a response or workshop, a list, or nothing that is stored by an id of its own."""

    RESPONSE = auto()
    WORKSHOP = auto()
    LIST = auto()
    NEW = auto()


@dataclass(frozen=True)
class Row:
    """One use case, with the action that has to be allowed."""

    action: Action
    use_case: Callable[..., Any]
    arguments: Sequence[object] = ()
    about: About = About.RESPONSE
    named: Mapping[str, object] = field(default_factory=dict)

    def ask(self, gate: Gate) -> str:
        """How it is answered: allowed, not allowed, ended, or as if there were nothing."""
        try:
            found = self.use_case(gate, *self.arguments, **self.named)
        except NotAllowed:
            return "not allowed"
        except VisitEnded:
            return "ended"
        except (AssessmentUnknown, WorkshopUnknown):
            return "unknown"
        except AssessmentError:
            return "allowed"  # Refused for another reason, which only those hear who may ask.
        return "nothing" if self.about is About.LIST and not found else "allowed"


def rows_about_responses(response: str, folder: Path) -> list[Row]:
    identity = {"voice": Voice.STATE, "organisation": "", "in_round": Round(), "anonymous": False}
    plan = ImportPlan(response, CATALOGUE, a_response(CATALOGUE), {ITEM: Change(ABSENT, EMPTY_ANSWER)}, ("a.xlsx",), ())
    link = (Role.READER, Scope(assessment_id=response), "", TOMORROW)
    return [
        Row(Action.READ, assessments.list_summaries, about=About.LIST),
        Row(Action.READ, assessments.list_listings, about=About.LIST),
        Row(Action.READ, assessments.list_damaged, about=About.NEW),
        Row(Action.READ, assessments.gather_sources, about=About.NEW),
        Row(Action.READ, assessments.read_assessment, (response,)),
        Row(Action.READ, assessments.read_assessments, ([response],)),
        Row(Action.READ, assessments.read_undamaged, ([response],)),
        Row(Action.READ, assessments.read_sources, ([response],)),
        Row(Action.READ, assessments.read_related_sources, (response,)),
        Row(Action.READ, assessments.count_themes, ([response],)),
        Row(Action.READ, assessments.find_common_items, ([response],)),
        Row(Action.READ, assessments.read_ratings, ([response], [ITEM])),
        Row(Action.READ, assessments.read_answers_to, ([response], ITEM)),
        Row(Action.READ, assessments.read_state, (response,)),
        Row(Action.READ, assessments.look_at, (response, "a window")),
        Row(Action.READ, assessments.read_events, (response,)),
        Row(Action.READ, assessments.read_catalogue_of, (response,)),
        Row(Action.READ, assessments.read_current_answers, (response, {})),
        Row(Action.READ, assessments.read_history, (response,)),
        Row(Action.READ, assessments.read_answer_versions, (response,)),
        Row(Action.READ, assessments.read_answer_sources, (response,)),
        Row(Action.READ, assessments.read_follow_ups, (response,)),
        Row(Action.READ, assessments.read_follow_up_history, (response, ITEM)),
        Row(Action.READ, workshops.read_outcome_of, (response,)),
        Row(Action.MODERATE, workshops.find_room_of, (response,)),
        Row(Action.EXPORT, assessments.read_sources, ([response], Action.EXPORT)),
        Row(Action.CREATE, assessments.create_assessment, (CATALOGUE, a_response(CATALOGUE)), About.NEW),
        Row(Action.CREATE, assessments.find_catalogue, (CATALOGUE.id, CATALOGUE.version), About.NEW),
        Row(Action.CREATE, assessments.list_imports, about=About.NEW),
        Row(Action.CREATE, assessments.read_imported_submissions, (["key"],), About.NEW),
        Row(Action.CREATE, assessments.store_import, ([plan],)),
        Row(Action.ANSWER, assessments.save_answer, (response, ITEM, ABSENT), named={"expected_revision": 0}),
        Row(
            Action.ANSWER, assessments.save_follow_ups, (response, {ITEM: FollowUp()}), named={"expected_revisions": {}}
        ),
        Row(Action.DESCRIBE, assessments.update_identity, (response,), named=identity),
        Row(Action.SUBMIT, assessments.submit_assessment, (response,)),
        Row(Action.REOPEN, assessments.reopen_assessment, (response,)),
        Row(Action.DELETE, assessments.list_deleted, about=About.NEW),
        Row(Action.DELETE, assessments.delete_assessment, (response, "any name")),
        Row(Action.DELETE, assessments.undelete_assessment, (response,)),
        Row(Action.DELETE, assessments.undo_import, ("any import",), About.NEW),
        Row(Action.SHARE, links.list_links, about=About.NEW),
        Row(Action.SHARE, links.create_link, link),
        Row(Action.SHARE, links.revoke_link, ("any link",), About.NEW),
        Row(Action.SHARE, links.renew_link, ("any link", TOMORROW), About.NEW),
        Row(Action.ADMINISTER, sign_ins.list_sign_ins, about=About.NEW),
        Row(Action.ADMINISTER, sign_ins.end_sign_ins, ("any sign-in",), About.NEW),
        Row(Action.ADMINISTER, assessments.hand_over, (response, "Ministry")),
        Row(Action.ADMINISTER, assessments.check_stored_data, about=About.NEW),
        Row(Action.ADMINISTER, assessments.read_log, about=About.NEW),
        Row(Action.ADMINISTER, assessments.read_newest_entries, (20,), About.NEW),
        Row(Action.ADMINISTER, assessments.measure_storage, about=About.NEW),
        Row(Action.ADMINISTER, assessments.find_last_backup, about=About.NEW),
        Row(Action.ADMINISTER, assessments.write_backup, (folder / "backup.db",), About.NEW),
        Row(Action.ADMINISTER, assessments.restore_stored_data, (folder / "none.db",), About.NEW),
    ]


def rows_about_workshops(workshop: str) -> list[Row]:
    def row(action: Action, use_case: Callable[..., Any], *arguments: object, **named: object) -> Row:
        return Row(action, use_case, (workshop, *arguments), About.WORKSHOP, named)

    return [
        Row(Action.READ, workshops.list_workshops, about=About.LIST),
        row(Action.READ, workshops.read_workshop),
        row(Action.READ, workshops.read_pulse),
        row(Action.READ, workshops.read_turnout, ITEM, 1),
        row(Action.READ, workshops.read_reveals),
        row(Action.READ, workshops.read_agreements),
        row(Action.READ, workshops.read_outcome),
        row(Action.EXPORT, workshops.read_outcome, Action.EXPORT),
        row(Action.LEAD, workshops.read_outcome, Action.LEAD),
        row(Action.LEAD, workshops.read_workshop, Action.LEAD),
        row(Action.READ, workshops.find_slowing),
        row(Action.MODERATE, workshops.list_remarks),
        row(Action.MODERATE, workshops.moderate_remarks, [], RemarkState.SHOWN),
        Row(Action.LEAD, workshops.create_workshop, (CATALOGUE, a_plan()), About.NEW),
        row(Action.LEAD, workshops.list_seats),
        row(Action.LEAD, workshops.change_plan, a_plan(), seen=a_plan()),
        row(Action.LEAD, workshops.change_agenda, ["INV-02", ITEM], {}, seen=a_plan()),
        row(Action.LEAD, workshops.set_door, is_open=True),
        row(Action.LEAD, workshops.renew_code),
        row(Action.LEAD, workshops.set_heads, 3),
        row(Action.LEAD, workshops.set_wifi, None),
        row(Action.LEAD, workshops.set_days, []),
        row(Action.LEAD, workshops.set_clock, None),
        row(Action.LEAD, workshops.go_to, ITEM),
        row(Action.LEAD, workshops.take_step, ITEM, Step.PARK),
        row(Action.LEAD, workshops.record_agreement, ITEM, AgreedRating(Rating.ABSENT)),
        row(Action.LEAD, workshops.count_missing, ITEM, 1),
        row(Action.LEAD, workshops.list_not_voted, ITEM, 1),
        row(Action.LEAD, workshops.list_typed_in, ITEM, 1),
        row(Action.LEAD, workshops.add_on_paper, Newcomer()),
        row(Action.LEAD, workshops.cast_for, "nobody", ITEM, 1, Rating.ABSENT),
        row(Action.LEAD, workshops.remove_participant, "nobody"),
        row(Action.LEAD, workshops.remove_since, TOMORROW),
        row(Action.LEAD, workshops.let_more_in),
        row(Action.LEAD, workshops.merge_participants, "nobody", "another"),
        row(Action.LEAD, workshops.list_revealed_ballots),
        row(Action.LEAD, workshops.delete_workshop, "any title"),
        row(Action.LEAD, workshops.finish_workshop),
    ]


@dataclass
class World:
    """A response and a workshop of the ministry's, and what is stored of them."""

    repository: Storage
    response: str
    workshop: str
    rows: list[Row]

    def stored(self) -> object:
        """What nobody may change who isn't allowed to."""
        gate = as_admin(self.repository)
        workshop = workshops.read_workshop(gate, self.workshop)
        return (
            [assessments.read_state(gate, key) for key in (self.response, workshop.assessment_id or "")],
            [assessments.read_events(gate, key) for key in (self.response, workshop.assessment_id or "")],
            (workshop, workshops.list_seats(gate, self.workshop)),
            in_transaction(gate, reading.read_events, self.workshop),
            len(workshops.list_workshops(gate)),
            len(assessments.list_listings(gate)),
            [link.id for link in links.list_links(gate)],
        )


@pytest.fixture
def world(repository: Storage, tmp_path: Path) -> World:
    response = store_response(as_admin(repository, "Asha", owner="Ministry"), CATALOGUE, a_response(CATALOGUE))
    workshop = hold_room(repository, state=1).id
    rows = [*rows_about_responses(response, tmp_path), *rows_about_workshops(workshop)]
    return World(repository, response, workshop, rows)


def use_cases() -> set[Callable[..., Any]]:
    """Every function in `access` that asks a gate."""
    modules = [
        import_module(f"{assessment.access.__name__}.{each.name}")
        for each in pkgutil.iter_modules(assessment.access.__path__)
    ]
    return {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and next(iter(inspect.signature(function, follow_wrapped=False).parameters), "") == "gate"
    }


def test_every_use_case_has_a_row(world: World) -> None:
    assert {row.use_case for row in world.rows} == use_cases()


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_in_its_scope_what_its_role_allows_and_nothing_else(world: World, role: Role) -> None:
    def ask(row: Row) -> str:
        scope = (
            Scope(workshop_id=world.workshop) if row.about is About.WORKSHOP else Scope(assessment_id=world.response)
        )
        return row.ask(as_role(world.repository, role, Scope() if role is Role.ADMINISTRATOR else scope))

    before = world.stored()
    for row in world.rows:
        if row.action not in ALLOWED[role]:
            assert ask(row) == "not allowed", row
    assert world.stored() == before
    for row in world.rows:
        if row.action in ALLOWED[role]:
            found = ask(row)
            assert found == "allowed" or (found != "not allowed" and row.about is About.LIST), row


OTHER_SCOPES = (Scope(organisation="Coalition"), Scope(assessment_id="another"), Scope(workshop_id="another"))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_out_of_scope_there_is_nothing_whatever_the_role(world: World, role: Role) -> None:
    before = world.stored()
    for row, scope in itertools.product(world.rows, OTHER_SCOPES):
        if row.action in ALLOWED[role] and row.about is About.NEW:
            continue  # What is new is in any scope.
        found = row.ask(as_role(world.repository, role, scope))
        if row.action not in ALLOWED[role]:
            assert found == "not allowed", (row, scope)
        elif row.about is About.LIST:
            own = row.use_case is not workshops.list_workshops and scope.organisation
            assert found == "nothing" or own, (row, scope)
        else:
            assert found == "unknown", (row, scope)
    assert world.stored() == before


def test_who_has_left_or_never_came_may_nothing(world: World) -> None:
    before = world.stored()
    for visit in (None, "x" * KEY_LENGTH):
        assert {row.ask(Entrance(world.repository).visit_gate(visit)) for row in world.rows} == {"ended"}
    assert world.stored() == before


def test_lists_show_only_what_is_in_scope(world: World) -> None:
    ministry = as_role(world.repository, Role.FACILITATOR, Scope(organisation="Ministry"))
    coalition = as_role(world.repository, Role.FACILITATOR, Scope(organisation="Coalition"))
    begun = assessments.create_assessment(coalition, CATALOGUE, a_response(CATALOGUE))

    assert [each.id for each in assessments.list_summaries(ministry)] == [world.response]
    assert [each.id for each in assessments.list_summaries(coalition)] == [begun]
    assert [each.name for each in assessments.gather_sources(coalition)[0]] == [begun]
    assert assessments.read_related_sources(coalition, begun) == []
