"""The figures behind the answer: scores by groups, which answers matter most, what doesn't depend on the method."""

from __future__ import annotations

import streamlit as st

from assessment.domain.gaps import Influence, influences
from assessment.domain.scoring import OVERLAPPING, Grouping
from assessment.html.pictures import group_rows, range_rows
from assessment.html.tables import item_column, rows_table
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.codes import grouping_word
from assessment.labels.formatting import percent
from assessment.reports.method_text import about_threshold, about_what_is_not_covered, robustness_sentence
from assessment.ui.widgets.components import fold
from assessment.views.results import Results, count_columns, score_columns, varied_scores
from assessment.views.table import Column, Kind

LEADING_INFLUENCES = 10


def figures(results: Results) -> None:
    """All of them, one below the other."""
    st.header(_("Answers and scores by group"), anchor=False)
    _by_group(results)
    if results.whole.is_sufficient(results.threshold):
        st.header(_("Which answers matter most to the score"), anchor=False)
        _influences(results)
    if varied := varied_scores(results):
        st.header(_("Robustness"), anchor=False)
        st.markdown(robustness_sentence(results))
        themes, overall = varied
        st.html(range_rows(_("Range of the scores over all variants"), [*themes, overall], results.threshold))


def _by_group(results: Results) -> None:
    """Answers and scores by the grouping that the person chooses; by theme they are at the top of the page."""
    choices = sorted(Grouping, key=lambda grouping: grouping is Grouping.THEME)
    grouping = st.selectbox(
        _("Group the recommendations by"), choices, format_func=grouping_word, key="grouping", width=320
    )
    title = _("Answers and scores by group: {kind}").format(kind=grouping_word(grouping))
    st.html(group_rows(title, results, grouping))
    if grouping in OVERLAPPING:
        st.caption(_("Here a recommendation can count in several groups, so the groups don’t add up to the whole."))
    fold("group-tables", _("As tables"), _tables, results, grouping)


def _tables(results: Results, grouping: Grouping) -> None:
    kind, groups, threshold = grouping_word(grouping), results.groups(grouping), results.threshold
    covered = [group for group in groups if group.total]
    st.html(rows_table(_("Answers by group: {kind}").format(kind=kind), count_columns(kind), covered))
    title = _("Score and band by group: {kind}").format(kind=kind)
    st.html(rows_table(title, score_columns(kind, threshold), groups))
    st.caption(about_threshold(threshold))
    if len(covered) < len(groups):
        st.caption(about_what_is_not_covered())


def _influences(results: Results) -> None:
    """The answers that would move the overall score most."""
    score, ordered = results.whole.score, influences(results.catalogue, results.response)
    if not ordered:
        st.markdown(_("Every applicable recommendation is implemented: no answer can raise the overall."))
        return
    leading = ordered[:LEADING_INFLUENCES]
    caption = _("The overall is {score} now. These {n} of {total} answers would move it most, each by itself").format(
        score=percent(score), n=len(leading), total=len(ordered)
    )
    columns: list[Column[Influence]] = [
        item_column(),
        Column(_("Answer now"), lambda influence: influence.rating, Kind.RATING),
        Column(_("Overall if absent"), lambda influence: influence.if_absent, Kind.PERCENT),
        Column(_("Overall if implemented"), lambda influence: influence.if_implemented, Kind.PERCENT),
        Column(_("Moves it by up to (points)"), lambda influence: influence.reach(score), Kind.POINTS),
    ]
    st.html(rows_table(caption, columns, leading))
    last = leading[-1].reach(score)
    if equal := sum(influence.reach(score) == last for influence in ordered[LEADING_INFLUENCES:]):
        st.caption(
            counted(
                "{n} more would move it as far as the last of these; ties are in the order of the questionnaire.",
                "{n} more would move it as far as the last of these; ties are in the order of the questionnaire.",
                equal,
            )
        )
