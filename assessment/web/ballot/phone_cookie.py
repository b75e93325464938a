"""The cookie in which a phone keeps a participant's secret."""

from __future__ import annotations

import datetime as dt

from starlette.requests import Request
from starlette.responses import Response

from assessment.domain.workshop.plan import WorkshopPlan
from assessment.services.workshops.ballot_box import BALLOT_COOKIE
from assessment.storage import ParticipantUnknown
from assessment.web.forms import is_sent_over_tls

LONGEST = dt.timedelta(days=31)
SHORTEST = dt.timedelta(days=1)


def phone_token(request: Request) -> str:
    """The secret that a phone brings. Raises ParticipantUnknown if it brings none."""
    token = request.cookies.get(BALLOT_COOKIE)
    if not token:
        raise ParticipantUnknown
    return token


def remember_phone(request: Request, answer: Response, token: str, plan: WorkshopPlan) -> None:
    """Let a phone keep a secret for a month, but no longer than people were told that they are kept."""
    left = plan.kept_until - dt.datetime.now(dt.UTC).date()
    answer.set_cookie(
        BALLOT_COOKIE,
        token,
        max_age=int(max(SHORTEST, min(LONGEST, left)).total_seconds()),
        secure=is_sent_over_tls(request),
        httponly=True,
        samesite="lax",
    )


def forget_phone(answer: Response) -> None:
    answer.delete_cookie(BALLOT_COOKIE, httponly=True, samesite="lax")
