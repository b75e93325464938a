"""The findings of a comparison, which come before any matrix: from the ratings alone."""

from __future__ import annotations

import streamlit as st

from assessment.domain.comparison.compare import all_recommendations, mandate_count
from assessment.domain.comparison.findings import (
    ComparisonFindings,
    RatedResponses,
    SparseResponses,
    find_findings,
)
from assessment.domain.comparison.rounds import pairs_with_earlier
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.findings import comparison_findings
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.compare.response_picker import leave_out
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown


def show_findings(chosen: ChosenResponses) -> None:
    st.header(_("Findings"), anchor="findings")
    found = _find(chosen)
    findings = comparison_findings(found)
    st.markdown("\n".join(f"- **{escape_markdown(each.title)}:** {escape_markdown(each.text)}" for each in findings))
    if found.sparse:
        _offer_without(chosen, found, found.sparse)


def _offer_without(chosen: ChosenResponses, found: ComparisonFindings, sparse: SparseResponses) -> None:
    """Say which responses rate so little that they keep the others from being compared, and offer to leave them out."""
    st.info(
        ngettext(
            "One response rates little. Common recommendations without it: {total} instead of {common}.",
            "{n} responses rate little. Common recommendations without them: {total} instead of {common}.",
            len(sparse.names),
        ).format(n=len(sparse.names), total=found.common + sparse.gain, common=found.common)
    )
    called = {line.name: line.display_name for line in chosen.lines}
    st.text("\n".join(called[name] for name in sparse.names))
    st.button(
        ngettext("Leave it out", "Leave them out", len(sparse.names)),
        key="leave-out-sparse",
        on_click=leave_out,
        args=(sparse.names,),
    )


def _find(chosen: ChosenResponses) -> ComparisonFindings:
    """The findings about the chosen responses; their earlier rounds are compared even if they aren't chosen."""
    rounds = pairs_with_earlier(chosen.lines, chosen.pool)
    names = list(dict.fromkeys([*chosen.ids, *(earlier.name for earlier, _later in rounds)]))
    items = all_recommendations(chosen.versions)
    rated = RatedResponses(
        items=items,
        mandates=mandate_count(chosen.versions),
        catalogues=chosen.catalogues,
        ratings=state.access().ratings(names, [item.id for item in items]),
    )
    return find_findings(rated, chosen.lines, rounds)
