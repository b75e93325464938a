"""The commands on a shared server: serve, doctor."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from assessment.cli.commands import CommandRefused, open_access, print_json
from assessment.config import PREFIX, ROOT, Mode, SettingRefused, Settings, read_settings, settings
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.parsing.message_text import printable
from assessment.services.diagnosis import Check, Finding, Outcome, diagnose, problem


def diagnose_installation(options: argparse.Namespace) -> None:
    """Print what is missing. Raises CommandRefused if there is a problem."""
    findings = _findings()
    if options.json:
        print_json(findings_data(findings))
    else:
        for found in findings:
            print(finding_line(found))
    if problems := sum(found.outcome is Outcome.PROBLEM for found in findings):
        raise CommandRefused(ngettext("{n} problem.", "{n} problems.", problems).format(n=problems))


def _findings() -> list[Finding]:
    try:
        return list(diagnose(settings(), dt.datetime.now(dt.UTC)))
    except SettingRefused as error:
        return [problem(Check.SETTINGS, str(error))]


def finding_line(found: Finding) -> str:
    """A line such as “! clock, notice: …”."""
    marks = {
        Outcome.OK: _("✓ {check}: {what}"),
        Outcome.NOTICE: _("! {check}, notice: {what}"),
        Outcome.PROBLEM: _("✗ {check}, problem: {what}"),
    }
    checks = {
        Check.SETTINGS: _("settings"),
        Check.MODE: _("mode"),
        Check.DATABASE: _("database"),
        Check.MIGRATIONS: _("migrations"),
        Check.DISK: _("disk"),
        Check.CLOCK: _("clock"),
        Check.EXPOSURE: _("exposure"),
        Check.CONNECTIONS: _("connections"),
        Check.KEYS: _("keys"),
    }
    what = f"{found.what} {found.fix}".strip()
    return printable(marks[found.outcome].format(check=checks[found.check], what=what))


def findings_data(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [
        {"check": found.check.value, "state": found.outcome.value, "what": found.what, "fix": found.fix}
        for found in findings
    ]


def serve(options: argparse.Namespace) -> None:
    """Start the app in shared mode, and become it. Raises CommandRefused if anything is missing."""
    # Where Streamlit finds its options, and what relative paths in settings are relative to.
    os.chdir(ROOT)
    environment = {**os.environ, PREFIX + "MODE": Mode.SHARED.value}
    shared = read_settings(environment)
    # A key belongs on a screen, and never in a log or in what another program reads.
    may_show_key = sys.stdout.isatty() and not options.json
    lacks_administrator, told = _require_ready(shared, may_make_link=may_show_key)
    if options.json:
        _print_start_as_json(shared, told)
    else:
        _print_start(shared, told)
        if lacks_administrator:
            _print_first_link(shared)
        print(_("To stop, press Ctrl+C."))
    sys.stdout.flush()
    _become(
        [
            *(sys.executable, "-m", "assessment.web.connections", "run", "app.py"),
            *("--server.address", shared.address, "--server.port", str(shared.port)),
            # It would name the address of personal mode.
            *("--logger.hideWelcomeMessage", "true"),
        ],
        environment,
    )


def _require_ready(shared: Settings, *, may_make_link: bool) -> tuple[bool, list[Finding]]:
    """Whether no administrator's link is open, and what the person should know: notices, and how many can come.

    Raises CommandRefused with all problems.
    """
    findings = list(diagnose(shared, dt.datetime.now(dt.UTC), to_start=True))
    problems = [found for found in findings if found.outcome is Outcome.PROBLEM]
    lacks_administrator = any(found.check is Check.KEYS for found in problems)
    if problems and not (may_make_link and all(found.check is Check.KEYS for found in problems)):
        raise CommandRefused("\n".join(map(finding_line, problems)))
    # What is printed about links names people, and this screen may be seen by a room.
    told = [
        found
        for found in findings
        if found.check is Check.CONNECTIONS or (found.outcome is Outcome.NOTICE and found.check is not Check.KEYS)
    ]
    return lacks_administrator, told


def _print_start(shared: Settings, told: Sequence[Finding]) -> None:
    from assessment.services.addresses import link_origins, qr_text

    first, *others = link_origins(shared)
    for found in told:
        print(finding_line(found))
    print(_("People open this address:"), first, qr_text(first), sep="\n")
    for origin in others:
        print(_("or {address}").format(address=origin))


def _print_start_as_json(shared: Settings, told: Sequence[Finding]) -> None:
    """Print one line, so that a program knows when it has read it all."""
    from assessment.services.addresses import reachable_origins

    notices = [found for found in told if found.outcome is Outcome.NOTICE]
    print(json.dumps({"addresses": reachable_origins(shared), "notices": findings_data(notices)}))


def _print_first_link(shared: Settings) -> None:
    """Make the link by which the first administrator comes in, and print it."""
    from assessment.cli.links import print_new_link
    from assessment.domain.permissions import EVERYTHING, Role
    from assessment.services.addresses import link_origins
    from assessment.services.links import end_after, usual_days

    role = Role.ADMINISTRATOR
    made = open_access().create_link(role, EVERYTHING, _("First administrator"), end_after(usual_days(role)))
    print(_("Your link as administrator, which nobody else should see:"))
    print_new_link(made, link_origins(shared)[:1])


def _become(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a program instead of this one."""
    if sys.platform != "win32":
        os.execve(command[0], list(command), environment)  # noqa: S606 - our own Python
    # On Windows the shell would think that we have ended.
    with suppress(KeyboardInterrupt):
        raise SystemExit(subprocess.call(command, env=environment))  # noqa: S603 - our own Python
