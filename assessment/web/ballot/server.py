"""`python -m assessment.web.ballot.server`: a process that answers participants' phones and nothing else.

It has the ballot alone and none of Streamlit, so it is small, and any number of them may share a PostgreSQL database
with the processes that serve the pages; any phone may ask any of them.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assessment.access.entrance import open_entrance
from assessment.config import Settings, settings
from assessment.i18n import gettext as _
from assessment.web.ballot.routes import Ballot
from assessment.web.connections import PatientConnection, collect_rarely
from assessment.web.pages import OWN_HEADERS
from assessment.web.request_check import RequestCheck
from assessment.web.security_headers import SecurityHeaders

HEALTH = "/_stcore/health"
"""Where Streamlit's processes say that they run, so that a proxy asks all in the same way."""
ICON = Path(__file__).parents[2] / "ui" / "icon.png"
PATIENCE = 15
"""Seconds in which what phones have asked is answered after the process was told to stop."""
KEPT_ALIVE = 75
"""Seconds for which a proxy may keep a connection: longer than proxies do, so that none is closed as it is used."""


async def answer_others(scope: Scope, receive: Receive, send: Send) -> None:
    """What isn't the ballot's is elsewhere behind the proxy; here there is only whether this process runs."""
    text, status = _("There is nothing here for you."), HTTPStatus.NOT_FOUND
    if scope["path"] == HEALTH and scope["method"] in {"GET", "HEAD"}:
        text, status = "ok", HTTPStatus.OK
    await PlainTextResponse(text, status, OWN_HEADERS)(scope, receive, send)


def make_app(here: Settings) -> ASGIApp:
    """The ballot, behind the same checks as on the pages' server. The database is opened when somebody comes."""
    ballot = Ballot(
        answer_others, lambda: open_entrance(here.database_url, audit_days=here.audit_days), ICON.read_bytes()
    )
    return SecurityHeaders(RequestCheck(ballot, find_obstacle=lambda: None))


def serve() -> None:
    """Answer phones where the settings say, until this process is told to stop; then end what was begun."""
    here = settings()
    # uvicorn takes uvloop where there is one.
    config = uvicorn.Config(
        make_app(here),
        here.address,
        here.port,
        http=PatientConnection,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEPT_ALIVE,
        timeout_graceful_shutdown=PATIENCE,
    )
    collect_rarely()
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        uvicorn.Server(config).run()


if __name__ == "__main__":
    serve()
