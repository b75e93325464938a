"""Strict reading of JSON and YAML, and problems: every one told with its place, nothing guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessment.catalogues import read_catalogue
from assessment.errors import FileRefused, Problem
from assessment.interchange.response_json import read_response
from assessment.parsing.json_reader import read_json
from assessment.parsing.message_text import LIST_LIMIT, TEXT_SHOWN, abbreviated_list, printable, truncated, type_name
from assessment.parsing.validation import INVALID, NESTING_LIMIT, FileValidation
from assessment.parsing.yaml_reader import read_yaml
from tests.support.cases import CASES, CATALOGUES, HARBOURS, assert_printable

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
SOUND_YAML = (CATALOGUES / "harbours.yaml").read_bytes()
SOUND_JSON = (CASES / "responses" / "harbours.json").read_bytes()
YAML_BYTES = [SOUND_YAML, *(path.read_bytes() for path in (CATALOGUES / "broken").iterdir())]
JSON_BYTES = [SOUND_JSON, *(path.read_bytes() for path in (CASES / "responses" / "broken").iterdir())]


# Problems


def test_a_problem_says_file_place_what_is_wrong_and_how_to_mend_it() -> None:
    problem = Problem("themes (line 3)", "It is empty.", "Fill it.", "a.yaml")
    assert str(problem) == "a.yaml: themes (line 3): It is empty. Fill it."
    assert str(Problem("", "It is empty.", "Fill it.")) == "It is empty. Fill it."


def test_a_refused_file_says_all_its_problems_one_a_line() -> None:
    refused = FileRefused([Problem("a", "One.", "Mend.", "f"), Problem("b", "Two.", "Mend.", "f")])
    assert str(refused) == "f: a: One. Mend.\nf: b: Two. Mend."
    assert len(refused.problems) == 2


def test_a_reading_without_problems_closes_and_one_with_any_is_refused() -> None:
    reading = FileValidation("f")
    reading.close()
    reading.refuse("", "It is empty.", "Fill it.")
    with pytest.raises(FileRefused, match=r"f: It is empty\. Fill it\."):
        reading.close()


# Words of messages


def test_a_few_names_are_listed_in_full_and_of_many_the_first_and_the_last() -> None:
    assert abbreviated_list([str(number) for number in range(LIST_LIMIT)]).count(",") == LIST_LIMIT - 1
    assert abbreviated_list([str(number) for number in range(LIST_LIMIT + 1)]) == f"0, 1, 2 … {LIST_LIMIT}"


def test_a_value_is_called_by_what_it_is() -> None:
    values: list[tuple[object, str]] = [
        (None, "This is empty."), (False, "This is true or false."), (-3, "This is the number -3."),
        (0.5, "This is the number 0.5."), ("x", "This is the text “x”."), ([1], "This is a list."),
        ({}, "This is a mapping."),
    ]  # fmt: skip
    for value, words in values:
        assert type_name(value) == words, value


@given(st.text(st.characters(), max_size=200))
@example("x" * TEXT_SHOWN)
@example("x" * (TEXT_SHOWN + 1))
def test_a_text_in_a_message_is_short_and_can_be_shown(text: str) -> None:
    assert len(truncated(text)) == min(len(text), TEXT_SHOWN)
    assert truncated(text).rstrip("…").rstrip() in text
    assert_printable([Problem(printable(text), "", "")])


# JSON


def test_every_key_that_stands_twice_is_told_with_its_place() -> None:
    reading = FileValidation("f")
    read_json('{"a": 1, "b": {"c": 1, "c": 2, "c": 3}, "a": [{}, {"d": 1, "d": 2}]}', reading)
    assert [str(problem) for problem in reading.problems] == [
        "f: a: “a” appears more than once. Keep one of them.",
        "f: a[2].d: “d” appears more than once. Keep one of them.",
        "f: b.c: “c” appears more than once. Keep one of them.",
    ]


def test_tens_of_thousands_of_keys_that_all_stand_twice_are_told_as_many_as_a_person_can_mend() -> None:
    reading = FileValidation("f")
    entries = ",".join(f'"{number}":0' for number in range(40_000))
    read_json(f"{{{entries},{entries}}}", reading)
    assert len(reading.problems) == 1001


@given(ANYTHING)
def test_json_is_read_as_it_was_written(value: object) -> None:
    reading = FileValidation("f")
    text = json.dumps(value)
    assert repr(read_json(text, reading)) == repr(json.loads(text))
    reading.close()


# YAML


def test_plain_yaml_is_read_as_plain_data() -> None:
    for text, value in [
        ("a: 1", {"a": 1}),
        ("a: -17", {"a": -17}),
        ("a: 0", {"a": 0}),
        ("a: true", {"a": True}),
        ("a: false", {"a": False}),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ("a: null", {"a": None}),
        ('a: "NO"', {"a": "NO"}),
        ("a: 'null'", {"a": "null"}),
        ("a: 2018-12-01", {"a": "2018-12-01"}),
        ('"1": x', {"1": "x"}),
        ("[a, [b]]", ["a", ["b"]]),
        ("a: |\n  b\n  c\n", {"a": "b\nc\n"}),
        ("a: >-\n  b\n  c\n", {"a": "b c"}),
        ("a: !!str 12", {"a": "12"}),
        ("'x'", "x"),
    ]:
        reading = FileValidation("f")
        assert read_yaml(text, reading) == value, text
        reading.close()


def test_what_yaml_would_take_for_a_number_or_a_flag_is_told_as_it_stands() -> None:
    flags = ["NO", "no", "No", "Yes", "on", "OFF", "True", "FALSE"]
    numbers = ["1.0", "1.10", "017", "0x1F", "1_000", "+5", "12:30", "1.0e+3", ".5", ".inf", ".NaN", "-0", "9" * 19]
    for raw in flags + numbers:
        reading = FileValidation("f")
        data: Any = read_yaml(f"a:\n  - b: {raw}", reading)
        (problem,) = reading.problems
        assert data["a"][0]["b"] is INVALID or data["a"][0]["b"] == raw, raw
        assert problem.where == "a[1].b (line 2)", raw
        assert f'in quotes: "{raw}"' in problem.fix, raw


def test_a_null_that_somebody_forced_upon_a_text_is_told() -> None:
    reading = FileValidation("f")
    read_yaml("a: !!null prevention", reading)
    assert "“!!null” is not recognised. Remove it." in str(reading.problems[0])


def test_an_alias_is_told_also_where_it_stands_for_a_key() -> None:
    reading = FileValidation("f")
    with pytest.raises(FileRefused, match=r"line 3: Aliases \(\*\) are not supported\."):
        read_yaml("- &a b: 1\n-\n  *a : 2\n", reading)


def test_each_place_has_its_line() -> None:
    reading = FileValidation("f")
    read_yaml("a: 1\nb:\n  - c\n  - d:\n      e\n", reading)
    assert reading.lines == {(): 1, ("a",): 1, ("b",): 3, ("b", 0): 3, ("b", 1): 4, ("b", 1, "d"): 5}


def test_nesting_is_allowed_as_deep_as_the_limit_and_no_deeper() -> None:
    for levels, problems in ((NESTING_LIMIT, 0), (NESTING_LIMIT + 1, 1)):
        reading = FileValidation("f")
        read_yaml("[" * levels + "x" + "]" * levels, reading)
        assert len(reading.problems) == problems


@settings(max_examples=40)
@given(ANYTHING.filter(lambda value: "float" not in repr(type(value)) and "." not in repr(value)))
def test_yaml_is_read_as_it_was_written_or_told(value: object) -> None:
    reading = FileValidation("f")
    with suppress(FileRefused):
        assert read_yaml(yaml.safe_dump(value), reading) == value or reading.problems
    assert_printable(reading.problems)


# Whatever bytes


def read_harbours(content: bytes, file: str) -> object:
    return read_response(content, file, lambda _catalogue_id, _version: HARBOURS)


def problems_of(read: Callable[[bytes, str], object], content: bytes) -> Sequence[Problem] | None:
    try:
        read(content, "f")
    except FileRefused as refused:
        return refused.problems
    return None


def read_or_refused(content: bytes) -> None:
    """Both readers take the bytes or refuse them with problems that can be shown; they raise nothing else."""
    for read in (read_catalogue, read_harbours):
        problems = problems_of(read, content)
        assert problems is None or len(problems) > 0
        assert_printable(problems or ())


@settings(max_examples=50)
@given(st.data())
def test_a_file_with_bytes_cut_out_put_in_or_turned_around_is_taken_or_refused(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(YAML_BYTES + JSON_BYTES).filter(lambda content: len(content) < 5000))
    for _change in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 20))
        put_in = data.draw(
            st.binary(max_size=4) | st.sampled_from([b": ", b"- ", b"\n", b'"', b"NO", b"\\ud800", b"&a ", b"*a"])
        )
        content = content[:start] + put_in + content[end:]
    read_or_refused(content)


SKELETON_YAML = yaml.safe_load(SOUND_YAML)
SKELETON_JSON = json.loads(SOUND_JSON)


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for step, item in inside for place in places(item, (*path, step)))]


def replaced(value: Any, path: tuple[Any, ...], new: object) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize("skeleton", [SKELETON_YAML, SKELETON_JSON], ids=["catalogue", "response"])
@settings(max_examples=25)
@given(data=st.data())
def test_any_value_at_any_place_of_a_file_is_taken_or_refused(skeleton: object, data: st.DataObject) -> None:
    changed = skeleton
    for _change in range(data.draw(st.integers(1, 3))):
        changed = replaced(changed, data.draw(st.sampled_from(places(changed))), data.draw(ANYTHING))
    read_or_refused(json.dumps(changed).encode())
    read_or_refused(yaml.safe_dump(changed, allow_unicode=True).encode("utf-8", "surrogatepass"))
