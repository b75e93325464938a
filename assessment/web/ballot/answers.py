"""How the ballot answers what goes wrong: a page with a sentence, or the same sentence as JSON for its script."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.services.workshops.ballot_box import CodeRefused, ReturnCodeRefused
from assessment.storage import BallotOutdated, ParticipantUnknown, StorageError, VoteNotOpen, WorkshopUnknown
from assessment.web.ballot.addresses import BALLOT_HEADERS
from assessment.web.ballot.allowance import AskedTooOften
from assessment.web.ballot.ballot_forms import FormNotOurs
from assessment.web.ballot.pages import Unsent, problem_page
from assessment.web.forms import FormRefused
from assessment.web.public_words import public_sentence

RETRY_AFTER = "3"
"""Seconds after which a phone that asked too often, or while the database was away, asks again."""
Handler = Callable[[Request], Awaitable[Response]]

_log = logging.getLogger(__name__)


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
        case AskedTooOften():
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
