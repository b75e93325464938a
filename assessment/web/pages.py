"""Our own pages, whose words `templates/` hold and whose values they escape, and the forms on them, read within bounds.

No browser keeps these pages.
"""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assessment.access.sign_ins import load_rules
from assessment.config import settings
from assessment.errors import AssessmentError, FileRefused
from assessment.i18n import current_language, mark, reads_right_to_left, translations
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_label, rating_word, voice_word
from assessment.labels.workshops import vote_word
from assessment.records.errors import StorageError
from assessment.web.security_headers import OWN_POLICY, POLICY

OWN_HEADERS = {POLICY: OWN_POLICY, "Cache-Control": "no-store"}
BYTES_LIMIT = 8_000
"""Bytes of a form: a name of 200 characters takes 2,400 where each is written as %XX."""
FIELDS_LIMIT = 4
PATIENCE = 20
"""Seconds in which a form must have come."""
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

_FORM_TYPE = "application/x-www-form-urlencoded"
_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader([_HERE / "templates", _HERE / "ballot" / "templates"]),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals.update(
    looks=RATING_STYLES, rating_label=rating_label, rating_word=rating_word, voice_word=voice_word, vote_word=vote_word
)

_log = logging.getLogger(__name__)


class FormRefused(AssessmentError):
    """What was sent isn't a form of this app, is too long, or didn't come to its end in time."""

    sentence = mark("This form could not be read. Open the page again, and fill it in once more.")


def html_part(template: str, **values: object) -> Markup:
    """What a template makes of these values, in the current language."""
    language = current_language()
    spoken = {"_": translations(language).gettext, "language": language}
    return Markup(_TEMPLATES.get_template(f"{template}.html").render(values, **spoken))  # noqa: S704 - it escapes


def page(
    template: str,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    headers: dict[str, str] = OWN_HEADERS,
    look: str = "entrance",
    **values: object,
) -> HTMLResponse:
    """A page; `look` names its style sheet and icon."""
    direction = "rtl" if reads_right_to_left() else "ltr"
    return HTMLResponse(html_part(template, direction=direction, look=look, **values), status, headers)


def start_page(status: HTTPStatus = HTTPStatus.OK, problem: str = "") -> HTMLResponse:
    """What anybody sees who has no visit: what this is, a field for a link, the way to sign in, and what went wrong."""
    return page("start", status, problem=problem, provider=_provider_name())


def _provider_name() -> str | None:
    """Whose accounts people sign in with; None where nobody signs in."""
    file = settings().sign_in
    try:
        return None if file is None else load_rules(file).name
    except (FileRefused, OSError):
        return ""


def see_other(place: str) -> Response:
    return RedirectResponse(place, HTTPStatus.SEE_OTHER, OWN_HEADERS)


def takes_packed(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def file_handler(content: bytes, kind: str, caching: str) -> Handler:
    """What answers a request for a file of our own, packed once."""
    packed = gzip.compress(content)

    async def answer(request: Request) -> Response:
        headers = {**OWN_HEADERS, "Cache-Control": caching, "Vary": "Accept-Encoding"}
        if len(packed) < len(content) and takes_packed(request):
            return Response(packed, media_type=kind, headers=headers | {"Content-Encoding": "gzip"})
        return Response(content, media_type=kind, headers=headers)

    return answer


def public_sentence(error: Exception) -> str:
    """The sentence of an error; where the database is, and what is wrong there, only the server's log is told."""
    if not isinstance(error, StorageError):
        return str(error)
    _log.warning("The database could not do what was asked: %s", error)
    return _("The database can’t be reached at the moment. Try again, or tell the person who runs this server.")


async def read_form(
    request: Request, bytes_limit: int = BYTES_LIMIT, fields_limit: int = FIELDS_LIMIT
) -> dict[str, str]:
    """The fields of a form. Raises FormRefused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
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


def keep_secret(
    request: Request,
    answer: Response,
    cookie: str,
    secret: str,
    seconds: int | None,
    *,
    samesite: Literal["lax", "strict"] = "lax",
) -> None:
    """Let a browser keep a secret in a cookie, which no script reads; None is until it is closed."""
    # TLS may have ended at a proxy, but a form says where its page came from.
    sender = request.headers.get("origin") or request.headers.get("referer") or str(request.url)
    is_over_tls = sender.startswith("https://")
    answer.set_cookie(cookie, secret, max_age=seconds, secure=is_over_tls, httponly=True, samesite=samesite)
