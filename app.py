"""The web application: the pages, behind what checks requests.

`python app.py` serves it, as the command does; so do `streamlit run app.py`, and any ASGI server as `app:app`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

import assessment
from assessment.ui.failures import show_error
from assessment.ui.session import state
from assessment.ui.session.looking import has_news
from assessment.ui.upload_limits import session_upload_sizes, upload_limit_message
from assessment.web.ballot.routes import Ballot
from assessment.web.connections import collect_rarely, use_patient_connections
from assessment.web.gate import Gate
from assessment.web.request_check import RequestCheck, find_startup_problem
from assessment.web.security_headers import SecurityHeaders
from assessment.web.start import greet, run
from assessment.web.streamlit_files import PackedFiles, PageShell
from assessment.web.upload_limits import UploadLimits
from assessment.web.visits import changes_route

UI = Path(assessment.__file__).parent / "ui"
ICON = (UI / "icon.png").read_bytes()
SCRIPTS = tuple(
    UI / name
    for name in (
        "browser.js",
        "keys.js",
        "rate/rate.js",
        "results/results.js",
        "workshops/room.js",
        "projector/wall.js",
    )
)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    if __name__ == "__main__":
        greet()
    yield
    state.close_entrance()


app = st.App(
    UI / "main.py",
    lifespan=lifespan,
    routes=[changes_route(has_news)],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(RequestCheck, find_obstacle=partial(find_startup_problem, st.get_option)),
        Middleware(Ballot, open_entrance=state.entrance, icon=ICON),
        Middleware(Gate, open_entrance=state.entrance, icon=ICON),
        Middleware(UploadLimits, kept_sizes=session_upload_sizes, too_much=upload_limit_message),
        Middleware(PackedFiles),
        Middleware(PageShell, script="".join(each.read_text(encoding="utf-8") for each in SCRIPTS)),
    ],
    on_script_error=show_error,
)

use_patient_connections()
collect_rarely()

if __name__ == "__main__":
    run(app)
