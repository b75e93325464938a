"""The page “Compare”: countries side by side, voices compared, rounds compared."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from assessment.access.assessments import list_listings
from assessment.domain.permissions import Action
from assessment.i18n import gettext as _
from assessment.ui.compare.downloads import comparison_downloads
from assessment.ui.compare.findings import show_common_items, show_findings
from assessment.ui.compare.pairs import compare_scores
from assessment.ui.compare.recommendation_matrix import recommendation_matrix
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.compare.response_picker import TWO, choose_responses
from assessment.ui.compare.rounds import round_pairs
from assessment.ui.compare.theme_matrix import theme_matrix
from assessment.ui.compare.voices import voice_pairs
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_view
from assessment.ui.widgets.components import page_header


class ComparisonView(StrEnum):
    """A view of the comparison."""

    THEMES = "themes"
    RECOMMENDATIONS = "recommendations"
    VOICES = "voices"
    ROUNDS = "rounds"
    COMMON = "common"
    ROBUSTNESS = "robustness"
    DOWNLOADS = "downloads"


def _view_word(side: ComparisonView) -> str:
    match side:
        case ComparisonView.THEMES:
            return _("By theme")
        case ComparisonView.RECOMMENDATIONS:
            return _("By recommendation")
        case ComparisonView.VOICES:
            return _("Voices")
        case ComparisonView.ROUNDS:
            return _("Rounds")
        case ComparisonView.COMMON:
            return _("Common recommendations")
        case ComparisonView.ROBUSTNESS:
            return _("Robustness")
        case ComparisonView.DOWNLOADS:
            return _("Downloads")


def compare() -> None:
    page_header(
        _("Compare"),
        _(
            "Compare countries or areas, voices and rounds, on the recommendations that all of them rate. Nobody is "
            "ranked."
        ),
    )
    listed = list_listings(state.gate())
    if len(listed) < TWO:
        st.info(
            _(
                "A comparison needs two responses. On the page “Start”, begin or import another, or open the sample "
                "data."
            )
            if Action.CREATE in state.allowed()
            else _("A comparison needs two responses.")
        )
        st.page_link("start/page.py", label=_("Go to Start"))
        return
    with st.container(key="compare"):
        chosen = choose_responses(listed)
        if chosen is not None:
            show_findings(chosen)
            _look_at(chosen)


@state.fragment
def _look_at(chosen: ChosenResponses) -> None:
    side = state.chosen("side", ComparisonView, ComparisonView.THEMES)
    choose_view("side", _("What to compare"), list(ComparisonView), side, lambda one: _view_word(ComparisonView(one)))
    match side:
        case ComparisonView.THEMES:
            theme_matrix(chosen)
        case ComparisonView.RECOMMENDATIONS:
            recommendation_matrix(chosen)
        case ComparisonView.VOICES:
            voice_pairs(chosen)
        case ComparisonView.ROUNDS:
            round_pairs(chosen)
        case ComparisonView.COMMON:
            show_common_items(chosen)
        case ComparisonView.ROBUSTNESS:
            compare_scores(chosen)
        case ComparisonView.DOWNLOADS:
            comparison_downloads(chosen)


compare()
