"""The participants: a list, adding people who vote on paper and typing in their votes, merging and removing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.access.gate import Gate
from assessment.access.workshops import (
    add_on_paper,
    cast_for,
    list_seats,
    list_typed_in,
    merge_participants,
    remove_participant,
    remove_since,
)
from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import open_vote
from assessment.html.escaping import escape_markdown, plain_text
from assessment.html.tables import item_label, rows_table
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.labels.formatting import date_text
from assessment.labels.workshops import vote_word
from assessment.parsing.limits import NAME_LIMIT, PASSAGE_LIMIT
from assessment.records.workshops import Newcomer, Seat
from assessment.ui.session import state
from assessment.ui.widgets.choices import ask_one, page_of
from assessment.ui.widgets.components import ask_rating
from assessment.ui.workshops.room import Act, LedRoom, change, change_button, show_problem, tell_problem
from assessment.views.table import Column

ROWS_SHOWN = 50
_COUNTED = "paper-done"
"""What the page says of the vote that was typed in last."""
_NEWCOMER, _PAPER, _SEATS = "newcomer", "paper", "seats"


def show_participants(room: LedRoom) -> None:
    seats = [seat for seat in list_seats(state.gate(), room.id) if seat.left is None]
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
    participant = seat.participant
    parts = (
        str(seat.number),
        _voice_word(seat),
        plain_text(participant.table or ""),
        plain_text(participant.name or ""),
        _("on paper") if seat.on_paper else "",
    )
    return " · ".join(part for part in parts if part)


def _voice_word(seat: Seat) -> str:
    return voice_word(seat.participant.voice) if seat.participant.voice else ""


def _list(plan: WorkshopPlan, seats: Sequence[Seat]) -> None:
    st.markdown(counted("{n} participant", "{n} participants", len(seats)))
    on_page = page_of(seats, ROWS_SHOWN, "seats-page")
    columns: list[Column[Seat]] = [Column(_("Number"), lambda seat: seat.number)]
    if plan.voices:
        columns.append(Column(_("Voice"), lambda seat: _voice_word(seat) or "–"))
    if plan.tables:
        columns.append(Column(_("Table"), lambda seat: seat.participant.table or "–"))
    if not plan.anonymous:
        columns.append(Column(_("Name"), lambda seat: seat.participant.name or "–"))
    columns.append(Column(_("Votes"), lambda seat: _("on paper") if seat.on_paper else _("by phone")))
    columns.append(Column(_("Joined"), _joined_text))
    st.html(rows_table(_("Participants"), columns, on_page))


def _joined_text(seat: Seat) -> str:
    """When somebody joined, to the second: a program can join many times in a minute."""
    if seat.joined is None:
        return "–"
    return f"{date_text(seat.joined.astimezone())}, {seat.joined.astimezone():%H:%M:%S}"


def _ask_newcomer(room: LedRoom) -> None:
    plan, turn = room.workshop.plan, st.session_state.get("newcomer-turn", 0)
    key = f"newcomer-{turn}"
    with st.container(key="newcomer"):
        show_problem(_NEWCOMER)
        if plan.voices:
            ask_one(_("Voice"), {voice: voice_word(voice) for voice in plan.voices}, f"{key}-voice")
        if plan.tables:
            ask_one(_("Table"), {name: plain_text(name) for name in plan.tables}, f"{key}-table")
        if not plan.anonymous:
            st.text_input(_("Name (optional)"), max_chars=NAME_LIMIT, key=f"{key}-name")
        st.button(_("Add"), key=f"{key}-add", on_click=_add, args=(room.id, turn))


def _add(workshop_id: str, turn: int) -> None:
    values = {name: st.session_state.get(f"newcomer-{turn}-{name}") for name in ("voice", "table", "name")}
    voice: Voice | None = values["voice"]
    newcomer = Newcomer(voice, values["table"], (values["name"] or "").strip() or None)

    def add(gate: Gate) -> None:
        add_on_paper(gate, workshop_id, newcomer)
        st.session_state["newcomer-turn"] = turn + 1

    change(_NEWCOMER, add)


def _ask_paper_vote(room: LedRoom, seats: Sequence[Seat]) -> None:
    """Ask for the vote of one participant: it counts while the vote is open, like every other."""
    open_votes = {key: vote for key, place in room.workshop.places.items() if (vote := open_vote(place.stage))}
    if not open_votes:
        st.caption(_("No vote is open."))
        return
    if room.workshop.plan.anonymous:
        st.caption(
            _(
                "This workshop is anonymous: only votes of those who vote on paper are typed in. If a phone fails, add "
                "its person here, and merge the two."
            )
        )
        seats = [seat for seat in seats if seat.on_paper]
        if not seats:
            return
    options, turn = list(open_votes), st.session_state.get("paper-turn", 0)
    catalogue = room.workshop.catalogue
    item: str = st.selectbox(
        _("Recommendation"),
        options,
        index=options.index(room.item.id) if room.item.id in open_votes else 0,
        format_func=lambda item_id: f"{item_label(catalogue.by_id[item_id])} · {vote_word(open_votes[item_id])}",
        key=f"paper-item-{room.id}",
    )
    _show_typed_in(room, item, open_votes[item])
    ask_one(_("Participant"), _names(seats), f"paper-who-{turn}")
    ask_rating(_("Vote"), f"paper-rating-{turn}")
    st.text_input(_("Remark (optional)"), max_chars=PASSAGE_LIMIT, key=f"paper-remark-{turn}")
    st.caption(_("It replaces any earlier vote of this participant, and is marked as typed in from paper."))
    with st.container(horizontal=True):
        for label, kind in ((_("Count this vote"), "cast"), (_("Withdraw their vote"), "withdraw")):
            st.button(
                label,
                key=f"paper-{kind}-{turn}",
                on_click=_cast,
                args=(room.id, item, open_votes[item], turn, kind == "withdraw"),
            )


def _names(seats: Sequence[Seat]) -> dict[str, str]:
    """How each participant is listed, by id."""
    return {seat.participant.id: seat_name(seat) for seat in seats}


def _show_typed_in(room: LedRoom, item: str, vote: int) -> None:
    """Confirm the last vote, and list whose votes were typed in: never what they are."""
    if words := st.session_state.pop(_COUNTED, None):
        st.success(escape_markdown(words))
    typed = list_typed_in(state.gate(), room.id, item, vote)
    if typed:
        st.text("\n".join([_("Typed in for this vote:"), *map(seat_name, typed)]))


def _cast(workshop_id: str, item: str, vote: int, turn: int, is_withdrawn: bool) -> None:
    participant_id: str | None = st.session_state.get(f"paper-who-{turn}")
    rating: Rating | None = None if is_withdrawn else st.session_state.get(f"paper-rating-{turn}")
    if participant_id is None or (rating is None and not is_withdrawn):
        tell_problem(_PAPER, _("Choose a participant and their vote."))
        return
    remark = str(st.session_state.get(f"paper-remark-{turn}") or "").strip()

    def cast(gate: Gate) -> None:
        cast_for(gate, workshop_id, participant_id, item, vote, rating, remark)
        st.session_state["paper-turn"] = turn + 1
        name = _names(list_seats(gate, workshop_id))[participant_id]
        words = _("Withdrawn: the vote of {who}") if is_withdrawn else _("Counted: the vote of {who}")
        st.session_state[_COUNTED] = words.format(who=name)
        # The last vote may be one on paper.
        state.entrance().ballot_box().reveal_if_all_voted(workshop_id, item)

    change(_PAPER, cast)


def _ask_changes(room: LedRoom, seats: Sequence[Seat]) -> None:
    names, turn = _names(seats), room.workshop.roster
    chosen = ask_one(_("Participant"), names, f"change-who-{turn}")
    if chosen is None:
        return
    others = {participant_id: name for participant_id, name in names.items() if participant_id != chosen}
    if others:
        into = ask_one(_("They are the same person as"), others, f"change-into-{turn}-{chosen}")
        change_button(
            _("Merge"),
            f"merge-{turn}-{chosen}",
            _SEATS,
            lambda gate: merge_participants(gate, room.id, chosen, into or ""),
            disabled=not into,
        )
    _confirm_removal(_("Remove"), "remove", f"{turn}-{chosen}", lambda gate: remove_participant(gate, room.id, chosen))


def _ask_burst(room: LedRoom, seats: Sequence[Seat]) -> None:
    """Ask who joined first of those to remove: a program may have joined a thousand times."""
    turn = room.workshop.roster
    times = {seat.participant.id: seat.joined for seat in seats if seat.joined and not seat.on_paper}
    names = {
        seat.participant.id: f"{_joined_text(seat)} · {seat_name(seat)}"
        for seat in seats
        if seat.participant.id in times
    }
    first = ask_one(_("Remove all who joined since"), names, f"burst-{turn}")
    if first is None:
        return
    since = times[first]
    count = sum(joined >= since for joined in times.values())
    words = counted("Remove {n} participant", "Remove {n} participants", count)
    _confirm_removal(words, "burst", f"{turn}-{first}", lambda gate: remove_since(gate, room.id, since))


def _confirm_removal(words: str, kind: str, whose: str, remove: Act) -> None:
    """Ask once more; `kind` and `whose` are parts of the keys."""
    with st.popover(words, key=f"{kind}-{whose}"):
        st.markdown(_("What they voted and isn’t revealed yet no longer counts. This can’t be undone."))
        change_button(words, f"{kind}-now-{whose}", _SEATS, remove)
