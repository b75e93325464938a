"""The figures behind the gaps: how the answers are distributed, and the scores by theme and by other groups."""

from __future__ import annotations

import streamlit as st

from assessment.charts import tally_charts
from assessment.domain.model import Catalogue, Response
from assessment.domain.scoring import OVERLAPPING, Grouping, Tally
from assessment.i18n import gettext as _
from assessment.labels.codes import grouping_word, rating_meaning
from assessment.labels.formatting import Group, groups, rating_counts
from assessment.reports.method_text import about_what_is_not_covered
from assessment.ui.widgets.components import distribution_bar
from assessment.ui.widgets.figure import show_figure
from assessment.ui.widgets.tables import TableColumn, distribution_table, rating_cell, score_table, table


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
