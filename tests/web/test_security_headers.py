"""What the middleware for Streamlit's pages adds to answers, and what it leaves alone."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp

from assessment.web.pages import start_page
from assessment.web.security_headers import OWN_POLICY, STREAMLIT_POLICY, SecurityHeaders
from assessment.web.streamlit_files import PageShell
from tests.support.asgi import ask

STREAMLITS = HTMLResponse("<html><head></head></html>")


def served(page: ASGIApp) -> ASGIApp:
    return SecurityHeaders(PageShell(page, script="act();"))


def test_a_page_of_streamlits_gets_the_script_and_its_policy() -> None:
    answer = ask(served(STREAMLITS), "GET", "/", accept="text/html")
    assert "act();</script>" in answer.text
    (script,) = re.findall("<script>(.*?)</script>", answer.text, re.DOTALL)
    hashed = b64encode(sha256(script.encode()).digest()).decode()
    assert answer.headers.getlist("content-security-policy") == [
        STREAMLIT_POLICY.replace("script-src 'self'", f"script-src 'self' 'sha256-{hashed}'")
    ]
    assert "script-src 'self';" in STREAMLIT_POLICY
    assert int(answer.headers["content-length"]) == len(answer.text)


def test_a_page_of_ours_gets_no_script_and_keeps_the_strictest_policy() -> None:
    answer = ask(served(start_page()), "GET", "/", accept="text/html")
    assert "act();" not in answer.text
    assert answer.headers.getlist("content-security-policy") == [OWN_POLICY]
    assert OWN_POLICY == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    for name in ("x-content-type-options", "x-frame-options", "referrer-policy"):
        assert name in answer.headers


def test_the_policy_for_openers_is_sent_where_browsers_follow_it() -> None:
    for host, is_sent in (("localhost:8501", True), ("127.0.0.1", True), ("[::1]", True), ("192.168.1.5:8501", False)):
        answer = ask(served(STREAMLITS), "GET", "/", host=host)
        assert ("cross-origin-opener-policy" in answer.headers) == is_sent, host
