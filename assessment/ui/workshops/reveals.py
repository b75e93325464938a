"""What the room was shown of its votes on a recommendation."""

from __future__ import annotations

import streamlit as st

from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import mode_share, spread
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.encoding import Shown
from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.stages import unrevealed_vote
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.groups import rating_counts
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.components import distribution_bar
from assessment.ui.workshops.room import Room
from assessment.ui.workshops.words import (
    in_order,
    mode_words,
    moved_words,
    part_word,
    spread_words,
    vote_word,
    withheld_words,
)


def show_reveals(room: Room) -> None:
    """The last reveal of each vote, the newest first. While a vote is open again, its last reveal isn't shown."""
    hidden = unrevealed_vote(room.place.stage)
    other = state.facilitation().other_room(room.id)
    for vote, shown in sorted(room.here.votes.items(), reverse=True):
        if vote == hidden:
            continue
        with st.container(border=True, key=f"room-reveal-{room.item.id}-{vote}"):
            st.subheader(vote_word(vote), anchor=False)
            _show(room, room.workshop.plan.breakdown, shown)
            theirs = () if other is None else other.reveals.get(room.item.id, ())
            last = [each.shown for each in theirs if each.vote == vote][-1:]
            if other is not None and last:
                st.markdown(f"**{escape_markdown(other.title)}**")
                _show(room, other.breakdown, last[0])


def _show(room: Room, breakdown: Breakdown, shown: Shown) -> None:
    if isinstance(shown, Withheld):
        st.info(withheld_words(shown))
    else:
        _show_figures(room, breakdown, shown)


def _show_figures(room: Room, breakdown: Breakdown, figures: Figures) -> None:
    _show_bar(_("Together"), figures.together)
    for part in in_order(room.workshop.plan, figures.parts):
        _show_bar(part_word(breakdown, part), figures.parts[part])
    if figures.others is not None:
        _show_bar(_("Others, together"), figures.others)
    facts = [mode_words(mode_share(figures.together)), spread_words(spread(figures.together))]
    if figures.moved is not None:
        facts.append(moved_words(figures.moved))
    st.markdown("  \n".join(facts))
    if figures.remarks:
        count = len(figures.remarks)
        with st.expander(ngettext("{n} remark", "{n} remarks", count).format(n=count)):
            for remark in figures.remarks:
                st.text(remark)


def _show_bar(name: str, tally: Tally) -> None:
    count = sum(rating_counts(tally).values())
    st.text(f"{name} · {count}")
    if count:
        st.html(distribution_bar(tally, name))
