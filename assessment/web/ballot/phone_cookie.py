"""The cookies in which a phone keeps a participant's secret, and which workshop it is for."""

from __future__ import annotations

import datetime as dt

from starlette.requests import Request
from starlette.responses import Response

from assessment.services.workshops.ballot_box import BALLOT_COOKIE
from assessment.storage import ParticipantUnknown, Workshop
from assessment.web.forms import is_sent_over_tls

WORKSHOP_COOKIE = "assessment_workshop"
"""Whose secret was erased is still told that their workshop is finished."""
LONGEST = dt.timedelta(days=31)
SHORTEST = dt.timedelta(days=1)


def phone_token(request: Request) -> str:
    """The secret that a phone brings. Raises ParticipantUnknown if it brings none."""
    token = request.cookies.get(BALLOT_COOKIE)
    if not token:
        raise ParticipantUnknown
    return token


def workshop_of(request: Request) -> str | None:
    """The workshop for which a phone has kept a secret, which may be nobody's by now."""
    return request.cookies.get(WORKSHOP_COOKIE)


def remember_phone(request: Request, answer: Response, token: str, workshop: Workshop) -> None:
    """Let a phone keep a secret for a month, but no longer than people were told that they are kept."""
    left = workshop.plan.kept_until - dt.datetime.now(dt.UTC).date()
    for name, value in ((BALLOT_COOKIE, token), (WORKSHOP_COOKIE, workshop.id)):
        answer.set_cookie(
            name,
            value,
            max_age=int(max(SHORTEST, min(LONGEST, left)).total_seconds()),
            secure=is_sent_over_tls(request),
            httponly=True,
            samesite="lax",
        )


def forget_phone(answer: Response) -> None:
    for name in (BALLOT_COOKIE, WORKSHOP_COOKIE):
        answer.delete_cookie(name, httponly=True, samesite="lax")
