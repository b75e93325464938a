"""The origin of a page as a browser reports it: scheme, host and port."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Self

DEFAULT_PORTS = {"http": 80, "https": 443}
HIGHEST_PORT = 65535
LONGEST = 261
"""Characters of the longest host name with a port."""
KEPT = 1_000
"""How many origins and addresses are kept, since a server reads the same ones at each request."""
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
        if scheme not in DEFAULT_PORTS or len(authority) > LONGEST:
            return None
        host_and_port = _read_authority(authority.lower(), DEFAULT_PORTS[scheme])
        return None if host_and_port is None else cls(scheme, *host_and_port)

    @property
    def has_address(self) -> bool:
        """Whether the host is an IP address and not a name."""
        return read_address(self.host.strip("[]")) is not None


def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """The text as an IP address, or None."""
    return _read_address(text) if len(text) <= LONGEST else None


def is_loopback(host: str) -> bool:
    """Whether a name or IP address means this computer."""
    address = read_address(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return host == "localhost" if address is None else address.is_loopback


@lru_cache(KEPT)
def _read_authority(authority: str, default_port: int) -> tuple[str, int] | None:
    match = AUTHORITY.fullmatch(authority)
    port = 0 if match is None else int(match["port"] or default_port)
    if match is None or port > HIGHEST_PORT:
        return None
    if not match["ipv6"]:
        return match["host"], port
    address = read_address(match["ipv6"])
    return None if address is None else (f"[{address.compressed}]", port)


@lru_cache(KEPT)
def _read_address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
