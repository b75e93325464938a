"""The walk over a person's file: one value of one type at a time, every problem told, nothing guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
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
from assessment.parsing.validation import INVALID, NESTING_LIMIT, FileValidation, Node
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


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


def a_part(**entries: Any) -> Node:
    return Node(FileValidation("file"), entries)


def told(part: Node) -> list[str]:
    return [str(problem) for problem in part.reading.problems]


def told_once(part: Node) -> str:
    assert len(part.reading.problems) == 1, told(part)
    return told(part)[0]


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


def test_a_place_is_told_with_its_line_where_that_is_known() -> None:
    reading = FileValidation("f")
    reading.lines = {(): 1, ("themes",): 7}
    part = Node(reading, {"themes": 1, "title": 2})
    part.refuse("Wrong.", "Mend.", "themes")
    part.refuse("Wrong.", "Mend.", "title")
    part.refuse("Wrong.", "Mend.")
    assert told(part) == [
        "f: themes (line 7): Wrong. Mend.",
        "f: title (line 1): Wrong. Mend.",
        "f: line 1: Wrong. Mend.",
    ]


# Keys


def test_all_keys_that_are_unknown_and_all_that_are_missing_are_told() -> None:
    part = a_part(a=1, x=2, y=3).keys(required=("a", "b", "c"), optional=("d",))
    assert told(part) == [
        "file: x: “x” is not recognised. Use one of these, or remove it: a, b, c, d.",
        "file: y: “y” is not recognised. Use one of these, or remove it: a, b, c, d.",
        "file: “b” is missing. Add it.",
        "file: “c” is missing. Add it.",
    ]


def test_required_and_optional_keys_are_all_a_mapping_may_have() -> None:
    assert not told(a_part(a=1, d=None).keys(required=("a",), optional=("d",)))


def test_what_is_no_mapping_has_no_keys_and_no_values() -> None:
    values: list[object] = [None, True, 3, 1.5, "x", []]
    for value in values:
        part = Node(FileValidation("file"), value).keys(required=("a", "b"))
        assert "Write a mapping with the keys a, b." in told_once(part), value
        assert (part.text("a"), part.boolean("a"), part.references("a", ["x"]), list(part.parts("a"))) == (
            "",
            False,
            (),
            [],
        ), value
        assert len(part.reading.problems) == 1, value


def test_nobody_complains_twice_about_a_place_that_was_told_already() -> None:
    part = a_part(a=INVALID)
    assert part.text("a") == ""
    assert part.integer("a", 1, 5) == 1
    assert part.boolean("a") is False
    assert part.choice("a", Colour) is None
    assert part.references("a", ["x"]) == ()
    assert list(part.parts("a")) == []
    assert part.part("a").keys(required=("b",)).text("b") == ""
    assert a_part(a=[INVALID, "x"]).references("a", ["x"]) == ("x",)
    assert not told(part)


# Texts


def test_a_text_comes_out_to_the_character() -> None:
    text = "  “Ärger”\n\t\u202e👩‍👩‍👧 \u00a0"
    assert a_part(a=text).text("a") == text


def test_an_empty_or_blank_text_is_a_problem_unless_it_may_be() -> None:
    for text in ["", " ", "\n\t", "\u00a0\u2003"]:
        part = a_part(a=text)
        part.text("a")
        assert told_once(part) == "file: a: This is empty. Fill it in, or remove it.", text
        allowed = a_part(a=text)
        assert allowed.text("a", empty=True) == text, text
        assert not told(allowed), text


def test_nothing_is_an_empty_text_only_where_one_may_be() -> None:
    part = a_part(a=None)
    assert part.text("a", empty=True) == ""
    assert not told(part)
    part.text("a")
    assert "This is empty. Write text." in told_once(part)


def test_what_is_no_text_is_told_with_what_it_is() -> None:
    for value, words in [
        (12, ["the number 12", 'Put it in quotes: "12".']),
        (1.5, ["the number 1.5", 'Put it in quotes: "1.5".']),
        (True, ["true or false", "Write text."]),
        (["x"], ["a list", "Write text."]),
        ({"x": 1}, ["a mapping", "Write text."]),
    ]:
        part = a_part(a=value)
        assert part.text("a") == "", value
        message = told_once(part)
        assert all(word in message for word in words), message


def test_a_control_character_is_a_problem_unless_a_person_may_have_typed_it() -> None:
    for character in ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\ufffe", "\uffff"]:
        part = a_part(a=f"ab{character}c")
        part.text("a")
        assert f"(U+{ord(character):04X}) is not allowed. Delete it, or type it again." in told_once(part), character
        free = a_part(a=f"ab{character}c")
        assert free.text("a", free=True) == f"ab{character}c", character
        assert not told(free), character


def test_half_a_character_is_a_problem_everywhere() -> None:
    for free in (False, True):
        part = a_part(a="ab\ud83dc")
        part.text("a", free=free)
        assert "Character 3 (U+D83D)" in told_once(part)


def test_a_text_of_one_form_is_held_to_the_whole_of_it() -> None:
    for good in ("a-1", "b-22"):
        part = a_part(a=good)
        assert part.pattern("a", r"[a-z]-[0-9]+", "a-1") == good
        assert not told(part)
    for bad in ("a-", "xa-1", "a-1x", "a-1\n"):
        part = a_part(a=bad)
        part.pattern("a", r"[a-z]-[0-9]+", "a-1")
        assert "is not in the expected format. Write it like “a-1”." in told_once(part)


# Numbers, flags, choices


def test_a_whole_number_in_its_range_is_taken() -> None:
    for value in [1, 3, 5]:
        part = a_part(a=value)
        assert part.integer("a", 1, 5) == value, value
        assert not told(part), value


def test_any_other_value_is_no_whole_number_of_that_range() -> None:
    for value in [0, 6, -1, 2.0, "3", True, None, [3], 10**400]:
        part = a_part(a=value)
        assert part.integer("a", 1, 5) == 1, value
        assert "Write a whole number from 1 to 5, without quotes." in told_once(part), value


def test_a_flag_is_true_or_false_and_nothing_like_it() -> None:
    assert a_part(a=True).boolean("a") is True
    assert a_part(a=False).boolean("a", default=True) is False
    assert a_part().boolean("a", default=True) is True
    others: list[object] = [0, 1, "true", "", None, []]
    for value in others:
        part = a_part(a=value)
        assert part.boolean("a", default=True) is True
        assert "Write true or false, without quotes." in told_once(part)


def test_a_choice_is_one_of_the_codes_to_the_letter() -> None:
    assert a_part(a="green").choice("a", Colour) is Colour.GREEN
    others: list[object] = ["Green", "green ", "", None, 1, ["green"]]
    for value in others:
        part = a_part(a=value)
        assert part.choice("a", Colour) is None
        assert "Use one of these: red, green." in told_once(part)


def test_nothing_is_a_choice_only_where_none_may_be_made() -> None:
    part = a_part(a=None)
    assert part.choice("a", Colour, empty=True) is None
    assert not told(part)
    part.choice("a", Colour)
    assert "This is empty." in told_once(part)


# References and lists


def test_a_reference_names_something_that_is_declared() -> None:
    part = a_part(a="pier", b="quay")
    assert part.reference("a", ["pier", "light"]) == "pier"
    assert not told(part)
    part.reference("b", ["pier", "light"])
    assert told_once(part) == "file: b: “quay” is not recognised. Use one of these: pier, light."


def test_where_nothing_is_declared_a_reference_cannot_be_right() -> None:
    part = a_part(a="pier")
    part.reference("a", [])
    assert told_once(part) == "file: a: “pier” is not recognised. Declare it first, or remove it."


def test_every_wrong_reference_of_a_list_is_told_and_every_double_one_once() -> None:
    part = a_part(a=["quay", "pier", "quay", "pier", "pier", "wharf"])
    part.references("a", ["pier"])
    assert told(part) == [
        "file: a: “quay” is not recognised. Use one of these: pier.",
        "file: a: “wharf” is not recognised. Use one of these: pier.",
        "file: a: “quay” appears more than once. Keep one of them.",
        "file: a: “pier” appears more than once. Keep one of them.",
    ]


def test_a_list_of_references_may_be_empty_or_nothing_unless_it_must_not() -> None:
    assert (
        a_part(a=[]).references("a", ["x"])
        == a_part(a=None).references("a", ["x"])
        == a_part().references("a", ["x"])
        == ()
    )
    part = a_part(a=[])
    part.references("a", ["x", "y"], empty=False)
    assert told_once(part) == "file: a: This is empty. Use one of these: x, y."
    part = a_part(a=None)
    part.references("a", ["x", "y"], empty=False)
    assert "This is empty. Write a list of ids, such as [x]." in told_once(part)


def test_entries_of_a_list_are_called_by_their_ids_and_otherwise_by_their_numbers() -> None:
    part = a_part(a=[{"id": "x"}, {}, {"id": ""}, {"id": 3}, "y"])
    assert [entry.where for entry in part.parts("a")] == ["a[x]", "a[2]", "a[3]", "a[4]", "a[5]"]
    assert not told(part)


def test_what_is_no_list_has_no_entries() -> None:
    for value in ({"x": 1}, "x", None, 0):
        part = a_part(a=value)
        assert list(part.parts("a", empty=True)) == []
        assert "Write a list, each entry after a dash." in told_once(part)


def test_an_empty_list_is_a_problem_unless_it_may_be() -> None:
    part = a_part(a=[])
    assert list(part.parts("a", empty=True)) == []
    assert not told(part)
    assert list(part.parts("a")) == []
    assert told_once(part) == "file: a: This is empty. Add at least one entry."


# Words of messages


def test_a_few_names_are_listed_in_full_and_of_many_the_first_and_the_last() -> None:
    assert abbreviated_list([str(number) for number in range(LIST_LIMIT)]).count(",") == LIST_LIMIT - 1
    assert abbreviated_list([str(number) for number in range(LIST_LIMIT + 1)]) == f"0, 1, 2 … {LIST_LIMIT}"


def test_a_message_that_lists_ids_is_short_however_long_the_ids_of_a_file_are() -> None:
    ids = [f"{number}{'i' * 900}" for number in range(LIST_LIMIT)]
    node = a_part(choice="x", several=["x"], strange=1)
    node.reference("choice", ids)
    node.references("several", ids)
    node.references("strange", ids)
    assert len(node.reading.problems) == 3
    assert_printable(node.reading.problems)


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


@settings(max_examples=80)
@given(ANYTHING, st.sampled_from(["text", "free", "pattern", "whole", "flag", "choice", "references", "parts", "keys"]))
def test_any_value_anywhere_is_taken_or_told_and_nothing_is_raised(value: object, method: str) -> None:
    part = a_part(a=value)
    taken: object
    match method:
        case "text":
            taken = part.text("a")
        case "free":
            taken = part.text("a", empty=True, free=True)
        case "pattern":
            taken = part.pattern("a", "x+", "xx")
        case "whole":
            taken = part.integer("a", -5, 5)
        case "flag":
            taken = part.boolean("a")
        case "choice":
            taken = part.choice("a", Colour)
        case "references":
            taken = list(part.references("a", ["x"]))
        case "parts":
            taken = [entry.value for entry in part.parts("a", empty=True)]
        case _:
            taken = part.part("a").keys(optional=("x",)).value
    nothing = method in ("free", "references") and value is None
    # Not a number is equal to nothing, so what was taken is compared as it is written.
    assert told(part) or nothing or repr(taken) == repr(value)
    assert_printable(part.reading.problems)


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
    read_yaml("- &a b: 1\n-\n  *a : 2\n", reading)
    assert "[2] (line 3): The key b is not read as text." in str(reading.problems[0])


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
    data = read_yaml(yaml.safe_dump(value), reading)
    assert reading.problems or data == value
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
