"""The page “Results”: what is answered, the scores, the gaps and what would change them, and downloads."""

from __future__ import annotations

import streamlit as st

from assessment.charting import charts
from assessment.config import settings
from assessment.figures import band, percent, rated_words, score_words
from assessment.groups import Group, counts, groups
from assessment.language import gettext as _
from assessment.legend import grouping_word, rating_meaning
from assessment.model import Catalogue, Response
from assessment.reports.explanations import about_weighted_overall
from assessment.scoring import OVERLAPPING, Grouping, Tally, differing_weighted, tally_all, tally_by
from assessment.ui.components import distribution_bar, page_head, required_assessment
from assessment.ui.downloads import downloads, report_button
from assessment.ui.drawing import draw
from assessment.ui.findings import influence_list, information_gap_list, red_line_list
from assessment.ui.gap_cards import gap_list
from assessment.ui.html import html
from assessment.ui.stability import stability
from assessment.ui.tables import Column, coverage_words, distribution_table, rating_cell, score_table, table


def results() -> None:
    page_head(
        _("Results"), _("Where this assessment stands: first how much is answered, then the scores and the gaps.")
    )
    assessment = required_assessment()
    catalogue, response = assessment.catalogue, assessment.response
    whole = tally_all(catalogue, response)
    if whole.unanswered == len(catalogue.recommendations):
        st.info(_("Nothing is rated yet, so there is nothing to show. Rate the first recommendation, and come back."))
        st.page_link("rate.py", label=_("Go to Rate"))
        return
    threshold = settings().coverage_threshold
    _contents()
    report_button(assessment, threshold, key="download-excel-above")
    _answers(catalogue, response, whole)
    _scores(catalogue, response, whole, threshold)
    _groupings(catalogue, response, threshold)
    red_line_list(catalogue, response)
    gap_list(catalogue, response)
    information_gap_list(catalogue, response)
    influence_list(catalogue, response, whole, threshold)
    stability(assessment.id, catalogue, response, threshold)
    downloads(assessment, threshold)


def _contents() -> None:
    places = {
        "answers": _("Answers"),
        "scores": _("Scores"),
        "groups": _("Other groups"),
        "red-lines": _("Red lines"),
        "gaps": _("Gaps"),
        "information-gaps": _("Information gaps"),
        "changes": _("What would change this"),
        "robustness": _("Robustness"),
        "downloads": _("Downloads"),
    }
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
    columns = [Column(_("Answer")), Column(_("Recommendations"), is_number=True), Column(_("What it means"))]
    rows = [[rating_cell(rating), str(count), rating_meaning(rating)] for rating, count in counts(whole).items()]
    st.html(table(_("All answers"), columns, rows))
    themes = groups(catalogue, response, Grouping.THEME)
    draw(charts.distribution, themes, _("Answers by theme"))
    everything = Group(_("All themes"), whole)
    st.html(distribution_table(_("Answers by theme"), grouping_word(Grouping.THEME), themes, everything))


def _scores(catalogue: Catalogue, response: Response, whole: Tally, threshold: float) -> None:
    st.header(_("Scores"), anchor="scores")
    limits = _("band {band}").format(band=band(whole))
    score = score_words(whole, threshold)
    st.html(html("overall", name=_("Overall"), score=score, rated=rated_words(whole), band=limits))
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
    draw(charts.scores, (*themes, overall), title, threshold)
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
    weighted = differing_weighted(whole, tally_by(catalogue, response, Grouping.THEME), threshold)
    if weighted is not None:
        st.markdown(about_weighted_overall(f"**{percent(weighted)}**"))


@st.fragment
def _groupings(catalogue: Catalogue, response: Response, threshold: float) -> None:
    st.header(_("Other groups"), anchor="groups")
    choices = [grouping for grouping in Grouping if grouping is not Grouping.THEME]
    grouping = st.selectbox(_("Group the recommendations by"), choices, format_func=grouping_word, key="grouping")
    if grouping in OVERLAPPING:
        st.caption(_("Here a recommendation can count in several groups, so the groups don’t add up to the whole."))
    found = groups(catalogue, response, grouping)
    covered = tuple(group for group in found if group.total)
    if len(covered) < len(found):
        st.caption(
            _(
                "“Not covered by this tool” means that no recommendation of this questionnaire serves it first; that "
                "is no gap."
            )
        )
    kind = grouping_word(grouping)
    title = _("Answers by group: {kind}").format(kind=kind)
    draw(charts.distribution, covered, title)
    st.html(distribution_table(title, kind, covered))
    title = _("Score and band by group: {kind}").format(kind=kind)
    draw(charts.scores, covered, title, threshold)
    st.html(score_table(title, kind, found, threshold=threshold))


results()
