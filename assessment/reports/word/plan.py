"""The follow-up plan of a Word report: one row for each gap, with a field for the status of its action."""

from __future__ import annotations

import datetime as dt

from assessment.domain.follow_up import FollowUp, PlannedGap
from assessment.i18n import gettext as _
from assessment.labels.codes import follow_up_word
from assessment.labels.formatting import date_text, target_date_text
from assessment.reports.findings import Findings
from assessment.reports.method_text import follow_up_words
from assessment.reports.word.body import Body, gap_bookmark
from assessment.reports.word.tables import WordCell, WordColumn, choice_cell, number_cell, text_cell, words_cell
from assessment.reports.word.text import Words, link_to, rating_label, words

_Step = tuple[int, PlannedGap]


def write_plan(body: Body, findings: Findings) -> None:
    body.heading(_("Follow-up plan"), 1)
    if not findings.gaps:
        body.write(_("No recommendation is rated absent or partial."))
        return
    sentence = _("Who does what by when. The column “Status” offers these words and takes others: {words}.")
    body.write(sentence.format(words=", ".join(follow_up_words())), keep_next=True)
    columns: list[WordColumn[_Step]] = [
        WordColumn(_("No."), 4, lambda step: number_cell(str(step[0])), is_number=True),
        WordColumn(_("Recommendation"), 18, lambda step: words_cell(_named(step))),
        WordColumn(_("Rating"), 10.5, lambda step: words_cell(rating_label(step[1].gap.answer.rating))),
        WordColumn(_("Responsible body"), 14, lambda step: text_cell(step[1].follow_up.responsible)),
        WordColumn(_("Action"), 18, lambda step: text_cell(step[1].follow_up.action)),
        WordColumn(
            _("Target date"), 10.5, lambda step: text_cell(target_date_text(step[1].follow_up, findings.day_written))
        ),
        WordColumn(_("Status"), 10, _status_cell),
        WordColumn(_("Note on the status"), 15, lambda step: text_cell(_note(step[1].follow_up))),
    ]
    body.table(_("Follow-up plan"), columns, list(enumerate(findings.planned_gaps, start=1)))


def _named(step: _Step) -> Words:
    number, planned = step
    item = planned.gap.recommendation
    return words(f"{item.id} ") + link_to(gap_bookmark(number), item.title)


def _day(day: dt.date | None) -> str:
    return date_text(day) if day else ""


def _note(follow_up: FollowUp) -> str:
    """Since when the status holds, and what was noted about it."""
    return "\n".join(filter(None, (_day(follow_up.status_date), follow_up.note)))


def _status_cell(step: _Step) -> WordCell:
    planned = step[1]
    status = follow_up_word(planned.follow_up.status)
    return choice_cell(_("Status"), f"status-{planned.gap.recommendation.id}", follow_up_words(), status)
