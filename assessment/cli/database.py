"""The commands on what is stored: list the responses, show a follow-up plan, check, back up and restore."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Sequence

from assessment.cli.commands import CommandRefused, open_access, print_json
from assessment.domain.follow_up import PlannedGap, follow_up_plan
from assessment.domain.gaps import gaps
from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import follow_up_word, rating_label
from assessment.labels.formatting import response_name, timestamp_text
from assessment.parsing.message_text import printable
from assessment.records.errors import DatabaseDamaged
from assessment.services.access import Access


def list_responses(options: argparse.Namespace) -> None:
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


def show_plan(options: argparse.Namespace) -> None:
    """The gaps in their order, each with its follow-up."""
    access = open_access()
    kept = access.assessment(options.id)
    plan = follow_up_plan(gaps(kept.catalogue, kept.response), access.saved_follow_ups(options.id))
    today = dt.datetime.now().astimezone().date()
    for line in _lines(plan, today):
        print(line)


def _lines(plan: Sequence[PlannedGap], today: dt.date) -> Iterator[str]:
    if not plan:
        yield _("No recommendation is rated absent or partial.")
    for planned in plan:
        item, follow_up = planned.gap.recommendation, planned.follow_up
        yield f"{item.id}  {rating_label(planned.gap.answer.rating)}  {item.title}"
        status = " ".join(filter(None, (follow_up_word(follow_up.status), str(follow_up.status_date or ""))))
        target = str(follow_up.target_date or "")
        if follow_up.is_overdue(today):
            target = _("{day}, overdue").format(day=target)
        facts = {
            _("Status"): status,
            _("Note on the status"): follow_up.note,
            _("Responsible body"): follow_up.responsible,
            _("Action"): follow_up.action,
            _("Target date"): target,
        }
        yield from (f"    {name}: {printable(text)}" for name, text in facts.items() if text)


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
    if problems:
        raise DatabaseDamaged(problems, words)


def restore_backup(options: argparse.Namespace) -> None:
    kept = open_access().restore(options.path)
    print(_("Restored. The previous data is in {path}.").format(path=kept))
