"""The page “Compare”: countries side by side, voices compared, rounds compared."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assessment.access.assessments import list_listings
from assessment.domain.permissions import Action
from assessment.i18n import gettext as _
from assessment.i18n import mark
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

_VIEWS: dict[str, tuple[str, Callable[[ChosenResponses], None]]] = {
    "themes": (mark("By theme"), theme_matrix),
    "recommendations": (mark("By recommendation"), recommendation_matrix),
    "voices": (mark("Voices"), voice_pairs),
    "rounds": (mark("Rounds"), round_pairs),
    "common": (mark("Common recommendations"), show_common_items),
    "robustness": (mark("Robustness"), compare_scores),
    "downloads": (mark("Downloads"), comparison_downloads),
}
"""By its name in the address, what a view is called, and what draws it."""


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
    choice = state.chosen_text("side")
    side = choice if choice in _VIEWS else "themes"
    choose_view("side", _("What to compare"), list(_VIEWS), side, lambda code: _(_VIEWS[code][0]))
    _words, draw = _VIEWS[side]
    draw(chosen)


compare()
