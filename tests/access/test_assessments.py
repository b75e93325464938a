"""Whose name stands beside a change, what deleting asks for, and who makes which links."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assessment.access.assessments import (
    create_assessment,
    delete_assessment,
    hand_over,
    list_deleted,
    list_listings,
    list_summaries,
    read_assessment,
    read_events,
    read_history,
    read_related_sources,
    reopen_assessment,
    save_answer,
    submit_assessment,
    undelete_assessment,
    update_identity,
)
from assessment.access.gate import Gate, NotAllowed
from assessment.access.links import create_link, list_links, renew_link, revoke_link
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.permissions import GRANTABLE, Role, Scope
from assessment.domain.response import Round, Voice
from assessment.labels.formatting import response_name
from assessment.records.errors import AssessmentUnknown, Refused, WorkshopUnknown
from assessment.records.links import LinkUnknown
from assessment.storage.opening import Storage, open_storage
from assessment.storage.workshops.writing import create_workshop
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, as_role, in_transaction
from tests.support.room import a_plan

ABSENT = Answer(Rating.ABSENT)
TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return a_catalogue()


@pytest.fixture
def local_repository(tmp_path: Path) -> Iterator[Storage]:
    with open_storage(f"sqlite:///{tmp_path / 'assessments.db'}") as opened:
        yield opened


@pytest.fixture
def access(local_repository: Storage) -> Gate:
    return as_admin(local_repository, "Asha")


@pytest.fixture
def assessment_id(access: Gate, catalogue: Catalogue) -> str:
    return create_assessment(access, catalogue, a_response(catalogue, round=Round("2026 baseline")))


def test_every_change_bears_the_name_of_who_made_it(access: Gate, assessment_id: str) -> None:
    save_answer(access, assessment_id, "INV-01", ABSENT, expected_revision=0)
    update_identity(
        access,
        assessment_id,
        voice=Voice.STATE,
        organisation="Ministry",
        in_round=Round("2026 baseline"),
        anonymous=False,
    )
    submit_assessment(access, assessment_id)
    reopen_assessment(access, assessment_id, note="one was wrong")
    delete_assessment(access, assessment_id, response_name(read_assessment(access, assessment_id).response))
    undelete_assessment(access, assessment_id)

    assert {change.by for change in read_history(access, assessment_id)} == {"Asha"}
    assert {event.by for event in read_events(access, assessment_id)} == {"Asha"}
    assert len(read_events(access, assessment_id)) == 6


def test_deleting_asks_for_the_name(access: Gate, assessment_id: str) -> None:
    name = response_name(read_assessment(access, assessment_id).response)

    for wrong in ("", "yes", name[:-1], f"{name} 2"):
        with pytest.raises(Refused, match=re.escape(name)):
            delete_assessment(access, assessment_id, wrong)
    delete_assessment(access, assessment_id, name)

    assert [summary.id for summary in list_deleted(access)] == [assessment_id]
    assert list_summaries(access) == []


def test_a_name_can_be_typed_on_any_keyboard(access: Gate, assessment_id: str) -> None:
    delete_assessment(access, assessment_id, "alvenia  invented state, 2026 BASELINE ")

    assert list_summaries(access) == []


def test_what_a_facilitator_begins_belongs_to_their_organisation(
    local_repository: Storage, catalogue: Catalogue
) -> None:
    ministry = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Ministry"))
    coalition = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Coalition"))

    # The same respondent and round: neither learns that the other has begun it.
    first = create_assessment(ministry, catalogue, a_response(catalogue))
    second = create_assessment(coalition, catalogue, a_response(catalogue))

    assert first != second
    assert [summary.id for summary in list_summaries(ministry)] == [first]
    assert [each.id for each in list_listings(coalition)] == [second]
    assert read_related_sources(ministry, first) == []


class TestLinks:
    @pytest.mark.parametrize("giver", Role)
    def test_each_role_makes_links_only_for_the_roles_it_may_give(
        self, local_repository: Storage, assessment_id: str, giver: Role
    ) -> None:
        hand_over(as_admin(local_repository, "Asha"), assessment_id, "Ministry")
        workshop_id = in_transaction(
            as_admin(local_repository, "Asha", owner="Ministry"), create_workshop, a_catalogue(), a_plan(), "ABC234"
        )
        scope = Scope() if giver is Role.ADMINISTRATOR else Scope(organisation="Ministry")
        access = as_role(local_repository, giver, scope)
        for role in Role:
            wanted = SCOPES[role](assessment_id, workshop_id)
            if role in GRANTABLE.get(giver, set()):
                made = create_link(access, role, wanted, "Asha", TOMORROW)
                assert made.link.id in [link.id for link in list_links(access)], role
            else:
                with pytest.raises(NotAllowed):
                    create_link(access, role, wanted, "Asha", TOMORROW)
        roles = {link.role for link in list_links(as_role(local_repository, Role.ADMINISTRATOR))}
        assert roles == GRANTABLE.get(giver, set())

    def test_a_facilitator_makes_no_link_to_what_is_anothers(
        self, local_repository: Storage, assessment_id: str
    ) -> None:
        coalition = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Coalition"))
        with pytest.raises(AssessmentUnknown):
            create_link(coalition, Role.COEDITOR, Scope(assessment_id=assessment_id), "", TOMORROW)
        with pytest.raises(NotAllowed):
            create_link(coalition, Role.READER, Scope(organisation="Ministry"), "", TOMORROW)
        theirs = in_transaction(
            as_admin(local_repository, "Asha", owner="Ministry"), create_workshop, a_catalogue(), a_plan(), "ABC234"
        )
        for workshop_id in (theirs, "gone"):
            with pytest.raises(WorkshopUnknown):
                create_link(coalition, Role.PROJECTOR, Scope(workshop_id=workshop_id), "", TOMORROW)

    def test_a_link_has_the_scope_of_its_role(self, access: Gate, assessment_id: str) -> None:
        with pytest.raises(Refused, match="needs a response"):
            create_link(access, Role.COEDITOR, Scope(organisation="Ministry"), "", TOMORROW)
        with pytest.raises(Refused, match="for the whole server"):
            create_link(access, Role.ADMINISTRATOR, Scope(assessment_id=assessment_id), "", TOMORROW)
        with pytest.raises(AssessmentUnknown):
            create_link(access, Role.COEDITOR, Scope(assessment_id="gone"), "", TOMORROW)

    def test_another_organisations_links_are_neither_listed_nor_revoked(
        self, local_repository: Storage, access: Gate, assessment_id: str
    ) -> None:
        hand_over(as_admin(local_repository, "Asha"), assessment_id, "Ministry")
        link = create_link(access, Role.COEDITOR, Scope(assessment_id=assessment_id), "", TOMORROW).link
        of_facilitator = create_link(access, Role.FACILITATOR, Scope(organisation="Ministry"), "", TOMORROW).link
        coalition = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Coalition"))
        ministry = as_role(local_repository, Role.FACILITATOR, Scope(organisation="Ministry"))

        assert list_links(coalition) == []
        with pytest.raises(LinkUnknown):
            revoke_link(coalition, link.id)
        with pytest.raises(LinkUnknown):
            renew_link(coalition, link.id, TOMORROW)
        assert [each.id for each in list_links(ministry)] == [link.id]
        with pytest.raises(LinkUnknown):
            revoke_link(ministry, of_facilitator.id)
        revoke_link(ministry, link.id)
        assert next(each for each in list_links(access) if each.id == link.id).revoked is not None
        with pytest.raises(LinkUnknown):
            renew_link(ministry, link.id, TOMORROW)


SCOPES: dict[Role, Callable[[str, str], Scope]] = {
    Role.ADMINISTRATOR: lambda _assessment, _workshop: Scope(),
    Role.FACILITATOR: lambda _assessment, _workshop: Scope(organisation="Ministry"),
    Role.COEDITOR: lambda assessment_id, _workshop: Scope(assessment_id=assessment_id),
    Role.READER: lambda assessment_id, _workshop: Scope(assessment_id=assessment_id),
    Role.PROJECTOR: lambda _assessment, workshop_id: Scope(workshop_id=workshop_id),
    Role.PARTICIPANT: lambda _assessment, workshop_id: Scope(workshop_id=workshop_id),
}
