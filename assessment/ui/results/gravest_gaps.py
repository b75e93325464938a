"""The gravest gaps at a glance: what is missing, who acts, and by when."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.gaps import Gap
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import date_text
from assessment.labels.headline import gravest_gaps, no_target_date, not_assigned
from assessment.parsing.message_text import truncated
from assessment.reports.method_text import about_gap_order
from assessment.ui.text.escaping import plain_text
from assessment.ui.widgets.tables import TableColumn, item_label, rating_cell, table

BODY_SHOWN, MEASURE_SHOWN = 80, 140
"""Characters shown of a responsible body and of a measure; the gap itself has all of them."""


def gravest_gap_table(found: Sequence[Gap]) -> None:
    """The gaps that lead, one row each."""
    if not found:
        st.markdown(_("No recommendation is rated absent or partial."))
        return
    shown = gravest_gaps(found)
    columns = [
        TableColumn(_("Recommendation")),
        TableColumn(_("Rating")),
        TableColumn(_("What is missing")),
        TableColumn(_("Responsible body")),
        TableColumn(_("Target date")),
    ]
    with st.container(key="gravest"):
        st.html(table(_("Gravest gaps"), columns, [_row(gap) for gap in shown]))
    st.caption(about_gap_order())


def _row(gap: Gap) -> list[str]:
    answer = gap.answer
    return [
        item_label(gap.recommendation),
        rating_cell(answer.rating),
        missing_line(gap),
        plain_text(truncated(answer.responsible, BODY_SHOWN)) or not_assigned(),
        date_text(answer.target_date) if answer.target_date else no_target_date(),
    ]


def missing_line(gap: Gap) -> str:
    """What is missing, as far as the respondent says: the first measure, and how many more there are."""
    if not gap.recommendation.measures:
        return "–"
    if not gap.answer.measures:
        return _("measures not recorded")
    if not gap.missing:
        return _("every measure is in place")
    first, more = plain_text(truncated(gap.missing[0], MEASURE_SHOWN)), len(gap.missing) - 1
    return first + (" " + ngettext("(and {n} more)", "(and {n} more)", more).format(n=more) if more else "")
