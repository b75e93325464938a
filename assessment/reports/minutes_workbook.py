"""The minutes of a workshop as an Excel workbook: what came of it, what happened, its votes and how far they agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.fields import Field
from assessment.domain.workshop.consensus import Spread, mode_share, spread
from assessment.domain.workshop.model import AGREED_FIELDS, SECOND_VOTE, VOTES
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.labels.formatting import invented_mark, timestamp_text
from assessment.labels.workshops import kept_back_text, vote_word
from assessment.reports import minutes_text as text
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, write_long_texts
from assessment.reports.sheets.columns import Column, Passage, Row, Value, sheet_column
from assessment.reports.sheets.styles import A3, A4, SMALL, Style, fitting_page
from assessment.spreadsheet.styles import CellStyle

_RATING = 3
"""The column of the agreed rating on the sheet *Recommendations*, counted from 1."""


def minutes_workbook(workshop: WorkshopOutcome, *, written: dt.datetime) -> bytes:
    """The minutes as the content of an .xlsx file."""
    book = Book(
        title=_("Minutes"),
        name=text.workshop_name(workshop),
        mark=invented_mark(workshop.plan.country),
        subject=workshop.catalogue.title,
        created=written,
    )
    _write_front(book, workshop)
    _write_recommendations(book, workshop)
    _write_history(book, workshop)
    write_votes(book, workshop, _("Votes"))
    _write_remarks(book, workshop)
    _write_agreement(book, workshop)
    write_long_texts(book)
    return book.content()


def _write_front(book: Book, workshop: WorkshopOutcome) -> None:
    page = replace(A4, pages_high=1)
    sheet = book.sheet(_("Minutes"), [34, 14, 20, 14, 34], _("What the workshop was, and who took part"), page=page)
    sheet.keep_in_sight()
    sheet.paragraphs(text.summary_sentences(workshop))
    sheet.skip()
    for fact in text.workshop_facts(workshop):
        sheet.fact(fact.label, Passage(fact.text, "", fact.label))


def _write_recommendations(book: Book, workshop: WorkshopOutcome) -> None:
    def moved(outcome: Outcome) -> str | None:
        return text.second_moved_text(outcome.second, is_anonymous=workshop.plan.anonymous) if outcome.second else None

    columns: list[Column[Outcome]] = [
        show.recommendation_id(10),
        show.title(22),
        Column(_("Agreed rating"), show.rating_width(14), _agreed_label, Style.RATING),
        Column(_("Result"), 18, text.stage_text),
        Column(
            _("Changed after: now"),
            16,
            lambda outcome: rating_label(outcome.answer.rating) if outcome.is_changed else None,
        ),
        Column(_("Moved"), 18, moved),
        *map(_agreed_column, AGREED_FIELDS),
        Column(_("Question"), 30, lambda outcome: _passage(outcome, outcome.recommendation.question, _("Question"))),
    ]
    sheet = book.sheet(
        _("Recommendations"), columns, _("What became of each recommendation, in the order of the catalogue."), page=A3
    )
    sheet.keep_in_sight(column=_RATING, header=True)
    area = sheet.table("Results", columns, workshop.outcomes)
    sheet.colour_ratings(area.cells(_RATING))


def _agreed_label(outcome: Outcome) -> str | None:
    """What the room agreed on; what was taken up again since isn’t agreed."""
    return rating_label(outcome.agreed.rating) if outcome.is_agreed and outcome.agreed is not None else None


def _agreed_column(field: Field) -> Column[Outcome]:
    """A column of what was recorded with agreed ratings, at any length."""
    return Column(
        field.label,
        field.width,
        lambda outcome: _passage(
            outcome, getattr(outcome.agreed, field.name, "") if outcome.is_agreed else "", field.label
        ),
    )


def _passage(outcome: Outcome, words: str, header: str) -> Passage | None:
    return Passage(words, outcome.recommendation.id, header) if words else None


def _write_history(book: Book, workshop: WorkshopOutcome) -> None:
    columns: list[Column[text.HistoryLine]] = [
        show.recommendation_id(10),
        show.title(30),
        Column(_("When"), 26, lambda line: timestamp_text(line.at)),
        Column(_("What happened"), 26, lambda line: line.what),
        Column(_("Result"), 46, lambda line: line.result or None),
    ]
    _write_list(
        book,
        _("What happened"),
        _("Each reveal, each reopening and what changed by it, by recommendation."),
        ("History", columns, [line for outcome in workshop.outcomes for line in text.history_lines(outcome)]),
        otherwise=_("No vote was revealed."),
    )


@dataclass(frozen=True, slots=True)
class _Remark:
    recommendation: Recommendation
    vote: int
    text: str


def _write_remarks(book: Book, workshop: WorkshopOutcome) -> None:
    columns: list[Column[_Remark]] = [
        show.recommendation_id(10),
        show.title(26),
        Column(_("Vote"), 12, lambda remark: vote_word(remark.vote)),
        Column(_("Remark"), 90, lambda remark: Passage(remark.text, remark.recommendation.id, _("Remark"))),
    ]
    remarks = [
        _Remark(outcome.recommendation, vote, remark)
        for outcome in workshop.outcomes
        for vote, figures in zip(VOTES, (outcome.first, outcome.second), strict=True)
        for remark in [
            *(figures.remarks if figures else ()),
            *(f"({words})" for words in kept_back_text(outcome, vote)),
        ]
    ]
    _write_list(
        book,
        _("Remarks"),
        _("What participants wrote with their ballots, in alphabetical order, without who wrote it."),
        ("Remarks", columns, remarks),
        otherwise=_("Nobody wrote a remark."),
    )


def _write_list(
    book: Book,
    title: str,
    sentence: str,
    table: tuple[str, Sequence[Column[Row]], Sequence[Row]],
    *,
    otherwise: str,
) -> None:
    """A sheet with one table, or with words where that has no row."""
    name, columns, rows = table
    sheet = book.sheet(title, columns, sentence)
    if not rows:
        sheet.only(otherwise)
        return
    sheet.keep_in_sight(column=2, header=True)
    sheet.table(name, columns, rows)


def _write_agreement(book: Book, workshop: WorkshopOutcome) -> None:
    spreads: list[Column[Outcome]] = [
        show.title(0),
        show.recommendation_id(0),
        Column(_("Spread"), 0, lambda outcome: _spread(outcome.spread), Style.COEFFICIENT),
        Column(_("n"), 0, lambda outcome: outcome.spread.n if outcome.spread else None, Style.NUMBER),
    ]
    sheet = book.sheet(_("Agreement"), [34, 14, 20, 14, 34], _("How far the room agreed"))
    sheet.keep_in_sight()
    sheet.section(_("Agreement in first votes"))
    columns = list(map(sheet_column, text.alpha_columns()))
    sheet.table("Agreement", columns, text.alpha_lines(workshop), filters=False)
    if voted := [outcome for outcome in workshop.outcomes if outcome.spread is not None]:
        sheet.section(_("Spread of the last vote"))
        sheet.table("Spreads", spreads, voted, filters=False)


def _spread(of: Spread | None) -> float | None:
    return None if of is None or of.value is None else float(of.value)


# The votes, which stand in the gap report of an agreed response too


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of votes, or a recommendation without one and why."""

    recommendation: Recommendation
    vote: int | None = None
    line: text.VoteLine | None = None
    note: str = ""


def write_votes(book: Book, workshop: WorkshopOutcome, title: str) -> None:
    """Add the sheet; it holds what the room was shown, and nobody’s single ballot."""
    columns: list[Column[_Row]] = [
        show.recommendation_id(10),
        show.title(24),
        Column(_("Vote"), 11, lambda row: None if row.vote is None else vote_word(row.vote)),
        Column(_("Who"), 18, lambda row: row.line.whose if row.line else None),
        *(_figure(column.header, 15, sheet_column(column).value, Style.NUMBER) for column in text.count_columns()),
        _figure(_("n"), 5, lambda line: line.tally.rated, Style.NUMBER),
        _figure(_("Spread"), 9, lambda line: _spread(spread(line.tally)), Style.COEFFICIENT),
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
    sheet.table("Votes", columns, [row for outcome in workshop.outcomes for row in _rows(workshop, outcome)])
    sheet.section(_("How to read the figures"))
    for sentence in text.about_figures(workshop):
        sheet.paragraph(sentence, Style.SENTENCE)


def _rows(workshop: WorkshopOutcome, outcome: Outcome) -> list[_Row]:
    item, rows = outcome.recommendation, []
    for line in text.vote_lines(workshop, outcome):
        note = ""
        if line.is_together and line.vote == SECOND_VOTE and outcome.second is not None:
            moved = text.second_moved_text(outcome.second, is_anonymous=workshop.plan.anonymous)
            note = _("Moved: {text}").format(text=moved)
        rows.append(_Row(item, line.vote, line, note))
    rows += [_Row(item, vote, note=why) for vote, why in text.withheld_votes(outcome)]
    return rows or [_Row(item, note=text.stage_text(outcome))]


def _figure(
    header: str, width: float, figure: Callable[[text.VoteLine], Value | Rating], style: CellStyle
) -> Column[_Row]:
    return Column(header, width, lambda row: figure(row.line) if row.line else None, style)


def _mode_share(line: text.VoteLine) -> float | None:
    mode = mode_share(line.tally)
    return None if mode is None else float(100 * mode.share)
