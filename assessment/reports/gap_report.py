"""A response as an Excel workbook: the summary, the gaps with their follow-up plan, and all that stands behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assessment.comparison import Compared
from assessment.countries import INVENTED
from assessment.figures import response_name
from assessment.language import gettext as _
from assessment.model import Catalogue, Response, Status
from assessment.reports.answer_sheets import write_all_answers, write_gaps, write_information_gaps
from assessment.reports.beside_others import write_beside_others
from assessment.reports.data_sheet import write_data
from assessment.reports.findings import find
from assessment.reports.group_tables import write_groups
from assessment.reports.long_texts import write_long_texts
from assessment.reports.method_sheet import write_method
from assessment.reports.sheets import Book
from assessment.reports.summary_sheet import write_summary
from assessment.scoring import COVERAGE_THRESHOLD
from assessment.sharing import Level, shared_name


def gap_report(
    catalogue: Catalogue,
    response: Response,
    *,
    threshold: float = COVERAGE_THRESHOLD,
    written: dt.datetime,
    status: Status = Status.DRAFT,
    others: Sequence[Compared] = (),
    left_out: Sequence[str] = (),
) -> bytes:
    """The gap report of a response as the content of an .xlsx file.

    `threshold` is the coverage, 0 to 1, under which no percentage is shown; `written` is the moment of the report.
    With `others`, more responses of the same country or area, it is laid beside the other voice in the same round and
    beside the same respondent's last round, where they are among them. `left_out` names the fields that sharing took
    out of the response (assessment/sharing.py); the others have to be shared too (`beside_others.share_others`).
    """
    findings = find(catalogue, response, threshold, written, status, left_out)
    book = Book(
        title=_("Gap report"),
        name=response_name(response),
        mark=_("invented place – sample data") if response.country in INVENTED else "",
        subject=catalogue.title,
        created=written,
    )
    write_summary(book, findings)
    write_gaps(book, findings)
    write_information_gaps(book, findings)
    write_beside_others(book, catalogue, response, others)
    write_all_answers(book, findings)
    write_groups(book, findings)
    write_method(book, findings)
    write_data(book, findings)
    write_long_texts(book)
    return book.content()


def gap_report_name(response: Response, written: dt.datetime, level: Level = Level.FULL, suffix: str = ".xlsx") -> str:
    """What the report's file is called: `gap-report-NPL-state-2026-11-24.xlsx`."""
    return shared_name("gap-report", response, written, level, suffix)
