"""The follow-up plan of a Word report: a row a gap, with a place to write how far its action has come."""

from __future__ import annotations

from typing import NamedTuple

from assessment.figures import date_words
from assessment.gaps import Gap
from assessment.language import gettext as _
from assessment.reports.findings import Findings
from assessment.reports.method_sheet import follow_up_words
from assessment.reports.word_body import Body, to_place
from assessment.reports.word_places import gap_place
from assessment.reports.word_ratings import rating_label
from assessment.reports.word_styles import CENTIMETRE, LANDSCAPE_TEXT
from assessment.reports.word_tables import (
    Cell,
    Column,
    choice_cell,
    number_cell,
    text_cell,
    words_cell,
)
from assessment.reports.word_text import Words, words

_LONGEST_TAG = 64
"""Characters that the tag of a control can have in Word."""


class _Step(NamedTuple):
    number: int
    gap: Gap


def write_plan(body: Body, findings: Findings) -> None:
    body.heading(_("Follow-up plan"), 1)
    if not findings.gaps:
        body.write(_("There is no gap to follow up."))
        return
    body.write(
        _(
            "Who does what by when, gap by gap. The column “Status” offers these words, and takes others: {words}."
        ).format(words=", ".join(follow_up_words())),
        keep_next=True,
    )
    widths = [round(width * CENTIMETRE) for width in (1.0, 2.6, 4.0, 5.4, 3.3, 3.2)]
    columns: list[Column[_Step]] = [
        Column(_("No."), widths[0], lambda step: number_cell(str(step.number)), is_number=True),
        Column(_("Recommendation"), LANDSCAPE_TEXT - sum(widths), lambda step: words_cell(_named(step))),
        Column(_("Rating"), widths[1], lambda step: words_cell(rating_label(step.gap.answer.rating))),
        Column(_("Responsible body"), widths[2], lambda step: text_cell(step.gap.answer.responsible)),
        Column(_("Action"), widths[3], lambda step: text_cell(step.gap.answer.action)),
        Column(_("Target date"), widths[4], lambda step: text_cell(_date(step.gap))),
        Column(_("Status"), widths[5], _status_cell),
    ]
    steps = [_Step(number, gap) for number, gap in enumerate(findings.gaps, start=1)]
    body.table(_("Who acts, and by when"), columns, steps)


def _named(step: _Step) -> Words:
    item = step.gap.recommendation
    return words(f"{item.id} ") + to_place(item.title, gap_place(step.number))


def _date(gap: Gap) -> str:
    return date_words(gap.answer.target_date) if gap.answer.target_date else ""


def _status_cell(step: _Step) -> Cell:
    return choice_cell(_("Status"), f"status-{step.gap.recommendation.id}"[:_LONGEST_TAG], follow_up_words())
