"""The summary of a Word report: what was found, the gravest gaps, and the figures that the rest explains."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assessment.charts import tally_charts as chart
from assessment.charts.layout import PAPER, render_png
from assessment.domain.gaps import red_lines
from assessment.domain.model import Rating
from assessment.domain.scoring import Grouping, Tally, points_per_answer
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import (
    Group,
    band,
    percent,
    rated_count_text,
    rating_counts,
    round_half_up,
    score_text,
    score_with_n,
    target_date_text,
)
from assessment.reports.findings import Findings, ReportEntry
from assessment.reports.method_text import about_steps, about_weighted_overall, counted_words, method_summary
from assessment.reports.word.body import GAPS, INFORMATION_GAPS, NOT_APPLICABLE, RED_LINES, Body, gap_bookmark
from assessment.reports.word.tables import DASH, WordCell, WordColumn, number_cell, rating_cell, text_cell, words_cell
from assessment.reports.word.text import Words, WordStyle, filled, link_to, rating_words, words


@dataclass(frozen=True, slots=True)
class _DistributionRow:
    """One answer of the distribution, or all of them: its rating, how often it was given, and of how many."""

    rating: Rating | None
    times: int
    of: int
    is_total: bool = False


def write_summary(body: Body, findings: Findings, *, charts: bool) -> None:
    """What was found and who acts, then the distribution, the overall, and the themes."""
    body.heading(_("Summary"), 1, new_page=True)
    body.write(words(findings.headline, WordStyle.STRONG))
    _write_gravest_gaps(body, findings)
    body.bullets(_in_brief(findings))
    _write_distribution(body, findings)
    _write_overall(body, findings)
    body.heading(_("The method in brief"), 2)
    for line in method_summary(findings.threshold):
        body.write(line)
    _write_themes(body, findings, charts=charts)


def _write_gravest_gaps(body: Body, findings: Findings) -> None:
    columns: list[WordColumn[ReportEntry]] = [
        WordColumn(_("Recommendation"), 44, lambda entry: words_cell(_named(entry))),
        WordColumn(_("Rating"), 14, lambda entry: rating_cell(entry.answer.rating)),
        WordColumn(_("Responsible body"), 24, lambda entry: text_cell(findings.responsible(entry.follow_up))),
        WordColumn(
            _("Target date"),
            18,
            lambda entry: text_cell(target_date_text(entry.follow_up, findings.day_written) or no_target_date()),
        ),
    ]
    if entries := findings.gravest_gaps:
        body.table(_("Gravest gaps"), columns, entries, together=True)


def _named(entry: ReportEntry) -> Words:
    item = entry.recommendation
    mark = f" ▲ {_('Red line')}" if item.red_line else ""
    return words(f"{item.id} ") + link_to(gap_bookmark(entry.number), item.title) + words(mark)


def _in_brief(findings: Findings) -> list[Words]:
    tally = findings.whole
    numbers = [
        (_("Gaps"), GAPS, len(findings.gaps)),
        (_("Red lines among the gaps"), RED_LINES, len(red_lines(findings.gaps))),
        (_("Information gaps"), INFORMATION_GAPS, len(findings.information_gaps)),
        (_("Not applicable"), NOT_APPLICABLE, tally.not_applicable),
    ]
    rated = _("Rated: {rated} of {applicable} applicable recommendations, a coverage of {coverage}").format(
        rated=tally.rated, applicable=tally.applicable, coverage=_coverage_words(tally)
    )
    return [
        words(rated),
        *(
            filled(_("{what}: {number}"), what=link_to(bookmark, what), number=words(str(number)))
            for what, bookmark, number in numbers
        ),
    ]


def _write_distribution(body: Body, findings: Findings) -> None:
    body.heading(_("Distribution of the answers"), 2)
    total = len(findings.assessed)
    columns: list[WordColumn[_DistributionRow]] = [
        WordColumn(
            _("Answer"),
            40,
            lambda share: text_cell(_("All recommendations")) if share.is_total else rating_cell(share.rating),
        ),
        WordColumn(_("Number"), 16, lambda share: number_cell(str(share.times)), is_number=True),
        WordColumn(
            _("Share of all"),
            19,
            lambda share: number_cell(percent(100 * share.times / share.of if share.of else None)),
            is_number=True,
        ),
    ]
    shares = [_DistributionRow(rating, count, total) for rating, count in rating_counts(findings.whole).items()]
    body.table(
        _("Distribution of the answers"), columns, shares, _DistributionRow(None, total, total, True), together=True
    )


def _write_overall(body: Body, findings: Findings) -> None:
    tally = findings.whole
    body.heading(_("Overall"), 2)
    body.write(score_text(tally, findings.threshold), WordStyle.LEADING)
    body.write(
        _("{rated}, band {band} (the range of possible scores)").format(rated=rated_count_text(tally), band=band(tally))
    )
    weighted = findings.differing_weighted
    if weighted is not None:
        body.write(about_weighted_overall(percent(weighted)))


def _write_themes(body: Body, findings: Findings, *, charts: bool) -> None:
    # A picture as wide as the text doesn't fit below what comes before it.
    body.heading(_("By theme"), 2, new_page=charts)
    themes = findings.groups(Grouping.THEME)
    everything = Group(_("All themes"), findings.whole)
    title = _("Answers by theme")
    if charts:
        drawn = chart.distribution_chart(themes, title, surface=PAPER)
        body.picture(title, render_png(drawn), _described(title, map(counted_words, themes)), _key())
    body.table(title, _distribution_columns(), themes, everything, together=True)
    title = _("Score and band by theme")
    if charts:
        drawn = chart.score_chart((*themes, everything), title, findings.threshold, surface=PAPER)
        scores = (f"{group.name}: {score_with_n(group.tally, findings.threshold)}" for group in (*themes, everything))
        note = words(_("The dot is the score, the bar its band."))
        body.picture(title, render_png(drawn), _described(title, scores), note)
    body.table(title, _score_columns(findings.threshold), themes, everything, together=True)
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


_COUNT_WIDTHS = {Rating.IMPLEMENTED: 13.5, Rating.NOT_APPLICABLE: 12.5, None: 11.5}
_COUNT_WIDTH = 10
"""In percent of the text’s width, as wide as the longest word of the header."""


def _distribution_columns() -> list[WordColumn[Group]]:
    figures: list[WordColumn[Group]] = [
        WordColumn(
            rating_words(rating, between="\n"),
            _COUNT_WIDTHS.get(rating, _COUNT_WIDTH),
            _count_of(rating),
            is_number=True,
        )
        for rating in RATING_STYLES
    ]
    figures.append(WordColumn(_("All"), 7, lambda group: number_cell(str(group.total)), is_number=True))
    return _by_theme(figures)


def _by_theme(figures: list[WordColumn[Group]]) -> list[WordColumn[Group]]:
    rest = 100 - sum(figure.width for figure in figures)
    return [WordColumn(grouping_word(Grouping.THEME), rest, lambda group: text_cell(group.name)), *figures]


def _count_of(rating: Rating | None) -> Callable[[Group], WordCell]:
    return lambda group: number_cell(str(rating_counts(group.tally)[rating]))


def _score_columns(threshold: float) -> list[WordColumn[Group]]:
    def column(header: str, width: float, figure: Callable[[Tally], str]) -> WordColumn[Group]:
        return WordColumn(header, width, lambda group: number_cell(figure(group.tally)), is_number=True)

    return _by_theme(
        [
            column(_("Score"), 18, lambda tally: score_text(tally, threshold)),
            column(_("Rated"), 13, lambda tally: _("{n} of {total}").format(n=tally.rated, total=tally.applicable)),
            column(_("Coverage"), 12.5, _coverage_words),
            column(_("Band"), 14.5, band),
            column(_("One step (points)"), 14, lambda tally: _step_words(tally, threshold)),
        ]
    )


def _coverage_words(tally: Tally) -> str:
    return percent(None if tally.coverage is None else 100 * tally.coverage)


def _step_words(tally: Tally, threshold: float) -> str:
    size = points_per_answer(tally)
    if size is None or not tally.is_sufficient(threshold):
        return DASH
    return str(round_half_up(size)) if round_half_up(size) else _("under 1")
