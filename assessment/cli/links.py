"""The commands on links: create, list, revoke, renew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from assessment.access import links as use_cases
from assessment.access.assessments import list_summaries
from assessment.access.links import ADMINISTRATOR_DAYS, DAYS, NewLink, end_after, end_of_day, usual_days
from assessment.cli.commands import json_option, open_gate, print_json, print_rows, require_one_at_most
from assessment.codec import attributes
from assessment.config import settings
from assessment.domain.permissions import Role, Scope
from assessment.installation import COMMAND
from assessment.labels.formatting import response_name, timestamp_text
from assessment.records.links import Link

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _end_options(function: _Function) -> _Function:
    days = f"How many days it works (default: {DAYS}, administrators’ {ADMINISTRATOR_DAYS})."
    function = click.option("--days", metavar="N", type=int, help=days)(function)
    day = click.DateTime(["%Y-%m-%d"])
    until = "The last day on which it works, such as 2026-12-31."
    return click.option("--until", metavar="DATE", type=day, help=until)(function)


@click.group()
def links() -> None:
    """Create, list, revoke and renew links."""


@links.command("create")
@click.argument("role", metavar="ROLE", type=click.Choice([role.value for role in Role]))
@click.option("--response", "assessment_id", metavar="ID", help="The response that it is for.")
@click.option("--organisation", metavar="NAME", help="The organisation whose responses it is for.")
@click.option("--workshop", "workshop_id", metavar="ID", help="The workshop that it is for.")
@click.option("--name", default="", help="What it is called in lists, such as who gets it.")
@_end_options
@json_option
def create_link(
    role: str,
    assessment_id: str | None,
    organisation: str | None,
    workshop_id: str | None,
    name: str,
    until: dt.datetime | None,
    days: int | None,
    as_json: bool,
) -> None:
    """Make a link for somebody, and print it: its key isn't shown again.

    ROLE is administrator, facilitator, co-editor, reader, projector or participant.
    """
    from assessment.services.addresses import link_origins

    require_one_at_most(response=assessment_id, organisation=organisation, workshop=workshop_id)
    scope = Scope(organisation, assessment_id, workshop_id)
    ends = _end(until, days) or end_after(usual_days(Role(role)))
    made = use_cases.create_link(open_gate(), Role(role), scope, name, ends)
    origins = link_origins(settings())
    if as_json:
        return print_json(new_link_data(made, origins))
    print_new_link(made, origins)
    return None


def print_new_link(made: NewLink, origins: Sequence[str]) -> None:
    """Print a link in each form in which it can be opened, and until when."""
    for origin in origins:
        print(made.address(origin))
    print(
        f"It works until {timestamp_text(made.link.ends)}. It isn’t shown again: copy it now. "
        f"To revoke it: {COMMAND} links revoke {made.link.id}"
    )


@links.command("list")
@json_option
def list_links(as_json: bool) -> None:
    """List the links."""
    gate, now = open_gate(), dt.datetime.now(dt.UTC)
    if as_json:
        return print_json([link_data(link, now) for link in use_cases.list_links(gate)])
    names = {summary.id: response_name(summary) for summary in list_summaries(gate)}
    print_rows(_row(link, names, now) for link in use_cases.list_links(gate))
    return None


def _row(link: Link, responses: Mapping[str, str], now: dt.datetime) -> Sequence[str]:
    scope = link.scope
    part = responses.get(scope.assessment_id or "") or scope.assessment_id or scope.organisation or scope.workshop_id
    used = f"last used {timestamp_text(link.last_used)}" if link.last_used else "never used"
    times = (f"made {timestamp_text(link.created)}", f"ends {timestamp_text(link.ends)}", used)
    return (link.id, link.state(now), link.role, *times, part or "whole server", link.name)


@links.command("revoke")
@click.argument("link_id", metavar="ID")
def revoke_link(link_id: str) -> None:
    """Let nobody in by a link any more."""
    use_cases.revoke_link(open_gate(), link_id)
    print("Revoked. The link no longer works.")


@links.command("renew")
@click.argument("link_id", metavar="ID")
@_end_options
def renew_link(link_id: str, until: dt.datetime | None, days: int | None) -> None:
    """Give a link another end."""
    gate = open_gate()
    ends = _end(until, days)
    if ends is None:
        role = next((link.role for link in use_cases.list_links(gate) if link.id == link_id), Role.READER)
        ends = end_after(usual_days(role))
    use_cases.renew_link(gate, link_id, ends)
    print(f"Renewed. The link works until {timestamp_text(ends)}.")


def _end(until: dt.datetime | None, days: int | None) -> dt.datetime | None:
    """The end that the options name, or None. Raises EndRefused."""
    require_one_at_most(until=until, days=days)
    if days is not None:
        return end_after(days)
    return None if until is None else end_of_day(until.date())


def link_data(link: Link, now: dt.datetime) -> dict[str, Any]:
    """A link without its key."""
    return {
        **attributes(link, "id", "role", "name", "created", "ends", "last_used"),
        "scope": {
            "organisation": link.scope.organisation,
            "response": link.scope.assessment_id,
            "workshop": link.scope.workshop_id,
        },
        "state": link.state(now),
    }


def new_link_data(made: NewLink, origins: Sequence[str]) -> dict[str, Any]:
    """A new link with its key, which is shown only once: the addresses to give to people, the best first."""
    return {**link_data(made.link, made.link.created), "links": [made.address(origin) for origin in origins]}
