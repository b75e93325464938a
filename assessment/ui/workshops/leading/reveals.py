"""What the room was shown of its votes on a recommendation."""

from __future__ import annotations

import streamlit as st

from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import spread
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import unrevealed_vote
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import rating_counts
from assessment.labels.workshops import distributions, mode_text, moved_text, spread_text, vote_word, withheld_text
from assessment.ui.text.escaping import plain_text
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.components import distribution_bar
from assessment.ui.workshops.room import Room

REMARKS_AT_ONCE = 20


def show_reveals(room: Room) -> None:
    """The last reveal of each vote, the newest first. While a vote is open again, its last reveal isn't shown."""
    hidden = unrevealed_vote(room.place.stage)
    for vote, shown in sorted(room.here.votes.items(), reverse=True):
        if vote == hidden:
            continue
        with st.container(border=True, key=f"room-reveal-{room.item.id}-{vote}"):
            st.subheader(vote_word(vote), anchor=False)
            if isinstance(shown, Withheld):
                st.info(withheld_text(shown))
            else:
                _show_figures(room.workshop.plan, shown, f"remarks-{room.item.id}-{vote}")


def _show_figures(plan: WorkshopPlan, figures: Figures, key: str) -> None:
    """Show the figures; `key` is that of the choice among pages of remarks."""
    for name, tally in distributions(plan, figures):
        _show_bar(plain_text(name), tally)
    facts = [
        _("Most frequent: {mode}").format(mode=mode_text(figures.together)),
        _("Spread: {spread}").format(spread=spread_text(spread(figures.together))),
    ]
    if figures.moved is not None:
        facts.append(_("Moved: {moved}").format(moved=moved_text(figures.moved)))
    st.markdown("  \n".join(facts))
    if figures.remarks:
        count = len(figures.remarks)
        with st.expander(ngettext("{n} remark", "{n} remarks", count).format(n=count)):
            for remark in page_of(figures.remarks, REMARKS_AT_ONCE, key)[1]:
                st.text(remark)


def _show_bar(name: str, tally: Tally) -> None:
    count = sum(rating_counts(tally).values())
    st.text(f"{name} · {count}")
    if count:
        st.html(distribution_bar(tally, name))
