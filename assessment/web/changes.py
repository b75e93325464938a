"""Whether others have changed what a page shows: its script asks this again and again, since it costs far less than
letting Streamlit look."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assessment.access.gate import NotAllowed, VisitEnded
from assessment.errors import AssessmentError
from assessment.web.pages import OWN_HEADERS
from assessment.web.visits import visit_token

CHANGES = "/changes/"

Look = Callable[[str, str | None], bool | None]
"""Whether there is news for a session, asked by a visit; None for a session that isn't known."""


def changes_route(look: Look) -> Route:
    """The route that answers 200 if there is news for a session, 204 if there is none, 205 if the person who asks is
    out, and 404 if the session isn't known, as after a restart: its page has to be loaded again.

    What is asked again and again gets no error, which a browser would note in its console each time.
    """
    threads = ThreadPoolExecutor(4, "changes")

    async def answer(request: Request) -> Response:
        session, visit = request.path_params["session"], visit_token(request.scope)
        try:
            has_news = await asyncio.get_running_loop().run_in_executor(threads, look, session, visit)
        except (VisitEnded, NotAllowed):
            return Response(status_code=HTTPStatus.RESET_CONTENT, headers=OWN_HEADERS)
        except AssessmentError:
            has_news = True  # The page says what is the matter.
        if has_news is None:
            return Response(status_code=HTTPStatus.NOT_FOUND, headers=OWN_HEADERS)
        return Response(status_code=HTTPStatus.OK if has_news else HTTPStatus.NO_CONTENT, headers=OWN_HEADERS)

    return Route(CHANGES + "{session}", answer, methods=["GET"])
