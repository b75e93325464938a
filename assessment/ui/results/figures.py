"""The figures behind the gaps: how the answers are distributed, scores by theme and by other groups, what would move
the overall score, and which results don't depend on the method's choices."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import streamlit as st

from assessment.charts import tally_charts
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.gaps import Influence, influences
from assessment.domain.robustness import Robustness
from assessment.domain.scoring import OVERLAPPING, Grouping, within_one_answer
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import distribution_bar
from assessment.html.tables import item_column, rows_table
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import grouping_word, rating_meaning
from assessment.labels.formatting import Group, percent, points_words
from assessment.reports.method_text import about_leading_gaps, about_robustness, about_what_is_not_covered
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.figure import show_figure
from assessment.views.results import (
    RatingShare,
    Results,
    count_columns,
    rating_shares,
    score_columns,
    share_columns,
    varied_columns,
    varied_scores,
)
from assessment.views.table import Column, Kind

LEADING_INFLUENCES = 10
PAIRS_SHOWN = 40


def distribution(results: Results) -> None:
    """How many recommendations have each answer, in all and by theme."""
    st.html(distribution_bar(results.whole, _("All recommendations")))
    shares, whole = rating_shares(results.whole)
    meaning: Column[RatingShare] = Column(_("What it means"), _meaning)
    st.html(rows_table(_("All answers"), [*share_columns(), meaning], shares, whole))
    themes, title = results.groups(Grouping.THEME), _("Answers by theme")
    columns = count_columns(grouping_word(Grouping.THEME))
    sheet = rows_table(title, columns, themes, Group(_("All themes"), results.whole))
    show_figure("theme-answers", title, sheet, tally_charts.distribution_chart, themes, title)


def _meaning(share: RatingShare) -> str:
    return rating_meaning(share.rating) if share.rating is None or isinstance(share.rating, Rating) else ""


def theme_scores(results: Results) -> None:
    """Each theme's score with its band, beside the overall."""
    themes, overall = results.groups(Grouping.THEME), Group(_("Overall"), results.whole)
    title, threshold = _("Score and band by theme"), results.threshold
    sheet = rows_table(title, score_columns(grouping_word(Grouping.THEME), threshold), themes, overall)
    show_figure("theme-scores", title, sheet, tally_charts.score_chart, (*themes, overall), title, threshold)
    st.caption(
        _(
            "One step of one answer, from absent to partial or from partial to implemented, moves a score by the "
            "points that the table gives. Two themes whose scores differ by less than one step of the smaller theme "
            "are within one answer of each other: too small a difference to interpret. Themes are in the order of "
            "the questionnaire, not by score."
        )
    )


def other_groups(results: Results) -> None:
    """Answers and scores by the grouping that the person chooses."""
    choices = [grouping for grouping in Grouping if grouping is not Grouping.THEME]
    grouping = st.selectbox(_("Group the recommendations by"), choices, format_func=grouping_word, key="grouping")
    if grouping in OVERLAPPING:
        st.caption(_("Here a recommendation can count in several groups, so the groups don’t add up to the whole."))
    groups = results.groups(grouping)
    covered = tuple(group for group in groups if group.total)
    if len(covered) < len(groups):
        st.caption(about_what_is_not_covered())
    kind, threshold = grouping_word(grouping), results.threshold
    title = _("Answers by group: {kind}").format(kind=kind)
    sheet = rows_table(title, count_columns(kind), covered)
    show_figure("group-answers", title, sheet, tally_charts.distribution_chart, covered, title)
    title = _("Score and band by group: {kind}").format(kind=kind)
    sheet = rows_table(title, score_columns(kind, threshold), groups)
    show_figure("group-scores", title, sheet, tally_charts.score_chart, covered, title, threshold)


def influence_list(results: Results) -> None:
    """The answers that would move the overall score most; without a score, how many ratings it takes."""
    whole, threshold = results.whole, results.threshold
    if not whole.applicable:
        st.markdown(_("Every recommendation is rated “not applicable”, so there is nothing to score."))
        return
    if not whole.is_sufficient(threshold):
        # The threshold is a share such as 2/3, which a float only approximates.
        needed = math.ceil(Fraction(threshold).limit_denominator(1000) * whole.applicable)
        st.markdown(
            ngettext(
                "Too little is rated for an overall score. Rate {n} more recommendation, and it can be shown.",
                "Too little is rated for an overall score. Rate {n} more recommendations, and it can be shown.",
                lacking := max(1, needed - whole.rated),
            ).format(n=lacking)
        )
        return
    ordered = influences(results.catalogue, results.response)
    if not ordered:
        st.markdown(_("Every applicable recommendation is implemented: no answer can raise the overall."))
        return
    leading = ordered[:LEADING_INFLUENCES]
    st.markdown(
        _("The overall is **{score}** now. These {n} of {total} answers would move it most, each by itself:").format(
            score=percent(whole.score), n=len(leading), total=len(ordered)
        )
    )
    columns: list[Column[Influence]] = [
        item_column(),
        Column(_("Answer now"), lambda influence: influence.rating, Kind.RATING),
        Column(_("Overall if absent"), lambda influence: influence.if_absent, Kind.PERCENT),
        Column(_("Overall if implemented"), lambda influence: influence.if_implemented, Kind.PERCENT),
        Column(_("Moves it by up to (points)"), lambda influence: influence.reach(whole.score), Kind.POINTS),
    ]
    st.html(rows_table(_("Answers that move the overall most"), columns, leading))
    equal = sum(
        influence.reach(whole.score) == leading[-1].reach(whole.score) for influence in ordered[LEADING_INFLUENCES:]
    )
    if equal:
        st.caption(
            ngettext(
                "{n} more would move it as far as the last of these; ties are in the order of the questionnaire.",
                "{n} more would move it as far as the last of these; ties are in the order of the questionnaire.",
                equal,
            ).format(n=equal)
        )


def show_robustness(results: Results) -> None:
    """Score the response under every variant of the method, and say what stays the same."""
    st.markdown(about_robustness())
    _ranges(results)
    _leading_gaps(results.catalogue, results.robustness)
    _orders(results)


def _ranges(results: Results) -> None:
    varied = varied_scores(results)
    if varied is None:
        st.markdown(_("Nothing is rated, so there is no score to vary."))
        return
    themes, overall = varied
    title, threshold = _("Range of the scores over all variants"), results.threshold
    drawn = tuple((row.group, row.span) for row in (*themes, overall))
    sheet = rows_table(title, varied_columns(threshold), themes, overall)
    show_figure("ranges", title, sheet, tally_charts.range_chart, drawn, title, threshold)


def _leading_gaps(catalogue: Catalogue, robustness: Robustness) -> None:
    st.subheader(_("Leading gaps"), anchor=False)
    if not (robustness.gaps_kept or robustness.gaps_lost):
        st.markdown(_("No recommendation is rated absent or partial."))
        return
    st.markdown(about_leading_gaps(robustness))
    if robustness.gaps_lost:
        lost = "\n".join(f"- {item} {escape_markdown(catalogue.by_id[item].title)}" for item in robustness.gaps_lost)
        st.markdown(_("Near-duplicates of a gap listed before them, so not counted in every variant:") + "\n\n" + lost)


@dataclass(frozen=True, slots=True)
class _Order:
    """Two themes by their scores, which may be level, and what can be said of the difference."""

    lower: Group
    higher: Group
    is_kept: bool
    is_within: bool

    @property
    def difference(self) -> str:
        low, high = (group.tally.score or 0 for group in (self.lower, self.higher))
        return points_words(high - low) if high > low else _("level")


def _orders(results: Results) -> None:
    """Pairs of themes with their difference, marked where it is within one answer or depends on the method."""
    st.subheader(_("Differences between themes"), anchor=False)
    orders = _find_orders(results)
    if not orders:
        st.markdown(_("No two themes with sufficient data differ."))
        return
    st.markdown(
        _(
            "Pairs of themes that differ under some variant: **{total}**. In the same order under every variant: "
            "**{kept}**. Within one answer of each other, so too small to interpret: **{within}**. Themes with "
            "insufficient data are left out."
        ).format(
            total=len(orders),
            kept=sum(order.is_kept for order in orders),
            within=sum(order.is_within for order in orders),
        )
    )
    columns: list[Column[_Order]] = [
        Column(_("Lower score"), lambda order: order.lower.name),
        Column(_("Higher score"), lambda order: order.higher.name),
        Column(_("Difference"), lambda order: order.difference, Kind.NUMBER),
        Column(
            _("In all variants"),
            lambda order: _("holds under every variant") if order.is_kept else _("does not hold under every variant"),
        ),
        Column(_("Size"), lambda order: _("within one answer") if order.is_within else _("one answer or more")),
    ]
    on_page = page_of(orders, PAIRS_SHOWN, "pairs")
    st.html(rows_table(_("Differences between themes"), columns, on_page))


def _find_orders(results: Results) -> list[_Order]:
    robustness, tallies = results.robustness, results.by[Grouping.THEME]
    places = {theme: place for place, theme in enumerate(tallies)}
    pairs = [
        pair
        for pair in (*robustness.orders_kept, *robustness.orders_lost)
        if all(tallies[theme].is_sufficient(results.threshold) for theme in pair)
    ]
    groups = {theme: Group(results.catalogue.theme_by_id[theme].name, tally) for theme, tally in tallies.items()}
    return [
        _Order(
            groups[lower],
            groups[higher],
            is_kept=(lower, higher) in robustness.orders_kept,
            is_within=within_one_answer(tallies[lower], tallies[higher]),
        )
        for lower, higher in sorted(pairs, key=lambda pair: (places[pair[0]], places[pair[1]]))
    ]
