"""The ballot as an application of its own, before all that is Streamlit’s."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assessment.access.entrance import Entrance
from assessment.web.ballot.answers import Handler, explaining
from assessment.web.ballot.booth import Booth
from assessment.web.ballot.joining import DELAY, Door
from assessment.web.ballot.pages import HERE, style_sheet
from assessment.web.ballot.protocol import (
    BALLOT,
    BALLOT_HEADERS,
    BALLOT_PATHS,
    ICON,
    JOIN,
    LEAVE,
    NOW,
    RETURN,
    SCRIPT,
    STYLE,
)
from assessment.web.ballot.voting import Voting
from assessment.web.packed_files import accepts_gzip

_PACKED_FROM = 1_000
"""Bytes of an answer that is worth packing."""


class Ballot:
    """Answers what is the ballot’s, and passes on all else.

    A room of a thousand phones asks for hundreds of pages within the same second, and each would go through what
    stands before Streamlit and in it. Participants have a secret of their own, for which the ballot asks by itself.
    """

    def __init__(self, app: ASGIApp, open_entrance: Callable[[], Entrance], icon: bytes) -> None:
        self.app = app
        # The lowest level packs a page to a third in a tenth of the time that the highest takes.
        packing = Middleware(GZipMiddleware, minimum_size=_PACKED_FROM, compresslevel=1)
        self._ballot = Starlette(routes=ballot_routes(open_entrance, icon), middleware=[packing])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"] in BALLOT_PATHS
        await (self._ballot if is_ours else self.app)(scope, receive, send)


def ballot_routes(open_entrance: Callable[[], Entrance], icon: bytes, delay: float = DELAY) -> list[Route]:
    """The routes of the ballot. `open_entrance` is called in a thread; a wrong code is answered after `delay`."""
    booth = Booth(open_entrance)
    door, voting = Door(booth, delay), Voting(booth)
    script = (HERE / "assets" / "ballot.js").read_bytes()
    handlers: list[tuple[str, str, Handler]] = [
        (JOIN, "GET", door.show),
        (JOIN, "POST", door.join),
        (RETURN, "GET", door.ask_to_come_back),
        (RETURN, "POST", door.come_back),
        (LEAVE, "GET", door.stay),
        (LEAVE, "POST", door.leave),
        (NOW, "GET", voting.until_over(voting.now)),
        (BALLOT, "GET", voting.until_over(voting.show)),
        (BALLOT, "POST", voting.until_over(voting.vote)),
        (STYLE, "GET", _file(style_sheet(), "text/css")),
        (SCRIPT, "GET", _file(script, "text/javascript")),
        (ICON, "GET", _file(icon, "image/png")),
    ]
    return [Route(path, explaining(handler), methods=[method]) for path, method, handler in handlers]


def _file(content: bytes, kind: str) -> Handler:
    packed = gzip.compress(content, mtime=0)
    headers = {**BALLOT_HEADERS, "Cache-Control": "max-age=600", "Vary": "Accept-Encoding"}

    async def answer(request: Request) -> Response:
        if len(packed) < len(content) and accepts_gzip(request.headers):
            return Response(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
        return Response(content, media_type=kind, headers=headers)

    return answer
