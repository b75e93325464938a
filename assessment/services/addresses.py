"""Where a server listens, the addresses under which other machines reach it, and the same as QR codes."""

from __future__ import annotations

import io
import socket
import sys
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address
from socket import AddressFamily

import psutil
import segno
from segno.helpers import make_wifi_data

from assessment.config import ANY_ADDRESS, Settings
from assessment.domain.workshop.model import Wifi
from assessment.parsing.web_origin import DEFAULT_PORTS, Origin, read_address

BOTH_FAMILIES = "::"
"""Where a server listens that others reach by addresses of both kinds."""
SIGN_IN_RETURN = "/sign-in/return"
"""Where a provider of sign-ins leads people back."""


def reachable_origins(settings: Settings) -> list[str]:
    """The beginnings of addresses that people elsewhere can open, such as `http://192.168.1.20:8501`, the best first.

    Behind a proxy it is the public address alone. Empty if the server listens at the loopback address only, or the
    machine is in no network.
    """
    if settings.public_address is not None:
        return [origin_text(settings.public_address)]
    hosts = [*sorted(settings.host_names), *map(_host, _listening(settings.address))]
    origins = (Origin.at("http", f"{host}:{settings.port}") for host in hosts)
    return list(dict.fromkeys(origin_text(origin) for origin in origins if origin is not None))


def link_origins(settings: Settings) -> list[str]:
    """The beginnings of the addresses of links: as `reachable_origins`, or if there are none, this computer's own."""
    return reachable_origins(settings) or [f"http://127.0.0.1:{settings.port}"]


def find_port(address: str, port: int) -> int:
    """The port, or one that the system chooses for 0, if a server can listen there. Raises OSError."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        if sys.platform != "win32":
            # As servers do: a port is free as soon as the last server has stopped.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        return int(probe.getsockname()[1])


def _listening(address: str) -> Iterable[IPv4Address | IPv6Address]:
    """The addresses at which the server listens, except loopback and those that need the name of a network card."""
    if address not in (ANY_ADDRESS, BOTH_FAMILIES):
        addresses = [read_address(address)]
    else:
        families = {AddressFamily.AF_INET} | ({AddressFamily.AF_INET6} if address == BOTH_FAMILIES else set())
        up = {name for name, card in psutil.net_if_stats().items() if card.isup}
        addresses = [
            read_address(card_address.address)
            for name, of_card in psutil.net_if_addrs().items()
            for card_address in of_card
            if name in up and card_address.family in families
        ]
    reachable = (ip for ip in addresses if ip is not None and not (ip.is_loopback or ip.is_link_local))
    return sorted(reachable, key=lambda ip: (ip.version, int(ip)))


def _host(address: IPv4Address | IPv6Address) -> str:
    return f"[{address.compressed}]" if address.version == 6 else address.compressed  # noqa: PLR2004


def origin_text(origin: Origin) -> str:
    """An origin as people write it, without a port that goes without saying."""
    port = "" if origin.port == DEFAULT_PORTS[origin.scheme] else f":{origin.port}"
    return f"{origin.scheme}://{origin.host}{port}"


def wifi_address(wifi: Wifi) -> str:
    """What a phone that scans it takes for the way into a Wi-Fi."""
    return str(
        make_wifi_data(ssid=wifi.name, password=wifi.password or None, security="WPA" if wifi.password else None)
    )


def qr_svg(address: str) -> str:
    """An address as the SVG of a QR code, which scales to any size."""
    return str(segno.make_qr(address).svg_inline(omitsize=True, border=4, light="white"))


def qr_png(address: str) -> bytes:
    """An address as the PNG of a QR code, large enough for a sheet on a wall."""
    written = io.BytesIO()
    segno.make_qr(address).save(written, kind="png", scale=12, border=4)
    return written.getvalue()


def qr_text(address: str) -> str:
    """An address as a QR code in lines of text, for a terminal."""
    written = io.StringIO()
    segno.make_qr(address).terminal(written, compact=True)
    return written.getvalue()
