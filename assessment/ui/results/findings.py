"""What Results finds before the plan and the figures: the gravest gaps at a glance, red lines and information gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.follow_up import PlannedGap
from assessment.domain.gaps import Gap, red_lines
from assessment.html.tables import item_label, rows_table
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import follow_up_word
from assessment.labels.findings import gravest_gaps, no_target_date, not_assigned
from assessment.labels.formatting import target_date_text
from assessment.parsing.message_text import truncated
from assessment.reports.method_text import about_gap_order, about_red_lines
from assessment.ui.results.follow_up import GRAVEST, today
from assessment.ui.session import state
from assessment.ui.session.plan_draft import PlanDraft
from assessment.ui.widgets.choices import page_of
from assessment.views.results import Results
from assessment.views.table import Column, Kind

BODY_SHOWN, MEASURE_SHOWN = 80, 140
"""Characters shown of a responsible body and of a measure; the gap itself has all of them."""
ROWS_SHOWN = 20


def gravest_gap_table(draft: PlanDraft, gaps: Sequence[Gap]) -> None:
    """The gaps that lead, one row each, with their follow-up as it is now."""
    if not gaps:
        st.markdown(_("No recommendation is rated absent or partial."))
        return
    state.fragment(_gravest_gaps, key=GRAVEST)(draft, gravest_gaps(gaps))
    st.caption(about_gap_order())


def _gravest_gaps(draft: PlanDraft, gravest: Sequence[Gap]) -> None:
    columns: list[Column[PlannedGap]] = [
        Column(_("Recommendation"), lambda planned: item_label(planned.gap.recommendation)),
        Column(_("Rating"), lambda planned: planned.gap.answer.rating, Kind.RATING),
        Column(_("Measures"), lambda planned: _measures_line(planned.gap)),
        Column(
            _("Responsible body"),
            lambda planned: truncated(planned.follow_up.responsible, BODY_SHOWN) or not_assigned(),
        ),
        Column(_("Target date"), lambda planned: target_date_text(planned.follow_up, today()) or no_target_date()),
        Column(_("Status"), lambda planned: follow_up_word(planned.follow_up.status)),
    ]
    with st.container(key=GRAVEST):
        st.html(rows_table(_("Gravest gaps"), columns, draft.plan(gravest)))


def _measures_line(gap: Gap) -> str:
    """What is not ticked, or said not to be in place: the first such measure, and how many more there are."""
    if not gap.recommendation.measures:
        return "–"
    if gap.answer.measures is None:
        return _("Measures not recorded")
    if not gap.not_ticked:
        return _("Every measure is ticked.")
    first, more = truncated(gap.not_ticked[0], MEASURE_SHOWN), len(gap.not_ticked) - 1
    words = _("Not ticked: {measure}") if gap.answer.measures else _("Not in place: {measure}")
    line = words.format(measure=first)
    rest = ngettext("(and {n} more)", "(and {n} more)", more).format(n=more)
    return f"{line} {rest}" if more else line


def red_line_list(results: Results, spreads: Mapping[str, str]) -> None:
    """Red lines that are rated absent or partial, and those that are unknown; `spreads` are those of a workshop."""
    st.header(_("Red lines"), anchor="red-lines")
    st.markdown(about_red_lines())
    items = [item for item in results.assessed if item.red_line]
    if not items:
        st.markdown(_("No recommendation that was asked is a red line."))
        return
    crossed = red_lines(results.gaps)
    unknown = [item for item in results.information_gaps if item.red_line]
    st.markdown(
        _("Red lines: **{total}**. Rated absent or partial: **{crossed}**. Not known: **{unknown}**.").format(
            total=len(items), crossed=len(crossed), unknown=len(unknown)
        )
    )
    columns = _columns(results)
    if spreads:
        columns.append(Column(_("Spread of the votes"), lambda item: spreads.get(item.id, "")))
    if rows := [*(gap.recommendation for gap in crossed), *unknown]:
        st.html(rows_table(_("Red lines that are not implemented or not known"), columns, rows))


def information_gap_list(results: Results, *, may_answer: bool) -> None:
    """The unknown, which is never counted as a gap."""
    st.header(_("Information gaps"), anchor="information-gaps")
    unknown = results.information_gaps
    if not unknown:
        st.markdown(_("Every applicable recommendation is rated."))
        return
    asked = sum(results.response.rating(item.id) is Rating.DONT_KNOW for item in unknown)
    st.markdown(
        _(
            "Answered “don’t know”: **{dont_know}**. Not answered: **{unanswered}**. They are never counted as "
            "absent; they widen the band."
        ).format(dont_know=asked, unanswered=len(unknown) - asked)
    )
    _information_gap_rows(results)
    if may_answer:
        st.page_link("rate/page.py", label=_("Go to Rate"))


@state.fragment
def _information_gap_rows(results: Results) -> None:
    on_page = page_of(results.information_gaps, ROWS_SHOWN, "information-gaps")
    st.html(rows_table(_("Information gaps"), _columns(results), on_page))


def _columns(results: Results) -> list[Column[Recommendation]]:
    catalogue = results.catalogue
    return [
        Column(_("Recommendation"), item_label),
        Column(_("Theme"), lambda item: catalogue.theme_by_id[item.theme].name),
        Column(_("Answer"), lambda item: results.response.rating(item.id), Kind.RATING),
        Column(_("UN mandates"), lambda item: catalogue.asked_by[item.id], Kind.NUMBER),
    ]
