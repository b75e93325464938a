"""A response as an Excel workbook: the summary, the gaps with their follow-up plan, and everything behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assessment.domain.comparison.compare import ComparedResponse
from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.model import Catalogue, Response, Status
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.domain.sharing import SharingLevel, shared_file_name
from assessment.domain.workshop.outcome import WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.reports.excel.data_sheet import write_data
from assessment.reports.excel.method_sheet import write_method
from assessment.reports.excel.plan_origin import write_plan_origin
from assessment.reports.excel.recommendation_sheets import write_all_answers, write_gaps, write_information_gaps
from assessment.reports.excel.related_responses import write_related_responses
from assessment.reports.excel.summary_sheet import write_summary
from assessment.reports.findings import ReportedPlan, find_findings
from assessment.reports.sheets.book import Book
from assessment.reports.sheets.group_tables import write_groups
from assessment.reports.sheets.long_texts import write_long_texts
from assessment.reports.workshop.votes_sheet import write_votes


def gap_report(
    catalogue: Catalogue,
    response: Response,
    *,
    threshold: float = COVERAGE_THRESHOLD,
    written: dt.datetime,
    status: Status = Status.DRAFT,
    others: Sequence[ComparedResponse] = (),
    left_out: Sequence[str] = (),
    workshop: WorkshopOutcome | None = None,
    plan: ReportedPlan | None = None,
) -> bytes:
    """The gap report of a response as the content of an .xlsx file.

    `threshold` is the coverage, 0 to 1, below which no score is shown; `written` is when the report is written. If
    `others`, more responses for the same country or area, include the other voice in the same round or the same
    respondent's previous round, the response is compared with them. `left_out` names the fields that sharing left out
    of the response (assessment/domain/sharing.py); the others must be shared too (`share_related_responses`).
    `workshop`, whose agreed response this is, adds the spread next to each agreed rating, and the votes; it must be
    shared too (assessment/domain/workshop/sharing.py). `plan` has the follow-ups that somebody has saved, and
    whose they are; with it the report says where it came from.
    """
    findings = find_findings(catalogue, response, threshold, written, status, left_out, workshop, plan)
    book = Book(
        title=_("Gap report"),
        name=response_name(response),
        mark=_("Sample data (invented)") if response.country in INVENTED_PLACES else "",
        subject=catalogue.title,
        created=written,
    )
    write_summary(book, findings)
    sheet_of_plan = write_gaps(book, findings)
    write_information_gaps(book, findings)
    write_related_responses(book, catalogue, response, others)
    write_all_answers(book, findings)
    if workshop is not None:
        write_votes(book, workshop, _("Minutes"))
    write_groups(book, findings)
    write_method(book, findings)
    write_data(book, findings)
    write_long_texts(book)
    if plan is not None:
        write_plan_origin(book, findings, sheet_of_plan)
    return book.content()


def gap_report_name(
    response: Response, written: dt.datetime, level: SharingLevel = SharingLevel.FULL, suffix: str = ".xlsx"
) -> str:
    """What the report's file is called: `gap-report-NPL-state-2026-11-24.xlsx`."""
    return shared_file_name("gap-report", response, written, level, suffix)
