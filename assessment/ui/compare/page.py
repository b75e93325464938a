"""The page “Compare”: what is compared, what it comes to, and then the picture."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assessment.access.assessments import list_listings
from assessment.domain.comparison.findings import ComparisonFindings
from assessment.domain.permissions import Action
from assessment.i18n import gettext as _
from assessment.i18n import mark
from assessment.ui.compare.downloads import comparison_downloads
from assessment.ui.compare.findings import find, offer_without, show_findings
from assessment.ui.compare.how import how_compared
from assessment.ui.compare.recommendation_matrix import recommendation_matrix
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.compare.response_picker import TWO, choose_responses
from assessment.ui.compare.rounds import round_pairs
from assessment.ui.compare.themes import show_themes
from assessment.ui.compare.voices import voice_pairs
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_view
from assessment.ui.widgets.components import page_header

_VIEWS: dict[str, tuple[str, Callable[[ChosenResponses, ComparisonFindings], None]]] = {
    "themes": (mark("By theme"), show_themes),
    "recommendations": (mark("By recommendation"), recommendation_matrix),
    "voices": (mark("Voices"), lambda chosen, _found: voice_pairs(chosen)),
    "rounds": (mark("Rounds"), lambda chosen, _found: round_pairs(chosen)),
    "how": (mark("How this was compared"), how_compared),
    "downloads": (mark("Downloads"), lambda chosen, _found: comparison_downloads(chosen)),
}
"""By its name in the address, what a view is called, and what draws it."""


def compare() -> None:
    page_header(
        _("Compare"),
        _("Countries or areas, voices and rounds side by side. Nobody is ranked."),
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
            found = find(chosen)
            if found.sparse:
                offer_without(chosen, found.common, found.sparse)
            _look_at(chosen, found)


@state.fragment
def _look_at(chosen: ChosenResponses, found: ComparisonFindings) -> None:
    show_findings(found)
    choice = state.chosen_text("side")
    side = choice if choice in _VIEWS else "themes"
    choose_view("side", _("What to compare"), list(_VIEWS), side, lambda code: _(_VIEWS[code][0]))
    _words, draw = _VIEWS[side]
    draw(chosen, found)


compare()
