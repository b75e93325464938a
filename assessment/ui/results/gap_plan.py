"""The follow-up plan: each gap behind one click, to be filtered by who acts, how far it has come, and red lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.domain.follow_up import FollowUp, FollowUpStatus, PlannedGap, responsible_bodies
from assessment.domain.gaps import Gap, red_lines
from assessment.domain.workshop.outcome import Outcome
from assessment.html.escaping import escape_markdown, plain_text
from assessment.i18n import gettext as _
from assessment.labels.codes import follow_up_word, rating_label
from assessment.labels.findings import no_target_date, not_assigned
from assessment.labels.formatting import target_date_text
from assessment.labels.workshops import agreed_spread_text
from assessment.parsing.message_text import truncated
from assessment.reports.method_text import about_red_lines
from assessment.ui.results.findings import measures_not_ticked, no_gaps
from assessment.ui.results.follow_up import COUNTS, FILTERS, follow_up, gap_key, today
from assessment.ui.session import state
from assessment.ui.session.plan_draft import PlanDraft
from assessment.ui.widgets.choices import choose_several, chosen_several, distinct, page_of
from assessment.ui.widgets.components import announcement, fold_key

GAPS_SHOWN = 10
OVERDUE = "overdue"
STATUSES = (*FollowUpStatus, OVERDUE)
GAPS = "plan-gaps"
"""The fragment that shows the gaps. What asks which is another one, so that what was just changed is offered without
drawing a gap anew that somebody works on."""
BODY, STATUS, ONLY, RED_LINES = "plan-body", "plan-status", "plan-only", "red-lines"
"""Under which keys the filters are known, and what the last one can have."""
BODY_SHOWN = 80
"""Characters shown of a responsible body; its field has all of them."""


def gap_plan(draft: PlanDraft, gaps: Sequence[Gap], outcomes: Mapping[str, Outcome], *, may_change: bool) -> None:
    """Every gap in the method's order; `outcomes` are those of a workshop, if there was one."""
    if not gaps:
        st.caption(no_gaps())
        return
    announcement(lambda: draft.saved, lambda: _("Saved."))
    state.fragment(_counts, key=COUNTS)(draft, gaps)
    state.fragment(_filters, key=FILTERS)(draft, gaps)
    state.fragment(_gaps, key=GAPS)(draft, gaps, outcomes, may_change)


def _counts(draft: PlanDraft, gaps: Sequence[Gap]) -> None:
    """How many actions have come how far."""
    plan = draft.plan(gaps)
    counted = [(status, sum(_is(planned, status) for planned in plan)) for status in STATUSES]
    words = (_("{status}: **{n}**").format(status=_status_word(status), n=n) for status, n in counted if n)
    st.markdown(" · ".join(words))


def _gaps(draft: PlanDraft, gaps: Sequence[Gap], outcomes: Mapping[str, Outcome], may_change: bool) -> None:
    plan = draft.plan(gaps)
    numbers = {planned.recommendation.id: number for number, planned in enumerate(gaps, start=1)}
    matching = _filtered(plan)
    if not matching:
        st.info(_("No gap has this responsible body and status. Choose others above."))
    if _only_red_lines():
        st.caption(about_red_lines())
    for planned in page_of(matching, GAPS_SHOWN, "gaps"):
        item = planned.gap.recommendation.id
        state.fragment(_gap, key=gap_key(item))(draft, planned.gap, numbers[item], outcomes.get(item), may_change)


def _filters(draft: PlanDraft, gaps: Sequence[Gap]) -> None:
    """Ask which gaps to show; what is chosen is offered until it is chosen no longer, whatever the plan says by now."""
    with st.container(key="plan-filters", horizontal=True, vertical_alignment="bottom"):
        _ask_filters(draft, gaps)


def _ask_filters(draft: PlanDraft, gaps: Sequence[Gap]) -> None:
    plan, (body, statuses) = draft.plan(gaps), _chosen()
    bodies = [*sorted({*responsible_bodies(plan), body or ""} - {""}, key=str.casefold), ""]
    st.selectbox(
        _("Filter by responsible body"),
        bodies,
        index=None,
        format_func=distinct(bodies, _body_word).__getitem__,
        placeholder=_("All"),
        key=BODY,
        width=320,
        on_change=_redraw_gaps,
    )
    held = [status for status in STATUSES if status in statuses or any(_is(planned, status) for planned in plan)]
    choose_several(STATUS, _("Filter by status"), held, _status_word, redraw=[FILTERS, GAPS])
    if crossed := red_lines(gaps):
        words = _("▲ Red lines ({n})").format(n=len(crossed))
        choose_several(ONLY, _("Show only"), [RED_LINES], lambda _code: words, redraw=[FILTERS, GAPS])


def _redraw_gaps() -> None:
    st.rerun([FILTERS, GAPS])


def _chosen() -> tuple[str | None, list[str]]:
    """The body and the statuses that are chosen; None and none where any may be."""
    return st.session_state.get(BODY), chosen_several(STATUS, STATUSES)


def _only_red_lines() -> bool:
    return bool(chosen_several(ONLY, [RED_LINES]))


def _filtered(plan: Sequence[PlannedGap]) -> list[PlannedGap]:
    (body, statuses), only_red_lines = _chosen(), _only_red_lines()
    return [
        planned
        for planned in plan
        if body in (None, planned.follow_up.responsible.strip())
        and (not statuses or any(_is(planned, status) for status in statuses))
        and (planned.gap.recommendation.red_line or not only_red_lines)
    ]


def _is(planned: PlannedGap, status: str) -> bool:
    if status == OVERDUE:
        return planned.follow_up.is_overdue(today())
    return planned.follow_up.status == status


def _body_word(body: str) -> str:
    return plain_text(truncated(body, BODY_SHOWN)) or not_assigned()


def _status_word(status: str) -> str:
    return _("Overdue") if status == OVERDUE else follow_up_word(FollowUpStatus(status))


def _gap(draft: PlanDraft, gap: Gap, number: int, outcome: Outcome | None, may_change: bool) -> None:
    key = gap_key(gap.recommendation.id)
    with st.container(gap=None):
        part = st.expander(_label(gap, number, outcome), key=fold_key(key), on_change="rerun")
        if not part.open:
            draft.forget(gap)
        else:
            with part:
                draft.read(state.gate())
                st.markdown(escape_markdown(gap.recommendation.question))
                if not_ticked := measures_not_ticked(gap):
                    st.markdown(not_ticked)
                follow_up(draft, gap, may_change=may_change)
        st.caption(_line(draft.follow_up(gap)))


def _label(gap: Gap, number: int, outcome: Outcome | None) -> str:
    """“3. GCM10-07 Title ▲ Red line · ○ Absent”; a browser folds what has another label, so none of it ever changes."""
    item = gap.recommendation
    red_line = f" ▲ {_('Red line')}" if item.red_line else ""
    rating = rating_label(gap.answer.rating)
    votes = agreed_spread_text(outcome) if outcome else None
    spread = " · " + _("Spread {spread}").format(spread=votes) if votes else ""
    return f"{number}. {item.id} **{escape_markdown(item.title)}**{red_line} · {rating}{spread}"


def _line(planned: FollowUp) -> str:
    """“Started · Ministry of Justice · 30 June 2027”."""
    body = escape_markdown(truncated(planned.responsible, BODY_SHOWN) or not_assigned())
    day = target_date_text(planned, today()) or no_target_date()
    return f"{follow_up_word(planned.status)} · {body} · {day}"
