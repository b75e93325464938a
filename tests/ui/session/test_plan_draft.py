"""A session's view of a follow-up plan: what it saves, merges, and leaves to a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.gaps import Gap, gaps
from assessment.domain.model import Answer, Rating
from assessment.parsing.limits import TEXT_LIMIT
from assessment.services.access import Access
from assessment.storage import Repository, open_repository
from assessment.ui.session.plan_draft import PlanDraft
from tests.support.catalogues import a_catalogue, a_response

ITEM = "INV-01"
CATALOGUE = a_catalogue()
RESPONSE = a_response(CATALOGUE, {ITEM: Answer(Rating.ABSENT, responsible="Ministry of Justice")})
(GAP,) = gaps(CATALOGUE, RESPONSE)


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    with open_repository(f"sqlite:///{tmp_path / 'kept.db'}") as repository:
        yield repository


@pytest.fixture
def asha(repository: Repository) -> Access:
    return Access.personal(repository, "Asha")


@pytest.fixture
def bela(repository: Repository) -> Access:
    return Access.personal(repository, "Bela")


@pytest.fixture
def two(asha: Access) -> tuple[PlanDraft, PlanDraft]:
    """Two sessions that have read the same plan, in which nothing is saved yet."""
    assessment_id = asha.create(CATALOGUE, RESPONSE)
    drafts = PlanDraft(assessment_id), PlanDraft(assessment_id)
    for draft in drafts:
        draft.read(asha)
        for name in ("status", "status_date", "responsible", "note"):
            draft.key(GAP, name)
    return drafts


def stored(access: Access, draft: PlanDraft, gap: Gap = GAP) -> FollowUp:
    return access.follow_ups(draft.assessment_id)[gap.recommendation.id].follow_up


def test_a_plan_begins_with_what_the_answer_says(two: tuple[PlanDraft, PlanDraft]) -> None:
    assert two[0].follow_up(GAP) == FollowUp(responsible="Ministry of Justice")


def test_a_change_is_saved_at_once_and_leaves_its_own_field_as_it_is(
    two: tuple[PlanDraft, PlanDraft], asha: Access
) -> None:
    draft, _other = two
    before = draft.key(GAP, "note")
    draft.change(asha, GAP, note="Bill drafted")
    assert stored(asha, draft) == FollowUp(responsible="Ministry of Justice", note="Bill drafted")
    assert ITEM in draft.saved
    assert draft.key(GAP, "note") == before


def test_the_date_that_comes_with_a_status_is_shown(two: tuple[PlanDraft, PlanDraft], asha: Access) -> None:
    draft, _other = two
    before = {name: draft.key(GAP, name) for name in ("status", "status_date", "note")}
    draft.change(asha, GAP, status=FollowUpStatus.STARTED, status_date=dt.date(2026, 11, 26))
    changed = {name for name, key in before.items() if draft.key(GAP, name) != key}
    assert changed == {"status_date"}


def test_other_fields_that_two_people_change_are_merged(
    two: tuple[PlanDraft, PlanDraft], asha: Access, bela: Access
) -> None:
    mine, theirs = two
    theirs.change(bela, GAP, responsible="Parliament")
    mine.change(asha, GAP, note="Bill drafted")
    assert stored(asha, mine) == FollowUp(responsible="Parliament", note="Bill drafted")
    assert mine.conflicts == {}
    assert mine.follow_up(GAP).responsible == "Parliament"


def test_the_same_field_that_two_people_change_waits_for_a_person(
    two: tuple[PlanDraft, PlanDraft], asha: Access, bela: Access
) -> None:
    mine, theirs = two
    before = mine.key(GAP, "responsible")
    theirs.change(bela, GAP, responsible="Parliament")
    mine.change(asha, GAP, responsible="Cabinet")
    assert stored(asha, mine).responsible == "Parliament"
    assert (mine.conflicts[ITEM].author, dict(mine.conflicts[ITEM].yours)) == ("Bela", {"responsible": "Cabinet"})
    assert mine.key(GAP, "responsible") != before

    mine.keep_yours(asha, GAP)
    assert stored(asha, mine).responsible == "Cabinet"
    assert mine.conflicts == {}


def test_the_other_version_is_left_where_a_person_wants_it(
    two: tuple[PlanDraft, PlanDraft], asha: Access, bela: Access
) -> None:
    mine, theirs = two
    theirs.change(bela, GAP, responsible="Parliament")
    mine.change(asha, GAP, responsible="Cabinet")
    mine.keep_theirs(GAP)
    assert stored(asha, mine).responsible == mine.follow_up(GAP).responsible == "Parliament"
    assert mine.conflicts == {}


def answer_changes(access: Access, draft: PlanDraft, **fields: Any) -> None:
    """Somebody saves the answer in another window, while this page still has the one before."""
    changed = replace(GAP.answer, **fields)
    access.save_answer(draft.assessment_id, ITEM, changed, expected_revision=1)


def test_the_first_change_leaves_what_the_answer_says_by_now(
    two: tuple[PlanDraft, PlanDraft], asha: Access, bela: Access
) -> None:
    draft, _other = two
    answer_changes(bela, draft, responsible="Parliament", action="Draft a bill.")
    draft.change(asha, GAP, status=FollowUpStatus.PLANNED)
    assert stored(asha, draft) == FollowUp(FollowUpStatus.PLANNED, responsible="Parliament", action="Draft a bill.")
    assert draft.conflicts == {}


def test_the_first_change_of_a_field_whose_answer_changed_waits_for_a_person(
    two: tuple[PlanDraft, PlanDraft], asha: Access, bela: Access
) -> None:
    draft, _other = two
    before = draft.key(GAP, "responsible"), draft.key(GAP, "note")
    answer_changes(bela, draft, responsible="Parliament")
    draft.change(asha, GAP, responsible="Cabinet")
    assert asha.follow_ups(draft.assessment_id) == {}
    assert dict(draft.conflicts[ITEM].yours) == {"responsible": "Cabinet"}
    assert draft.follow_up(GAP).responsible == draft.plan([GAP])[0].follow_up.responsible == "Parliament"
    after = draft.key(GAP, "responsible"), draft.key(GAP, "note")
    assert (after[0] != before[0], after[1] == before[1]) == (True, True)

    draft.keep_yours(asha, GAP)
    assert stored(asha, draft).responsible == "Cabinet"
    assert draft.conflicts == {}


def test_a_page_that_has_the_answer_of_now_shows_that(
    two: tuple[PlanDraft, PlanDraft], asha: Access, bela: Access
) -> None:
    draft, _other = two
    answer_changes(bela, draft, responsible="Parliament")
    draft.change(asha, GAP, responsible="Cabinet")
    later = replace(GAP, answer=replace(GAP.answer, responsible="Ministry of Labour"))
    assert draft.follow_up(later).responsible == "Ministry of Labour"


def test_both_saying_the_same_is_no_conflict(two: tuple[PlanDraft, PlanDraft], asha: Access, bela: Access) -> None:
    mine, theirs = two
    theirs.change(bela, GAP, responsible="Parliament")
    mine.change(asha, GAP, responsible="Parliament")
    assert mine.conflicts == {}
    assert len(asha.follow_up_history(mine.assessment_id, ITEM)) == 1


def test_what_is_refused_is_told_and_not_stored(two: tuple[PlanDraft, PlanDraft], asha: Access) -> None:
    draft, _other = two
    draft.change(asha, GAP, target_date=dt.date(1700, 1, 1))
    assert "1700-01-01" in draft.refused[ITEM]
    assert asha.follow_ups(draft.assessment_id) == {}


def test_a_text_that_is_too_long_is_told_and_not_stored(two: tuple[PlanDraft, PlanDraft], asha: Access) -> None:
    draft, _other = two
    draft.change(asha, GAP, note="a" * (TEXT_LIMIT + 1))
    assert "longer than" in draft.refused[ITEM]
    assert asha.follow_ups(draft.assessment_id) == {}
