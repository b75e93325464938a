"""Reads a whole workshop that `workshop_json` wrote, strictly: all of it is sound, or every problem is told."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from assessment.catalogues import FindCatalogue, look_up
from assessment.domain.countries import is_country
from assessment.domain.follow_up import FollowUp
from assessment.domain.model import Catalogue, Rating, Response, Voice
from assessment.domain.workshop.archive import (
    ArchivedAgreement,
    ArchivedBallot,
    ArchivedEvent,
    ArchivedPlace,
    ArchivedReveal,
    ArchivedSeat,
    WorkshopArchive,
)
from assessment.domain.workshop.encoding import read_agreed, read_plan, read_shown
from assessment.domain.workshop.events import WorkshopEventKind
from assessment.domain.workshop.model import VOTES, Ballot, Participant
from assessment.domain.workshop.plan import HEADS_LIMIT, WorkshopPlan
from assessment.domain.workshop.stages import Stage
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.interchange.response_json import read_response_node
from assessment.interchange.workshop_checks import check_archive
from assessment.interchange.workshop_json import FORMAT
from assessment.parsing.json_reader import read_json
from assessment.parsing.limits import PASSAGE_LIMIT, check_name
from assessment.parsing.message_text import no_country, not_recognised, write_country, write_exactly
from assessment.parsing.validation import INVALID, LONE_SURROGATE, FileValidation, Node, decode_utf8

SIZE_LIMIT = 20_000_000
"""Bytes; a thousand people who vote twice on 33 recommendations, with a remark every fourth time, have 7 MB."""
VALUES_LIMIT = 600_000
"""Values in the file; these have 400,000, since a ballot has six."""
_NUMBERS = 1_000_000
"""The highest number of a participant or revision."""
_BALLOT = 5
"""Values of a ballot: participant, revision, rating, remark, whether it came on paper."""

Value = TypeVar("Value")


def read_workshop(content: bytes, file: str, find_catalogue: FindCatalogue) -> WorkshopArchive:
    """The workshop in a file's bytes. Raises FileRefused with every problem of the file."""
    reading = FileValidation(file)
    reading.check_size(content, SIZE_LIMIT, _export_again())
    text = decode_utf8(content, reading)
    data = read_json(text, reading, VALUES_LIMIT)
    # What is in UTF-8 has half a character only by its escape.
    if re.search(r"\\u[dD][89a-fA-F]", text) and re.search(LONE_SURROGATE, json.dumps(data, ensure_ascii=False)):
        reading.refuse("", _("A text has half a character."), _export_again())
    return _archive(Node(reading, data), find_catalogue)


def _export_again() -> str:
    return _("Export the workshop again.")


def _archive(top: Node, find_catalogue: FindCatalogue) -> WorkshopArchive:
    top.keys(
        required=(
            "format", "id", "catalogue", "plan", "heads", "created", "author", "finished", "forgotten", "participants",
            "recommendations", "events", "response",
        )
    )  # fmt: skip
    if top.text("format") not in ("", FORMAT):
        top.refuse(not_recognised(top.text("format")), write_exactly(FORMAT), "format")
    top.reading.close()
    catalogue = _catalogue(top.part("catalogue").keys(required=("id", "version", "hash")), find_catalogue)
    plan = _plan(top.part("plan"))
    # What follows can only be understood with both.
    if catalogue is None or plan is None:
        top.reading.close()
    assert catalogue is not None  # noqa: S101 - else there was a problem
    assert plan is not None  # noqa: S101 - the same
    _sound(top.part("plan"), lambda _said: plan.check_recommendations(catalogue))
    archive = _parts(top, plan, catalogue, find_catalogue)
    top.reading.close()
    check_archive(archive, top)
    top.reading.close()
    return archive


def _parts(top: Node, plan: WorkshopPlan, catalogue: Catalogue, find_catalogue: FindCatalogue) -> WorkshopArchive:
    places: dict[str, ArchivedPlace] = {}
    reveals: dict[str, tuple[ArchivedReveal, ...]] = {}
    agreements: dict[str, tuple[ArchivedAgreement, ...]] = {}
    changed_after: set[str] = set()
    found = top.part("recommendations").keys(required=plan.recommendations)
    for each in plan.recommendations:
        part = found.part(each).keys(
            required=("stage", "revision", "changed", "reveals", "agreements", "changed_after")
        )
        stage = part.choice("stage", Stage) or Stage.NOT_OPENED
        places[each] = ArchivedPlace(stage, part.integer("revision", 0, _NUMBERS), _moment(part, "changed"))
        reveals[each] = tuple(_reveal(reveal, each) for reveal in part.parts("reveals", empty=True))
        agreements[each] = tuple(_agreement(agreed) for agreed in part.parts("agreements", empty=True))
        if part.boolean("changed_after"):
            changed_after.add(each)
    response, follow_ups = _response(top, find_catalogue)
    return WorkshopArchive(
        origin=top.text("id"),
        plan=plan,
        catalogue=catalogue,
        heads=None if top.entries.get("heads") is None else top.integer("heads", 0, HEADS_LIMIT),
        created=_moment(top, "created"),
        author=_name(top, "author"),
        finished=_moment_or_none(top, "finished"),
        forgotten=_moment_or_none(top, "forgotten"),
        places=places,
        seats=tuple(map(_seat, top.parts("participants", empty=True))),
        reveals={each: of_it for each, of_it in reveals.items() if of_it},
        agreements={each: of_it for each, of_it in agreements.items() if of_it},
        changed_after=changed_after,
        events=tuple(_event(event, plan) for event in top.parts("events", empty=True)),
        response=response,
        follow_ups=follow_ups,
    )


def _catalogue(part: Node, find_catalogue: FindCatalogue) -> Catalogue | None:
    catalogue_id, version, content_hash = (part.text(key) for key in ("id", "version", "hash"))
    if not (catalogue_id.strip() and version.strip()):
        return None
    found = look_up(find_catalogue, catalogue_id, version, part.reading, part.refuse)
    if found is not None and found.hash != content_hash:
        part.refuse(
            _("The catalogue {id} {version} here isn’t the one on which the workshop was held.").format(
                id=catalogue_id, version=version
            ),
            _("Add that catalogue to the catalogue folder."),
            "hash",
        )
    return found


def _plan(part: Node) -> WorkshopPlan | None:
    plan = _sound(part, read_plan)
    if plan is not None and not is_country(plan.country):
        part.refuse(no_country(plan.country), write_country(), "country")
    return plan


def _response(top: Node, find_catalogue: FindCatalogue) -> tuple[Response | None, dict[str, FollowUp]]:
    part = top.part("response")
    if not part.is_given:
        return None, {}
    found = read_response_node(part, find_catalogue)
    return found.response, {item: each.follow_up for item, each in found.follow_ups.items()}


def _seat(part: Node) -> ArchivedSeat:
    part.keys(required=("number", "voice", "table", "name", "on_paper", "joined", "left", "merged_into"))
    said = part.entries
    seat = ArchivedSeat(
        number=part.integer("number", 1, _NUMBERS),
        voice=part.choice("voice", Voice, empty=True),
        table=None if said.get("table") is None else part.text("table"),
        name=None if said.get("name") is None else part.text("name"),
        on_paper=part.boolean("on_paper"),
        joined=_moment_or_none(part, "joined"),
        left=_moment_or_none(part, "left"),
        merged_into=None if said.get("merged_into") is None else part.integer("merged_into", 1, _NUMBERS),
    )
    _sound(part, lambda _said: Participant("", seat.voice, seat.table, seat.name))
    return seat


def _reveal(part: Node, recommendation_id: str) -> ArchivedReveal:
    part.keys(required=("vote", "at", "shown", "ballots"))
    vote = part.integer("vote", min(VOTES), max(VOTES))
    shown = _sound(part.part("shown"), read_shown)
    ballots = _sound(part.part("ballots"), lambda said: tuple(_ballots(said, recommendation_id, vote)))
    # A problem was told where there is no value, so nobody sees what stands in for it.
    return ArchivedReveal(vote, _moment(part, "at"), shown, ballots or ())  # type: ignore[arg-type]


def _ballots(said: Any, recommendation_id: str, vote: int) -> Iterator[ArchivedBallot]:
    for row in said:
        if len(row) != _BALLOT:
            raise ValueError
        number, revision, rating, remark, on_paper = row
        is_counted = all(type(each) is int and 1 <= each <= _NUMBERS for each in (number, revision))
        if not is_counted or not isinstance(remark, str) or not isinstance(on_paper, bool):
            raise TypeError
        Ballot("", recommendation_id, vote, Rating(rating), remark, revision)
        yield ArchivedBallot(number, revision, Rating(rating), remark, on_paper)


def _agreement(part: Node) -> ArchivedAgreement:
    part.keys(required=("agreed", "at", "author"))
    agreed = _sound(part.part("agreed"), read_agreed)
    return ArchivedAgreement(agreed, _moment(part, "at"), _name(part, "author"))  # type: ignore[arg-type]


def _event(part: Node, plan: WorkshopPlan) -> ArchivedEvent:
    part.keys(required=("at", "author", "kind", "recommendation", "note"))
    given = part.entries.get("recommendation") is not None
    return ArchivedEvent(
        at=_moment(part, "at"),
        author=_name(part, "author"),
        kind=part.choice("kind", WorkshopEventKind) or WorkshopEventKind.IMPORTED,
        recommendation=part.reference("recommendation", plan.recommendations) if given else None,
        note=part.text("note", empty=True, free=True, limit=PASSAGE_LIMIT),
    )


def _name(part: Node, key: str) -> str:
    name = part.text(key, empty=True)
    _sound(part, lambda _said: check_name(name))
    return name


def _moment(part: Node, key: str) -> dt.datetime:
    return _moment_or_none(part, key, empty=False) or dt.datetime.fromtimestamp(0, dt.UTC)


def _moment_or_none(part: Node, key: str, *, empty: bool = True) -> dt.datetime | None:
    if empty and part.entries.get(key) is None:
        return None
    text = part.text(key)
    try:
        at = dt.datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass  # What is no moment is told below.
    if text.strip():
        part.refuse(_("This is no moment in time."), _export_again(), key)
    return None


def _sound(part: Node, read: Callable[[Any], Value]) -> Value | None:
    """What a place of the file holds; None, and a problem, for what can't have been written there."""
    if part.value is INVALID:
        return None
    try:
        return read(part.value)
    except AssessmentError as error:
        part.refuse(str(error), _export_again())
    except (ValueError, TypeError, LookupError, AttributeError):
        part.refuse(_("This isn’t what the software writes here."), _export_again())
    return None
