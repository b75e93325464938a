"""Themes side by side: of two responses how far their scores are apart, of more a column each; on what all of them
rate. Then each response on everything that it was asked."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assessment.access.assessments import count_themes, find_common_items
from assessment.config import settings
from assessment.domain.comparison.compare import all_themes, score_differences
from assessment.domain.comparison.findings import ComparisonFindings
from assessment.domain.comparison.ordering import NamedResponse
from assessment.html.pictures import score_pairs
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.labels.formatting import percent
from assessment.ui.compare.response_choices import FEW, ChosenResponses
from assessment.ui.compare.response_names import filter_by_country, list_full_names, pair_names, short_names
from assessment.ui.compare.response_picker import TWO, load_full_responses
from assessment.ui.session import state
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.components import fold
from assessment.views.comparison import score_columns, scores_by_theme, theme_differences, theme_scores_table
from assessment.views.table import Column, Table

ROWS_SHOWN = 50


def show_themes(chosen: ChosenResponses, found: ComparisonFindings) -> None:
    if not found.common:
        st.info(_("No recommendation is common to all. Compare fewer responses, or look at each by itself."))
    elif len(chosen.lines) == TWO:
        _show_pair(chosen)
    else:
        _show_several(chosen)
    fold("own-scores", _("Each on everything it was asked"), _show_own, chosen)


def _show_pair(chosen: ChosenResponses) -> None:
    first, second = load_full_responses(chosen.lines)
    rows, names = theme_differences(score_differences(first, second)), pair_names((chosen.lines[0], chosen.lines[1]))
    st.html(score_pairs(_("Scores by theme, on the common recommendations"), rows, names))


@state.fragment
def _show_several(chosen: ChosenResponses) -> None:
    names = short_names(chosen.lines)
    lines = page_of(filter_by_country(chosen.lines), FEW, "lines-page", name="lines")
    if not lines:
        return
    common = find_common_items(state.gate(), chosen.ids)
    # One of each version too: the newest of all compared says in which theme a recommendation counts.
    of_each_version = {line.response.catalogue_hash: line.name for line in chosen.lines}
    ids = dict.fromkeys([*(line.name for line in lines), *of_each_version.values()])
    tallies = count_themes(state.gate(), list(ids), common.items)
    shown = [line.name for line in lines]
    tallies = {theme: {name: by_name[name] for name in shown} for theme, by_name in tallies.items()}
    table = theme_scores_table(
        scores_by_theme(all_themes(chosen.versions), tallies, shown), [names[name] for name in shown]
    )
    title = _("Scores by theme: {n} of {total} responses").format(n=len(chosen.lines), total=chosen.total)
    with st.container(key="theme-columns"):
        st.html(draw_table(replace(table, title=title), is_matrix=True))
    list_full_names(names, lines)


def _show_own(chosen: ChosenResponses) -> None:
    names, threshold = short_names(chosen.lines), settings().coverage_threshold
    lines = page_of(chosen.lines, ROWS_SHOWN, "own-page")
    tallies = count_themes(state.gate(), [line.name for line in lines], None)
    country: Column[NamedResponse] = Column(_("Country or area"), lambda response: names[response.name])
    columns = [country, *score_columns(chosen.versions, tallies, threshold)]
    st.html(draw_table(Table(_("Scores on everything each was asked"), columns, lines), is_matrix=True))
    st.caption(
        _(
            "Read along the rows: figures in a column cover different recommendations and can’t be compared. Under a "
            "score is how many applicable recommendations are rated, and the band. Below {threshold} rated there is no "
            "score."
        ).format(threshold=percent(100 * threshold))
    )
