"""The ballot stands before all that is Streamlit’s."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from assessment.services.workshops.ballot_box import BALLOT_COOKIE
from assessment.storage import Repository
from assessment.web.ballot.addresses import BALLOT_PATHS
from assessment.web.ballot.routes import Ballot
from tests.support.asgi import ask
from tests.support.room import hold_room


@pytest.fixture
def before_streamlit(repository: Repository) -> ASGIApp:
    return Ballot(PlainTextResponse("Streamlit"), lambda: repository, b"PNG")


@pytest.mark.parametrize("path", sorted(BALLOT_PATHS))
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT"])
def test_nothing_of_the_ballots_reaches_streamlit(before_streamlit: ASGIApp, method: str, path: str) -> None:
    assert ask(before_streamlit, method, path).text != "Streamlit"


@pytest.mark.parametrize("path", ["/", "/rate", "/ballot/", "/ballot/nothing", "/ballots", "/_stcore/health"])
def test_all_else_goes_on(before_streamlit: ASGIApp, path: str) -> None:
    assert ask(before_streamlit, "GET", path).text == "Streamlit"


def test_a_page_comes_packed_to_browsers_that_can_unpack_it(before_streamlit: ASGIApp, repository: Repository) -> None:
    cookie = f"{BALLOT_COOKIE}={hold_room(repository, state=1).phones[0]}"
    assert ask(before_streamlit, "GET", "/ballot", cookie=cookie, accept_encoding="gzip").headers["content-encoding"]
    assert "content-encoding" not in ask(before_streamlit, "GET", "/ballot", cookie=cookie).headers
