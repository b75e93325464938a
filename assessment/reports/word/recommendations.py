"""The recommendations of a Word report: red lines and gaps, the follow-up plan, information gaps, and all others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from assessment.domain.answer import SUPPORT_FIELDS, Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.fields import Field, Kind
from assessment.domain.follow_up import FIELDS, PLANNED_FIELDS, FollowUp, PlannedGap
from assessment.domain.gaps import Gap, needs_explanation, red_lines
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.codes import follow_up_word
from assessment.labels.formatting import citation, date_text, mandate_count_text, target_date_text, value_text
from assessment.reports import method_text as method
from assessment.reports.word.body import Body, gap_bookmark
from assessment.reports.word.tables import Cell, Choices, Content, WordColumn, lines_cell, list_cell, rating_cell
from assessment.reports.word.text import Words, WordStyle, link, link_to, rating_label, words
from assessment.views.results import Results

_BETWEEN = "  ·  "
_NO_BOOKMARK = re.compile(r"\W")
_DASH = "–"
"""Shown where nothing was answered."""


def write_gaps(body: Body, results: Results) -> None:
    """Every gap in the order of gaps.

    What isn't answered is shown as such only if nothing was left out.
    """
    body.heading(_("Gaps"), 1)
    if not results.gaps:
        body.write(_("No recommendation is rated absent or partial."))
    else:
        body.write(method.about_gap_order())
    body.write(" ".join([method.about_red_lines(), *method.unrated_red_lines(results)]))
    if not red_lines(results.gaps):
        body.write(_("No red line is rated absent or partial."))
    numbered = enumerate(results.gaps, start=1)
    for kind, members in groupby(numbered, lambda entry: _kind(entry[1])):
        body.heading(kind, 2)
        for number, gap in members:
            item = gap.recommendation
            body.heading(f"{number}. {item.title}", 3, bookmark=gap_bookmark(number))
            body.write(_label(results, gap), WordStyle.LABEL, keep_next=True)
            body.facts(item.title, list(_facts(results, gap)), names=20)


def _kind(gap: Gap) -> str:
    absent = gap.answer.rating is Rating.ABSENT
    if gap.recommendation.red_line:
        return _("Absent red lines") if absent else _("Partial red lines")
    return _("Absent") if absent else _("Partial")


def _label(results: Results, gap: Gap) -> Words:
    """The rating in its colour, and what the recommendation is."""
    item = gap.recommendation
    red_line = words(_BETWEEN) + words(_("Red line"), WordStyle.ALERT) if item.red_line else ()
    theme = results.catalogue.theme_by_id[item.theme].name
    rest = _BETWEEN.join(("", theme, mandate_count_text(gap.asked_by)))
    return rating_label(gap.answer.rating) + red_line + words(_BETWEEN) + _quotation_link(item) + words(rest)


def _quotation_link(item: Recommendation) -> Words:
    """The id, which leads to the words of the recommendation."""
    return link_to(_quotation_bookmark(item), item.id)


def _quotation_bookmark(item: Recommendation) -> str:
    return f"quoted_{_NO_BOOKMARK.sub('_', item.id)}"


def _quoted(results: Results, item: Recommendation) -> Words:
    """A recommendation word for word."""
    language = results.catalogue.language
    return words(item.text, language="" if language == current_language() else language)


def _cited(item: Recommendation) -> Words:
    """The citation, of which the symbol links to the document."""
    before, symbol, after = citation(item).partition(item.source.symbol)
    return words(before) + link(symbol, item.source.url) + words(after)


def _facts(results: Results, gap: Gap) -> Iterator[tuple[str, Content]]:
    """What the room said and what was answered; the plan says who acts."""
    is_whole, item = results.is_whole, gap.recommendation
    answer = gap.answer
    nothing = _DASH if is_whole else ""
    yield from results.room(item)
    for field in SUPPORT_FIELDS:
        text = getattr(answer, field.name) or (nothing if field.name == "evidence" else "")
        if text:
            yield field.label, _support(field, text)
    if item.measures:
        every = _("Every measure is ticked.")
        yield method.about_measures(answer), list_cell(gap.not_ticked) if gap.not_ticked else every
    if comment := results.comment(item):
        yield FIELDS["comment"].label, comment
    if is_whole and needs_explanation(item, answer):
        yield _("To explain"), _("Rating doesn’t match the ticked measures")


def _support(field: Field, text: str) -> Words:
    return link(text, text) if field.kind is Kind.ADDRESS else words(text)


# The follow-up plan

_Step = tuple[int, PlannedGap]
_STATE = ("status", "status_date", "note")
_ACTION_FIELDS = tuple(field for field in PLANNED_FIELDS if field.name not in _STATE)
"""What is to be done; how far it has come is told by columns of its own."""


def write_plan(body: Body, results: Results) -> None:
    """One row for each gap, with a field for the status of its action."""
    body.heading(_("Follow-up plan"), 1)
    if not results.gaps:
        body.write(_("No recommendation is rated absent or partial."))
        return
    sentence = _("Who does what by when. The column “Status” offers these words and takes others: {words}.")
    body.write(sentence.format(words=", ".join(method.follow_up_words())), keep_next=True)
    columns: list[WordColumn[_Step]] = [
        WordColumn(_("No."), 0, lambda step: step[0], is_number=True),
        WordColumn(_("Recommendation"), 25, _named),
        WordColumn(_("Rating"), 0, lambda step: rating_label(step[1].gap.answer.rating)),
        *(_planned_column(results, field) for field in _ACTION_FIELDS),
        WordColumn(_("Status"), 12, _status_cell),
    ]
    body.table(_("Follow-up plan"), columns, list(enumerate(results.planned_gaps, start=1)))


def _planned_column(results: Results, field: Field) -> WordColumn[_Step]:
    width = {"action": 19.0, "target_date": 10.0}.get(field.name, 14.0)
    return WordColumn(field.label, width, lambda step: _planned_text(results, step[1].follow_up, field))


def _planned_text(results: Results, planned: FollowUp, field: Field) -> str:
    if field.name == "target_date":
        return target_date_text(planned, results.day_written)
    return value_text(getattr(planned, field.name))


def _named(step: _Step) -> Words:
    number, planned = step
    item = planned.gap.recommendation
    return words(f"{item.id} ") + link_to(gap_bookmark(number), item.title)


def _note(follow_up: FollowUp) -> str:
    """Since when the status holds, and what was noted about it."""
    since = date_text(follow_up.status_date) if follow_up.status_date else ""
    return "\n".join(filter(None, (since, follow_up.note)))


def _status_cell(step: _Step) -> Cell:
    """The status, which offers the other words and takes any, since when it holds, and what was noted about it."""
    planned = step[1]
    tag, status = f"status-{planned.gap.recommendation.id}", follow_up_word(planned.follow_up.status)
    note = [(words(_note(planned.follow_up)), WordStyle.TABLE_TEXT)] if _note(planned.follow_up) else []
    choices = Choices(_("Status"), tag, method.follow_up_words(), status)
    return Cell([((), WordStyle.TABLE_TEXT), *note], choices=choices)


# What is no gap


def write_information_gaps(body: Body, results: Results) -> None:
    """What is unanswered or answered “don't know”, in catalogue order, verbatim."""
    body.heading(_("Information gaps"), 1)
    if not results.information_gaps:
        body.write(_("Every recommendation is rated or not applicable."))
        return
    body.write(method.about_information_gaps(), keep_next=True)
    columns: list[WordColumn[Recommendation]] = [
        WordColumn(_("Id"), 0, _quotation_link),
        WordColumn(_("Recommendation"), 3, lambda item: item.title),
        WordColumn(_("Rating"), 0, lambda item: rating_cell(results.response.rating(item.id))),
        WordColumn(_("Comment"), 3, lambda item: results.response.answer(item.id).comment),
    ]
    body.table(_("Information gaps"), columns, results.information_gaps)


def write_other_answers(body: Body, results: Results) -> None:
    """What is rated implemented, with the evidence, and what doesn't apply, with the reason."""
    body.heading(_("Implemented and not applicable"), 1)
    told: WordColumn[Recommendation] = WordColumn(
        _("Evidence, source, law or policy"), 46, lambda item: _evidence_cell(results, item)
    )
    body.heading(_("Implemented"), 2)
    if items := _rated(results, Rating.IMPLEMENTED):
        body.table(_("Implemented"), _titled(told), items)
    else:
        body.write(_("No recommendation is rated implemented."))
    told = WordColumn(_("Reason"), 46, lambda item: _reason_cell(results, item))
    body.heading(_("Not applicable"), 2)
    if items := _rated(results, Rating.NOT_APPLICABLE):
        body.table(_("Not applicable, with the reason"), _titled(told), items)
    else:
        body.write(_("No recommendation is rated not applicable."))


def _titled(told: WordColumn[Recommendation]) -> list[WordColumn[Recommendation]]:
    """Id and title, and what there is to tell."""
    return [
        WordColumn(_("Id"), 0, _quotation_link),
        WordColumn(_("Recommendation"), 39, lambda item: item.title),
        told,
    ]


def _evidence_cell(results: Results, item: Recommendation) -> Cell:
    answer = results.response.answer(item.id)
    support = [_support(field, text) for field in SUPPORT_FIELDS if (text := getattr(answer, field.name))]
    return lines_cell(*(support or [words(_DASH)]), *(words(f"{name}: {text}") for name, text in results.room(item)))


def _reason_cell(results: Results, item: Recommendation) -> Cell:
    reason = results.response.answer(item.id).reason
    others = (words(f"{name}: {text}") for name, text in results.room(item) if text != reason)
    return lines_cell(words(reason), *others)


def _rated(results: Results, rating: Rating) -> list[Recommendation]:
    return [item for item in results.catalogue.recommendations if results.response.rating(item.id) is rating]


# The words of the recommendations


def write_quotations(body: Body, results: Results) -> None:
    """Every recommendation that was asked, word for word, with its source."""
    body.heading(_("Annex: the recommendations word for word"), 1)
    for item in results.assessed:
        body.heading(f"{item.id} {item.title}", 3, bookmark=_quotation_bookmark(item))
        body.write(_quoted(results, item), WordStyle.QUOTE, keep_next=True)
        body.write(_cited(item), WordStyle.CITATION)
