"""The follow-up plan: it begins with what the answers say, and goes on as a record of its own."""

from __future__ import annotations

import datetime as dt

import pytest

from assessment.domain.answer import Answer, Rating
from assessment.domain.follow_up import (
    FollowUp,
    FollowUpStatus,
    first_follow_up,
    follow_up_plan,
    responsible_bodies,
)
from assessment.domain.gaps import gaps
from assessment.errors import FollowUpRefused
from assessment.parsing.limits import TEXT_LIMIT
from tests.support.catalogues import a_catalogue, a_response

TODAY = dt.date(2026, 11, 26)
YESTERDAY = TODAY - dt.timedelta(days=1)
PLANNED = Answer(Rating.ABSENT, responsible="Police", action="Train.", target_date=YESTERDAY)


def test_a_plan_begins_with_who_acts_what_is_done_and_by_when_as_the_answer_says() -> None:
    assert first_follow_up(PLANNED) == FollowUp(responsible="Police", action="Train.", target_date=YESTERDAY)


def test_the_plan_has_every_gap_in_its_order_with_what_is_stored_or_else_what_the_answer_says() -> None:
    catalogue = a_catalogue()
    found = gaps(catalogue, a_response(catalogue, {"INV-01": PLANNED, "INV-02": Rating.PARTIAL}))
    stored = FollowUp(FollowUpStatus.DONE, responsible="Ministry")
    plan = follow_up_plan(found, {"INV-01": stored, "INV-05": stored})
    assert [each.gap for each in plan] == found
    by_id = {each.gap.recommendation.id: (each.follow_up, each.is_stored) for each in plan}
    assert by_id == {"INV-01": (stored, True), "INV-02": (FollowUp(), False)}
    assert responsible_bodies(plan) == ["Ministry"]


def test_an_action_is_overdue_after_its_day_unless_it_is_done_or_given_up() -> None:
    for status in FollowUpStatus:
        is_open = status not in (FollowUpStatus.DONE, FollowUpStatus.NOT_PURSUED)
        assert FollowUp(status, target_date=YESTERDAY).is_overdue(TODAY) is is_open, status
        assert not FollowUp(status, target_date=TODAY).is_overdue(TODAY), status
        assert not FollowUp(status).is_overdue(TODAY), status


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(FollowUpRefused, match="longer than"):
        FollowUp(note="n" * (TEXT_LIMIT + 1))


OLD = dt.date(1900, 1, 1)


def test_a_new_day_out_of_range_is_refused_and_one_that_was_there_is_kept() -> None:
    for strange in (FollowUp(target_date=OLD), FollowUp(status_date=OLD)):
        strange.check_bounds(strange)
        with pytest.raises(FollowUpRefused, match=r"1900-01-01.* out of range"):
            strange.check_bounds(FollowUp())
