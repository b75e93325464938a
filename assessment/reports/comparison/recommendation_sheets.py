"""The sheets *Recommendations* and *Evidence* of a comparison: who implements what, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from assessment.domain.comparison.compare import Comparison
from assessment.domain.follow_up import EMPTY_FOLLOW_UP
from assessment.domain.model import SUPPORT_FIELDS, Rating, Recommendation, Theme
from assessment.domain.scoring import Tally
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, left_out_word, rating_label
from assessment.labels.formatting import count_label
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets import respondents as who
from assessment.reports.sheets.book import FILTER_BUTTON, Book
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.respondents import Respondent, label
from assessment.reports.sheets.styles import A3, DENSE, DENSE_STYLES, Style, fitting_page
from assessment.spreadsheet.text_width import word_width
from assessment.views.results import ReportEntry

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


@dataclass(frozen=True, slots=True)
class _RecommendationRow:
    """A recommendation, why it isn't compared if so, and how often it was given each answer in these very words."""

    recommendation: Recommendation
    left_out: str
    tally: Tally


def write_recommendations(book: Book, comparison: Comparison, respondents: Sequence[Respondent]) -> None:
    themes: Mapping[str, Theme] = {theme.id: theme for theme in comparison.themes}
    about: list[Column[_RecommendationRow]] = [
        show.recommendation_id(8.5),
        show.title(24),
        show.theme(13, themes),
        Column(_("Compared"), 12, lambda line: line.left_out or _("Yes")),
        *(_count(rating, least) for rating, least in _COUNT_WIDTHS.items()),
    ]
    columns = [*about, *_answers(respondents)]
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
    left_out = {entry.recommendation_id: left_out_word(entry.reason) for entry in comparison.common.left_out}
    lines = [
        _RecommendationRow(item, left_out.get(item.id, ""), comparison.distribution(item))
        for item in comparison.recommendations
    ]
    area = sheet.table("Recommendations", columns, lines)
    sheet.colour_ratings(area.cells(len(about) + 1, len(columns)))


def _count(rating: Rating | None, least: float) -> Column[_RecommendationRow]:
    label = rating_label(rating)
    width = word_width([label], DENSE_STYLES[Style.HEADER].font_size) + FILTER_BUTTON
    return Column(label, max(least, width), attrgetter(f"tally.{count_label(rating)}"), Style.NUMBER)


def _answers(respondents: Sequence[Respondent]) -> list[Column[_RecommendationRow]]:
    """A column a response: its rating by mark and word."""
    labels = {rating: rating_label(rating) for rating in RATING_STYLES}
    not_asked = _("not asked")
    width = show.rating_width(_RATING_WIDTH, dense=True)

    def answers(respondent: Respondent) -> Column[_RecommendationRow]:
        def value(line: _RecommendationRow) -> str:
            item_id = line.recommendation.id
            return labels[respondent.response.rating(item_id)] if respondent.compared.is_asked(item_id) else not_asked

        return Column(label(respondent), width, value, Style.RATING)

    return [answers(respondent) for respondent in respondents]


# The evidence


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
