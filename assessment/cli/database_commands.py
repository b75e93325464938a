"""The commands on what is stored: list the responses, check, back up and restore the database.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.parsing.message_text import printable

if TYPE_CHECKING:
    from assessment.services.access import Access
from assessment.cli.commands import CommandRefused, open_access, print_json


def list_responses(options: argparse.Namespace) -> None:
    from assessment.labels.formatting import response_name, timestamp_text

    access = open_access()
    summaries = access.summaries()
    if options.json:
        print_json(
            [
                {
                    "id": summary.id,
                    "country": summary.country,
                    "voice": summary.voice.value,
                    "organisation": summary.organisation,
                    "round": {
                        "label": summary.round.label,
                        "date": summary.round.date and summary.round.date.isoformat(),
                    },
                    "status": summary.status.value,
                    "answered": summary.answered,
                    "updated": summary.updated.isoformat(),
                }
                for summary in summaries
            ]
        )
        return _refuse_damaged_responses(access)
    for summary in summaries:
        print(
            f"{summary.id}  {summary.answered}/{summary.of}  {summary.status}  "
            f"{timestamp_text(summary.updated)}  {printable(response_name(summary))}"
        )
    return _refuse_damaged_responses(access)


def _refuse_damaged_responses(access: Access) -> None:
    """Raises CommandRefused with the responses that aren't listed because they can't be read."""
    if damaged := access.damaged_assessments():
        raise CommandRefused("\n".join(map(str, damaged)))


def check_database(options: argparse.Namespace) -> None:
    """Check all stored data. Raises DatabaseDamaged with all damage."""
    checked = open_access().check()
    if options.json:
        print_json(
            {
                "sound": not checked.problems,
                "responses": checked.responses,
                "answers": checked.answers,
                "problems": [{"where": each.where, "what": each.what} for each in checked.problems],
            }
        )
    elif not checked.problems:
        responses = ngettext("{n} response", "{n} responses", checked.responses).format(n=checked.responses)
        answers = ngettext("{n} answer", "{n} answers", checked.answers).format(n=checked.answers)
        print(_("No damage found: {responses}, {answers}.").format(responses=responses, answers=answers))
    _refuse_damaged(checked.problems, _("Restore a backup from before the damage. Everything else is intact."))


def back_up(options: argparse.Namespace) -> None:
    """Write a backup. Raises DatabaseDamaged after writing it if it contains damaged data."""
    problems = open_access().backup(options.path)
    print(options.path)
    _refuse_damaged(problems, _("The backup contains this damage. Keep older backups too."))


def _refuse_damaged(problems: Sequence[Problem], words: str) -> None:
    from assessment.storage import DatabaseDamaged

    if problems:
        raise DatabaseDamaged(problems, words)


def restore_backup(options: argparse.Namespace) -> None:
    kept = open_access().restore(options.path)
    print(_("Restored. The previous data is in {path}.").format(path=kept))
