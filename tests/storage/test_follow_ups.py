"""Follow-ups in a database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from assessment.access.assessments import (
    read_follow_up_history,
    read_follow_ups,
    save_answer,
    save_follow_ups,
    submit_assessment,
)
from assessment.access.gate import Gate
from assessment.domain.answer import Answer, Rating
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.errors import FollowUpRefused
from assessment.records.errors import AssessmentDamaged, AssessmentUnknown, ChangedMeanwhile, RecommendationUnknown
from assessment.storage.opening import open_storage
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, store_response

ME, OTHER = "Asha", "Bela"
ITEM, SECOND = "INV-01", "INV-02"
DUE = dt.date(2027, 2, 28)
WHOLE = FollowUp(FollowUpStatus.STARTED, dt.date(2026, 11, 26), "Half done.\u2028", "Police", "Train.", DUE)


@pytest.fixture
def assessment_id(asha: Gate) -> str:
    catalogue = a_catalogue()
    answer = Answer(Rating.ABSENT, responsible="Police", action="Train.", target_date=DUE)
    return store_response(asha, catalogue, a_response(catalogue, {ITEM: answer}))


def save(gate: Gate, assessment_id: str, follow_up: FollowUp, expected: int = 0) -> None:
    save_follow_ups(gate, assessment_id, {ITEM: follow_up}, expected_revisions={ITEM: expected})


@pytest.mark.both_engines
def test_what_is_saved_after_submission_is_read_again_and_every_version_is_kept(
    asha: Gate, bela: Gate, assessment_id: str
) -> None:
    done = FollowUp(FollowUpStatus.DONE)
    submit_assessment(asha, assessment_id)
    save(asha, assessment_id, WHOLE)
    save(bela, assessment_id, done, expected=1)
    current = read_follow_ups(asha, assessment_id)[ITEM]
    assert (current.record, current.revision, current.author) == (done, 2, OTHER)
    versions = read_follow_up_history(asha, assessment_id, ITEM)
    assert [(each.record, each.revision, each.author) for each in versions] == [(WHOLE, 1, ME), (done, 2, OTHER)]


def test_what_the_answer_says_or_is_stored_already_is_no_change(asha: Gate, assessment_id: str) -> None:
    save(asha, assessment_id, FollowUp(responsible="Police", action="Train.", target_date=DUE))
    assert read_follow_ups(asha, assessment_id) == {}
    save(asha, assessment_id, WHOLE)
    save(asha, assessment_id, WHOLE, expected=0)
    assert read_follow_ups(asha, assessment_id)[ITEM].revision == 1


def test_nobody_overwrites_what_they_have_not_seen(asha: Gate, bela: Gate, assessment_id: str) -> None:
    save(bela, assessment_id, WHOLE)
    with pytest.raises(ChangedMeanwhile) as changed:
        save(asha, assessment_id, FollowUp(FollowUpStatus.PLANNED))
    assert (changed.value.now.record, changed.value.now.revision, changed.value.now.author) == (WHOLE, 1, OTHER)
    assert read_follow_ups(asha, assessment_id)[ITEM].record == WHOLE


def test_nobody_puts_back_what_an_answer_no_longer_says(asha: Gate, bela: Gate, assessment_id: str) -> None:
    seen = FollowUp(responsible="Police", action="Train.", target_date=DUE)
    now = Answer(Rating.ABSENT, responsible="Navy", action="Train.", target_date=DUE)
    save_answer(bela, assessment_id, ITEM, now, expected_revision=1)
    with pytest.raises(ChangedMeanwhile) as changed:
        save_follow_ups(
            asha,
            assessment_id,
            {ITEM: replace(seen, status=FollowUpStatus.PLANNED)},
            expected_revisions={ITEM: 0},
            seen={ITEM: seen},
        )
    assert (changed.value.now.record, changed.value.now.revision) == (replace(seen, responsible="Navy"), 0)
    assert read_follow_ups(asha, assessment_id) == {}


def test_nobody_overwrites_another_version_that_has_the_same_revision(
    asha: Gate, bela: Gate, assessment_id: str
) -> None:
    # As after a restore: what was on the screen is gone, and its revision was given again.
    on_screen = replace(WHOLE, responsible="Navy")
    save(bela, assessment_id, WHOLE)
    with pytest.raises(ChangedMeanwhile) as changed:
        save_follow_ups(
            asha,
            assessment_id,
            {ITEM: replace(on_screen, status=FollowUpStatus.DONE)},
            expected_revisions={ITEM: 1},
            seen={ITEM: on_screen},
        )
    assert (changed.value.now.record, changed.value.now.revision, changed.value.now.author) == (WHOLE, 1, OTHER)
    assert read_follow_ups(asha, assessment_id)[ITEM].record == WHOLE


def test_where_one_is_refused_none_is_saved(asha: Gate, assessment_id: str) -> None:
    for item, follow_up, error in (
        ("INV-99", WHOLE, RecommendationUnknown),
        (SECOND, FollowUp(target_date=dt.date(1900, 1, 1)), FollowUpRefused),
    ):
        changes = {ITEM: WHOLE, item: follow_up}
        with pytest.raises(error):
            save_follow_ups(asha, assessment_id, changes, expected_revisions={})
        assert read_follow_ups(asha, assessment_id) == {}


@pytest.mark.both_engines
def test_what_is_not_there_is_told(asha: Gate, assessment_id: str) -> None:
    for unknown in ("a0", "\x00"):
        with pytest.raises(AssessmentUnknown):
            read_follow_ups(asha, unknown)
        with pytest.raises(AssessmentUnknown):
            read_follow_up_history(asha, unknown, ITEM)
        with pytest.raises(AssessmentUnknown):
            save(asha, unknown, WHOLE)
    assert read_follow_up_history(asha, assessment_id, "\x00") == []


def test_damage_is_told_and_found_by_the_check(database_url: str) -> None:
    catalogue = a_catalogue()
    with open_storage(database_url) as repository:
        assessment_id = store_response(as_admin(repository, ME), catalogue, a_response(catalogue))
        save(as_admin(repository, ME), assessment_id, WHOLE)
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE follow_ups SET follow_up = '{\"status\": 1}'"))
    engine.dispose()
    with open_storage(database_url) as repository:
        with pytest.raises(AssessmentDamaged):
            read_follow_ups(as_admin(repository), assessment_id)
        assert any("follow_up" in problem.what for problem in repository.check().problems)
