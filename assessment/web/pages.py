"""Our own pages: their words, which `templates/` arrange and escape. No browser keeps them."""

from __future__ import annotations

import logging
from http import HTTPStatus
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.parsing.limits import NAME_LIMIT
from assessment.records.errors import StorageError
from assessment.web.security_headers import OWN_POLICY, POLICY

OWN_HEADERS = {POLICY: OWN_POLICY, "Cache-Control": "no-store"}
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)

_log = logging.getLogger(__name__)


def start_page(status: HTTPStatus = HTTPStatus.OK, problem: str = "") -> HTMLResponse:
    """What anybody sees who has no visit: what this is, a field for a link, and what went wrong."""
    return _page(
        "start",
        status,
        title=_("Policy gap assessment"),
        about=_(
            "Here people rate a country or area against what UN human rights experts recommend, and see the gaps. You "
            "come in by the link that you were given, or by the code on the wall."
        ),
        problem=problem,
        paste=_("Paste your link, or type the code"),
        is_in=_("I have joined already"),
        ready=_("Your link is ready."),
        label=_("Your name"),
        why=_("It signs what you change. Only to read or to vote, leave it empty."),
        proceed=_("Continue"),
    )


def name_page(*, name: str, is_refused: bool = False) -> HTMLResponse:
    """Asks a person for their name, and says why."""
    why = _("Your name signs what you change. Please write it.")
    refused = _("This name can’t be used. Write one line of up to {limit} characters.").format(limit=NAME_LIMIT)
    return _page(
        "name",
        title=_("Who are you?"),
        reason=refused if is_refused else why,
        label=_("Your name"),
        name=name,
        proceed=_("Continue"),
    )


def leave_page() -> HTMLResponse:
    """Asks whether to sign out."""
    return _page(
        "leave",
        title=_("Sign out"),
        about=_("What you have saved stays. To come back, open your link again."),
        stay=_("Stay"),
    )


def waiting_words() -> str:
    """What stands in the place of the pages until they are drawn, as HTML."""
    return _TEMPLATES.get_template("waiting.html").render(
        product=_("Policy gap assessment"),
        waiting=_("Loading…"),
        no_script=_("This app needs JavaScript. Allow it in the browser’s settings, then load the page again."),
    )


def reconnecting_words() -> str:
    """What the page's script shows while the server is away, as HTML."""
    return _TEMPLATES.get_template("reconnecting.html").render(
        wall=_("Reconnecting to the laptop…"), page=_("The server doesn’t answer. Reconnecting…")
    )


def public_sentence(error: Exception) -> str:
    """The sentence of an error; where the database is, and what is wrong there, only the server's log is told."""
    if not isinstance(error, StorageError):
        return str(error)
    _log.warning("The database could not do what was asked: %s", error)
    return _("The database can’t be reached at the moment. Try again, or tell the person who runs this server.")


def _page(template: str, status: HTTPStatus = HTTPStatus.OK, **values: str) -> HTMLResponse:
    page = _TEMPLATES.get_template(f"{template}.html").render(values, language=current_language())
    return HTMLResponse(page, status, OWN_HEADERS)
