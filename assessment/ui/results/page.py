"""The page “Results”: what is answered, the scores, the gaps and what would change them, and downloads."""

from __future__ import annotations

import streamlit as st

from assessment.charts import tally_charts
from assessment.config import settings
from assessment.domain.model import Catalogue, Response
from assessment.domain.permissions import Action
from assessment.domain.scoring import OVERLAPPING, Grouping, Tally, tally_all, tally_by, theme_weighted_if_different
from assessment.i18n import gettext as _
from assessment.labels.codes import grouping_word, rating_meaning
from assessment.labels.formatting import band, percent, rated_count_text, score_text
from assessment.labels.groups import Group, groups, rating_counts
from assessment.reports.method_text import about_weighted_overall, about_what_is_not_covered
from assessment.ui.results.downloads import downloads, report_button
from assessment.ui.results.findings import influence_list, information_gap_list, red_line_list
from assessment.ui.results.gap_cards import gap_list
from assessment.ui.results.robustness import show_robustness
from assessment.ui.results.workshop import tell_workshop
from assessment.ui.session import state
from assessment.ui.text.html import html
from assessment.ui.widgets.chart import show_chart
from assessment.ui.widgets.components import distribution_bar, page_header, required_assessment
from assessment.ui.widgets.tables import (
    TableColumn,
    coverage_words,
    distribution_table,
    rating_cell,
    score_table,
    table,
)


def results() -> None:
    page_header(
        _("Results"), _("Where this assessment stands: first how much is answered, then the scores and the gaps.")
    )
    assessment = required_assessment()
    catalogue, response = assessment.catalogue, assessment.response
    whole, allowed = tally_all(catalogue, response), state.allowed()
    if whole.unanswered == len(catalogue.recommendations):
        _tell_unrated(may_answer=Action.ANSWER in allowed)
        return
    threshold, may_export = settings().coverage_threshold, Action.EXPORT in allowed
    _contents(may_export=may_export)
    if may_export:
        report_button(assessment, threshold, key="download-excel-above")
    spreads = tell_workshop(assessment.id)
    _answers(catalogue, response, whole)
    _scores(catalogue, response, whole, threshold)
    _groupings(catalogue, response, threshold)
    red_line_list(catalogue, response, spreads)
    gap_list(catalogue, response, spreads)
    information_gap_list(catalogue, response, may_answer=Action.ANSWER in allowed)
    influence_list(catalogue, response, whole, threshold)
    show_robustness(assessment.id, catalogue, response, threshold)
    if may_export:
        downloads(assessment, threshold)


def _tell_unrated(*, may_answer: bool) -> None:
    if may_answer:
        st.info(_("Nothing is rated yet, so there is nothing to show. Rate the first recommendation, and come back."))
        st.page_link("rate/page.py", label=_("Go to Rate"))
    else:
        st.info(_("Nothing is rated yet, so there is nothing to show."))


def _contents(*, may_export: bool) -> None:
    places = {
        "answers": _("Answers"),
        "scores": _("Scores"),
        "groups": _("Other groups"),
        "red-lines": _("Red lines"),
        "gaps": _("Gaps"),
        "information-gaps": _("Information gaps"),
        "changes": _("What would change this"),
        "robustness": _("Robustness"),
    }
    if may_export:
        places["downloads"] = _("Downloads")
    links = " · ".join(f"[{words}](#{place})" for place, words in places.items())
    st.markdown(_("On this page: {links}").format(links=links))


def _answers(catalogue: Catalogue, response: Response, whole: Tally) -> None:
    st.header(_("What is answered"), anchor="answers")
    st.markdown(
        _("**{rated}** of **{applicable}** applicable recommendations are rated: a coverage of **{coverage}**.").format(
            rated=whole.rated, applicable=whole.applicable, coverage=coverage_words(whole)
        )
    )
    st.html(distribution_bar(whole, _("All recommendations")))
    columns = [
        TableColumn(_("Answer")),
        TableColumn(_("Recommendations"), is_number=True),
        TableColumn(_("What it means")),
    ]
    rows = [[rating_cell(rating), str(count), rating_meaning(rating)] for rating, count in rating_counts(whole).items()]
    st.html(table(_("All answers"), columns, rows))
    themes = groups(catalogue, response, Grouping.THEME)
    show_chart(tally_charts.distribution_chart, themes, _("Answers by theme"))
    everything = Group(_("All themes"), whole)
    st.html(distribution_table(_("Answers by theme"), grouping_word(Grouping.THEME), themes, everything))


def _scores(catalogue: Catalogue, response: Response, whole: Tally, threshold: float) -> None:
    st.header(_("Scores"), anchor="scores")
    limits = _("band {band}").format(band=band(whole))
    score = score_text(whole, threshold)
    st.html(html("overall", name=_("Overall"), score=score, rated=rated_count_text(whole), band=limits))
    _weighted(catalogue, response, whole, threshold)
    st.markdown(
        _(
            "An implemented recommendation counts 1, a partial one ½, an absent one 0; the score is their share of "
            "what is rated. The band shows how far the score could still move: from all unknowns turning out absent "
            "to all turning out implemented. Where less than {threshold} of the applicable recommendations are "
            "rated, the words “insufficient data” stand in place of the score."
        ).format(threshold=percent(100 * threshold))
    )
    themes, overall = groups(catalogue, response, Grouping.THEME), Group(_("Overall"), whole)
    title = _("Score and band by theme")
    show_chart(tally_charts.score_chart, (*themes, overall), title, threshold)
    st.html(score_table(title, grouping_word(Grouping.THEME), themes, overall, threshold=threshold))
    st.caption(
        _(
            "One step of one answer, from absent to partial or from partial to implemented, moves a score by the "
            "points that the table gives. Two themes whose scores differ by less than one step of the smaller theme "
            "are within one answer of each other: too small a difference to interpret. Themes are in the order of "
            "the questionnaire, not by score."
        )
    )


def _weighted(catalogue: Catalogue, response: Response, whole: Tally, threshold: float) -> None:
    """The theme-weighted overall, where it differs from the overall."""
    weighted = theme_weighted_if_different(whole, tally_by(catalogue, response, Grouping.THEME), threshold)
    if weighted is not None:
        st.markdown(about_weighted_overall(f"**{percent(weighted)}**"))


@state.fragment
def _groupings(catalogue: Catalogue, response: Response, threshold: float) -> None:
    st.header(_("Other groups"), anchor="groups")
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
    show_chart(tally_charts.distribution_chart, covered, title)
    st.html(distribution_table(title, kind, covered))
    title = _("Score and band by group: {kind}").format(kind=kind)
    show_chart(tally_charts.score_chart, covered, title, threshold)
    st.html(score_table(title, kind, found, threshold=threshold))


results()
