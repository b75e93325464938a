"""What files and the stored answers say differently: the agenda for those who decide, one card a recommendation."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.claims import STORED, Conflict, Said, Side
from assessment.figures import asked_by_words, response_name
from assessment.interchange.fields import field_word
from assessment.language import gettext as _
from assessment.language import ngettext
from assessment.model import Answer, Recommendation
from assessment.ui import state
from assessment.ui.answer_texts import show_fields
from assessment.ui.brought import Brought, Dispute, look
from assessment.ui.components import flag, literal
from assessment.ui.paging import part

CARDS_SHOWN = 5
ABREAST = 3
"""Versions of an answer side by side, before the next ones stand below."""


def settle_conflicts(brought: Brought) -> None:
    """Ask what to keep: one decision for all, and one for each that wins over it."""
    disputes = brought.disputes()
    if not disputes:
        return
    st.subheader(_("Conflicts"), anchor=False)
    st.markdown(
        ngettext(
            "**{n}** answer was given differently. Nobody is right by being last: decide what to keep.",
            "**{n}** answers were given differently. Nobody is right by being last: decide what to keep. First stand "
            "red lines, then what a side calls absent, then what most UN mandates ask for.",
            len(disputes),
        ).format(n=len(disputes))
    )
    _ask_for_all(brought, disputes)
    _first, shown = part(
        disputes, CARDS_SHOWN, f"conflicts-{look()}", words=_("{size} conflicts at a time; {total} in all.")
    )
    for dispute in shown:
        with st.container(border=True, key=f"conflict-{dispute.place}-{dispute.item.recommendation.id}"):
            _card(brought, dispute)


def _ask_for_all(brought: Brought, disputes: Sequence[Dispute]) -> None:
    names = {said.source for dispute in disputes for side in dispute.conflict.sides for said in side.said}
    st.selectbox(
        _("For all conflicts that aren’t decided one by one"),
        [STORED, *sorted(names)],
        index=None,
        format_func=_for_all_words,
        placeholder=_("Decide one by one"),
        key=(key := state.seeded(f"for-all-{look()}", brought.for_all)),
        on_change=lambda: setattr(brought, "for_all", st.session_state[key]),
    )


def _for_all_words(decision: str | int) -> str:
    return _("Keep what is stored") if decision == STORED else _("Take what {file} says").format(file=decision)


def _card(brought: Brought, dispute: Dispute) -> None:
    item, conflict = dispute.item.recommendation, dispute.conflict
    st.html(flag(item.id, item.red_line, asked_by_words(dispute.previewed.catalogue.asked_by[item.id])))
    st.markdown(f"**{literal(item.title)}**")
    if len(brought.prepared.previews) > 1:
        st.text(response_name(dispute.previewed.response))
    st.caption(_("In dispute: {fields}").format(fields=", ".join(map(field_word, conflict.fields))))
    _versions(item, conflict)
    _choose(brought, dispute)


def _versions(item: Recommendation, conflict: Conflict) -> None:
    """The last common state if it is known, and every side, beside each other."""
    versions: list[tuple[str, Sequence[Said], Answer]] = []
    if conflict.base is not None:
        versions.append((_("Before: the last state that all had"), (), conflict.base))
    versions += [
        (_("Stored now") if _is_stored(side) else _("In a file"), side.said, side.result) for side in conflict.sides
    ]
    for start in range(0, len(versions), ABREAST):
        row = versions[start : start + ABREAST]
        for column, (heading, said, answer) in zip(st.columns(min(len(versions), ABREAST)), row, strict=False):
            with column:
                st.caption(heading)
                if said:
                    st.text("\n".join(map(_who, said)))
                show_fields(item, answer, conflict.fields)


def _who(said: Said) -> str:
    return f"{said.source} ({said.place})" if said.place else said.source


def _choose(brought: Brought, dispute: Dispute) -> None:
    item = dispute.item.recommendation
    sides = {side.decision: side for side in dispute.conflict.sides}
    st.radio(
        _("What to keep of {id}?").format(id=item.id),
        list(sides),
        index=None,
        format_func=lambda decision: _side_words(sides[decision]),
        key=(
            key := state.seeded(
                f"keep-{look()}-{dispute.place}-{item.id}", brought.single.get((dispute.place, item.id))
            )
        ),
        on_change=_decide,
        args=(brought, dispute, key),
    )
    if (dispute.place, item.id) not in brought.single and not brought.is_open(dispute):
        st.caption(_("Decided by the choice for all."))


def _decide(brought: Brought, dispute: Dispute, key: str) -> None:
    decision = st.session_state.get(key)
    if decision is not None:
        brought.single[dispute.place, dispute.item.recommendation.id] = decision


def _is_stored(side: Side) -> bool:
    return side.decision == STORED


def _side_words(side: Side) -> str:
    """How a side is chosen; the names of files are text and nothing else."""
    if _is_stored(side):
        return _("Keep what is stored") if not side.result.is_empty else _("Leave it as it is")
    names = dict.fromkeys(said.source for said in side.said)
    return _("Take what {file} says").format(file=literal(", ".join(names)))
