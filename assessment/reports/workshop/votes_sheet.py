"""The votes of a workshop as a sheet: a row for each recommendation, vote, and voice or table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assessment.domain.model import Rating, Recommendation
from assessment.domain.workshop.consensus import mode_share, spread
from assessment.domain.workshop.disclosure import Withheld
from assessment.domain.workshop.model import SECOND_VOTE
from assessment.domain.workshop.outcome import WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_word
from assessment.labels.workshops import vote_word, withheld_text
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book
from assessment.reports.sheets.columns import Column, Value
from assessment.reports.sheets.page_setup import fitting_page
from assessment.reports.sheets.styles import SMALL, Style
from assessment.reports.workshop.wording import (
    VoteLine,
    about_anonymity,
    about_figures,
    second_moved_text,
    stage_text,
    vote_lines,
)
from assessment.spreadsheet.styles import CellStyle


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of votes, or a recommendation without one and why."""

    recommendation: Recommendation
    vote: int | None = None
    line: VoteLine | None = None
    note: str = ""


def write_votes(book: Book, whole: WorkshopOutcome, title: str) -> None:
    """Add the sheet; it holds what the room was shown, and nobody’s single ballot."""
    columns: list[Column[_Row]] = [
        show.recommendation_id(10),
        show.title(24),
        Column(_("Vote"), 11, lambda row: None if row.vote is None else vote_word(row.vote)),
        Column(_("Who"), 18, lambda row: row.line.whose if row.line else None),
        *(_count(rating) for rating in RATING_STYLES if rating is not None),
        _figure(_("n"), 5, lambda line: line.tally.rated, Style.NUMBER),
        _figure(_("Spread"), 9, _spread, Style.COEFFICIENT),
        _figure(_("Mode share"), 9, _mode_share, Style.PERCENT),
        Column(_("Note"), 30, lambda row: row.note or None),
    ]
    widths = [column.width for column in columns]
    sheet = book.sheet(
        title,
        widths,
        _("The votes of the workshop as the room was shown them; n is how many rated implemented, partial or absent."),
        page=fitting_page(widths, SMALL),
    )
    sheet.freeze(column=3, header=True)
    sheet.table("Votes", columns, list(_rows(whole)))
    sheet.section(_("How to read the figures"))
    for sentence in [*about_figures(), *([about_anonymity()] if whole.plan.anonymous else [])]:
        sheet.line(sentence, Style.SENTENCE, span=len(widths))


def _rows(whole: WorkshopOutcome) -> list[_Row]:
    rows: list[_Row] = []
    for each in whole.outcomes:
        item, before = each.recommendation, len(rows)
        for line in vote_lines(whole, each):
            moved = each.second if line.is_together and line.vote == SECOND_VOTE else None
            note = "" if moved is None else _moved(second_moved_text(moved, is_anonymous=whole.plan.anonymous))
            rows.append(_Row(item, line.vote, line, note))
        hidden = [(vote, shown) for vote, shown in sorted(each.votes.items()) if isinstance(shown, Withheld)]
        rows += [_Row(item, vote, note=withheld_text(reason)) for vote, reason in hidden]
        if len(rows) == before:
            rows.append(_Row(item, note=stage_text(each)))
    return rows


def _moved(text: str) -> str:
    return _("Moved: {text}").format(text=text)


def _count(rating: Rating) -> Column[_Row]:
    return _figure(rating_word(rating), 15, lambda line: line.count(rating), Style.NUMBER)


def _figure(header: str, width: float, figure: Callable[[VoteLine], Value], style: CellStyle) -> Column[_Row]:
    return Column(header, width, lambda row: figure(row.line) if row.line else None, style)


def _spread(line: VoteLine) -> float | None:
    value = spread(line.tally).value
    return None if value is None else float(value)


def _mode_share(line: VoteLine) -> float | None:
    mode = mode_share(line.tally)
    return None if mode is None else float(100 * mode.share)
