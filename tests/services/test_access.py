"""Who may do what, and whose name stands beside a change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assessment.domain.follow_up import FollowUp
from assessment.domain.merging.merge import ImportPlan
from assessment.domain.model import Answer, Catalogue, Rating, Round, Voice
from assessment.domain.permissions import ALLOWED, GRANTABLE, Action, Role, Scope
from assessment.labels.formatting import response_name
from assessment.records.errors import AssessmentUnknown, BackupMissing, ImportUnknown
from assessment.records.links import LinkUnknown
from assessment.records.workshop_errors import WorkshopUnknown
from assessment.services.access import Access, NameMismatch, NotAllowed, ScopeRefused, VisitEnded
from assessment.storage.opening import open_repository
from assessment.storage.repository import Repository
from tests.support.catalogues import a_catalogue, a_response
from tests.support.grants import as_role
from tests.support.room import a_plan

ABSENT = Answer(Rating.ABSENT)
TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return a_catalogue()


@pytest.fixture
def local_repository(tmp_path: Path) -> Iterator[Repository]:
    with open_repository(f"sqlite:///{tmp_path / 'assessments.db'}") as opened:
        yield opened


@pytest.fixture
def access(local_repository: Repository) -> Access:
    return Access.personal(local_repository, "Asha")


@pytest.fixture
def assessment_id(access: Access, catalogue: Catalogue) -> str:
    return access.create_once(catalogue, a_response(catalogue, round=Round("2026 baseline")))


def test_every_change_bears_the_name_of_who_made_it(access: Access, assessment_id: str) -> None:
    access.save_answer(assessment_id, "INV-01", ABSENT, expected_revision=0)
    access.update_identity(
        assessment_id, voice=Voice.STATE, organisation="Ministry", in_round=Round("2026 baseline"), anonymous=False
    )
    access.submit(assessment_id)
    access.reopen(assessment_id, note="one was wrong")
    access.delete(assessment_id, response_name(access.assessment(assessment_id).response))
    access.undelete(assessment_id)

    assert {change.by for change in access.history(assessment_id)} == {"Asha"}
    assert {event.by for event in access.events(assessment_id)} == {"Asha"}
    assert len(access.events(assessment_id)) == 6


def test_deleting_asks_for_the_name(access: Access, assessment_id: str) -> None:
    name = response_name(access.assessment(assessment_id).response)

    for wrong in ("", "yes", name[:-1], f"{name} 2"):
        with pytest.raises(NameMismatch, match=re.escape(name)):
            access.delete(assessment_id, wrong)
    access.delete(assessment_id, name)

    assert [summary.id for summary in access.deleted()] == [assessment_id]
    assert access.summaries() == []


def test_a_name_can_be_typed_on_any_keyboard(access: Access, assessment_id: str) -> None:
    access.delete(assessment_id, "alvenia  invented state, 2026 BASELINE ")

    assert access.summaries() == []


def an_intake(catalogue: Catalogue, assessment_id: str | None) -> ImportPlan:
    return ImportPlan(assessment_id, catalogue, a_response(catalogue), {"INV-01": ABSENT}, {}, {}, ("a.xlsx",), ())


Ask = Callable[[Access], object]


def questions(catalogue: Catalogue, assessment_id: str, folder: Path) -> dict[Action, list[Ask]]:
    """Everything that can be asked of `Access`, by the action that has to be allowed."""
    identity = {"voice": Voice.STATE, "organisation": "", "in_round": Round(), "anonymous": False}
    scope = Scope(assessment_id=assessment_id)
    return {
        Action.READ: [
            Access.summaries,
            Access.damaged_assessments,
            Access.listings,
            lambda access: access.assessment(assessment_id),
            lambda access: access.assessments([assessment_id]),
            lambda access: access.readable_assessments([assessment_id]),
            lambda access: access.related_assessments(assessment_id),
            lambda access: access.theme_tallies([assessment_id]),
            lambda access: access.common_items([assessment_id]),
            lambda access: access.ratings([assessment_id], ["INV-01"]),
            lambda access: access.answers_to([assessment_id], "INV-01"),
            lambda access: access.state(assessment_id),
            lambda access: access.current_answers(assessment_id, {}),
            lambda access: access.look(assessment_id, "a window"),
            lambda access: access.history(assessment_id),
            lambda access: access.answer_versions(assessment_id),
            lambda access: access.events(assessment_id),
            lambda access: access.answer_sources(assessment_id),
            lambda access: access.catalogue_of(assessment_id),
            lambda access: access.follow_ups(assessment_id),
            lambda access: access.saved_follow_ups(assessment_id),
            lambda access: access.follow_up_history(assessment_id, "INV-01"),
        ],
        Action.EXPORT: [lambda access: access.require(Action.EXPORT, [assessment_id])],
        Action.LEAD: [lambda access: access.require(Action.LEAD, [assessment_id])],
        Action.VOTE: [lambda access: access.require(Action.VOTE, [assessment_id])],
        Action.MODERATE: [lambda access: access.require(Action.MODERATE, [assessment_id])],
        Action.CREATE: [
            lambda access: access.create_once(catalogue, a_response(catalogue)),
            lambda access: access.save_import([an_intake(catalogue, assessment_id)]),
            lambda access: access.catalogue(catalogue.id, catalogue.version),
            lambda access: access.imported_submissions(["key"]),
            Access.imports,
        ],
        Action.ANSWER: [
            lambda access: access.save_answer(assessment_id, "INV-01", ABSENT, expected_revision=0),
            lambda access: access.save_follow_ups(assessment_id, {"INV-01": FollowUp()}, expected_revisions={}),
        ],
        Action.DESCRIBE: [lambda access: access.update_identity(assessment_id, **identity)],
        Action.SUBMIT: [lambda access: access.submit(assessment_id)],
        Action.REOPEN: [lambda access: access.reopen(assessment_id)],
        Action.DELETE: [
            Access.deleted,
            lambda access: access.delete(assessment_id, "any name"),
            lambda access: access.undelete(assessment_id),
            lambda access: access.undo_import("any import"),
        ],
        Action.SHARE: [
            Access.links,
            lambda access: access.create_link(Role.READER, scope, "", TOMORROW),
            lambda access: access.revoke_link("any link"),
            lambda access: access.renew_link("any link", TOMORROW),
        ],
        Action.ADMINISTER: [
            Access.check,
            lambda access: access.hand_over(assessment_id, "Ministry"),
            lambda access: access.backup(folder / "backup.db"),
            lambda access: access.restore(folder / "backup.db"),
        ],
    }


OF_NOBODY = {"personal", "grant", "require", "require_workshop"}
"""What says who asks and whether they may, and reads and changes nothing."""
ASKED_ELSEWHERE = {Action.EXPORT, Action.LEAD, Action.VOTE, Action.MODERATE}
"""What no method of `Access` does: it is asked by those that write files, and for workshops."""
ABOUT_OTHERS_TOO = {Action.CREATE, Action.DELETE, Action.SHARE}
"""What may also be asked about nothing that is stored, or about an import or a link that nobody has."""
LISTS = {Access.summaries, Access.damaged_assessments, Access.listings, Access.links, Access.imports, Access.deleted}


def test_nothing_is_asked_past_the_gate(catalogue: Catalogue, tmp_path: Path) -> None:
    methods = {name for name in vars(Access) if not name.startswith("_")} - OF_NOBODY

    asked = questions(catalogue, "", tmp_path)

    assert sum(len(asks) for action, asks in asked.items() if action not in ASKED_ELSEWHERE) == len(methods)


def outcome(ask: Ask, access: Access) -> str:
    """How a question is answered: allowed, not allowed, or as if there were nothing."""
    try:
        ask(access)
    except NotAllowed:
        return "not allowed"
    except AssessmentUnknown:
        return "unknown"
    except (VisitEnded, *ANSWERED) as error:
        return "ended" if isinstance(error, VisitEnded) else "allowed"
    return "allowed"


ANSWERED = (NameMismatch, ImportUnknown, LinkUnknown, BackupMissing)
"""What is refused only to those who may ask."""


def kept(repository: Repository, assessment_id: str) -> object:
    return repository.state(assessment_id), repository.events(assessment_id)


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_in_its_scope_what_its_role_allows_and_nothing_else(
    local_repository: Repository, catalogue: Catalogue, tmp_path: Path, role: Role
) -> None:
    for action in Action:
        assessment_id = local_repository.create(catalogue, a_response(catalogue), author="Asha")
        scope = Scope() if role is Role.ADMINISTRATOR else Scope(assessment_id=assessment_id)
        access = as_role(local_repository, role, scope)
        for ask in questions(catalogue, assessment_id, tmp_path)[action]:
            before = kept(local_repository, assessment_id)
            found = outcome(ask, access)
            assert found == ("allowed" if action in ALLOWED[role] else "not allowed"), action
            if found == "not allowed":
                assert kept(local_repository, assessment_id) == before, action


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_out_of_scope_there_is_nothing_whatever_the_role(
    local_repository: Repository, catalogue: Catalogue, assessment_id: str, tmp_path: Path, role: Role
) -> None:
    local_repository.hand_over(assessment_id, "Ministry", author="Asha")
    before = kept(local_repository, assessment_id)
    for scope in (Scope(organisation="Coalition"), Scope(assessment_id="another"), Scope(workshop_id="a workshop")):
        access = as_role(local_repository, role, scope)
        for action, asks in questions(catalogue, assessment_id, tmp_path).items():
            for ask in asks:
                if action not in ALLOWED[role]:
                    assert outcome(ask, access) == "not allowed", (scope, action)
                elif ask in LISTS:
                    assert ask(access) == [], (scope, action)
                else:
                    found = outcome(ask, access)
                    assert found == "unknown" or action in ABOUT_OTHERS_TOO, (scope, action)
                assert kept(local_repository, assessment_id) == before, (scope, action)


def test_who_has_left_may_nothing(
    local_repository: Repository, catalogue: Catalogue, assessment_id: str, tmp_path: Path
) -> None:
    gone = Access(local_repository, lambda: None)
    for asks in questions(catalogue, assessment_id, tmp_path).values():
        for ask in asks:
            assert outcome(ask, gone) == "ended"


def test_what_a_facilitator_begins_belongs_to_their_organisation(
    local_repository: Repository, catalogue: Catalogue
) -> None:
    ministry = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Ministry"))
    coalition = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Coalition"))

    # The same respondent and round: neither learns that the other has begun it.
    first = ministry.create_once(catalogue, a_response(catalogue))
    second = coalition.create_once(catalogue, a_response(catalogue))

    assert first != second
    assert [summary.id for summary in ministry.summaries()] == [first]
    assert [each.id for each in coalition.listings()] == [second]
    assert ministry.related_assessments(first) == []


class TestLinks:
    @pytest.mark.parametrize("giver", Role)
    def test_each_role_makes_links_only_for_the_roles_it_may_give(
        self, local_repository: Repository, assessment_id: str, giver: Role
    ) -> None:
        local_repository.hand_over(assessment_id, "Ministry", author="Asha")
        workshop_id = local_repository.workshops.create(
            a_catalogue(), a_plan(), "ABC234", author="Asha", owner="Ministry"
        )
        scope = Scope() if giver is Role.ADMINISTRATOR else Scope(organisation="Ministry")
        access = as_role(local_repository, giver, scope)
        for role in Role:
            wanted = SCOPES[role](assessment_id, workshop_id)
            if role in GRANTABLE.get(giver, set()):
                made = access.create_link(role, wanted, "Asha", TOMORROW)
                assert made.link.id in [link.id for link in access.links()], role
            else:
                with pytest.raises(NotAllowed):
                    access.create_link(role, wanted, "Asha", TOMORROW)
        roles = {link.role for link in as_role(local_repository, Role.ADMINISTRATOR).links()}
        assert roles == GRANTABLE.get(giver, set())

    def test_a_facilitator_makes_no_link_to_what_is_anothers(
        self, local_repository: Repository, assessment_id: str
    ) -> None:
        coalition = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Coalition"))
        with pytest.raises(AssessmentUnknown):
            coalition.create_link(Role.COEDITOR, Scope(assessment_id=assessment_id), "", TOMORROW)
        with pytest.raises(NotAllowed):
            coalition.create_link(Role.READER, Scope(organisation="Ministry"), "", TOMORROW)
        theirs = local_repository.workshops.create(a_catalogue(), a_plan(), "ABC234", author="Asha", owner="Ministry")
        for workshop_id in (theirs, "gone"):
            with pytest.raises(WorkshopUnknown):
                coalition.create_link(Role.PROJECTOR, Scope(workshop_id=workshop_id), "", TOMORROW)

    def test_a_link_has_the_scope_of_its_role(self, access: Access, assessment_id: str) -> None:
        with pytest.raises(ScopeRefused, match="needs a response"):
            access.create_link(Role.COEDITOR, Scope(organisation="Ministry"), "", TOMORROW)
        with pytest.raises(ScopeRefused, match="for the whole server"):
            access.create_link(Role.ADMINISTRATOR, Scope(assessment_id=assessment_id), "", TOMORROW)
        with pytest.raises(AssessmentUnknown):
            access.create_link(Role.COEDITOR, Scope(assessment_id="gone"), "", TOMORROW)

    def test_another_organisations_links_are_neither_listed_nor_revoked(
        self, local_repository: Repository, access: Access, assessment_id: str
    ) -> None:
        local_repository.hand_over(assessment_id, "Ministry", author="Asha")
        link = access.create_link(Role.COEDITOR, Scope(assessment_id=assessment_id), "", TOMORROW).link
        of_facilitator = access.create_link(Role.FACILITATOR, Scope(organisation="Ministry"), "", TOMORROW).link
        coalition = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Coalition"))
        ministry = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Ministry"))

        assert coalition.links() == []
        for act in (coalition.revoke_link, lambda each: coalition.renew_link(each, TOMORROW)):
            with pytest.raises(LinkUnknown):
                act(link.id)
        assert [each.id for each in ministry.links()] == [link.id]
        with pytest.raises(LinkUnknown):
            ministry.revoke_link(of_facilitator.id)
        ministry.revoke_link(link.id)
        assert next(each for each in access.links() if each.id == link.id).revoked is not None
        with pytest.raises(LinkUnknown):
            ministry.renew_link(link.id, TOMORROW)


SCOPES: dict[Role, Callable[[str, str], Scope]] = {
    Role.ADMINISTRATOR: lambda _assessment, _workshop: Scope(),
    Role.FACILITATOR: lambda _assessment, _workshop: Scope(organisation="Ministry"),
    Role.COEDITOR: lambda assessment_id, _workshop: Scope(assessment_id=assessment_id),
    Role.READER: lambda assessment_id, _workshop: Scope(assessment_id=assessment_id),
    Role.PROJECTOR: lambda _assessment, workshop_id: Scope(workshop_id=workshop_id),
    Role.PARTICIPANT: lambda _assessment, workshop_id: Scope(workshop_id=workshop_id),
}
