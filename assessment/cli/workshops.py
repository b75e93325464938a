"""The commands on workshops: list them, write their minutes and votes, delete one, rehearse. Leading is for pages.

What writes files is imported where a command needs it, as in `commands`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.access import workshops
from assessment.cli.commands import open_gate, output_option, print_rows, quantity, write_file
from assessment.cli.rehearsal import rehearse
from assessment.domain.countries import country_name
from assessment.i18n import DEFAULT
from assessment.labels.formatting import timestamp_text
from assessment.records.workshops import WorkshopListing

if TYPE_CHECKING:
    from assessment.services.workshop_files import WorkshopFiles


@click.group()
def workshop() -> None:
    """List, write, delete and rehearse workshops."""


workshop.add_command(rehearse)
_id_argument = click.argument("workshop_id", metavar="ID")


@workshop.command("list")
def list_workshops() -> None:
    """List the workshops."""
    print_rows(map(_row, workshops.list_workshops(open_gate())))


def _row(listing: WorkshopListing) -> tuple[str, ...]:
    if listing.finished:
        door = f"finished {timestamp_text(listing.finished)}"
    else:
        door = "door open" if listing.door_open else "door closed"
    joined = quantity(listing.participants, "participant")
    return listing.id, door, joined, f"{listing.plan.title}, {country_name(listing.plan.country)}"


@workshop.command("minutes")
@_id_argument
@output_option(".docx", ".xlsx")
def write_minutes(workshop_id: str, output: Path) -> None:
    """Write the minutes for Word or Excel."""
    files = _files(workshop_id)
    content = files.minutes_word() if output.suffix.lower() == ".docx" else files.minutes_excel()
    write_file(output, content, is_private=True)  # Votes are in it.


@workshop.command("export")
@_id_argument
@click.option("--ballots", is_flag=True, required=True, help="The revealed votes.")
@output_option(".json", ".csv")
def export_ballots(workshop_id: str, ballots: bool, output: Path) -> None:  # noqa: ARG001 - it says what is exported
    """Write the revealed votes as a table or JSON; of an anonymous workshop, what the room was shown."""
    files = _files(workshop_id)
    content = files.ballots_csv() if output.suffix.lower() == ".csv" else files.ballots_json().encode()
    write_file(output, content, is_private=True)


def _files(workshop_id: str) -> WorkshopFiles:
    from assessment.services.workshop_files import WorkshopFiles

    return WorkshopFiles(open_gate(), workshop_id, DEFAULT)


@workshop.command("delete")
@_id_argument
@click.option("--title", metavar="TITLE", required=True, help="Its title, so that it is the right one.")
def delete_workshop(workshop_id: str, title: str) -> None:
    """Delete a workshop for good."""
    workshops.delete_workshop(open_gate(), workshop_id, title)
    print("Deleted, with its participants, votes and links. Its agreed response stays.")
