"""The fields of an answer and a follow-up, which are declared once."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from assessment.domain.answer import ANSWER_FIELDS, EMPTY_ANSWER
from assessment.domain.fields import Field, Kind, SharingLevel, described, fields_of
from assessment.domain.follow_up import EMPTY_FOLLOW_UP, FOLLOW_UP_FIELDS
from assessment.domain.sharing import SENSITIVE
from assessment.errors import AnswerRefused, FollowUpRefused
from assessment.interchange.response_json import SCHEMA
from assessment.parsing.limits import ADDRESS_LIMIT, LAST_DAY, TEXT_LIMIT

BEYOND = {
    Kind.LINE: "x" * (TEXT_LIMIT + 1),
    Kind.PASSAGE: "x" * (TEXT_LIMIT + 1),
    Kind.ADDRESS: "https://example.org/" + "x" * ADDRESS_LIMIT,
    Kind.DAY: LAST_DAY.replace(year=LAST_DAY.year + 1),
}


@pytest.mark.parametrize(("name", "fields"), [("answer", ANSWER_FIELDS), ("follow_up", FOLLOW_UP_FIELDS)])
def test_the_schema_of_a_response_has_every_field_in_its_order(name: str, fields: tuple[Field, ...]) -> None:
    schema = json.loads(SCHEMA.read_bytes())["$defs"][name]["properties"]
    assert list(schema) == [field.name for field in fields]
    for field in fields:
        if field.codes:
            assert schema[field.name]["enum"] == [*field.codes, None]


def test_the_schema_names_every_field_that_sharing_can_leave_out() -> None:
    schema = json.loads(SCHEMA.read_bytes())
    assert schema["properties"]["left_out"]["items"]["enum"] == list(SENSITIVE)


def test_what_is_typed_is_for_those_who_answered_unless_others_are_named() -> None:
    @dataclass(frozen=True)
    class Record:
        typed: str = described(Kind.LINE, "Typed")
        day: dt.date | None = described(Kind.DAY, "Day")

    assert [field.readers for field in fields_of(Record)] == [SharingLevel.FULL, SharingLevel.PUBLIC]


@pytest.mark.parametrize(("record", "fields"), [(EMPTY_ANSWER, ANSWER_FIELDS), (EMPTY_FOLLOW_UP, FOLLOW_UP_FIELDS)])
def test_a_new_value_beyond_the_bounds_of_its_field_is_refused(record: Any, fields: tuple[Field, ...]) -> None:
    for field in fields:
        if field.kind in BEYOND:
            with pytest.raises((AnswerRefused, FollowUpRefused)):
                replace(record, **{field.name: BEYOND[field.kind]}).check_bounds(record)
