"""Streamlit's files as browsers get them: compressed once, and the page before Streamlit is loaded."""

from __future__ import annotations

import re
from posixpath import normpath

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from assessment.web.streamlit_files import PackedFiles, PageShell
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
        if request.headers.get("if-none-match") == '"abc"':
            return Response(status_code=304, headers=headers)
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
        assert answer.headers["vary"] == "Accept-Encoding"
    assert streamlit.asked == 1


def test_what_is_no_whole_file_under_its_own_path_is_answered_by_streamlit(streamlit: Streamlit) -> None:
    app = PackedFiles(streamlit)
    for path in ("/static/js/./index.abc.js", "/static/js//index.abc.js", "/static/x/../js/index.abc.js"):
        answer = ask(app, "GET", path, accept_encoding="gzip")
        assert (answer.text, answer.headers.get("content-encoding")) == (SCRIPT, None), path
    for accepted in ("", "identity", "br"):
        answer = ask(app, "GET", PATH, accept_encoding=accepted)
        assert (answer.text, answer.headers["vary"]) == (SCRIPT, "Accept-Encoding"), accepted
        assert "content-encoding" not in answer.headers, accepted
    part = ask(app, "GET", PATH, accept_encoding="gzip", range="bytes=0-9")
    assert (part.status, part.text) == (206, SCRIPT[:10])
    assert ask(app, "GET", PATH, accept_encoding="gzip", if_none_match='"abc"').status == 304
    font = ask(app, "GET", FONT, accept_encoding="gzip")
    assert (font.text, font.headers.get("content-encoding")) == ("font", None)


def test_where_there_is_no_file_the_answer_says_so_and_is_no_page(streamlit: Streamlit) -> None:
    app = PackedFiles(streamlit)
    for path in ("/static/js/missing.js", "/static/missing", "/static/../../passwd.js", "/static/media/none.woff2"):
        for encoding in ("gzip", ""):
            answer = ask(app, "GET", path, accept_encoding=encoding)
            assert (answer.status, answer.text) == (404, "There is no such file."), path


STREAMLITS = HTMLResponse(
    '<html><head><title>Streamlit</title><link rel="preload" href="./a.woff2" as="font"\n crossorigin />'
    '<script src="./static/js/index.js"></script></head><body><noscript><p>Streamlit’s protocol</p></noscript>'
    '<div id="root"></div></body></html>',
    headers={"cache-control": "no-cache", "etag": '"streamlits"', "last-modified": "Wed, 25 Nov 2026 18:07:14 GMT"},
)


def test_until_the_app_is_drawn_the_page_has_its_name_and_says_that_it_is_loading() -> None:
    page = ask(PageShell(STREAMLITS, script="act();"), "GET", "/rate", accept="text/html").text
    assert re.search(r'<div id="root">.*Policy gap assessment.*Loading….*</div>', page, re.DOTALL)
    assert "<title>Policy gap assessment</title>" in page
    assert "needs JavaScript" in page
    assert "protocol" not in page
    # No font comes before the scripts.
    assert "woff2" not in page
    assert "index.js" in page


def test_a_page_comes_compressed_and_only_if_the_browser_has_it_not() -> None:
    app = PageShell(STREAMLITS, script="act();")
    plain = ask(app, "GET", "/", accept="text/html")
    packed = ask(app, "GET", "/", accept="text/html", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert {answer.headers["vary"] for answer in (plain, packed)} == {"Accept-Encoding"}
    assert {answer.headers["cache-control"] for answer in (plain, packed)} == {"no-cache"}
    had = packed.headers["etag"]
    again = ask(app, "GET", "/", accept="text/html", accept_encoding="gzip", if_none_match=had)
    later = ask(PageShell(STREAMLITS, script="act_otherwise();"), "GET", "/", accept="text/html", if_none_match=had)
    assert (again.status, again.text) == (304, "")
    assert later.status == 200
    assert "act_otherwise();" in later.text
