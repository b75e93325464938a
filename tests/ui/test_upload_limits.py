"""What a session may bring at a time: bounds that a page tells of, and that the server holds to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from assessment.interchange.file_types import SIZE_LIMIT
from assessment.ui import upload_limits
from assessment.ui.upload_limits import BYTES_LIMIT, FILES_LIMIT, session_upload_sizes, upload_limit_message
from assessment.web.upload_limits import UploadLimits
from tests.support import event_loop
from tests.support.cases import ROOT

MEGABYTES = 10_000_000


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    upload_limits._sizes.clear()
    yield
    upload_limits._sizes.clear()


async def take(request: Request) -> Response:
    return Response(status_code=400 if request.path_params["file"] == "bad" else 204)


INNER = Starlette(routes=[Route("/_stcore/upload_file/{session}/{file}", take, methods=["PUT", "DELETE", "GET"])])


def asked(method: str, file: str, size: int | None = None, session: str = "one") -> int:
    """The status with which a request about a file is answered."""
    found: list[int] = []

    async def send(message: Message) -> None:
        found.extend([message["status"]] if message["type"] == "http.response.start" else [])

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [] if size is None else [(b"content-length", str(size).encode())]
    scope = {"type": "http", "method": method, "path": f"/_stcore/upload_file/{session}/{file}", "headers": headers}
    event_loop.run(UploadLimits(INNER, session_upload_sizes, upload_limit_message)(scope, receive, send))
    return found[0]


def test_hundreds_of_files_may_be_brought_at_a_time_and_a_thousand_and_one_not() -> None:
    assert upload_limit_message([50_000] * FILES_LIMIT) is None
    assert upload_limit_message([SIZE_LIMIT] * (BYTES_LIMIT // SIZE_LIMIT)) is None
    words = "At most 1000 files or 100 MB can be imported at a time. Import the rest later."
    assert upload_limit_message([1] * (FILES_LIMIT + 1)) == words
    assert upload_limit_message([BYTES_LIMIT, 1]) == words


def test_the_server_takes_one_file_beyond_the_bounds_and_then_no_more_until_one_is_taken_out() -> None:
    assert [asked("PUT", str(n), MEGABYTES) for n in range(12)] == [204] * 11 + [413]
    assert asked("PUT", "0", MEGABYTES, session="two") == 204
    assert asked("DELETE", "3") == 204
    assert asked("PUT", "12", MEGABYTES) == 204
    assert asked("PUT", "13", 1) == 413


def test_a_file_that_isnt_taken_doesnt_count() -> None:
    assert asked("PUT", "bad", BYTES_LIMIT + 1) == 400
    assert asked("PUT", "good", 1) == 204


def test_a_file_must_say_its_size() -> None:
    assert asked("PUT", "1") == 411
    assert asked("GET", "1") == 204


def test_the_server_lets_through_what_the_reader_refuses_with_words_and_little_more() -> None:
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    assert SIZE_LIMIT < server["maxUploadSize"] * 1024 * 1024 < SIZE_LIMIT * 1.1
    assert server["maxMessageSize"] == 10
