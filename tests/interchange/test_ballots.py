"""Ballots as JSON: what the schema says, what the document says, and what is written, agree."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from assessment.domain.answer import Rating
from assessment.domain.workshop.stages import Step
from assessment.interchange.ballots import SCHEMA
from assessment.services.workshop_files import WorkshopFiles
from assessment.storage.opening import Storage
from tests.support.documents import code_blocks, document, section, table
from tests.support.gates import as_admin
from tests.support.held_workshops import THIRD, hold_workshop
from tests.support.room import Room

VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_bytes()), format_checker=FormatChecker())


def ballots_of(room: Room) -> dict[str, Any]:
    files = WorkshopFiles(as_admin(room.repository, "Asha"), room.id, "en")
    written: dict[str, Any] = json.loads(files.ballots_json())
    return written


def withheld(repository: Storage) -> Room:
    room = hold_workshop(repository, state=5, civil_society=6, anonymous=True)
    room.steps(THIRD, Step.OPEN)
    room.vote(0, THIRD, Rating.PARTIAL)
    room.steps(THIRD, Step.CLOSE, Step.REVEAL)
    return room


def test_the_schema_is_itself_sound() -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize("hold", [hold_workshop, withheld])
def test_what_is_written_is_valid_by_the_schema_and_has_the_documented_keys(repository: Storage, hold: Any) -> None:
    written = ballots_of(hold(repository))
    VALIDATOR.validate(written)

    rows = written.get("ballots") or written["counts"]
    about_named, about_counts = section(document("workshop-files.md"), "Ballots").split("Of an **anonymous**")
    keys = table(about_named if "ballots" in written else about_counts)
    documented = {key for row in keys for key in row[0].replace("`", "").split(", ")}
    assert [set(row) for row in rows] == [documented] * len(rows)


def test_a_withheld_vote_has_no_count_and_says_why(repository: Storage) -> None:
    counts = ballots_of(withheld(repository))["counts"]
    (hidden,) = [row for row in counts if row["recommendation_id"] == THIRD]
    assert {hidden[rating.value] for rating in Rating} == {None}
    assert hidden["withheld"] == "too_few_ballots"


def test_the_documented_examples_are_valid() -> None:
    named, counted = map(json.loads, code_blocks(document("workshop-files.md"), "json"))
    VALIDATOR.validate(named)
    del named["ballots"]
    VALIDATOR.validate(named | {"anonymous": True, "counts": [counted]})


def test_who_voted_what_is_not_counted_and_named_in_one_file() -> None:
    named, counted = map(json.loads, code_blocks(document("workshop-files.md"), "json"))
    assert not VALIDATOR.is_valid(named | {"counts": [counted]})
    assert not VALIDATOR.is_valid(named | {"anonymous": True})
