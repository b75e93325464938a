"""The sheet *Evidence* of a comparison: who implements what, and how, recommendation by recommendation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.domain.comparison.compare import Comparison
from assessment.domain.follow_up import EMPTY_FOLLOW_UP
from assessment.i18n import gettext as _
from assessment.reports.findings import ReportEntry
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets import respondents as who
from assessment.reports.sheets.book import Book
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.page_setup import A3
from assessment.reports.sheets.respondents import Respondent


@dataclass(frozen=True, slots=True)
class _Statement(ReportEntry):
    """What one respondent says to a recommendation."""

    respondent: Respondent

    @property
    def place(self) -> str:
        return f"{self.recommendation.id}, {self.respondent.number}"


def write_evidence(book: Book, comparison: Comparison, respondents: Sequence[Respondent]) -> None:
    columns: list[Column[_Statement]] = [
        show.recommendation_id(9),
        show.title(23),
        who.number(4.5),
        who.country(15),
        who.voice(14),
        who.organisation(18),
        who.asked_in(11),
        show.rating(13.5, dense=True),
        show.evidence(55),
        show.evidence_address(20),
        show.evidence_link(6.5),
        show.law_reference(24),
    ]
    sheet = book.sheet(
        _("Evidence"),
        [column.width for column in columns],
        _("What each response answers to each recommendation, and its evidence."),
        page=A3,
        dense=True,
    )
    sheet.freeze(column=3, header=True)
    statements = [
        _Statement(number, item, respondent.response.answer(item.id), 0, None, EMPTY_FOLLOW_UP, respondent)
        for number, item in enumerate(comparison.recommendations, start=1)
        for respondent in respondents
        if item.id in respondent.compared.catalogue.by_id
    ]
    area = sheet.table("Evidence", columns, statements)
    sheet.colour_ratings(area.cells(8))
