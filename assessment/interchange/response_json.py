"""A response with its follow-up plan as JSON, the interchange format `gap-assessment-response/2`.

The JSON Schema next to this file describes the format; this reader also checks the file against its catalogue, and says
where each problem is and how to correct it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assessment.catalogues import FindCatalogue, look_up
from assessment.domain.countries import is_country
from assessment.domain.fields import Field, Kind, to_plain
from assessment.domain.follow_up import FOLLOW_UP_FIELDS, FollowUp, FollowUpStatus
from assessment.domain.merging.imported_response import FileFollowUp, ImportedResponse
from assessment.domain.model import ANSWER_FIELDS, Answer, Catalogue, Rating, Recommendation, Response, Round, Voice
from assessment.domain.sharing import SENSITIVE, omission_notice
from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.interchange.file_types import MARKS, RTF
from assessment.parsing.json_reader import read_json
from assessment.parsing.limits import WhatAndFix, is_blank, name_problem
from assessment.parsing.message_text import no_country, no_date, no_reason, not_recognised, write_country, write_exactly
from assessment.parsing.validation import FileValidation, Node, decode_utf8

FORMAT = "gap-assessment-response/2"
SCHEMA = Path(__file__).with_name("response.schema.json")
SIZE_LIMIT = 10_000_000
"""Bytes; a response to 800 recommendations with a page of evidence each has 3 MB."""


def read_response(content: bytes, file: str, find_catalogue: FindCatalogue) -> tuple[Catalogue, Response]:
    """The response in a file's bytes, and the catalogue that it answers.

    Raises FileRefused with every problem of the file.
    """
    incoming = read_json_file(content, file, find_catalogue)
    return incoming.catalogue, incoming.response


def is_response_json(content: bytes) -> bool:
    """Whether a file begins like JSON, apart from a byte order mark and spaces."""
    return content.lstrip(MARKS).startswith((b"{", b"[")) and not content.startswith(RTF)


def read_json_file(content: bytes, file: str, find_catalogue: FindCatalogue) -> ImportedResponse:
    """The response in a file's bytes, with an answer for every recommendation that it answers.

    Raises FileRefused with every problem of the file.
    """
    reading = FileValidation(file)
    reading.check_size(content, SIZE_LIMIT, _("Shorten its longest texts."))
    return _read_response(Node(reading, read_json(decode_utf8(content, reading), reading)), find_catalogue)


_NO_FOLLOW_UPS: Mapping[str, FollowUp] = MappingProxyType({})


def write_response(
    response: Response, left_out: Sequence[str] = (), follow_ups: Mapping[str, FollowUp] = _NO_FOLLOW_UPS
) -> str:
    """The response as JSON text. `read_json_file` reads the same response and follow-ups from it.

    `left_out` names the fields that sharing removed from them (assessment/domain/sharing.py); `follow_ups` are by
    recommendation.
    """
    plan = {item: follow_up_data(follow_up) for item, follow_up in follow_ups.items()}
    data = {
        "format": FORMAT,
        "catalogue": {"id": response.catalogue_id, "version": response.catalogue_version},
        "country": response.country,
        "voice": response.voice.value,
        "organisation": response.organisation,
        "round": {"label": response.round.label, "date": to_plain(response.round.date)},
        "anonymous": response.anonymous,
        **({"left_out": list(left_out)} if left_out else {}),
        **({} if response.asked is None else {"asked": sorted(response.asked)}),
        "answers": {item: answer_data(answer) for item, answer in response.answers.items() if not answer.is_empty},
        **({"follow_up": plan} if plan else {}),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def answer_data(answer: Answer) -> dict[str, Any]:
    """An answer as plain data; what is empty is left out, but not that none of the measures is in place."""
    return _plain_data(ANSWER_FIELDS, answer)


def follow_up_data(follow_up: FollowUp) -> dict[str, Any]:
    """A follow-up as plain data; what is empty is left out, but not the status."""
    return _plain_data(FOLLOW_UP_FIELDS, follow_up)


def _plain_data(fields: Iterable[Field], record: Answer | FollowUp) -> dict[str, Any]:
    data = {field.name: to_plain(getattr(record, field.name)) for field in fields}
    return {name: value for name, value in data.items() if value or value == []}


def _read_response(top: Node, find_catalogue: FindCatalogue) -> ImportedResponse:
    """The response in a file. Raises FileRefused with every problem of the file so far."""
    top.keys(
        required=("format", "catalogue", "country", "voice", "answers"),
        optional=("organisation", "round", "anonymous", "left_out", "asked", "follow_up"),
    )
    written = top.text("format")
    if written not in ("", FORMAT):
        top.refuse(not_recognised(written), write_exactly(FORMAT), "format")
    catalogue = _find(top.part("catalogue").keys(required=("id", "version")), find_catalogue)
    country = top.text("country")
    if country.strip() and not is_country(country):
        top.refuse(no_country(country), write_country(), "country")
    voice = top.choice("voice", Voice)
    organisation = _name(top, "organisation")
    asked_in = _round(top.part("round"))
    anonymous = top.boolean("anonymous")
    left_out = top.references("left_out", SENSITIVE)
    asked = _read_asked(top, catalogue)
    answers = _answers(top.part("answers"), catalogue)
    follow_ups = _read_follow_ups(top.part("follow_up"), catalogue)
    top.reading.close()
    assert catalogue is not None  # noqa: S101 - else there was a problem
    assert voice is not None  # noqa: S101 - the same
    return ImportedResponse(
        source=top.reading.file,
        catalogue=catalogue,
        response=Response(
            catalogue_id=catalogue.id,
            catalogue_version=catalogue.version,
            country=country,
            voice=voice,
            organisation=organisation,
            round=asked_in,
            anonymous=anonymous,
            answers=answers,
            asked=asked,
        ),
        locations={key: f"answers.{key}" for key in answers},
        follow_ups={item: FileFollowUp(each, f"follow_up.{item}") for item, each in follow_ups.items()},
        left_out=left_out,
        warnings=_omission_warnings(left_out, top.reading.file),
    )


def _find(part: Node, find_catalogue: FindCatalogue) -> Catalogue | None:
    catalogue_id, version = part.text("id"), part.text("version")
    if not (catalogue_id.strip() and version.strip()):
        return None
    return look_up(find_catalogue, catalogue_id, version, part.reading, part.refuse)


def _round(part: Node) -> Round:
    if not part.is_given:
        return Round()
    part.keys(optional=("label", "date"))
    return Round(_name(part, "label"), _read_date(part, "date"))


def _read_asked(top: Node, catalogue: Catalogue | None) -> frozenset[str] | None:
    """What a workshop had on its agenda; None where everything was asked."""
    if catalogue is None or top.entries.get("asked") is None:
        return None
    return frozenset(top.references("asked", catalogue.by_id, empty=False))


def _answers(part: Node, catalogue: Catalogue | None) -> dict[str, Answer]:
    if catalogue is None:
        return {}
    answers = {}
    if part.value is None:
        part.refuse(_("This is empty."), write_exactly("{}"))
    elif part.is_given:
        part.keys(optional=tuple(catalogue.by_id))
    for recommendation_id in part.entries:
        if recommendation_id in catalogue.by_id:
            answers[recommendation_id] = _answer(part.part(recommendation_id), catalogue.by_id[recommendation_id])
    # In document order, whatever the order of the file.
    return {item: answers[item] for item in catalogue.by_id if item in answers and not answers[item].is_empty}


def _answer(part: Node, recommendation: Recommendation) -> Answer:
    values = _read_values(part, ANSWER_FIELDS)
    if values["rating"] is Rating.NOT_APPLICABLE and is_blank(values["reason"]):
        part.refuse(*no_reason())
        values["rating"] = None
    known = [measure.id for measure in recommendation.measures]
    ticked = part.references("measures", known)
    # An empty list says that none of them is in place.
    says_nothing = part.entries.get("measures") is None or not known
    measures = None if says_nothing and not ticked else tuple(measure for measure in known if measure in ticked)
    return Answer(**values, measures=measures)


def _read_values(part: Node, fields: Sequence[Field]) -> dict[str, Any]:
    """The values at a place in a file by field, but for measures; what isn't allowed is reported and left empty."""
    part.keys(optional=[field.name for field in fields])
    return {field.name: _read_value(part, field) for field in fields if field.kind is not Kind.MEASURES}


def _read_value(part: Node, field: Field) -> Any:
    match field.kind:
        case Kind.CODE if field.codes:
            return part.choice(field.name, field.codes, empty=True)
        case Kind.DAY:
            return _read_date(part, field.name, field.problem)
        case Kind.ADDRESS:
            address = part.text(field.name, empty=True, free=True, limit=SIZE_LIMIT)
            return "" if _is_wrong(part, field.name, field.problem(address)) else address
        case _:
            return part.text(field.name, empty=True, free=True, limit=field.limit)


def _name(part: Node, key: str) -> str:
    name = part.text(key, empty=True, free=True, limit=SIZE_LIMIT)
    return "" if _is_wrong(part, key, name_problem(name)) else name


def _read_follow_ups(part: Node, catalogue: Catalogue | None) -> Mapping[str, FollowUp]:
    """The follow-ups at a place in a file, in document order; none if there is nothing."""
    if catalogue is None or not part.is_given:
        return {}
    part.keys(optional=tuple(catalogue.by_id))
    return {item: _follow_up(part.part(item)) for item in catalogue.by_id if item in part.entries}


def _follow_up(part: Node) -> FollowUp:
    values = _read_values(part, FOLLOW_UP_FIELDS)
    return FollowUp(**{**values, "status": values["status"] or FollowUpStatus.NOT_STARTED})


def _is_wrong(part: Node, key: str, wrong: WhatAndFix) -> bool:
    """Whether anything is wrong with a value, which is reported."""
    if wrong:
        part.refuse(*wrong, key)
    return wrong is not None


def _read_date(part: Node, key: str, problem: Callable[[dt.date], WhatAndFix] = lambda _day: None) -> dt.date | None:
    """The day under a key; one that isn't a day, or has a `problem`, is reported."""
    if part.entries.get(key) is None:
        return None
    text = part.text(key)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            day = dt.date.fromisoformat(text)
            return None if _is_wrong(part, key, problem(day)) else day
    except ValueError:
        pass  # 2026-02-30 looks like a date but isn't one.
    if text.strip():
        part.refuse(*no_date(text), key)
    return None


def _omission_warnings(left_out: Sequence[str], file: str) -> tuple[Problem, ...]:
    """The warning about a file from which fields were left out before it was shared."""
    if not left_out:
        return ()
    return (Problem("left_out", omission_notice(left_out), _("The stored values stay as they are."), file),)
