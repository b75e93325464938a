"""Records of plain data: one value of one type at a time, every problem told with its place, nothing coerced."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.codec import json_text, plain, read_record, restore
from assessment.domain.answer import Answer, Rating
from assessment.domain.follow_up import FollowUp
from assessment.parsing.limits import between, like, not_empty, written
from assessment.parsing.validation import INVALID, PROBLEM_LIMIT, FileValidation
from tests.support.cases import assert_printable

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Boat:
    id: Annotated[str, like(r"[a-z]-[0-9]+", "a-1")]
    colour: Colour


@dataclass(frozen=True, slots=True)
class Harbour:
    name: Annotated[str, written(20)]
    boats: Annotated[tuple[Boat, ...], not_empty]
    depth: Annotated[int, between(1, 5)]
    lit: bool
    opened: dt.date | None = None
    pilots: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    tidal: bool = False


SOUND: Mapping[str, Any] = {"name": "Quay", "boats": [{"id": "a-1", "colour": "red"}], "depth": 3, "lit": True}


def told(**changes: Any) -> list[str]:
    """What is wrong with a sound harbour in which some values are others."""
    reading = FileValidation("file")
    read = read_record(Harbour, {**SOUND, **changes}, reading)
    assert (read is None) == bool(reading.problems)
    assert_printable(reading.problems)
    return [str(problem).removeprefix("file: ") for problem in reading.problems]


def test_a_sound_record_is_read_to_the_character_and_written_as_it_was() -> None:
    data = {
        "name": " é\u0301ﬁ\n\t👩‍👩‍👧 ",
        "boats": [{"id": "a-1", "colour": "red"}, {"id": "b-22", "colour": "green"}],
        "depth": 5,
        "lit": False,
        "opened": "2026-11-24",
        "pilots": ["Ada", ""],
        "notes": {"a": "x\x00\x1b\ufffe"},
        "tidal": True,
    }
    read = read_record(Harbour, data, FileValidation("file"))
    assert read is not None
    assert (read.boats[1], read.opened) == (Boat("b-22", Colour.GREEN), dt.date(2026, 11, 24))
    assert json.loads(json_text(read)) == data


def test_nothing_is_as_good_as_leaving_a_field_out_but_for_a_flag() -> None:
    assert not told(opened=None, pilots=None, notes=None)
    assert told(tidal=None) == ["tidal: This is empty. Write true or false, without quotes."]
    assert told(name=None) == ["name: This is empty. Write text."]


def test_every_problem_is_told_at_once_each_with_its_place() -> None:
    assert told(
        name=42,
        boats=[{"id": "x", "colour": "blue"}, "y", {"id": "a-1", "color": "red"}],
        depth=9,
        lit="no",
        opened="24.11.2026",
        pilots=["Ada", 1],
        notes={"a": []},
        crew=1,
    ) == [
        'name: This is the number 42. Put it in quotes: "42".',
        "boats[x].id: “x” is not in the expected format. Write it like “a-1”.",
        "boats[x].colour: “blue” is not recognised. Use one of these: red, green.",
        "boats[2]: This is the text “y”. Write a mapping with the keys id, colour.",
        "boats[a-1]: “colour” is missing. Add it.",
        "boats[a-1].color: “color” is not recognised. Use one of these, or remove it: id, colour.",
        "depth: This is the number 9. Write a whole number from 1 to 5, without quotes.",
        "lit: This is the text “no”. Write true or false, without quotes.",
        "opened: “24.11.2026” is not a date. Write it like “2026-11-24”.",
        'pilots[2]: This is the number 1. Put it in quotes: "1".',
        "notes.a: This is a list. Write text.",
        "crew: “crew” is not recognised. "
        "Use one of these, or remove it: name, boats, depth, lit, opened, pilots, notes, tidal.",
    ]


def test_a_value_of_another_type_is_told_with_what_it_is_and_what_to_write() -> None:
    cases: list[tuple[str, list[Any], str]] = [
        ("name", [True, ["x"], {}], "Write text."),
        ("depth", [0, -1, 2.0, "3", True, None, 10**400, float("nan")], "Write a whole number"),
        ("lit", [0, 1, "true", "", None, []], "Write true or false, without quotes."),
        ("boats", [{}, 3, None, True], "Write a list."),
        ("boats", ["a-1"], 'Put it in square brackets: ["a-1"].'),
        ("boats", [[]], "Add at least one entry."),
        ("notes", ["x", [], 1], "Write a mapping, each entry with its key."),
        ("opened", ["2026-02-30", "2026-1-1", "", "٢٠٢٦-٠١-٠١"], "Write it like “2026-11-24”."),
        ("name", ["", " \t\n", "\u200b"], "Fill it in, or remove it."),
        ("name", ["x" * 21], "Shorten it."),
        ("name", ["ab\x07", "a\x1b", "a\ufffe", "\ud800"], "Delete it, or type it again."),
        ("notes", [{"a": "\ud800"}], "Delete it, or type it again."),
    ]
    for key, values, fix in cases:
        for value in values:
            (problem,) = told(**{key: value})
            assert fix in problem, (key, value, problem)


def test_what_was_told_before_is_not_told_again() -> None:
    reading = FileValidation("file")
    assert read_record(Harbour, {**SOUND, "name": INVALID, "boats": [INVALID], "lit": INVALID}, reading) is None
    assert read_record(Harbour, INVALID, reading) is None
    assert not reading.problems


def test_a_place_is_told_with_its_line_where_that_is_known() -> None:
    reading = FileValidation("file")
    reading.lines = {(): 1, ("boats", 0, "id"): 7}
    read_record(Harbour, {**SOUND, "boats": [{"id": "x", "colour": "red"}], "depht": 1}, reading)
    assert "boats[x].id (line 7)" in str(reading.problems[0])


def test_a_hostile_file_gets_as_many_problems_as_a_person_can_mend() -> None:
    assert len(told(boats=[1] * 50_000)) == PROBLEM_LIMIT + 1
    assert len(told(**{f"key{number}": 1 for number in range(50_000)})) == PROBLEM_LIMIT + 1


@settings(max_examples=80)
@given(st.sampled_from([*SOUND, "opened", "pilots", "notes", "tidal"]), ANYTHING)
def test_any_value_anywhere_is_taken_or_told_and_nothing_is_raised(key: str, value: object) -> None:
    told(**{key: value})


def test_what_was_stored_is_held_to_its_types_but_not_to_limits_of_today() -> None:
    assert restore(Harbour, {**SOUND, "name": "\ud800" * 99, "depth": 99}).depth == 99
    changes: list[dict[str, Any]] = [{"name": 1}, {"depth": -1}, {"boats": [{}]}, {"crew": 1}, {"lit": 1}]
    for change in changes:
        with pytest.raises(ValueError):  # noqa: PT011 - it is for programs, which don't read its words
            restore(Harbour, {**SOUND, **change})


def test_what_an_answer_or_a_follow_up_leaves_empty_is_not_written_but_none_of_the_measures_and_a_status_are() -> None:
    assert plain([Answer(), Answer(Rating.ABSENT, measures=())]) == [{}, {"rating": "absent", "measures": []}]
    assert plain(FollowUp(note="x")) == {"status": "not_started", "note": "x"}


def test_half_a_character_becomes_a_sign_that_files_can_hold() -> None:
    assert json_text({"a": "x\ud83dy 👩"}) == '{\n  "a": "x�y 👩"\n}\n'
