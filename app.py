"""The web application: the pages, behind a request check and security headers.

`streamlit run app.py` serves it, and so does any ASGI server as `app:app`.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.ui.failures import show_error
from assessment.ui.upload_limits import session_upload_sizes, upload_limit_message
from assessment.web.request_check import RequestCheck
from assessment.web.startup_checks import find_startup_problem
from assessment.web.upload_limits import UploadLimits

UI = Path(__file__).parent / "assessment" / "ui"

# Streamlit sets inline styles and starts with an inline script, hence “unsafe-inline” twice; only this server's own
# files are loaded, and nothing is sent anywhere else.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With “no-referrer” a browser sends “null” as the origin of our own forms, as it does for a sandboxed page.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Sets SECURITY_HEADERS on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


# A page loaded at its own address, as after F5, first looks for its server there and finds nothing (two errors in the
# console, and a delay). Streamlit's frontend reads this variable before it guesses.
ADDRESS = "window.__streamlit = {BACKEND_BASE_URL: window.location.origin};"
SCRIPT = f"<script>{ADDRESS}\n{(UI / 'browser.js').read_text(encoding='utf-8')}</script>".encode()


class PageScript:
    """Inserts SCRIPT into the head of every HTML page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wants_page = b"text/html" in dict(scope["headers"]).get(b"accept", b"") if scope["type"] == "http" else False
        if not wants_page or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        held: list[Message] = []

        async def send_with_script(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                if Headers(scope=message).get("content-type", "").startswith("text/html"):
                    held.append(message)
                    return
            # The page is one small file, which is sent in one piece.
            elif held and message["type"] == "http.response.body" and not message.get("more_body"):
                body = message["body"].replace(b"<head>", b"<head>" + SCRIPT, 1)
                MutableHeaders(scope=held[0])["content-length"] = str(len(body))
                message = {**message, "body": body}
            while held:
                await send(held.pop())
            await send(message)

        # The script can't be inserted into a compressed page.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        return await self.app({**scope, "headers": plain}, receive, send_with_script)


app = st.App(
    UI / "main.py",
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(RequestCheck, find_obstacle=partial(find_startup_problem, st.get_option)),
        Middleware(UploadLimits, kept_sizes=session_upload_sizes, too_much=upload_limit_message),
        Middleware(PageScript),
    ],
    on_script_error=show_error,
)
