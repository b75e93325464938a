"""The findings of a comparison, which come before any matrix, and the common recommendations on which it rests."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.access.assessments import find_common_items, read_ratings
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.compare import all_recommendations, all_themes
from assessment.domain.comparison.findings import ComparisonFindings, SparseResponses, find_findings
from assessment.domain.comparison.rated import RatedResponses
from assessment.domain.comparison.rounds import pairs_with_earlier
from assessment.html.escaping import escape_markdown
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import left_out_word
from assessment.labels.findings import comparison_findings
from assessment.records.assessments import CommonItems, ExcludedItem
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.compare.response_picker import leave_out
from assessment.ui.session import state
from assessment.ui.widgets.choices import page_of
from assessment.views.table import Column, Kind, Table

ROWS_SHOWN = 40


def show_findings(chosen: ChosenResponses) -> None:
    st.header(_("Findings"), anchor="findings")
    findings = _find(chosen)
    st.markdown(
        "\n".join(
            f"- **{escape_markdown(finding.title)}:** {escape_markdown(finding.text)}"
            for finding in comparison_findings(findings)
        )
    )
    if findings.sparse:
        _offer_without(chosen, findings, findings.sparse)


def _find(chosen: ChosenResponses) -> ComparisonFindings:
    """The findings about the chosen responses; their earlier rounds are compared even if they aren't chosen."""
    rounds = pairs_with_earlier(chosen.lines, chosen.pool)
    names = list(dict.fromkeys([*chosen.ids, *(earlier.name for earlier, _later in rounds)]))
    ratings = read_ratings(state.gate(), names, [item.id for item in all_recommendations(chosen.versions)])
    return find_findings(RatedResponses(chosen.lines, chosen.catalogues, ratings), rounds)


def _offer_without(chosen: ChosenResponses, findings: ComparisonFindings, sparse: SparseResponses) -> None:
    """Say which responses rate so little that they keep the others from being compared, and offer to leave them out."""
    st.info(
        ngettext(
            "One response rates little. Common recommendations without it: {total} instead of {common}.",
            "{n} responses rate little. Common recommendations without them: {total} instead of {common}.",
            len(sparse.names),
        ).format(n=len(sparse.names), total=findings.common + sparse.gain, common=findings.common)
    )
    st.text("\n".join(chosen.display_names[name] for name in sparse.names))
    st.button(
        ngettext("Leave it out", "Leave them out", len(sparse.names)),
        key="leave-out-sparse",
        on_click=leave_out,
        args=(sparse.names,),
    )


def common_text(shared: CommonItems) -> str:
    """“Common recommendations …: **12** of **33**.”, as Markdown."""
    return _("Common recommendations, rated by every response in the same words: **{n}** of **{total}**.").format(
        n=len(shared.items), total=len(shared.items) + len(shared.left_out)
    )


def show_common_items(chosen: ChosenResponses) -> None:
    """How many recommendations are common, and which are left out, and why."""
    st.header(_("Common recommendations"), anchor="common")
    shared = find_common_items(state.gate(), chosen.ids)
    st.markdown(common_text(shared))
    st.markdown(
        _("Responses are compared on these alone, so nobody looks better or worse for answering something else.")
    )
    _list_items(chosen, {entry.recommendation_id: entry for entry in shared.left_out})


@state.fragment
def _list_items(chosen: ChosenResponses, left_out: Mapping[str, ExcludedItem]) -> None:
    """Every recommendation, whether it is compared, and if not why not."""
    themes = {theme.id: theme.name for theme in all_themes(chosen.versions)}
    columns: list[Column[Recommendation]] = [
        Column(_("Recommendation"), lambda item: item, Kind.RECOMMENDATION),
        Column(_("Theme"), lambda item: themes[item.theme]),
        Column(
            _("Compared"), lambda item: left_out_word(left_out[item.id].reason) if item.id in left_out else _("Yes")
        ),
        Column(
            _("Responses concerned"), lambda item: left_out[item.id].count if item.id in left_out else "", Kind.NUMBER
        ),
    ]
    items = page_of(all_recommendations(chosen.versions), ROWS_SHOWN, "common-page", name="common-items")
    st.html(draw_table(Table(_("Common recommendations"), columns, items)))
    # As text and where they are few, because people typed their names.
    names, entries = chosen.display_names, [left_out[item.id] for item in items if item.id in left_out]
    lines = [
        _("{label}: {text}").format(
            label=entry.recommendation_id, text="; ".join(names[assessment_id] for assessment_id in entry.ids)
        )
        for entry in entries
        if entry.ids
    ]
    if lines:
        with st.expander(_("Responses concerned")):
            st.text("\n".join(lines))
