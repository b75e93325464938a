"""All gaps with their follow-up plan, each behind one click, to be filtered by who acts and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.domain.answer import Answer
from assessment.domain.catalogue import Catalogue
from assessment.domain.follow_up import (
    FIELDS,
    FIRST_FIELDS,
    FollowUp,
    FollowUpStatus,
    PlannedGap,
    first_follow_up,
    responsible_bodies,
)
from assessment.domain.gaps import Gap
from assessment.domain.workshop.outcome import Outcome
from assessment.html.escaping import escape_html, escape_markdown, plain_text
from assessment.html.pictures import item_flags, rating_chip
from assessment.html.render import html
from assessment.i18n import gettext as _
from assessment.labels.codes import follow_up_word, rating_label
from assessment.labels.findings import no_target_date, not_assigned
from assessment.labels.formatting import mandate_count_text, target_date_text, value_text
from assessment.labels.workshops import agreed_spread_text, comment_beside, room_lines
from assessment.parsing.message_text import truncated
from assessment.reports.method_text import about_measures
from assessment.ui.results.findings import BODY_SHOWN
from assessment.ui.results.follow_up import COUNTS, FILTERS, follow_up, gap_key, today
from assessment.ui.session import state
from assessment.ui.session.plan_draft import PlanDraft
from assessment.ui.widgets.choices import choose_several, chosen_several, distinct, page_of
from assessment.ui.widgets.components import announcement, fold_key, quotation
from assessment.ui.widgets.respondent_text import show_respondent_text, support_texts

GAPS_SHOWN = 10
OVERDUE = "overdue"
STATUSES = (*FollowUpStatus, OVERDUE)
GAPS = "plan-gaps"
"""The fragment that shows the gaps. What asks which is another one, so that what was just changed is offered without
drawing a gap anew that somebody works on."""
BODY, STATUS = "plan-body", "plan-status"
"""Under which keys the filters are known."""


def gap_plan(
    catalogue: Catalogue, draft: PlanDraft, gaps: Sequence[Gap], outcomes: Mapping[str, Outcome], *, may_change: bool
) -> None:
    """Every gap in the method's order; `outcomes` are those of a workshop, if there was one."""
    if gaps:
        st.header(_("Follow-up plan"), anchor="follow-up")
        announcement(lambda: draft.saved, lambda: _("Saved."))
        state.fragment(_counts, key=COUNTS)(draft, gaps)
        state.fragment(_filters, key=FILTERS)(draft, gaps)
        state.fragment(_gaps, key=GAPS)(catalogue, draft, gaps, outcomes, may_change)


def _counts(draft: PlanDraft, gaps: Sequence[Gap]) -> None:
    """How many actions have come how far."""
    plan = draft.plan(gaps)
    counted = [(status, sum(_is(planned, status) for planned in plan)) for status in STATUSES]
    words = (_("{status}: **{n}**").format(status=_status_word(status), n=n) for status, n in counted if n)
    st.markdown(" · ".join(words))


def _gaps(
    catalogue: Catalogue, draft: PlanDraft, gaps: Sequence[Gap], outcomes: Mapping[str, Outcome], may_change: bool
) -> None:
    plan = draft.plan(gaps)
    numbers = {planned.recommendation.id: number for number, planned in enumerate(gaps, start=1)}
    matching = _filtered(plan)
    if not matching:
        st.info(_("No gap has this responsible body and status. Choose others above."))
    for planned in page_of(matching, GAPS_SHOWN, "gaps"):
        item = planned.gap.recommendation.id
        state.fragment(_gap, key=gap_key(item))(
            catalogue, draft, planned.gap, numbers[item], outcomes.get(item), may_change
        )


def _filters(draft: PlanDraft, gaps: Sequence[Gap]) -> None:
    """Ask which gaps to show; what is chosen is offered until it is chosen no longer, whatever the plan says by now."""
    plan, (body, statuses) = draft.plan(gaps), _chosen()
    bodies = [*sorted({*responsible_bodies(plan), body or ""} - {""}, key=str.casefold), ""]
    st.selectbox(
        _("Filter by responsible body"),
        bodies,
        index=None,
        format_func=distinct(bodies, _body_word).__getitem__,
        placeholder=_("All"),
        key=BODY,
        on_change=_redraw_gaps,
    )
    held = [status for status in STATUSES if status in statuses or any(_is(planned, status) for planned in plan)]
    choose_several(STATUS, _("Filter by status"), held, _status_word, redraw=[FILTERS, GAPS])


def _redraw_gaps() -> None:
    st.rerun([FILTERS, GAPS])


def _chosen() -> tuple[str | None, list[str]]:
    """The body and the statuses that are chosen; None and none where any may be."""
    return st.session_state.get(BODY), chosen_several(STATUS, STATUSES)


def _filtered(plan: Sequence[PlannedGap]) -> list[PlannedGap]:
    body, statuses = _chosen()
    return [
        planned
        for planned in plan
        if body in (None, planned.follow_up.responsible.strip())
        and (not statuses or any(_is(planned, status) for status in statuses))
    ]


def _is(planned: PlannedGap, status: str) -> bool:
    if status == OVERDUE:
        return planned.follow_up.is_overdue(today())
    return planned.follow_up.status == status


def _body_word(body: str) -> str:
    return plain_text(truncated(body, BODY_SHOWN)) or not_assigned()


def _status_word(status: str) -> str:
    return _("Overdue") if status == OVERDUE else follow_up_word(FollowUpStatus(status))


def _gap(
    catalogue: Catalogue, draft: PlanDraft, gap: Gap, number: int, outcome: Outcome | None, may_change: bool
) -> None:
    key = gap_key(gap.recommendation.id)
    with st.container(gap=None):
        part = st.expander(_label(gap, number, outcome), key=fold_key(key), on_change="rerun")
        if not part.open:
            draft.forget(gap)
        else:
            with part:
                draft.read(state.gate())
                _gap_card(catalogue, gap, draft.follow_up(gap), outcome)
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


def _gap_card(catalogue: Catalogue, gap: Gap, follow_up: FollowUp, outcome: Outcome | None) -> None:
    """The gap as it was answered; what its follow-up still says in the same words is left to the follow-up."""
    item, answer = gap.recommendation, gap.answer
    st.html(item_flags(item.id, item.red_line, mandate_count_text(gap.asked_by)))
    theme = escape_html(catalogue.theme_by_id[item.theme].name)
    st.html(html("gap", chip=rating_chip(answer.rating), words=_("Theme: {theme}"), theme=theme))
    quotation(item)
    if not_ticked := _not_ticked(gap):
        st.markdown(not_ticked)
    _typed(answer, follow_up, outcome)


def _not_ticked(gap: Gap) -> str:
    if not gap.recommendation.measures:
        return ""
    if not gap.not_ticked:
        return _("Every measure is ticked.")
    return f"**{about_measures(gap.answer)}:**\n\n" + "\n".join(f"- {escape_markdown(text)}" for text in gap.not_ticked)


def _typed(answer: Answer, follow_up: FollowUp, outcome: Outcome | None) -> None:
    first = first_follow_up(answer)
    replaced = {field: getattr(first, field.name) for field in FIRST_FIELDS}
    texts = {
        **(dict(room_lines(outcome, answer.reason)) if outcome else {}),
        **support_texts(answer, nothing=_("none given")),
        **{
            field.question: value_text(value)
            for field, value in replaced.items()
            if value != getattr(follow_up, field.name)
        },
        FIELDS["comment"].label: comment_beside(outcome, answer.comment) if outcome else answer.comment,
    }
    show_respondent_text(texts, answer.evidence_url)
