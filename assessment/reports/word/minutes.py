"""The minutes of a workshop as a Word document: what came of it and of each recommendation, how far the room agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from assessment.domain.workshop.model import AGREED_FIELDS, VOTES
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.labels.workshops import kept_back_text, mode_text, spread_text, vote_word
from assessment.reports import minutes_text as text
from assessment.reports.word.body import Body
from assessment.reports.word.tables import Cell, Content, WordColumn, lines_cell, list_cell, word_columns
from assessment.reports.word.template import fill_template, open_template
from assessment.reports.word.text import Words, WordStyle, filled, link_to, rating_words, words


def minutes_document(workshop: WorkshopOutcome, *, written: dt.datetime, template: Path | None = None) -> bytes:
    """The minutes as the content of a .docx file, in document order; `template` is a ministry’s own.

    Raises TemplateRefused if that can’t be used.
    """
    document, name, plan = open_template(template), text.workshop_name(workshop), workshop.plan
    place = fill_template(
        document,
        title=_("Minutes of a workshop"),
        kind=_("Minutes"),
        name=name,
        country=plan.country,
        catalogue=workshop.catalogue,
    )
    body = Body(document)
    with body.first_page(place):
        body.list_facts(_("What the workshop was, and who took part"), text.workshop_facts(workshop))
        body.heading(_("Summary"), 1)
        for sentence in text.summary_sentences(workshop):
            body.write(sentence)
        results = [*_titled(62), WordColumn(_("Result"), 24, _result)]
        body.table(_("What became of each recommendation"), results, workshop.outcomes)
    body.heading(_("Recommendation by recommendation"), 1)
    body.write(_("In the order of the catalogue."))
    for outcome in workshop.outcomes:
        _write_outcome(body, workshop, outcome)
    _write_agreement(body, workshop)
    body.end_last_section()
    return body.content(
        title=_("Minutes: {name}").format(name=name),
        subject=workshop.catalogue.title,
        author="" if plan.anonymous else plan.organisation,
        written=written,
    )


def _titled(width: float) -> list[WordColumn[Outcome]]:
    return [
        WordColumn(_("Id"), 14, lambda outcome: outcome.recommendation.id),
        WordColumn(_("Recommendation"), width, _link),
    ]


def _link(outcome: Outcome) -> Words:
    return link_to(_bookmark(outcome), outcome.recommendation.title)


def _bookmark(outcome: Outcome) -> str:
    return f"minutes_{outcome.recommendation.id.replace('-', '_').replace('.', '_')}"


def _result(outcome: Outcome) -> Content:
    agreed = outcome.agreed if outcome.is_agreed else None
    return text.stage_text(outcome) if agreed is None else agreed.rating


def _write_outcome(body: Body, workshop: WorkshopOutcome, outcome: Outcome) -> None:
    item = outcome.recommendation
    body.heading(f"{item.id} {item.title}", 2, bookmark=_bookmark(outcome))
    body.write(item.question, keep_next=True)
    if lines := list(text.vote_lines(workshop, outcome)):
        columns: list[WordColumn[text.VoteLine]] = [
            WordColumn(_("Vote"), 14, lambda line: vote_word(line.vote)),
            WordColumn(_("Who"), 19, _whose),
            *word_columns(text.count_columns()),
        ]
        body.table(_("Votes on {id}").format(id=item.id), columns, lines, together=True)
    for vote, why in text.withheld_votes(outcome):
        body.write(f"{vote_word(vote)}: {why}", keep_next=True)
    body.facts(item.title, list(_facts(outcome, is_anonymous=workshop.plan.anonymous)), names=22.5)


def _whose(line: text.VoteLine) -> Cell:
    style = WordStyle.TABLE_TOTAL if line.is_together else WordStyle.TABLE_TEXT
    return lines_cell(words(line.whose), style=style)


def _facts(outcome: Outcome, *, is_anonymous: bool) -> Iterator[tuple[str, Content]]:
    """The result first, then how it came about; what is empty is left out."""
    figures = outcome.second or outcome.first
    if outcome.is_agreed and outcome.agreed is not None:
        yield _("Agreed rating"), outcome.agreed.rating
        for field in AGREED_FIELDS:
            if told := getattr(outcome.agreed, field.name):
                yield field.label, told
        if outcome.is_changed:
            rating = rating_words(outcome.answer.rating)
            yield _("Changed after"), filled(_("In the agreed response it is now {rating}."), rating=rating)
    else:
        yield _("Result"), text.stage_text(outcome)
    if figures is not None:
        yield _("Most frequent"), mode_text(figures.together)
    if outcome.second is not None:
        yield _("Moved"), text.second_moved_text(outcome.second, is_anonymous=is_anonymous)
    if outcome.history:
        yield _("What happened"), list_cell([line.text for line in text.history_lines(outcome)])
    for vote, figures in zip(VOTES, (outcome.first, outcome.second), strict=True):
        if figures is not None and figures.remarks:
            yield _("Remarks ({vote})").format(vote=vote_word(vote)), list_cell(figures.remarks)
        if kept_back := kept_back_text(outcome, vote):
            yield _("Not shown ({vote})").format(vote=vote_word(vote)), list_cell(kept_back)


def _write_agreement(body: Body, workshop: WorkshopOutcome) -> None:
    body.heading(_("How far the room agreed"), 1)
    body.bullets(text.about_figures(workshop))
    columns = word_columns(text.alpha_columns())
    body.table(_("Agreement in first votes"), columns, text.alpha_lines(workshop), together=True)
    if voted := [outcome for outcome in workshop.outcomes if outcome.spread is not None]:
        spread: WordColumn[Outcome] = WordColumn(_("Spread (n)"), 20, lambda outcome: spread_text(outcome.spread))
        body.table(_("Spread of the last vote"), [*_titled(66), spread], voted)
