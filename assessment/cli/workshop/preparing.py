"""The commands that prepare a workshop, show where it is, open its door and end it."""

from __future__ import annotations

import argparse
import datetime as dt

from assessment.cli.commands import CommandRefused, choose_catalogue, print_json
from assessment.cli.json.workshops import listing_data, state_data, workshop_data
from assessment.cli.text.workshops import door_line, listing_line, participant_lines, status_lines
from assessment.cli.workshop.opening import open_lead, open_stored
from assessment.domain.countries import is_country
from assessment.domain.model import Catalogue, Round, Voice
from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.i18n import gettext as _
from assessment.parsing.limits import check_name
from assessment.parsing.message_text import no_country, no_date, write_country
from assessment.services.workshops.facilitation import Facilitation
from assessment.services.workshops.state import read_state

_KEPT = dt.timedelta(days=365)


def create_workshop(options: argparse.Namespace) -> None:
    catalogue = choose_catalogue(options.catalogue)
    plan = _plan(options, catalogue)
    check_name(options.owner)
    lead = open_lead(open_stored(), options.owner.strip())
    workshop_id = lead.create(catalogue, plan)
    if options.json:
        print_json(workshop_data(lead.workshop(workshop_id)))
        return
    print(workshop_id)
    print(door_line(lead.workshop(workshop_id)))


def _plan(options: argparse.Namespace, catalogue: Catalogue) -> WorkshopPlan:
    """Raises CommandRefused for what is no country or date, TextRefused, PlanRefused."""
    country = options.country.upper()
    if not is_country(country):
        raise CommandRefused(f"{no_country(options.country)} {write_country()}")
    chosen = set(options.recommendations)
    unknown = sorted(chosen - {item.id for item in catalogue.recommendations})
    if unknown:
        raise CommandRefused(
            _("The catalogue has no recommendation “{id}”. “catalogue show” lists them.").format(id=unknown[0])
        )
    kept_until = _date(options.kept_until) or dt.datetime.now(dt.UTC).date() + _KEPT
    return WorkshopPlan(
        title=options.title,
        country=country,
        recommendations=tuple(item.id for item in catalogue.recommendations if not chosen or item.id in chosen),
        kept_until=kept_until,
        round=Round(options.round, _date(options.date)),
        voice=Voice(options.voice),
        organisation=options.organisation,
        voices=tuple(map(Voice, options.voices)),
        tables=tuple(options.tables),
        breakdown=Breakdown(options.by),
        anonymous=options.anonymous,
        reveals_itself=options.reveals_itself,
    )


def _date(text: str | None) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError as error:
        raise CommandRefused(" ".join(no_date(text or ""))) from error


def list_workshops(options: argparse.Namespace) -> None:
    listings = open_lead(open_stored()).listings()
    if options.json:
        print_json([listing_data(listing) for listing in listings])
        return
    for listing in listings:
        print(listing_line(listing))


def show_status(options: argparse.Namespace) -> None:
    """Print where a workshop is: who is in, what is open, how many have voted, and never a ballot."""
    lead = open_lead(open_stored())
    state = read_state(lead, options.id)
    if options.json:
        print_json(state_data(state, with_participants=options.participants))
        return
    lines = [*status_lines(state), *(participant_lines(state) if options.participants else ())]
    print("\n".join(lines))


def set_door(options: argparse.Namespace) -> None:
    lead = open_lead(open_stored())
    if options.heads is not None:
        lead.set_heads(options.id, options.heads)
    if options.new_code:
        lead.renew_code(options.id)
    if options.state:
        lead.set_door(options.id, is_open=options.state == "open")
    _tell(options, lead, door_line(lead.workshop(options.id)))


def finish_workshop(options: argparse.Namespace) -> None:
    lead = open_lead(open_stored())
    lead.finish(options.id)
    words = _("Finished. Nothing changes in it any more; its agreed response can still be edited.")
    if lead.workshop(options.id).plan.anonymous:
        words = f"{words} {_('Who voted what is removed for good.')}"
    _tell(options, lead, words)


def delete_workshop(options: argparse.Namespace) -> None:
    open_lead(open_stored()).delete(options.id, options.title)
    if options.json:
        print_json({"deleted": options.id})
        return
    print(_("Deleted, with its participants, votes and links. Its agreed response stays."))


def _tell(options: argparse.Namespace, lead: Facilitation, words: str) -> None:
    if options.json:
        print_json(workshop_data(lead.workshop(options.id)))
    else:
        print(words)
