"""A response as a Word document that a ministry goes on to edit: summary, red lines, gaps, follow-up plan, method."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assessment.domain.answer import Rating
from assessment.domain.scoring import Grouping
from assessment.domain.sharing import omission_notice
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word, rating_meaning
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import (
    Group,
    percent,
    response_name,
    score_with_n,
    target_date_text,
)
from assessment.reports import method_text as method
from assessment.reports.minutes_text import about_figures
from assessment.reports.related import find_related
from assessment.reports.word.body import Body, gap_bookmark
from assessment.reports.word.recommendations import (
    write_gaps,
    write_information_gaps,
    write_other_answers,
    write_plan,
    write_quotations,
)
from assessment.reports.word.tables import WordColumn, rating_cell, word_columns
from assessment.reports.word.template import fill_template, open_template
from assessment.reports.word.text import Words, WordStyle, link, link_to, rating_words, words
from assessment.reports.word.theme_picture import draw_themes
from assessment.views import results as view
from assessment.views.comparison import round_tables, voice_tables
from assessment.views.results import NOT_GIVEN, ReportEntry, Results, VariedScore
from assessment.views.table import Column, Kind, Value

_STRIP = (17, 18, 26, 19, 20)
"""Percent of the width: the third column has the organisation and the framework."""


def word_report(
    results: Results,
    others: Sequence[SourcedResponse] = (),
    *,
    charts: bool = True,
    template: Path | None = None,
) -> bytes:
    """The gap report of a response as the content of a .docx file.

    `others` are compared with it as in the workbook, and are shared as it is (`related`). `template` is a ministry’s
    own (docs/word-report.md). A workshop adds the spread next to each agreed rating. Raises TemplateRefused if the
    template can’t be used.
    """
    response, name = results.response, response_name(results.response)
    document = open_template(template)
    place = fill_template(
        document,
        title=_("Gap report"),
        kind=_("Gap report"),
        name=name,
        country=response.country,
        catalogue=results.catalogue,
        left_out=omission_notice(results.left_out),
    )
    body = Body(document)
    with body.first_page(place):
        _write_summary(body, results, charts=charts)
    write_gaps(body, results)
    body.end_section()
    write_plan(body, results)
    body.end_section()
    write_information_gaps(body, results)
    _write_related_responses(body, results, others)
    write_other_answers(body, results)
    _write_figures(body, results)
    _write_method(body, results)
    write_quotations(body, results)
    return body.content(
        title=_("Gap report: {name}").format(name=name),
        subject=results.catalogue.title,
        author="" if response.anonymous else response.organisation,
        written=results.written,
    )


# The first page: who answered, what was found, the themes as a picture, and who acts


def _write_summary(body: Body, results: Results, *, charts: bool) -> None:
    body.strip(_("Who answered, when, and what was asked"), view.response_facts(results), _STRIP)
    body.heading(results.headline, 1)
    body.write(score_with_n(results.whole, results.threshold), WordStyle.LEADING)
    if charts:
        groups = _themes_and_all(results)
        described = (
            f"{method.counted_words(group)}; {score_with_n(group.tally, results.threshold)}" for group in groups
        )
        title = _("Answers and scores by theme")
        alternative = f"{title}. {'. '.join(described)}."
        note = _key() + words(" ") + words(_("The dot is the score, the bar its band: the range of possible scores."))
        body.picture(title, draw_themes(groups, results.threshold), alternative, note)
    columns: list[WordColumn[ReportEntry]] = [
        WordColumn(_("Recommendation"), 6, _named),
        WordColumn(_("Rating"), 0, lambda entry: rating_cell(entry.answer.rating)),
        WordColumn(_("Responsible body"), 3, lambda entry: results.responsible(entry.follow_up)),
        WordColumn(
            _("Target date"),
            2,
            lambda entry: target_date_text(entry.follow_up, results.day_written) or no_target_date(),
        ),
    ]
    if entries := results.gravest_gaps:
        body.table(_("Gravest gaps"), columns, entries, together=True)


def _themes_and_all(results: Results) -> list[Group]:
    return [*results.groups(Grouping.THEME), Group(_("All themes"), results.whole)]


def _named(entry: ReportEntry) -> Words:
    item = entry.recommendation
    mark = f" ▲ {_('Red line')}" if item.red_line else ""
    return words(f"{item.id} ") + link_to(gap_bookmark(entry.number), item.title) + words(mark)


def _key() -> Words:
    """What the marks in a chart mean."""
    first, *others = map(rating_words, RATING_STYLES)
    return sum((words(", ") + other for other in others), first) + words(".")


# Beside other responses: the State and civil society, and the round before


def _write_related_responses(body: Body, results: Results, others: Sequence[SourcedResponse]) -> None:
    related = find_related(results.source, others)
    for number, (pair, other) in enumerate(zip(related.voices, related.other_voices, strict=True)):
        if number == 0:
            body.heading(_("State and civil society"), 1)
        body.heading(response_name(other.response), 2)
        voices = voice_tables(pair)
        body.view(voices.agreement)
        body.view(voices.differences, without={Kind.POINTS})
        body.view(voices.agenda, without={Kind.ORDINAL, Kind.STEPS})
    for rounds in related.last_rounds:
        body.heading(_("Since last round"), 1)
        body.heading(response_name(rounds.earlier.response), 2)
        tables = round_tables(rounds, _("Earlier round"), _("Later round"))
        body.view(tables.counts)
        body.view(tables.differences, without={Kind.POINTS})
        body.view(tables.changed, without={Kind.ORDINAL})


# Annexes: the figures of the picture, the method in plain words with the figures of this report as the example


def _write_figures(body: Body, results: Results) -> None:
    body.heading(_("Annex: figures"), 1)
    *themes, everything = _themes_and_all(results)
    kind = grouping_word(Grouping.THEME)
    counts = word_columns(view.count_columns(kind))
    body.table(_("Answers by theme"), counts, themes, everything)
    scores = [*view.score_columns(kind, results.threshold), *_range_columns(results, everything)]
    body.table(_("Score and band by theme"), word_columns(scores), themes, everything)
    if (weighted := results.differing_weighted) is not None:
        body.write(method.about_weighted_overall(percent(weighted)))
    body.heading(_("Robustness"), 2)
    body.write(method.about_robustness())
    if view.varied_scores(results) is None:
        body.write(_("Nothing is rated, so there is no score to vary."))
    else:
        body.bullets(method.robust_gaps_and_orders(results))


def _range_columns(results: Results, everything: Group) -> list[Column[Group]]:
    """How far the score of each group moves over all variants of the method; none where nothing is rated."""
    varied = view.varied_scores(results)
    if varied is None:
        return []
    of_themes, overall = varied
    rows = {row.group.name: row for row in of_themes} | {everything.name: overall}

    def of_group(column: Column[VariedScore]) -> Column[Group]:
        def value(group: Group) -> Value:
            return column.value(rows[group.name]) if group.name in rows else NOT_GIVEN

        return Column(column.header, value, column.kind)

    return [of_group(column) for column in view.varied_columns(results.threshold)[2:]]


def _write_method(body: Body, results: Results) -> None:
    body.heading(_("Annex: method and sources"), 1)
    meanings: list[WordColumn[Rating | None]] = [
        WordColumn(_("Rating"), 0, rating_cell),
        WordColumn(_("Counts as"), 0, method.worth_words, is_number=True),
        WordColumn(_("Meaning"), 1, rating_meaning),
    ]
    body.table(_("The answers and what they count"), meanings, list(RATING_STYLES), together=True)
    steps: list[WordColumn[method.Step]] = [
        WordColumn(_("Figure"), 0, lambda step: step.name),
        WordColumn(_("In this report"), 0, lambda step: step.figure_text(results.whole), is_number=True),
        WordColumn(_("Calculation"), 1, lambda step: step.words),
    ]
    body.table(_("From the answers to the score"), steps, method.formula(), together=True)
    body.bullets([*method.about_the_figures(results.threshold), method.about_voice()])
    body.heading(_("How to read this report"), 2)
    body.bullets(
        [
            method.about_mandates(),
            method.about_ticks(),
            *(about_figures(results.workshop) if results.workshop else []),
            method.about_texts(),
            *method.about_this_response(results),
            method.do_no_harm_notice(),
        ]
    )
    title = _("Source of the recommendations")
    body.heading(title, 2)
    facts = view.publication_facts(results.catalogue)
    body.facts(title, [(fact.label, link(fact.text, fact.url) if fact.url else fact.text) for fact in facts])
