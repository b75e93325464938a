"""Text output of the command line: what a check of the installation finds."""

from __future__ import annotations

from assessment.i18n import gettext as _
from assessment.parsing.message_text import printable
from assessment.services.diagnosis import Check, Finding, Outcome


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
        Check.KEYS: _("keys"),
    }
    what = f"{found.what} {found.fix}".strip()
    return printable(marks[found.outcome].format(check=checks[found.check], what=what))
