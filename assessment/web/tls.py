"""What is different behind TLS: browsers use nothing else from then on, and the names of our cookies are ones that only
this host can set, so that no other of its domain, and nobody in the network, slips one in."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Scope

from assessment.config import settings
from assessment.parsing.web_origin import Origin

FORWARDED = {"forwarded", "x-forwarded-for"}
"""Headers in which a proxy names its client. All they prove is that there is a proxy."""
COOKIES = "assessment_"
"""How the names of our cookies begin."""
PREFIX = "__Host-"
"""Stands before them: browsers take such a cookie only over TLS, from this very host, for all of its paths."""
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"


def is_over_tls(scope: Scope) -> bool:
    """Whether a browser speaks TLS, with this server or the proxy before it."""
    if scope["scheme"] in ("https", "wss"):
        return True
    public, headers = settings().public_address, Headers(scope=scope)
    if public is None or public.scheme != "https":
        return False
    return not FORWARDED.isdisjoint(headers) or Origin.at("https", headers.get("host", "")) == public


def with_own_cookies(scope: Scope, *, over_tls: bool) -> Scope:
    """The request with the cookies that can be ours: behind TLS under their plain names, and without any that came
    under such a name."""
    headers = [
        (name, _own_cookies(value, over_tls=over_tls) if name == b"cookie" else value)
        for name, value in scope["headers"]
    ]
    return {**scope, "headers": headers}


def _own_cookies(sent: bytes, *, over_tls: bool) -> bytes:
    # Parted as Starlette does that reads them later on. It also strips what isn't blank to every browser, and some let
    # anybody set a cookie whose name has that before our prefix. Some versions of Python take a second to read what is
    # in quotes for each 10 KB, and ours never are.
    cookies = [cookie.strip(" \t") for cookie in sent.decode("latin-1").split(";")]
    kept = [cookie for cookie in cookies if cookie == cookie.strip() and '"' not in cookie]
    if over_tls:
        kept = [_plain(cookie) for cookie in kept if not cookie.startswith(COOKIES)]
    return "; ".join(kept).encode("latin-1")


def _plain(cookie: str) -> str:
    return cookie.removeprefix(PREFIX) if cookie.startswith(PREFIX + COOKIES) else cookie


def protect(headers: MutableHeaders) -> None:
    """Make the headers of an answer those of an answer behind TLS."""
    headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        name = f"{PREFIX}{cookie}" if cookie.startswith(COOKIES) else cookie
        headers.append("set-cookie", name if "; secure" in cookie.lower() else f"{name}; Secure")
