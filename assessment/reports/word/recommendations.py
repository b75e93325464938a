"""The recommendations of a Word report: red lines and gaps, the follow-up plan, information gaps, and all others."""

from __future__ import annotations

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
from assessment.reports.word.body import GAPS, INFORMATION_GAPS, NOT_APPLICABLE, RED_LINES, Body, gap_bookmark
from assessment.reports.word.tables import Cell, Choices, Content, WordColumn, lines_cell, list_cell, rating_cell
from assessment.reports.word.text import Words, WordStyle, filled, link, link_to, rating_label, words
from assessment.views.results import Results

_BETWEEN = "  ·  "
_DASH = "–"
"""Shown where nothing was answered."""


def write_red_lines(body: Body, results: Results) -> None:
    """The gaps whose absence harms a person directly, whatever the scores."""
    body.heading(_("Red lines"), 1, bookmark=RED_LINES)
    crossed = red_lines(results.gaps)
    body.write(method.about_red_lines(), keep_next=bool(crossed))
    if crossed:
        places = {gap.recommendation.id: gap_bookmark(number) for number, gap in enumerate(results.gaps, start=1)}
        columns: list[WordColumn[Gap]] = [
            WordColumn(_("Id"), 16, lambda gap: gap.recommendation.id),
            WordColumn(
                _("Recommendation"),
                51,
                lambda gap: link_to(places[gap.recommendation.id], gap.recommendation.title),
            ),
            WordColumn(_("Rating"), 18, lambda gap: rating_cell(gap.answer.rating)),
            WordColumn(_("UN mandates"), 15, lambda gap: gap.asked_by, is_number=True),
        ]
        body.table(_("Red lines among the gaps"), columns, crossed)
    else:
        body.write(_("No red line is rated absent or partial."))
    for sentence in method.unrated_red_lines(results):
        body.write(sentence)


def write_gaps(body: Body, results: Results) -> None:
    """Every gap in the order of gaps.

    What isn't answered is shown as such only if nothing was left out.
    """
    body.heading(_("Gaps"), 1, bookmark=GAPS)
    if not results.gaps:
        body.write(_("No recommendation is rated absent or partial."))
        return
    body.write(method.about_gap_order())
    numbered = enumerate(results.gaps, start=1)
    for kind, members in groupby(numbered, lambda entry: _kind(entry[1])):
        body.heading(kind, 2)
        for number, gap in members:
            item = gap.recommendation
            body.heading(f"{number}. {item.title}", 3, bookmark=gap_bookmark(number))
            body.write(_label(results, gap), WordStyle.LABEL)
            body.write(_quoted(results, item), WordStyle.QUOTE, keep_next=True)
            body.write(_cited(item), WordStyle.CITATION, keep_next=True)
            body.facts(item.title, list(_facts(results, gap)), names=22.5)


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
    rest = _BETWEEN.join(("", item.id, theme, mandate_count_text(gap.asked_by)))
    return rating_label(gap.answer.rating) + red_line + words(rest)


def _quoted(results: Results, item: Recommendation) -> Words:
    """A recommendation word for word."""
    language = results.catalogue.language
    return words(item.text, language="" if language == current_language() else language)


def _cited(item: Recommendation) -> Words:
    """The citation, of which the symbol links to the document."""
    before, symbol, after = citation(item).partition(item.source.symbol)
    return words(before) + link(symbol, item.source.url) + words(after)


def _facts(results: Results, gap: Gap) -> Iterator[tuple[str, Content]]:
    """What the room said, what was answered, and who acts; for what a plan needs, also that nobody said it."""
    is_whole, item = results.is_whole, gap.recommendation
    answer, planned = gap.answer, results.follow_up(item)
    nothing = _DASH if is_whole else ""
    yield from results.room(item)
    for field in SUPPORT_FIELDS:
        text = getattr(answer, field.name) or (nothing if field.name == "evidence" else "")
        if text:
            yield field.label, _support(field, text)
    if item.measures:
        every = _("Every measure is ticked.")
        yield method.about_measures(answer), list_cell(gap.not_ticked) if gap.not_ticked else every
    for field in _ACTION_FIELDS:
        if text := _planned_text(results, planned, field) or nothing:
            yield field.label, text
    if comment := results.comment(item):
        yield FIELDS["comment"].label, comment
    if is_whole and needs_explanation(item, answer):
        yield _("To explain"), _("Rating and ticks disagree, and no comment says why")


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
        WordColumn(_("No."), 4, lambda step: step[0], is_number=True),
        WordColumn(_("Recommendation"), 18, _named),
        WordColumn(_("Rating"), 10.5, lambda step: rating_label(step[1].gap.answer.rating)),
        *(_planned_column(results, field) for field in _ACTION_FIELDS),
        WordColumn(_("Status"), 10, _status_cell),
        WordColumn(_("Note on the status"), 15, lambda step: _note(step[1].follow_up)),
    ]
    body.table(_("Follow-up plan"), columns, list(enumerate(results.planned_gaps, start=1)))


def _planned_column(results: Results, field: Field) -> WordColumn[_Step]:
    width = {"action": 18.0, "target_date": 10.5}.get(field.name, 14.0)
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
    """The status, which offers the other words and takes any."""
    planned = step[1]
    tag, status = f"status-{planned.gap.recommendation.id}", follow_up_word(planned.follow_up.status)
    return Cell([((), WordStyle.TABLE_TEXT)], choices=Choices(_("Status"), tag, method.follow_up_words(), status))


# What is no gap


def write_information_gaps(body: Body, results: Results) -> None:
    """What is unanswered or answered “don't know”, in catalogue order, verbatim."""
    body.heading(_("Information gaps"), 1, bookmark=INFORMATION_GAPS)
    if not results.information_gaps:
        body.write(_("Every recommendation is rated or not applicable."))
        return
    body.write(method.about_information_gaps(), keep_next=True)
    columns: list[WordColumn[Recommendation]] = [
        WordColumn(_("Id"), 15, lambda item: item.id),
        WordColumn(_("Recommendation (verbatim)"), 66, lambda item: _quotation_cell(results, item)),
        WordColumn(_("Rating"), 19, lambda item: rating_label(results.response.rating(item.id))),
    ]
    body.table(_("Information gaps"), columns, results.information_gaps)


def _quotation_cell(results: Results, item: Recommendation) -> Cell:
    """A recommendation word for word under its title, with its citation and the comment on it."""
    comment = results.response.answer(item.id).comment
    note = [(filled(_("Comment: {comment}"), comment=words(comment)), WordStyle.TABLE_TEXT)] if comment else []
    return Cell(
        [
            (words(item.title), WordStyle.TABLE_TOTAL),
            (_quoted(results, item), WordStyle.TABLE_TEXT),
            (_cited(item), WordStyle.TABLE_CITATION),
            *note,
        ]
    )


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
    body.heading(_("Not applicable"), 2, bookmark=NOT_APPLICABLE)
    if items := _rated(results, Rating.NOT_APPLICABLE):
        body.table(_("Not applicable, with the reason"), _titled(told), items)
    else:
        body.write(_("No recommendation is rated not applicable."))


def _titled(told: WordColumn[Recommendation]) -> list[WordColumn[Recommendation]]:
    """Id and title, and what there is to tell."""
    return [
        WordColumn(_("Id"), 15, lambda item: item.id),
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
