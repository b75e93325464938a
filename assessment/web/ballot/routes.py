"""The routes of the ballot."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assessment.storage import Repository
from assessment.web.ballot.addresses import BALLOT, BALLOT_HEADERS, ICON, JOIN, LEAVE, NOW, RETURN, SCRIPT, STYLE
from assessment.web.ballot.answers import Handler, explaining
from assessment.web.ballot.booth import Booth
from assessment.web.ballot.joining import DELAY, Door
from assessment.web.ballot.pages import HERE, style_sheet
from assessment.web.ballot.voting import Voting


def ballot_routes(open_repository: Callable[[], Repository], icon: bytes, delay: float = DELAY) -> list[Route]:
    """The routes of the ballot. `open_repository` is called in a thread; a wrong code is answered after `delay`."""
    booth = Booth(open_repository)
    door, voting = Door(booth, delay), Voting(booth)
    script = (HERE / "assets" / "ballot.js").read_bytes()
    handlers: list[tuple[str, str, Handler]] = [
        (JOIN, "GET", door.show),
        (JOIN, "POST", door.join),
        (RETURN, "GET", door.ask_to_come_back),
        (RETURN, "POST", door.come_back),
        (LEAVE, "GET", door.stay),
        (LEAVE, "POST", door.leave),
        (NOW, "GET", voting.now),
        (BALLOT, "GET", voting.show),
        (BALLOT, "POST", voting.vote),
        (STYLE, "GET", _file(style_sheet(), "text/css")),
        (SCRIPT, "GET", _file(script, "text/javascript")),
        (ICON, "GET", _file(icon, "image/png")),
    ]
    return [Route(path, explaining(handler), methods=[method]) for path, method, handler in handlers]


def _file(content: bytes, kind: str) -> Handler:
    packed = gzip.compress(content, mtime=0)
    headers = {**BALLOT_HEADERS, "Cache-Control": "max-age=600", "Vary": "Accept-Encoding"}

    async def answer(request: Request) -> Response:
        if len(packed) < len(content) and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
        return Response(content, media_type=kind, headers=headers)

    return answer
