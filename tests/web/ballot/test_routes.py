"""The ballot stands before all that is Streamlit’s."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from assessment.access.ballots import BALLOT_COOKIE
from assessment.access.entrance import Entrance
from assessment.storage.opening import Storage
from assessment.web.ballot.protocol import BALLOT_PATHS
from assessment.web.ballot.routes import Ballot
from tests.support.asgi import ask
from tests.support.room import hold_room


@pytest.fixture
def before_streamlit(repository: Storage) -> ASGIApp:
    return Ballot(PlainTextResponse("Streamlit"), lambda: Entrance(repository), b"PNG")


def test_nothing_of_the_ballots_reaches_streamlit(before_streamlit: ASGIApp) -> None:
    for path in sorted(BALLOT_PATHS):
        for method in ("GET", "HEAD", "POST", "PUT"):
            assert ask(before_streamlit, method, path).text != "Streamlit", (path, method)


def test_all_else_goes_on(before_streamlit: ASGIApp) -> None:
    for path in ("/", "/rate", "/ballot/", "/ballot/nothing", "/ballots", "/_stcore/health"):
        assert ask(before_streamlit, "GET", path).text == "Streamlit", path


def test_a_page_comes_packed_to_browsers_that_can_unpack_it(before_streamlit: ASGIApp, repository: Storage) -> None:
    cookie = f"{BALLOT_COOKIE}={hold_room(repository, state=1).phones[0]}"
    assert ask(before_streamlit, "GET", "/ballot", cookie=cookie, accept_encoding="gzip").headers["content-encoding"]
    assert "content-encoding" not in ask(before_streamlit, "GET", "/ballot", cookie=cookie).headers
