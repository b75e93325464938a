"""A response as a Word document that a ministry goes on to edit: summary, red lines, gaps, follow-up plan, method."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from assessment.domain.model import Catalogue, Response, Status
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.domain.workshop.outcome import WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.reports.findings import ReportedPlan, find_findings
from assessment.reports.word.answers import write_information_gaps, write_other_answers
from assessment.reports.word.body import Body
from assessment.reports.word.file import word_file
from assessment.reports.word.front import fill_template, report_title_page, write_response_facts
from assessment.reports.word.gaps import write_gaps, write_red_lines
from assessment.reports.word.method import write_method
from assessment.reports.word.plan import write_plan
from assessment.reports.word.summary import write_summary
from assessment.reports.word.template import open_template


def word_report(
    catalogue: Catalogue,
    response: Response,
    *,
    threshold: float = COVERAGE_THRESHOLD,
    written: dt.datetime,
    status: Status = Status.DRAFT,
    charts: bool = True,
    left_out: Sequence[str] = (),
    template: Path | None = None,
    workshop: WorkshopOutcome | None = None,
    plan: ReportedPlan | None = None,
) -> bytes:
    """The gap report of a response as the content of a .docx file.

    `threshold` is the coverage, 0 to 1, under which no percentage is shown; `written` is the moment of the report;
    `left_out` names the fields that sharing took out of the response (assessment/domain/sharing.py); `template` is a
    ministry’s own (docs/word-report.md); `workshop`, whose agreed response this is, adds the spread next to each agreed
    rating, and must be shared too (assessment/domain/workshop/sharing.py); `plan` has the follow-ups that somebody has
    saved. Raises TemplateRefused if the template can’t be used.
    """
    findings = find_findings(catalogue, response, threshold, written, status, left_out, workshop, plan)
    document, name = open_template(template), response_name(response)
    place = fill_template(document, report_title_page(findings, name))
    body = Body(document)
    write_response_facts(body, findings, place)
    write_summary(body, findings, charts=charts)
    write_red_lines(body, findings)
    write_gaps(body, findings)
    write_information_gaps(body, findings)
    body.end_section()
    write_plan(body, findings)
    body.end_section()
    write_other_answers(body, findings)
    write_method(body, findings)
    body.complete()
    return word_file(
        document,
        title=_("Gap report: {name}").format(name=name),
        subject=catalogue.title,
        author="" if response.anonymous else response.organisation,
        written=written,
    )
