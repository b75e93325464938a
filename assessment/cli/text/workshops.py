"""Text output of the command line: workshops. No ballot is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.domain.countries import country_name
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import voice_word
from assessment.labels.formatting import timestamp_text
from assessment.labels.workshops import part_word, sort_parts, stage_word
from assessment.parsing.message_text import printable
from assessment.services.workshops.state import WorkshopState
from assessment.storage import Seat, Turnout, Workshop, WorkshopListing


def listing_line(listing: WorkshopListing) -> str:
    if listing.finished:
        door = _("finished {time}").format(time=timestamp_text(listing.finished))
    else:
        door = _("door open") if listing.door_open else _("door closed")
    words = (listing.id, listing.plan.title, country_name(listing.plan.country), door, _joined(listing.participants))
    return "  ".join(map(printable, words))


def door_line(workshop: Workshop) -> str:
    """The join code and the door; that it is finished."""
    if workshop.finished:
        return _("finished {time}").format(time=timestamp_text(workshop.finished))
    door = _("door open") if workshop.door_open else _("door closed")
    return _("code {code}, {door}").format(code=workshop.code, door=door)


def _joined(count: int) -> str:
    return ngettext("{n} participant", "{n} participants", count).format(n=count)


def place_line(workshop: Workshop, item: str) -> str:
    """Such as “GCM10-01  First vote: open  Non-punishment”."""
    title = printable(workshop.catalogue.by_id[item].title)
    return f"{item}  {stage_word(workshop.places[item].stage)}  {title}"


def status_lines(state: WorkshopState) -> Iterator[str]:
    """The workshop, its door, who is in, and each recommendation with the turnout of a vote that isn't revealed."""
    workshop = state.workshop
    yield printable(f"{workshop.plan.title}  [{workshop.id}]")
    yield door_line(workshop)
    heads = "" if workshop.heads is None else _("{n} heads in the room").format(n=workshop.heads)
    yield ", ".join(filter(None, (_joined(len(state.seats)), heads)))
    for item in workshop.places:
        here = "→" if item == workshop.current else " "
        yield f"{here} {place_line(workshop, item)}"
        if item in state.turnouts:
            _vote, turnout = state.turnouts[item]
            yield f"    {_turnout(workshop, turnout)}"


def _turnout(workshop: Workshop, turnout: Turnout) -> str:
    """Such as “22 of 24 voted (State 12 of 12, Civil society 10 of 12), 1 came too late”."""
    words = _("{voted} of {present} voted").format(
        voted=sum(turnout.voted.values()), present=sum(turnout.present.values())
    )
    parts = [
        _("{part} {voted} of {present}").format(
            part=part_word(workshop.plan.breakdown, part),
            voted=turnout.voted.get(part, 0),
            present=turnout.present[part],
        )
        for part in sort_parts(workshop.plan, turnout.present)
        if part
    ]
    if parts:
        words = f"{words} ({', '.join(parts)})"
    if turnout.late:
        words = f"{words}, {_('{n} came too late').format(n=turnout.late)}"
    return printable(words)


def participant_lines(state: WorkshopState) -> Iterator[str]:
    for seat in state.seats:
        yield seat_line(seat, state.seats)


def seat_line(seat: Seat, seats: Iterable[Seat]) -> str:
    """A participant; `seats` are those among whom one may be with whom they were merged."""
    who = seat.participant
    into = next((each.number for each in seats if each.participant.id == seat.merged_into), None)
    words = (
        str(seat.number),
        voice_word(who.voice) if who.voice else "",
        who.table or "",
        who.name or "",
        _("on paper") if seat.on_paper else "",
        _("merged into {number}").format(number=into) if into else _("removed") if seat.left else "",
    )
    return "  ".join(printable(word) for word in words if word)
