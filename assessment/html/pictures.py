"""Pictures in HTML and CSS that pages and files draw alike: a rating, a distribution, a score on its band, the rows of
the themes, the headline, a gap in two lines, two scores that are joined, two ratings.

They are drawn from values alone, hold their words for a screen reader, and print in grey; `pictures.css` is their look.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.follow_up import FollowUpStatus
from assessment.domain.scoring import Grouping, Tally
from assessment.html.escaping import escape_html, html_link
from assessment.html.render import html
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, follow_up_word, grouping_word, rating_word
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import (
    band,
    percent,
    points_words,
    rated_count_text,
    rating_counts,
    score_text,
    signed_points,
    target_date_text,
)
from assessment.parsing.message_text import truncated
from assessment.views.comparison import ThemeDifference
from assessment.views.results import ReportEntry, Results, VariedScore
from assessment.views.table import Score

STYLE = Path(__file__).with_name("pictures.css")
_ACTION_SHOWN = 90
"""Characters shown of what is next about a gap; the follow-up plan has all of them."""


def rating_chip(rating: Rating | None) -> Markup:
    """A rating: mark, word and colour."""
    return html("chip", look=RATING_STYLES[rating], word=rating_word(rating))


def item_flags(recommendation_id: str, red_line: bool, asked_by: str = "") -> Markup:
    """The line above a recommendation: its id, whether it is a red line, how many mandates recommend it."""
    flag, gloss = _("Red line") if red_line else "", mandates_gloss(asked_by) if asked_by else ""
    return html("flag", id=recommendation_id, red_line=flag, gloss=gloss)


def mandates_gloss(asked_by: str) -> Markup:
    """How many mandates recommend something, and what that means once it is opened."""
    meaning = _(
        "A mandate is a UN expert or committee, such as a Special Rapporteur or a treaty body. So many of those that "
        "the questionnaire quotes recommend the same."
    )
    return html("gloss", words=asked_by, meaning=meaning)


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
    """The marks, colours and words of the answers that a tally counts, and what a band is."""
    looks = [(RATING_STYLES[rating], rating_word(rating)) for rating, count in rating_counts(tally).items() if count]
    return html("rating_legend", entries=looks)


def score_range(score: Score) -> Markup:
    """A score as a dot on its band, from 0 to 100; the band alone where too little is rated, and nothing where nothing
    is applicable."""
    return _range(score.line, score.tally.low, score.tally.high, score.figure)


def _range(label: str, low: float | None, high: float | None, figure: float | None) -> Markup:
    return html(
        "range",
        label=label,
        low=None if low is None else f"{low:.2f}",
        width=None if low is None or high is None else f"{high - low:.2f}",
        dot=None if figure is None else f"{figure:.2f}",
    )


def theme_rows(results: Results) -> Markup:
    """A row a theme in the questionnaire's order: answers, score on its band, n."""
    return group_rows(_("Answers and scores by theme"), results, Grouping.THEME)


def group_rows(caption: str, results: Results, grouping: Grouping) -> Markup:
    """The same for any groups, without those that the catalogue doesn't cover."""
    rows = []
    for group in results.groups(grouping):
        if group.total:
            score, counted = Score(group.tally, results.threshold), group.tally
            rated = _("{n} of {total}").format(n=counted.rated, total=counted.applicable)
            rows.append((group.name, distribution_bar(counted, group.name), score_range(score), score.words, rated))
    heads = (grouping_word(grouping), _("Answers"), _("Score and band"), _("Score"), _("Rated"))
    return html("group_rows", caption=caption, heads=heads, rows=rows, has_bars=True)


def range_rows(caption: str, varied: Sequence[VariedScore], threshold: float) -> Markup:
    """A row a theme: how far its score moves over all variants of the method; words alone where there is no score."""
    rows = []
    for row in varied:
        score = Score(row.group.tally, threshold)
        span = row.words if score.figure is not None else "–"
        low, high = (row.span.low, row.span.high) if score.figure is not None else (None, None)
        picture = _range(f"{score.words} ({span})", low, high, score.figure)
        rows.append((row.group.name, "", picture, score.words, span))
    heads = (grouping_word(Grouping.THEME), "", _("Score and range"), _("Score"), _("Range"))
    return html("group_rows", caption=caption, heads=heads, rows=rows, has_bars=False)


def headline(results: Results) -> Markup:
    """How many gaps there are, and the score with its n and its band."""
    whole = results.whole
    return html(
        "headline",
        finding=results.gaps_found,
        score=score_text(whole, results.threshold),
        rated=rated_count_text(whole),
        band=_("band {band}").format(band=band(whole)),
    )


def gap_line(results: Results, entry: ReportEntry, address: str = "") -> Markup:
    """A gap in two lines: its rating and title; who, what next, by when, and how far it has come."""
    follow_up = entry.follow_up
    facts = [
        results.responsible(follow_up),
        truncated(" ".join(follow_up.action.split()), _ACTION_SHOWN),
        target_date_text(follow_up, results.day_written) or no_target_date(),
        "" if follow_up.status is FollowUpStatus.NOT_STARTED else follow_up_word(follow_up.status),
    ]
    return item_line(entry.recommendation, entry.answer.rating, facts, address)


def item_line(item: Recommendation, rating: Rating | None, facts: Sequence[str], address: str = "") -> Markup:
    """A recommendation in two lines: its rating and title, which may lead to an address in a file; facts about it."""
    return html("item_line", chip=rating_chip(rating), item=item, facts=list(filter(None, facts)), address=address)


def score_pairs(
    caption: str, rows: Sequence[ThemeDifference], names: tuple[str, str], *, is_course: bool = False
) -> Markup:
    """A row a theme: its two scores as dots that are joined, or as an arrow from the first to the second; the last row
    sums up the others."""
    return html(
        "score_pairs",
        caption=caption,
        first=names[0],
        second=names[1],
        rows=[_score_pair(row, is_course=is_course) for row in rows],
        any_pale=any(row.points and row.is_pale for row in rows),
        is_course=is_course,
    )


def _score_pair(row: ThemeDifference, *, is_course: bool) -> tuple[object, ...]:
    """The row; where its line begins and how long it is; its scores, its difference, and which way it goes."""
    first, second = row.scores
    one, other = map(percent, row.scores)
    if first is None or second is None or row.points is None:
        return row, None, None, one, other, "–", ""
    words = signed_points(row.points) if is_course and row.points else points_words(abs(row.points))
    direction = "up" if row.points > 0 else "down" if row.points else "level"
    return row, min(first, second), abs(first - second), one, other, words, direction


def two_ratings(item: Recommendation, ratings: Sequence[tuple[str, Rating | None]], note: str = "") -> Markup:
    """A recommendation in a line, with how each of two rates it; `note` stands under its title."""
    chips = [(name, rating_chip(rating)) for name, rating in ratings]
    return html("two_ratings", title=item.title, is_red_line=item.red_line, ratings=chips, note=note)
