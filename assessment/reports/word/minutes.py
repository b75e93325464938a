"""The minutes of a workshop as a Word document: what came of it and of each recommendation, how far the room agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from assessment.domain.model import Rating
from assessment.domain.workshop.model import AGREED_FIELDS, FIRST_VOTE, SECOND_VOTE
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_word
from assessment.labels.workshops import kept_back_text, mode_text, spread_text, vote_word
from assessment.reports.minutes_text import (
    AlphaLine,
    VoteLine,
    about_anonymity,
    about_figures,
    alpha_figure,
    alpha_lines,
    history_lines,
    second_moved_text,
    stage_text,
    summary_sentences,
    vote_lines,
    withheld_lines,
    workshop_facts,
    workshop_name,
)
from assessment.reports.word.body import Body
from assessment.reports.word.tables import (
    WordCell,
    WordColumn,
    list_cell,
    number_cell,
    rating_cell,
    text_cell,
    words_cell,
)
from assessment.reports.word.template import TitlePage, fill_template, open_template, word_file
from assessment.reports.word.text import Words, WordStyle, filled, link_to, rating_words

_COUNT_WIDTHS = {
    Rating.IMPLEMENTED: 16.0,
    Rating.PARTIAL: 11.0,
    Rating.ABSENT: 11.5,
    Rating.DONT_KNOW: 14.0,
    Rating.NOT_APPLICABLE: 14.5,
}
"""Percent of the text’s width, in the order of distributions."""


def minutes_document(outcome: WorkshopOutcome, *, written: dt.datetime, template: Path | None = None) -> bytes:
    """The minutes as the content of a .docx file, in document order; `template` is a ministry’s own.

    Raises TemplateRefused if that can’t be used.
    """
    document, name = open_template(template), workshop_name(outcome)
    catalogue = outcome.catalogue
    page = TitlePage(
        title=_("Minutes of a workshop"),
        name=name,
        country=outcome.plan.country,
        catalogue=catalogue,
        report=_("Minutes · {catalogue}, {version}").format(catalogue=catalogue.id, version=catalogue.version),
        contents=_("Contents"),
    )
    place = fill_template(document, page)
    body = Body(document)
    body.list_facts(_("What the workshop was, and who took part"), workshop_facts(outcome), place)
    _write_results(body, outcome)
    _write_recommendations(body, outcome)
    _write_agreement(body, outcome)
    body.end_last_section()
    body.complete()
    title = _("Minutes: {name}").format(name=name)
    author = "" if outcome.plan.anonymous else outcome.plan.organisation
    return word_file(document, title=title, subject=catalogue.title, author=author, written=written)


def _write_agreement(body: Body, outcome: WorkshopOutcome) -> None:
    body.heading(_("How far the room agreed"), 1, new_page=True)
    body.bullets([*about_figures(outcome), *([about_anonymity()] if outcome.plan.anonymous else [])])
    columns: list[WordColumn[AlphaLine]] = [
        WordColumn(_("Whose first votes"), 40, lambda line: text_cell(line.whose)),
        WordColumn(_("Alpha"), 20, lambda line: number_cell(alpha_figure(line.alpha)), is_number=True),
        WordColumn(_("Recommendations"), 20, lambda line: number_cell(str(line.alpha.recommendations)), is_number=True),
        WordColumn(_("Ratings"), 20, lambda line: number_cell(str(line.alpha.ballots)), is_number=True),
    ]
    body.table(_("Agreement in first votes"), columns, alpha_lines(outcome), together=True)
    if voted := [each for each in outcome.outcomes if each.spread is not None]:
        spreads: list[WordColumn[Outcome]] = [
            WordColumn(_("Id"), 14, lambda each: text_cell(each.recommendation.id)),
            WordColumn(_("Recommendation"), 66, lambda each: words_cell(_link(each))),
            WordColumn(_("Spread (n)"), 20, lambda each: text_cell(spread_text(each.spread))),
        ]
        body.table(_("Spread of the last vote"), spreads, voted)


def _write_results(body: Body, outcome: WorkshopOutcome) -> None:
    body.heading(_("Summary"), 1, new_page=True)
    for sentence in summary_sentences(outcome):
        body.write(sentence)
    columns: list[WordColumn[Outcome]] = [
        WordColumn(_("Id"), 14, lambda each: text_cell(each.recommendation.id)),
        WordColumn(_("Recommendation"), 62, lambda each: words_cell(_link(each))),
        WordColumn(_("Result"), 24, _result_cell),
    ]
    body.table(_("What became of each recommendation"), columns, outcome.outcomes)


def _link(outcome: Outcome) -> Words:
    return link_to(_bookmark(outcome), outcome.recommendation.title)


def _bookmark(outcome: Outcome) -> str:
    return f"minutes_{outcome.recommendation.id.replace('-', '_').replace('.', '_')}"


def _result_cell(outcome: Outcome) -> WordCell:
    if outcome.is_agreed and outcome.agreed is not None:
        return rating_cell(outcome.agreed.rating)
    return text_cell(stage_text(outcome))


def _write_recommendations(body: Body, outcome: WorkshopOutcome) -> None:
    body.heading(_("Recommendation by recommendation"), 1, new_page=True)
    body.write(_("In the order of the catalogue."))
    for each in outcome.outcomes:
        _write_outcome(body, outcome, each)


def _write_outcome(body: Body, whole: WorkshopOutcome, outcome: Outcome) -> None:
    item = outcome.recommendation
    body.heading(f"{item.id} {item.title}", 2, bookmark=_bookmark(outcome))
    body.write(item.question, keep_next=True)
    lines = list(vote_lines(whole, outcome))
    if lines:
        body.table(_("Votes on {id}").format(id=item.id), _vote_columns(), lines, together=True)
    for sentence in withheld_lines(outcome):
        body.write(sentence, keep_next=True)
    body.facts(item.title, list(_facts(outcome, is_anonymous=whole.plan.anonymous)), names=22.5)


def _vote_columns() -> list[WordColumn[VoteLine]]:
    return [
        WordColumn(_("Vote"), 14, lambda line: text_cell(vote_word(line.vote))),
        WordColumn(_("Who"), 19, _whose_cell),
        *map(_count_column, _COUNT_WIDTHS),
    ]


def _whose_cell(line: VoteLine) -> WordCell:
    return text_cell(line.whose, WordStyle.TABLE_TOTAL if line.is_together else WordStyle.TABLE_TEXT)


def _count_column(rating: Rating) -> WordColumn[VoteLine]:
    width = _COUNT_WIDTHS[rating]
    return WordColumn(rating_word(rating), width, lambda line: number_cell(str(line.count(rating))), is_number=True)


def _facts(outcome: Outcome, *, is_anonymous: bool) -> Iterator[tuple[str, WordCell]]:
    """The result first, then how it came about; what is empty is left out."""
    agreed, figures = outcome.agreed, outcome.second or outcome.first
    if outcome.is_agreed and agreed is not None:
        yield _("Agreed rating"), rating_cell(agreed.rating)
        for field in AGREED_FIELDS:
            if text := getattr(agreed, field.name):
                yield field.label, text_cell(text)
        if outcome.is_changed:
            now = filled(_("In the agreed response it is now {rating}."), rating=rating_words(outcome.answer.rating))
            yield _("Changed after"), words_cell(now)
    else:
        yield _("Result"), text_cell(stage_text(outcome))
    if figures is not None:
        yield _("Most frequent"), text_cell(mode_text(figures.together))
    if outcome.second is not None:
        yield _("Moved"), text_cell(second_moved_text(outcome.second, is_anonymous=is_anonymous))
    if outcome.history:
        yield _("What happened"), list_cell(line.text for line in history_lines(outcome))
    for vote, shown in ((FIRST_VOTE, outcome.first), (SECOND_VOTE, outcome.second)):
        if shown is not None and shown.remarks:
            yield _("Remarks ({vote})").format(vote=vote_word(vote)), list_cell(shown.remarks)
        if kept_back := kept_back_text(outcome, vote):
            yield _("Not shown ({vote})").format(vote=vote_word(vote)), list_cell(kept_back)
