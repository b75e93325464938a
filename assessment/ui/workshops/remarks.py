"""The remarks of a revealed vote, for a facilitator and the note taker: which of them the room sees."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.workshop.model import Remark, RemarkState
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.ui.session import state
from assessment.ui.widgets.choices import page_of

REMARKS_AT_ONCE = 20


def moderate_remarks(workshop_id: str, recommendation_id: str, vote: int) -> None:
    """Let through what waits, one tap each or all at once; hide and redact what is shown."""
    of_vote = [
        each
        for each in state.facilitation().remarks(workshop_id)
        if (each.recommendation, each.vote) == (recommendation_id, vote)
    ]
    last = max((each.reveal for each in of_vote), default=0)
    found = [each for each in of_vote if each.reveal == last]
    _waiting(workshop_id, [each for each in found if each.state is RemarkState.WAITING])
    _decided(workshop_id, [each for each in found if each.state is not RemarkState.WAITING])


def _waiting(workshop_id: str, found: Sequence[Remark]) -> None:
    if not found:
        return
    count = len(found)
    key = _key(found[0])
    with st.container(border=True, key=f"waiting-{key}"):
        words = ngettext("**{n} remark waits** to be let through.", "**{n} remarks wait** to be let through.", count)
        st.markdown(words.format(n=count))
        st.button(
            _("Let all through"),
            key=f"through-all-{key}",
            on_click=_moderate,
            args=(workshop_id, found, RemarkState.SHOWN),
        )
        for each in page_of(found, REMARKS_AT_ONCE, f"waiting-page-{key}")[1]:
            _remark(workshop_id, each, {RemarkState.SHOWN: _("Let through"), RemarkState.HIDDEN: _("Hide")})


def _decided(workshop_id: str, found: Sequence[Remark]) -> None:
    if not found:
        return
    count, key = sum(each.state is RemarkState.SHOWN for each in found), _key(found[0])
    with st.expander(ngettext("{n} remark", "{n} remarks", count).format(n=count)):
        for each in page_of(found, REMARKS_AT_ONCE, f"remarks-page-{key}")[1]:
            if each.state is RemarkState.SHOWN:
                _remark(workshop_id, each, {RemarkState.HIDDEN: _("Hide")})
            elif each.state is RemarkState.HIDDEN and each.text:
                st.caption(_("Hidden by {name}").format(name=each.by))
                _remark(workshop_id, each, {RemarkState.SHOWN: _("Show")}, is_redactable=True)
            else:
                st.caption(_("A remark was removed."))


def _remark(workshop_id: str, remark: Remark, offered: dict[RemarkState, str], *, is_redactable: bool = False) -> None:
    key = f"{_key(remark)}-{remark.place}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"remark-{key}"):
        st.text(remark.text)
        for each, label in offered.items():
            st.button(
                label, key=f"{each}-{key}", on_click=_moderate, args=(workshop_id, [remark], each), type="tertiary"
            )
        if is_redactable:
            with st.popover(_("Redact")):
                st.markdown(_("It is erased for good, also from the ballot. The minutes say that one was redacted."))
                st.button(
                    _("Redact for good"),
                    key=f"redact-{key}",
                    on_click=_moderate,
                    args=(workshop_id, [remark], RemarkState.REDACTED),
                )


def _key(remark: Remark) -> str:
    return f"{remark.recommendation}-{remark.vote}-{remark.reveal}"


def _moderate(workshop_id: str, found: Sequence[Remark], to: RemarkState) -> None:
    state.facilitation().moderate(workshop_id, found, to)
