"""The hidden sheet of a gap report, by which its follow-up plan can be imported (`spreadsheet.plan_layout`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from assessment.domain.follow_up import FollowUp, PlannedGap
from assessment.i18n import gettext as _
from assessment.reports.excel.recommendation_sheets import PlanSheet
from assessment.reports.findings import Findings
from assessment.reports.sheets.book import Book
from assessment.spreadsheet.plan_layout import PLAN_FIELDS, PLAN_FORMAT, PlanCode, json_pieces


def write_plan_origin(book: Book, findings: Findings, sheet: PlanSheet) -> None:
    """Add the sheet. A report that can't be imported only says so: at another level than full, or made from a file."""
    title = _("About this file")
    book.hidden_sheet(
        title,
        [*_origin(findings), *((PlanCode.SHEET, each) for each in (*book.titles, title)), *_plan(findings, sheet)],
    )


def _origin(findings: Findings) -> Iterator[tuple[str, ...]]:
    yield PlanCode.FORMAT, PLAN_FORMAT
    yield PlanCode.LEVEL, findings.plan.level.value
    yield PlanCode.CATALOGUE, findings.catalogue.id
    yield PlanCode.VERSION, findings.catalogue.version
    if findings.plan.assessment_id is not None:
        yield PlanCode.ASSESSMENT, findings.plan.assessment_id


def _plan(findings: Findings, sheet: PlanSheet) -> Iterator[tuple[str, ...]]:
    if findings.plan.assessment_id is None:
        return
    for field, header in sheet.headers.items():
        yield PlanCode.COLUMN, sheet.title, field, header
    for planned in findings.planned_gaps:
        item = planned.gap.recommendation.id
        revision = str(findings.plan.revisions.get(item, 0))
        for number, piece in enumerate(json_pieces(_written(planned, sheet)), start=1):
            yield PlanCode.GAP, item, revision, str(number), piece


def _written(planned: PlannedGap, sheet: PlanSheet) -> dict[str, Any]:
    """The follow-up, and what the cells show of its texts where that is something else."""
    values = {field: _plain(planned.follow_up, field) for field in PLAN_FIELDS}
    shown = sheet.shown.get(planned.gap.recommendation.id, {})
    return {**values, "shown": {field: text for field, text in shown.items() if text != values[field]}}


def _plain(follow_up: FollowUp, field: str) -> str | None:
    value = getattr(follow_up, field)
    return value.isoformat() if isinstance(value, dt.date) else value
