"""Checks where the app listens, and who reaches it there."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException

from assessment.config import ANY_ADDRESS, DEFAULT_PORT, PREFIX, Mode, Settings
from assessment.i18n import gettext as _
from assessment.parsing.web_origin import is_loopback
from assessment.services.addresses import reachable_origins
from assessment.services.diagnosis.findings import Check, Finding, notice, ok, problem

PATIENCE = 2.0
"""Seconds in which an app that runs here answers."""
_BOTH_FAMILIES = "::"


def check_mode(settings: Settings) -> Iterator[Finding]:
    if settings.mode is Mode.SHARED:
        yield ok(Check.MODE, _("Shared: other computers can reach the app, and everybody needs a link."))
        return
    yield ok(Check.MODE, _("Personal: only this computer reaches the app, and whoever uses it may do everything."))
    of_shared_mode = {
        "ADDRESS": settings.address != ANY_ADDRESS,
        "PORT": settings.port != DEFAULT_PORT,
        "HOST_NAMES": bool(settings.host_names),
    }
    if without_effect := [PREFIX + name for name, is_set in of_shared_mode.items() if is_set]:
        yield problem(
            Check.MODE,
            _("These settings are for shared mode and have no effect: {names}.").format(
                names=", ".join(without_effect)
            ),
            _("Set ASSESSMENT_MODE=shared too, or remove them."),
        )


def check_exposure(settings: Settings, *, to_start: bool) -> Iterator[Finding]:
    """Where a shared server listens and is reached. In personal mode Streamlit's own options say that.

    With `to_start`, that the app runs already is a problem.
    """
    if settings.mode is Mode.PERSONAL:
        yield ok(Check.EXPOSURE, _("No other computer can reach the app."))
        return
    place = f"{settings.address}:{settings.port}"
    obstacle = _obstacle(settings, to_start)
    yield obstacle or ok(Check.EXPOSURE, _("The app listens at {place}.").format(place=place))
    yield from _reach(settings)


def _reach(settings: Settings) -> Iterator[Finding]:
    origins = reachable_origins(settings)
    if settings.public_address is not None:
        yield from _public_address(settings, origins[0])
    elif is_loopback(settings.address):
        yield notice(
            Check.EXPOSURE,
            _("No other computer can reach the app, because it listens at this computer’s own address only."),
            _("Set ASSESSMENT_ADDRESS=0.0.0.0; behind a proxy, set ASSESSMENT_PUBLIC_ADDRESS."),
        )
    elif not origins:
        yield notice(
            Check.EXPOSURE, _("This computer is in no network."), _("Connect it to the room’s router, then look again.")
        )
    else:
        yield ok(Check.EXPOSURE, _("People reach it at {addresses}.").format(addresses=", ".join(origins)))
        yield _unencrypted(_("Use a network of your own with a password, or a proxy with TLS."))


def _public_address(settings: Settings, origin: str) -> Iterator[Finding]:
    yield ok(Check.EXPOSURE, _("People reach it at {addresses}.").format(addresses=origin))
    if origin.startswith("http:"):
        yield _unencrypted(_("Let the proxy use TLS, and set ASSESSMENT_PUBLIC_ADDRESS to the https:// address."))
    if not is_loopback(settings.address):
        yield notice(
            Check.EXPOSURE,
            _("Other computers can reach the app without going through the proxy."),
            _("If the proxy runs on this computer, set ASSESSMENT_ADDRESS=127.0.0.1."),
        )


def _unencrypted(fix: str) -> Finding:
    return notice(
        Check.EXPOSURE, _("The connection isn’t encrypted: others in the same network may be able to listen."), fix
    )


def _obstacle(settings: Settings, to_start: bool) -> Finding | None:
    """Why the app can't begin to listen where the settings say, or None."""
    family = socket.AF_INET6 if ":" in settings.address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if sys.platform != "win32":
                # As servers do: a port is free as soon as the last server has stopped.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.address, settings.port))
    except OSError as error:
        return _explained(settings, error, to_start)
    return None


def _explained(settings: Settings, error: OSError, to_start: bool) -> Finding:
    port = settings.port
    if error.errno == errno.EADDRINUSE and _runs_already(settings):
        words = _("The app already runs at port {port}.").format(port=port)
        return problem(Check.EXPOSURE, words, _("Stop it first.")) if to_start else ok(Check.EXPOSURE, words)
    if error.errno == errno.EADDRINUSE:
        return problem(
            Check.EXPOSURE,
            _("Another program uses port {port}.").format(port=port),
            _("Stop that program, or set ASSESSMENT_PORT to another port."),
        )
    if error.errno == errno.EACCES:
        return problem(
            Check.EXPOSURE,
            _("This user may not listen at port {port}.").format(port=port),
            _("Set ASSESSMENT_PORT to a port from 1024."),
        )
    return problem(
        Check.EXPOSURE,
        _("{address} is not an address of this computer.").format(address=settings.address),
        _("Set ASSESSMENT_ADDRESS to one of its addresses, or to 0.0.0.0 for all of them."),
    )


def _runs_already(settings: Settings) -> bool:
    """Whether what listens there answers as the app does."""
    here = {ANY_ADDRESS: "127.0.0.1", _BOTH_FAMILIES: "::1"}.get(settings.address, settings.address)
    connection = HTTPConnection(here, settings.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().read(10) == b"ok"
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
