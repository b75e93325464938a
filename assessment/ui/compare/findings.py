"""The findings of a comparison, which come before any matrix: from the ratings alone."""

from __future__ import annotations

from itertools import pairwise

import streamlit as st

from assessment.domain.comparison.compare import all_recommendations, mandate_count
from assessment.domain.comparison.findings import ComparisonFindings, RatedResponses, find_findings
from assessment.domain.comparison.rounds import rounds_by_respondent
from assessment.i18n import gettext as _
from assessment.labels.comparison_findings import comparison_findings
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown


def show_findings(chosen: ChosenResponses) -> None:
    st.header(_("Findings"), anchor="findings")
    findings = comparison_findings(_find(chosen))
    st.markdown("\n".join(f"- **{each.title}:** {escape_markdown(each.text)}" for each in findings))


def _find(chosen: ChosenResponses) -> ComparisonFindings:
    """The findings about the chosen responses; their earlier rounds are compared even if they aren't chosen."""
    compared = set(chosen.ids)
    rounds = [pair for each in rounds_by_respondent(chosen.pool) for pair in pairwise(each) if pair[1].name in compared]
    names = list(dict.fromkeys([*chosen.ids, *(earlier.name for earlier, _later in rounds)]))
    items = all_recommendations(chosen.versions)
    rated = RatedResponses(
        items=items,
        mandates=mandate_count(chosen.versions),
        catalogues=chosen.catalogues,
        ratings=state.access().ratings(names, [item.id for item in items]),
    )
    return find_findings(rated, chosen.lines, rounds)
