"""Who takes part: the list, people who vote on paper, and two that are one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from assessment.domain.model import Rating, Voice
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import open_vote
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import RATING_STYLES, rating_label, voice_word
from assessment.labels.formatting import date_text
from assessment.labels.workshops import vote_word
from assessment.parsing.limits import NAME_LIMIT, PASSAGE_LIMIT
from assessment.records.workshops import Newcomer, Seat
from assessment.services.workshops.ballot_box import BallotBox
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown, plain_text
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.tables import TableColumn, item_label, table
from assessment.ui.workshops.room import LedRoom, change, show_problem, tell_problem

SHOWN = 50
_DONE = "paper-done"
_NEWCOMER, _PAPER, _SEATS = "newcomer", "paper", "seats"


def show_participants(room: LedRoom) -> None:
    seats = [seat for seat in state.facilitation().seats(room.id) if seat.left is None]
    if not seats:
        st.info(_("Nobody has joined yet."))
    else:
        _list(room.workshop.plan, seats)
    if room.is_finished:
        return
    st.header(_("Add somebody who votes on paper"), anchor=False)
    _ask_newcomer(room)
    if seats:
        st.header(_("Type in a paper vote"), anchor=False)
        show_problem(_PAPER)
        _ask_paper_vote(room, seats)
        st.header(_("Merge or remove"), anchor=False)
        show_problem(_SEATS)
        _ask_changes(room, seats)
        _ask_burst(room, seats)


def seat_name(seat: Seat) -> str:
    """“3 · Civil society · Table 2 · Dina”, for a place that interprets nothing."""
    who = seat.participant
    parts = (
        str(seat.number),
        voice_word(who.voice) if who.voice else "",
        plain_text(who.table or ""),
        plain_text(who.name or ""),
        _("on paper") if seat.on_paper else "",
    )
    return " · ".join(part for part in parts if part)


def _list(plan: WorkshopPlan, seats: Sequence[Seat]) -> None:
    words = ngettext("{n} participant", "{n} participants", len(seats))
    st.markdown(words.format(n=len(seats)))
    _first, shown = page_of(seats, SHOWN, "seats-page")
    asked = [
        (_("Voice"), bool(plan.voices)),
        (_("Table"), bool(plan.tables)),
        (_("Name"), not plan.anonymous),
        (_("Votes"), True),
        (_("Joined"), True),
    ]
    columns = [TableColumn(_("Number")), *(TableColumn(head) for head, is_asked in asked if is_asked)]
    rows = []
    for seat in shown:
        who = seat.participant
        cells = (
            voice_word(who.voice) if who.voice else "–",
            plain_text(who.table or "–"),
            plain_text(who.name or "–"),
            _("on paper") if seat.on_paper else _("by phone"),
            _joined_text(seat),
        )
        rows.append(
            [str(seat.number), *(cell for cell, (_head, is_asked) in zip(cells, asked, strict=True) if is_asked)]
        )
    st.html(table(_("Participants"), columns, rows))


def _joined_text(seat: Seat) -> str:
    """When somebody joined, to the second: a program lets many in within one."""
    if seat.joined is None:
        return "–"
    return f"{date_text(seat.joined.astimezone())}, {seat.joined.astimezone():%H:%M:%S}"


def _ask_newcomer(room: LedRoom) -> None:
    plan, turn = room.workshop.plan, st.session_state.get("newcomer-turn", 0)
    key = f"newcomer-{turn}"
    with st.container(key="newcomer"):
        show_problem(_NEWCOMER)
        if plan.voices:
            st.selectbox(
                _("Voice"),
                plan.voices,
                index=None,
                format_func=voice_word,
                placeholder=_("Choose"),
                key=f"{key}-voice",
            )
        if plan.tables:
            st.selectbox(
                _("Table"),
                plan.tables,
                index=None,
                format_func=plain_text,
                placeholder=_("Choose"),
                key=f"{key}-table",
            )
        if not plan.anonymous:
            st.text_input(_("Name (optional)"), max_chars=NAME_LIMIT, key=f"{key}-name")
        st.button(_("Add"), key=f"{key}-add", on_click=_add, args=(room.id, turn))


def _add(workshop_id: str, turn: int) -> None:
    given = {name: st.session_state.get(f"newcomer-{turn}-{name}") for name in ("voice", "table", "name")}
    voice: Voice | None = given["voice"]
    newcomer = Newcomer(voice, given["table"], (given["name"] or "").strip() or None)

    def add() -> None:
        state.facilitation().add_on_paper(workshop_id, newcomer)
        st.session_state["newcomer-turn"] = turn + 1

    change(_NEWCOMER, add)


def _ask_paper_vote(room: LedRoom, seats: Sequence[Seat]) -> None:
    """A vote on paper counts while the vote is open, like every other."""
    open_items = {key: vote for key, place in room.workshop.places.items() if (vote := open_vote(place.stage))}
    if not open_items:
        st.caption(_("No vote is open. Paper votes are typed in while the vote is open."))
        return
    if room.workshop.plan.anonymous:
        st.caption(
            _(
                "This workshop is anonymous: only votes of those who vote on paper are typed in. If a phone fails, add "
                "its person here, and merge the two; votes that were given stay."
            )
        )
        seats = [seat for seat in seats if seat.on_paper]
        if not seats:
            return
    options, turn = list(open_items), st.session_state.get("paper-turn", 0)
    catalogue = room.workshop.catalogue
    item: str = st.selectbox(
        _("Recommendation"),
        options,
        index=options.index(room.item.id) if room.item.id in open_items else 0,
        format_func=lambda each: f"{item_label(catalogue.by_id[each])} · {vote_word(open_items[each])}",
        key=f"paper-item-{room.id}",
    )
    _show_typed_in(room, item, open_items[item])
    names = {seat.participant.id: seat_name(seat) for seat in seats}
    st.selectbox(
        _("Participant"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("Choose by number"),
        key=f"paper-who-{turn}",
    )
    labels = {rating: rating_label(rating) for rating in RATING_STYLES if rating is not None}
    st.segmented_control(
        _("Vote"), list(labels), format_func=labels.__getitem__, key=f"paper-rating-{turn}", width="stretch"
    )
    st.text_input(_("Remark (optional)"), max_chars=PASSAGE_LIMIT, key=f"paper-remark-{turn}")
    st.caption(_("It replaces this participant’s vote, if there is one, and is marked as typed in from paper."))
    with st.container(horizontal=True):
        seen = (room.id, item, open_items[item], turn)
        st.button(_("Count this vote"), key=f"paper-cast-{turn}", on_click=_cast, args=seen)
        st.button(_("Withdraw their vote"), key=f"paper-withdraw-{turn}", on_click=_withdraw, args=seen)


def _show_typed_in(room: LedRoom, item: str, vote: int) -> None:
    """Confirm the last vote, and list whose votes are in: never what they are."""
    if words := st.session_state.pop(_DONE, None):
        st.success(escape_markdown(words))
    typed = state.facilitation().typed_in(room.id, item, vote)
    if typed:
        st.text("\n".join([_("Typed in for this vote:"), *map(seat_name, typed)]))


def _cast(workshop_id: str, item: str, vote: int, turn: int) -> None:
    rating: Rating | None = st.session_state.get(f"paper-rating-{turn}")
    if rating is None:
        tell_problem(_PAPER, _("Choose a participant and their vote."))
    else:
        _cast_for(workshop_id, item, vote, turn, rating)


def _withdraw(workshop_id: str, item: str, vote: int, turn: int) -> None:
    _cast_for(workshop_id, item, vote, turn, None)


def _cast_for(workshop_id: str, item: str, vote: int, turn: int, rating: Rating | None) -> None:
    who: str | None = st.session_state.get(f"paper-who-{turn}")
    if who is None:
        tell_problem(_PAPER, _("Choose a participant and their vote."))
        return
    remark = str(st.session_state.get(f"paper-remark-{turn}") or "").strip()

    def cast() -> None:
        facilitation = state.facilitation()
        facilitation.cast_for(workshop_id, who, item, vote, rating, remark)
        st.session_state["paper-turn"] = turn + 1
        (seat,) = [each for each in facilitation.seats(workshop_id) if each.participant.id == who]
        words = _("Withdrawn: the vote of {who}") if rating is None else _("Counted: the vote of {who}")
        st.session_state[_DONE] = words.format(who=seat_name(seat))
        # The last vote may be one on paper.
        BallotBox(state.repository()).reveal_if_all_voted(workshop_id, item)

    change(_PAPER, cast)


def _ask_changes(room: LedRoom, seats: Sequence[Seat]) -> None:
    names = {seat.participant.id: seat_name(seat) for seat in seats}
    turn = room.workshop.roster
    chosen: str | None = st.selectbox(
        _("Participant"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("Choose by number"),
        key=f"change-who-{turn}",
    )
    if chosen is None:
        return
    others = [each for each in names if each != chosen]
    if others:
        into: str | None = st.selectbox(
            _("They are the same person as"),
            others,
            index=None,
            format_func=names.__getitem__,
            placeholder=_("Choose who stays"),
            key=f"change-into-{turn}-{chosen}",
        )
        st.button(
            _("Merge"),
            key=f"merge-{turn}-{chosen}",
            on_click=_merge,
            args=(room.id, chosen, into),
            disabled=into is None,
        )
    _confirm_removal(_("Remove"), "remove", f"{turn}-{chosen}", partial(_remove, room.id, chosen))


def _ask_burst(room: LedRoom, seats: Sequence[Seat]) -> None:
    """From whom on all are to go: a program may have joined a thousand times."""
    turn = room.workshop.roster
    times = {seat.participant.id: seat.joined for seat in seats if seat.joined and not seat.on_paper}
    names = {seat.participant.id: f"{_joined_text(seat)} · {seat_name(seat)}" for seat in seats}
    first: str | None = st.selectbox(
        _("Remove all who joined since"),
        list(times),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("Choose who joined first of them"),
        key=f"burst-{turn}",
    )
    if first is None:
        return
    since = times[first]
    count = sum(joined >= since for joined in times.values())
    words = ngettext("Remove {n} participant", "Remove {n} participants", count).format(n=count)
    _confirm_removal(words, "burst", f"{turn}-{first}", partial(_remove_since, room.id, since))


def _confirm_removal(words: str, kind: str, whose: str, remove: Callable[[], None]) -> None:
    """Ask once more; `kind` and `whose` are parts of the keys."""
    with st.popover(words, key=f"{kind}-{whose}"):
        st.markdown(_("What they voted and isn’t revealed yet no longer counts. This can’t be undone."))
        st.button(words, key=f"{kind}-now-{whose}", on_click=remove)


def _remove_since(workshop_id: str, since: dt.datetime) -> None:
    change(_SEATS, lambda: state.facilitation().remove_since(workshop_id, since))


def _merge(workshop_id: str, participant_id: str, into: str | None) -> None:
    if into is not None:
        change(_SEATS, lambda: state.facilitation().merge(workshop_id, participant_id, into))


def _remove(workshop_id: str, participant_id: str) -> None:
    change(_SEATS, lambda: state.facilitation().remove(workshop_id, participant_id))
