"""Where a page is from, as a browser tells it: scheme, host and port."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Self

DEFAULT_PORTS = {"http": 80, "https": 443}
HIGHEST_PORT = 65535
# Nothing else than a host and a port: no user, no path, no zone of an address, no sign outside ASCII.
AUTHORITY = re.compile(r"(?P<host>[a-z0-9._-]+|\[(?P<ipv6>[0-9a-f:.]+)\])(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class Origin:
    """Two are the same origin where they are equal.

    `host` is in small letters, an IPv6 address in its shortest form and square brackets; `port` is never left out.
    """

    scheme: str
    host: str
    port: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The origin in a text such as `https://gaps.example.org`, or None: `null` and whatever has a path are none."""
        scheme, _separator, authority = text.partition("://")
        return cls.at(scheme.lower(), authority)

    @classmethod
    def at(cls, scheme: str, authority: str) -> Self | None:
        """The origin of a scheme and what a request calls its `Host`, or None."""
        match = AUTHORITY.fullmatch(authority.lower())
        if match is None or scheme not in DEFAULT_PORTS:
            return None
        port = int(match["port"] or DEFAULT_PORTS[scheme])
        if port > HIGHEST_PORT:
            return None
        host = match["host"]
        if match["ipv6"]:
            address = read_address(match["ipv6"])
            if address is None:
                return None
            host = f"[{address.compressed}]"
        return cls(scheme, host, port)

    @property
    def has_address(self) -> bool:
        """Whether the host is an IP address and not a name."""
        return read_address(self.host.strip("[]")) is not None


def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a text is, or None."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether a name or an IP address is that of this computer, reached from itself."""
    address = read_address(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return host == "localhost" if address is None else address.is_loopback
