"""The findings of a comparison, which come before any matrix, and the common recommendations on which it rests."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.access.assessments import find_common_items, read_ratings
from assessment.domain.comparison.compare import LeftOutReason, all_recommendations, all_themes, mandate_count
from assessment.domain.comparison.findings import (
    ComparisonFindings,
    RatedResponses,
    SparseResponses,
    find_findings,
)
from assessment.domain.comparison.rounds import pairs_with_earlier
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import left_out_word
from assessment.labels.findings import comparison_findings
from assessment.records.assessments import CommonItems, ExcludedItem
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.compare.response_picker import leave_out
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.tables import TableColumn, table

ROWS_SHOWN = 40


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
        ratings=read_ratings(state.gate(), names, [item.id for item in items]),
    )
    return find_findings(rated, chosen.lines, rounds)


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
    _left_out(chosen, shared)
    _common(chosen, shared)


@state.fragment
def _left_out(chosen: ChosenResponses, shared: CommonItems) -> None:
    st.subheader(_("Left out ({n})").format(n=len(shared.left_out)), anchor=False)
    if not shared.left_out:
        return
    counts = {reason: sum(entry.reason is reason for entry in shared.left_out) for reason in LeftOutReason}
    st.html(
        table(
            _("Why recommendations are left out"),
            [TableColumn(_("Reason")), TableColumn(_("Recommendations"), is_number=True)],
            [[left_out_word(reason), str(count)] for reason, count in counts.items() if count],
        )
    )
    shown = page_of(shared.left_out, ROWS_SHOWN, "left-out-page", name="left-out")
    titles = {item.id: item.title for item in all_recommendations(chosen.versions)}
    columns = [
        TableColumn(_("Recommendation")),
        TableColumn(_("Reason")),
        TableColumn(_("Responses concerned"), is_number=True),
    ]
    rows = [
        [f"{entry.recommendation_id} {titles[entry.recommendation_id]}", left_out_word(entry.reason), str(entry.count)]
        for entry in shown
    ]
    st.html(table(_("Recommendations left out"), columns, rows))
    _because(chosen, shown)


def _because(chosen: ChosenResponses, shown: Sequence[ExcludedItem]) -> None:
    """The responses concerned, where they are few: as text, because people typed their names."""
    called = {line.name: line.display_name for line in chosen.lines}
    lines = [
        _("{label}: {text}").format(label=entry.recommendation_id, text="; ".join(called[each] for each in entry.ids))
        for entry in shown
        if entry.ids
    ]
    if lines:
        with st.expander(_("Responses concerned")):
            st.text("\n".join(lines))


@state.fragment
def _common(chosen: ChosenResponses, shared: CommonItems) -> None:
    st.subheader(_("Common ({n})").format(n=len(shared.items)), anchor=False)
    if not shared.items:
        st.markdown(_("No recommendation is common to all. Compare fewer responses, or look at each by itself."))
        return
    items = {item.id: item for item in all_recommendations(chosen.versions)}
    names = {theme.id: theme.name for theme in all_themes(chosen.versions)}
    shown = page_of(shared.items, ROWS_SHOWN, "common-page", name="common-items")
    rows = [[f"{each} {items[each].title}", names[items[each].theme]] for each in shown]
    st.html(table(_("Common recommendations"), [TableColumn(_("Recommendation")), TableColumn(_("Theme"))], rows))
