"""The commands on links: create, list, revoke, renew."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from assessment.cli.commands import CommandRefused, open_access, print_json
from assessment.config import settings
from assessment.domain.permissions import Role, Scope
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name, timestamp_text
from assessment.parsing.message_text import no_date, printable
from assessment.records.links import Link
from assessment.services.links import NewLink, end_after, end_of_day, usual_days


def create_link(options: argparse.Namespace) -> None:
    """Make a link and print it: the only time that its key is shown."""
    from assessment.services.addresses import link_origins

    role = Role(options.role)
    scope = Scope(options.organisation, options.response, options.workshop)
    ends = _end(options) or end_after(usual_days(role))
    made = open_access().create_link(role, scope, options.name, ends)
    origins = link_origins(settings())
    if options.json:
        return print_json(new_link_data(made, origins))
    print_new_link(made, origins)
    return None


def print_new_link(made: NewLink, origins: list[str]) -> None:
    """Print a link in each form in which it can be opened, and until when."""
    for origin in origins:
        print(made.address(origin))
    print(
        _("It works until {time}. It isn’t shown again: copy it now. To revoke it: {command}").format(
            time=timestamp_text(made.link.ends), command=f"python -m assessment links revoke {made.link.id}"
        )
    )


def list_links(options: argparse.Namespace) -> None:
    access, now = open_access(), dt.datetime.now(dt.UTC)
    if options.json:
        return print_json([link_data(link, now) for link in access.links()])
    names = {summary.id: response_name(summary) for summary in access.summaries()}
    for link in access.links():
        print(_line(link, names, now))
    return None


def _line(link: Link, responses: Mapping[str, str], now: dt.datetime) -> str:
    scope = link.scope
    part = responses.get(scope.assessment_id or "") or scope.assessment_id or scope.organisation or scope.workshop_id
    used = _("last used {time}").format(time=timestamp_text(link.last_used)) if link.last_used else _("never used")
    made = _("made {time}").format(time=timestamp_text(link.created))
    ends = _("ends {time}").format(time=timestamp_text(link.ends))
    words = (link.id, link.state(now), link.role, part or _("whole server"), link.name, made, ends, used)
    return "  ".join(printable(word) for word in words if word)


def revoke_link(options: argparse.Namespace) -> None:
    open_access().revoke_link(options.id)
    print(_("Revoked. The link no longer works."))


def renew_link(options: argparse.Namespace) -> None:
    access = open_access()
    ends = _end(options)
    if ends is None:
        found = next((link for link in access.links() if link.id == options.id), None)
        ends = end_after(usual_days(found.role if found else Role.READER))
    access.renew_link(options.id, ends)
    print(_("Renewed. The link works until {time}.").format(time=timestamp_text(ends)))


def _end(options: argparse.Namespace) -> dt.datetime | None:
    """The end that the arguments name, or None. Raises CommandRefused for what is no date or number, EndRefused."""
    if options.days is not None:
        return end_after(options.days)
    if options.until is None:
        return None
    try:
        return end_of_day(dt.date.fromisoformat(options.until))
    except ValueError as error:
        raise CommandRefused(" ".join(no_date(options.until))) from error


def link_data(link: Link, now: dt.datetime) -> dict[str, Any]:
    """A link without its key."""
    return {
        "id": link.id,
        "role": link.role.value,
        "scope": {
            "organisation": link.scope.organisation,
            "response": link.scope.assessment_id,
            "workshop": link.scope.workshop_id,
        },
        "name": link.name,
        "created": link.created.isoformat(),
        "ends": link.ends.isoformat(),
        "last_used": link.last_used and link.last_used.isoformat(),
        "state": link.state(now).value,
    }


def new_link_data(made: NewLink, origins: Sequence[str]) -> dict[str, Any]:
    """A new link with its key, which is shown only once: the addresses to give to people, the best first."""
    return {**link_data(made.link, made.link.created), "links": [made.address(origin) for origin in origins]}
