"""A response as a Word document that a ministry goes on to edit: summary, red lines, gaps, follow-up plan, method."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assessment.charts import tally_charts as chart
from assessment.charts.layout import PAPER, render_png
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.gaps import red_lines
from assessment.domain.scoring import Grouping
from assessment.domain.sharing import omission_notice
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word, rating_meaning
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import (
    Group,
    band,
    coverage_words,
    percent,
    rated_count_text,
    response_name,
    score_text,
    score_with_n,
    target_date_text,
)
from assessment.reports import method_text as method
from assessment.reports.minutes_text import about_figures
from assessment.reports.word.body import GAPS, INFORMATION_GAPS, NOT_APPLICABLE, RED_LINES, Body, gap_bookmark
from assessment.reports.word.recommendations import (
    write_gaps,
    write_information_gaps,
    write_other_answers,
    write_plan,
    write_red_lines,
)
from assessment.reports.word.tables import WordColumn, rating_cell, word_columns
from assessment.reports.word.template import fill_template, open_template
from assessment.reports.word.text import Words, WordStyle, filled, link, link_to, rating_words, words
from assessment.views import results as view
from assessment.views.results import ReportEntry, Results

_COUNT_WIDTHS = {Rating.IMPLEMENTED: 13.5, Rating.NOT_APPLICABLE: 12.5, None: 11.5}
_COUNT_WIDTH = 10
"""In percent of the text’s width, as wide as the longest word of the header."""


def word_report(results: Results, *, charts: bool = True, template: Path | None = None) -> bytes:
    """The gap report of a response as the content of a .docx file.

    `template` is a ministry’s own (docs/word-report.md). A workshop adds the spread next to each agreed rating. Raises
    TemplateRefused if the template can’t be used.
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
    body.list_facts(_("Who answered, when, and what was asked"), view.response_facts(results), place)
    _write_summary(body, results, charts=charts)
    write_red_lines(body, results)
    write_gaps(body, results)
    write_information_gaps(body, results)
    body.end_section()
    write_plan(body, results)
    body.end_section()
    write_other_answers(body, results)
    _write_method(body, results)
    return body.content(
        title=_("Gap report: {name}").format(name=name),
        subject=results.catalogue.title,
        author="" if response.anonymous else response.organisation,
        written=results.written,
    )


# What was found and who acts, then the distribution, the overall, and the themes


def _write_summary(body: Body, results: Results, *, charts: bool) -> None:
    body.heading(_("Summary"), 1, new_page=True)
    body.write(words(results.headline, WordStyle.STRONG))
    columns: list[WordColumn[ReportEntry]] = [
        WordColumn(_("Recommendation"), 44, _named),
        WordColumn(_("Rating"), 14, lambda entry: rating_cell(entry.answer.rating)),
        WordColumn(_("Responsible body"), 24, lambda entry: results.responsible(entry.follow_up)),
        WordColumn(
            _("Target date"),
            18,
            lambda entry: target_date_text(entry.follow_up, results.day_written) or no_target_date(),
        ),
    ]
    if entries := results.gravest_gaps:
        body.table(_("Gravest gaps"), columns, entries, together=True)
    body.bullets(_in_brief(results))
    body.heading(_("Distribution of the answers"), 2)
    shares, total = view.rating_shares(results.whole)
    columns_of_shares = word_columns(view.share_columns(), [40, 16, 19])
    body.table(_("Distribution of the answers"), columns_of_shares, shares, total, together=True)
    _write_overall(body, results)
    body.heading(_("The method in brief"), 2)
    for line in method.method_summary(results.threshold):
        body.write(line)
    _write_themes(body, results, charts=charts)


def _named(entry: ReportEntry) -> Words:
    item = entry.recommendation
    mark = f" ▲ {_('Red line')}" if item.red_line else ""
    return words(f"{item.id} ") + link_to(gap_bookmark(entry.number), item.title) + words(mark)


def _in_brief(results: Results) -> list[Words]:
    tally = results.whole
    numbers = [
        (_("Gaps"), GAPS, len(results.gaps)),
        (_("Red lines among the gaps"), RED_LINES, len(red_lines(results.gaps))),
        (_("Information gaps"), INFORMATION_GAPS, len(results.information_gaps)),
        (_("Not applicable"), NOT_APPLICABLE, tally.not_applicable),
    ]
    rated = _("Rated: {rated} of {applicable} applicable recommendations, a coverage of {coverage}").format(
        rated=tally.rated, applicable=tally.applicable, coverage=coverage_words(tally)
    )
    return [
        words(rated),
        *(
            filled(_("{what}: {number}"), what=link_to(bookmark, what), number=words(str(number)))
            for what, bookmark, number in numbers
        ),
    ]


def _write_overall(body: Body, results: Results) -> None:
    tally = results.whole
    body.heading(_("Overall"), 2)
    body.write(score_text(tally, results.threshold), WordStyle.LEADING)
    body.write(
        _("{rated}, band {band} (the range of possible scores)").format(rated=rated_count_text(tally), band=band(tally))
    )
    if (weighted := results.differing_weighted) is not None:
        body.write(method.about_weighted_overall(percent(weighted)))


def _write_themes(body: Body, results: Results, *, charts: bool) -> None:
    # A picture as wide as the text doesn't fit below what comes before it.
    body.heading(_("By theme"), 2, new_page=charts)
    themes = results.groups(Grouping.THEME)
    everything = Group(_("All themes"), results.whole)
    title = _("Answers by theme")
    if charts:
        drawn = chart.distribution_chart(themes, title, surface=PAPER)
        body.picture(title, render_png(drawn), _described(title, map(method.counted_words, themes)), _key())
    kind = grouping_word(Grouping.THEME)
    widths = [*(_COUNT_WIDTHS.get(rating, _COUNT_WIDTH) for rating in RATING_STYLES), 7]
    body.table(title, word_columns(view.count_columns(kind), widths), themes, everything, together=True)
    title = _("Score and band by theme")
    if charts:
        drawn = chart.score_chart((*themes, everything), title, results.threshold, surface=PAPER)
        described = (f"{group.name}: {score_with_n(group.tally, results.threshold)}" for group in (*themes, everything))
        note = words(_("The dot is the score, the bar its band."))
        body.picture(title, render_png(drawn), _described(title, described), note)
    scores = word_columns(view.score_columns(kind, results.threshold), [18, 13, 12.5, 14.5, 14])
    body.table(title, scores, themes, everything, together=True)
    body.write(method.about_steps())


def _described(title: str, groups: Iterable[str]) -> str:
    """What a chart shows, for readers who can't see it."""
    return _("{title}. {groups}. The table below has the same figures.").format(title=title, groups="; ".join(groups))


def _key() -> Words:
    """What the marks in a chart mean."""
    first, *others = map(rating_words, RATING_STYLES)
    return sum((words(", ") + other for other in others), first) + words(".")


# The method in plain words, with the figures of this report as the example, and the sources


def _write_method(body: Body, results: Results) -> None:
    body.heading(_("Method and sources"), 1)
    body.heading(_("What the ratings mean"), 2)
    meanings: list[WordColumn[Rating | None]] = [
        WordColumn(_("Rating"), 25, rating_cell),
        WordColumn(_("Counts as"), 14, method.worth_words, is_number=True),
        WordColumn(_("Meaning"), 61, rating_meaning),
    ]
    body.table(_("The answers and what they count"), meanings, list(RATING_STYLES), together=True)
    body.heading(_("How the figures are calculated"), 2)
    body.write(_("The figures are the overall of this report."), keep_next=True)
    steps: list[WordColumn[method.Step]] = [
        WordColumn(_("Figure"), 17.5, lambda step: step.name),
        WordColumn(_("In this report"), 17.5, lambda step: step.figure_text(results.whole), is_number=True),
        WordColumn(_("Calculation"), 65, lambda step: step.words),
    ]
    body.table(_("From the answers to the score"), steps, method.formula(), together=True)
    body.bullets(method.about_the_figures(results.threshold))
    body.heading(_("How to read the lists"), 2)
    body.bullets([*method.about_the_lists(), *(about_figures(results.workshop) if results.workshop else [])])
    _write_robustness(body, results)
    body.heading(_("Texts as typed"), 2)
    body.bullets([method.about_texts(), *method.about_this_response(results)])
    body.heading(_("Do no harm"), 2)
    body.write(method.do_no_harm_notice())
    _write_sources(body, results)


def _write_robustness(body: Body, results: Results) -> None:
    varied = view.varied_scores(results)
    body.heading(_("Robustness"), 2)
    body.write(method.about_robustness(), keep_next=varied is not None)
    if varied is None:
        body.write(_("Nothing is rated, so there is no score to vary."))
        return
    columns = word_columns(view.varied_columns(results.threshold), [37, 21, 21, 21])
    body.table(_("Range of the scores over all variants"), columns, *varied, together=True)
    body.bullets(method.robust_gaps_and_orders(results))


def _write_sources(body: Body, results: Results) -> None:
    """Where the recommendations were published, and which mandate says what in which document."""
    title = _("Source of the recommendations")
    body.heading(title, 2)
    facts = view.publication_facts(results.catalogue)
    body.facts(title, [(fact.label, link(fact.text, fact.url) if fact.url else fact.text) for fact in facts])
    body.heading(_("Mandates and documents"), 2)
    columns: list[WordColumn[tuple[Recommendation, ...]]] = [
        WordColumn(_("Mandate"), 43.5, lambda items: items[0].source.mandate.name),
        WordColumn(_("Document"), 21.5, lambda items: link(items[0].source.symbol, items[0].source.url)),
        WordColumn(_("Year"), 7.5, lambda items: items[0].source.year, is_number=True),
        WordColumn(_("Recommendations and paragraphs"), 27.5, view.quoted_paragraphs),
    ]
    body.table(_("Documents quoted"), columns, view.quoted_documents(results))
