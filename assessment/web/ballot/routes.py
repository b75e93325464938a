"""The ballot as an application of its own, before all that is Streamlit’s."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assessment.access.entrance import Entrance
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.records.errors import ParticipantUnknown
from assessment.web.ballot.booth import Booth
from assessment.web.ballot.joining import DELAY, Door
from assessment.web.ballot.pages import ASSETS, Unsent, problem_page, style_sheet
from assessment.web.ballot.protocol import (
    BALLOT,
    BALLOT_PATHS,
    ICON,
    JOIN,
    LEAVE,
    NOW,
    OWN,
    RETURN,
    SCRIPT,
    SHOWN,
    STYLE,
    WORKSHOP_COOKIE,
    WorkshopOver,
    json_answer,
    status_of,
    wants_json,
    with_retry,
)
from assessment.web.ballot.voting import Voting
from assessment.web.pages import Handler, file_handler, public_sentence

_PACKED_FROM = 1_000
"""Bytes of an answer that is worth packing."""
_FILES_KEPT = "max-age=600"

_log = logging.getLogger(__name__)


class Ballot:
    """Answers what is the ballot’s, and passes on all else.

    A room of a thousand phones asks for hundreds of pages within the same second, and each would go through what
    stands before Streamlit and in it. Participants have a secret of their own, for which the ballot asks by itself.
    """

    def __init__(self, app: ASGIApp, open_entrance: Callable[[], Entrance], icon: bytes) -> None:
        self.app = app
        self._ballot = ballot_app(open_entrance, icon)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"] in BALLOT_PATHS
        await (self._ballot if is_ours else self.app)(scope, receive, send)


def ballot_app(open_entrance: Callable[[], Entrance], icon: bytes, delay: float = DELAY) -> Starlette:
    """What is the ballot’s. `open_entrance` is called in a thread; a wrong code is answered after `delay`."""
    booth = Booth(open_entrance)
    door, voting = Door(booth, delay), Voting(booth)
    # What a full room asks for most comes first; its answers are short, or packed already.
    often: list[tuple[str, str, Handler]] = [
        (BALLOT, "POST", voting.vote),
        (SHOWN, "GET", voting.show_shared),
        (NOW, "GET", voting.now),
    ]
    others: list[tuple[str, str, Handler]] = [
        (BALLOT, "GET", voting.show),
        (OWN, "GET", voting.own),
        (JOIN, "GET", door.show),
        (JOIN, "POST", door.join),
        (RETURN, "GET", door.ask_to_come_back),
        (RETURN, "POST", door.come_back),
        (LEAVE, "GET", door.stay),
        (LEAVE, "POST", door.leave),
        (STYLE, "GET", file_handler(style_sheet(), "text/css", _FILES_KEPT)),
        (SCRIPT, "GET", file_handler((ASSETS / "ballot.js").read_bytes(), "text/javascript", _FILES_KEPT)),
        (ICON, "GET", file_handler(icon, "image/png", _FILES_KEPT)),
    ]
    # The lowest level packs a page to a third in a tenth of the time that the highest takes.
    packing = [Middleware(GZipMiddleware, minimum_size=_PACKED_FROM, compresslevel=1)]
    routes = [
        Route(path, _explaining(handler, booth), methods=[method], middleware=middleware)
        for handlers, middleware in ((often, None), (others, packing))
        for path, method, handler in handlers
    ]
    return Starlette(routes=routes)


def _explaining(handler: Handler, booth: Booth) -> Handler:
    """A handler that answers every error with a sentence: on a page, or as JSON for the ballot's script."""

    async def try_to_answer(request: Request) -> Response:
        try:
            return await handler(request)
        except ParticipantUnknown:
            if await booth.is_over(request.cookies.get(WORKSHOP_COOKIE)):
                raise WorkshopOver from None
            raise

    async def answer(request: Request) -> Response:
        unsent = Unsent.UNSAID
        try:
            return await try_to_answer(request)
        except AssessmentError as error:
            status, sentence = status_of(error), public_sentence(error)
            if isinstance(error, ParticipantUnknown | WorkshopOver):
                unsent = Unsent.KEPT if isinstance(error, ParticipantUnknown) else Unsent.LOST
        except Exception:
            _log.exception("The ballot failed")
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            sentence = _("Something went wrong here. Try again, or tell the facilitator.")
        if wants_json(request):
            return with_retry(json_answer(status, problem=sentence))
        return with_retry(problem_page(status, sentence, unsent))

    return answer
