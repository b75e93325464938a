"""Refuses requests from where none may come, and from pages of other sites, before anything else happens; and all
requests, if the app must not be served the way it was started."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from starlette import status
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assessment.config import Mode, SettingRefused, Settings, settings
from assessment.i18n import gettext as _
from assessment.installation import COMMAND, SHIPPED
from assessment.parsing.web_origin import Origin, is_loopback
from assessment.web.tls import FORWARDED

READING_METHODS = {"GET", "HEAD", "OPTIONS"}
STREAMLIT_CONFIG = SHIPPED / ".streamlit" / "config.toml"
FREE = {"server.address", "server.port"}
"""Options that may differ from the file: any loopback address is accepted, and in shared mode those of the settings."""

_ORIGIN_OF_PAGE = re.compile(r"^([a-zA-Z]+://[^/?#]*)[/?#].*", re.DOTALL)


class RequestCheck:
    """Lets through requests from pages of this app and pages that a person opens; refuses all others with a sentence.

    `find_obstacle` returns why the app must not be served at all, or None. It is called once, at the start; if it
    returns a reason, every request is refused with it.
    """

    def __init__(self, app: ASGIApp, find_obstacle: Callable[[], str | None]) -> None:
        self.app, self._find_obstacle = app, find_obstacle

    @cached_property
    def _obstacle(self) -> str | None:
        return self._find_obstacle()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            if self._obstacle is None:
                return await self.app(scope, receive, send)
            await receive()
            return await send({"type": "lifespan.startup.failed", "message": self._obstacle})
        refusal = self._obstacle or find_refusal(scope, settings())
        if refusal is None:
            return await self.app(_with_host_of_origin(scope), receive, send)
        if scope["type"] == "websocket":
            # No browser shows the text of a refused handshake, and servers log it as an error.
            return await send({"type": "websocket.close", "code": status.WS_1008_POLICY_VIOLATION})
        return await PlainTextResponse(refusal, status.HTTP_403_FORBIDDEN)(scope, receive, send)


def find_refusal(scope: Scope, settings: Settings) -> str | None:
    """Why a request is refused, or None. Only a shared app is reached from other computers."""
    is_shared = settings.mode is Mode.SHARED
    # A server need not report its own address or the client's; one that reports neither is not trusted.
    end = scope.get("server") or scope.get("client")
    if not is_shared and (end is None or not _is_local(end)):
        return refusal_beyond_loopback()
    headers = Headers(scope=scope)
    if settings.public_address is None and _comes_through_proxy(scope, headers, is_shared):
        return _refusal_of_proxy(is_shared)
    own = _own_origins(scope, headers, settings)
    if not own:
        return _refusal_of_host(is_shared)
    if not _is_from(own, scope, headers):
        return _(
            "This request does not come from a page of this app: open the app itself in the browser. Behind a proxy, "
            "set ASSESSMENT_PUBLIC_ADDRESS to the address that people open."
        )
    return None


def refusal_beyond_loopback() -> str:
    """The sentence for a personal app that other machines can reach."""
    return _(
        "Anyone who reaches this app over the network could read and change every response: open it on the same "
        "computer, at 127.0.0.1. To share it, start it with “{command} serve”."
    ).format(command=COMMAND)


def _refusal_of_proxy(is_shared: bool) -> str:
    if is_shared:
        return _("This app is behind a proxy: set ASSESSMENT_PUBLIC_ADDRESS to the address that people open.")
    return _(
        "Anyone who reaches this proxy could read and change every response, because the app has no sign-in: let "
        "the proxy ask people to sign in, and set ASSESSMENT_PUBLIC_ADDRESS to the address that they open."
    )


def _refusal_of_host(is_shared: bool) -> str:
    if is_shared:
        return _(
            "This is not an address of this app: open it by its IP address, or add the name to ASSESSMENT_HOST_NAMES."
        )
    return _(
        "This is not an address of this app: open it as localhost, or set ASSESSMENT_PUBLIC_ADDRESS to the address "
        "that people open."
    )


def _is_local(end: tuple[str, int | None]) -> bool:
    """Whether one end of a connection is this computer, or the path of a Unix socket."""
    return end[0].startswith("/") or is_loopback(end[0])


def _comes_through_proxy(scope: Scope, headers: Headers, is_shared: bool) -> bool:
    """Whether a proxy forwarded the request, as far as it says so. Some servers take the client's address from it."""
    client = scope.get("client")
    is_from_elsewhere = client is not None and not _is_local(client)
    return (is_from_elsewhere and not is_shared) or not FORWARDED.isdisjoint(headers)


def _own_origins(scope: Scope, headers: Headers, settings: Settings) -> set[Origin]:
    """The origins that a page of this app may have; none where the request's `Host` isn't ours."""
    hosts, public_address = headers.getlist("host"), settings.public_address
    if len(hosts) != 1:
        return set()
    if public_address is not None and Origin.at(public_address.scheme, hosts[0]) == public_address:
        # The page has the public scheme, whatever is used between the proxy and this server.
        return {public_address}
    here = Origin.at(scope["scheme"].replace("ws", "http"), hosts[0])
    # Another site's name can be made to resolve to this machine, but it is never an IP address.
    names = {"localhost"} | (settings.host_names if settings.mode is Mode.SHARED else frozenset())
    if here is None or not (here.host in names or here.has_address):
        return set()
    return {here} if public_address is None else {here, public_address}


def _is_from(own: set[Origin], scope: Scope, headers: Headers) -> bool:
    """Whether a page of this app sends the request, or a person follows a link or types the address."""
    origins = headers.getlist("origin")
    if origins:
        return len(origins) == 1 and Origin.read(origins[0]) in own
    if scope["type"] == "websocket":
        return False
    if scope["method"] not in READING_METHODS:
        return _names_page_of(own, scope, headers)
    # A request for an image or a script has no Origin, even from another site; newer browsers send this header instead.
    from_here = headers.get("sec-fetch-site", "none") in {"same-origin", "none"}
    return from_here or headers.get("sec-fetch-mode") == "navigate"


def _names_page_of(own: set[Origin], scope: Scope, headers: Headers) -> bool:
    """Whether a form without an Origin names a page of this app in its Referer, as the forms of older browsers do."""
    pages = headers.getlist("referer")
    if scope["method"] != "POST" or len(pages) != 1 or headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    return Origin.read(_ORIGIN_OF_PAGE.sub(r"\1", pages[0])) in own


def _with_host_of_origin(scope: Scope) -> Scope:
    """The handshake with the `Host` header spelled as in its `Origin`.

    Streamlit compares the two as text, and where they differ it looks up its own address on the internet.
    """
    if scope["type"] == "websocket":
        scope = {**scope, "headers": list(scope["headers"])}
        headers = MutableHeaders(scope=scope)
        headers["host"] = headers["origin"].partition("://")[2]
    return scope


def shipped_options() -> dict[str, Any]:
    """Streamlit's options as the project's file has them, such as `server.port`."""

    def dotted(options: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
        for name, value in options.items():
            yield from dotted(value, f"{prefix}{name}.") if isinstance(value, dict) else [(f"{prefix}{name}", value)]

    return dict(dotted(tomllib.loads(STREAMLIT_CONFIG.read_text(encoding="utf-8")), ""))


def find_startup_problem(get_option: Callable[[str], Any]) -> str | None:
    """A sentence that says what to change in how the app is started, or None. `get_option` is Streamlit's.

    Streamlit reads its options before it imports us, from files that depend on how and where it is started, and most
    can't be set later. So they are compared with the project's file, except for colours and fonts.
    """
    # What reads Word templates takes memory that a process for phones alone doesn't need.
    from assessment.reports.word.template import TemplateRefused, open_template  # noqa: PLC0415

    try:
        open_template(settings().word_template)
    except (SettingRefused, TemplateRefused) as error:
        return str(error)
    for option, value in shipped_options().items():
        if option not in FREE and not option.startswith("theme.") and get_option(option) != value:
            return (
                f"Streamlit’s option {option} differs from .streamlit/config.toml: start the app in its own "
                "folder, and set the option only in that file."
            )
    bound = (get_option("server.address"), get_option("server.port"))
    if settings().mode is Mode.PERSONAL:
        # Without an address Streamlit listens on every one.
        return None if is_loopback(bound[0] or "") else refusal_beyond_loopback()
    if bound == (settings().address, settings().port):
        return None
    return f"A shared app listens where its settings say: start it with “{COMMAND} serve”."
