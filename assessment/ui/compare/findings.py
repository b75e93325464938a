"""What a comparison comes to: a few counts, each a button that opens its list."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.access.assessments import read_ratings
from assessment.domain.comparison.compare import all_recommendations
from assessment.domain.comparison.findings import ComparisonFindings, SparseResponses, find_findings
from assessment.domain.comparison.rated import RatedResponses
from assessment.domain.comparison.rounds import pairs_with_earlier
from assessment.i18n import ngettext
from assessment.labels.findings import Topic, comparison_findings
from assessment.ui.compare.recommendation_matrix import ONLY, OPEN
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.compare.response_picker import leave_out
from assessment.ui.session import state

SHOWN = 4
"""Counts on the page; where there are more, the first is left to its own view."""
_LISTS: Mapping[Topic, Mapping[str, str | None]] = {
    Topic.COMMON: {"side": "how"},
    Topic.SHARED_GAPS: {"side": "recommendations", ONLY: "shared", OPEN: None},
    Topic.RED_LINES: {"side": "recommendations", ONLY: "red-lines", OPEN: None},
    Topic.VOICES: {"side": "voices"},
    Topic.ROUNDS: {"side": "rounds"},
}
"""What the address says where the list of a finding is open."""


def find(chosen: ChosenResponses) -> ComparisonFindings:
    """The findings about the chosen responses; their earlier rounds are compared even if they aren't chosen."""
    rounds = pairs_with_earlier(chosen.lines, chosen.pool)
    names = list(dict.fromkeys([*chosen.ids, *(earlier.name for earlier, _later in rounds)]))
    ratings = read_ratings(state.gate(), names, [item.id for item in all_recommendations(chosen.versions)])
    return find_findings(RatedResponses(chosen.lines, chosen.catalogues, ratings), rounds)


def show_findings(found: ComparisonFindings) -> None:
    with st.container(horizontal=True, gap="small", key="findings"):
        for finding in comparison_findings(found)[-SHOWN:]:
            key = f"finding-{finding.topic.name.lower().replace('_', '-')}"
            st.button(finding.brief, key=key, on_click=_open_list, args=(finding.topic,))


def _open_list(topic: Topic) -> None:
    for name, value in _LISTS[topic].items():
        state.choose(name, value)


def offer_without(chosen: ChosenResponses, common: int, sparse: SparseResponses) -> None:
    """Say which responses rate so little that they keep the others from being compared, and offer to leave them out."""
    st.info(
        ngettext(
            "One response rates little. Common recommendations without it: {total} instead of {common}.",
            "{n} responses rate little. Common recommendations without them: {total} instead of {common}.",
            len(sparse.names),
        ).format(n=len(sparse.names), total=common + sparse.gain, common=common)
    )
    st.text("\n".join(chosen.display_names[name] for name in sparse.names))
    st.button(
        ngettext("Leave it out", "Leave them out", len(sparse.names)),
        key="leave-out-sparse",
        on_click=leave_out,
        args=(chosen, sparse.names),
    )
