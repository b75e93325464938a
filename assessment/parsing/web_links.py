"""Web addresses that a workbook may link to: http and https only, in a form that no reader stumbles over."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from assessment.parsing.limits import ADDRESS_LIMIT

_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})")


def link_target(url: str) -> str | None:
    """The address as a link of a workbook, or none if it can't be one."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        sound = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    # Brackets are for addresses of version 6, which nobody quotes as a source.
    if not sound or "[" in parts.netloc or re.search(r"[\s\ud800-\udfff\ufffe\uffff]", url):
        return None
    target = _UNSAFE.sub(lambda found: f"%{ord(found.group()):02X}", url)
    return target if len(target) <= ADDRESS_LIMIT else None
