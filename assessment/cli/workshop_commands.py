"""The commands on workshops: list them, write their minutes and votes, delete one, rehearse. Leading is for pages.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from assessment.cli.commands import AUTHOR, CommandRefused, write_file, wrong_extension
from assessment.config import settings
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.parsing.message_text import printable

if TYPE_CHECKING:
    from assessment.services.access import Access
    from assessment.services.workshops.facilitation import Facilitation
    from assessment.services.workshops.files import WorkshopFiles
    from assessment.services.workshops.rehearsal import Rehearsal
    from assessment.storage import Repository, Workshop, WorkshopListing

_LANGUAGE = "en"
"""Commands speak English."""
_TURN = 1.0
"""Seconds from one turn of voting to the next."""


def list_workshops(_options: argparse.Namespace) -> None:
    for listing in _lead(_open_stored()).listings():
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
    write_file(options.output, content)


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
    write_file(options.output, content)


def _files(workshop_id: str) -> WorkshopFiles:
    from assessment.services.workshops.files import WorkshopFiles

    repository = _open_stored()
    return WorkshopFiles(_access(repository), repository, workshop_id, _LANGUAGE)


def delete_workshop(options: argparse.Namespace) -> None:
    _lead(_open_stored()).delete(options.id, options.title)
    print(_("Deleted, with its participants, votes and links. Its agreed response stays."))


def rehearse(options: argparse.Namespace) -> None:
    """Let invented participants vote wherever a vote is open, until the rehearsal is over, time is up or somebody
    presses Ctrl+C."""
    from assessment.services.workshops.rehearsal import Rehearsal, check_number

    if options.minutes is not None and not options.minutes >= 0:
        raise CommandRefused(_("Give the number of minutes, such as “--minutes 10”."))
    check_number(options.participants)
    repository = _open_stored()
    lead, rehearsal_id = _prepare(repository, options.id)
    rehearsal = Rehearsal(repository, rehearsal_id, participants=options.participants, seed=options.seed)
    workshop = lead.workshop(rehearsal_id)
    print(rehearsal_id)
    print(workshop.plan.title)
    print(_door_line(workshop))
    print(_("Lead it from its page. Ctrl+C ends the rehearsal; the same command goes on with it."))
    print(_("Invented votes: {count}").format(count=_run(rehearsal, options.minutes)))


def _prepare(repository: Repository, workshop_id: str) -> tuple[Facilitation, str]:
    from assessment.services.workshops.rehearsal import prepare_rehearsal

    workshop = _lead(repository).workshop(workshop_id)
    lead = _lead(repository, workshop.owner)
    return lead, prepare_rehearsal(lead, workshop)


def _door_line(workshop: Workshop) -> str:
    door = _("door open") if workshop.door_open else _("door closed")
    return _("code {code}, {door}").format(code=workshop.code, door=door)


def _run(rehearsal: Rehearsal, minutes: float | None) -> int:
    """How many votes were given until the end."""
    from assessment.storage import WorkshopFinished, WorkshopUnknown

    end = None if minutes is None else time.monotonic() + 60 * minutes
    voted = 0
    try:
        while True:
            voted += rehearsal.act()
            if end is not None and time.monotonic() + _TURN > end:
                return voted
            time.sleep(_TURN)
    except (KeyboardInterrupt, WorkshopFinished, WorkshopUnknown):
        return voted


def _open_stored() -> Repository:
    from assessment.storage import open_repository

    return open_repository(settings().database_url)


def _lead(repository: Repository, owner: str = "") -> Facilitation:
    """What a facilitator does, as the person at the machine; for an `owner`, as a facilitator of that organisation,
    so that a new workshop is theirs."""
    from assessment.services.workshops.facilitation import Facilitation

    return Facilitation(_access(repository, owner), repository)


def _access(repository: Repository, owner: str = "") -> Access:
    from assessment.domain.permissions import Grant, Role, Scope
    from assessment.services.access import Access

    if not owner:
        return Access.personal(repository, AUTHOR)
    grant = Grant(AUTHOR, Role.FACILITATOR, Scope(organisation=owner))
    return Access(repository, lambda: grant)
