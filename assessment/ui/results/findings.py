"""What Results finds before the plan and the figures: the gravest gaps at a glance, red lines and information gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.domain.follow_up import PlannedGap
from assessment.domain.gaps import Gap, gaps, information_gaps, red_lines
from assessment.domain.model import Catalogue, Rating, Recommendation, Response
from assessment.domain.scoring import assessed
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import follow_up_word
from assessment.labels.findings import gravest_gaps, no_target_date, not_assigned
from assessment.labels.formatting import target_date_text
from assessment.parsing.message_text import truncated
from assessment.reports.method_text import about_gap_order, about_red_lines
from assessment.ui.results.follow_up import today
from assessment.ui.session import state
from assessment.ui.session.plan_draft import PlanDraft
from assessment.ui.text.escaping import plain_text
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.tables import TableColumn, item_label, rating_cell, table

BODY_SHOWN, MEASURE_SHOWN = 80, 140
"""Characters shown of a responsible body and of a measure; the gap itself has all of them."""
GRAVEST = "gravest"
"""The fragment that shows them."""
ROWS_SHOWN = 20


def gravest_gap_table(draft: PlanDraft, found: Sequence[Gap]) -> None:
    """The gaps that lead, one row each, with their follow-up as it is now."""
    if not found:
        st.markdown(_("No recommendation is rated absent or partial."))
        return
    state.fragment(_gravest_gaps, key=GRAVEST)(draft, gravest_gaps(found))
    st.caption(about_gap_order())


def _gravest_gaps(draft: PlanDraft, shown: Sequence[Gap]) -> None:
    columns = [
        TableColumn(_("Recommendation")),
        TableColumn(_("Rating")),
        TableColumn(_("Measures")),
        TableColumn(_("Responsible body")),
        TableColumn(_("Target date")),
        TableColumn(_("Status")),
    ]
    with st.container(key=GRAVEST):
        st.html(table(_("Gravest gaps"), columns, [_gap_row(each) for each in draft.plan(shown)]))


def _gap_row(planned: PlannedGap) -> list[str]:
    gap, follow_up = planned.gap, planned.follow_up
    return [
        item_label(gap.recommendation),
        rating_cell(gap.answer.rating),
        _measures_line(gap),
        plain_text(truncated(follow_up.responsible, BODY_SHOWN)) or not_assigned(),
        target_date_text(follow_up, today()) or no_target_date(),
        follow_up_word(follow_up.status),
    ]


def _measures_line(gap: Gap) -> str:
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
    rest = ngettext("(and {n} more)", "(and {n} more)", more).format(n=more)
    return f"{line} {rest}" if more else line


def red_line_list(catalogue: Catalogue, response: Response, spreads: Mapping[str, str]) -> None:
    """Red lines that are rated absent or partial, and those that are unknown; `spreads` are those of a workshop."""
    st.header(_("Red lines"), anchor="red-lines")
    st.markdown(about_red_lines())
    items = [item for item in assessed(response, catalogue.recommendations) if item.red_line]
    if not items:
        st.markdown(_("No recommendation that was asked is a red line."))
        return
    crossed = red_lines(gaps(catalogue, response))
    unknown = [item for item in information_gaps(catalogue, response) if item.red_line]
    st.markdown(
        _("Red lines: **{total}**. Rated absent or partial: **{crossed}**. Not known: **{unknown}**.").format(
            total=len(items), crossed=len(crossed), unknown=len(unknown)
        )
    )
    shown = [*(gap.recommendation for gap in crossed), *unknown]
    columns, rows = _columns(), [_row(catalogue, response, item) for item in shown]
    if spreads:
        columns.append(TableColumn(_("Spread of the votes")))
        rows = [[*row, spreads.get(item.id, "")] for row, item in zip(rows, shown, strict=True)]
    if rows:
        st.html(table(_("Red lines that are not implemented or not known"), columns, rows))


def information_gap_list(catalogue: Catalogue, response: Response, *, may_answer: bool) -> None:
    """The unknown, which is never counted as a gap."""
    st.header(_("Information gaps"), anchor="information-gaps")
    found = information_gaps(catalogue, response)
    if not found:
        st.markdown(_("Every applicable recommendation is rated."))
        return
    asked = sum(response.rating(item.id) is Rating.DONT_KNOW for item in found)
    st.markdown(
        _(
            "Answered “don’t know”: **{dont_know}**. Not answered: **{unanswered}**. They are never counted as "
            "absent; they widen the band."
        ).format(dont_know=asked, unanswered=len(found) - asked)
    )
    _information_gap_rows(catalogue, response, found)
    if may_answer:
        st.page_link("rate/page.py", label=_("Go to Rate"))


@state.fragment
def _information_gap_rows(catalogue: Catalogue, response: Response, found: list[Recommendation]) -> None:
    shown = page_of(found, ROWS_SHOWN, "information-gaps")
    st.html(table(_("Information gaps"), _columns(), [_row(catalogue, response, item) for item in shown]))


def _columns() -> list[TableColumn]:
    return [
        TableColumn(_("Recommendation")),
        TableColumn(_("Theme")),
        TableColumn(_("Answer"), is_short=True),
        TableColumn(_("UN mandates"), is_number=True),
    ]


def _row(catalogue: Catalogue, response: Response, item: Recommendation) -> list[str]:
    return [
        item_label(item),
        catalogue.theme_by_id[item.theme].name,
        rating_cell(response.rating(item.id)),
        str(catalogue.asked_by[item.id]),
    ]
