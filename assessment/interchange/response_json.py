"""A response with its follow-up plan as JSON, the interchange format `gap-assessment-response/2`.

The JSON Schema next to this file describes the format; this reader also checks the file against its catalogue, and says
where each problem is and how to correct it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from assessment.catalogues import FindCatalogue, look_up
from assessment.codec import Wrong, json_text, mapping, read_record, report, texts, wrong_names
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue, Name, Recommendation
from assessment.domain.countries import is_country
from assessment.domain.follow_up import FollowUp
from assessment.domain.merging.imported_response import FileFollowUp, ImportedResponse
from assessment.domain.response import Response, Round, Voice
from assessment.domain.sharing import SENSITIVE, omission_notice
from assessment.i18n import gettext as _
from assessment.interchange.file_types import MARKS
from assessment.parsing.json_reader import read_json
from assessment.parsing.limits import WhatAndFix, exactly, is_blank, name_problem, not_empty
from assessment.parsing.message_text import no_country, no_reason, not_recognised, use_one_of, write_country
from assessment.parsing.validation import FileValidation, decode_utf8

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
    return content.lstrip(MARKS).startswith((b"{", b"["))


def read_json_file(content: bytes, file: str, find_catalogue: FindCatalogue) -> ImportedResponse:
    """The response in a file's bytes, with an answer for every recommendation that it answers.

    Raises FileRefused with every problem of the file.
    """
    reading = FileValidation(file)
    reading.check_size(content, SIZE_LIMIT, _("Shorten its longest texts."))
    data = read_json(decode_utf8(content, reading), reading)
    catalogue = _find(data, reading, find_catalogue)
    response_file = read_record(ResponseFile, data, reading)
    if catalogue is not None:
        report(reading, data, _contradictions(data, catalogue))
    reading.close()
    assert response_file is not None  # noqa: S101 - else there was a problem
    assert catalogue is not None  # noqa: S101 - the same
    if response_file.left_out:
        reading.warn("left_out", omission_notice(response_file.left_out), _("The stored values stay as they are."))
    return _imported(response_file, catalogue, reading)


def _country_problem(country: str) -> WhatAndFix:
    return None if is_country(country) else (no_country(country), write_country())


@dataclass(frozen=True, slots=True)
class _CatalogueVersion:
    id: Name
    version: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFile:
    """The keys of a file."""

    format: Annotated[str, exactly(FORMAT)]
    catalogue: _CatalogueVersion
    country: Annotated[str, _country_problem]
    voice: Voice
    organisation: Annotated[str, name_problem] = ""
    round: Round = field(default_factory=Round)
    anonymous: bool = False
    left_out: tuple[str, ...] = ()
    asked: Annotated[tuple[str, ...], not_empty] | None = None
    answers: Mapping[str, Answer]
    follow_up: Mapping[str, FollowUp] = field(default_factory=dict)


_NO_FOLLOW_UPS: Mapping[str, FollowUp] = MappingProxyType({})


def write_response(
    response: Response, left_out: Sequence[str] = (), follow_ups: Mapping[str, FollowUp] = _NO_FOLLOW_UPS
) -> str:
    """The response as JSON text. `read_json_file` reads the same response and follow-ups from it.

    `left_out` names the fields that sharing removed from them (assessment/domain/sharing.py); `follow_ups` are by
    recommendation.
    """
    data = {
        "format": FORMAT,
        "catalogue": {"id": response.catalogue_id, "version": response.catalogue_version},
        "country": response.country,
        "voice": response.voice,
        "organisation": response.organisation,
        "round": response.round,
        "anonymous": response.anonymous,
        **({"left_out": left_out} if left_out else {}),
        **({} if response.asked is None else {"asked": sorted(response.asked)}),
        "answers": {item: answer for item, answer in response.answers.items() if not answer.is_empty},
        **({"follow_up": follow_ups} if follow_ups else {}),
    }
    return json_text(data)


def _find(data: object, reading: FileValidation, find_catalogue: FindCatalogue) -> Catalogue | None:
    """The catalogue that a file names. None if it can't be found or read, which is reported."""
    named = mapping(data, "catalogue")
    match [name for key in ("id", "version") for name in texts(named, key) if name.strip()]:
        case [catalogue_id, version]:
            return look_up(find_catalogue, catalogue_id, version, reading, "catalogue")
    return None


def _contradictions(data: object, catalogue: Catalogue) -> Iterator[Wrong]:
    """What only the catalogue shows, and what several values show together."""
    yield from wrong_names(("left_out",), texts(data, "left_out"), SENSITIVE)
    yield from wrong_names(("asked",), texts(data, "asked"), catalogue.by_id)
    for part in ("answers", "follow_up"):
        for key in mapping(data, part):
            if key not in catalogue.by_id:
                yield (part, key), not_recognised(key), use_one_of(catalogue.by_id, removable=True)
    answers = mapping(data, "answers")
    for item in catalogue.recommendations:
        answer = mapping(answers, item.id)
        measures = [measure.id for measure in item.measures]
        yield from wrong_names(("answers", item.id, "measures"), texts(answer, "measures"), measures)
        if answer.get("rating") == Rating.NOT_APPLICABLE and is_blank("".join(texts(answer, "reason"))):
            yield ("answers", item.id), *no_reason()


def _imported(response_file: ResponseFile, catalogue: Catalogue, reading: FileValidation) -> ImportedResponse:
    # In document order, whatever the order of the file.
    answers = {
        item.id: _in_order(response_file.answers[item.id], item) for item in _in(response_file.answers, catalogue)
    }
    answers = {key: answer for key, answer in answers.items() if not answer.is_empty}
    return ImportedResponse(
        source=reading.file,
        catalogue=catalogue,
        response=Response(
            catalogue_id=catalogue.id,
            catalogue_version=catalogue.version,
            country=response_file.country,
            voice=response_file.voice,
            organisation=response_file.organisation,
            round=response_file.round,
            anonymous=response_file.anonymous,
            answers=answers,
            asked=None if response_file.asked is None else frozenset(response_file.asked),
        ),
        locations={key: f"answers.{key}" for key in answers},
        follow_ups={
            item.id: FileFollowUp(response_file.follow_up[item.id], f"follow_up.{item.id}")
            for item in _in(response_file.follow_up, catalogue)
        },
        left_out=response_file.left_out,
        warnings=tuple(reading.warnings),
    )


def _in(records: Mapping[str, object], catalogue: Catalogue) -> list[Recommendation]:
    return [item for item in catalogue.recommendations if item.id in records]


def _in_order(answer: Answer, item: Recommendation) -> Answer:
    """The answer with its measures in the catalogue's order; where there are none, nothing is said of them."""
    if answer.measures is None:
        return answer
    measures = tuple(measure.id for measure in item.measures if measure.id in answer.measures)
    return replace(answer, measures=measures if item.measures else None)
