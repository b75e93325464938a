"""The page “Compare”: countries side by side, voices compared, rounds compared."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from assessment.language import gettext as _
from assessment.ui import state
from assessment.ui.asking import TWO, ask_responses
from assessment.ui.choosing import choose_view
from assessment.ui.common_items import common_items
from assessment.ui.comparison_downloads import comparison_downloads
from assessment.ui.components import page_head
from assessment.ui.lines import Chosen
from assessment.ui.recommendation_matrix import recommendation_matrix
from assessment.ui.round_pairs import round_pairs
from assessment.ui.theme_matrix import theme_matrix
from assessment.ui.two_responses import two_responses
from assessment.ui.voice_pairs import voice_pairs


class Side(StrEnum):
    """A view of the comparison."""

    THEMES = "themes"
    RECOMMENDATIONS = "recommendations"
    VOICES = "voices"
    ROUNDS = "rounds"
    COMMON = "common"
    ROBUSTNESS = "robustness"
    DOWNLOADS = "downloads"


def side_word(side: Side) -> str:
    match side:
        case Side.THEMES:
            return _("By theme")
        case Side.RECOMMENDATIONS:
            return _("By recommendation")
        case Side.VOICES:
            return _("Voices")
        case Side.ROUNDS:
            return _("Rounds")
        case Side.COMMON:
            return _("Common items")
        case Side.ROBUSTNESS:
            return _("Robustness")
        case Side.DOWNLOADS:
            return _("Downloads")


def compare() -> None:
    page_head(
        _("Compare"),
        _(
            "Compare countries or areas, voices and rounds, on the recommendations that all of them rate. Nobody is "
            "ranked."
        ),
    )
    listed = state.access().listed()
    if len(listed) < TWO:
        st.info(
            _(
                "A comparison needs two responses. On the page “Start”, begin or import another, or open the sample "
                "data."
            )
        )
        st.page_link("start.py", label=_("Go to Start"))
        return
    with st.container(key="compare"):
        chosen = ask_responses(listed)
        if chosen is not None:
            _look_at(chosen)


@st.fragment
def _look_at(chosen: Chosen) -> None:
    side = state.chosen("side", Side, Side.THEMES)
    choose_view("side", _("What to compare"), list(Side), side, lambda one: side_word(Side(one)))
    match side:
        case Side.THEMES:
            theme_matrix(chosen)
        case Side.RECOMMENDATIONS:
            recommendation_matrix(chosen)
        case Side.VOICES:
            voice_pairs(chosen)
        case Side.ROUNDS:
            round_pairs(chosen)
        case Side.COMMON:
            common_items(chosen)
        case Side.ROBUSTNESS:
            two_responses(chosen)
        case Side.DOWNLOADS:
            comparison_downloads(chosen)


compare()
