"""Streamlit's files as browsers get them: compressed, once."""

from __future__ import annotations

from posixpath import normpath

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from assessment.web.packed_files import PackedFiles
from tests.support.asgi import ask

SCRIPT = "let words = 'again and again';\n" * 200
PATH = "/static/js/index.abc.js"
FONT = "/static/media/font.woff2"
IMMUTABLE = "public, immutable, max-age=31536000"


class Streamlit:
    """What stands in Streamlit's place. For what it doesn't have it gives its page."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await self._answer(Request(scope))(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        headers = {"etag": '"abc"', "cache-control": IMMUTABLE}
        if "range" in request.headers:
            return Response(SCRIPT[:10], 206, headers, "text/javascript")
        if normpath(request.url.path) == PATH:
            return Response(SCRIPT, headers=headers, media_type="text/javascript")
        if request.url.path == FONT:
            return Response("font", headers=headers, media_type="font/woff2")
        return HTMLResponse("<html>Streamlit</html>", headers={"cache-control": "no-cache"})


@pytest.fixture
def streamlit() -> Streamlit:
    return Streamlit()


def test_a_script_comes_compressed_and_is_compressed_once(streamlit: Streamlit) -> None:
    app = PackedFiles(streamlit)
    for _time in range(3):
        answer = ask(app, "GET", PATH, accept_encoding="gzip, deflate, br")
        assert answer.text == SCRIPT
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < len(SCRIPT) / 10
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["cache-control"] == IMMUTABLE
        assert answer.headers["etag"] == '"abc-gzip"'
        assert answer.headers["vary"] == "Accept-Encoding"
    assert streamlit.asked == 1


def test_a_file_under_another_path_is_sent_as_it_is(streamlit: Streamlit) -> None:
    for path in ("/static/js/./index.abc.js", "/static/js//index.abc.js", "/static/x/../js/index.abc.js"):
        app = PackedFiles(streamlit)
        answer = ask(app, "GET", path, accept_encoding="gzip")
        assert (answer.text, answer.headers.get("content-encoding")) == (SCRIPT, None), path


def test_a_browser_that_takes_no_gzip_gets_the_file_as_it_is(streamlit: Streamlit) -> None:
    for accepted in ("", "identity", "br", "gzip;q=0", "gzip; q=0.0, *;q=0.5", "*;q=0"):
        answer = ask(PackedFiles(streamlit), "GET", PATH, accept_encoding=accepted)
        assert answer.text == SCRIPT, accepted
        assert "content-encoding" not in answer.headers, accepted
        assert answer.headers["vary"] == "Accept-Encoding", accepted


def test_a_part_of_a_file_is_a_part_of_the_file_as_it_is(streamlit: Streamlit) -> None:
    answer = ask(PackedFiles(streamlit), "GET", PATH, accept_encoding="gzip", range="bytes=0-9")
    assert (answer.status, answer.text) == (206, SCRIPT[:10])


def test_who_asks_only_for_the_headers_gets_those_of_the_compressed_file(streamlit: Streamlit) -> None:
    app = PackedFiles(streamlit)
    whole = ask(app, "GET", PATH, accept_encoding="gzip").headers
    head = ask(app, "HEAD", PATH, accept_encoding="gzip", accept="*/*")
    assert dict(head.headers) == dict(whole)


def test_who_has_the_file_isnt_sent_it_again(streamlit: Streamlit) -> None:
    for had in ('"abc-gzip"', 'W/"abc-gzip"', '"other", "abc-gzip"', "*"):
        answer = ask(PackedFiles(streamlit), "GET", PATH, accept_encoding="gzip", if_none_match=had)
        assert (answer.status, answer.text) == (304, ""), had
        assert answer.headers["etag"] == '"abc-gzip"', had


def test_who_has_another_file_or_form_is_sent_it(streamlit: Streamlit) -> None:
    for had in ('"abc"', '"other"', ""):
        answer = ask(PackedFiles(streamlit), "GET", PATH, accept_encoding="gzip", if_none_match=had)
        assert (answer.status, answer.text) == (200, SCRIPT), had


def test_what_isnt_a_script_or_style_sheet_goes_out_as_streamlit_sends_it(streamlit: Streamlit) -> None:
    for path, text, kind in (("/", "<html>Streamlit</html>", "text/html"), (FONT, "font", "font/woff2")):
        app = PackedFiles(streamlit)
        for _time in range(2):
            answer = ask(app, "GET", path, accept_encoding="gzip")
            assert (answer.status, answer.text) == (200, text), path
            assert answer.headers["content-type"].startswith(kind), path
            assert "content-encoding" not in answer.headers, path


def test_where_there_is_no_file_the_answer_says_so_and_is_no_page(streamlit: Streamlit) -> None:
    app = PackedFiles(streamlit)
    for path in ("/static/js/missing.js", "/static/missing", "/static/../../passwd.js", "/static/media/none.woff2"):
        for encoding in ("gzip", ""):
            answer = ask(app, "GET", path, accept_encoding=encoding)
            assert (answer.status, answer.text) == (404, "There is no such file."), path
