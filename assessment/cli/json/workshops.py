"""JSON output of the command line: workshops. No ballot is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assessment.domain.workshop.encoding import write_plan
from assessment.services.workshops.state import WorkshopState
from assessment.storage import Seat, Turnout, Workshop, WorkshopListing


def listing_data(listing: WorkshopListing) -> dict[str, Any]:
    return {
        "id": listing.id,
        "title": listing.plan.title,
        "country": listing.plan.country,
        "owner": listing.owner,
        "response": listing.assessment_id,
        "door": _door(listing.door_open),
        "joined": listing.participants,
        "created": listing.created.isoformat(),
        "finished": listing.finished and listing.finished.isoformat(),
    }


def workshop_data(workshop: Workshop) -> dict[str, Any]:
    """A workshop with its plan and where it is, without people."""
    return {
        "id": workshop.id,
        "owner": workshop.owner,
        "plan": write_plan(workshop.plan),
        "catalogue": {
            "id": workshop.catalogue.id,
            "version": workshop.catalogue.version,
            "hash": workshop.catalogue.hash,
        },
        "response": workshop.assessment_id,
        "code": workshop.code,
        "door": _door(workshop.door_open),
        "heads": workshop.heads,
        "other_room": workshop.other_room,
        "current": workshop.current,
        "clock_ends": workshop.clock_ends and workshop.clock_ends.isoformat(),
        "version": workshop.version,
        "created": workshop.created.isoformat(),
        "finished": workshop.finished and workshop.finished.isoformat(),
        "recommendations": [place_data(workshop, item) for item in workshop.places],
    }


def place_data(workshop: Workshop, item: str) -> dict[str, Any]:
    """Where a recommendation is on its way."""
    place = workshop.places[item]
    return {
        "id": item,
        "stage": place.stage.value,
        "revision": place.revision,
        "changed": place.changed.isoformat(),
    }


def state_data(state: WorkshopState, *, with_participants: bool) -> dict[str, Any]:
    """A workshop with who is in, and the turnout of each vote that isn't revealed."""
    data = {
        **workshop_data(state.workshop),
        "joined": len(state.seats),
        "turnout": [_turnout(item, vote, turnout) for item, (vote, turnout) in state.turnouts.items()],
    }
    if with_participants:
        data["participants"] = [seat_data(seat, state.seats) for seat in state.seats]
    return data


def _turnout(item: str, vote: int, turnout: Turnout) -> dict[str, Any]:
    return {
        "recommendation": item,
        "vote": vote,
        "present": _counts(turnout.present),
        "voted": _counts(turnout.voted),
        "late": turnout.late,
    }


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    """By voice or table; under an empty name where votes aren't broken down."""
    return {part: counts[part] for part in sorted(counts)}


def seat_data(seat: Seat, seats: Iterable[Seat]) -> dict[str, Any]:
    """A participant; `seats` are those among whom one may be with whom they were merged."""
    numbers = {each.participant.id: each.number for each in seats}
    return {
        "number": seat.number,
        "voice": seat.participant.voice and seat.participant.voice.value,
        "table": seat.participant.table,
        "name": seat.participant.name,
        "on_paper": seat.on_paper,
        "joined": seat.joined and seat.joined.isoformat(),
        "left": seat.left and seat.left.isoformat(),
        "merged_into": numbers.get(seat.merged_into or ""),
    }


def _door(is_open: bool) -> str:
    return "open" if is_open else "closed"
