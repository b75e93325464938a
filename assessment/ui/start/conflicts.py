"""Conflicts between files and stored answers, one card per recommendation, for people to decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from assessment.domain.answer import Answer
from assessment.domain.follow_up import FIELDS, FollowUp
from assessment.domain.merging.answer_merge import KEEP_STORED, UNDECIDED, AnySide
from assessment.domain.merging.settlement import PlanSettlement, Settlement, has_texts_apart
from assessment.errors import AnswerRefused, FollowUpRefused
from assessment.html.escaping import escape_markdown, plain_text
from assessment.html.pictures import item_flags
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.formatting import mandate_count_text, response_name
from assessment.parsing.message_text import abbreviated_list
from assessment.services.importing import Dispute
from assessment.ui.session import state
from assessment.ui.start.previews import show_fields
from assessment.ui.start.upload_session import UploadSession, preview_number
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.settlement import ask_plan_settlement, ask_settlement, plan_settlement_word, settlement_word

CARDS_SHOWN = 5
ABREAST, VERSIONS_SHOWN = 3, 9
"""Versions of an answer side by side, and on one page."""


def resolve_conflicts(upload: UploadSession) -> None:
    """Ask what to keep: one decision for all, which a decision on a single conflict overrides."""
    disputes = upload.prepared.disputes
    if not disputes:
        return
    st.header(_("Conflicts"), anchor=False)
    differ = counted("**{n}** answer differs.", "**{n}** answers differ.", len(disputes))
    rule = _("The latest file does not win automatically: choose what to keep.")
    st.markdown(f"{differ} {rule}")
    _ask_for_all(upload, disputes)
    for dispute in page_of(disputes, CARDS_SHOWN, f"conflicts-{preview_number()}"):
        with st.container(border=True, key=f"conflict-{dispute.place}-{dispute.item.key}"):
            _card(upload, dispute)


def _ask_for_all(upload: UploadSession, disputes: Sequence[Dispute]) -> None:
    names = {
        file_answer.source
        for dispute in disputes
        for side in dispute.conflict.sides
        for file_answer in side.file_answers
    }
    st.selectbox(
        _("For all other conflicts"),
        [KEEP_STORED, *sorted(names)],
        index=None,
        format_func=_for_all_words,
        placeholder=_("Decide one by one"),
        key=(key := state.seeded(f"for-all-{preview_number()}", upload.decisions.for_all)),
        on_change=lambda: setattr(upload.decisions, "for_all", st.session_state[key]),
    )


def _for_all_words(decision: str | int) -> str:
    return _keep_words() if decision == KEEP_STORED else _take_words([plain_text(str(decision))])


def _card(upload: UploadSession, dispute: Dispute) -> None:
    item, conflict = dispute.item.recommendation, dispute.conflict
    st.html(item_flags(item.id, item.red_line, mandate_count_text(dispute.previewed.catalogue.asked_by[item.id])))
    st.markdown(f"**{escape_markdown(item.title)}**")
    st.markdown(escape_markdown(item.question))
    if len(upload.prepared.previews) > 1:
        st.text(response_name(dispute.previewed.response, plain_text))
    if isinstance(dispute.item.stored, FollowUp):
        st.caption(_("Follow-up plan"))
    st.caption(_("In conflict: {fields}").format(fields=", ".join(FIELDS[name].label for name in conflict.fields)))
    _versions(dispute)
    _undisputed(dispute)
    _choose(upload, dispute)


def _versions(dispute: Dispute) -> None:
    """The last common version if it is known, and every side, next to each other."""
    item, conflict = dispute.item.recommendation, dispute.conflict
    stored = conflict.sides[0].result
    as_before = conflict.base is not None and all(
        getattr(conflict.base, field) == getattr(stored, field) for field in conflict.fields
    )
    versions = [(_side_header(side, as_before), side.result) for side in conflict.sides]
    if conflict.base is not None and not as_before:
        versions.insert(0, (_("Before: the last version that all had"), conflict.base))
    on_page = page_of(versions, VERSIONS_SHOWN, f"versions-{preview_number()}-{dispute.place}-{dispute.item.key}")
    for start in range(0, len(on_page), ABREAST):
        columns = st.columns(min(len(on_page), ABREAST))
        for column, (head, answer) in zip(columns, on_page[start : start + ABREAST], strict=False):
            with column:
                st.text(head)
                show_fields(item, answer, conflict.fields)


def _undisputed(dispute: Dispute) -> None:
    """What files add to the same answer without conflict."""
    item, conflict = dispute.item, dispute.conflict
    fields = [field for field in item.fields if field not in conflict.fields]
    if fields:
        st.caption(_("Not in conflict, imported in any case:"))
        show_fields(item.recommendation, item.merged, fields)


def _side_header(side: AnySide, as_before: bool) -> str:
    """The source of a side: what is stored, and the locations in files."""
    stored = _("Stored now, unchanged") if as_before else _("Stored now")
    places = abbreviated_list([plain_text(file_answer.where) for file_answer in side.file_answers])
    return "\n".join(line for line in (stored if side.is_stored else "", places) if line)


def _choose(upload: UploadSession, dispute: Dispute) -> None:
    sides, plans = {side.decision: side for side in dispute.conflict.sides}, _plans(dispute)
    chosen = upload.decisions.single.get(dispute.about)
    by_room = chosen == UNDECIDED or isinstance(chosen, Settlement | PlanSettlement)
    key = state.seeded(f"keep-{preview_number()}-{dispute.place}-{dispute.item.key}", UNDECIDED if by_room else chosen)
    are_few = len(sides) <= VERSIONS_SHOWN
    ask: Any = st.radio if are_few else st.selectbox
    escape = escape_markdown if are_few else plain_text
    ask(
        _("Keep which version of {id}?").format(id=dispute.item.recommendation.id),
        # What the room says, unless follow-ups differ in no text: then one of them says everything.
        [*sides, UNDECIDED] if not plans or has_texts_apart(plans) else list(sides),
        index=None,
        format_func=lambda decision: (
            (plan_settlement_word() if plans else settlement_word())
            if decision == UNDECIDED
            else _side_words(sides[decision], dispute, escape)
        ),
        key=key,
        on_change=_decide,
        args=(upload, dispute, key),
    )
    if by_room:
        _ask_room(upload, dispute, chosen)
    elif chosen is None and not upload.decisions.leave_open(dispute):
        st.caption(_("Decided by your choice for all other conflicts."))


def _ask_room(upload: UploadSession, dispute: Dispute, chosen: object) -> None:
    """Ask what the room says; until it is an answer or a follow-up, the conflict is undecided."""
    key = f"{preview_number()}-{dispute.place}-{dispute.item.key}"
    settlement: Settlement | PlanSettlement | None
    if plans := _plans(dispute):
        settlement = ask_plan_settlement(key, plans, chosen if isinstance(chosen, PlanSettlement) else None)
    else:
        answers = [side.result for side in dispute.conflict.sides if isinstance(side.result, Answer)]
        settlement = ask_settlement(key, answers, chosen if isinstance(chosen, Settlement) else None)
    upload.decisions.single[dispute.about] = UNDECIDED
    if settlement is not None:
        try:
            dispute.conflict.chosen(settlement)
        except (AnswerRefused, FollowUpRefused) as error:
            st.warning(escape_markdown(str(error)))
        else:
            upload.decisions.single[dispute.about] = settlement


def _plans(dispute: Dispute) -> list[FollowUp]:
    """The versions of a follow-up; none where an answer is in conflict."""
    return [side.result for side in dispute.conflict.sides if isinstance(side.result, FollowUp)]


def _decide(upload: UploadSession, dispute: Dispute, key: str) -> None:
    decision = st.session_state.get(key)
    if decision is None:
        upload.decisions.single.pop(dispute.about, None)
    else:
        upload.decisions.single[dispute.about] = decision


def _side_words(side: AnySide, dispute: Dispute, escape: Callable[[str], str]) -> str:
    """The label of a side, with the location in a file whose other rows differ. `escape` is for the names of files."""
    if side.is_stored:
        return _("Leave it empty") if side.result.is_empty else _keep_words()
    decision_of = dispute.conflict.decision_of
    names = dict.fromkeys(
        file_answer.where if decision_of(file_answer.source) is None else file_answer.source
        for file_answer in side.file_answers
    )
    return _take_words([*map(escape, names)])


def _keep_words() -> str:
    return _("Keep the stored answer")


def _take_words(names: Sequence[str]) -> str:
    return _("Use the answer in {files}").format(files=abbreviated_list(names))
