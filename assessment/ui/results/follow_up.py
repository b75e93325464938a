"""The follow-up of one gap: its status with date and note, who acts, what and by when. A change is saved at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from assessment.access.assessments import read_follow_up_history
from assessment.domain.fields import Field, Kind
from assessment.domain.follow_up import FIELDS, FOLLOW_UP_FIELDS, PLANNED_FIELDS, FollowUp
from assessment.domain.gaps import Gap
from assessment.domain.merging.settlement import has_texts_apart, settle_follow_up
from assessment.html.escaping import escape_markdown, plain_text
from assessment.i18n import gettext as _
from assessment.labels.formatting import target_date_text, time_text, timestamp_text, value_text
from assessment.records.assessments import Stored
from assessment.ui.session import state
from assessment.ui.session.editing import Conflict
from assessment.ui.session.plan_draft import PlanDraft
from assessment.ui.widgets.components import ANNOUNCEMENT, fold
from assessment.ui.widgets.fields import ask_field, field_value
from assessment.ui.widgets.respondent_text import show_respondent_text
from assessment.ui.widgets.settlement import (
    ask_plan_settlement,
    ask_settled,
    author_word,
    has_name,
    plan_settlement_word,
)

GRAVEST, COUNTS, FILTERS = "gravest", "plan-counts", "plan-filters"
"""The fragments that show the gravest gaps, count how far the plan has come, and ask which gaps to show."""


def gap_key(recommendation_id: str) -> str:
    """The key of the fragment that shows a gap."""
    return f"gap-{recommendation_id}"


def follow_up(draft: PlanDraft, gap: Gap, *, may_change: bool) -> None:
    """Show the follow-up, to be changed by those who may."""
    st.subheader(_("Follow-up"), anchor=False)
    if may_change:
        _ask(draft, gap)
        _tell_state(draft, gap)
    else:
        current = draft.follow_up(gap)
        texts = {field.question: value_text(getattr(current, field.name)) for field in FOLLOW_UP_FIELDS}
        show_respondent_text(texts | {FIELDS["target_date"].question: target_date_text(current, today())}, "")
    if gap.recommendation.id in draft.stored:
        fold(f"history-{gap.recommendation.id}", _("Changes so far"), _history, draft, gap)


def _ask(draft: PlanDraft, gap: Gap) -> None:
    """Ask for each field; two short ones stand beside each other."""
    short = [field for field in FOLLOW_UP_FIELDS if field.kind is not Kind.PASSAGE]
    for beside in (short[start : start + 2] for start in range(0, len(short), 2)):
        for column, field in zip(st.columns(2), beside, strict=False):
            with column:
                _ask_field(draft, gap, field)
    for field in PLANNED_FIELDS:
        if field.kind is Kind.PASSAGE:
            _ask_field(draft, gap, field)


def _ask_field(draft: PlanDraft, gap: Gap, field: Field) -> None:
    key = state.seeded(draft.key(gap, field.name), draft.edit(gap).value(field.name))
    ask_field(field, getattr(draft.follow_up(gap), field.name), key=key, on_change=_save, args=(draft, gap, field, key))


def _save(draft: PlanDraft, gap: Gap, field: Field, key: str) -> None:
    value = st.session_state.get(key)
    if value is None and field.kind is not Kind.DAY:
        return  # The browser left it out.
    since = {"status_date": today()} if field.name == "status" else {}
    fields = {field.name: field_value(field, value)} | since
    _act(gap, lambda: draft.change(state.gate(), gap, **fields))


def _act(gap: Gap, act: Callable[..., object], *arguments: object) -> None:
    """Do something with a follow-up, and redraw what shows it."""
    act(*arguments)
    st.rerun([gap_key(gap.recommendation.id), ANNOUNCEMENT, COUNTS, FILTERS, GRAVEST])


def today() -> dt.date:
    """The day where the machine is."""
    return dt.datetime.now().astimezone().date()


def _tell_state(draft: PlanDraft, gap: Gap) -> None:
    """Say when and by whom it was saved, or why it wasn't, and what the person should do now."""
    item, edit = gap.recommendation.id, draft.edit(gap)
    if conflict := edit.conflict:
        _settle(draft, gap, conflict)
    elif (reason := edit.refusal) is not None:
        st.error(_("Not saved. {reason}").format(reason=escape_markdown(reason)).rstrip())
        again = (gap, draft.change, state.gate(), gap)
        st.button(_("Try again"), key=f"plan-again-{item}", on_click=_act, args=again)
    elif edit.saved:
        st.caption(_("✓ Saved {time}").format(time=time_text(edit.saved)))
    elif item in draft.stored:
        st.caption(f"✓ {_signature(draft.stored[item], escape_markdown)}")
    else:
        st.caption(_("As it was answered. A change here is saved at once, and changes no answer."))


def _settle(draft: PlanDraft, gap: Gap, conflict: Conflict[FollowUp]) -> None:
    """Show what wasn't saved because somebody else changed the same, and ask which is right."""
    item, now, edit, gate = gap.recommendation.id, draft.follow_up(gap), draft.edit(gap), state.gate()
    who = escape_markdown(author_word(conflict.author))
    st.warning(_("Not saved: the same was changed meanwhile ({who}). Which version is right?").format(who=who))
    for name, yours in conflict.yours.items():
        words = _("{field}: there “{theirs}”, here “{yours}”")
        there = _shown(getattr(now, name))
        st.text(words.format(field=FIELDS[name].question, theirs=there, yours=_shown(yours)))
    with st.container(horizontal=True):
        theirs, mine = (gap, edit.keep_theirs), (gap, edit.keep_yours, gate, now)
        st.button(_("Keep the other version"), key=f"plan-theirs-{item}", on_click=_act, args=theirs)
        st.button(_("Keep this version"), key=f"plan-yours-{item}", on_click=_act, args=mine)
    if has_texts_apart([now, conflict.record]):
        st.markdown(f"**{plan_settlement_word()}**")
        settled = ask_settled(item, conflict, now, ask_plan_settlement, settle_follow_up)
        st.button(
            _("Save both texts"),
            key=f"plan-settle-{item}",
            on_click=_act,
            args=(gap, edit.settle, gate, now, settled),
            disabled=settled is None,
        )


def _history(draft: PlanDraft, gap: Gap) -> None:
    """Every version, the newest first, by what it changed; the first in full, since its answer may say something else
    by now."""
    versions = read_follow_up_history(state.gate(), draft.assessment_id, gap.recommendation.id)
    lines = []
    for number, version in enumerate(versions):
        before = versions[number - 1].record if number else None
        lines.append("\n".join([_signature(version, plain_text), *_changes(before, version.record)]))
    st.text("\n\n".join(reversed(lines)))


def _signature(version: Stored[FollowUp], escape: Callable[[str], str]) -> str:
    """“Saved 24 November 2026, 14:02 · Asha · plan.xlsx”."""
    saved = _("Saved {time}").format(time=timestamp_text(version.at) if version.at else "")
    author = version.author if has_name(version.author) else ""
    return " · ".join([saved, *(escape(part) for part in (author, version.file) if part)])


def _changes(before: FollowUp | None, after: FollowUp) -> list[str]:
    return [
        _("{label}: {text}").format(label=field.question, text=_shown(getattr(after, field.name)))
        for field in FOLLOW_UP_FIELDS
        if before is None or getattr(before, field.name) != getattr(after, field.name)
    ]


def _shown(value: object) -> str:
    return plain_text(value_text(value)) or _("(empty)")
