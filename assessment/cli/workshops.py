"""The commands on workshops: list them, write their minutes and votes, delete one. Leading is for pages.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from assessment.cli.commands import AUTHOR, CommandRefused, write_file, wrong_extension
from assessment.config import settings
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.parsing.message_text import printable

if TYPE_CHECKING:
    from assessment.records.workshops import WorkshopListing
    from assessment.services.access import Access
    from assessment.services.workshops.facilitation import Facilitation
    from assessment.services.workshops.files import WorkshopFiles
    from assessment.storage.repository import Repository

_LANGUAGE = "en"
"""Commands speak English."""


def list_workshops(_options: argparse.Namespace) -> None:
    for listing in open_lead(open_stored()).listings():
        print(_line(listing))


def _line(listing: WorkshopListing) -> str:
    from assessment.domain.countries import country_name
    from assessment.labels.formatting import timestamp_text

    if listing.finished:
        door = _("finished {time}").format(time=timestamp_text(listing.finished))
    else:
        door = _("door open") if listing.door_open else _("door closed")
    joined = ngettext("{n} participant", "{n} participants", listing.participants).format(n=listing.participants)
    words = (listing.id, listing.plan.title, country_name(listing.plan.country), door, joined)
    return "  ".join(map(printable, words))


def write_minutes(options: argparse.Namespace) -> None:
    files = _files(options.id)
    match options.output.suffix.lower():
        case ".docx":
            content = files.minutes_word()
        case ".xlsx":
            content = files.minutes_excel()
        case _:
            raise CommandRefused(wrong_extension(options.output, ".docx, .xlsx"))
    write_file(options.output, content, is_private=True)  # Votes are in it.


def export_ballots(options: argparse.Namespace) -> None:
    """Write the revealed votes; of an anonymous workshop, what the room was shown."""
    files = _files(options.id)
    match options.output.suffix.lower():
        case ".csv":
            content = files.ballots_csv()
        case ".json":
            content = files.ballots_json().encode()
        case _:
            raise CommandRefused(wrong_extension(options.output, ".json, .csv"))
    write_file(options.output, content, is_private=True)  # Votes are in it.


def _files(workshop_id: str) -> WorkshopFiles:
    from assessment.services.workshops.files import WorkshopFiles

    repository = open_stored()
    return WorkshopFiles(open_access_of(repository), repository, workshop_id, _LANGUAGE)


def delete_workshop(options: argparse.Namespace) -> None:
    open_lead(open_stored()).delete(options.id, options.title)
    print(_("Deleted, with its participants, votes and links. Its agreed response stays."))


def open_stored() -> Repository:
    from assessment.storage.opening import open_repository

    return open_repository(settings().database_url)


def open_lead(repository: Repository, owner: str = "") -> Facilitation:
    """What a facilitator does, as the person at the machine; for an `owner`, as a facilitator of that organisation,
    so that a new workshop is theirs."""
    from assessment.services.workshops.facilitation import Facilitation

    return Facilitation(open_access_of(repository, owner), repository)


def open_access_of(repository: Repository, owner: str = "") -> Access:
    from assessment.domain.permissions import Grant, Role, Scope
    from assessment.services.access import Access

    if not owner:
        return Access.personal(repository, AUTHOR)
    grant = Grant(AUTHOR, Role.FACILITATOR, Scope(organisation=owner))
    return Access(repository, lambda: grant)
