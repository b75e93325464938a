"""The minutes of a workshop as an Excel workbook: what came of it, what happened, its votes and how far they agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from assessment.domain.fields import Field
from assessment.domain.model import Recommendation
from assessment.domain.workshop.consensus import Spread, mode_share, spread
from assessment.domain.workshop.model import AGREED_FIELDS, FIRST_VOTE, SECOND_VOTE, AgreedRating
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.labels.formatting import invented_mark, timestamp_text
from assessment.labels.workshops import kept_back_text, vote_word
from assessment.reports.minutes_text import (
    HistoryLine,
    VoteLine,
    about_figures,
    alpha_columns,
    alpha_lines,
    count_columns,
    history_lines,
    second_moved_text,
    stage_text,
    summary_sentences,
    vote_lines,
    withheld_votes,
    workshop_facts,
    workshop_name,
)
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, write_long_texts
from assessment.reports.sheets.columns import Column, Passage, Value, sheet_column
from assessment.reports.sheets.styles import A3, A4, SMALL, Style, fitting_page
from assessment.spreadsheet.styles import CellStyle

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
        mark=invented_mark(outcome.plan.country),
        subject=outcome.catalogue.title,
        created=written,
    )
    _write_front(book, outcome)
    _write_recommendations(book, outcome)
    _write_history(book, outcome)
    write_votes(book, outcome, _("Votes"))
    _write_remarks(book, outcome)
    _write_agreement(book, outcome)
    write_long_texts(book)
    return book.content()


def _write_front(book: Book, outcome: WorkshopOutcome) -> None:
    sheet = book.sheet(
        _("Minutes"),
        [34, 14, 20, 14, 34],
        _("What the workshop was, and who took part"),
        page=replace(A4, pages_high=1),
    )
    sheet.keep_in_sight()
    for sentence in summary_sentences(outcome):
        sheet.paragraph(sentence, Style.FACT)
    sheet.skip()
    for fact in workshop_facts(outcome):
        sheet.fact(fact.label, Passage(fact.text, "", fact.label))


def _write_agreement(book: Book, outcome: WorkshopOutcome) -> None:
    spreads: list[Column[Outcome]] = [
        Column(_("Title"), 0, lambda each: each.recommendation.title),
        Column(_("Id"), 0, lambda each: each.recommendation.id),
        Column(_("Spread"), 0, lambda each: _spread_value(each.spread), Style.COEFFICIENT),
        Column(_("n"), 0, lambda each: each.spread.n if each.spread else None, Style.NUMBER),
    ]
    sheet = book.sheet(_("Agreement"), [34, 14, 20, 14, 34], _("How far the room agreed"))
    sheet.keep_in_sight()
    sheet.section(_("Agreement in first votes"))
    sheet.table("Agreement", list(map(sheet_column, alpha_columns())), alpha_lines(outcome), filters=False)
    if voted := [each for each in outcome.outcomes if each.spread is not None]:
        sheet.section(_("Spread of the last vote"))
        sheet.table("Spreads", spreads, voted, filters=False)


def _write_history(book: Book, outcome: WorkshopOutcome) -> None:
    columns: list[Column[HistoryLine]] = [
        show.recommendation_id(10),
        show.title(30),
        Column(_("When"), 26, lambda line: timestamp_text(line.at)),
        Column(_("What happened"), 26, lambda line: line.what),
        Column(_("Result"), 46, lambda line: line.result or None),
    ]
    sheet = book.sheet(
        _("What happened"),
        [column.width for column in columns],
        _("Each reveal, each reopening and what changed by it, by recommendation."),
    )
    lines = [line for each in outcome.outcomes for line in history_lines(each)]
    if not lines:
        sheet.only(_("No vote was revealed."))
        return
    sheet.keep_in_sight(column=2, header=True)
    sheet.table("History", columns, lines)


def _write_recommendations(book: Book, outcome: WorkshopOutcome) -> None:
    is_anonymous = outcome.plan.anonymous
    columns: list[Column[Outcome]] = [
        show.recommendation_id(10),
        show.title(22),
        Column(_("Agreed rating"), show.rating_width(14), _agreed_label, Style.RATING),
        Column(_("Result"), 18, stage_text),
        Column(_("Changed after: now"), 16, _changed),
        Column(
            _("Moved"),
            18,
            lambda each: second_moved_text(each.second, is_anonymous=is_anonymous) if each.second else None,
        ),
        *map(_text, AGREED_FIELDS),
        Column(_("Question"), 30, _question),
    ]
    sheet = book.sheet(
        _("Recommendations"),
        [column.width for column in columns],
        _("What became of each recommendation, in the order of the catalogue."),
        page=A3,
    )
    sheet.keep_in_sight(column=_RATING, header=True)
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


def _text(field: Field) -> Column[Outcome]:
    """A column of what was recorded with agreed ratings, at any length."""

    def value(outcome: Outcome) -> Passage | None:
        agreed = _agreed(outcome)
        text = "" if agreed is None else getattr(agreed, field.name)
        return Passage(text, outcome.recommendation.id, field.label) if text else None

    return Column(field.label, field.width, value)


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
        for text in [*(shown.remarks if shown else ()), *(f"({words})" for words in kept_back_text(each, vote))]
    ]
    if not remarks:
        sheet.only(_("Nobody wrote a remark."))
        return
    sheet.keep_in_sight(column=2, header=True)
    sheet.table("Remarks", columns, remarks)


# The votes, which stand in the gap report of an agreed response too


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
        *(_figure(column.header, 15, column.value, Style.NUMBER) for column in count_columns()),
        _figure(_("n"), 5, lambda line: line.tally.rated, Style.NUMBER),
        _figure(_("Spread"), 9, lambda line: _spread_value(spread(line.tally)), Style.COEFFICIENT),
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
    sheet.keep_in_sight(column=3, header=True)
    sheet.table("Votes", columns, list(_rows(whole)))
    sheet.section(_("How to read the figures"))
    for sentence in about_figures(whole):
        sheet.paragraph(sentence, Style.SENTENCE)


def _rows(whole: WorkshopOutcome) -> list[_Row]:
    rows: list[_Row] = []
    for each in whole.outcomes:
        item, before = each.recommendation, len(rows)
        for line in vote_lines(whole, each):
            moved = each.second if line.is_together and line.vote == SECOND_VOTE else None
            note = "" if moved is None else _moved(second_moved_text(moved, is_anonymous=whole.plan.anonymous))
            rows.append(_Row(item, line.vote, line, note))
        rows += [_Row(item, vote, note=why) for vote, why in withheld_votes(each)]
        if len(rows) == before:
            rows.append(_Row(item, note=stage_text(each)))
    return rows


def _moved(text: str) -> str:
    return _("Moved: {text}").format(text=text)


def _figure(header: str, width: float, figure: Callable[[VoteLine], Value], style: CellStyle) -> Column[_Row]:
    return Column(header, width, lambda row: figure(row.line) if row.line else None, style)


def _mode_share(line: VoteLine) -> float | None:
    mode = mode_share(line.tally)
    return None if mode is None else float(100 * mode.share)
