"""How long links let people in."""

from __future__ import annotations

import datetime as dt

import pytest

from assessment.domain.permissions import Role, Scope
from assessment.services.access import Access
from assessment.services.links import EndRefused, end_after, end_of_day, require_bounded, usual_days
from assessment.storage import Repository

DAY = dt.timedelta(days=1)


def today() -> dt.date:
    """Asked by each test when it runs, for it may run after midnight."""
    return dt.datetime.now().astimezone().date()


def test_administrators_links_usually_last_a_month_and_others_two_weeks() -> None:
    assert {role: usual_days(role) for role in Role} == {**dict.fromkeys(Role, 14), Role.ADMINISTRATOR: 30}


@pytest.mark.parametrize("days", [1, 14, 366])
def test_a_link_lasts_so_many_days_from_now(days: int) -> None:
    before = dt.datetime.now(dt.UTC)
    assert before + days * DAY <= end_after(days) <= dt.datetime.now(dt.UTC) + days * DAY
    require_bounded(end_after(days))


@pytest.mark.parametrize("days", [-1, 0, 367, 10**30])
def test_a_link_that_ends_at_once_or_after_more_than_a_year_is_refused(days: int) -> None:
    with pytest.raises(EndRefused, match="A link ends after 1 to 366 days"):
        end_after(days)


@pytest.mark.parametrize("days", [0, 1, 365])
def test_a_link_works_until_the_end_of_its_last_day_where_this_computer_is(days: int) -> None:
    last = today() + days * DAY
    ends = end_of_day(last)
    assert ends.tzinfo is dt.UTC
    assert ends.astimezone().date() == last + DAY
    assert ends.astimezone().time() == dt.time.min
    require_bounded(ends)


def test_a_last_day_that_is_over_or_too_far_away_is_refused() -> None:
    for day in (today() - DAY, today() + 366 * DAY, dt.date.min, dt.date.max):
        with pytest.raises(EndRefused):
            end_of_day(day)


def test_the_gate_refuses_an_end_that_is_too_far_away(repository: Repository) -> None:
    access = Access.personal(repository, "Asha")
    made = access.create_link(Role.ADMINISTRATOR, Scope(), "", end_after(1))
    far = dt.datetime.now(dt.UTC) + 367 * DAY
    with pytest.raises(EndRefused):
        access.create_link(Role.ADMINISTRATOR, Scope(), "", far)
    with pytest.raises(EndRefused):
        access.renew_link(made.link.id, far)
    assert access.links() == [made.link]
