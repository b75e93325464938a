"""The fields of an answer and a follow-up, which are declared once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from assessment.domain.fields import Field, Kind
from assessment.domain.follow_up import EMPTY_FOLLOW_UP, FOLLOW_UP_FIELDS
from assessment.domain.model import ANSWER_FIELDS, EMPTY_ANSWER
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


@pytest.mark.parametrize(("record", "fields"), [(EMPTY_ANSWER, ANSWER_FIELDS), (EMPTY_FOLLOW_UP, FOLLOW_UP_FIELDS)])
def test_a_new_value_beyond_the_bounds_of_its_field_is_refused(record: Any, fields: tuple[Field, ...]) -> None:
    for field in fields:
        if field.kind in BEYOND:
            with pytest.raises((AnswerRefused, FollowUpRefused)):
                replace(record, **{field.name: BEYOND[field.kind]}).check_bounds(record)
