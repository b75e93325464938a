"""What the room has voted on a recommendation: how many have voted, what was revealed, and the remarks with it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from assessment.access.workshops import list_not_voted, list_remarks, moderate_remarks
from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import spread
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.model import Breakdown, Remark, RemarkState
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import MOVES, Stage, Step, unrevealed_vote
from assessment.html.escaping import plain_text
from assessment.html.pictures import distribution_bar
from assessment.html.render import html
from assessment.html.tables import rows_table
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.formatting import rating_counts
from assessment.labels.workshops import (
    distributions,
    mode_text,
    moved_text,
    part_word,
    sort_parts,
    spread_text,
    vote_word,
    withheld_text,
)
from assessment.records.workshops import Seat, Turnout
from assessment.ui.session import state
from assessment.ui.widgets.choices import page_of
from assessment.ui.workshops.participants import seat_name
from assessment.ui.workshops.room import LedRoom, shown_turnout
from assessment.views.table import Column, Kind

NAMED_AT_MOST = 10
REMARKS_AT_ONCE = 20


def show_counts(room: LedRoom) -> None:
    """How many have voted, also by voice or table: never what."""
    stage = room.place.stage
    if stage is Stage.NOT_OPENED:
        return
    turnout = shown_turnout(room)
    present, voted = sum(turnout.present.values()), sum(turnout.voted.values())
    if unrevealed_vote(stage) is not None:
        _show_turnout_by_part(room.workshop.plan, turnout)
        st.markdown(_("**{voted} of {present}** have voted.").format(voted=voted, present=present))
        if 0 < present <= voted:
            st.caption(_("Everybody who joined has voted."))
        elif not room.workshop.plan.anonymous:
            _name_missing(room)
    if Step.REOPEN in MOVES[stage] and turnout.late:
        st.warning(
            counted(
                "{n} ballot came after closing and isn’t counted. Open the vote again to let it in.",
                "{n} ballots came after closing and aren’t counted. Open the vote again to let them in.",
                turnout.late,
            )
        )


def _name_missing(room: LedRoom) -> None:
    """List who hasn't voted yet, in a named workshop."""
    missing = list_not_voted(state.gate(), room.id, room.item.id, room.vote)
    names = [*map(_short_name, missing[:NAMED_AT_MOST])]
    if len(missing) > NAMED_AT_MOST:
        names.append(counted("and {n} more", "and {n} more", len(missing) - NAMED_AT_MOST))
    # In running text, for a line each would push the rest of the page off the screen.
    st.text(_("Not yet: {names}").format(names="; ".join(names)))


def _short_name(seat: Seat) -> str:
    name = plain_text(seat.participant.name or "")
    return f"{seat.number} {name}" if name else seat_name(seat)


def _show_turnout_by_part(plan: WorkshopPlan, turnout: Turnout) -> None:
    if plan.breakdown is Breakdown.NONE or not turnout.present:
        return
    whose = _("Voice") if plan.breakdown is Breakdown.VOICE else _("Table")
    columns: list[Column[str]] = [
        Column(whose, lambda part: part_word(plan.breakdown, part)),
        Column(_("Have voted"), lambda part: turnout.voted.get(part, 0), Kind.NUMBER),
        Column(_("Present"), lambda part: turnout.present[part], Kind.NUMBER),
    ]
    st.html(rows_table(_("Votes so far"), columns, sort_parts(plan, turnout.present)))


def show_reveals(room: LedRoom) -> None:
    """The last reveal of each vote, side by side; of a vote that is open again, nothing."""
    hidden = unrevealed_vote(room.place.stage)
    reveals = {vote: reveal for vote, reveal in sorted(room.here.votes.items()) if vote != hidden}
    if not reveals:
        return
    for column, (vote, reveal) in zip(st.columns(len(reveals), gap="small"), reveals.items(), strict=True):
        with column, st.container(key=f"room-reveal-{room.item.id}-{vote}"):
            st.subheader(vote_word(vote), anchor=False)
            if isinstance(reveal, Withheld):
                st.info(withheld_text(reveal))
            else:
                _show_figures(room.workshop.plan, reveal)
                show_remarks(room.workshop.id, room.item.id, vote)


def _show_figures(plan: WorkshopPlan, figures: Figures) -> None:
    bars = [_bar(plain_text(name), tally) for name, tally in distributions(plan, figures)]
    facts = [
        _("Most frequent: {mode}").format(mode=mode_text(figures.together)),
        _("Spread: {spread}").format(spread=spread_text(spread(figures.together))),
    ]
    if figures.moved is not None:
        facts.append(_("Moved: {moved}").format(moved=moved_text(figures.moved)))
    st.html(html("room_votes", bars=bars, facts=facts))


def _bar(name: str, tally: Tally) -> tuple[str, int, Markup | None]:
    count = sum(rating_counts(tally).values())
    return name, count, distribution_bar(tally, name) if count else None


def show_remarks(workshop_id: str, recommendation_id: str, vote: int) -> None:
    """Let remarks through, one tap each or all at once; hide and redact them."""
    of_vote = [
        remark
        for remark in list_remarks(state.gate(), workshop_id)
        if (remark.recommendation, remark.vote) == (recommendation_id, vote)
    ]
    last = max((remark.reveal for remark in of_vote), default=0)
    remarks = [remark for remark in of_vote if remark.reveal == last]
    if not remarks:
        return
    waiting = [remark for remark in remarks if remark.state is RemarkState.WAITING]
    key = f"{recommendation_id}-{vote}-{last}"
    # Where both votes stand side by side, the room for these is narrow.
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"remarks-{key}"):
        st.markdown(counted("{n} remark", "{n} remarks", len(remarks)), width="content")
        st.button(
            _("Let {n} through").format(n=len(waiting)) if waiting else _("All seen"),
            key=f"through-all-{key}",
            disabled=not waiting,
            on_click=_moderate,
            args=(workshop_id, waiting, RemarkState.SHOWN),
        )
    # Each keeps its place and its buttons: a second click must not land on what has just moved there.
    with st.expander(_("Remarks")):
        for remark in page_of(remarks, REMARKS_AT_ONCE, f"remarks-page-{key}"):
            _remark(workshop_id, remark, f"{key}-{remark.place}")


def _remark(workshop_id: str, remark: Remark, key: str) -> None:
    if not remark.text:
        words = _("Redacted by {name}") if remark.state is RemarkState.REDACTED else _("Hidden by {name}")
        st.text(words.format(name=remark.by))
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"remark-{key}"):
        st.text(remark.text)
        for label, to in ((_("Let through"), RemarkState.SHOWN), (_("Hide"), RemarkState.HIDDEN)):
            st.button(
                label,
                key=f"{to}-{key}",
                disabled=remark.state is to,
                on_click=_moderate,
                args=(workshop_id, [remark], to),
            )
        with st.popover(_("Redact")):
            st.markdown(_("It is erased for good, from the vote too. The minutes say that one was redacted."))
            st.button(
                _("Redact for good"),
                key=f"redact-{key}",
                on_click=_moderate,
                args=(workshop_id, [remark], RemarkState.REDACTED),
            )


def _moderate(workshop_id: str, remarks: Sequence[Remark], to: RemarkState) -> None:
    moderate_remarks(state.gate(), workshop_id, remarks, to)
