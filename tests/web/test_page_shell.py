"""Streamlit's page as a browser gets it, before Streamlit is loaded."""

from __future__ import annotations

import re

from starlette.responses import HTMLResponse

from assessment.web.page_shell import PageShell
from tests.support.asgi import Answer, ask

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


def test_no_font_comes_before_the_scripts() -> None:
    page = ask(PageShell(STREAMLITS, script="act();"), "GET", "/", accept="text/html").text
    assert "woff2" not in page
    assert "index.js" in page


def test_a_page_comes_compressed_to_browsers_that_can_unpack_it() -> None:
    app = PageShell(STREAMLITS, script="act();")
    plain = ask(app, "GET", "/", accept="text/html")
    packed = ask(app, "GET", "/", accept="text/html", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.text == plain.text
    assert {answer.headers["vary"] for answer in (plain, packed)} == {"Accept-Encoding"}
    assert {answer.headers["cache-control"] for answer in (plain, packed)} == {"no-cache"}


def answer_to_who_has(etag: str, accepted: str, *, script: str) -> Answer:
    app = PageShell(STREAMLITS, script=script)
    return ask(app, "GET", "/", accept="text/html", accept_encoding=accepted, if_none_match=etag)


def test_a_browser_that_has_the_page_isnt_sent_it_until_the_script_is_another() -> None:
    for accepted in ("gzip", "identity"):
        had = answer_to_who_has("", accepted, script="act();").headers["etag"]
        again = answer_to_who_has(had, accepted, script="act();")
        later = answer_to_who_has(had, accepted, script="act_otherwise();")
        assert (again.status, again.text) == (304, ""), accepted
        assert later.status == 200, accepted
        assert "act_otherwise();" in later.text, accepted
