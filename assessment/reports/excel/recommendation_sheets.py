"""The sheets that list recommendations: *Gaps* with the plan, *Gap texts*, *Information gaps*, *All answers*."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from assessment.reports.sheets.styles import SCREEN, Style
from assessment.spreadsheet.plan_layout import PLAN_FIELDS, PLAN_FORMAT, PLAN_TEXTS, PlanCode, json_pieces
from assessment.spreadsheet.references import Area
from assessment.views.results import ReportEntry, Results

RATINGS, STATUSES = "Ratings", "FollowUpStatus"
"""The tables of the words that dropdowns offer; they stand on the sheet *Method and sources*."""
_LINKS = {"document": 9.0, "evidence_link": 5.0}
"""Nobody can follow a link on paper, so these columns stand last and aren't printed."""
_PLAN_WIDTHS = {
    "responsible": 24.0, "action": 34.0, "target_date": 11.0, "status": 12.0, "note": 19.0, "status_date": 11.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """The sheet with the follow-up plan as it was written, for a program that reads it again."""

    title: str
    headers: Mapping[str, str]
    """By field, also `id` and `title`, those of the recommendation."""
    shown: Mapping[str, Mapping[str, str]]
    """By recommendation and field, what the cells show of texts."""


def write_gaps(book: Book, results: Results) -> PlanSheet:
    """The gaps in their order, each with what is done about it: these columns come back."""
    plan = {field.name: replace(show.planned(field), width=_PLAN_WIDTHS[field.name]) for field in PLANNED_FIELDS}
    day = plan.pop("status_date")
    about = show.pick(results, {"marked_title": 34, "rating": 13})
    printed = [*about, *plan.values()]
    columns = [*printed, day, *show.pick(results, {"id": 10, "theme": 20, "asked_by": 10})]
    sheet = book.sheet(_("Gaps"), columns, about_gap_order())
    entries = _gap_entries(results)
    if not entries:
        sheet.only(_("No recommendation is rated absent or partial."))
        return PlanSheet(sheet.title, {}, {})
    # Above the empty row that the heading ends with.
    sheet.row -= 1
    plan["status_date"] = day
    sheet.line(_words_about_plan(plan, comes_back=results.source.assessment_id is not None), Style.LEAD)
    sheet.skip()
    area = _list(sheet, "Gaps", columns, entries, keep=1)
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


def write_gap_texts(book: Book, results: Results) -> None:
    """What the gaps are about, in their order: the recommendation word for word, and what was said of it."""
    room = _room(results)
    about = {"marked_title": 14, "quotation": 78 - (9 if room else 0)}
    printed = show.pick(results, {**about, **room, "not_ticked": 38 - (9 if room else 0), "support": 18})
    columns = [*printed, *show.pick(results, {"id": 9, **_LINKS})]
    sheet = book.sheet(_("Gap texts"), columns, _("The recommendations word for word, and their evidence."), dense=True)
    if entries := _gap_entries(results):
        sheet.keep_in_sight(column=2, header=True)
        sheet.table("GapTexts", columns, entries, filters=False)
        sheet.print_columns(len(printed))
    else:
        sheet.only(_("No recommendation is rated absent or partial."))


def _gap_entries(results: Results) -> list[ReportEntry]:
    return [results.entry(number, gap.recommendation) for number, gap in enumerate(results.gaps, start=1)]


def _words_about_plan(plan: Mapping[str, Column[ReportEntry]], *, comes_back: bool) -> str:
    first, *_between, last = (column.header for column in plan.values())
    words = _("The columns from “{first}” to “{last}” are the follow-up plan.").format(first=first, last=last)
    return " ".join([words, _("To bring changes in them back, import this file.")]) if comes_back else words


def write_information_gaps(book: Book, results: Results) -> None:
    """What is unanswered or answered “don't know”, in document order."""
    about = {"number": 4.5, "id": 10, "rating": 14, "marked_title": 24}
    columns = show.pick(results, {**about, "text": 58, "citation": 28, "comment": 27})
    sheet = book.sheet(_("Information gaps"), columns, about_information_gaps())
    entries = [results.entry(number, item) for number, item in enumerate(results.information_gaps, start=1)]
    if entries:
        _list(sheet, "InformationGaps", columns, entries)
    else:
        sheet.only(_("Every recommendation is rated or not applicable."))


def write_all_answers(book: Book, results: Results) -> None:
    """Every recommendation that was assessed, in document order, with all that was answered."""
    about = {"number": 5, "id": 10, "rating": 14, "red_line": 8, "asked_by": 10, "theme": 18, "title": 24}
    contents = {"question": 36, "text": 70, "citation": 28, **_room(results), "measures": 60}
    rest = [field for field in ANSWER_FIELDS if field.part in (Part.PLAN, Part.REMARK)]
    rest += [field for field in ANSWER_FIELDS if field.part is Part.JUDGEMENT and field.is_text]
    others = {**{field.name: 2 * field.width for field in (*SUPPORT_FIELDS, *rest)}, "to_explain": 16}
    columns = show.pick(results, {**about, **contents, **others, **_LINKS})
    sheet = book.sheet(
        _("All answers"), columns, _("Every recommendation in catalogue order, with its answer."), page=SCREEN
    )
    entries = [results.entry(number, item) for number, item in enumerate(results.assessed, start=1)]
    _list(sheet, "AllAnswers", columns, entries)


def _room(results: Results) -> dict[str, float]:
    """What the room said, where the response is one that a workshop agreed on; other columns give way."""
    return {} if results.workshop is None else {"room": 18}


def _list(
    sheet: ReportSheet, name: str, columns: Sequence[Column[ReportEntry]], entries: Sequence[ReportEntry], keep: int = 3
) -> Area:
    """A table of entries, with their ratings in colour and to choose; the first columns, `keep`, stay in sight."""
    sheet.keep_in_sight(column=keep + 1, header=True)
    area = sheet.table(name, columns, entries)
    ratings = area.cells(1 + next(place for place, column in enumerate(columns) if column.style is Style.RATING))
    sheet.colour_ratings(ratings)
    sheet.offer_words(ratings, RATINGS)
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
