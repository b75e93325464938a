"""The commands on files of a workshop: its minutes, its votes, and all of it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from assessment.cli.commands import CommandRefused, print_json, write_file, wrong_extension
from assessment.cli.json.workshops import workshop_data
from assessment.cli.text.workshops import door_line
from assessment.cli.workshop.opening import open_access_of, open_lead, open_stored
from assessment.i18n import gettext as _
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.parsing.limits import check_name
from assessment.services.catalogue_folder import catalogue_for

if TYPE_CHECKING:
    from assessment.services.workshops.files import WorkshopFiles

_LANGUAGE = "en"
"""Commands speak English."""


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


def export_workshop(options: argparse.Namespace) -> None:
    """Write a workshop whole, or its revealed votes."""
    files, suffix = _files(options.id), options.output.suffix.lower()
    if suffix == ".csv" and options.ballots:
        content = files.ballots_csv()
    elif suffix == ".json":
        content = (files.ballots_json() if options.ballots else files.whole()).encode()
    else:
        raise CommandRefused(wrong_extension(options.output, ".json, .csv" if options.ballots else ".json"))
    write_file(options.output, content)


def _files(workshop_id: str) -> WorkshopFiles:
    from assessment.services.workshops.files import WorkshopFiles

    repository = open_stored()
    return WorkshopFiles(open_access_of(repository), repository, workshop_id, _LANGUAGE)


def import_workshop(options: argparse.Namespace) -> None:
    """Bring in a workshop that was exported, as a new one. Raises FileRefused with every problem of the file."""
    from assessment.services.workshops.transfer import import_workshop as bring_in

    check_name(options.owner)
    with options.file.open("rb") as file:
        content = file.read(SIZE_LIMIT + 1)
    repository, owner = open_stored(), options.owner.strip()
    imported = bring_in(
        content, options.file.name, open_access_of(repository, owner), repository, catalogue_for, language=_LANGUAGE
    )
    workshop = open_lead(repository, owner).workshop(imported.id)
    if options.json:
        print_json({**workshop_data(workshop), "was_here": imported.was_here})
        return
    print(imported.id)
    print(door_line(workshop))
    if imported.was_here:
        print(_("The same workshop was here already. Now there are two: delete the one that you don’t need."))
