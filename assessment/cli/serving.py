"""The commands on a shared server: serve, doctor."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Iterable, Sequence

import click

from assessment.access.links import create_link, end_after, usual_days
from assessment.cli.commands import CommandRefused, json_option, open_gate, print_json, quantity
from assessment.cli.links import print_new_link
from assessment.cli.start import APP, become
from assessment.config import PREFIX, Mode, SettingRefused, Settings, read_settings, settings
from assessment.domain.permissions import EVERYTHING, Role
from assessment.installation import IS_INSTALLED
from assessment.parsing.message_text import printable
from assessment.services.addresses import link_origins, qr_text, reachable_origins
from assessment.services.diagnosis import Check, Finding, Outcome, diagnose, problem

MARKS = {Outcome.OK: "✓ {check}", Outcome.NOTICE: "! {check}, notice", Outcome.PROBLEM: "✗ {check}, problem"}


@click.command("doctor")
@json_option
def diagnose_installation(as_json: bool) -> None:
    """Say what is missing to serve the app."""
    try:
        findings = list(diagnose(settings(), dt.datetime.now(dt.UTC)))
    except SettingRefused as error:
        findings = [problem(Check.SETTINGS, str(error))]
    if as_json:
        print_json(findings_data(findings))
    else:
        for finding in findings:
            print(finding_line(finding))
    if problems := sum(finding.outcome is Outcome.PROBLEM for finding in findings):
        raise CommandRefused(f"{quantity(problems, 'problem')}.")


def finding_line(finding: Finding) -> str:
    """A line such as “! clock, notice: …”."""
    mark = MARKS[finding.outcome].format(check=finding.check)
    return printable(f"{mark}: {finding.what} {finding.fix}".strip())


def findings_data(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [{"check": each.check, "state": each.outcome, "what": each.what, "fix": each.fix} for each in findings]


@click.command("serve")
@click.option("--ballots", is_flag=True, help="Answer participants’ phones only: one more process behind a proxy.")
@json_option
def serve(ballots: bool, as_json: bool) -> None:
    """Let other computers reach the app, each person by a link."""
    environment = {**os.environ, PREFIX + "MODE": Mode.SHARED.value}
    shared = read_settings(environment)
    if ballots and shared.database_url.startswith("sqlite"):
        raise CommandRefused(
            "Processes share a database on PostgreSQL only: set ASSESSMENT_DATABASE_URL (docs/serving.md)."
        )
    findings = list(diagnose(shared, dt.datetime.now(dt.UTC), to_start=True))
    problems = [finding for finding in findings if finding.outcome is Outcome.PROBLEM]
    # A key belongs on a screen, and never in a log or in what another program reads.
    needs_no_link = ballots or (sys.stdout.isatty() and not as_json)
    if problems and not (needs_no_link and all(finding.check is Check.KEYS for finding in problems)):
        raise CommandRefused("\n".join(map(finding_line, problems)))
    # What a finding says about links names people, and a room may see this screen.
    told = [finding for finding in findings if finding.check is not Check.KEYS]
    if as_json:
        _print_start_as_json(shared, told)
    elif ballots:
        print(f"Phones are answered at {shared.address}:{shared.port}, for the proxy. To stop, press Ctrl+C.")
    else:
        _print_start(shared, told, lacks_administrator=bool(problems))
    sys.stdout.flush()
    if ballots:
        # Installed, the package is found without the current folder, in which anything may lie.
        become([*["-P"] * IS_INSTALLED, "-m", "assessment.web.ballot.server"], environment)
    become([APP], environment)


def _print_start(shared: Settings, told: Sequence[Finding], *, lacks_administrator: bool) -> None:
    """Print what the person should know, and the addresses; without an open administrator's link, make one."""
    for finding in told:
        if finding.check is Check.CONNECTIONS or finding.outcome is Outcome.NOTICE:
            print(finding_line(finding))
    first, *others = link_origins(shared)
    print("People open this address:", first, qr_text(first), sep="\n")
    for origin in others:
        print(f"or {origin}")
    if lacks_administrator:
        ends = end_after(usual_days(Role.ADMINISTRATOR))
        made = create_link(open_gate(), Role.ADMINISTRATOR, EVERYTHING, "First administrator", ends)
        print("Your link as administrator, which nobody else should see:")
        print_new_link(made, [first])
    print("To stop, press Ctrl+C.")


def _print_start_as_json(shared: Settings, told: Sequence[Finding]) -> None:
    """Print one line, so that a program knows when it has read it all."""
    notices = findings_data(finding for finding in told if finding.outcome is Outcome.NOTICE)
    print(json.dumps({"addresses": reachable_origins(shared), "notices": notices}))
