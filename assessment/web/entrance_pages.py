"""How people come in by a link or by signing in, and leave again. A key comes in a form that a person sends.

Every form with a right key is answered by leading elsewhere: a browser keeps a form whose answer it shows, and going
back after signing out would send it again. While a person is asked for their name a cookie has the key, and while they
are at their organisation's provider another has what proves that it is they who come back.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import re
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assessment.access.ballots import JOIN_LENGTH, read_code
from assessment.access.entrance import KeyRefused, NameMissing
from assessment.access.links import KEY_LENGTH, VISIT_COOKIE, key_hash
from assessment.config import settings
from assessment.domain.permissions import Action, Grant, Role
from assessment.errors import AssessmentError, TextRefused
from assessment.parsing.limits import NAME_LIMIT
from assessment.records.sign_ins import SignInFailed, SignInRefused, SignInUnavailable
from assessment.services.addresses import SIGN_IN_RETURN
from assessment.web.ballot.protocol import JOIN
from assessment.web.deliveries import Deliveries
from assessment.web.pages import (
    OWN_HEADERS,
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

if TYPE_CHECKING:
    from assessment.services.provider import Provider

ASSETS = Path(__file__).with_name("assets")
ENTER, NAME, LEAVE, SIGN_IN = "/enter", "/enter/name", "/leave", "/sign-in"
STYLE, SCRIPT, ICON = "/entrance.css", "/entrance.js", "/entrance.png"
PATHS = frozenset({ENTER, NAME, LEAVE, SIGN_IN, SIGN_IN_RETURN, STYLE, SCRIPT, ICON})
"""The addresses that are ours, which anybody may open."""
KEY_COOKIE = "assessment_key"
REFUSED = "refused"
"""Stands in the address where a name was refused."""
NAME_SECONDS = 300
"""For how long a person who is asked for their name may write it."""
ATTEMPT_COOKIE = "assessment_sign_in"
ATTEMPT_SECONDS = 900
"""For how long a person may be at the provider, who has to look for a second factor."""
_KEY = re.compile(rf"(?:^|#)[A-Za-z0-9_-]{{{KEY_LENGTH}}}(?![A-Za-z0-9_-])")
_log = logging.getLogger(__name__)


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
            (SIGN_IN, "GET", self._lead_to_provider),
            (SIGN_IN_RETURN, "GET", self._sign_in),
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
            token, grant = await self._visits.enter(key, name, _network_address(request))
        except (NameMissing, TextRefused) as error:
            answer = see_other(NAME if isinstance(error, NameMissing) else f"{NAME}?{REFUSED}")
            keep_secret(request, answer, KEY_COOKIE, key, NAME_SECONDS, samesite="strict")
            return answer
        answer = await self._let_in(request, token, grant)
        if KEY_COOKIE in request.cookies:
            answer.delete_cookie(KEY_COOKIE, httponly=True, samesite="strict")
        return answer

    async def _let_in(self, request: Request, token: str, grant: Grant) -> Response:
        """Lead to what a visit that has just begun is for; the one that this browser had ends."""
        await self._end_visit(request)
        answer = see_other(_place_of(grant))
        seconds = None if grant.ends is None else int((grant.ends - dt.datetime.now(dt.UTC)).total_seconds())
        keep_secret(request, answer, VISIT_COOKIE, token, seconds)
        return answer

    async def _lead_to_provider(self, request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            return see_other("/")  # A page elsewhere signs nobody in: they press the button themselves.
        provider = await asyncio.to_thread(_provider)
        secret, address = await provider.begin()
        answer = see_other(address)
        keep_secret(request, answer, ATTEMPT_COOKIE, secret, ATTEMPT_SECONDS)
        return answer

    async def _sign_in(self, request: Request) -> Response:
        """Let somebody in who comes back from the provider. The cookie that helped to prove it is deleted."""
        try:
            provider = await asyncio.to_thread(_provider)
            identity = await provider.identity(request.cookies.get(ATTEMPT_COOKIE, ""), request.query_params)
            token, grant = await self._visits.sign_in(identity, _network_address(request))
            answer = await self._let_in(request, token, grant)
        except AssessmentError as error:
            answer = await _show_problem(request, error)
        answer.delete_cookie(ATTEMPT_COOKIE, httponly=True, samesite="lax")
        return answer

    async def _ask_to_leave(self, _request: Request) -> Response:
        return page("leave")

    async def _leave(self, request: Request) -> Response:
        grant = await self._visits.grant(visit_token(request.scope))
        await self._end_visit(request)
        answer = see_other("/")
        if grant is not None and grant.sign_in_id is not None:
            with suppress(SignInUnavailable):
                provider = await asyncio.to_thread(_provider)
                if address := await provider.sign_out_address():
                    # A form may lead to this server alone, so that no page can send what it has to another.
                    headers = {**OWN_HEADERS, "Refresh": f"0; url={address}"}
                    answer = page("left", headers=headers, address=address)
        answer.delete_cookie(VISIT_COOKIE, httponly=True, samesite="lax")
        return answer

    async def _end_visit(self, request: Request) -> None:
        """End the visit that this browser has, if any."""
        token = visit_token(request.scope)
        if token is not None:
            await self._visits.leave(token)
            self._deliveries.forget(key_hash(token))


def _network_address(request: Request) -> str | None:
    """From where somebody signs in, if the settings say that it is kept."""
    return request.client.host if request.client and settings().audit_addresses else None


async def _show_problem(_request: Request, error: Exception) -> Response:
    match error:
        case KeyRefused() | SignInRefused() | SignInFailed():
            _log.warning("Nobody was let in: %s", type(error).__name__)
            status = HTTPStatus.FORBIDDEN
        case FormRefused():
            status = HTTPStatus.BAD_REQUEST
        case SignInUnavailable() if settings().sign_in is None:
            status = HTTPStatus.NOT_FOUND
        case _:
            status = HTTPStatus.SERVICE_UNAVAILABLE
    return start_page(status, public_sentence(error))


def _provider() -> Provider:
    """Raises SignInUnavailable if nobody can sign in here; only the server's log is told why."""
    if settings().sign_in is None:
        raise SignInUnavailable
    from assessment.services.provider import find_provider  # noqa: PLC0415 - a hall needn't load what it doesn't use

    try:
        return find_provider(settings())
    except (AssessmentError, OSError) as error:
        _log.warning("Nobody can sign in: %s", error)
        raise SignInUnavailable from error


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
