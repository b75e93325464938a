"""The minutes of a workshop as an Excel workbook: what it was, its results, its votes and its remarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.model import Recommendation
from assessment.domain.workshop.consensus import Spread
from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE, AgreedRating
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.labels.workshops import vote_word
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.long_texts import write_long_texts
from assessment.reports.sheets.page_setup import A3, A4
from assessment.reports.sheets.passages import Passage
from assessment.reports.sheets.styles import Style
from assessment.reports.workshop.votes_sheet import write_votes
from assessment.reports.workshop.wording import (
    AlphaLine,
    alpha_figure,
    alpha_lines,
    second_moved_text,
    stage_text,
    workshop_facts,
    workshop_name,
)

_RATING = 3
"""The column of the agreed rating on the sheet *Recommendations*, counted from 1."""


@dataclass(frozen=True, slots=True)
class _Remark:
    recommendation: Recommendation
    vote: int
    text: str


def minutes_workbook(outcome: WorkshopOutcome, *, written: dt.datetime) -> bytes:
    """The minutes as the content of an .xlsx file."""
    book = Book(
        title=_("Minutes"),
        name=workshop_name(outcome),
        mark=_("Sample data (invented)") if outcome.plan.country in INVENTED_PLACES else "",
        subject=outcome.catalogue.title,
        created=written,
    )
    _write_front(book, outcome)
    _write_recommendations(book, outcome)
    write_votes(book, outcome, _("Votes"))
    _write_remarks(book, outcome)
    write_long_texts(book)
    return book.content()


def _write_front(book: Book, outcome: WorkshopOutcome) -> None:
    columns: list[Column[AlphaLine]] = [
        Column(_("Whose first votes"), 34, lambda line: line.whose),
        Column(_("Alpha"), 14, lambda line: alpha_figure(line.alpha), Style.ORDINAL),
        Column(_("Recommendations"), 20, lambda line: line.alpha.recommendations, Style.NUMBER),
        Column(_("Ratings"), 14, lambda line: line.alpha.ballots, Style.NUMBER),
    ]
    sheet = book.sheet(
        _("Minutes"),
        [*(column.width for column in columns), 34],
        _("What the workshop was, and who took part"),
        page=replace(A4, pages_high=1),
    )
    sheet.freeze()
    for fact in workshop_facts(outcome):
        _write_fact(sheet, fact.label, fact.text)
    sheet.section(_("Agreement in first votes"))
    sheet.table("Agreement", columns, alpha_lines(outcome), filters=False)


def _write_fact(sheet: ReportSheet, label: str, text: str) -> None:
    value = Passage(text, "", label)
    heights = (
        sheet.put(sheet.row, 1, label, Style.LABEL),
        sheet.put(sheet.row, 2, value, Style.FACT, span=len(sheet.widths) - 1),
    )
    sheet.raise_row(sheet.row, max(heights))
    sheet.row += 1


def _write_recommendations(book: Book, outcome: WorkshopOutcome) -> None:
    is_anonymous = outcome.plan.anonymous
    columns: list[Column[Outcome]] = [
        show.recommendation_id(10),
        show.title(22),
        Column(_("Agreed rating"), show.rating_width(14), _agreed_label, Style.RATING),
        Column(_("Result"), 18, stage_text),
        Column(_("Changed after: now"), 16, _changed),
        Column(_("Spread"), 9, lambda each: _spread_value(each.spread), Style.COEFFICIENT),
        Column(_("n"), 6, lambda each: each.spread.n if each.spread else None, Style.NUMBER),
        Column(
            _("Moved"),
            18,
            lambda each: second_moved_text(each.second, is_anonymous=is_anonymous) if each.second else None,
        ),
        _text(_("Reason"), 24, lambda agreed: agreed.reason),
        _text(_("Dissent"), 24, lambda agreed: agreed.dissent),
        _text(_("Evidence"), 20, lambda agreed: agreed.evidence),
        _text(_("Next step"), 20, lambda agreed: agreed.next_step),
        Column(_("Question"), 30, _question),
    ]
    sheet = book.sheet(
        _("Recommendations"),
        [column.width for column in columns],
        _("What became of each recommendation, in the order of the catalogue."),
        page=A3,
    )
    sheet.freeze(column=_RATING, header=True)
    area = sheet.table("Results", columns, outcome.outcomes)
    sheet.colour_ratings(area.cells(_RATING))


def _agreed(outcome: Outcome) -> AgreedRating | None:
    """What the room agreed on; what was taken up again since isn’t agreed."""
    return outcome.agreed if outcome.is_agreed else None


def _agreed_label(outcome: Outcome) -> str | None:
    agreed = _agreed(outcome)
    return None if agreed is None else rating_label(agreed.rating)


def _question(outcome: Outcome) -> Passage:
    return Passage(outcome.recommendation.question, outcome.recommendation.id, _("Question"))


def _changed(outcome: Outcome) -> str | None:
    return rating_label(outcome.answer.rating) if outcome.is_changed else None


def _spread_value(found: Spread | None) -> float | None:
    return None if found is None or found.value is None else float(found.value)


def _text(header: str, width: float, words: Callable[[AgreedRating], str]) -> Column[Outcome]:
    """A column of what was recorded with agreed ratings, at any length."""

    def value(outcome: Outcome) -> Passage | None:
        agreed = _agreed(outcome)
        text = "" if agreed is None else words(agreed)
        return Passage(text, outcome.recommendation.id, header) if text else None

    return Column(header, width, value)


def _write_remarks(book: Book, outcome: WorkshopOutcome) -> None:
    columns: list[Column[_Remark]] = [
        show.recommendation_id(10),
        show.title(26),
        Column(_("Vote"), 12, lambda remark: vote_word(remark.vote)),
        Column(_("Remark"), 90, lambda remark: Passage(remark.text, remark.recommendation.id, _("Remark"))),
    ]
    sheet = book.sheet(
        _("Remarks"),
        [column.width for column in columns],
        _("What participants wrote with their ballots, in alphabetical order, without who wrote it."),
    )
    remarks = [
        _Remark(each.recommendation, vote, text)
        for each in outcome.outcomes
        for vote, shown in ((FIRST_VOTE, each.first), (SECOND_VOTE, each.second))
        for text in (shown.remarks if shown else ())
    ]
    if not remarks:
        sheet.only(_("Nobody wrote a remark."))
        return
    sheet.freeze(column=2, header=True)
    sheet.table("Remarks", columns, remarks)
