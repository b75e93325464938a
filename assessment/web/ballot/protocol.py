"""What the ballot and its phones agree on: addresses, what all answers say to browsers, and the cookies in which a
phone keeps a participant's secret."""

from __future__ import annotations

import datetime as dt

from starlette.requests import Request
from starlette.responses import Response

from assessment.access.ballots import BALLOT_COOKIE
from assessment.records.workshop_errors import ParticipantUnknown
from assessment.records.workshops import Workshop
from assessment.web.forms import is_sent_over_tls
from assessment.web.security_headers import OWN_POLICY, POLICY

JOIN, RETURN = "/join", "/return"
BALLOT, NOW, LEAVE = "/ballot", "/ballot/now", "/ballot/leave"
STYLE, SCRIPT, ICON = "/ballot.css", "/ballot.js", "/ballot.png"
BALLOT_PATHS = frozenset({JOIN, RETURN, BALLOT, NOW, LEAVE, STYLE, SCRIPT, ICON})
"""All of them; each asks by itself for the secret of a participant."""
BALLOT_POLICY = f"{OWN_POLICY}; connect-src 'self'"
"""The script of the ballot also asks the server where the room is."""
BALLOT_HEADERS = {POLICY: BALLOT_POLICY, "Cache-Control": "no-store"}
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
