"""Python imports this at its start where this folder is on PYTHONPATH: it notes what would leave the machine.

Every look-up of a name and every connection that isn't to this machine is a line in the file that OUTGOING names.
"""

from __future__ import annotations

import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

NOTES = Path(os.environ["OUTGOING"])
TO_ADDRESS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
TO_NAME = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def note(event: str, arguments: tuple[Any, ...]) -> None:
    if event in TO_ADDRESS:
        address = arguments[1]
        # A path is a socket of the file system; a datagram without an address goes where it was connected to.
        host = address[0] if isinstance(address, tuple) else None
    elif event in TO_NAME:
        host = arguments[0]
    else:
        return
    if host is not None and not is_here(host):
        with NOTES.open("a", encoding="utf-8") as notes:
            notes.write(f"{event} {host}\n")


def is_here(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name in {"", "localhost"}


sys.addaudithook(note)
