"""What every answer tells a browser to refuse."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.parsing.web_origin import Origin, is_loopback
from assessment.web.tls import is_over_tls, protect, with_own_cookies

POLICY = "Content-Security-Policy"
OPENER_POLICY = "Cross-Origin-Opener-Policy"
# Streamlit sets inline styles, hence “unsafe-inline”; a page's own policy names the scripts in it by their hashes. Only
# this server's own files are loaded, and nothing is sent anywhere else.
STREAMLIT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
OWN_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The policy of pages that are ours, which need no more."""
SECURITY_HEADERS = {
    POLICY: STREAMLIT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With “no-referrer” a browser sends “null” as the origin of our own forms, as it does for a sandboxed page.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    OPENER_POLICY: "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FIXED = Headers({name: value for name, value in SECURITY_HEADERS.items() if name != POLICY}).raw
"""As they are sent, since each answer has them."""
_NAMES = {name for name, _value in _FIXED}
FILES = "/media/"
"""Where Streamlit gives out what people download. Several may use one computer, so no browser keeps a copy."""


class SecurityHeaders:
    """Sets SECURITY_HEADERS on every response; one with a policy of its own, which Streamlit's never have, keeps it.
    Outside it cookies have the names that they have behind TLS, and inside their plain ones."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        over_tls = is_over_tls(scope)
        scope = with_own_cookies(scope, over_tls=over_tls)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [header for header in message["headers"] if header[0] not in _NAMES] + _FIXED
                headers = MutableHeaders(scope=message)
                headers.setdefault(POLICY, STREAMLIT_POLICY)
                if not _is_trustworthy(scope):
                    del headers[OPENER_POLICY]
                if headers.get("content-length", "0") != "0":
                    headers.setdefault("Content-Type", "text/plain; charset=utf-8")
                if scope["path"].startswith(FILES):
                    headers["Cache-Control"] = "no-store"
                if over_tls:
                    protect(headers)
            await send(message)

        return await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _is_trustworthy(scope: Scope) -> bool:
    """Whether browsers follow OPENER_POLICY here. Elsewhere, as in a hall without TLS, they call it an error."""
    origin = Origin.at(scope["scheme"], Headers(scope=scope).get("host", ""))
    return origin is not None and (origin.scheme == "https" or is_loopback(origin.host.strip("[]")))
