"""Reading the forms of our own pages, with bounds checked before anything is parsed."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from assessment.access.links import KEY_LENGTH
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _

BYTES_LIMIT = 8_000
"""Bytes of a form: a name of 200 characters takes 2,400 where each is written as %XX."""
FIELDS_LIMIT = 4
PATIENCE = 20
"""Seconds in which a form must have come."""
_TYPE = "application/x-www-form-urlencoded"
_KEY = re.compile(rf"(?:^|#)[A-Za-z0-9_-]{{{KEY_LENGTH}}}(?![A-Za-z0-9_-])")


class FormRefused(AssessmentError):
    """What was sent isn't a form of this app, is too long, or didn't come to its end in time."""

    def __init__(self) -> None:
        super().__init__(_("This form could not be read. Open the page again, and fill it in once more."))


async def read_form(
    request: Request, bytes_limit: int = BYTES_LIMIT, fields_limit: int = FIELDS_LIMIT
) -> dict[str, str]:
    """The fields of a form. Raises FormRefused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise FormRefused
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            async for part in request.stream():
                body += part
                if len(body) > bytes_limit:
                    raise FormRefused
        return dict(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=fields_limit)
        )
    except (ValueError, TimeoutError, ClientDisconnect) as error:
        raise FormRefused from error


def is_sent_over_tls(request: Request) -> bool:
    """Whether the page whose form this is came over TLS, which a proxy may have ended."""
    page = request.headers.get("origin") or request.headers.get("referer") or str(request.url)
    return page.startswith("https://")


def find_key(text: str) -> str | None:
    """The key in what a person pasted, which is a whole link or the key alone; None if there is none."""
    found = _KEY.search(text.strip())
    return found.group().removeprefix("#") if found else None
