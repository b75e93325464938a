"""How people come in by a link, and leave again. A key comes in a form that a person sends.

Every form with a right key is answered by leading elsewhere: a browser keeps a form whose answer it shows, and going
back after signing out would send it again. While a person is asked for their name a cookie has the key.
"""

from __future__ import annotations

import datetime as dt
import re
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assessment.access.ballots import JOIN_LENGTH, read_code
from assessment.access.entrance import KeyRefused, NameMissing
from assessment.access.links import KEY_LENGTH, VISIT_COOKIE, key_hash
from assessment.domain.permissions import Action, Grant, Role
from assessment.errors import AssessmentError, TextRefused
from assessment.parsing.limits import NAME_LIMIT
from assessment.web.ballot.protocol import JOIN
from assessment.web.deliveries import Deliveries
from assessment.web.pages import (
    FormRefused,
    Handler,
    file_handler,
    keep_secret,
    page,
    public_sentence,
    read_form,
    see_other,
    start_page,
)
from assessment.web.visits import Visits, visit_token

ASSETS = Path(__file__).with_name("assets")
ENTER, NAME, LEAVE = "/enter", "/enter/name", "/leave"
STYLE, SCRIPT, ICON = "/entrance.css", "/entrance.js", "/entrance.png"
PATHS = frozenset({ENTER, NAME, LEAVE, STYLE, SCRIPT, ICON})
"""The addresses that are ours, which anybody may open."""
KEY_COOKIE = "assessment_key"
REFUSED = "refused"
"""Stands in the address where a name was refused."""
NAME_SECONDS = 300
"""For how long a person who is asked for their name may write it."""
_KEY = re.compile(rf"(?:^|#)[A-Za-z0-9_-]{{{KEY_LENGTH}}}(?![A-Za-z0-9_-])")


class EntrancePages:
    """The pages by which visits begin and end. `icon` is a picture for the window, as PNG."""

    def __init__(self, visits: Visits, deliveries: Deliveries, icon: bytes) -> None:
        self._visits, self._deliveries, self._icon = visits, deliveries, icon

    def app(self) -> Starlette:
        handlers: list[tuple[str, str, Handler]] = [
            (ENTER, "GET", self._show_start),
            (ENTER, "POST", self._enter),
            (NAME, "GET", self._ask_name),
            (NAME, "POST", self._enter_by_name),
            (LEAVE, "GET", self._ask_to_leave),
            (LEAVE, "POST", self._leave),
            (STYLE, "GET", file_handler((ASSETS / "entrance.css").read_bytes(), "text/css", "no-cache")),
            (SCRIPT, "GET", file_handler((ASSETS / "entrance.js").read_bytes(), "text/javascript", "no-cache")),
            (ICON, "GET", file_handler(self._icon, "image/png", "no-cache")),
        ]
        routes = [Route(path, handler, methods=[method]) for path, method, handler in handlers]
        return Starlette(routes=routes, exception_handlers={AssessmentError: _show_problem})

    async def _show_start(self, _request: Request) -> Response:
        return start_page()

    async def _enter(self, request: Request) -> Response:
        form = await read_form(request)
        typed = form.get("key", "")
        key = _find_key(typed)
        if key is None:
            # Where people join it is found out whether there is such a code, and wrong ones are slowed.
            if code := read_code(typed, JOIN_LENGTH):
                return see_other(f"{JOIN}?{urlencode({'code': code})}")
            raise KeyRefused
        return await self._begin_visit(request, key, form.get("name", ""))

    async def _ask_name(self, request: Request) -> Response:
        key = request.cookies.get(KEY_COOKIE)
        if key is None:
            return see_other(ENTER)
        link = await self._visits.find_link(key)
        # A co-editor's link is named after the response; any other after the person to whom it was given.
        suggested = "" if link.role is Role.COEDITOR else link.name
        return page("name", name=suggested, is_refused=REFUSED in request.query_params, limit=NAME_LIMIT)

    async def _enter_by_name(self, request: Request) -> Response:
        form, key = await read_form(request), request.cookies.get(KEY_COOKIE)
        if key is None:
            return see_other(ENTER)
        return await self._begin_visit(request, key, form.get("name", ""))

    async def _begin_visit(self, request: Request, key: str, name: str) -> Response:
        try:
            token, grant = await self._visits.enter(key, name)
        except (NameMissing, TextRefused) as error:
            answer = see_other(NAME if isinstance(error, NameMissing) else f"{NAME}?{REFUSED}")
            keep_secret(request, answer, KEY_COOKIE, key, NAME_SECONDS, samesite="strict")
            return answer
        await self._end_visit(request)
        answer = see_other(_place_of(grant))
        seconds = None if grant.ends is None else int((grant.ends - dt.datetime.now(dt.UTC)).total_seconds())
        keep_secret(request, answer, VISIT_COOKIE, token, seconds)
        if KEY_COOKIE in request.cookies:
            answer.delete_cookie(KEY_COOKIE, httponly=True, samesite="strict")
        return answer

    async def _ask_to_leave(self, _request: Request) -> Response:
        return page("leave")

    async def _leave(self, request: Request) -> Response:
        await self._end_visit(request)
        answer = see_other("/")
        answer.delete_cookie(VISIT_COOKIE, httponly=True, samesite="lax")
        return answer

    async def _end_visit(self, request: Request) -> None:
        """End the visit that this browser has, if any."""
        token = visit_token(request.scope)
        if token is not None:
            await self._visits.leave(token)
            self._deliveries.forget(key_hash(token))


async def _show_problem(_request: Request, error: Exception) -> Response:
    match error:
        case KeyRefused():
            status = HTTPStatus.FORBIDDEN
        case FormRefused():
            status = HTTPStatus.BAD_REQUEST
        case _:
            status = HTTPStatus.SERVICE_UNAVAILABLE
    return start_page(status, public_sentence(error))


def _place_of(grant: Grant) -> str:
    """The page to which a link leads."""
    if grant.role is Role.PARTICIPANT:
        return JOIN
    assessment_id, workshop_id = grant.scope.assessment_id, grant.scope.workshop_id
    if workshop_id is not None:
        return f"/projector?{urlencode({'workshop': workshop_id})}"
    if assessment_id is None:
        return "/"
    page = "rate" if Action.ANSWER in grant.actions else "results"
    return f"/{page}?{urlencode({'assessment': assessment_id})}"


def _find_key(text: str) -> str | None:
    """The key in what a person pasted, which is a whole link or the key alone; None if there is none."""
    match = _KEY.search(text.strip())
    return match.group().removeprefix("#") if match else None
