"""The sheets *Recommendations* and *Evidence* of a comparison: who implements what, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from assessment.domain.answer import SUPPORT_FIELDS, Rating
from assessment.domain.catalogue import Theme
from assessment.domain.comparison.compare import Comparison
from assessment.domain.comparison.rated import RatedResponses
from assessment.domain.follow_up import EMPTY_FOLLOW_UP
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.labels.formatting import count_label
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import FILTER_BUTTON, Book
from assessment.reports.sheets.columns import Column, sheet_column
from assessment.reports.sheets.respondents import Respondent, label, who_columns
from assessment.reports.sheets.styles import A3, DENSE, DENSE_STYLES, Style, fitting_page
from assessment.spreadsheet.text_width import word_width
from assessment.views.comparison import RecommendationRow, compared_column, rating_columns, recommendation_rows
from assessment.views.results import ReportEntry
from assessment.views.table import Noted

_RATING_WIDTH = 13.0
_SUPPORT_WIDTHS = {"evidence": 55.0, "evidence_url": 20.0}
_COUNT_WIDTHS: Mapping[Rating | None, float] = {
    Rating.IMPLEMENTED: 11.0,
    Rating.PARTIAL: 6.5,
    Rating.ABSENT: 6.5,
    Rating.DONT_KNOW: 7.0,
    None: 8.0,
    Rating.NOT_APPLICABLE: 8.5,
}


def write_recommendations(book: Book, comparison: Comparison, respondents: Sequence[Respondent]) -> None:
    rated = RatedResponses.of(comparison.responses)
    themes: Mapping[str, Theme] = {theme.id: theme for theme in comparison.themes}
    about: list[Column[RecommendationRow]] = [
        show.recommendation_id(8.5),
        show.title(24),
        show.theme(13, themes),
        sheet_column(compared_column(), 12),
        *(_count(rating, least) for rating, least in _COUNT_WIDTHS.items()),
    ]
    heads = {respondent.name: Noted(label(respondent)) for respondent in respondents}
    width = show.rating_width(_RATING_WIDTH, dense=True)
    answers = rating_columns(rated, comparison.responses, lambda response: heads[response.name])
    columns: list[Column[RecommendationRow]] = [*about, *(sheet_column(column, width) for column in answers)]
    widths = [column.width for column in columns]
    sheet = book.sheet(
        _("Recommendations"),
        widths,
        _(
            "Every recommendation in catalogue order: how many of those asked in these words implement it, and "
            "what each response says."
        ),
        page=fitting_page(widths, DENSE),
        dense=True,
    )
    sheet.keep_in_sight(column=3, header=True)
    area = sheet.table("Recommendations", columns, recommendation_rows(comparison, rated))
    sheet.colour_ratings(area.cells(len(about) + 1, len(columns)))


def _count(rating: Rating | None, least: float) -> Column[RecommendationRow]:
    label = rating_label(rating)
    width = word_width([label], DENSE_STYLES[Style.HEADER].font_size) + FILTER_BUTTON
    return Column(label, max(least, width), attrgetter(f"tally.{count_label(rating)}"), Style.NUMBER)


# The evidence


@dataclass(frozen=True, slots=True)
class _Statement(ReportEntry):
    """What one respondent says to a recommendation."""

    respondent: Respondent

    @property
    def place(self) -> str:
        return f"{self.recommendation.id}, {self.respondent.number}"


def write_evidence(book: Book, comparison: Comparison, respondents: Sequence[Respondent]) -> None:
    who: list[Column[_Statement]] = who_columns((4.5, 15, 14, 18, 11), lambda row: row.respondent)
    columns: list[Column[_Statement]] = [
        show.recommendation_id(9),
        show.title(23),
        *who,
        show.rating(13.5, dense=True),
        *(show.answered(field, _SUPPORT_WIDTHS.get(field.name, 24)) for field in SUPPORT_FIELDS),
        show.evidence_link(6.5),
    ]
    sheet = book.sheet(
        _("Evidence"),
        [column.width for column in columns],
        _("What each response answers to each recommendation, and its evidence."),
        page=A3,
        dense=True,
    )
    sheet.keep_in_sight(column=3, header=True)
    statements = [
        _Statement(number, item, respondent.response.answer(item.id), 0, "", EMPTY_FOLLOW_UP, respondent)
        for number, item in enumerate(comparison.recommendations, start=1)
        for respondent in respondents
        if respondent.compared.is_asked(item.id)
    ]
    area = sheet.table("Evidence", columns, statements)
    sheet.colour_ratings(area.cells(8))
