"""The command that lets invented participants vote."""

from __future__ import annotations

import argparse
import time

from assessment.cli.commands import CommandRefused, print_json
from assessment.cli.json.workshops import workshop_data
from assessment.cli.text.workshops import door_line
from assessment.cli.workshop.opening import open_lead, open_stored
from assessment.i18n import gettext as _
from assessment.services.workshops.facilitation import Facilitation
from assessment.services.workshops.rehearsal import Rehearsal, check_number, prepare_rehearsal
from assessment.storage import Repository, WorkshopFinished, WorkshopUnknown

_TURN = 1.0
"""Seconds from one turn of voting to the next."""


def rehearse(options: argparse.Namespace) -> None:
    """Let invented participants vote wherever a vote is open, until the rehearsal is over, time is up or somebody
    presses Ctrl+C."""
    if options.minutes is not None and not options.minutes >= 0:
        raise CommandRefused(_("Give the number of minutes, such as “--minutes 10”."))
    check_number(options.participants)
    repository = open_stored()
    lead, rehearsal_id = _prepare(repository, options.id)
    rehearsal = Rehearsal(repository, rehearsal_id, participants=options.participants, seed=options.seed)
    workshop = lead.workshop(rehearsal_id)
    if options.json:
        print_json(workshop_data(workshop))
    else:
        print(rehearsal_id)
        print(workshop.plan.title)
        print(door_line(workshop))
        print(_("Lead it from its page or by commands. Ctrl+C ends the rehearsal; the same command goes on with it."))
    voted = _run(rehearsal, options.minutes)
    if not options.json:
        print(_("Invented votes: {count}").format(count=voted))


def _prepare(repository: Repository, workshop_id: str) -> tuple[Facilitation, str]:
    workshop = open_lead(repository).workshop(workshop_id)
    lead = open_lead(repository, workshop.owner)
    return lead, prepare_rehearsal(lead, workshop)


def _run(rehearsal: Rehearsal, minutes: float | None) -> int:
    """How many votes were given until the end."""
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
