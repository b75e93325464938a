"""A whole workshop as JSON, the interchange format `gap-assessment-workshop/1` (docs/workshop-files.md).

It holds no secret, and no ballot that isn't revealed. Only this software writes it, so a value that isn't as it was
written is refused where it stands, and nothing is taken from a file with a problem.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from assessment.domain.workshop.archive import ArchivedReveal, ArchivedSeat, WorkshopArchive
from assessment.domain.workshop.encoding import write_agreed, write_plan, write_shown
from assessment.interchange.response_json import response_data

FORMAT = "gap-assessment-workshop/1"


def write_workshop(archive: WorkshopArchive) -> str:
    """The workshop as JSON text. `read_workshop` reads the same workshop from it."""
    catalogue = archive.catalogue
    data = {
        "format": FORMAT,
        "id": archive.origin,
        "catalogue": {"id": catalogue.id, "version": catalogue.version, "hash": catalogue.hash},
        "plan": write_plan(archive.plan),
        "heads": archive.heads,
        "created": archive.created.isoformat(),
        "author": archive.author,
        "finished": _moment(archive.finished),
        "forgotten": _moment(archive.forgotten),
        "participants": [_seat(seat) for seat in archive.seats],
        "recommendations": {each: _recommendation(archive, each) for each in archive.plan.recommendations},
        "events": [
            {
                "at": event.at.isoformat(),
                "author": event.author,
                "kind": event.kind.value,
                "recommendation": event.recommendation,
                "note": event.note,
            }
            for event in archive.events
        ],
        "response": None
        if archive.response is None
        else response_data(archive.response, follow_ups=archive.follow_ups),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _moment(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _seat(seat: ArchivedSeat) -> dict[str, Any]:
    return {
        "number": seat.number,
        "voice": seat.voice and seat.voice.value,
        "table": seat.table,
        "name": seat.name,
        "on_paper": seat.on_paper,
        "joined": _moment(seat.joined),
        "left": _moment(seat.left),
        "merged_into": seat.merged_into,
    }


def _recommendation(archive: WorkshopArchive, recommendation_id: str) -> Mapping[str, Any]:
    place = archive.places[recommendation_id]
    return {
        "stage": place.stage.value,
        "revision": place.revision,
        "changed": place.changed.isoformat(),
        "reveals": [_reveal(each) for each in archive.reveals.get(recommendation_id, ())],
        "agreements": [
            {"agreed": write_agreed(each.agreed), "at": each.at.isoformat(), "author": each.author}
            for each in archive.agreements.get(recommendation_id, ())
        ],
        "changed_after": recommendation_id in archive.changed_after,
    }


def _reveal(reveal: ArchivedReveal) -> Mapping[str, Any]:
    ballots: Iterable[tuple[object, ...]] = (
        (each.number, each.revision, each.rating.value, each.remark, each.on_paper) for each in reveal.ballots
    )
    return {
        "vote": reveal.vote,
        "at": reveal.at.isoformat(),
        "shown": write_shown(reveal.shown),
        "ballots": [list(each) for each in ballots],
    }
