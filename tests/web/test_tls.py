"""What browsers are told behind TLS, and which cookies are ours there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assessment.web.security_headers import SecurityHeaders
from assessment.web.tls import COOKIES
from tests.support.asgi import ask, speak
from tests.support.commands import use_own_settings

PUBLIC = "gaps.example.org"
VISIT = f"{COOKIES}visit"


@pytest.fixture(autouse=True)
def behind_a_proxy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path, MODE="shared", PUBLIC_ADDRESS=f"https://{PUBLIC}")


async def _tell_cookies(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the cookies that came, and sets one of ours and one of another's."""
    if scope["type"] == "websocket":
        await send(
            {"type": "websocket.accept", "subprotocol": Request({**scope, "type": "http"}).cookies.get(VISIT, "")}
        )
        return None
    answer: Response = JSONResponse(Request(scope).cookies)
    answer.set_cookie(VISIT, "new", httponly=True, samesite="lax")
    answer.set_cookie("_streamlit_xsrf", "theirs")
    answer.set_cookie(f"{COOKIES}other", "secure", secure=True)
    return await answer(scope, receive, send)


APP: ASGIApp = SecurityHeaders(_tell_cookies)


def test_behind_tls_browsers_use_nothing_else_for_two_years() -> None:
    for name, value in (("host", PUBLIC), ("host", f"{PUBLIC.upper()}:443"), ("x_forwarded_for", "203.0.113.9")):
        header: dict[str, Any] = {name: value}
        answer = ask(APP, "GET", "/", **header)
        assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains", value
    for host in ("127.0.0.1:8501", "evil.example", f"{PUBLIC}:8443"):
        assert "strict-transport-security" not in ask(APP, "GET", "/", host=host).headers, host


def test_behind_tls_our_cookies_are_those_that_no_other_host_can_set() -> None:
    ours, theirs, other = ask(APP, "GET", "/", host=PUBLIC).headers.getlist("set-cookie")
    assert ours == f"__Host-{VISIT}=new; HttpOnly; Path=/; SameSite=lax; Secure"
    assert theirs == "_streamlit_xsrf=theirs; Path=/; SameSite=lax; Secure"
    assert other == f"__Host-{COOKIES}other=secure; Path=/; SameSite=lax; Secure"


def test_behind_tls_a_cookie_under_the_plain_name_is_none() -> None:
    slipped_in = f"{VISIT}=slipped"
    for sent, come in (
        (f"__Host-{VISIT}=mine", {VISIT: "mine"}),
        (slipped_in, {}),
        (f"__Host-{VISIT}=mine; {slipped_in}", {VISIT: "mine"}),
        (f"{slipped_in}; __Host-{VISIT}=mine; a=b", {VISIT: "mine", "a": "b"}),
        (f"a=b;{slipped_in}", {"a": "b"}),
        (f"a=b;\xa0{slipped_in}", {"a": "b"}),
        (f"\t{VISIT} =slipped", {}),
        (f"a=b; \xa0__Host-{slipped_in}", {"a": "b"}),
        (f"__Host-{VISIT}=mine;\x85__Host-{slipped_in}", {VISIT: "mine"}),
        (f"__Host-__Host-{VISIT}=x", {f"__Host-__Host-{VISIT}": "x"}),
        (f"__host-{VISIT}=x", {f"__host-{VISIT}": "x"}),
    ):
        assert json.loads(ask(APP, "GET", "/", host=PUBLIC, cookie=sent).text) == come, sent
        accepted, *_more = speak(APP, host=PUBLIC, cookie=sent)
        assert accepted["subprotocol"] == come.get(VISIT, ""), sent


def test_what_is_in_quotes_is_none_of_our_cookies_and_is_not_read() -> None:
    """Where Python reads it slowly, one request with 50 KB of it would stop everybody for a quarter of a minute."""
    for host, name in ((PUBLIC, f"__Host-{VISIT}"), ("127.0.0.1:8501", VISIT)):
        for sent in (f'{name}=mine; a="\\1\\1"', f'"a";{name}=mine;a=""', f'{name}=mine; {VISIT}="\\141"'):
            assert json.loads(ask(APP, "GET", "/", host=host, cookie=sent).text) == {VISIT: "mine"}, sent


def test_without_tls_cookies_keep_their_plain_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path, MODE="shared", PUBLIC_ADDRESS="http://192.168.1.5:8501")
    answer = ask(APP, "GET", "/", cookie=f"{VISIT}=mine")
    assert (answer.text, answer.headers.getlist("set-cookie")[0]) == (
        f'{{"{VISIT}":"mine"}}',
        f"{VISIT}=new; HttpOnly; Path=/; SameSite=lax",
    )
