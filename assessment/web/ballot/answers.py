"""How the ballot answers what goes wrong, such as that a phone asks too often: a page with a sentence, or the same
sentence as JSON for its script."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from assessment.access.ballots import CodeRefused, ReturnCodeRefused
from assessment.access.turnstile import JoiningSlowed
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.records.errors import StorageError
from assessment.records.workshop_errors import BallotOutdated, ParticipantUnknown, VoteNotOpen, WorkshopUnknown
from assessment.web.ballot.ballot_forms import FormNotOurs
from assessment.web.ballot.pages import Unsent, problem_page
from assessment.web.ballot.protocol import BALLOT_HEADERS
from assessment.web.forms import FormRefused
from assessment.web.pages import public_sentence

RETRY_AFTER = "3"
"""Seconds after which a phone that asked too often, or while the database was away, asks again."""
PEOPLE_LIMIT = 20_000
"""How many people an allowance remembers."""
Handler = Callable[[Request], Awaitable[Response]]

_log = logging.getLogger(__name__)


class AskedTooOften(AssessmentError):
    """Somebody's phone asks more often than a person does."""

    def __init__(self) -> None:
        super().__init__(_("That was too often. Wait a few seconds, and try again."))


class Allowance:
    """So many at once, and then so many a second, for each key. It is kept in memory."""

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
            self._left = {each: kept for each, kept in self._left.items() if self._left_of(each, now) < self._at_once}
        self._left[key] = left - 1, now

    def _left_of(self, key: str, now: float) -> float:
        left, at = self._left.get(key, (float(self._at_once), now))
        return min(self._at_once, left + (now - at) * self._a_second)


class WorkshopOver(AssessmentError):
    """Somebody's workshop is finished, and who they were in it was erased."""

    def __init__(self) -> None:
        super().__init__(_("This workshop is finished. Thank you."))


def status_of(error: Exception) -> HTTPStatus:
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
        case FormRefused() | AssessmentError():
            return HTTPStatus.BAD_REQUEST
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def json_answer(status: HTTPStatus, **values: object) -> Response:
    return JSONResponse(values, status, BALLOT_HEADERS)


def see_other(place: str) -> Response:
    return RedirectResponse(place, HTTPStatus.SEE_OTHER, BALLOT_HEADERS)


def with_retry(answer: Response) -> Response:
    """The answer with when to ask again, where that helps."""
    if answer.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def explaining(handler: Handler) -> Handler:
    """A handler that answers every error with a sentence."""

    async def answer(request: Request) -> Response:
        unsent = Unsent.UNSAID
        try:
            return await handler(request)
        except AssessmentError as error:
            status, sentence = status_of(error), public_sentence(error)
            if isinstance(error, ParticipantUnknown | WorkshopOver):
                unsent = Unsent.KEPT if isinstance(error, ParticipantUnknown) else Unsent.LOST
        except Exception as error:
            _log.exception("The ballot failed")
            status, sentence = status_of(error), _("Something went wrong here. Try again, or tell the facilitator.")
        if wants_json(request):
            return with_retry(json_answer(status, problem=sentence))
        return with_retry(problem_page(status, sentence, unsent))

    return answer
