"""Pictures in HTML and CSS that pages and files draw alike: a rating, a distribution, a score on its band, the rows of
the themes, the headline, a gap in two lines.

They are drawn from values alone, hold their words for a screen reader, and print in grey; `pictures.css` is their look.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.scoring import Grouping, Tally
from assessment.html.escaping import escape_html, html_link
from assessment.html.render import html
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word, rating_word
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import Group, band, rated_count_text, rating_counts, score_text, target_date_text
from assessment.views.results import ReportEntry, Results
from assessment.views.table import Score

STYLE = Path(__file__).with_name("pictures.css")


def rating_chip(rating: Rating | None) -> Markup:
    """A rating: mark, word and colour."""
    return html("chip", look=RATING_STYLES[rating], word=rating_word(rating))


def item_flags(recommendation_id: str, red_line: bool, asked_by: str) -> Markup:
    """The line above a recommendation: its id, whether it is a red line, how many mandates recommend it."""
    return html("flag", id=recommendation_id, red_line=_("Red line") if red_line else "", asked_by=asked_by)


def quotation_html(item: Recommendation) -> Markup:
    """A recommendation word for word, with its citation and a link to the UN document."""
    source = item.source
    mandate = f"{source.mandate.name}, {source.document}" if source.document else source.mandate.name
    return html(
        "quotation",
        text=item.text,
        mandate=escape_html(mandate),
        year=source.year,
        symbol=html_link(source.symbol, source.url),
        paragraph=escape_html(source.paragraph),
    )


def distribution_bar(tally: Tally, label: str) -> Markup:
    """A tally as one stacked bar with its counts; `label` tells a screen reader what it shows."""
    counts = {rating: count for rating, count in rating_counts(tally).items() if count}
    total = sum(counts.values())
    parts = [(f"{100 * count / total:.3f}", RATING_STYLES[rating], count) for rating, count in counts.items()]
    words = ", ".join(f"{rating_word(rating)}: {count}" for rating, count in counts.items())
    return html("distribution", label=f"{label}. {words}", parts=parts)


def rating_legend(tally: Tally) -> Markup:
    """The marks, colours and words of the answers that a tally counts."""
    looks = [(RATING_STYLES[rating], rating_word(rating)) for rating, count in rating_counts(tally).items() if count]
    return html("legend", entries=[(look.fill, look.text_colour, f"{look.mark} {word}") for look, word in looks])


def score_range(score: Score) -> Markup:
    """A score as a dot on its band, from 0 to 100; the band alone where too little is rated, and nothing where nothing
    is applicable."""
    counted = score.tally
    low, high = counted.low, counted.high
    return html(
        "range",
        label=score.line,
        low=None if low is None else f"{low:.2f}",
        width=None if low is None or high is None else f"{high - low:.2f}",
        dot=None if score.figure is None else f"{score.figure:.2f}",
    )


def theme_rows(results: Results) -> Markup:
    """A row a theme in the questionnaire's order, and all of them last: answers, score on its band, n."""
    whole = Group(_("Overall"), results.whole)
    return group_rows(
        _("Answers and scores by theme"),
        grouping_word(Grouping.THEME),
        [*results.groups(Grouping.THEME), whole],
        results.threshold,
    )


def group_rows(caption: str, kind: str, groups: Sequence[Group], threshold: float) -> Markup:
    """Groups as rows, of which the last sums up the others; `kind` says what they are."""
    rows = [
        (
            group.name,
            distribution_bar(group.tally, group.name),
            score_range(Score(group.tally, threshold)),
            score_text(group.tally, threshold),
            _("{n} of {total}").format(n=group.tally.rated, total=group.tally.applicable),
            group is groups[-1],
        )
        for group in groups
    ]
    return html("theme_rows", caption=caption, kind=kind, rows=rows)


def headline(results: Results) -> Markup:
    """What was found, and the score with its n and its band."""
    whole = results.whole
    return html(
        "headline",
        finding=results.found,
        score=score_text(whole, results.threshold),
        rated=rated_count_text(whole),
        band=_("band {band}").format(band=band(whole)),
    )


def gap_line(results: Results, entry: ReportEntry) -> Markup:
    """A gap in two lines: its rating and title; what next, who, and by when."""
    follow_up, item = entry.follow_up, entry.recommendation
    facts = [
        follow_up.action,
        results.responsible(follow_up),
        target_date_text(follow_up, results.day_written) or no_target_date(),
    ]
    return html(
        "gap_line",
        chip=rating_chip(entry.answer.rating),
        title=item.title,
        is_red_line=item.red_line,
        facts=list(filter(None, facts)),
    )
