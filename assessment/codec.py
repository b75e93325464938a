"""The one codec: plain data, as JSON and YAML have it, into records and back (docs/decisions/0054).

A record declares its fields by their types, and nothing is coerced. `Annotated[str, name_problem]` puts a rule beside a
type: a function that returns what is wrong with a value and how to correct it, or None. A person's file is held to the
rules, and all its problems are reported, each with its place. What this software stored is held to the types alone: an
earlier version may have had wider limits.

Null is as good as leaving a field out, but for a flag. An empty field of an answer or a follow-up isn't written.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from dataclasses import Field as DataclassField
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.errors import CattrsError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from assessment.domain.answer import Answer
from assessment.domain.fields import Field
from assessment.domain.follow_up import FollowUp
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.parsing.limits import wrong_with_character
from assessment.parsing.message_text import (
    abbreviated_list,
    appears_again,
    dotted,
    encodable,
    keep_one,
    missing,
    no_date,
    not_recognised,
    put_in_quotes,
    truncated,
    type_name,
    use_one_of,
)
from assessment.parsing.validation import INVALID, LONE_SURROGATE, PROBLEM_LIMIT, FileValidation, Place, duplicates

Record = TypeVar("Record")
Wrong = tuple[Place, str, str]
"""Where something is wrong in plain data, what, and how to correct it."""


class Refused(ValueError):
    """A value isn't what its field takes: what is wrong, and how to correct it."""


def read_record(kind: type[Record], data: object, reading: FileValidation) -> Record | None:
    """The record in a file's plain data; None if there are problems, which are reported."""
    converter = _converter(is_file=True)
    try:
        return converter.structure(data, kind)
    except (BaseValidationError, Refused) as error:
        report(reading, data, _problems(error, ()))
        return None


def report(reading: FileValidation, data: object, problems: Iterator[Wrong]) -> None:
    """Report problems of a file with this plain data, until no more are wanted."""
    for path, what, fix in problems:
        if reading.is_full:
            return
        reading.refuse(_place(data, path), what, fix, path)


def restore(kind: type[Record], data: object) -> Record:
    """The record that was stored as this plain data. Raises ValueError for other data."""
    try:
        return _converter(is_file=False).structure(data, kind)
    except (AssessmentError, CattrsError, LookupError, TypeError) as error:
        raise ValueError from error


def json_text(value: object) -> str:
    """A record, or data with records in it, as JSON for a file: with � for half a character, which no file can hold."""
    return encodable(json.dumps(plain(value), ensure_ascii=False, indent=2)) + "\n"


def plain(value: object, kind: Any = None) -> Any:
    """A record, or data with records in it, as plain data. `kind` is its type where the value doesn't tell."""
    return _converter(is_file=False).unstructure(value, unstructure_as=kind)


def attributes(record: object, *names: str) -> dict[str, Any]:
    """Some attributes of a record, under their own names."""
    return {name: getattr(record, name) for name in names}


def mapping(data: object, key: str) -> Mapping[str, Any]:
    """The mapping under a key of a file's plain data; nothing if there is anything else."""
    value = data.get(key) if isinstance(data, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def entries(data: object, key: str) -> Iterator[tuple[tuple[str, int], Mapping[str, Any]]]:
    """The mappings in the list under a key, each with its place; anything else is left out."""
    value = data.get(key) if isinstance(data, Mapping) else None
    for number, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, Mapping):
            yield (key, number), entry


def texts(data: object, key: str) -> list[str]:
    """The texts under a key: one, or those in a list; anything else is left out."""
    value = data.get(key) if isinstance(data, Mapping) else None
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]


def wrong_names(place: Place, names: Sequence[str], allowed: Collection[str]) -> Iterator[Wrong]:
    """The names at a place that aren't allowed there, and those that are given twice."""
    for name in dict.fromkeys(names):
        if name.strip() and name not in allowed:
            fix = use_one_of(allowed) if allowed else _("Declare it first, or remove it.")
            yield place, not_recognised(name), fix
    for name in duplicates(names):
        yield place, appears_again(name), keep_one()


@cache
def _converter(*, is_file: bool) -> Converter:
    converter = Converter(detailed_validation=is_file, forbid_extra_keys=True)
    for kind, read in _READERS.items():
        converter.register_structure_hook(kind, read)
    if is_file:
        converter.register_structure_hook(str, _read_file_text)
    converter.register_structure_hook_factory(is_dataclass, _read_fields)
    converter.register_structure_hook_factory(_is(tuple), _read_list)
    converter.register_structure_hook_factory(_is(Mapping), _read_mapping)
    converter.register_structure_hook_factory(_is(Annotated), _read_by_rules)
    converter.register_unstructure_hook(StrEnum, lambda code: code.value)
    converter.register_unstructure_hook(dt.date, lambda day: day.isoformat())
    converter.register_unstructure_hook_factory(lambda kind: kind in (Answer, FollowUp), _write_what_is_said)
    return converter


def _write_what_is_said(kind: Any, converter: Converter) -> Callable[[Any], Any]:
    # A follow-up that somebody saved says its status, also the first one.
    said_always: dict[str, Any] = {"status": override(omit_if_default=False)} if kind is FollowUp else {}
    return make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True, **said_always)


def _is(origin: Any) -> Callable[[Any], bool]:
    return lambda kind: get_origin(kind) is origin


def _refusal(value: object, fix: str) -> Refused:
    """A value of another type than its field takes; one that was reported before isn't reported again."""
    return Refused(type_name(value), fix) if value is not INVALID else Refused()


def _read_text(value: Any, _kind: Any) -> str:
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    raise _refusal(value, put_in_quotes(str(value)) if is_number else _("Write text."))


def _read_file_text(value: Any, kind: Any) -> str:
    text = _read_text(value, kind)
    if not text.isprintable() and (strange := re.search(LONE_SURROGATE, text)):
        raise Refused(*wrong_with_character(strange.group(), strange.start() + 1))
    return text


def _read_flag(value: Any, _kind: Any) -> bool:
    if not isinstance(value, bool):
        raise _refusal(value, _("Write true or false, without quotes."))
    return value


def _read_count(value: Any, _kind: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _refusal(value, _("Write a whole number, without quotes."))
    return value


def _read_date(value: Any, kind: Any) -> dt.date:
    text = _read_text(value, kind)
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass  # 2026-02-30 looks like a date but isn't one.
    raise Refused(*no_date(text))


def _read_choice(value: Any, kind: Any) -> Any:
    codes = [choice.value for choice in kind]
    if isinstance(value, str) and value not in codes:
        raise Refused(not_recognised(value), use_one_of(codes))
    if not isinstance(value, str):
        raise _refusal(value, use_one_of(codes))
    return kind(value)


_READERS = {StrEnum: _read_choice, str: _read_text, bool: _read_flag, int: _read_count, dt.date: _read_date}


def _read_fields(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    # cattrs itself looks at the types alone.
    hints = get_type_hints(kind, include_extras=True)
    hooks: dict[str, Any] = {field.name: _read_field(field, hints[field.name], converter) for field in fields(kind)}
    read = make_dict_structure_fn(kind, converter, _cattrs_use_linecache=False, **hooks)
    # Null doesn't answer whether something is so.
    has_default = {field.name for field in fields(kind) if (field.default, field.default_factory) != (MISSING, MISSING)}
    optional = {name for name in has_default if hints[name] is not bool}

    def read_given(value: Any, _kind: Any) -> Any:
        if not isinstance(value, dict):
            keys = abbreviated_list(_field_names(kind))
            raise _refusal(value, _("Write a mapping with the keys {keys}.").format(keys=keys))
        return read(
            {key: field_value for key, field_value in value.items() if field_value is not None or key not in optional},
            kind,
        )

    return read_given


def _read_field(field: DataclassField[Any], hint: Any, converter: Converter) -> Any:
    if about := field.metadata.get(Field.__name__):
        hint = Annotated[hint, about.problem]
    read = converter.get_structure_hook(hint)
    return override(struct_hook=lambda value, _kind: read(value, hint))


def _read_list(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    inner = get_args(kind)[0]
    read = converter.get_structure_hook(inner)

    def read_given(value: Any, _kind: Any) -> Any:
        if isinstance(value, str):
            raise _refusal(value, _('Put it in square brackets: ["{text}"].').format(text=truncated(value)))
        if not isinstance(value, list):
            raise _refusal(value, _("Write a list."))
        return tuple(_read_each(enumerate(value), read, inner).values())

    return read_given


def _read_mapping(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    inner = get_args(kind)[1]
    read = converter.get_structure_hook(inner)

    def read_given(value: Any, _kind: Any) -> Any:
        if not isinstance(value, dict):
            raise _refusal(value, _("Write a mapping, each entry with its key."))
        return _read_each(value.items(), read, inner)

    return read_given


def _read_each(entries: Iterable[tuple[Any, Any]], read: Callable[[Any, Any], Any], kind: Any) -> dict[Any, Any]:
    """The entries that can be read. Stops where a hostile file would fill the memory with problems."""
    taken, wrong = {}, []
    for key, value in entries:
        try:
            taken[key] = read(value, kind)
        except (BaseValidationError, Refused) as error:
            error.add_note(IterableValidationNote("", key, kind))
            wrong.append(error)
            if len(wrong) > PROBLEM_LIMIT:
                break
    if wrong:
        raise IterableValidationError("", wrong, kind)
    return taken


def _read_by_rules(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    read = converter.get_structure_hook(kind.__origin__)
    rules = kind.__metadata__ if converter.detailed_validation else ()

    def read_checked(value: Any, _kind: Any) -> Any:
        taken = read(value, kind.__origin__)
        for rule in rules:
            if wrong := rule(taken):
                raise Refused(*wrong)
        return taken

    return read_checked


def _field_names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


def _problems(error: BaseException, path: Place) -> Iterator[Wrong]:
    """Everything that is wrong, place by place."""
    match error:
        case BaseValidationError():
            for inner in error.exceptions:
                yield from _problems(inner, (*path, *_step(inner)))
        case ForbiddenExtraKeysError():
            names = _field_names(error.cl)
            for key in sorted(error.extra_fields):
                yield (*path, key), not_recognised(key), use_one_of(names, removable=True)
        case KeyError():
            yield path[:-1], missing(str(path[-1])), _("Add it.")
        case Refused(args=(what, fix)):
            yield path, what, fix


def _step(error: BaseException) -> Place:
    """The key or place of what couldn't be read; none where a record as a whole couldn't be."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (note.name,)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()


def _place(data: Any, path: Place) -> str:
    """A place in words: `themes[lights].name`. An entry of a list is named by its id, if it has one."""
    words = ""
    for step in path:
        try:
            data = data[step]
        except (LookupError, TypeError):  # It is missing, or was refused.
            data = None
        if isinstance(step, str):
            words = dotted(words, step)
        else:
            name = data.get("id") if isinstance(data, dict) else None
            words += f"[{truncated(name) if isinstance(name, str) and name else step + 1}]"
    return words
