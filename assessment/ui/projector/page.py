"""The page “Projector”: where a workshop is, for everybody in the room to read, and nothing else."""

from __future__ import annotations

import streamlit as st

from assessment.access.gate import Gate, NotAllowed, VisitEnded
from assessment.access.workshops import read_agreements, read_outcome, read_reveals
from assessment.domain.workshop.model import Wifi
from assessment.domain.workshop.stages import AGREED, Stage, unrevealed_vote
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.labels.workshops import stage_word
from assessment.records.errors import WorkshopUnknown
from assessment.records.workshops import Turnout, Workshop
from assessment.services.addresses import qr_svg, wifi_address
from assessment.ui.links.new_link import known_origins
from assessment.ui.projector.screen import (
    agreed_screen,
    join_screen,
    notice_screen,
    question_screen,
    quotation_screen,
    turnout_screen,
    votes_screen,
)
from assessment.ui.session import state
from assessment.ui.session.looking import room_view, watch_for_news
from assessment.ui.widgets.components import offer_keys
from assessment.ui.workshops.door import show_clock
from assessment.ui.workshops.leading import move_buttons
from assessment.ui.workshops.room import LedRoom

PARAMETER = "workshop"


def projector() -> None:
    workshop_id = state.visitor().scope.workshop_id or st.query_params.get(PARAMETER)
    with st.container(key="projector"):
        if workshop_id is None:
            st.html(notice_screen(_("Projector"), _("No workshop is chosen. Open this page from the workshop.")))
        else:
            _follow(workshop_id)


def _follow(workshop_id: str) -> None:
    view, gate = room_view(workshop_id), state.gate()
    try:
        _show(*view.look(gate), gate)
    except (VisitEnded, NotAllowed):
        raise
    except WorkshopUnknown as unknown:
        st.html(notice_screen(_("Projector"), str(unknown)))
        return
    except AssessmentError as error:
        # It may pass, such as a busy database: the page goes on looking.
        view.problem = str(error)
        st.html(notice_screen(_("Projector"), str(error)))
    watch_for_news(view)


def _show(workshop: Workshop, turnout: Turnout, gate: Gate) -> None:
    show_clock(workshop)
    is_open = workshop.current is not None and workshop.places[workshop.current].stage is not Stage.NOT_OPENED
    if workshop.finished is not None:
        st.html(notice_screen(workshop.plan.title, _("This workshop is finished.")))
    elif workshop.door_open and workshop.code is not None and not is_open:
        _invite(workshop.plan.title, workshop.code, workshop.wifi)
    elif workshop.current is None:
        st.html(notice_screen(workshop.plan.title))
    else:
        _place(workshop, workshop.current, turnout, gate)
        if state.visitor().scope.workshop_id is None:
            _offer_moves(LedRoom(workshop, read_outcome(gate, workshop.id), turnout))


def _offer_moves(room: LedRoom) -> None:
    """Let a facilitator move the room from here too; a projector's own link only shows."""
    with st.container(key="screen-moves", horizontal=True, vertical_alignment="center"):
        move_buttons(room)
        offer_keys(
            {
                "n": _("next"),
                "b": _("back"),
                "q": _("the recommendation in its own words"),
                "f": _("full screen"),
            }
        )


def _invite(title: str, code: str, wifi: Wifi | None) -> None:
    """The way in. Nobody else reaches a personal machine."""
    origin = next(iter(known_origins()), None) if state.is_shared() else None
    with st.container(key="screen-join"):
        st.html(join_screen(title, code, origin, wifi))
        if origin is not None:
            if wifi is not None:
                st.image(qr_svg(wifi_address(wifi)), caption=_("Wi-Fi"), alt=_("The Wi-Fi as a QR code"))
            st.image(
                qr_svg(f"{origin}/join?code={code}"),
                caption=None if wifi is None else _("Workshop"),
                alt=_("The address as a QR code"),
            )


def _place(workshop: Workshop, item: str, turnout: Turnout, gate: Gate) -> None:
    """The recommendation where the room is, with its turnout or its votes."""
    recommendation, stage = workshop.catalogue.by_id[item], workshop.places[item].stage
    is_shown = stage is not Stage.NOT_OPENED and unrevealed_vote(stage) is None
    st.html(question_screen(recommendation, stage_word(stage), has_votes=is_shown))
    if stage in AGREED:
        st.html(agreed_screen(read_agreements(gate, workshop.id)[item][-1].agreed.rating))
    if is_shown:
        # The last reveal of each vote: the second stands beside the first.
        revealed = {reveal.vote: reveal.shown for reveal in read_reveals(gate, workshop.id)[item]}
        votes = {vote: revealed[vote] for vote in sorted(revealed) if vote <= stage.last_vote}
        st.html(votes_screen(workshop.plan, votes))
    elif stage is not Stage.NOT_OPENED:
        st.html(turnout_screen(turnout, workshop.plan))
    st.html(quotation_screen(recommendation))


projector()
