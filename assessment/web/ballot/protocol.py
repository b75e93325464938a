"""What the ballot and its phones agree on: addresses, the cookies in which a phone keeps a participant's secret, how
often it may ask, and what is answered when something is wrong."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assessment.access.ballots import BALLOT_COOKIE, CodeRefused, ReturnCodeRefused
from assessment.config import settings
from assessment.domain.workshop.door import JoiningSlowed
from assessment.errors import AssessmentError
from assessment.i18n import mark
from assessment.records.errors import BallotOutdated, ParticipantUnknown, StorageError, VoteNotOpen, WorkshopUnknown
from assessment.records.workshops import Workshop
from assessment.web.ballot.forms import FormNotOurs
from assessment.web.pages import keep_secret
from assessment.web.security_headers import OWN_POLICY, POLICY

JOIN, RETURN = "/join", "/return"
BALLOT, NOW, LEAVE = "/ballot", "/ballot/now", "/ballot/leave"
SHOWN, OWN = "/ballot/shown", "/ballot/own"
STYLE, SCRIPT, ICON = "/ballot.css", "/ballot.js", "/ballot.png"
BALLOT_PATHS = frozenset({JOIN, RETURN, BALLOT, NOW, LEAVE, SHOWN, OWN, STYLE, SCRIPT, ICON})
"""All of them; each asks by itself for the secret of a participant."""
BALLOT_POLICY = f"{OWN_POLICY}; connect-src 'self'"
"""The script of the ballot also asks the server where the room is."""
BALLOT_HEADERS = {POLICY: BALLOT_POLICY, "Cache-Control": "no-store"}
WORKSHOP_COOKIE = "assessment_workshop"
"""Whose secret was erased is still told that their workshop is finished."""
LONGEST = dt.timedelta(days=31)
SHORTEST = dt.timedelta(days=1)
RETRY_AFTER = "3"
"""Seconds after which a phone that asked too often, or while the database was away, asks again."""
PEOPLE_LIMIT = 20_000
"""How many people an allowance remembers."""


class AskedTooOften(AssessmentError):
    """Somebody's phone asks more often than a person does."""

    sentence = mark("That was too often. Wait a few seconds, and try again.")


class WorkshopOver(AssessmentError):
    """Somebody's workshop is finished, and who they were in it was erased."""

    sentence = mark("This workshop is finished. Thank you.")


class Allowance:
    """So many at once, and then so many a second, for each key. It is kept in memory, so each of several processes
    gives its part: a phone's requests are spread over all."""

    def __init__(self, at_once: int, a_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once, self._a_second, self._clock = at_once, a_second, clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> None:
        """Raises AskedTooOften."""
        now = self._clock()
        left = self._left_of(key, now)
        if left < 1:
            raise AskedTooOften
        if len(self._left) >= PEOPLE_LIMIT and key not in self._left:
            self._left = {key: entry for key, entry in self._left.items() if self._left_of(key, now) < self._most}
        self._left[key] = left - 1, now

    def _left_of(self, key: str, now: float) -> float:
        left, at = self._left.get(key, (float(self._most), now))
        return min(self._most, left + (now - at) * self._a_second / settings().ballot_processes)

    @property
    def _most(self) -> int:
        return -(-self._at_once // settings().ballot_processes)


def phone_token(request: Request) -> str:
    """The secret that a phone brings. Raises ParticipantUnknown if it brings none."""
    token = request.cookies.get(BALLOT_COOKIE)
    if not token:
        raise ParticipantUnknown
    return token


def remember_phone(request: Request, answer: Response, token: str, workshop: Workshop) -> None:
    """Let a phone keep a secret for a month, but no longer than people were told that they are kept."""
    left = workshop.plan.kept_until - dt.datetime.now(dt.UTC).date()
    seconds = int(max(SHORTEST, min(LONGEST, left)).total_seconds())
    keep_secret(request, answer, BALLOT_COOKIE, token, seconds)
    keep_secret(request, answer, WORKSHOP_COOKIE, workshop.id, seconds)


def forget_phone(answer: Response) -> None:
    for name in (BALLOT_COOKIE, WORKSHOP_COOKIE):
        answer.delete_cookie(name, httponly=True, samesite="lax")


def status_of(error: AssessmentError) -> HTTPStatus:
    match error:
        case ParticipantUnknown() | WorkshopOver() | FormNotOurs() | CodeRefused() | ReturnCodeRefused():
            return HTTPStatus.FORBIDDEN
        case VoteNotOpen() | BallotOutdated():
            return HTTPStatus.CONFLICT
        case AskedTooOften() | JoiningSlowed():
            return HTTPStatus.TOO_MANY_REQUESTS
        case WorkshopUnknown():
            return HTTPStatus.NOT_FOUND
        case StorageError():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            return HTTPStatus.BAD_REQUEST


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def json_answer(status: HTTPStatus, **values: object) -> Response:
    return JSONResponse(values, status, BALLOT_HEADERS)


def with_retry(answer: Response) -> Response:
    """The answer with when to ask again, where that helps."""
    if answer.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer
