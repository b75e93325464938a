"""The origin of a page as a browser reports it: scheme, host and port."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Self

DEFAULT_PORTS = {"http": 80, "https": 443}
HIGHEST_PORT = 65535
# A host and a port only: no user, path, address zone, or character outside ASCII.
AUTHORITY = re.compile(r"(?P<host>[a-z0-9._-]+|\[(?P<ipv6>[0-9a-f:.]+)\])(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class Origin:
    """Two equal values are the same origin.

    `host` is in lower case, an IPv6 address in its shortest form and in square brackets; `port` is always given.
    """

    scheme: str
    host: str
    port: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The origin in a text such as `https://gaps.example.org`; None for `null` and for anything with a path."""
        scheme, _separator, authority = text.partition("://")
        return cls.at(scheme.lower(), authority)

    @classmethod
    def at(cls, scheme: str, authority: str) -> Self | None:
        """The origin of a scheme and a request's `Host` header, or None."""
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
    """The text as an IP address, or None."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether a name or IP address means this computer."""
    address = read_address(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return host == "localhost" if address is None else address.is_loopback
