"""The follow-up plan of a Word report: one row for each gap, with a field for the status of its action."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.domain.gaps import Gap
from assessment.i18n import gettext as _
from assessment.labels.formatting import date_text
from assessment.reports.findings import Findings
from assessment.reports.method_text import follow_up_words
from assessment.reports.word.body import Body, gap_bookmark
from assessment.reports.word.tables import WordCell, WordColumn, choice_cell, number_cell, text_cell, words_cell
from assessment.reports.word.text import Words, link_to, rating_label, words


@dataclass(frozen=True, slots=True)
class _Step:
    number: int
    gap: Gap


def write_plan(body: Body, findings: Findings) -> None:
    body.heading(_("Follow-up plan"), 1)
    if not findings.gaps:
        body.write(_("No recommendation is rated absent or partial."))
        return
    sentence = _("Who does what by when. The column “Status” offers these words and takes others: {words}.")
    body.write(sentence.format(words=", ".join(follow_up_words())), keep_next=True)
    columns: list[WordColumn[_Step]] = [
        WordColumn(_("No."), 4, lambda step: number_cell(str(step.number)), is_number=True),
        WordColumn(_("Recommendation"), 21, lambda step: words_cell(_named(step))),
        WordColumn(_("Rating"), 10.5, lambda step: words_cell(rating_label(step.gap.answer.rating))),
        WordColumn(_("Responsible body"), 16, lambda step: text_cell(step.gap.answer.responsible)),
        WordColumn(_("Action"), 22, lambda step: text_cell(step.gap.answer.action)),
        WordColumn(_("Target date"), 13.5, lambda step: text_cell(_date(step.gap))),
        WordColumn(_("Status"), 13, _status_cell),
    ]
    steps = [_Step(number, gap) for number, gap in enumerate(findings.gaps, start=1)]
    body.table(_("Follow-up plan"), columns, steps)


def _named(step: _Step) -> Words:
    item = step.gap.recommendation
    return words(f"{item.id} ") + link_to(gap_bookmark(step.number), item.title)


def _date(gap: Gap) -> str:
    return date_text(gap.answer.target_date) if gap.answer.target_date else ""


def _status_cell(step: _Step) -> WordCell:
    return choice_cell(_("Status"), f"status-{step.gap.recommendation.id}", follow_up_words())
