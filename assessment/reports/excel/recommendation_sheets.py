"""The sheets that list recommendations: *Gaps* with its follow-up plan, *Information gaps*, and *All answers*."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.codec import plain
from assessment.domain.answer import ANSWER_FIELDS, SUPPORT_FIELDS
from assessment.domain.fields import Kind, Part
from assessment.domain.follow_up import FOLLOW_UP_FIELDS, PLANNED_FIELDS, PlannedGap
from assessment.i18n import gettext as _
from assessment.reports.method_text import about_gap_order, about_information_gaps
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.styles import A3, Style
from assessment.spreadsheet.plan_layout import PLAN_FIELDS, PLAN_FORMAT, PLAN_TEXTS, PlanCode, json_pieces
from assessment.spreadsheet.references import Area
from assessment.views.results import ReportEntry, Results

RATINGS, STATUSES = "Ratings", "FollowUpStatus"
"""The tables of the words that dropdowns offer; they stand on the sheet *Method and sources*."""
_LINKS = {"document": 9.0, "evidence_link": 5.0}
"""Nobody can follow a link on paper, so these columns stand last and aren't printed."""


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """The sheet with the follow-up plan as it was written, for a program that reads it again."""

    title: str
    headers: Mapping[str, str]
    """By field, also `id` and `title`, those of the recommendation."""
    shown: Mapping[str, Mapping[str, str]]
    """By recommendation and field, what the cells show of texts."""


def write_gaps(book: Book, results: Results) -> PlanSheet:
    """The gaps in their order; the columns of the follow-up plan come back."""
    rating, room = show.rating_width(10, dense=True), _room(results)
    plan = {field.name: show.planned(field) for field in PLANNED_FIELDS}
    about = {"number": 4, "id": 8.5, "rating": rating, "red_line": 5, "asked_by": 8.5, "theme": 11, "title": 11}
    contents = {"text": 29 - (6 if room else 0), "citation": 11.5, **room, **_support(rating, room)}
    measures = {"not_ticked": 28 - (8 if room else 0)}
    printed = [*show.pick(results, {**about, **contents, **measures}), *plan.values()]
    columns = [*printed, *show.pick(results, _LINKS)]
    sheet = book.sheet(_("Gaps"), columns, about_gap_order(), page=A3, dense=True)
    entries = [results.entry(number, gap.recommendation) for number, gap in enumerate(results.gaps, start=1)]
    if not entries:
        sheet.only(_("No recommendation is rated absent or partial."))
        return PlanSheet(sheet.title, {}, {})
    # Above the empty row that the heading ends with.
    sheet.row -= 1
    sheet.line(_words_about_plan(plan, comes_back=results.source.assessment_id is not None), Style.LEAD)
    sheet.skip()
    area = _list(sheet, "Gaps", columns, entries)
    sheet.print_columns(len(printed))
    places = {field: columns.index(column) + 1 for field, column in plan.items()}
    for field in FOLLOW_UP_FIELDS:
        if field.kind is Kind.DAY:
            sheet.expect_dates(area.cells(places[field.name]))
    sheet.offer_words(area.cells(places["status"]), STATUSES)
    cell_texts = {
        entry.recommendation.id: {field: sheet.shown(places[field], plan[field], entry) for field in PLAN_TEXTS}
        for entry in entries
    }
    headers = {"id": _("Id"), "title": _("Title"), **{field: column.header for field, column in plan.items()}}
    return PlanSheet(sheet.title, headers, cell_texts)


def _words_about_plan(plan: Mapping[str, Column[ReportEntry]], *, comes_back: bool) -> str:
    first, *_between, last = (column.header for column in plan.values())
    words = _("The columns from “{first}” to “{last}” are the follow-up plan.").format(first=first, last=last)
    return " ".join([words, _("To bring changes in them back, import this file.")]) if comes_back else words


def write_information_gaps(book: Book, results: Results) -> None:
    """What is unanswered or answered “don't know”, in document order."""
    rating = show.rating_width(13.5)
    about = {"number": 4.5, "id": 10, "rating": rating, "red_line": 6.5, "asked_by": 10.5, "theme": 13, "title": 17}
    columns = show.pick(results, {**about, "text": 65.5 - rating, "citation": 25, "comment": 24})
    sheet = book.sheet(_("Information gaps"), columns, about_information_gaps())
    entries = [results.entry(number, item) for number, item in enumerate(results.information_gaps, start=1)]
    if entries:
        _list(sheet, "InformationGaps", columns, entries)
    else:
        sheet.only(_("Every recommendation is rated or not applicable."))


def write_all_answers(book: Book, results: Results) -> None:
    """Every recommendation that was assessed, in document order, with all that was answered."""
    rating, room = show.rating_width(10, dense=True), _room(results)
    about = {"number": 4, "id": 8.5, "rating": rating, "red_line": 5, "asked_by": 8.5, "theme": 10.5, "title": 10.5}
    contents = {"question": 11, "text": 25 - (6 if room else 0), "citation": 9.5, **room}
    answer = {"measures": 28.5 - (8 if room else 0), **_support(rating, room)}
    rest = [field for field in ANSWER_FIELDS if field.part in (Part.PLAN, Part.REMARK)]
    rest += [field for field in ANSWER_FIELDS if field.part is Part.JUDGEMENT and field.is_text]
    others = {**{field.name: field.width for field in rest}, "to_explain": 7.5}
    printed = show.pick(results, {**about, **contents, **answer, **others})
    columns = [*printed, *show.pick(results, _LINKS)]
    sheet = book.sheet(
        _("All answers"), columns, _("Every recommendation in catalogue order, with its answer."), page=A3, dense=True
    )
    entries = [results.entry(number, item) for number, item in enumerate(results.assessed, start=1)]
    _list(sheet, "AllAnswers", columns, entries)
    sheet.print_columns(len(printed))


def _support(rating: float, room: Mapping[str, float]) -> dict[str, float]:
    """The widths of what supports a rating; other columns take some of them.

    Where words for ratings are long, the address gives way, which is broken into lines anyway.
    """
    narrower = {"evidence_url": rating, "evidence": 4 if room else 0}
    return {field.name: field.width - narrower.get(field.name, 0) for field in SUPPORT_FIELDS}


def _room(results: Results) -> dict[str, float]:
    """What the room said, where the response is one that a workshop agreed on; other columns give way."""
    return {} if results.workshop is None else {"room": 18}


def _list(
    sheet: ReportSheet, name: str, columns: Sequence[Column[ReportEntry]], entries: Sequence[ReportEntry]
) -> Area:
    """A table of entries, with their ratings, the third column, in colour and to choose."""
    sheet.keep_in_sight(column=4, header=True)
    area = sheet.table(name, columns, entries)
    sheet.colour_ratings(area.cells(3))
    sheet.offer_words(area.cells(3), RATINGS)
    return area


# The hidden sheet by which the follow-up plan can be imported (`spreadsheet.plan_layout`)


def write_plan_origin(book: Book, results: Results, sheet: PlanSheet) -> None:
    """Add the sheet. A report that can't be imported only says so: at another level than full, or made from a file."""
    title = _("About this file")
    book.hidden_sheet(
        title,
        [*_origin(results), *((PlanCode.SHEET, sheet) for sheet in (*book.titles, title)), *_plan(results, sheet)],
    )


def _origin(results: Results) -> Iterator[tuple[str, ...]]:
    yield PlanCode.FORMAT, PLAN_FORMAT
    yield PlanCode.LEVEL, results.level.value
    yield PlanCode.CATALOGUE, results.catalogue.id
    yield PlanCode.VERSION, results.catalogue.version
    if results.source.assessment_id is not None:
        yield PlanCode.ASSESSMENT, results.source.assessment_id


def _plan(results: Results, sheet: PlanSheet) -> Iterator[tuple[str, ...]]:
    if results.source.assessment_id is None:
        return
    for field, header in sheet.headers.items():
        yield PlanCode.COLUMN, sheet.title, field, header
    for planned in results.planned_gaps:
        item = planned.gap.recommendation.id
        revision = str(results.source.follow_up_revisions.get(item, 0))
        for number, piece in enumerate(json_pieces(_written(planned, sheet)), start=1):
            yield PlanCode.GAP, item, revision, str(number), piece


def _written(planned: PlannedGap, sheet: PlanSheet) -> dict[str, Any]:
    """The follow-up, and what the cells show of its texts where that is something else."""
    values = {name: plain(getattr(planned.follow_up, name)) for name in PLAN_FIELDS}
    cell_texts = sheet.shown.get(planned.gap.recommendation.id, {})
    return {**values, "shown": {field: text for field, text in cell_texts.items() if text != values[field]}}
