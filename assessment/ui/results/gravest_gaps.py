"""The gravest gaps at a glance: what is missing, who acts, and by when."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.follow_up import PlannedGap
from assessment.domain.gaps import Gap
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import follow_up_word
from assessment.labels.findings import gravest_gaps, no_target_date, not_assigned
from assessment.labels.formatting import target_date_text
from assessment.parsing.message_text import truncated
from assessment.reports.method_text import about_gap_order
from assessment.ui.results.follow_up import today
from assessment.ui.session import state
from assessment.ui.session.plan_draft import PlanDraft
from assessment.ui.text.escaping import plain_text
from assessment.ui.widgets.tables import TableColumn, item_label, rating_cell, table

BODY_SHOWN, MEASURE_SHOWN = 80, 140
"""Characters shown of a responsible body and of a measure; the gap itself has all of them."""
GRAVEST = "gravest"
"""The fragment that shows them."""


def gravest_gap_table(draft: PlanDraft, found: Sequence[Gap]) -> None:
    """The gaps that lead, one row each, with their follow-up as it is now."""
    if not found:
        st.markdown(_("No recommendation is rated absent or partial."))
        return
    state.fragment(_table, key=GRAVEST)(draft, gravest_gaps(found))
    st.caption(about_gap_order())


def _table(draft: PlanDraft, shown: Sequence[Gap]) -> None:
    columns = [
        TableColumn(_("Recommendation")),
        TableColumn(_("Rating")),
        TableColumn(_("Measures")),
        TableColumn(_("Responsible body")),
        TableColumn(_("Target date")),
        TableColumn(_("Status")),
    ]
    with st.container(key=GRAVEST):
        st.html(table(_("Gravest gaps"), columns, [_row(each) for each in draft.plan(shown)]))


def _row(planned: PlannedGap) -> list[str]:
    gap, follow_up = planned.gap, planned.follow_up
    return [
        item_label(gap.recommendation),
        rating_cell(gap.answer.rating),
        measures_line(gap),
        plain_text(truncated(follow_up.responsible, BODY_SHOWN)) or not_assigned(),
        target_date_text(follow_up, today()) or no_target_date(),
        follow_up_word(follow_up.status),
    ]


def measures_line(gap: Gap) -> str:
    """What is not ticked, or said not to be in place: the first such measure, and how many more there are."""
    if not gap.recommendation.measures:
        return "–"
    if gap.answer.measures is None:
        return _("Measures not recorded")
    if not gap.not_ticked:
        return _("Every measure is ticked")
    first, more = plain_text(truncated(gap.not_ticked[0], MEASURE_SHOWN)), len(gap.not_ticked) - 1
    words = _("Not ticked: {measure}") if gap.answer.measures else _("Not in place: {measure}")
    line = words.format(measure=first)
    return f"{line} {ngettext('(and {n} more)', '(and {n} more)', more).format(n=more)}" if more else line
