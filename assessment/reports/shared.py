"""The reports for readers of one sharing level: responses are shared before they are written (docs/sharing.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assessment.domain.comparison.compare import ComparedResponse
from assessment.domain.follow_up import FollowUp
from assessment.domain.model import Catalogue, Response, Status
from assessment.domain.sharing import SharedResponse, SharingLevel, share
from assessment.domain.workshop.outcome import WorkshopOutcome, share_outcome
from assessment.reports.excel.gap_report import gap_report, share_related_responses
from assessment.reports.findings import Findings, ReportedPlan, find_findings
from assessment.reports.word.document import word_report


@dataclass(frozen=True, slots=True)
class ReportSource:
    """The response that a report is about; `left_out` names what was missing from its file already."""

    catalogue: Catalogue
    response: Response
    status: Status
    left_out: tuple[str, ...] = ()
    workshop: WorkshopOutcome | None = None
    """What the workshop came to whose agreed response this is; None if it is none's."""
    follow_ups: Mapping[str, FollowUp] = field(default_factory=dict)
    """Those that somebody has saved, by recommendation."""
    revisions: Mapping[str, int] = field(default_factory=dict)
    """Theirs."""
    assessment_id: str | None = None
    """None for a response from a file."""

    def shared(self, level: SharingLevel) -> SharedResponse:
        return share(self.response, level, self.left_out, self.follow_ups)

    def findings(self, level: SharingLevel, threshold: float, written: dt.datetime) -> Findings:
        """What a report for readers of this level shows."""
        shared, is_full = self.shared(level), level is SharingLevel.FULL
        plan = ReportedPlan(
            shared.follow_ups,
            self.revisions if is_full else {},
            level,
            self.assessment_id if is_full else None,
        )
        return find_findings(
            self.catalogue,
            shared.response,
            written=written,
            threshold=threshold,
            status=self.status,
            left_out=shared.left_out,
            workshop=None if self.workshop is None else share_outcome(self.workshop, level),
            plan=plan,
        )


def share_excel(
    reported: ReportSource,
    level: SharingLevel,
    *,
    others: Sequence[ComparedResponse],
    threshold: float,
    written: dt.datetime,
) -> bytes:
    """The gap report as a workbook, compared with other responses for the country or area at the same level."""
    related = share_related_responses(reported.catalogue, reported.response, others, level)
    return gap_report(reported.findings(level, threshold, written), related)


def share_word(
    reported: ReportSource, level: SharingLevel, *, threshold: float, written: dt.datetime, template: Path | None = None
) -> bytes:
    """The gap report as a Word document, made from a template of one’s own if there is one.

    Raises TemplateRefused if that can’t be used.
    """
    return word_report(reported.findings(level, threshold, written), template=template)
