"""The command on the audit log: check it, and write it to a file."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.access.assessments import read_log
from assessment.cli.commands import CommandRefused, open_gate, output_option, write_file
from assessment.labels.formatting import timestamp_text
from assessment.parsing.validation import PROBLEM_LIMIT
from assessment.records.audit import AuditLog, Point


def _read_point(_context: click.Context, _option: click.Parameter, text: str | None) -> Point | None:
    number, _colon, own_hash = (text or "").partition(":")
    if text is None:
        return None
    if not (number.isascii() and number.isdecimal() and own_hash):
        raise click.BadParameter("Use a number and a hash as this command prints them, with a colon between them.")
    return Point(int(number), own_hash)


@click.command("audit")
@click.option(
    "--head", "known", metavar="NUMBER:HASH", callback=_read_point, help="A head that you kept: the log must have it."
)
@output_option(".csv", ".json", required=False)
def audit(known: Point | None, output: Path | None) -> None:
    """Check the audit log, and write it to a file."""
    gate = open_gate()
    if output is None:
        log = read_log(gate)
    else:
        from assessment.services.audit_files import audit_csv, audit_json, export_log

        log = export_log(gate)
        content = audit_csv(log) if output.suffix.lower() == ".csv" else audit_json(log).encode()
        write_file(output, content, is_private=True)
    if misfits := log.misfits(known):
        raise CommandRefused("\n".join(f"Entry {misfit.number} {misfit.what}" for misfit in misfits[:PROBLEM_LIMIT]))
    print(_extent(log))
    if known and known.number < log.anchor.number:
        print(f"Entry {known.number} was pruned, so its hash can’t be compared.")
    print(f"Nothing was changed. Keep this head elsewhere: {log.head}")


def _extent(log: AuditLog) -> str:
    pruned = f" Entries up to {log.anchor.number} were pruned." if log.anchor.number else ""
    if not log.entries:
        return f"No entries.{pruned}"
    first, last = log.entries[0].entry.at, log.entries[-1].entry.at
    times = f"{timestamp_text(first)} to {timestamp_text(last)}"
    return f"Entries {log.entries[0].entry.number} to {log.entries[-1].entry.number}, {times}.{pruned}"
