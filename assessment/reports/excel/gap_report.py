"""A response as an Excel workbook: the summary, the gaps with their follow-up plan, and everything behind them."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.domain.comparison.compare import ComparedResponse
from assessment.domain.countries import INVENTED_PLACES
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.reports.excel.group_tables import write_groups
from assessment.reports.excel.method_sheet import write_method
from assessment.reports.excel.recommendation_sheets import (
    write_all_answers,
    write_gaps,
    write_information_gaps,
    write_plan_origin,
)
from assessment.reports.excel.related_responses import write_related_responses
from assessment.reports.excel.summary_sheet import write_summary
from assessment.reports.findings import Findings
from assessment.reports.minutes_workbook import write_votes
from assessment.reports.sheets.book import Book, write_long_texts
from assessment.reports.sheets.data_sheet import write_answers


def gap_report(findings: Findings, others: Sequence[ComparedResponse] = ()) -> bytes:
    """The gap report of a response as the content of an .xlsx file.

    If `others`, more responses for the same country or area, include the other voice in the same round or the same
    respondent's previous round, the response is compared with them; they must be shared as the response is
    (`share_related_responses`). A workshop adds the spread next to each agreed rating, and the votes. With a plan the
    report says where it came from.
    """
    response = findings.response
    book = Book(
        title=_("Gap report"),
        name=response_name(response),
        mark=_("Sample data (invented)") if response.country in INVENTED_PLACES else "",
        subject=findings.catalogue.title,
        created=findings.written,
    )
    write_summary(book, findings)
    sheet_of_plan = write_gaps(book, findings)
    write_information_gaps(book, findings)
    write_related_responses(book, findings.catalogue, response, others)
    write_all_answers(book, findings)
    if findings.workshop is not None:
        write_votes(book, findings.workshop, _("Minutes"))
    write_groups(book, findings)
    write_method(book, findings)
    write_answers(book, findings)
    write_long_texts(book)
    write_plan_origin(book, findings, sheet_of_plan)
    return book.content()
