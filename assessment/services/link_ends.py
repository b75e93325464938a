"""How long links let people in."""

from __future__ import annotations

import datetime as dt

from assessment.domain.permissions import Role
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _

DAYS, ADMINISTRATOR_DAYS = 14, 30
"""How long a link lets people in if nobody says otherwise: others’ links, and administrators’."""
MOST_DAYS = 366


class EndRefused(AssessmentError):
    """A link must end in the future, and within a year."""

    def __init__(self) -> None:
        super().__init__(
            _("A link ends after 1 to {most} days. Give another number of days or date.").format(most=MOST_DAYS)
        )


def usual_days(role: Role) -> int:
    """For how many days a new link of this role lets people in, unless somebody says otherwise."""
    return ADMINISTRATOR_DAYS if role is Role.ADMINISTRATOR else DAYS


def end_after(days: int) -> dt.datetime:
    """The end of a link that lets people in for some days from now. Raises EndRefused."""
    if not 1 <= days <= MOST_DAYS:
        raise EndRefused
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


def end_of_day(day: dt.date) -> dt.datetime:
    """The end of a link whose last day is `day`, where this computer is. Raises EndRefused."""
    today = dt.datetime.now().astimezone().date()
    if not today <= day < today + dt.timedelta(days=MOST_DAYS):
        raise EndRefused
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min).astimezone(dt.UTC)


def require_bounded(ends: dt.datetime) -> None:
    """Raises EndRefused for an end that is too far away."""
    if ends > dt.datetime.now(dt.UTC) + dt.timedelta(days=MOST_DAYS, hours=1):
        raise EndRefused
