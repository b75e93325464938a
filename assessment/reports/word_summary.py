"""The first pages of a Word report: whose answers they are, the contents, and the figures that the rest explains."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from assessment.bounds import TEXT_LIMIT
from assessment.charting import charts as chart
from assessment.charting.pictures import picture
from assessment.charting.surfaces import PAPER
from assessment.countries import INVENTED, country_name
from assessment.figures import band, date_words, moment_words, percent, rated_words, score_with_n, score_words, whole
from assessment.gaps import red_lines
from assessment.groups import Group, counts
from assessment.language import gettext as _
from assessment.legend import LOOKS, grouping_word, rating_word, status_word, voice_word
from assessment.model import Rating
from assessment.reports.explanations import in_three_lines
from assessment.reports.findings import Findings
from assessment.reports.word_body import Body, to_place
from assessment.reports.word_places import GAPS, INFORMATION_GAPS, NOT_APPLICABLE, RED_LINES
from assessment.reports.word_ratings import rating_words
from assessment.reports.word_styles import CENTIMETRE, LEADING, MARKER, PORTRAIT_TEXT, SUBTITLE, TITLE
from assessment.reports.word_tables import DASH, Cell, Column, number_cell, rating_cell, text_cell
from assessment.reports.word_text import Words, filled, words
from assessment.scoring import WEIGHTED_DIFFERS, Grouping, Tally, step
from assessment.sharing import left_out_words
from assessment.strict import shortened

_ROOM_ABOVE_CONTENTS = 600
"""Characters on the first page that leave room for the contents below."""


class _Share(NamedTuple):
    """One answer of the distribution, or all of them together: its words, how often it was given, and of how many."""

    rating: Rating | None
    times: int
    of: int
    is_total: bool = False


def write_front(body: Body, findings: Findings, name: str) -> None:
    """The title, whose answers the report is of, and the contents."""
    catalogue, facts = findings.catalogue, _facts(findings)
    body.write(_("Gap report"), TITLE)
    body.write(name, SUBTITLE)
    if findings.response.country in INVENTED:
        body.write(_("Invented place – sample data"), MARKER)
    body.write(_("On “{catalogue}”").format(catalogue=catalogue.title))
    if findings.left_out:
        body.write(left_out_words(findings.left_out), MARKER)
    body.facts(
        _("Who answered, when, and what was asked"),
        [(label, text_cell(value)) for label, value in facts],
        names=round(4.5 * CENTIMETRE),
    )
    above = (name, catalogue.title, left_out_words(findings.left_out), *(value for _label, value in facts))
    # LibreOffice would leave the heading of the contents behind on the first page.
    body.contents(new_page=sum(map(len, above)) > _ROOM_ABOVE_CONTENTS)


def _facts(findings: Findings) -> list[tuple[str, str]]:
    catalogue, response = findings.catalogue, findings.response
    organisation = (
        _("left out: this response is anonymous")
        if response.anonymous
        else shortened(response.organisation, TEXT_LIMIT)
    )
    date = response.round.date
    return [
        (_("Country or area"), country_name(response.country)),
        (_("Voice"), voice_word(response.voice)),
        (_("Organisation"), organisation or DASH),
        (_("Round"), shortened(response.round.label, TEXT_LIMIT) or DASH),
        (_("Date of the round"), date_words(date) if date else DASH),
        (_("State of the answers"), status_word(findings.status)),
        (_("Report written"), moment_words(findings.written)),
        (_("Framework"), catalogue.framework),
        (_("Catalogue and version"), f"{catalogue.id}, {catalogue.version}"),
        (_("Recommendations"), str(len(catalogue.recommendations))),
    ]


def write_summary(body: Body, findings: Findings, *, charts: bool) -> None:
    """The distribution, which comes first, the overall, and the themes."""
    body.heading(_("Summary"), 1, new_page=True)
    body.bullets(_in_brief(findings))
    _write_distribution(body, findings)
    _write_overall(body, findings)
    body.heading(_("The method in three lines"), 2)
    for line in in_three_lines(findings.threshold):
        body.write(line)
    _write_themes(body, findings, charts=charts)


def _in_brief(findings: Findings) -> list[Words]:
    tally = findings.whole
    coverage = percent(None if tally.coverage is None else 100 * tally.coverage)
    numbers = [
        (_("Gaps, which are rated absent or partial"), GAPS, len(findings.gaps)),
        (_("Red lines among the gaps"), RED_LINES, len(red_lines(findings.gaps))),
        (_("Information gaps, which aren’t known yet"), INFORMATION_GAPS, len(findings.information_gaps)),
        (_("Recommendations that don’t apply"), NOT_APPLICABLE, tally.not_applicable),
    ]
    rated = _("Rated: {rated} of {applicable} applicable recommendations, a coverage of {coverage}").format(
        rated=tally.rated, applicable=tally.applicable, coverage=coverage
    )
    return [
        words(rated),
        *(
            filled(_("{what}: {number}"), what=to_place(what, place), number=words(str(number)))
            for what, place, number in numbers
        ),
    ]


def _write_distribution(body: Body, findings: Findings) -> None:
    body.heading(_("Distribution of the answers"), 2)
    total = len(findings.catalogue.recommendations)
    columns: list[Column[_Share]] = [
        Column(
            _("Answer"),
            round(6.4 * CENTIMETRE),
            lambda share: text_cell(_("All recommendations")) if share.is_total else rating_cell(share.rating),
        ),
        Column(_("Number"), round(2.6 * CENTIMETRE), lambda share: number_cell(str(share.times)), is_number=True),
        Column(
            _("Share of all"),
            round(3.0 * CENTIMETRE),
            lambda share: number_cell(percent(100 * share.times / share.of if share.of else None)),
            is_number=True,
        ),
    ]
    shares = [_Share(rating, count, total) for rating, count in counts(findings.whole).items()]
    body.table(_("How often each answer was given"), columns, shares, _Share(None, total, total, True), together=True)


def _write_overall(body: Body, findings: Findings) -> None:
    tally = findings.whole
    body.heading(_("Overall"), 2)
    body.write(score_words(tally, findings.threshold), LEADING)
    body.write(_("{rated}, band {band}").format(rated=rated_words(tally), band=band(tally)))
    body.write(
        _(
            "The band runs from the score if every unknown turned out absent to the score if every unknown turned out "
            "implemented."
        )
    )
    weighted = findings.differing_weighted
    if weighted is not None:
        body.write(
            _(
                "With each theme weighing the same, instead of each recommendation, the overall is {weighted}. Both "
                "are shown because they differ by more than {points} points."
            ).format(weighted=percent(weighted), points=WEIGHTED_DIFFERS)
        )


def _write_themes(body: Body, findings: Findings, *, charts: bool) -> None:
    body.heading(_("By theme"), 2)
    themes = findings.groups(Grouping.THEME)
    everything = Group(_("All themes"), findings.whole)
    title = _("Answers by theme")
    if charts:
        drawn = chart.distribution(themes, title, surface=PAPER)
        body.picture(title, picture(drawn, _described(title, map(_distribution_words, themes))), _key())
    body.table(title, _distribution_columns(), themes, everything, together=True)
    title = _("Score and band by theme")
    if charts:
        drawn = chart.scores((*themes, everything), title, findings.threshold, surface=PAPER)
        scores = (f"{group.name}: {score_with_n(group.tally, findings.threshold)}" for group in (*themes, everything))
        described = _described(title, scores)
        body.picture(title, picture(drawn, described), words(_("The dot is the score, the bar its band.")))
    body.table(title, _score_columns(findings.threshold), themes, everything, together=True)
    body.write(
        _(
            "One step is how far one answer moves the score by one level. A difference between two themes that is "
            "smaller than a step of the smaller one is no finding."
        )
    )


def _described(title: str, groups: Iterable[str]) -> str:
    """What a chart shows, for who can't see it."""
    return _("{title}. {groups}. The table below has the same figures.").format(title=title, groups="; ".join(groups))


def _distribution_words(group: Group) -> str:
    given = (f"{count} {rating_word(rating).lower()}" for rating, count in counts(group.tally).items() if count)
    return f"{group.name}: {', '.join(given)}"


def _key() -> Words:
    """What the marks in a chart mean."""
    first, *others = map(rating_words, LOOKS)
    for other in others:
        first += words(", ") + other
    return first + words(".")


_COUNT_WIDTHS = {Rating.IMPLEMENTED: 2.2, Rating.NOT_APPLICABLE: 2.0, None: 1.85}
_COUNT_WIDTH = 1.65
"""Centimetres, as wide as the longest word of the header."""


def _distribution_columns() -> list[Column[Group]]:
    figures: list[Column[Group]] = [
        Column(
            rating_words(rating, between="\n"),
            round(_COUNT_WIDTHS.get(rating, _COUNT_WIDTH) * CENTIMETRE),
            _count_of(rating),
            is_number=True,
        )
        for rating in LOOKS
    ]
    all_width = round(1.1 * CENTIMETRE)
    figures.append(Column(_("All"), all_width, lambda group: number_cell(str(group.total)), is_number=True))
    name = PORTRAIT_TEXT - sum(figure.width for figure in figures)
    return [Column(grouping_word(Grouping.THEME), name, lambda group: text_cell(group.name)), *figures]


def _count_of(rating: Rating | None) -> Callable[[Group], Cell]:
    return lambda group: number_cell(str(counts(group.tally)[rating]))


def _score_columns(threshold: float) -> list[Column[Group]]:
    def column(header: str, centimetres: float, figure: Callable[[Tally], str]) -> Column[Group]:
        width = round(centimetres * CENTIMETRE)
        return Column(header, width, lambda group: number_cell(figure(group.tally)), is_number=True)

    figures = [
        column(_("Score"), 2.9, lambda tally: score_words(tally, threshold)),
        column(_("Rated"), 2.1, lambda tally: _("{n} of {all}").format(n=tally.rated, all=tally.applicable)),
        column(_("Coverage"), 2.0, lambda tally: percent(None if tally.coverage is None else 100 * tally.coverage)),
        column(_("Band"), 2.3, band),
        column(_("One step (points)"), 2.2, lambda tally: _step_words(tally, threshold)),
    ]
    name = PORTRAIT_TEXT - sum(figure.width for figure in figures)
    return [Column(grouping_word(Grouping.THEME), name, lambda group: text_cell(group.name)), *figures]


def _step_words(tally: Tally, threshold: float) -> str:
    size = step(tally)
    if size is None or not tally.is_sufficient(threshold):
        return DASH
    return str(whole(size)) if whole(size) else _("under 1")
