"""The commands on what is stored: list the responses, show a follow-up plan, check, back up and restore."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import click

from assessment.access.assessments import (
    check_stored_data,
    list_damaged,
    list_summaries,
    read_sources,
    restore_stored_data,
    write_backup,
)
from assessment.cli.commands import FILE, CommandRefused, json_option, open_gate, print_json, print_rows, quantity
from assessment.codec import attributes
from assessment.domain.follow_up import FIELDS, FOLLOW_UP_FIELDS, PlannedGap, follow_up_plan
from assessment.domain.gaps import gaps
from assessment.domain.permissions import Action
from assessment.labels.codes import rating_label
from assessment.labels.formatting import response_name, target_date_text, timestamp_text, value_text
from assessment.records.errors import DatabaseDamaged


@click.command("responses")
@json_option
def list_responses(as_json: bool) -> None:
    """List the stored responses."""
    gate = open_gate()
    summaries = list_summaries(gate)
    if as_json:
        names = ("id", "country", "voice", "organisation", "round", "status", "answered", "updated")
        print_json([attributes(summary, *names) for summary in summaries])
    else:
        print_rows(
            (each.id, f"{each.answered}/{each.of}", each.status, timestamp_text(each.updated), response_name(each))
            for each in summaries
        )
    if damaged := list_damaged(gate):
        raise CommandRefused("\n".join(map(str, damaged)))


@click.command("plan")
@click.argument("assessment_id", metavar="ID")
def show_plan(assessment_id: str) -> None:
    """Show the follow-up plan of a stored response: its gaps in their order, each with its follow-up."""
    (source,) = read_sources(open_gate(), [assessment_id], Action.EXPORT)
    planned = follow_up_plan(gaps(source.catalogue, source.response), source.follow_ups)
    if not planned:
        print("No recommendation is rated absent or partial.")
    today = dt.datetime.now().astimezone().date()
    for planned_gap in planned:
        item = planned_gap.gap.recommendation
        print_rows([(item.id, rating_label(planned_gap.gap.answer.rating), item.title)])
        print_rows(((f"{name}: {text}",) for name, text in _facts(planned_gap, today)), "    ")


def _facts(planned: PlannedGap, today: dt.date) -> Iterator[tuple[str, str]]:
    """What is planned and known about a gap, each with its name."""
    facts = {field.label: value_text(getattr(planned.follow_up, field.name)) for field in FOLLOW_UP_FIELDS}
    facts[FIELDS["target_date"].label] = target_date_text(planned.follow_up, today)
    return ((name, text) for name, text in facts.items() if text)


@click.command("check")
@json_option
def check_database(as_json: bool) -> None:
    """Check the database for damage."""
    checked = check_stored_data(open_gate())
    if as_json:
        print_json(
            {
                "sound": not checked.problems,
                **attributes(checked, "responses", "answers"),
                "problems": [attributes(problem, "where", "what") for problem in checked.problems],
            }
        )
    elif not checked.problems:
        counts = f"{quantity(checked.responses, 'response')}, {quantity(checked.answers, 'answer')}"
        print(f"No damage found: {counts}.")
    if checked.problems:
        raise DatabaseDamaged(checked.problems, "Restore a backup from before the damage. Everything else is intact.")


@click.command("backup")
@click.argument("path", metavar="PATH", type=FILE)
def back_up(path: Path) -> None:
    """Back up everything to one file."""
    problems = write_backup(open_gate(), path)
    print(path)
    if problems:
        raise DatabaseDamaged(problems, "The backup contains this damage. Keep older backups too.")


@click.command("restore")
@click.argument("path", metavar="PATH", type=FILE)
def restore_backup(path: Path) -> None:
    """Replace everything with a backup."""
    previous = restore_stored_data(open_gate(), path)
    print(f"Restored, and compared with the backup. The previous data is in {previous}.")
