"""The page “Results”: what is missing, who acts and by when; then the score, what is unknown, downloads and figures."""

from __future__ import annotations

import streamlit as st

from assessment.config import settings
from assessment.domain.gaps import gaps, information_gaps, red_lines
from assessment.domain.permissions import Action
from assessment.domain.scoring import tally_all
from assessment.i18n import gettext as _
from assessment.labels.findings import headline, meaning_of_unknown
from assessment.ui.results.downloads import downloads, report_button
from assessment.ui.results.figures import distribution, other_groups, theme_scores
from assessment.ui.results.findings import influence_list, information_gap_list, red_line_list
from assessment.ui.results.gap_plan import gap_plan
from assessment.ui.results.gravest_gaps import gravest_gap_table
from assessment.ui.results.robustness import show_robustness
from assessment.ui.results.score import overall_score
from assessment.ui.results.workshop import tell_workshop
from assessment.ui.session import state
from assessment.ui.widgets.components import page_header, required_assessment
from assessment.ui.widgets.fold import fold


def results() -> None:
    page_header(_("Results"))
    assessment = required_assessment()
    catalogue, response = assessment.catalogue, assessment.response
    whole, allowed = tally_all(catalogue, response), state.allowed()
    if whole.unanswered == len(catalogue.recommendations):
        _tell_unrated(may_answer=Action.ANSWER in allowed)
        return
    threshold, may_export = settings().coverage_threshold, Action.EXPORT in allowed
    found = gaps(catalogue, response)
    unknown = len(information_gaps(catalogue, response))
    st.markdown(
        f"**{headline(len(found), len(red_lines(found)), unknown)}**", help=meaning_of_unknown() if unknown else None
    )
    draft = state.plan_draft(assessment.id)
    draft.read(state.access())
    gravest_gap_table(draft, found)
    _contents(may_export=may_export)
    if may_export:
        report_button(assessment, threshold, key="download-excel-above")
    spreads = tell_workshop(assessment)
    overall_score(catalogue, response, whole, threshold)
    gap_plan(catalogue, draft, found, spreads, may_change=Action.ANSWER in allowed)
    red_line_list(catalogue, response, spreads)
    information_gap_list(catalogue, response, may_answer=Action.ANSWER in allowed)
    if may_export:
        downloads(assessment, threshold)
    st.header(_("More figures"), anchor="figures")
    fold("distribution", _("Distribution of the answers"), distribution, catalogue, response, whole)
    fold("scores", _("Scores by theme"), theme_scores, catalogue, response, whole, threshold)
    fold("groups", _("Other groups"), other_groups, catalogue, response, threshold)
    fold("changes", _("What would change this"), influence_list, catalogue, response, whole, threshold)
    fold("robustness", _("Robustness"), show_robustness, catalogue, response, threshold)


def _tell_unrated(*, may_answer: bool) -> None:
    if may_answer:
        st.info(_("Nothing is rated yet, so there is nothing to show. Rate the first recommendation, and come back."))
        st.page_link("rate/page.py", label=_("Go to Rate"))
    else:
        st.info(_("Nothing is rated yet, so there is nothing to show."))


def _contents(*, may_export: bool) -> None:
    places = {
        "score": _("Score"),
        "follow-up": _("Follow-up plan"),
        "red-lines": _("Red lines"),
        "information-gaps": _("Information gaps"),
        "downloads": _("Downloads"),
        "figures": _("More figures"),
    }
    links = " · ".join(f"[{words}](#{place})" for place, words in places.items() if place != "downloads" or may_export)
    st.markdown(_("On this page: {links}").format(links=links))


results()
