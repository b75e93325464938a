"""The follow-up of one gap: its status with date and note, who acts, what and by when. A change is saved at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import streamlit as st

from assessment.access.answers import read_follow_up_history
from assessment.domain.fields import Field, Kind
from assessment.domain.follow_up import FIELDS, FOLLOW_UP_FIELDS, PLANNED_FIELDS, FollowUp, FollowUpStatus
from assessment.domain.gaps import Gap
from assessment.domain.merging.settlement import Version, has_texts_apart, settle_follow_up
from assessment.errors import FollowUpRefused
from assessment.i18n import gettext as _
from assessment.labels.formatting import target_date_text, time_text, timestamp_text, value_text
from assessment.records.assessments import StoredFollowUp
from assessment.ui.rate.others import has_name
from assessment.ui.session import state
from assessment.ui.session.editing import Conflict
from assessment.ui.session.plan_draft import PlanDraft
from assessment.ui.text.escaping import escape_markdown, plain_text
from assessment.ui.text.respondent_text import show_respondent_text
from assessment.ui.widgets.components import fold
from assessment.ui.widgets.fields import ask_field
from assessment.ui.widgets.settlement import ask_plan_settlement, plan_settlement_word


def follow_up(draft: PlanDraft, gap: Gap, *, may_change: bool, redraw: Sequence[str]) -> None:
    """Show the follow-up, to be changed by those who may; a change draws the fragments of these keys anew."""
    st.subheader(_("Follow-up"), anchor=False)
    if may_change:
        _ask(draft, gap, redraw)
        _tell_state(draft, gap, redraw)
    else:
        shown = draft.follow_up(gap)
        texts = {field.question: value_text(getattr(shown, field.name)) for field in FOLLOW_UP_FIELDS}
        show_respondent_text(texts | {FIELDS["target_date"].question: target_date_text(shown, today())}, "")
    if gap.recommendation.id in draft.stored:
        fold(f"history-{gap.recommendation.id}", _("Changes so far"), _history, draft, gap)


def _ask(draft: PlanDraft, gap: Gap, redraw: Sequence[str]) -> None:
    """Ask for each field; two short ones stand beside each other."""
    short = [field for field in FOLLOW_UP_FIELDS if field.kind is not Kind.PASSAGE]
    for beside in (short[start : start + 2] for start in range(0, len(short), 2)):
        for column, field in zip(st.columns(2), beside, strict=False):
            with column:
                _ask_field(draft, gap, field, redraw)
    for field in PLANNED_FIELDS:
        if field.kind is Kind.PASSAGE:
            _ask_field(draft, gap, field, redraw)


def _ask_field(draft: PlanDraft, gap: Gap, field: Field, redraw: Sequence[str]) -> None:
    key = state.seeded(draft.key(gap, field.name), draft.edit(gap).value(field.name))
    stored = getattr(draft.follow_up(gap), field.name)
    ask_field(field, stored, key=key, on_change=_save, args=(draft, gap, field, key, redraw))


def _save(draft: PlanDraft, gap: Gap, field: Field, key: str, redraw: Sequence[str]) -> None:
    value = st.session_state.get(key)
    if value is None and field.kind is not Kind.DAY:
        return  # The browser left it out.
    fields = {field.name: value}
    if field.name == "status":
        fields = {"status": FollowUpStatus(str(value)), "status_date": today()}
    draft.change(state.gate(), gap, **fields)
    st.rerun(redraw)


def today() -> dt.date:
    """The day where the machine is."""
    return dt.datetime.now().astimezone().date()


def _tell_state(draft: PlanDraft, gap: Gap, redraw: Sequence[str]) -> None:
    """Say when and by whom it was saved, or why it wasn't, and what the person should do now."""
    item, edit = gap.recommendation.id, draft.edit(gap)
    if conflict := edit.conflict:
        _settle(draft, gap, conflict, redraw)
    elif (reason := edit.refusal) is not None:
        st.error(_("Not saved. {reason}").format(reason=escape_markdown(reason)).rstrip())
        st.button(_("Try again"), key=f"plan-again-{item}", on_click=_try_again, args=(draft, gap, redraw))
    elif edit.saved:
        st.caption(_("✓ Saved {time}").format(time=time_text(edit.saved)))
    elif item in draft.stored:
        st.caption(f"✓ {_signature(draft.stored[item], escape_markdown)}")
    else:
        st.caption(_("As it was answered. A change here is saved at once, and changes no answer."))


def _try_again(draft: PlanDraft, gap: Gap, redraw: Sequence[str]) -> None:
    draft.change(state.gate(), gap)
    st.rerun(redraw)


def _settle(draft: PlanDraft, gap: Gap, conflict: Conflict[FollowUp], redraw: Sequence[str]) -> None:
    """Show what wasn't saved because somebody else changed the same, and ask which is right."""
    item, now = gap.recommendation.id, draft.follow_up(gap)
    who = escape_markdown(conflict.author) if has_name(conflict.author) else _("another window")
    st.warning(_("Not saved: the same was changed meanwhile ({who}). Which version is right?").format(who=who))
    for name, yours in conflict.yours.items():
        words = _("{field}: there “{theirs}”, here “{yours}”")
        theirs = _shown(getattr(now, name))
        st.text(words.format(field=FIELDS[name].question, theirs=theirs, yours=_shown(yours)))
    with st.container(horizontal=True):
        st.button(
            _("Keep the other version"), key=f"plan-theirs-{item}", on_click=_keep_theirs, args=(draft, gap, redraw)
        )
        st.button(
            _("Keep this version"), key=f"plan-yours-{item}", on_click=_keep_yours, args=(draft, gap, now, redraw)
        )

    _ask_settlement(draft, gap, conflict, redraw)


def _ask_settlement(draft: PlanDraft, gap: Gap, conflict: Conflict[FollowUp], redraw: Sequence[str]) -> None:
    """Offer to save the texts of both versions, where they differ in any."""
    item, now = gap.recommendation.id, draft.follow_up(gap)
    person = state.gate().grant().person
    settled = None
    try:
        versions = [
            Version(conflict.author if has_name(conflict.author) else _("One version"), now),
            Version(person if has_name(person) else _("Another version"), conflict.record),
        ]
        plans = [version.record for version in versions]
        if not has_texts_apart(plans):
            return
        st.markdown(f"**{plan_settlement_word()}**")
        settlement = ask_plan_settlement(item, plans)
        settled = None if settlement is None else settle_follow_up(versions, settlement)
    except FollowUpRefused as error:
        st.warning(escape_markdown(str(error)))
    st.button(
        _("Save both texts"),
        key=f"plan-settle-{item}",
        on_click=_keep_both,
        args=(draft, gap, now, settled, redraw),
        disabled=settled is None,
    )


def _keep_both(draft: PlanDraft, gap: Gap, theirs: FollowUp, settled: FollowUp, redraw: Sequence[str]) -> None:
    draft.edit(gap).settle(draft.save(state.gate(), gap), theirs, settled)
    st.rerun(redraw)


def _keep_theirs(draft: PlanDraft, gap: Gap, redraw: Sequence[str]) -> None:
    draft.edit(gap).keep_theirs()
    st.rerun(redraw)


def _keep_yours(draft: PlanDraft, gap: Gap, theirs: FollowUp, redraw: Sequence[str]) -> None:
    draft.edit(gap).keep_yours(draft.save(state.gate(), gap), theirs)
    st.rerun(redraw)


def _history(draft: PlanDraft, gap: Gap) -> None:
    """Every version, the newest first, by what it changed; the first in full, since its answer may say something else
    by now."""
    versions = read_follow_up_history(state.gate(), draft.assessment_id, gap.recommendation.id)
    lines = []
    for number, version in enumerate(versions):
        before = versions[number - 1].follow_up if number else None
        lines.append("\n".join([_signature(version, plain_text), *_changes(before, version.follow_up)]))
    st.text("\n\n".join(reversed(lines)))


def _signature(version: StoredFollowUp, shown: Callable[[str], str]) -> str:
    """“Saved 24 November 2026, 14:02 · Asha · plan.xlsx”."""
    saved = _("Saved {time}").format(time=timestamp_text(version.at))
    author = version.author if has_name(version.author) else ""
    return " · ".join([saved, *(shown(each) for each in (author, version.file) if each)])


def _changes(before: FollowUp | None, after: FollowUp) -> list[str]:
    return [
        _("{label}: {text}").format(label=field.question, text=_shown(getattr(after, field.name)))
        for field in FOLLOW_UP_FIELDS
        if before is None or getattr(before, field.name) != getattr(after, field.name)
    ]


def _shown(value: object) -> str:
    return plain_text(value_text(value)) or _("(empty)")
