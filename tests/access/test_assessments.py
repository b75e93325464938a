"""Whose name stands beside a change, what deleting asks for, and who makes which links."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assessment.access.assessments import NameMismatch, read_related_sources
from assessment.access.gate import NotAllowed
from assessment.access.links import ScopeRefused, renew_link, revoke_link
from assessment.domain.model import Answer, Catalogue, Rating, Round, Voice
from assessment.domain.permissions import GRANTABLE, Role, Scope
from assessment.labels.formatting import response_name
from assessment.records.errors import AssessmentUnknown
from assessment.records.links import LinkUnknown
from assessment.records.workshop_errors import WorkshopUnknown
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import Access, as_role
from tests.support.repository import Repository, open_repository
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
    assert read_related_sources(ministry, first) == []


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
        with pytest.raises(LinkUnknown):
            revoke_link(coalition, link.id)
        with pytest.raises(LinkUnknown):
            renew_link(coalition, link.id, TOMORROW)
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
