"""The sheets that list recommendations: *Gaps* with its follow-up plan, *Information gaps*, and *All answers*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.language import gettext as _
from assessment.reports import answer_columns as show
from assessment.reports.cell_rules import colour_ratings, expect_dates, offer_choices
from assessment.reports.columns import Area, Column
from assessment.reports.findings import Entry, Findings
from assessment.reports.sheets import Book, Sheet
from assessment.reports.styles import Style


@dataclass(frozen=True, slots=True)
class WordLists:
    """Where the workbook keeps the words that dropdowns offer, as references."""

    ratings: str
    statuses: str


def write_gaps(book: Book, findings: Findings, words: WordLists) -> None:
    """The gaps in their order; the last four columns are for the follow-up plan.

    The columns are weighed so that the finding prints on one page, and evidence and plan on the next.
    """
    columns = [
        show.number(4.5),
        show.recommendation_id(10.5),
        show.rating(11.5),
        show.red_line(7.5),
        show.asked_by(10.5),
        show.theme(14.5, findings.catalogue),
        show.title(19),
        show.text(62),
        show.citation(30),
        show.document(23),
        show.evidence(38),
        show.evidence_address(14),
        show.evidence_link(6.5),
        show.law_reference(13),
        show.measures_missing(42),
        show.responsible(15, Style.PLAN_TEXT),
        show.action(22, Style.PLAN_TEXT),
        show.target_date(11.5, Style.PLAN_DATE),
        show.follow_up(12),
    ]
    sheet = book.sheet(
        _("Gaps"),
        [column.width for column in columns],
        _(
            "What is absent or partial: red lines first, then what most UN mandates ask for. The last four columns "
            "are the follow-up plan."
        ),
        pages_wide=2,
        title_columns="A:C",
    )
    entries = [findings.entry(number, gap.recommendation) for number, gap in enumerate(findings.gaps, start=1)]
    if not entries:
        _say_nothing(sheet, _("There is no gap: nothing is rated absent or partial."))
        return
    area = _list(sheet, "Gaps", columns, entries, words)
    last = len(columns)
    expect_dates(sheet.worksheet, area.cells(last - 1))
    offer_choices(sheet.worksheet, area.cells(last), words.statuses)


def write_information_gaps(book: Book, findings: Findings, words: WordLists) -> None:
    """What is unanswered or answered “don't know”, in document order."""
    columns = [
        show.number(4.5),
        show.recommendation_id(10.5),
        show.rating(14.5),
        show.red_line(7.5),
        show.asked_by(10.5),
        show.theme(14.5, findings.catalogue),
        show.title(19),
        show.text(52),
        show.citation(26),
        show.comment(20),
    ]
    sheet = book.sheet(
        _("Information gaps"),
        [column.width for column in columns],
        _("What isn’t known yet: not answered, or answered “don’t know”. Neither is counted as absent."),
    )
    entries = [findings.entry(number, item) for number, item in enumerate(findings.information_gaps, start=1)]
    if entries:
        _list(sheet, "InformationGaps", columns, entries, words)
    else:
        _say_nothing(sheet, _("There is no information gap: every recommendation is rated, or doesn’t apply."))


def write_all_answers(book: Book, findings: Findings, words: WordLists) -> None:
    """Every recommendation in document order with all that was answered."""
    columns = [
        show.number(4.5),
        show.recommendation_id(10.5),
        show.rating(14.5),
        show.red_line(7.5),
        show.asked_by(10.5),
        show.theme(14.5, findings.catalogue),
        show.title(20),
        show.question(32),
        show.text(54),
        show.citation(24),
        show.document(23),
        show.measures(55),
        show.evidence(45),
        show.evidence_address(16),
        show.evidence_link(6.5),
        show.law_reference(16),
        show.responsible(16),
        show.action(22),
        show.target_date(11),
        show.comment(22),
        show.reason(18),
        show.to_explain(12),
    ]
    sheet = book.sheet(
        _("All answers"),
        [column.width for column in columns],
        _("Every recommendation in the catalogue’s order, with everything that was answered."),
        pages_wide=3,
        title_columns="A:C",
    )
    entries = [findings.entry(number, item) for number, item in enumerate(findings.catalogue.recommendations, start=1)]
    _list(sheet, "AllAnswers", columns, entries, words)


def _say_nothing(sheet: Sheet, words: str) -> None:
    sheet.freeze()
    sheet.line(words, Style.SECTION)


def _list(
    sheet: Sheet, name: str, columns: Sequence[Column[Entry]], entries: Sequence[Entry], words: WordLists
) -> Area:
    """A table of entries, with their ratings, the third column, in colour and to choose."""
    sheet.freeze(column=4, header=True)
    area = sheet.table(name, columns, entries)
    if sheet.pages_wide > 1:
        sheet.print_only(area)
    colour_ratings(sheet.worksheet, area.cells(3))
    offer_choices(sheet.worksheet, area.cells(3), words.ratings)
    return area
