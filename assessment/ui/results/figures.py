"""The figures behind the gaps: how the answers are distributed, scores by theme and by other groups, what would move
the overall score, and which results don't depend on the method's choices."""

from __future__ import annotations

import math
from fractions import Fraction

import streamlit as st

from assessment.charts import tally_charts
from assessment.domain.gaps import Influence, influences
from assessment.domain.model import Catalogue, Response
from assessment.domain.robustness import Range, Robustness, robustness
from assessment.domain.scoring import OVERLAPPING, Grouping, Tally, tally_all, tally_by, within_one_answer
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import grouping_word, rating_meaning
from assessment.labels.formatting import Group, groups, percent, points_words, rating_counts
from assessment.reports.method_text import about_leading_gaps, about_robustness, about_what_is_not_covered
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.components import distribution_bar
from assessment.ui.widgets.figure import show_figure
from assessment.ui.widgets.tables import TableColumn, distribution_table, item_label, rating_cell, score_table, table

LEADING_INFLUENCES = 10
PAIRS_SHOWN = 40


def distribution(catalogue: Catalogue, response: Response, whole: Tally) -> None:
    """How many recommendations have each answer, in all and by theme."""
    st.html(distribution_bar(whole, _("All recommendations")))
    columns = [
        TableColumn(_("Answer")),
        TableColumn(_("Recommendations"), is_number=True),
        TableColumn(_("What it means")),
    ]
    rows = [[rating_cell(rating), str(count), rating_meaning(rating)] for rating, count in rating_counts(whole).items()]
    st.html(table(_("All answers"), columns, rows))
    themes, title = groups(catalogue, response, Grouping.THEME), _("Answers by theme")
    sheet = distribution_table(title, grouping_word(Grouping.THEME), themes, Group(_("All themes"), whole))
    show_figure("theme-answers", title, sheet, tally_charts.distribution_chart, themes, title)


def theme_scores(catalogue: Catalogue, response: Response, whole: Tally, threshold: float) -> None:
    """Each theme's score with its band, beside the overall."""
    themes, overall = groups(catalogue, response, Grouping.THEME), Group(_("Overall"), whole)
    title = _("Score and band by theme")
    sheet = score_table(title, grouping_word(Grouping.THEME), themes, overall, threshold=threshold)
    show_figure("theme-scores", title, sheet, tally_charts.score_chart, (*themes, overall), title, threshold)
    st.caption(
        _(
            "One step of one answer, from absent to partial or from partial to implemented, moves a score by the "
            "points that the table gives. Two themes whose scores differ by less than one step of the smaller theme "
            "are within one answer of each other: too small a difference to interpret. Themes are in the order of "
            "the questionnaire, not by score."
        )
    )


def other_groups(catalogue: Catalogue, response: Response, threshold: float) -> None:
    """Answers and scores by the grouping that the person chooses."""
    choices = [grouping for grouping in Grouping if grouping is not Grouping.THEME]
    grouping = st.selectbox(_("Group the recommendations by"), choices, format_func=grouping_word, key="grouping")
    if grouping in OVERLAPPING:
        st.caption(_("Here a recommendation can count in several groups, so the groups don’t add up to the whole."))
    found = groups(catalogue, response, grouping)
    covered = tuple(group for group in found if group.total)
    if len(covered) < len(found):
        st.caption(about_what_is_not_covered())
    kind = grouping_word(grouping)
    title = _("Answers by group: {kind}").format(kind=kind)
    sheet = distribution_table(title, kind, covered)
    show_figure("group-answers", title, sheet, tally_charts.distribution_chart, covered, title)
    title = _("Score and band by group: {kind}").format(kind=kind)
    sheet = score_table(title, kind, found, threshold=threshold)
    show_figure("group-scores", title, sheet, tally_charts.score_chart, covered, title, threshold)


def influence_list(catalogue: Catalogue, response: Response, whole: Tally, threshold: float) -> None:
    """The answers that would move the overall score most; without a score, how many ratings it takes."""
    if not whole.applicable:
        st.markdown(_("Every recommendation is rated “not applicable”, so there is nothing to score."))
        return
    if not whole.is_sufficient(threshold):
        lacking = _lacking(whole, threshold)
        st.markdown(
            ngettext(
                "Too little is rated for an overall score. Rate {n} more recommendation, and it can be shown.",
                "Too little is rated for an overall score. Rate {n} more recommendations, and it can be shown.",
                lacking,
            ).format(n=lacking)
        )
        return
    found = influences(catalogue, response)
    if not found:
        st.markdown(_("Every applicable recommendation is implemented: no answer can raise the overall."))
        return
    shown = found[:LEADING_INFLUENCES]
    st.markdown(
        _("The overall is **{score}** now. These {n} of {total} answers would move it most, each by itself:").format(
            score=percent(whole.score), n=len(shown), total=len(found)
        )
    )
    columns = [
        TableColumn(_("Recommendation")),
        TableColumn(_("Answer now"), is_short=True),
        TableColumn(_("Overall if absent"), is_number=True),
        TableColumn(_("Overall if implemented"), is_number=True),
        TableColumn(_("Moves it by up to"), is_number=True),
    ]
    st.html(table(_("Answers that move the overall most"), columns, [_influence_row(each, whole) for each in shown]))
    equal = sum(each.reach(whole.score) == shown[-1].reach(whole.score) for each in found[LEADING_INFLUENCES:])
    if equal:
        st.caption(
            ngettext(
                "{n} more would move it as far as the last of these; ties are in the order of the questionnaire.",
                "{n} more would move it as far as the last of these; ties are in the order of the questionnaire.",
                equal,
            ).format(n=equal)
        )


def _lacking(whole: Tally, threshold: float) -> int:
    """How many more ratings it takes to reach the threshold, at least one."""
    # The threshold is a share such as 2/3, which a float only approximates.
    share = Fraction(threshold).limit_denominator(1000)
    return max(1, math.ceil(share * whole.applicable) - whole.rated)


def _influence_row(influence: Influence, whole: Tally) -> list[str]:
    return [
        item_label(influence.recommendation),
        rating_cell(influence.rating),
        percent(influence.if_absent),
        percent(influence.if_implemented),
        points_words(influence.reach(whole.score)),
    ]


def show_robustness(catalogue: Catalogue, response: Response, threshold: float) -> None:
    """Score the response under every variant of the method, and say what stays the same."""
    st.markdown(about_robustness())
    found = robustness(catalogue, response)
    _ranges(catalogue, response, found, threshold)
    _leading_gaps(catalogue, found)
    _orders(catalogue, response, found, threshold)


def _ranges(catalogue: Catalogue, response: Response, found: Robustness, threshold: float) -> None:
    if found.overall is None:
        st.markdown(_("Nothing is rated, so there is no score to vary."))
        return
    tallies = tally_by(catalogue, response, Grouping.THEME)
    shown = (
        *((Group(catalogue.theme_by_id[theme].name, tallies[theme]), span) for theme, span in found.by_theme.items()),
        (Group(_("Overall"), tally_all(catalogue, response)), found.overall),
    )
    title = _("Range of the scores over all variants")
    columns = [
        TableColumn(grouping_word(Grouping.THEME)),
        TableColumn(_("Score"), is_number=True),
        TableColumn(_("Range"), is_number=True),
        TableColumn(_("Rated"), is_number=True),
    ]
    *rows, total = (_range_row(group, span, threshold) for group, span in shown)
    show_figure("ranges", title, table(title, columns, rows, total), tally_charts.range_chart, shown, title, threshold)


def _range_row(group: Group, span: Range, threshold: float) -> list[str]:
    tally = group.tally
    rated = _("{n} of {total}").format(n=tally.rated, total=tally.applicable)
    if not tally.is_sufficient(threshold):
        return [group.name, _("insufficient data"), "–", rated]
    return [group.name, percent(tally.score), tally_charts.range_percentages(span), rated]


def _leading_gaps(catalogue: Catalogue, found: Robustness) -> None:
    st.subheader(_("Leading gaps"), anchor=False)
    if not (found.gaps_kept or found.gaps_lost):
        st.markdown(_("No recommendation is rated absent or partial."))
        return
    st.markdown(about_leading_gaps(found))
    if found.gaps_lost:
        lost = "\n".join(f"- {item} {escape_markdown(catalogue.by_id[item].title)}" for item in found.gaps_lost)
        st.markdown(_("Near-duplicates of a gap listed before them, so not counted in every variant:") + "\n\n" + lost)


def _orders(catalogue: Catalogue, response: Response, found: Robustness, threshold: float) -> None:
    """Pairs of themes with their difference, marked where it is within one answer or depends on the method."""
    st.subheader(_("Differences between themes"), anchor=False)
    tallies = tally_by(catalogue, response, Grouping.THEME)
    order = list(tallies)
    pairs = sorted(
        [
            pair
            for pair in (*found.orders_kept, *found.orders_lost)
            if all(tallies[theme].is_sufficient(threshold) for theme in pair)
        ],
        key=lambda pair: (order.index(pair[0]), order.index(pair[1])),
    )
    if not pairs:
        st.markdown(_("No two themes with sufficient data differ."))
        return
    kept = [pair for pair in pairs if pair in found.orders_kept]
    within = [pair for pair in pairs if within_one_answer(tallies[pair[0]], tallies[pair[1]])]
    st.markdown(
        _(
            "Pairs of themes that differ under some variant: **{total}**. In the same order under every variant: "
            "**{kept}**. Within one answer of each other, so too small to interpret: **{within}**. Themes with "
            "insufficient data are left out."
        ).format(total=len(pairs), kept=len(kept), within=len(within))
    )
    columns = [
        TableColumn(_("Lower score")),
        TableColumn(_("Higher score")),
        TableColumn(_("Difference"), is_number=True),
        TableColumn(_("In all variants")),
        TableColumn(_("Size")),
    ]
    shown = page_of(pairs, PAIRS_SHOWN, "pairs")
    rows = [_order_row(catalogue, tallies, pair, pair in kept, pair in within) for pair in shown]
    st.html(table(_("Differences between themes"), columns, rows))


def _order_row(
    catalogue: Catalogue, tallies: dict[str, Tally], pair: tuple[str, str], is_kept: bool, is_within: bool
) -> list[str]:
    lower, higher = (tallies[theme].score or 0 for theme in pair)
    difference = points_words(higher - lower) if higher > lower else _("level")
    return [
        catalogue.theme_by_id[pair[0]].name,
        catalogue.theme_by_id[pair[1]].name,
        difference,
        _("holds under every variant") if is_kept else _("does not hold under every variant"),
        _("within one answer") if is_within else _("one answer or more"),
    ]
