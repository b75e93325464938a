"""Leading a workshop: where the room is, what can be done there, what it was shown of its votes, and the agenda."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import spread
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import MOVES, Stage, Step, can_undo, unrevealed_vote
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import mandate_count_text, rating_counts
from assessment.labels.workshops import (
    distributions,
    mode_text,
    moved_text,
    part_word,
    sort_parts,
    spread_text,
    stage_word,
    vote_word,
    withheld_text,
)
from assessment.records.workshops import Seat
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown, html_link, plain_text
from assessment.ui.text.html import html
from assessment.ui.widgets.components import distribution_bar, item_flags, offer_keys, quotation
from assessment.ui.widgets.tables import TableColumn, item_label, table
from assessment.ui.workshops.agenda import agenda_title, show_agenda
from assessment.ui.workshops.agreement import ask_agreement, offer_recording, show_agreement
from assessment.ui.workshops.door import ask_clock, ask_heads, show_clock, show_door, show_joined
from assessment.ui.workshops.participants import seat_name
from assessment.ui.workshops.rehearsal import offer_invented_votes
from assessment.ui.workshops.remarks import moderate_remarks
from assessment.ui.workshops.room import (
    COUNTS,
    JOINED,
    PEOPLE,
    STEPS,
    LedRoom,
    change,
    is_asked,
    show_problem,
    shown_turnout,
    step_word,
    take_step,
)


def lead(room: LedRoom) -> None:
    """One screen: what comes next above, what the room talks about and has voted on the left, and on the right what it
    agrees on, or who is in it."""
    with st.container(key="lead"):
        if not room.is_finished:
            step_bar(room)
        room_side, other_side = st.columns([5, 4], gap="medium")
        with room_side:
            show_question(room)
            state.fragment(show_counts, key=COUNTS)(room)
            if not room.is_finished:
                offer_invented_votes(room)
            show_reveals(room)
        with other_side:
            show_agreement(room)
            if not room.is_finished:
                ask_agreement(room)
            _show_people(room)
        with st.expander(agenda_title(room), key=f"room-agenda-{room.id}"):
            if not room.is_finished:
                ask_where(room)
            show_agenda(room)


def _show_people(room: LedRoom) -> None:
    """Who is there, the clock and the way in, which makes room for the agreed rating."""
    makes_room = Step.AGREE in MOVES[room.place.stage]
    with st.container(key="room-people", horizontal=True, vertical_alignment="center", gap="small"):
        state.fragment(show_joined, key=JOINED)(room)
        if not room.is_finished:
            show_clock(room.workshop)
            with st.popover(_("Clock"), key="room-clock-popover"):
                ask_clock(room)
            if makes_room:
                with st.popover(_("Door and heads"), key="room-door-popover"):
                    _ask_people(room)
        # In a tab of its own, which is moved to the other screen.
        st.html(html_link(_("Open the projector"), f"/projector?{urlencode({'workshop': room.id})}"), width="content")
    if not room.is_finished and not makes_room:
        _ask_people(room)


def _ask_people(room: LedRoom) -> None:
    show_problem(PEOPLE)
    show_door(room)
    ask_heads(room)


def offer_step_keys() -> None:
    offer_keys(
        {
            **{key: step_word(step) for step, key in KEYS.items()},
            "a": step_word(Step.AGREE),
            "n": _("next"),
            "b": _("back"),
        }
    )


KEYS = {
    Step.OPEN: "o",
    Step.CLOSE: "c",
    Step.REVEAL: "r",
    Step.SECOND: "s",
    Step.REOPEN: "g",
    Step.PARK: "p",
    Step.TAKE_UP: "t",
    Step.UNDO: "u",
}
"""The key of each step, by which room.js finds its button."""
_USUAL = (Step.OPEN, Step.CLOSE, Step.REVEAL)


def show_question(room: LedRoom) -> None:
    item, catalogue = room.item, room.workshop.catalogue
    with st.container(key=f"room-item-{item.id}"):
        st.html(item_flags(item.id, item.red_line, mandate_count_text(catalogue.asked_by[item.id])))
        st.header(escape_markdown(item.title), anchor=False)
        st.markdown(f"**{escape_markdown(item.question)}**")
        with st.expander(_("The recommendation in full"), key=f"room-text-{item.id}"):
            quotation(item)
    st.markdown(f"**{stage_word(room.place.stage)}**")


def step_bar(room: LedRoom) -> None:
    """What comes next, in one place; then what else is possible, and the way along the agenda."""
    missing = count_missing(room)
    # room.js lets none of them be pressed in its first second: a double click is one click.
    with st.container(key="room-steps", horizontal=True, vertical_alignment="center", gap="small"):
        offer_recording(room)
        for step in possible_steps(room):
            is_sure = step is Step.REVEAL and missing > 0
            st.button(
                _("Reveal without them") if is_sure else step_word(step),
                key=step_key(room, step, is_sure=is_sure),
                type="primary" if step in _USUAL else "secondary",
                on_click=take_step,
                args=(room.id, room.item.id, step, room.place, is_sure),
            )
        move_buttons(room)
    show_problem(STEPS)
    if missing:
        st.warning(
            ngettext(
                "{n} of those present hasn’t voted. Their vote would be missing for good.",
                "{n} of those present haven’t voted. Their votes would be missing for good.",
                missing,
            ).format(n=missing)
        )


def step_key(room: LedRoom, step: Step, *, is_sure: bool) -> str:
    """The key of a step's button, which is another at each place of a recommendation. Its end tells room.js how long
    the button is there."""
    end = "-brief" if step is Step.UNDO and room.here.is_parked else "-sure" if is_sure else ""
    return f"key-{KEYS[step]}-{room.item.id}-{room.place.revision}{end}"


def possible_steps(room: LedRoom) -> list[Step]:
    """What has a button now. Closing is undone as long as nobody came too late; then the vote is opened again."""
    stage, turnout = room.place.stage, room.turnout
    is_undone = can_undo(
        stage,
        is_voted_on=bool(turnout.voted) or room.vote in room.here.votes,
        is_missed=turnout.late > 0,
        age=dt.datetime.now(dt.UTC) - room.place.changed,
    )
    hidden = {Step.AGREE, Step.REOPEN if is_undone else Step.UNDO}
    return [step for step in MOVES[stage] if step not in hidden]


def count_missing(room: LedRoom) -> int:
    """How many of those present haven't voted, where the facilitator has to say whether to reveal all the same."""
    if not is_asked(room):
        return 0
    return state.facilitation().count_missing(room.id, room.item.id, room.vote)


def show_counts(room: LedRoom) -> None:
    """How many have voted, by voice or table: never what."""
    stage = room.place.stage
    if stage is Stage.NOT_OPENED:
        return
    turnout = shown_turnout(room)
    present, voted = sum(turnout.present.values()), sum(turnout.voted.values())
    if unrevealed_vote(stage) is not None:
        _show_turnout_by_part(room, dict(turnout.present), dict(turnout.voted))
        st.markdown(_("**{voted} of {present}** have voted.").format(voted=voted, present=present))
        if 0 < present <= voted:
            st.caption(_("Everybody who joined has voted."))
        elif not room.workshop.plan.anonymous:
            _name_missing(room)
    if Step.REOPEN in MOVES[stage] and (words := late_words(turnout.late)):
        st.warning(words)


NAMED_AT_MOST = 10


def _name_missing(room: LedRoom) -> None:
    """Who hasn't voted yet, of a named workshop."""
    missing = state.facilitation().not_voted(room.id, room.item.id, room.vote)
    names = [*map(_short_name, missing[:NAMED_AT_MOST])]
    if len(missing) > NAMED_AT_MOST:
        more = len(missing) - NAMED_AT_MOST
        names.append(ngettext("and {n} more", "and {n} more", more).format(n=more))
    # In running text, for a line each would push the rest of the page off the screen.
    st.text(_("Not yet: {names}").format(names="; ".join(names)))


def _short_name(seat: Seat) -> str:
    name = plain_text(seat.participant.name or "")
    return f"{seat.number} {name}" if name else seat_name(seat)


def _show_turnout_by_part(room: LedRoom, present: dict[str, int], voted: dict[str, int]) -> None:
    breakdown = room.workshop.plan.breakdown
    if breakdown is Breakdown.NONE or not present:
        return
    head = _("Voice") if breakdown is Breakdown.VOICE else _("Table")
    columns = [
        TableColumn(head),
        TableColumn(_("Have voted"), is_number=True),
        TableColumn(_("Present"), is_number=True),
    ]
    rows = [
        [plain_text(part_word(breakdown, part)), str(voted.get(part, 0)), str(present[part])]
        for part in sort_parts(room.workshop.plan, present)
    ]
    st.html(table(_("Votes so far"), columns, rows))


def late_words(late: int) -> str:
    """What became of ballots that came too late; empty if there are none."""
    if not late:
        return ""
    return ngettext(
        "{n} ballot came after closing and isn’t counted. Open the vote again to let it in.",
        "{n} ballots came after closing and aren’t counted. Open the vote again to let them in.",
        late,
    ).format(n=late)


def show_reveals(room: LedRoom) -> None:
    """The last reveal of each vote, side by side. While a vote is open again, its last reveal isn't shown."""
    hidden = unrevealed_vote(room.place.stage)
    votes = {vote: shown for vote, shown in sorted(room.here.votes.items()) if vote != hidden}
    if not votes:
        return
    for column, (vote, shown) in zip(st.columns(len(votes), gap="small"), votes.items(), strict=True):
        with column, st.container(key=f"room-reveal-{room.item.id}-{vote}"):
            st.subheader(vote_word(vote), anchor=False)
            if isinstance(shown, Withheld):
                st.info(withheld_text(shown))
            else:
                _show_figures(room.workshop.plan, shown)
                moderate_remarks(room.workshop.id, room.item.id, vote)


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


def move_buttons(room: LedRoom) -> None:
    """Back on the agenda, and to the next recommendation that isn't settled: what comes next once this one is."""
    if room.is_finished:
        return
    ids = [each.recommendation.id for each in room.agenda]
    place, onward = ids.index(room.item.id), room.outcome.next_after(room.item.id)
    with st.container(horizontal=True, key="room-moves", width="content"):
        if place > 0:
            _go_button(room, _("← Back"), "b", ids[place - 1])
        if onward is not None:
            _go_button(room, _("Next →"), "n", onward.recommendation.id, is_usual=room.here.is_settled)


def _go_button(room: LedRoom, label: str, key: str, to: str, *, is_usual: bool = False) -> None:
    st.button(
        label,
        key=f"key-{key}-{to}-{room.place.revision}",
        type="primary" if is_usual else "secondary",
        on_click=_go_to,
        args=(room.id, to),
    )


def ask_where(room: LedRoom) -> None:
    """Ask to which recommendation the room goes."""
    by_id = {each.recommendation.id: each for each in room.agenda}
    key = f"room-go-{room.item.id}"
    st.selectbox(
        _("Go to"),
        list(by_id),
        index=list(by_id).index(room.item.id),
        format_func=lambda each: f"{item_label(by_id[each].recommendation)} · {stage_word(by_id[each].stage)}",
        key=key,
        on_change=lambda: _go_to(room.id, st.session_state.get(key)),
    )


def _go_to(workshop_id: str, recommendation_id: str | None) -> None:
    if recommendation_id is not None:
        change(STEPS, lambda: state.facilitation().go_to(workshop_id, recommendation_id))
