"""JSON output of the command line: what a check of the installation finds."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.services.diagnosis import Finding


def findings_data(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [
        {"check": found.check.value, "state": found.outcome.value, "what": found.what, "fix": found.fix}
        for found in findings
    ]
