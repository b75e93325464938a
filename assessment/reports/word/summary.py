"""The summary of a Word report: what was found, the gravest gaps, and the figures that the rest explains."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.charts import tally_charts as chart
from assessment.charts.layout import PAPER, render_png
from assessment.domain.gaps import red_lines
from assessment.domain.model import Rating
from assessment.domain.scoring import Grouping
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import (
    Group,
    band,
    coverage_words,
    percent,
    rated_count_text,
    score_text,
    score_with_n,
    target_date_text,
)
from assessment.reports.method_text import about_steps, about_weighted_overall, counted_words, method_summary
from assessment.reports.word.body import GAPS, INFORMATION_GAPS, NOT_APPLICABLE, RED_LINES, Body, gap_bookmark
from assessment.reports.word.tables import WordColumn, rating_cell, text_cell, word_columns, words_cell
from assessment.reports.word.text import Words, WordStyle, filled, link_to, rating_words, words
from assessment.views.results import (
    ReportEntry,
    Results,
    count_columns,
    rating_shares,
    score_columns,
    share_columns,
)

_COUNT_WIDTHS = {Rating.IMPLEMENTED: 13.5, Rating.NOT_APPLICABLE: 12.5, None: 11.5}
_COUNT_WIDTH = 10
"""In percent of the text’s width, as wide as the longest word of the header."""


def write_summary(body: Body, results: Results, *, charts: bool) -> None:
    """What was found and who acts, then the distribution, the overall, and the themes."""
    body.heading(_("Summary"), 1, new_page=True)
    body.write(words(results.headline, WordStyle.STRONG))
    _write_gravest_gaps(body, results)
    body.bullets(_in_brief(results))
    _write_distribution(body, results)
    _write_overall(body, results)
    body.heading(_("The method in brief"), 2)
    for line in method_summary(results.threshold):
        body.write(line)
    _write_themes(body, results, charts=charts)


def _write_gravest_gaps(body: Body, results: Results) -> None:
    columns: list[WordColumn[ReportEntry]] = [
        WordColumn(_("Recommendation"), 44, lambda entry: words_cell(_named(entry))),
        WordColumn(_("Rating"), 14, lambda entry: rating_cell(entry.answer.rating)),
        WordColumn(_("Responsible body"), 24, lambda entry: text_cell(results.responsible(entry.follow_up))),
        WordColumn(
            _("Target date"),
            18,
            lambda entry: text_cell(target_date_text(entry.follow_up, results.day_written) or no_target_date()),
        ),
    ]
    if entries := results.gravest_gaps:
        body.table(_("Gravest gaps"), columns, entries, together=True)


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


def _write_distribution(body: Body, results: Results) -> None:
    body.heading(_("Distribution of the answers"), 2)
    shares, total = rating_shares(results.whole)
    columns = word_columns(share_columns(), [40, 16, 19])
    body.table(_("Distribution of the answers"), columns, shares, total, together=True)


def _write_overall(body: Body, results: Results) -> None:
    tally = results.whole
    body.heading(_("Overall"), 2)
    body.write(score_text(tally, results.threshold), WordStyle.LEADING)
    body.write(
        _("{rated}, band {band} (the range of possible scores)").format(rated=rated_count_text(tally), band=band(tally))
    )
    weighted = results.differing_weighted
    if weighted is not None:
        body.write(about_weighted_overall(percent(weighted)))


def _write_themes(body: Body, results: Results, *, charts: bool) -> None:
    # A picture as wide as the text doesn't fit below what comes before it.
    body.heading(_("By theme"), 2, new_page=charts)
    themes = results.groups(Grouping.THEME)
    everything = Group(_("All themes"), results.whole)
    title = _("Answers by theme")
    if charts:
        drawn = chart.distribution_chart(themes, title, surface=PAPER)
        body.picture(title, render_png(drawn), _described(title, map(counted_words, themes)), _key())
    kind = grouping_word(Grouping.THEME)
    counts = [*(_COUNT_WIDTHS.get(rating, _COUNT_WIDTH) for rating in RATING_STYLES), 7]
    body.table(title, word_columns(count_columns(kind), counts), themes, everything, together=True)
    title = _("Score and band by theme")
    if charts:
        drawn = chart.score_chart((*themes, everything), title, results.threshold, surface=PAPER)
        described = (f"{group.name}: {score_with_n(group.tally, results.threshold)}" for group in (*themes, everything))
        note = words(_("The dot is the score, the bar its band."))
        body.picture(title, render_png(drawn), _described(title, described), note)
    scores = word_columns(score_columns(kind, results.threshold), [18, 13, 12.5, 14.5, 14])
    body.table(title, scores, themes, everything, together=True)
    body.write(about_steps())


def _described(title: str, groups: Iterable[str]) -> str:
    """What a chart shows, for readers who can't see it."""
    return _("{title}. {groups}. The table below has the same figures.").format(title=title, groups="; ".join(groups))


def _key() -> Words:
    """What the marks in a chart mean."""
    first, *others = map(rating_words, RATING_STYLES)
    for other in others:
        first += words(", ") + other
    return first + words(".")
