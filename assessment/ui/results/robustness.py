"""Robustness: which results don't depend on the method's choices."""

from __future__ import annotations

import streamlit as st

from assessment.charts import tally_charts
from assessment.domain.model import Catalogue, Response
from assessment.domain.robustness import Range, Robustness, robustness
from assessment.domain.scoring import Grouping, Tally, tally_all, tally_by, within_one_answer
from assessment.i18n import gettext as _
from assessment.labels.codes import grouping_word
from assessment.labels.formatting import Group, percent
from assessment.reports.method_text import about_leading_gaps, about_robustness
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.figure import show_figure
from assessment.ui.widgets.paging import page_of
from assessment.ui.widgets.tables import TableColumn, points_words, table

PAIRS_SHOWN = 40


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
    _first, shown = page_of(pairs, PAIRS_SHOWN, "pairs")
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
