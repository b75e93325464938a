"""A session's view of a follow-up plan: what it saves, merges, and leaves to a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest

from assessment.access.assessments import create_assessment, read_follow_ups, save_answer
from assessment.access.gate import Gate
from assessment.domain.answer import Answer, Rating
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.gaps import Gap, gaps
from assessment.records.errors import DiskFull
from assessment.ui.session.plan_draft import PlanDraft
from tests.support.catalogues import a_catalogue, a_response

ITEM = "INV-01"
CATALOGUE = a_catalogue()
RESPONSE = a_response(CATALOGUE, {ITEM: Answer(Rating.ABSENT, responsible="Ministry of Justice")})
(GAP,) = gaps(CATALOGUE, RESPONSE)


@pytest.fixture
def two(asha: Gate) -> tuple[PlanDraft, PlanDraft]:
    """Two sessions that have read the same plan, in which nothing is saved yet."""
    assessment_id = create_assessment(asha, CATALOGUE, RESPONSE)
    drafts = PlanDraft(assessment_id), PlanDraft(assessment_id)
    for draft in drafts:
        draft.read(asha)
        for name in ("status", "status_date", "responsible", "note"):
            draft.key(GAP, name)
    return drafts


def waiting(draft: PlanDraft) -> tuple[dict[str, Any], str] | None:
    """What waits for a person to decide, and who changed the same."""
    conflict = draft.edit(GAP).conflict
    return None if conflict is None else (dict(conflict.yours), conflict.author)


def stored(access: Gate, draft: PlanDraft, gap: Gap = GAP) -> FollowUp:
    return read_follow_ups(access, draft.assessment_id)[gap.recommendation.id].record


def test_a_change_is_saved_at_once_and_only_the_date_that_comes_with_a_status_is_drawn_anew(
    two: tuple[PlanDraft, PlanDraft], asha: Gate
) -> None:
    draft, _other = two
    before = {name: draft.key(GAP, name) for name in ("status", "status_date", "note")}
    draft.change(asha, GAP, note="Bill drafted")
    assert stored(asha, draft) == FollowUp(responsible="Ministry of Justice", note="Bill drafted")
    assert ITEM in draft.saved
    draft.change(asha, GAP, status=FollowUpStatus.STARTED, status_date=dt.date(2026, 11, 26))
    changed = {name for name, key in before.items() if draft.key(GAP, name) != key}
    assert changed == {"status_date"}


def test_other_fields_that_two_people_change_are_merged(
    two: tuple[PlanDraft, PlanDraft], asha: Gate, bela: Gate
) -> None:
    mine, theirs = two
    theirs.change(bela, GAP, responsible="Parliament")
    mine.change(asha, GAP, note="Bill drafted")
    assert stored(asha, mine) == FollowUp(responsible="Parliament", note="Bill drafted")
    assert mine.edit(GAP).conflict is None
    assert mine.follow_up(GAP).responsible == "Parliament"


def test_the_same_field_that_two_people_change_waits_for_a_person_who_keeps_either_version(
    two: tuple[PlanDraft, PlanDraft], asha: Gate, bela: Gate
) -> None:
    mine, theirs = two
    before = mine.key(GAP, "responsible")
    theirs.change(bela, GAP, responsible="Parliament")
    mine.change(asha, GAP, responsible="Cabinet")
    assert stored(asha, mine).responsible == "Parliament"
    assert waiting(mine) == ({"responsible": "Cabinet"}, "Bela")
    assert (mine.key(GAP, "responsible"), mine.edit(GAP).value("responsible")) == (before, "Cabinet")

    mine.edit(GAP).keep_yours(asha, mine.follow_up(GAP))
    assert stored(asha, mine).responsible == "Cabinet"
    assert mine.edit(GAP).conflict is None

    theirs.read(bela)
    theirs.key(GAP, "responsible")
    mine.change(asha, GAP, responsible="Ministry of Labour")
    before = theirs.key(GAP, "responsible")
    theirs.change(bela, GAP, responsible="Parliament")
    theirs.edit(GAP).keep_theirs()
    assert stored(asha, mine).responsible == theirs.edit(GAP).value("responsible") == "Ministry of Labour"
    assert theirs.key(GAP, "responsible") != before
    assert theirs.edit(GAP).conflict is None


def answer_changes(access: Gate, draft: PlanDraft, **fields: Any) -> None:
    """Somebody saves the answer in another window, while this page still has the one before."""
    changed = replace(GAP.answer, **fields)
    save_answer(access, draft.assessment_id, ITEM, changed, expected_revision=1)


def test_the_first_change_leaves_what_the_answer_says_by_now(
    two: tuple[PlanDraft, PlanDraft], asha: Gate, bela: Gate
) -> None:
    draft, _other = two
    answer_changes(bela, draft, responsible="Parliament", action="Draft a bill.")
    draft.change(asha, GAP, status=FollowUpStatus.PLANNED)
    assert stored(asha, draft) == FollowUp(FollowUpStatus.PLANNED, responsible="Parliament", action="Draft a bill.")
    assert draft.edit(GAP).conflict is None


def test_the_first_change_of_a_field_whose_answer_changed_waits_for_a_person(
    two: tuple[PlanDraft, PlanDraft], asha: Gate, bela: Gate
) -> None:
    draft, _other = two
    before = draft.key(GAP, "responsible"), draft.key(GAP, "note")
    answer_changes(bela, draft, responsible="Parliament")
    draft.change(asha, GAP, responsible="Cabinet")
    assert read_follow_ups(asha, draft.assessment_id) == {}
    assert waiting(draft) == ({"responsible": "Cabinet"}, "")
    assert draft.follow_up(GAP).responsible == draft.plan([GAP])[0].follow_up.responsible == "Parliament"
    after = draft.key(GAP, "responsible"), draft.key(GAP, "note")
    assert after == before

    draft.edit(GAP).keep_yours(asha, draft.follow_up(GAP))
    assert stored(asha, draft).responsible == "Cabinet"
    assert draft.edit(GAP).conflict is None


def test_what_was_refused_and_typed_back_waits_no_longer(
    two: tuple[PlanDraft, PlanDraft], asha: Gate, bela: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = two
    with monkeypatch.context() as patch:
        patch.setattr("assessment.ui.session.plan_draft.save_follow_ups", Mock(side_effect=DiskFull("the database")))
        mine.change(asha, GAP, action="Draft a bill.")
    mine.change(asha, GAP, action="")
    assert mine.edit(GAP).refusal is None
    theirs.change(bela, GAP, action="Repeal it.")
    mine.read(asha)
    assert (mine.edit(GAP).value("action"), mine.edit(GAP).conflict) == ("Repeal it.", None)


def test_other_fields_are_saved_while_an_invalid_one_waits(two: tuple[PlanDraft, PlanDraft], asha: Gate) -> None:
    draft, _other = two
    draft.change(asha, GAP, target_date=dt.date(1700, 1, 1))
    assert read_follow_ups(asha, draft.assessment_id) == {}
    draft.change(asha, GAP, note="Late")
    assert stored(asha, draft).note == "Late"
    assert "1700-01-01" in (draft.edit(GAP).refusal or "")
    draft.change(asha, GAP, target_date=dt.date(2027, 1, 1))
    assert (stored(asha, draft).target_date, draft.edit(GAP).refusal) == (dt.date(2027, 1, 1), None)


def test_a_status_and_its_date_are_decided_together(two: tuple[PlanDraft, PlanDraft], asha: Gate, bela: Gate) -> None:
    mine, theirs = two
    theirs.change(bela, GAP, status_date=dt.date(2026, 3, 1))
    mine.change(asha, GAP, status=FollowUpStatus.PLANNED, status_date=dt.date(2026, 11, 26))
    assert stored(asha, mine).status is FollowUpStatus.NOT_STARTED
    mine.edit(GAP).keep_yours(asha, mine.follow_up(GAP))
    assert stored(asha, mine).status_date == dt.date(2026, 11, 26)


def test_what_somebody_else_changed_and_changed_back_is_no_conflict_and_is_not_taken_for_saved(
    two: tuple[PlanDraft, PlanDraft], asha: Gate, bela: Gate
) -> None:
    mine, theirs = two
    theirs.change(bela, GAP, note="Repealed")
    mine.change(asha, GAP, note="Bill drafted")
    theirs.change(bela, GAP, note="")
    mine.read(asha)
    assert (mine.edit(GAP).conflict, mine.edit(GAP).refusal, mine.edit(GAP).value("note")) == (None, "", "Bill drafted")
    mine.change(asha, GAP)
    assert (stored(asha, mine).note, mine.edit(GAP).refusal) == ("Bill drafted", None)
